/** Spans and metrics to an OpenTelemetry collector, when `OTEL_EXPORTER_OTLP_ENDPOINT` names one; nothing otherwise. */
import * as Setting from "@effect-zoho/config/Setting"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

/** Read and reported with all other settings. */
export const settings = {
  otlpEndpoint: Setting.optional("OTEL_EXPORTER_OTLP_ENDPOINT", {
    schema: Schema.String.check(
      Schema.makeFilter((text: string) => URL.canParse(text) && /^https?:$/u.test(new URL(text).protocol))
    ),
    expected: "an address such as http://127.0.0.1:4318",
    remedy: "Set it to the collector's OTLP/HTTP address, or leave it out for no tracing."
  })
} satisfies Setting.Fields

/**
 * Sends spans and metrics as OTLP/HTTP JSON, the last of them when the layer's scope closes. A collector that does not
 * answer costs at most 2 seconds at the end and never fails a script. Log entries are not sent: they stay in the file.
 */
export const layer = (
  endpoint: Option.Option<string>,
  serviceName: string
): Layer.Layer<never, never, HttpClient.HttpClient> =>
  Option.match(endpoint, {
    onNone: () => Layer.empty,
    onSome: (url) => Layer.unwrap(Effect.map(load, (otlp) => exporters(otlp, url.replace(/\/+$/u, ""), serviceName)))
  })

/** Only a traced run pays for loading the exporters. */
const load = Effect.promise(() =>
  Promise.all([
    import("effect/observability/OtlpTracer"),
    import("effect/observability/OtlpMetrics"),
    import("effect/observability/OtlpSerialization")
  ])
)

const exporters = (
  [OtlpTracer, OtlpMetrics, OtlpSerialization]: Effect.Success<typeof load>,
  url: string,
  serviceName: string
): Layer.Layer<never, never, HttpClient.HttpClient> => {
  const shared = { resource: { serviceName }, shutdownTimeout: "2 seconds" } as const
  return Layer.mergeAll(
    OtlpTracer.layer({ url: `${url}/v1/traces`, ...shared }),
    OtlpMetrics.layer({ url: `${url}/v1/metrics`, ...shared })
  ).pipe(Layer.provide(OtlpSerialization.layerJson))
}
