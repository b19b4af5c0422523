import { assert, describe, it } from "@effect/vitest"
import * as FaultServer from "@effect-zoho/testing/FaultServer"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Tracing from "../src/Tracing.ts"

const Traces = Schema.fromJsonString(
  Schema.Struct({
    resourceSpans: Schema.Array(
      Schema.Struct({
        scopeSpans: Schema.Array(Schema.Struct({ spans: Schema.Array(Schema.Struct({ name: Schema.String })) }))
      })
    )
  })
)

const traced = (endpoint: Option.Option<string>) =>
  Effect.void.pipe(
    Effect.withSpan("Leads.update"),
    Effect.withSpan("update-lead"),
    Effect.andThen(Metric.update(Metric.counter("calls"), 1)),
    Effect.provide(Tracing.layer(endpoint, "update-lead").pipe(Layer.provide(NodeHttpClient.layerUndici)))
  )

describe("Tracing", () => {
  it.live("sends the spans and metrics of a run to the collector before it ends", () =>
    Effect.gen(function* () {
      const collector = yield* FaultServer.FaultServer
      yield* collector.enqueue(FaultServer.json({}), FaultServer.json({}))
      yield* traced(Option.some(`${collector.url}/`))
      const requests = yield* collector.requests
      assert.deepStrictEqual(requests.map((it) => it.path).sort(), ["/v1/metrics", "/v1/traces"])
      const body = requests.find((it) => it.path === "/v1/traces")?.body
      const { resourceSpans } = yield* Schema.decodeUnknownEffect(Traces)(body)
      const names = resourceSpans.flatMap((it) => it.scopeSpans.flatMap((it) => it.spans.map((it) => it.name)))
      assert.deepStrictEqual(names, ["Leads.update", "update-lead"])
      assert.include(body, "update-lead")
    }).pipe(Effect.provide(FaultServer.layer))
  )

  it.live("sends nothing without an endpoint", () =>
    Effect.gen(function* () {
      const collector = yield* FaultServer.FaultServer
      yield* traced(Option.none())
      assert.deepStrictEqual(yield* collector.requests, [])
    }).pipe(Effect.provide(FaultServer.layer))
  )

  it.live("does not fail a run whose collector is not there", () => traced(Option.some("http://127.0.0.1:1")))
})
