/** A real emulator under raw bytes, on all its hosts: it answers or closes, never with 500, and lives on. */
import { random } from "@effect-zoho/emulator/seed/Random"
import * as Net from "node:net"
import * as EmulatorProcess from "../EmulatorProcess.ts"
import * as Bytes from "./Bytes.ts"
import * as Requests from "./Requests.ts"

export interface Found {
  readonly requests: number
  /** Of the answers, by their hundreds; `none` where the connection was closed without one. */
  readonly statuses: { readonly [status: string]: number }
  readonly broken: ReadonlyArray<string>
}

/** A connection that is open longer than this after everything was sent hangs. */
const patience = 5000

/** Sends the pieces one after the other, says that no more will come, and gives all that comes back. */
const exchange = (port: number, pieces: ReadonlyArray<Uint8Array>): Promise<string | undefined> =>
  new Promise((resolve) => {
    const parts: Array<Buffer> = []
    const socket = Net.connect({ port, host: "127.0.0.1", noDelay: true })
    const timer = setTimeout(() => {
      socket.destroy()
      resolve(undefined)
    }, patience)
    socket.on("data", (part) => parts.push(part))
    // Whoever is refused in the middle of sending is cut off: that is an answer too.
    socket.on("error", () => {})
    socket.on("close", () => {
      clearTimeout(timer)
      resolve(Buffer.concat(parts).toString("latin1"))
    })
    socket.on("connect", () => {
      for (const piece of pieces) socket.write(piece)
      socket.end()
    })
  })

const portOf = (url: string): number => Number(new URL(url).port)

export const run = async (seed: number, rounds: number): Promise<Found> => {
  const { control, emulator, process, stop } = await EmulatorProcess.start(3)
  const ports = {
    api: portOf(emulator.apiUrl),
    accounts: portOf(emulator.accountsUrl),
    upload: portOf(emulator.uploadUrl)
  }
  const by = Requests.chance(random(seed))
  const statuses: { [status: string]: number } = {}
  const broken: Array<string> = []
  let requests = 0
  try {
    await control("snapshots/start", {})
    for (let round = 0; round < rounds && process.exitCode === null; round++) {
      const { host, pieces, text } = Bytes.make(by, emulator)
      const answer = await exchange(ports[host], pieces)
      requests++
      const shown = `to ${host}: ${JSON.stringify(text.slice(0, 500))}`
      if (answer === undefined) broken.push(`hangs ${shown}`)
      else {
        // Several where a 100 came first, or two requests went.
        const found = [...answer.matchAll(/^HTTP\/1\.1 (\d{3})/gmu)].map(([, status]) => status ?? "")
        if (found.includes("500")) broken.push(`500 ${shown}`)
        const hundreds = found.length === 0 ? "none" : `${found.at(-1)?.charAt(0)}xx`
        statuses[hundreds] = (statuses[hundreds] ?? 0) + 1
      }
      // A fault that was set up strikes somebody.
      if (/\/faults/u.test(text) && (await exchange(ports.api, [Bytes.anyone])) === undefined)
        broken.push(`hangs for others ${shown}`)
      // What a request may have set up — a fault, another time — is not to be met by the next.
      try {
        if (/__emulator/u.test(text)) await control("snapshots/start/restore", {})
        if (round % 20 === 19) {
          const stats: { readonly defects: number } = JSON.parse(await control("stats"))
          if (stats.defects > 0) broken.push(`a handler threw; the last request went ${shown}`)
          await control("snapshots/start/restore", {})
        }
      } catch {
        broken.push(`does not answer any more after one ${shown}`)
        break
      }
    }
    if (process.exitCode !== null) broken.push(`the process ended with ${process.exitCode}`)
  } finally {
    if (process.exitCode === null) await stop()
  }
  return { requests, statuses, broken }
}
