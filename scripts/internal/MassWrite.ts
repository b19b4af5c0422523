/** What every mass write does: says what it will cost, asks, writes with a ledger, shows how far it is, sums up. */
import * as Org from "@effect-zoho/api/Org"
import { Credits } from "@effect-zoho/client/Credits"
import * as Settings from "@effect-zoho/config/Settings"
import type * as Fields from "@effect-zoho/api/Fields"
import type * as BulkWrite from "@effect-zoho/records/BulkWrite"
import * as FieldCheck from "@effect-zoho/records/FieldCheck"
import * as Ledger from "@effect-zoho/records/Ledger"
import * as Module from "@effect-zoho/records/Module"
import * as Pipelines from "@effect-zoho/records/Pipelines"
import type * as WritePlan from "@effect-zoho/records/WritePlan"
import * as Writer from "@effect-zoho/records/Writer"
import * as Csv from "@effect-zoho/toolkit/Csv"
import * as Output from "@effect-zoho/toolkit/Output"
import * as Progress from "@effect-zoho/toolkit/Progress"
import * as Report from "@effect-zoho/toolkit/Report"
import * as Script from "@effect-zoho/toolkit/Script"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FileSystem from "effect/FileSystem"
import * as Stream from "effect/Stream"
import * as Crypto from "node:crypto"
import * as NodePath from "node:path"
import * as Table from "./Table.ts"
import * as Temporary from "./Temporary.ts"
import * as Budget from "./Budget.ts"
import { grouped } from "./Grouped.ts"

/** What is written, and how. */
export interface Task<E, R> {
  /** API name. */
  readonly module: string
  /** What decides on how the rows are sent, but for their number. */
  readonly shape: Omit<WritePlan.Shape, "rows" | "operation"> & { readonly operation: "insert" | "update" | "upsert" }
  /** Where the rows come from: a path. */
  readonly input: string
  /** Tells inputs apart: the same rows to the same end have the same. */
  readonly inputHash: string
  readonly rows: number
  /** Credits besides those of the writes: looking ids up. */
  readonly extraCredits: number
  readonly write: (options: Writer.Options) => Stream.Stream<Writer.Outcome, E, R>
  /** The module's fields, by which rows are checked, and the API names of those that the rows have. */
  readonly fields: ReadonlyArray<Fields.Field>
  readonly apiNames: ReadonlyArray<string>
  /** A row as it stood in the input, for the file of failures: its header, then each row by number. */
  readonly header: ReadonlyArray<string>
  readonly lines: Stream.Stream<Csv.Line, Script.ScriptError, FileSystem.FileSystem>
}

export interface Choices {
  readonly folder: string
  readonly dryRun: boolean
  readonly yes: boolean
  readonly retryFailed: boolean
  readonly check: "off" | "warn" | "refuse"
  /** Path of the ledger; one for the input and the operation unless said. */
  readonly ledger: string | undefined
}

/** By which ways, where it is not by calls alone. */
const described = ({ parts }: WritePlan.Plan): string =>
  parts.some((it) => it.via !== "calls")
    ? ` ${parts.map((it) => `${grouped(it.rows)} rows by ${ways[it.via]} for ${grouped(it.credits)} credits`).join(", ")}.`
    : ""

/** What rows are checked by besides the fields: of deals with a stage, the pipelines. */
const known = Effect.fnUntraced(function* (task: Pick<Task<never, never>, "module" | "apiNames">) {
  if (task.module !== "Deals" || !task.apiNames.includes("Stage")) return {}
  const { pipelines } = yield* Pipelines.make
  return yield* pipelines().pipe(
    Effect.map((pipelines) => ({ pipelines })),
    Effect.catchTag("ApiError", ({ reason }) =>
      Effect.as(
        Output.event(
          { event: "warning", reason: reason._tag },
          `Whether stages belong to their pipelines is not checked: ${reason.remedy}`
        ),
        {}
      )
    )
  )
})

/** Rows of deals with a stage that may name no pipeline: what the deal's own one has is known to Zoho alone. */
const isStageOpen = (
  { apiNames, module, shape }: Pick<Task<never, never>, "apiNames" | "module" | "shape">,
  { check }: Pick<Choices, "check">
): boolean =>
  check !== "off" &&
  module === "Deals" &&
  apiNames.includes("Stage") &&
  (shape.operation !== "insert" || !apiNames.includes("Pipeline"))

const stageOpen =
  " Not checked: of rows that name no pipeline, whether the deal's own pipeline has the stage; Zoho refuses those where it has not."

const ways = { calls: "calls", mass: "mass update", bulk: "bulk write" } as const

const counted = (outcome: Writer.Outcome): "done" | "failed" | "skipped" | "ambiguous" => {
  switch (outcome._tag) {
    case "Done":
      return "done"
    case "Failed":
      return "failed"
    case "Skipped":
      return "skipped"
    case "Ambiguous":
      return "ambiguous"
  }
}

