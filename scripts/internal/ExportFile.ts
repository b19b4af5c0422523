/** Records into a file, a page at a time; beside it, until it is whole, where to read on. */
import * as Fields from "@effect-zoho/api/Fields"
import { Credits } from "@effect-zoho/client/Credits"
import { Cursor } from "@effect-zoho/records/Cursor"
import * as Field from "@effect-zoho/records/Field"
import * as Filter from "@effect-zoho/records/Filter"
import * as Module from "@effect-zoho/records/Module"
import * as Leads from "@effect-zoho/records/modules/Leads"
import * as Reader from "@effect-zoho/records/Reader"
import type * as ReadPlan from "@effect-zoho/records/ReadPlan"
import * as Cells from "@effect-zoho/toolkit/Cells"
import * as Csv from "@effect-zoho/toolkit/Csv"
import { nearest } from "@effect-zoho/toolkit/Flags"
import * as Output from "@effect-zoho/toolkit/Output"
import * as Progress from "@effect-zoho/toolkit/Progress"
import * as Script from "@effect-zoho/toolkit/Script"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import type { PlatformError } from "effect/PlatformError"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as NodePath from "node:path"
import * as Zlib from "node:zlib"
import * as Temporary from "./Temporary.ts"
import * as Budget from "./Budget.ts"
import { grouped } from "./Grouped.ts"

export interface Task {
  readonly folder: string
  readonly module: string
  readonly to: string
  readonly fields: ReadonlyArray<string> | undefined
  readonly where: string | undefined
  readonly modifiedSince: string | undefined
  readonly via: ReadPlan.Way | undefined
  readonly limit: number | undefined
  readonly dryRun: boolean
  /** May a file that is there be replaced? */
  readonly overwrite: boolean
}

/** How far the part on disk is whole. */
const Mark = Schema.fromJsonString(
  Schema.Struct({
    bytes: Schema.Int,
    rows: Schema.Int,
    cursor: Cursor,
    /** Tells exports apart that must not be written to one file. */
    of: Schema.optionalKey(Schema.String)
  })
)
const readMark = Schema.decodeUnknownOption(Mark)

const failed = (path: string) => (error: PlatformError) =>
  new Script.ScriptError({
    title: "The file cannot be written",
    happened: `${path}: ${error.message}`,
    remedy: "See to the rights on its directory and to room on the disk; the same command goes on where it stopped."
  })

const cannotGo = (happened: string, remedy: string) =>
  new Script.ScriptError({ title: "The file cannot be written", happened, remedy })

/** Looks at the place of the file before anything is read for it. */
const look = Effect.fnUntraced(function* ({ overwrite, to }: Pick<Task, "to" | "overwrite">) {
  const fs = yield* FileSystem.FileSystem
  const parent = NodePath.dirname(to)
  if (!(yield* Effect.orElseSucceed(fs.exists(parent), () => false)))
    return yield* cannotGo(`There is no folder ${parent}.`, "Make it, or name another file: --to FILE.")
  const there = yield* Effect.option(fs.stat(to))
  if (Option.isNone(there)) return
  if (there.value.type !== "File") return yield* cannotGo(`${to} is no file.`, "Name another one: --to FILE.")
  if (!overwrite)
    return yield* cannotGo(
      `${to} is there already.`,
      "Name another file: --to FILE, or give --overwrite to replace it when the export is whole."
    )
})

/** Names that lists show though the settings of fields do not have them. */
const unlisted: ReadonlySet<string> = new Set(["id", "Layout", "Record_Image"])

/** Fails where a field is asked for that the module does not have: of paths, their first step. */
const known = (module: string, fields: ReadonlyArray<string>, all: ReadonlyArray<Fields.Field>) => {
  const names = all.map((it) => it.api_name)
  const wrong = fields.filter((it) => {
    const [first = ""] = it.split(".")
    return !first.startsWith("$") && !unlisted.has(first) && !names.includes(first)
  })
  const [first] = wrong
  if (first === undefined) return Effect.void
  const near = nearest(first, names)
  return new Script.ScriptError({
    title: "There is no such field",
    happened: `${module} has no field ${wrong.join(", ")} that your user may see.`,
    remedy: `${near === undefined ? "" : `Did you mean ${near}? `}Give API names as Setup > Developer Hub > APIs shows them.`
  })
}

/** Fields of every kind but those that neither COQL nor a file holds. */
const kinds = new Set([
  "subform",
  "fileupload",
  "imageupload",
  "profileimage",
  "multireminder",
  "RRULE",
  "event_reminder",
  "ALARM"
])

