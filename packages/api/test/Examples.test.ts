/**
 * Every official example of an operation, read with the operation's own schema. The examples are no part of the
 * repository: `ZOHO_EXAMPLES` names their folder, or they lie beside it.
 */
import * as Envelope from "@effect-zoho/client/Envelope"
import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Fs from "node:fs"
import * as Path from "node:path"
import { all, detailsOf, type Known, successOf } from "./support/All.ts"

const Example = Schema.Struct({
  method: Schema.String,
  path: Schema.String,
  title: Schema.String,
  request: Schema.Json,
  status: Schema.NullOr(Schema.Number),
  response: Schema.Json,
  trimmed: Schema.optionalKey(Schema.Json)
})
type Example = typeof Example.Type

const readExample = Schema.decodeSync(Schema.fromJsonString(Example))

const beside = Path.resolve(import.meta.dirname, "../../../../shared/zoho-crm-v8/examples")
const folder = process.env["ZOHO_EXAMPLES"] ?? beside

const examples: ReadonlyArray<Example> = (Fs.existsSync(folder) ? Fs.readdirSync(folder) : [])
  .filter((it) => it.endsWith(".ndjson"))
  .flatMap((file) => Fs.readFileSync(Path.join(folder, file), "utf8").split("\n"))
  .filter((line) => line.trim() !== "")
  .map((line) => readExample(line))

const plain = (method: string, path: string): string => `${method} ${path.replaceAll(/\{[^}]*\}/gu, "{}")}`

const readResponse = (operation: Known, { response, status, title }: Example): "document" | "results" | "refusal" => {
  const { spec } = operation
  const answer = Envelope.decode({
    text: JSON.stringify(response),
    httpStatus: status ?? 200,
    contentType: "application/json"
  })
  if (Result.isFailure(answer)) {
    assert.notStrictEqual(answer.failure._tag, "UnexpectedResponse", title)
    return "refusal"
  }
  const envelope = answer.success
  const success = successOf(spec)
  if (envelope._tag === "Document" && success !== undefined) {
    const read = Schema.decodeUnknownResult(success)(envelope.body)
    if (Result.isFailure(read)) assert.fail(`${title}: ${read.failure.message}`)
    return "document"
  }
  const details = detailsOf(spec)
  const results =
    envelope._tag === "Rows" ? envelope.rows : envelope._tag === "Single" ? [envelope.result] : assert.fail(title)
  for (const result of results) {
    if (result.status === "error") continue
    const read = Schema.decodeUnknownResult(details ?? Schema.Never)(result.details)
    if (Result.isFailure(read)) assert.fail(`${title}: ${read.failure.message}`)
  }
  return "results"
}

if (examples.length === 0) {
  it("official examples: not run", () => {
    process.stderr.write(
      `\n*** official examples: not run. There are none in ${folder}: set ZOHO_EXAMPLES to their folder. ***\n\n`
    )
  })
} else {
  describe("official examples", () => {
    const counts = new Map<string, number>()
    for (const operation of all) {
      const { spec } = operation
      const own = examples.filter((it) => plain(it.method, `/crm/v8${it.path}`) === plain(spec.method, spec.path))
      if (own.length === 0) continue
      it(spec.name, () => {
        for (const example of own) {
          if (example.status === null) {
            // A request: what its body holds must be something that we take.
            if (!("body" in spec) || spec.body === undefined) continue
            const sent = Schema.decodeUnknownResult(spec.body)(example.request)
            if (Result.isFailure(sent)) assert.fail(`${example.title}: ${sent.failure.message}`)
            counts.set("request", (counts.get("request") ?? 0) + 1)
          } else {
            const kind = readResponse(operation, example)
            counts.set(kind, (counts.get(kind) ?? 0) + 1)
          }
        }
      })
    }

    it("are told by their kinds", () => {
      assert.isAbove(counts.get("results") ?? 0, 0)
      process.stderr.write(`official examples: ${[...counts].map(([kind, n]) => `${n} ${kind}`).join(", ")}\n`)
    })
  })
}
