/** The leads that a condition finds, settled in a file before anything is changed: a run that goes on finds the same ones. */
import * as Filter from "@effect-zoho/records/Filter"
import { module } from "@effect-zoho/records/modules/Leads"
import * as Reader from "@effect-zoho/records/Reader"
import * as Csv from "@effect-zoho/toolkit/Csv"
import * as Output from "@effect-zoho/toolkit/Output"
import * as Script from "@effect-zoho/toolkit/Script"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type { PlatformError } from "effect/PlatformError"
import * as Stream from "effect/Stream"
import * as Crypto from "node:crypto"
import * as NodePath from "node:path"

/** `Lead_Status=Contacted;Rating=Hot` as fields and values. */
export const changesOf = (set: string): ReadonlyArray<readonly [string, string]> =>
  set
    .split(";")
    .filter((it) => it.trim() !== "")
    .map((it) => {
      const at = it.indexOf("=")
      return at < 0 ? ([it.trim(), ""] as const) : ([it.slice(0, at).trim(), it.slice(at + 1).trim()] as const)
    })

const unwritable = (path: string) => (error: PlatformError) =>
  new Script.ScriptError({
    title: "The leads found cannot be kept",
    happened: `${path}: ${error.message}`,
    remedy: "See to the rights on data/runs and to room on the disk; nothing was sent."
  })

/** The path of a CSV file with the ids found and the values to set; made once for the same condition and changes. */
export const file = Effect.fnUntraced(function* (options: {
  readonly folder: string
  readonly where: string
  readonly set: string
  readonly limit: number | undefined
}) {
  const fs = yield* FileSystem.FileSystem
  const changes = changesOf(options.set)
  if (changes.length === 0) {
    return yield* new Script.ScriptError({
      title: "What is to change",
      happened: "A condition is given, and no change.",
      remedy: 'Give --set "Lead_Status=Contacted" with it.'
    })
  }
  const name = Crypto.createHash("sha256").update(JSON.stringify(options)).digest("hex").slice(0, 12)
  const path = NodePath.join(options.folder, "data/runs", `leads-found-${name}.csv`)
  const known = yield* Effect.mapError(fs.exists(path), unwritable(path))
  if (known) {
    yield* Output.event(
      { event: "found", file: path },
      `Going on with the leads found before, in ${path}. Remove that file to look again.`
    )
    return path
  }
  const query = { fields: ["Last_Name"], where: Filter.coql(options.where), via: "coql" } as const
  const limited = options.limit === undefined ? query : { ...query, limit: options.limit }
  const lines = Reader.pages(module, limited).pipe(
    Stream.map(({ rows }) => rows.map(({ id }) => Csv.line([id, ...changes.map(([, value]) => value)])).join(""))
  )
  const whole = Stream.concat(Stream.make(Csv.line(["id", ...changes.map(([field]) => field)])), lines)
  const part = `${path}.part`
  yield* Effect.mapError(fs.makeDirectory(NodePath.dirname(path), { recursive: true, mode: 0o700 }), unwritable(path))
  yield* Stream.run(Stream.encodeText(whole), fs.sink(part, { mode: 0o600 })).pipe(
    Effect.catchTag("PlatformError", (error) => Effect.fail(unwritable(path)(error)))
  )
  yield* Effect.mapError(fs.rename(part, path), unwritable(path))
  yield* Output.event({ event: "found", file: path }, `The leads found are in ${path}.`)
  return path
})
