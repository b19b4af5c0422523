/** One of many processes: says that it is ready, waits for its work, does all of it at once, and reports. */
import { Leads } from "@effect-zoho/records/modules/Leads"
import { RecordId } from "@effect-zoho/records/RecordId"
import * as Effect from "effect/Effect"
import * as Readline from "node:readline"
import { layer, type Report, type Work } from "./Shared.ts"

const program = ({ settings, updates }: Work) =>
  Effect.gen(function* () {
    const leads = yield* Leads
    const failures: Array<string> = []
    yield* Effect.forEach(
      updates,
      ({ id, mobile }) =>
        leads
          .update(RecordId.make(id), { Mobile: mobile })
          .pipe(Effect.catch((error) => Effect.sync(() => void failures.push(`${id}: ${error.message}`)))),
      { concurrency: "unbounded", discard: true }
    )
    return { done: updates.length - failures.length, failures } satisfies Report
  }).pipe(Effect.provide(layer(settings)))

const say = (value: object): void => void process.stdout.write(`${JSON.stringify(value)}\n`)

const lines = Readline.createInterface({ input: process.stdin })
lines.once("line", (line) => {
  lines.close()
  const work: Work = JSON.parse(line)
  Effect.runPromise(program(work)).then(say, (error) => {
    say({ done: 0, failures: [String(error)] })
  })
})
say({ ready: true })