export const write = Effect.fn("export")(function* (task: Task) {
  const fs = yield* FileSystem.FileSystem
  const credits = yield* Credits
  yield* look(task)
  const all = (yield* Fields.list({ module: task.module })).fields
  if (task.fields !== undefined) yield* known(task.module, task.fields, all)
  // Some fields are on single records only: a list leaves them out.
  const module = Module.make(task.module, {
    fields: Object.fromEntries(all.map((it) => [it.api_name, Schema.optionalKey(Field.fromMetadata(it))])),
    ...(task.module === Leads.module.apiName && Leads.module.listed !== undefined
      ? { listed: Leads.module.listed }
      : {})
  })
  const fields =
    task.fields ?? all.filter((it) => !kinds.has(it.data_type) && it.api_name !== "id").map((it) => it.api_name)
  const query: Reader.Query<string> = {
    fields,
    ...(task.where === undefined ? {} : { where: Filter.coql(task.where) }),
    ...(task.modifiedSince === undefined ? {} : { modifiedSince: task.modifiedSince }),
    ...(task.via === undefined ? {} : { via: task.via }),
    ...(task.limit === undefined ? {} : { limit: task.limit })
  }
  const plan = yield* Reader.plan(module, query)
  const budget = yield* Budget.forecast(plan.credits)
  yield* Output.event(
    {
      event: "plan",
      module: task.module,
      via: plan.via,
      rows: plan.rows,
      credits: plan.credits,
      ...budget.event,
      why: plan.why
    },
    `${grouped(plan.rows)} records of ${task.module} to ${task.to}: ${plan.why}.${budget.text}`
  )
  if (task.dryRun) {
    yield* Output.event({ event: "dry-run" }, "Dry run: nothing was read.")
    return 0 as const
  }

  const isCsv = /\.csv(?:\.gz)?$/u.test(task.to)
  const columns = ["id", ...fields.filter((it) => it !== "id")]
  const encode = (text: string): Uint8Array => {
    const bytes = Buffer.from(text, "utf8")
    // Members of gzip one after the other are gzip, so that a part ends with a page.
    return task.to.endsWith(".gz") ? Zlib.gzipSync(bytes) : bytes
  }
  const text = (rows: ReadonlyArray<{ readonly [name: string]: unknown }>): string =>
    isCsv
      ? rows.map((row) => Csv.line(columns.map((it) => Cells.write(asJson(row[it]))))).join("")
      : rows.map((row) => `${JSON.stringify(row)}\n`).join("")

  const part = `${task.to}.part`
  const mark = `${task.to}.cursor`
  const fails = failed(task.to)
  const kept = yield* fs.readFileString(mark).pipe(
    Effect.map(readMark),
    Effect.orElseSucceed(() => Option.none())
  )
  const hasPart = yield* Effect.mapError(fs.exists(part), fails)
  const from = hasPart ? Option.getOrUndefined(kept) : undefined
  const of = JSON.stringify([task.module, fields, task.where, task.modifiedSince, task.limit])
  if (from?.of !== undefined && from.of !== of) {
    return yield* new Script.ScriptError({
      title: "Another export to this file was begun",
      happened: `${part} holds ${grouped(from.rows)} records of an export with other fields, conditions or limit.`,
      remedy: `Run that one again to go on with it, name another file, or remove ${part} and ${mark}.`
    })
  }
  const progress = yield* Progress.make({
    total: plan.rows,
    credits: Effect.map(credits.state, ({ used }) => used)
  })
  let rows = from?.rows ?? 0
  yield* Effect.scoped(
    Effect.gen(function* () {
      if (from !== undefined) {
        // What was written after the mark is read again.
        yield* Effect.mapError(fs.truncate(part, from.bytes), fails)
        yield* Output.event({ event: "resume", rows }, `Going on after ${grouped(rows)} records.`)
      }
      const file = yield* Effect.mapError(fs.open(part, { flag: from === undefined ? "w" : "a", mode: 0o600 }), fails)
      let bytes = from?.bytes ?? 0
      let cursor = from?.cursor
      const append = (piece: Uint8Array) =>
        Effect.map(Effect.mapError(file.writeAll(piece), fails), () => {
          bytes += piece.length
        })
      if (from === undefined && isCsv) yield* append(encode(Csv.line(columns)))
      // One generator for all pages: made anew for each, V8 would keep every page until its next full collection.
      const keep = Effect.fnUntraced(function* (page: Reader.Page<{ readonly [name: string]: unknown }>) {
        yield* append(encode(text(page.rows)))
        rows += page.rows.length
        if (page.cursor !== undefined) {
          cursor = page.cursor
          const state = JSON.stringify({ bytes, rows, cursor, of })
          yield* Effect.mapError(fs.writeFileString(`${mark}.new`, state, { mode: 0o600 }), fails)
          yield* Effect.mapError(fs.rename(`${mark}.new`, mark), fails)
        }
        yield* progress.add(page.rows.length)
      })
      const options = plan.via === "bulk" ? { plan, directory: yield* Temporary.directory(task.folder) } : { plan }
      const read = (from: Cursor | undefined) =>
        Stream.runForEach(Reader.pagesOf(module, from === undefined ? query : { ...query, from }, options), keep)
      yield* read(from?.cursor).pipe(
        // A day later the list's token is no good any more: without it the reading goes on after the last record.
        Effect.catchReason("ApiError", "PageTokenInvalid", (_, error) => {
          if (cursor?.token === undefined || cursor.after === undefined) return Effect.fail(error)
          const { token: _token, ...rest } = cursor
          return read(rest)
        }),
        Effect.onInterrupt(() =>
          Effect.andThen(
            progress.end,
            Output.event(
              { event: "interrupted", rows, file: part },
              cursor === undefined
                ? "Stopped. Run the same command again; it begins anew."
                : `Stopped. Run the same command again to go on after ${grouped(rows)} records, which are in ${part}.`
            )
          )
        )
      )
      yield* Effect.mapError(file.sync, fails)
    })
  )
  yield* Effect.mapError(fs.rename(part, task.to), fails)
  yield* Effect.ignore(fs.remove(mark))
  yield* progress.end
  const { used } = yield* credits.state
  // Records come and go meanwhile; of many fewer somebody should hear.
  const fewer = plan.rows - rows
  yield* Output.event(
    { event: "summary", rows, file: task.to, credits: used, ...(fewer > 0 ? { fewer } : {}) },
    `${grouped(rows)} records are in ${task.to}; ${grouped(used)} credits.${fewer > 0 ? ` That is ${grouped(fewer)} fewer than were counted before: look whether so many were deleted meanwhile.` : ""}`
  )
  return 0 as const
})

const isJson = Schema.is(Schema.Json)
/** Most values are text: only of an object or a list is it asked what is in it. */
const asJson = (value: unknown): Schema.Json | undefined => {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean" || value === null)
    return value
  return isJson(value) ? value : undefined
}
