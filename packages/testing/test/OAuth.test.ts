import type { AuthError } from "@effect-zoho/auth/AuthError"
import * as OAuth from "@effect-zoho/auth/OAuth"
import type { Hosts } from "@effect-zoho/config/DataCenter"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as EmulatorLayers from "@effect-zoho/testing/EmulatorLayers"
import * as FaultServer from "@effect-zoho/testing/FaultServer"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { assert, describe, it, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import { inspect } from "node:util"

const secrets = { secret: "s3cret-of-the-client", refresh: "1000.refresh.t0ken", code: "1000.grant.c0de" }
const credentials = { clientId: Redacted.make("1000.CLIENT"), clientSecret: Redacted.make(secrets.secret) }

const hosts = (accountsUrl: string, more: Partial<Hosts> = {}): Hosts => ({
  center: "custom",
  environment: "production",
  accountsUrl,
  apiUrl: "https://api.example.com",
  uploadUrl: "https://content.example.com",
  ...more
})

const refresh = Effect.fnUntraced(function* (more?: Partial<Hosts>) {
  const oauth = yield* OAuth.OAuth
  const { url } = yield* FaultServer.FaultServer
  return yield* oauth.refresh({
    hosts: hosts(url, more),
    credentials,
    refreshToken: Redacted.make(secrets.refresh)
  })
})

const exchange = Effect.gen(function* () {
  const oauth = yield* OAuth.OAuth
  const { url } = yield* FaultServer.FaultServer
  return yield* oauth.exchangeCode({ hosts: hosts(url), credentials, code: Redacted.make(secrets.code) })
})

const enqueue = (...answers: ReadonlyArray<FaultServer.Answer>) =>
  Effect.flatMap(FaultServer.FaultServer, (it) => it.enqueue(...answers))

const lastForm = Effect.map(
  Effect.flatMap(FaultServer.FaultServer, (it) => it.requests),
  (all) => {
    const last = all.at(-1)
    return { ...last, form: Object.fromEntries(new URLSearchParams(last?.body)) }
  }
)

const good = {
  access_token: "1000.access",
  expires_in: 3600,
  api_domain: "https://api.example.com",
  token_type: "Bearer"
}

const throttle = {
  error_description: "You have made too many requests continuously. Please try again after some time.",
  error: "Access Denied",
  status: "failure"
}

type Expected = { readonly [K in string]: unknown } & { readonly _tag: AuthError["reason"]["_tag"] }

/** What the endpoint answers to a refresh, and the reason that must come of it. */
const refusals: ReadonlyArray<readonly [string, FaultServer.Answer, Expected]> = [
  ["invalid_client", FaultServer.json({ error: "invalid_client" }), { _tag: "InvalidClient", httpStatus: 200 }],
  ["invalid_client_secret", FaultServer.json({ error: "invalid_client_secret" }), { _tag: "InvalidClientSecret" }],
  ["invalid_code", FaultServer.json({ error: "invalid_code" }), { _tag: "InvalidGrant", grant: "refresh_token" }],
  [
    "invalid_code, HTTP 400",
    FaultServer.json({ error: "invalid_code" }, 400),
    { _tag: "InvalidGrant", httpStatus: 400 }
  ],
  ["invalid_grant", FaultServer.json({ error: "invalid_grant" }), { _tag: "InvalidGrant", code: "invalid_grant" }],
  ["invalid_redirect_uri", FaultServer.json({ error: "invalid_redirect_uri" }), { _tag: "InvalidRedirectUri" }],
  ["general_error", FaultServer.json({ error: "general_error" }), { _tag: "TokenRefused", code: "general_error" }],
  ["access_denied", FaultServer.json({ error: "access_denied" }), { _tag: "AccessDenied", httpStatus: 200 }],
  ["access_denied, HTTP 400", FaultServer.json({ error: "access_denied" }, 400), { _tag: "TooManyTokenRequests" }],
  ["throttle", FaultServer.json(throttle, 400), { _tag: "TooManyTokenRequests", httpStatus: 400, waitMillis: 600_000 }],
  [
    "throttle that says how long",
    { kind: "respond", status: 400, headers: { "retry-after": "90" }, body: JSON.stringify(throttle) },
    { _tag: "TooManyTokenRequests", waitMillis: 90_000 }
  ],
  ["HTTP 429 as a page", FaultServer.html(429), { _tag: "TooManyTokenRequests", httpStatus: 429 }],
  ["HTTP 429 as JSON", FaultServer.json({}, 429), { _tag: "TooManyTokenRequests", httpStatus: 429 }],
  [
    "a code that repeats our secret",
    FaultServer.json({ error: `bad ${secrets.refresh}` }),
    { _tag: "TokenRefused", code: "an unreadable code" }
  ],
  ["a page", FaultServer.html(200), { _tag: "UnexpectedTokenResponse", problem: "html", contentType: "text/html" }],
  ["a page, HTTP 403", FaultServer.html(403), { _tag: "UnexpectedTokenResponse", problem: "html", httpStatus: 403 }],
  ["a page said to be JSON", { kind: "respond", body: "<html>" }, { _tag: "UnexpectedTokenResponse", problem: "html" }],
  [
    "a page, HTTP 502",
    FaultServer.html(502),
    { _tag: "AccountsUnreachable", problem: "server-error", httpStatus: 502 }
  ],
  ["JSON, HTTP 503", FaultServer.json({}, 503), { _tag: "AccountsUnreachable", problem: "server-error" }],
  ["nothing", { kind: "respond", body: "" }, { _tag: "UnexpectedTokenResponse", problem: "not-json" }],
  [
    "half an object",
    { kind: "respond", body: '{"access_token":"1000' },
    { _tag: "UnexpectedTokenResponse", problem: "cut-off" }
  ],
  ["a list", FaultServer.json([good]), { _tag: "UnexpectedTokenResponse", problem: "not-json" }],
  [
    "an object of other things",
    FaultServer.json({ hello: 1 }),
    { _tag: "UnexpectedTokenResponse", problem: "no-access-token" }
  ],
  ["an empty token", FaultServer.json({ ...good, access_token: "" }), { _tag: "UnexpectedTokenResponse" }],
  ["a token that is a number", FaultServer.json({ ...good, access_token: 7 }), { _tag: "UnexpectedTokenResponse" }],
  [
    "no lifetime",
    FaultServer.json({ ...good, expires_in: undefined }),
    { _tag: "UnexpectedTokenResponse", problem: "no-lifetime" }
  ],
  [
    "a lifetime of zero",
    FaultServer.json({ ...good, expires_in: 0 }),
    { _tag: "UnexpectedTokenResponse", problem: "no-lifetime" }
  ],
  [
    "a redirect",
    { kind: "respond", status: 307, headers: { location: "/elsewhere" } },
    { _tag: "UnexpectedTokenResponse", problem: "redirect", httpStatus: 307 }
  ],
  [
    "another API host",
    FaultServer.json({ ...good, api_domain: "https://www.zohoapis.eu" }),
    { _tag: "UntrustedApiDomain", apiDomain: "https://www.zohoapis.eu", expected: "https://api.example.com" }
  ],
  [
    "a host that only begins like ours",
    FaultServer.json({ ...good, api_domain: "https://api.example.com.evil.example" }),
    { _tag: "UntrustedApiDomain" }
  ],
  [
    "an API host that repeats our secret",
    FaultServer.json({ ...good, api_domain: secrets.refresh }),
    { _tag: "UntrustedApiDomain", apiDomain: "an unreadable host" }
  ],
  ["a reset", { kind: "reset" }, { _tag: "AccountsUnreachable", problem: "connection" }],
  [
    "a body that is cut off",
    { kind: "cutOff", body: JSON.stringify(good), bytes: 20 },
    { _tag: "AccountsUnreachable", problem: "connection" }
  ]
]

const suite = (name: string, http: Layer.Layer<HttpClient.HttpClient>) =>
  describe(`OAuth over ${name}`, () => {
    layer(OAuth.layer.pipe(Layer.provide(http), Layer.provideMerge(FaultServer.layer)))((it) => {
      it.effect.each(refusals)("%s", ([, answer, expected]) =>
        Effect.gen(function* () {
          const before = (yield* Effect.flatMap(FaultServer.FaultServer, (it) => it.requests)).length
          yield* enqueue(answer)
          const error = yield* Effect.flip(refresh())
          assert.deepInclude({ ...error.reason }, expected)
          assert.isAbove(error.reason.remedy.length, 20)
          // Nothing of what was sent, however deep one looks.
          const shown = `${inspect(error, { depth: 30, showHidden: true })} ${JSON.stringify(error)} ${error.stack}`
          for (const secret of Object.values(secrets)) assert.notInclude(shown, secret)
          // Neither repeated nor followed to another place.
          assert.strictEqual((yield* Effect.flatMap(FaultServer.FaultServer, (it) => it.requests)).length, before + 1)
        })
      )

      it.effect("gives a grant and sends the form in the body", () =>
        Effect.gen(function* () {
          yield* enqueue(FaultServer.json({ ...good, scope: "ZohoCRM.modules.ALL ZohoCRM.users.READ" }))
          const grant = yield* refresh().pipe(Effect.withSpan("a caller's span"))
          assert.strictEqual(Redacted.value(grant.accessToken), "1000.access")
          assert.strictEqual(grant.lifetimeMillis, 3_600_000)
          assert.deepStrictEqual(grant.scopes, Option.some(["ZohoCRM.modules.ALL", "ZohoCRM.users.READ"]))
          assert.isTrue(Option.isNone(grant.refreshToken))
          const { form, headers, method, path } = yield* lastForm
          assert.deepStrictEqual([method, path], ["POST", "/oauth/v2/token"])
          assert.match(String(headers?.["content-type"]), /^application\/x-www-form-urlencoded/u)
          assert.isUndefined(headers?.["traceparent"])
          assert.deepStrictEqual(form, {
            grant_type: "refresh_token",
            client_id: "1000.CLIENT",
            client_secret: secrets.secret,
            refresh_token: secrets.refresh
          })
        })
      )
    })
  })

suite("undici", NodeHttpClient.layerUndici)
suite("fetch", NodeHttpClient.layerFetch)

const overUndici = OAuth.layer.pipe(Layer.provide(NodeHttpClient.layerUndici), Layer.provideMerge(FaultServer.layer))

describe("OAuth", () => {
  it.effect.each([
    ["seconds", { expires_in: 3600 }, 3_600_000],
    ["seconds as text", { expires_in: "3600" }, 3_600_000],
    ["old servers: milliseconds beside seconds", { expires_in: 3_600_000, expires_in_sec: 3600 }, 3_600_000],
    ["only seconds by their other name", { expires_in: undefined, expires_in_sec: 60 }, 60_000]
  ] as const)("reads a lifetime in %s", ([, body, expected]) =>
    Effect.gen(function* () {
      yield* enqueue(FaultServer.json({ ...good, ...body }))
      assert.strictEqual((yield* refresh()).lifetimeMillis, expected)
    }).pipe(Effect.provide(overUndici))
  )

  it.effect("success is an access token, whatever the status", () =>
    Effect.gen(function* () {
      yield* enqueue(FaultServer.json(good, 201))
      assert.strictEqual(Redacted.value((yield* refresh()).accessToken), "1000.access")
    }).pipe(Effect.provide(overUndici))
  )

  it.effect.each([
    ["left out", undefined, {}],
    ["the configured one", "https://api.example.com", {}],
    [
      "the center's own while API_URL overrides it",
      "https://www.zohoapis.eu",
      { center: "eu", apiUrl: "https://proxy.example.com" }
    ]
  ] as const)("accepts an api_domain that is %s, and keeps the configured host", ([, api_domain, more]) =>
    Effect.gen(function* () {
      yield* enqueue(FaultServer.json({ ...good, api_domain }))
      assert.strictEqual((yield* refresh(more)).apiDomain, hosts("", more).apiUrl)
    }).pipe(Effect.provide(overUndici))
  )

  it.effect("refuses the production host for a sandbox profile", () =>
    Effect.gen(function* () {
      yield* enqueue(FaultServer.json({ ...good, api_domain: "https://www.zohoapis.eu" }))
      const error = yield* Effect.flip(
        refresh({ center: "eu", environment: "sandbox", apiUrl: "https://sandbox.zohoapis.eu" })
      )
      assert.strictEqual(error.reason._tag, "UntrustedApiDomain")
    }).pipe(Effect.provide(overUndici))
  )

  it.effect("a server that never answers is a timeout after 30 seconds, or sooner if told so", () =>
    Effect.gen(function* () {
      const server = yield* FaultServer.FaultServer
      yield* enqueue({ kind: "hang" }, { kind: "hang" })
      const usual = yield* Effect.forkChild(Effect.flip(refresh()), { startImmediately: true })
      yield* server.arrived(1)
      yield* TestClock.adjust("29 seconds")
      assert.isUndefined(usual.pollUnsafe())
      yield* TestClock.adjust("1 second")
      assert.deepInclude((yield* Fiber.join(usual)).reason, { _tag: "AccountsUnreachable", problem: "timeout" })
      const short = OAuth.layerWith({ timeout: "2 seconds" }).pipe(Layer.provide(NodeHttpClient.layerUndici))
      const quick = yield* Effect.forkChild(Effect.flip(Effect.provide(refresh(), short)), { startImmediately: true })
      yield* server.arrived(2)
      yield* TestClock.adjust("2 seconds")
      assert.deepInclude((yield* Fiber.join(quick)).reason, { _tag: "AccountsUnreachable", problem: "timeout" })
    }).pipe(Effect.provide(overUndici))
  )

  it.effect("nobody listening is a connection problem with the system's code", () =>
    Effect.gen(function* () {
      const oauth = yield* OAuth.OAuth
      // Port 1 is never listened on here.
      const error = yield* Effect.flip(
        oauth.refresh({ hosts: hosts("http://127.0.0.1:1"), credentials, refreshToken: Redacted.make(secrets.refresh) })
      )
      assert.deepInclude(error.reason, { _tag: "AccountsUnreachable", problem: "connection", code: "ECONNREFUSED" })
      assert.include(error.message, "127.0.0.1")
    }).pipe(Effect.provide(overUndici))
  )

  it.effect("an expired code says so, one that was used here says that, and their secrets stay away", () =>
    Effect.gen(function* () {
      const invalid = FaultServer.json({ error: "invalid_code" })
      yield* enqueue(invalid, FaultServer.json(good), invalid)
      const expired = yield* Effect.flip(exchange)
      assert.strictEqual(expired.reason._tag, "CodeExpired")
      yield* exchange
      const reused = yield* Effect.flip(exchange)
      assert.strictEqual(reused.reason._tag, "CodeReused")
      for (const error of [expired, reused]) assert.notInclude(inspect(error, { depth: 30 }), secrets.code)
    }).pipe(Effect.provide(overUndici))
  )

  it.effect("access_denied while a code is exchanged is a refusal, not a throttle", () =>
    Effect.gen(function* () {
      yield* enqueue(FaultServer.json({ error: "access_denied" }, 400))
      assert.strictEqual((yield* Effect.flip(exchange)).reason._tag, "AccessDenied")
    }).pipe(Effect.provide(overUndici))
  )

  it.effect("sends a redirect URI only when there is one", () =>
    Effect.gen(function* () {
      const oauth = yield* OAuth.OAuth
      const { url } = yield* FaultServer.FaultServer
      yield* enqueue(FaultServer.json(good), FaultServer.json({ ...good, refresh_token: "1000.new" }))
      yield* exchange
      assert.doesNotHaveAnyKeys((yield* lastForm).form, ["redirect_uri"])
      const code = Redacted.make(secrets.code)
      const redirectUri = "http://127.0.0.1:4000/callback?a=b&c=d"
      const grant = yield* oauth.exchangeCode({ hosts: hosts(url), credentials, code, redirectUri })
      assert.strictEqual((yield* lastForm).form["redirect_uri"], redirectUri)
      assert.deepStrictEqual(Option.map(grant.refreshToken, Redacted.value), Option.some("1000.new"))
    }).pipe(Effect.provide(overUndici))
  )

  it.effect.each([
    ["success", FaultServer.json({ status: "success" }), undefined],
    ["failure", FaultServer.json({ status: "failure" }), "TokenRefused"],
    ["invalid_code", FaultServer.json({ error: "invalid_code" }), "InvalidGrant"],
    ["nothing known", FaultServer.json({}), "UnexpectedTokenResponse"],
    ["a server error", FaultServer.json({ status: "failure" }, 500), "AccountsUnreachable"],
    ["a page", FaultServer.html(200), "UnexpectedTokenResponse"]
  ] as const)("revoke answered with %s", ([, answer, expected]) =>
    Effect.gen(function* () {
      const oauth = yield* OAuth.OAuth
      const { url } = yield* FaultServer.FaultServer
      yield* enqueue(answer)
      const result = yield* oauth
        .revoke({ hosts: hosts(url), refreshToken: Redacted.make(secrets.refresh) })
        .pipe(Effect.match({ onSuccess: () => undefined, onFailure: (error) => error.reason._tag }))
      assert.strictEqual(result, expected)
      assert.deepStrictEqual((yield* lastForm).form, { token: secrets.refresh })
    }).pipe(Effect.provide(overUndici))
  )
})

describe("OAuth against the emulator", () => {
  it.effect("a code becomes tokens once; the refresh token works until it is revoked", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      const oauth = yield* OAuth.OAuth
      const settings = EmulatorLayers.settings(emulator)
      const options = { hosts: settings.hosts, credentials: settings.credentials }
      const code = Redacted.make(yield* emulator.issueGrantCode())
      const grant = yield* oauth.exchangeCode({ ...options, code })
      const again = yield* Effect.flip(oauth.exchangeCode({ ...options, code }))
      assert.strictEqual(again.reason._tag, "CodeReused")
      const refreshToken = Option.getOrThrow(grant.refreshToken)
      const renewed = yield* oauth.refresh({ ...options, refreshToken })
      assert.notStrictEqual(Redacted.value(renewed.accessToken), Redacted.value(grant.accessToken))
      yield* oauth.revoke({ hosts: settings.hosts, refreshToken })
      assert.strictEqual((yield* Effect.flip(oauth.refresh({ ...options, refreshToken }))).reason._tag, "InvalidGrant")
      assert.strictEqual(
        (yield* Effect.flip(oauth.revoke({ hosts: settings.hosts, refreshToken }))).reason._tag,
        "InvalidGrant"
      )
    }).pipe(Effect.provide(EmulatorLayers.layer()))
  )
})