/** One line for a row that was not written. */
const complain = (outcome: Extract<Writer.Outcome, { _tag: "Failed" | "Ambiguous" }>): string => {
  const { reason } = outcome.error
  const who = Table.isNobody(outcome.key) ? "" : ` (${outcome.key})`
  return `Row ${outcome.row}${who}: ${reason._tag}. ${reason._tag === "InvalidInput" ? `${reason.problem} ` : ""}${reason.remedy}`
}

/** More of them are in the file of failures. */
const shown = 5

/** Runs the task: exit code 0 when all rows are written, 2 when some are not, 1 when the only one is not. */
export const run = Effect.fn("massWrite")(function* <E extends Report.Failure, R>(task: Task<E, R>, choices: Choices) {
  const { hosts } = yield* Settings.Settings
  const fs = yield* FileSystem.FileSystem
  const credits = yield* Credits
  const [first] = (yield* Org.get({})).org
  const name = first?.company_name ?? "an organisation without a name"
  const operation = `${task.shape.operation} ${task.module}`
  const kind = task.shape.operation
  const plan = yield* Writer.plan(Module.make(task.module, { fields: {} }), { ...task.shape, rows: task.rows })
  const forecast = plan.credits + task.extraCredits
  const budget = yield* Budget.forecast(forecast)
  const about = {
    operation,
    org: first?.zgid ?? "",
    environment: hosts.environment,
    rows: task.rows,
    forecast
  }
  yield* Output.event(
    {
      event: "plan",
      ...about,
      ...budget.event,
      ...(isStageOpen(task, choices) ? { unchecked: ["Stage"] } : {}),
      parts: plan.parts.map(({ credits, rows, via }) => ({ via, rows, credits }))
    },
    `${operation}: ${grouped(task.rows)} ${task.rows === 1 ? "row" : "rows"} of ${task.input}, in ${name} (${hosts.environment}, ${hosts.apiUrl}), for about ${grouped(forecast)} ${forecast === 1 ? "credit" : "credits"}.${described(plan)}${budget.text}${isStageOpen(task, choices) ? stageOpen : ""}`
  )
  if (task.rows === 0) {
    yield* Output.event({ event: "done", ...about }, "There is nothing to write.")
    return 0 as const
  }
  if (choices.dryRun) {
    yield* Output.event({ event: "dry-run", ...about }, "Dry run: nothing was sent.")
    return 0 as const
  }

  const path = NodePath.resolve(
    choices.folder,
    choices.ledger ??
      NodePath.join(
        "data/runs",
        `${operation.replaceAll(" ", "-")}-${Crypto.createHash("sha256")
          .update([task.inputHash, about.org, about.environment].join())
          .digest("hex")
          .slice(0, 12)}.ndjson`
      )
  )
  yield* Effect.mapError(
    fs.makeDirectory(NodePath.dirname(path), { recursive: true, mode: 0o700 }),
    (error) =>
      new Script.ScriptError({
        title: "The ledger has no place",
        happened: error.message,
        remedy: "Name another one: --ledger FILE."
      })
  )

  return yield* Effect.scoped(
    Effect.gen(function* () {
      const { environment, org } = about
      const ledger = yield* Ledger.open(path, {
        run: Crypto.randomUUID(),
        input: task.input,
        inputHash: task.inputHash,
        org,
        environment,
        operation,
        forecast
      })
      const before = yield* ledger.counts
      // A run that ended at the question has left a ledger without rows.
      if (Object.values(before).some((it) => it > 0)) {
        yield* Output.event(
          { event: "resume", ledger: path, ...before },
          `Going on with ${path}: ${grouped(before.done)} rows are written, ${grouped(before.failed + before.ambiguous)} are not, ${grouped(before.open)} are open.${
            choices.retryFailed || before.failed + before.ambiguous === 0
              ? ""
              : " What failed is left alone; --retry-failed sends what may be sent again."
          }`
        )
      }
      if (!choices.yes) {
        const answer = yield* Effect.flatMap(Output.Output, (it) => it.confirm("Go on?"))
        if (answer !== true) {
          return yield* new Script.ScriptError({
            title: "Nothing was sent",
            happened: answer === undefined ? "Nobody can be asked whether to go on." : "The answer was no.",
            remedy:
              answer === undefined ? "Give --yes to go on without asking." : "Run it again when it should be sent."
          })
        }
      }

      const besides = choices.check === "off" ? {} : yield* known(task)
      const spentBefore = (yield* credits.state).used
      const spent = Effect.map(credits.state, ({ used }) => used - spentBefore)
      const output = yield* Output.Output
      const progress = yield* Progress.make({ total: task.rows, credits: spent })
      const counts = { done: 0, failed: 0, skipped: 0, ambiguous: 0 }
      let stopped = false
      let complaints = 0
      let held = 0
      const bulk: BulkWrite.Options = {
        directory: yield* Temporary.directory(choices.folder),
        onProgress: ({ id, state }) =>
          Output.event({ event: "job", id, state }, `The bulk write ${id}: ${state}.`).pipe(
            Effect.provideService(Output.Output, output)
          )
      }
      const warnings: Array<{ readonly problem: FieldCheck.Problem; readonly row: number }> = []
      const check = {
        off: () => ({}),
        warn: () => ({
          check: FieldCheck.warn(
            task.fields,
            kind,
            (problem, row) => {
              warnings.push({ problem, row })
            },
            besides
          )
        }),
        refuse: () => ({ check: FieldCheck.refuse(task.fields, kind, besides) })
      }[choices.check]()
      // One generator for all batches: made anew for each, V8 would keep every batch until its next full collection.
      const see = Effect.fnUntraced(function* (outcomes: ReadonlyArray<Writer.Outcome>) {
        for (const outcome of outcomes) {
          counts[counted(outcome)]++
          if (outcome._tag === "Skipped" && outcome.why === "may be under way") held++
          if ((outcome._tag === "Failed" || outcome._tag === "Ambiguous") && complaints++ < shown) {
            yield* Output.event(
              {
                event: "row",
                row: outcome.row,
                key: outcome.key ?? null,
                status: counted(outcome),
                reason: outcome.error.reason._tag
              },
              complain(outcome)
            )
          }
        }
        for (const { problem, row } of warnings.splice(0)) {
          yield* Output.event(
            { event: "warning", row, field: problem.field, kind: problem.kind },
            `Row ${row}: ${problem.field} should be ${problem.expected} (${problem.kind}); other rows may have the same. --check refuse sends no such row.`
          )
        }
        yield* progress.add(outcomes.length)
      })
      const writing = task
        .write({ ledger, retryFailed: choices.retryFailed, stop: Effect.sync(() => stopped), plan, bulk, ...check })
        .pipe(Stream.runForEachArray(see))
      const fiber = yield* Effect.forkScoped(writing)
      // Ctrl-C: no batch begins any more, and those under way are seen through.
      const resume = Effect.gen(function* () {
        stopped = true
        yield* Fiber.await(fiber)
        yield* progress.end
        yield* Output.event(
          { event: "interrupted", ledger: path, ...counts },
          `Stopped. Run the same command again to go on; what was written is in ${path}.`
        )
      })
      yield* Effect.onInterrupt(Fiber.join(fiber), () => resume)
      yield* progress.end

      const after = yield* ledger.counts
      const left = after.failed + after.ambiguous
      if (held > 0) {
        yield* Output.event(
          { event: "held", rows: held },
          `${grouped(held)} rows went up as a file less than an hour ago, and nobody knows whether its job is still writing them. Run this again with --retry-failed when the hour is over: then they are looked up.`
        )
      }
      const failures = left === 0 ? undefined : yield* keepFailures(task, path)
      const used = yield* spent
      yield* Output.event(
        {
          event: "summary",
          ledger: path,
          rows: task.rows,
          ...counts,
          credits: used,
          ...(failures === undefined ? {} : { failures })
        },
        [
          `${grouped(counts.done)} written, ${grouped(counts.failed)} failed, ${grouped(counts.ambiguous)} unclear, ${grouped(counts.skipped)} known from an earlier run; ${grouped(used)} credits.`,
          ...(failures === undefined
            ? []
            : [`The rows that are not written: ${failures}. Correct them there and load that file.`])
        ].join("\n")
      )
      const code: Script.ExitCode = left === 0 ? 0 : task.rows === 1 ? 1 : 2
      return code
    })
  )
})

