/** How HTTP leaves this machine: undici, with the usual variables for proxies and a company's certificates. */
import * as Setting from "@effect-zoho/config/Setting"
import type { InitializationError } from "@effect-zoho/config/InitializationError"
import * as Undici from "@effect-zoho/transport/Undici"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Fs from "node:fs/promises"

/** `host:port` without a scheme is what many people write. */
const address = (text: string): string => (text.includes("://") ? text : `http://${text}`)

/** Redacted, as it may hold a password. */
const Proxy = Schema.String.check(
  Schema.makeFilter((text: string) => URL.canParse(address(text)) && /^https?:$/u.test(new URL(address(text)).protocol))
).pipe(Schema.RedactedFromValue)

const proxy = {
  schema: Proxy,
  expected: "an address such as http://proxy.example.com:3128",
  remedy: "Correct it, or unset it to connect directly."
}

/** Read and reported with all other settings. */
export const settings = {
  httpsProxy: Setting.optional("HTTPS_PROXY", proxy),
  httpProxy: Setting.optional("HTTP_PROXY", proxy),
  noProxy: Setting.withDefault("NO_PROXY", "", {
    schema: Schema.String,
    expected: "a list of hosts",
    remedy: "Set it to host names with commas between them, or leave it out."
  }),
  extraCa: Setting.optional("NODE_EXTRA_CA_CERTS", {
    schema: Schema.String,
    expected: "a path",
    remedy: "Set it to a file with certificates in PEM form, or leave it out."
  })
} satisfies Setting.Fields

export type Values = Setting.Values<typeof settings>

/** Traffic of this machine to itself never goes through a proxy. */
const loopback = "127.0.0.1,localhost,::1"

/** An `HttpClient` by these settings; fails when the certificates cannot be read. */
export const layer = (values: Values): Layer.Layer<HttpClient.HttpClient, InitializationError> => {
  const proxies = [values.httpsProxy, values.httpProxy].some(Option.isSome)
  if (!proxies && Option.isNone(values.extraCa)) return Undici.layer
  return Layer.effect(HttpClient.HttpClient, Effect.map(dispatcher(values, proxies), Undici.make))
}

/** An `HttpClient` by the current `ConfigProvider`. */
export const layerConfig: Layer.Layer<HttpClient.HttpClient, InitializationError> = Layer.unwrap(
  Effect.map(Setting.load(settings), layer)
)

const dispatcher = (values: Values, proxies: boolean) =>
  Effect.gen(function* () {
    const undici = yield* Effect.promise(() => import("undici"))
    const tls = yield* certificates(values.extraCa)
    const url = (it: Values["httpProxy"]) =>
      Option.match(it, { onNone: () => "", onSome: (text) => address(Redacted.value(text)) })
    return yield* Effect.acquireRelease(
      Effect.sync(() =>
        proxies
          ? new undici.EnvHttpProxyAgent({
              // Empty texts, where there is none: otherwise undici would look into the environment itself.
              httpProxy: url(values.httpProxy),
              httpsProxy: url(values.httpsProxy),
              noProxy: values.noProxy.trim() === "*" ? "*" : `${loopback},${values.noProxy}`,
              ...(tls === undefined ? {} : { connect: tls, requestTls: tls, proxyTls: tls })
            })
          : new undici.Agent(tls === undefined ? {} : { connect: tls })
      ),
      (it) => Effect.promise(() => it.destroy())
    )
  })

/** Node reads `NODE_EXTRA_CA_CERTS` only from the environment it starts with; a `.env` or a flag comes later. */
const certificates = Effect.fnUntraced(function* (extraCa: Values["extraCa"]) {
  if (Option.isNone(extraCa)) return undefined
  const unusable = (message: string) =>
    Setting.invalid(
      Setting.malformed("NODE_EXTRA_CA_CERTS", message, "Set it to a file with certificates in PEM form.")
    )
  const pem = yield* Effect.tryPromise({
    try: () => Fs.readFile(extraCa.value, "utf8"),
    catch: () => unusable("names a file that cannot be read.")
  })
  if (!pem.includes("-----BEGIN CERTIFICATE-----")) {
    return yield* unusable("names a file without a certificate in it.")
  }
  const { rootCertificates } = yield* Effect.promise(() => import("node:tls"))
  return { ca: [...rootCertificates, pem] }
})
