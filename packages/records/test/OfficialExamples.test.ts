/**
 * Every response of the official examples, served as it is, must be read: as rows, one result, a document, nothing, or a
 * typed reason. The examples are no part of the repository: `ZOHO_EXAMPLES` names their folder, or they lie beside it.
 */
import type { ZohoError } from "@effect-zoho/client/ApiError"
import * as ZohoClient from "@effect-zoho/client/ZohoClient"
import * as Leads from "@effect-zoho/records/modules/Leads"
import * as FaultServer from "@effect-zoho/testing/FaultServer"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Fs from "node:fs"
import * as Path from "node:path"
import { layer } from "./support/Served.ts"

const Example = Schema.fromJsonString(
  Schema.Struct({
    area: Schema.String,
    op: Schema.String,
    method: Schema.Literals(["GET", "POST", "PUT", "PATCH", "DELETE"]),
    path: Schema.String,
    title: Schema.String,
    status: Schema.NullOr(Schema.Number),
    response: Schema.Json,
    trimmed: Schema.optionalKey(Schema.Json)
  })
)
type Example = typeof Example.Type

const beside = Path.resolve(import.meta.dirname, "../../../../shared/zoho-crm-v8/examples")
const folder = process.env["ZOHO_EXAMPLES"] ?? beside

const linesOf = (file: string) =>
  Fs.readFileSync(Path.join(folder, file), "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")

const files = Fs.existsSync(folder) ? Fs.readdirSync(folder).filter((it) => it.endsWith(".ndjson")) : []

const serve = Effect.fnUntraced(function* (example: Example) {
  const server = yield* FaultServer.FaultServer
  const answer = FaultServer.json(example.response, example.status ?? 200)
  // An INVALID_TOKEN is asked for twice.
  yield* server.enqueue(answer, answer)
})

const send = Effect.fnUntraced(function* (example: Example) {
  yield* serve(example)
  const client = yield* ZohoClient.ZohoClient
  return yield* client.send({
    operation: example.op,
    method: example.method,
    path: `/crm/v8${example.path.replaceAll(/\{[^}]*\}/gu, "111")}`,
    credits: 1,
    retry: example.method === "GET" ? "safe" : "after-lookup"
  })
})

/** How an example ended: the envelope's tag or the reason's, which must say something. */
const ending = (result: Result.Result<unknown, ZohoError | FaultServer.FaultServerError>) => {
  if (Result.isSuccess(result)) return "success"
  if (result.failure._tag !== "ApiError") return assert.fail(result.failure._tag)
  const { reason } = result.failure
  const said = reason._tag === "Ambiguous" ? reason.because : reason
  assert.isNotEmpty(reason.remedy)
  if (said._tag !== "UnexpectedResponse") assert.isNotEmpty("code" in said ? said.code : "", JSON.stringify(said))
  return said._tag
}

if (files.length === 0) {
  it("official examples: not run", () => {
    process.stderr.write(
      `\n*** official examples: not run. There are none in ${folder}: set ZOHO_EXAMPLES to their folder. ***\n\n`
    )
  })
} else {
  describe("official examples", () => {
    const counts = new Map<string, number>()
    const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1)

    for (const file of files) {
      it.effect(file, () =>
        Effect.gen(function* () {
          for (const line of linesOf(file)) {
            const example = yield* Schema.decodeUnknownEffect(Example)(line)
            if (example.status === null) {
              count("without a response")
              continue
            }
            const where = `${example.op} ${example.status} ${example.title}`
            const result = yield* Effect.result(Effect.provide(send(example), layer))
            const end = Result.isSuccess(result) ? result.success._tag : ending(result)
            count(example.trimmed === undefined ? end : `${end} (trimmed)`)
            assert.notStrictEqual(end, "UnexpectedResponse", where)
          }
        })
      )
    }

    it.effect("writes of records end as one outcome a row, or as a reason for all", () =>
      Effect.gen(function* () {
        for (const line of linesOf("record.ndjson")) {
          const example = yield* Schema.decodeUnknownEffect(Example)(line)
          if (example.status === null || !/^(create|insert|upsert)Records$/u.test(example.op)) continue
          const { response } = example
          const data = typeof response === "object" && response !== null && "data" in response ? response["data"] : []
          const rows = Array.from({ length: Array.isArray(data) ? Math.max(1, data.length) : 1 }, () => ({
            Last_Name: "x"
          }))
          yield* Effect.gen(function* () {
            yield* serve(example)
            const leads = yield* Leads.Leads
            const result = yield* Effect.result(
              example.op === "upsertRecords" ? leads.upsertMany(rows) : leads.insertMany(rows)
            )
            if (Result.isFailure(result)) {
              ending(result)
              count("write failed as a whole")
              return
            }
            assert.lengthOf(result.success, rows.length)
            for (const outcome of result.success) {
              count(outcome._tag === "Done" ? `row ${outcome.action}` : `row ${outcome.error.reason._tag}`)
              // An official row without an id is the example's omission: its write cannot be told from an unclear one.
              if (outcome._tag === "Failed")
                assert.notStrictEqual(outcome.error.reason._tag, "Ambiguous", example.title)
            }
          }).pipe(Effect.provide(layer))
        }
        const told = [...counts].sort(([a], [b]) => a.localeCompare(b)).map(([what, n]) => `${what} ${n}`)
        process.stderr.write(`official examples: ${told.join(", ")}\n`)
      })
    )
  })
}