/** The rows that are not written, as they were, with the reason beside them: loads straight back. */
const keepFailures = Effect.fnUntraced(function* (
  task: Pick<Task<never, never>, "header" | "lines">,
  ledgerPath: string
) {
  const fs = yield* FileSystem.FileSystem
  const path = `${ledgerPath.replace(/\.ndjson$/u, "")}.failures.csv`
  const wanted = new Map((yield* Ledger.failures(ledgerPath)).map((it) => [it.row, it]))
  const reasons = ["_status", "_reason", "_code"]
  const lines = task.lines.pipe(
    Stream.filter(({ row }) => wanted.has(row)),
    Stream.map(({ cells, row }) => {
      const it = wanted.get(row)
      return Csv.line([
        ...task.header.map((_, index) => cells[index] ?? ""),
        it?.status ?? "",
        it?.reason ?? "",
        it?.code ?? "",
        // Cells beyond the header are what is wrong with the row: they must not get lost.
        ...cells.slice(task.header.length)
      ])
    })
  )
  yield* Stream.run(
    Stream.encodeText(Stream.concat(Stream.make(Csv.line([...task.header, ...reasons])), lines)),
    fs.sink(path, { mode: 0o600 })
  ).pipe(
    Effect.catchTag(
      "PlatformError",
      () =>
        new Script.ScriptError({
          title: "The file of failures cannot be written",
          happened: `${path} cannot be written; the ledger has every failed row.`,
          remedy: "See to room on the disk, and run the same command again."
        })
    )
  )
  return path
})
