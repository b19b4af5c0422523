/** What a call costs that stands in line behind ten thousand, beside the same call behind a thousand. */
import * as ZohoClient from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { type Bound, type Group, line } from "../Measure.ts"
import * as Client from "../records/Client.ts"

const bound: Bound = { name: "queue-10000", op: "<=", limit: 1.5, unit: "x behind 1,000" }

const calls = 10_000

/** A line as others have it: a hundred times the lane of every paid edition. */
const short = 1000

/** An answer without a network: the wait in line is what is looked at. */
const http = HttpClient.make((request) =>
  Effect.promise(async () => HttpClientResponse.fromWeb(request, Response.json({ data: [], info: {} })))
)

/** CPU of all calls, so many of them begun at once. */
const cost = (atOnce: number) =>
  Effect.gen(function* () {
    const client = yield* ZohoClient.ZohoClient
    const before = process.cpuUsage()
    yield* Effect.forEach(
      Array.from({ length: calls }),
      () =>
        client.send({
          operation: "Leads.list",
          method: "GET",
          path: "/crm/v8/Leads",
          query: { fields: "Last_Name" },
          credits: 1,
          retry: "safe"
        }),
      { concurrency: atOnce, discard: true }
    )
    const { system, user } = process.cpuUsage(before)
    return system + user
  })

async function* measure({ rounds }: Parameters<Group["run"]>[0]) {
  const runtime = ManagedRuntime.make(Client.layer("http://127.0.0.1", Layer.succeed(HttpClient.HttpClient, http)))
  try {
    const found: Array<number> = []
    for (let round = 0; round <= rounds; round++) {
      const few = await runtime.runPromise(cost(short))
      const queued = await runtime.runPromise(cost(calls))
      if (round > 0) found.push(queued / few)
    }
    yield line(bound, found)
  } finally {
    await runtime.dispose()
  }
}

export const group: Group = { bounds: [bound], run: measure }