/**
 * The twelve faults of a token endpoint that a person meets, each made by the emulator or on the wire as Zoho and the
 * network make it: no two end alike, neither for a program nor for a person.
 */
describe("the faults of the token endpoint", () => {
  type Given = {
    readonly emulator: Emulator.Emulator["Service"]
    readonly oauth: OAuth.OAuth["Service"]
    readonly identity: Parameters<OAuth.OAuth["Service"]["refresh"]>[0]
  }
  const refreshWith = ({ identity, oauth }: Given, more: Partial<Given["identity"]> = {}) =>
    oauth.refresh({ ...identity, ...more })
  const exchangeCode = ({ identity, oauth }: Given, code: string) =>
    oauth.exchangeCode({ hosts: identity.hosts, credentials: identity.credentials, code: Redacted.make(code) })
  const fault = (action: Emulator.Rule["action"]) => (given: Given) =>
    Effect.andThen(
      given.emulator.addFaults({ match: { path: "/oauth/v2/token" }, times: 1, action }),
      refreshWith(given)
    )

  const faults: ReadonlyArray<
    readonly [string, (given: Given) => Effect.Effect<unknown, AuthError>, AuthError["reason"]["_tag"], string?]
  > = [
    [
      "wrong secret",
      (it) => refreshWith(it, { credentials: { ...it.identity.credentials, clientSecret: Redacted.make("wrong") } }),
      "InvalidClientSecret"
    ],
    [
      // The client was made at another center, so it is not known here.
      "wrong center",
      (it) =>
        refreshWith(it, { credentials: { ...it.identity.credentials, clientId: Redacted.make("1000.ELSEWHERE") } }),
      "InvalidClient"
    ],
    ["revoked", (it) => Effect.andThen(it.emulator.revokeRefreshToken(), refreshWith(it)), "InvalidGrant"],
    [
      "throttled",
      (it) => Effect.andThen(Effect.all(Array.from({ length: 10 }, () => refreshWith(it))), refreshWith(it)),
      "TooManyTokenRequests"
    ],
    [
      "expired code",
      (it) =>
        Effect.gen(function* () {
          const code = yield* it.emulator.issueGrantCode({ minutes: 3 })
          yield* it.emulator.advance("4 minutes")
          return yield* exchangeCode(it, code)
        }),
      "CodeExpired"
    ],
    [
      "reused code",
      (it) =>
        Effect.gen(function* () {
          const code = yield* it.emulator.issueGrantCode()
          yield* exchangeCode(it, code)
          return yield* exchangeCode(it, code)
        }),
      "CodeReused"
    ],
    ["HTML", fault({ kind: "html", status: 200 }), "UnexpectedTokenResponse", "html"],
    ["5xx", fault({ kind: "respond", status: 503, body: "{}" }), "AccountsUnreachable", "server-error"],
    [
      "cut-off JSON",
      fault({ kind: "respond", status: 200, body: '{"access_token":"10' }),
      "UnexpectedTokenResponse",
      "cut-off"
    ],
    [
      "no access_token",
      fault({ kind: "respond", status: 200, body: {} }),
      "UnexpectedTokenResponse",
      "no-access-token"
    ],
    ["reset", fault({ kind: "reset" }), "AccountsUnreachable", "connection"],
    ["silence", fault({ kind: "hang" }), "AccountsUnreachable", "timeout"]
  ]

  it.live("each has a reason and a remedy of its own", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      const oauth = yield* OAuth.OAuth
      const { credentials, hosts } = EmulatorLayers.settings(emulator)
      const refreshToken = Option.getOrThrow(credentials.refreshToken)
      const found = yield* Effect.forEach(faults, ([name, make, tag, problem]) =>
        Effect.gen(function* () {
          yield* emulator.reset
          yield* emulator.clearFaults
          const { reason } = yield* Effect.flip(
            make({ emulator, oauth, identity: { hosts, credentials, refreshToken } })
          )
          assert.strictEqual(reason._tag, tag, name)
          assert.strictEqual("problem" in reason ? reason.problem : undefined, problem, name)
          return { reason: `${tag} ${problem ?? ""}`, remedy: reason.remedy }
        })
      )
      assert.strictEqual(new Set(found.map((it) => it.reason)).size, 12)
      assert.strictEqual(new Set(found.map((it) => it.remedy)).size, 12)
    }).pipe(
      Effect.provide(
        OAuth.layerWith({ timeout: "300 millis" }).pipe(
          Layer.provide(NodeHttpClient.layerUndici),
          Layer.provideMerge(Emulator.layerServer())
        )
      )
    )
  )
})
