/** For every file of tests: closes the orgs that it left open; writes what emulators were asked and answered into the folder that EMULATOR_CAPTURE names. */
import { appendFileSync } from "node:fs"
import { subscribe, unsubscribe } from "node:diagnostics_channel"
import { join } from "node:path"
import { afterAll } from "vitest"
import { channel, type LoggedRequest } from "@effect-zoho/emulator/RequestLog"
import * as Opened from "./Opened.ts"

afterAll(Opened.closeAll)

const folder = process.env["EMULATOR_CAPTURE"]

/** Lines of one kind: a fuzzer sends thousands that differ in nothing that a judge looks at. */
const enough = 12

const kindOf = ({ operation, responseBody, status, url }: LoggedRequest): string => {
  const code = /"code":"(\w+)"/u.exec(typeof responseBody === "string" ? responseBody : "")?.[1] ?? ""
  const module = /^[^?]*\/crm\/v8\/(\w+)/u.exec(url)?.[1] ?? ""
  return `${operation} ${module} ${status} ${code}`
}

if (folder !== undefined) {
  const file = join(folder, `${process.pid}-${process.hrtime.bigint()}.ndjson`)
  const seen = new Map<string, number>()
  const listen = (message: unknown) => {
    // Published by our own log only.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    const request = message as LoggedRequest
    const kind = kindOf(request)
    const count = (seen.get(kind) ?? 0) + 1
    seen.set(kind, count)
    if (count <= enough) appendFileSync(file, `${JSON.stringify(request)}\n`)
  }
  subscribe(channel.name, listen)
  // The files of one worker share its channels, and each counts for itself.
  afterAll(() => void unsubscribe(channel.name, listen))
}
