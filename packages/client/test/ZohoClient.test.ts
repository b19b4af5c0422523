import * as Concurrency from "@effect-zoho/client/Concurrency"
import * as Credits from "@effect-zoho/client/Credits"
import * as ZohoClient from "@effect-zoho/client/ZohoClient"
import * as FaultServer from "@effect-zoho/testing/FaultServer"
import * as NodeHttp from "@effect-zoho/transport/NodeHttp"
import * as Undici from "@effect-zoho/transport/Undici"
import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import * as Tracer from "effect/Tracer"
import * as Net from "node:net"
import { clientFor, layer, noTokens, parts, read, send, tokens, write } from "./support/Client.ts"

const token = (n: number) => `Zoho-oauthtoken 1000.0123456789abcdef0123456789abcdef.token-${n}`
const updated = FaultServer.json({
  data: [{ code: "SUCCESS", details: { id: "111" }, message: "record updated", status: "success" }]
})
const refusal = (code: string, status: number) =>
  FaultServer.json({ code, details: {}, message: "refused", status: "error" }, status)

/** The reason that a request fails with, after the server gave these answers. */
const reasonOf = Effect.fnUntraced(function* (
  request: ZohoClient.Request,
  ...answers: ReadonlyArray<FaultServer.Answer>
) {
  const server = yield* FaultServer.FaultServer
  yield* server.enqueue(...answers)
  const error = yield* Effect.flip(send(request))
  if (error._tag !== "ApiError") return assert.fail(error._tag)
  assert.strictEqual(error.operation, request.operation)
  return error.reason
})

const requests = Effect.flatMap(FaultServer.FaultServer, (server) => server.requests)

const fetchClient = FetchHttpClient.layer

describe("what goes over the wire", () => {
  it.effect("token, path, query without undefined, headers, JSON body, and no trace of ours", () =>
    Effect.gen(function* () {
      const server = yield* FaultServer.FaultServer
      yield* server.enqueue(updated)
      yield* send({
        ...write,
        query: { a: "1,2 &", b: 2, c: false, d: undefined },
        headers: { "if-unmodified-since": "2026-01-01T00:00:00+00:00", authorization: "Bearer mine" }
      })
      const [got] = yield* server.requests
      assert.deepInclude(got, { method: "PUT", body: JSON.stringify(write.body) })
      const url = new URL(got?.path ?? "", server.url)
      assert.strictEqual(url.pathname, "/crm/v8/Leads")
      assert.deepStrictEqual(
        [...url.searchParams],
        [
          ["a", "1,2 &"],
          ["b", "2"],
          ["c", "false"]
        ]
      )
      assert.strictEqual(got?.headers["authorization"], token(1))
      assert.strictEqual(got?.headers["if-unmodified-since"], "2026-01-01T00:00:00+00:00")
      assert.match(String(got?.headers["content-type"]), /^application\/json/)
      assert.notProperty(got?.headers, "traceparent")
      assert.notProperty(got?.headers, "b3")
    }).pipe(Effect.withSpan("a traced script"), Effect.provide(layer()))
  )

  it.effect("the upload host where the request says so", () =>
    Effect.gen(function* () {
      const server = yield* FaultServer.FaultServer
      yield* server.enqueue(updated)
      // The API host is a port where nobody listens.
      yield* send({ ...write, host: "upload" }).pipe(
        Effect.provide(clientFor("http://127.0.0.1:1", { uploadUrl: server.url }))
      )
      assert.lengthOf(yield* server.requests, 1)
    }).pipe(Effect.provide(FaultServer.layer))
  )

  it.effect("nothing when there is no token", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(send(read))
      assert.strictEqual(error._tag, "AuthError")
      assert.lengthOf(yield* requests, 0)
    }).pipe(Effect.provide(layer({ tokens: noTokens })))
  )

  it.effect("nothing when the body is not JSON, and the error does not quote it", () =>
    Effect.gen(function* () {
      const reason = yield* reasonOf({ ...write, body: { secret: "hunter2", amount: 10n } })
      assert.strictEqual(reason._tag, "InvalidInput")
      assert.notInclude(JSON.stringify(reason), "hunter2")
      assert.lengthOf(yield* requests, 0)
    }).pipe(Effect.provide(layer()))
  )

  for (const [name, http] of [
    ["undici", Undici.layer],
    ["Node's own HTTP", NodeHttp.layer],
    ["fetch", fetchClient]
  ] as const) {
    it.effect(`no redirect is followed (${name})`, () =>
      Effect.gen(function* () {
        const server = yield* FaultServer.FaultServer
        const moved = { kind: "respond", status: 302, headers: { location: `${server.url}/elsewhere` } } as const
        const reason = yield* reasonOf(read, moved, FaultServer.json({ data: [] }))
        assert.strictEqual(reason._tag, "UnexpectedResponse")
        assert.lengthOf(yield* server.requests, 1)
      }).pipe(Effect.provide(layer({ http })))
    )
  }
})

describe("a token that Zoho refuses", () => {
  it.effect("is renewed once, and the call repeated once: a write too, since it had no effect", () =>
    Effect.gen(function* () {
      const server = yield* FaultServer.FaultServer
      yield* server.enqueue(refusal("INVALID_TOKEN", 401), updated)
      const envelope = yield* send(write)
      assert.strictEqual(envelope._tag, "Rows")
      const sent = yield* server.requests
      assert.deepStrictEqual(
        sent.map((it) => it.headers["authorization"]),
        [token(1), token(2)]
      )
      assert.strictEqual(sent[0]?.body, sent[1]?.body)
    }).pipe(Effect.provide(layer()))
  )

  it.effect("also where the refusal stands in the place of the row", () =>
    Effect.gen(function* () {
      const server = yield* FaultServer.FaultServer
      const wrapped = FaultServer.json(
        { data: [{ code: "INVALID_TOKEN", details: {}, message: "invalid oauth token", status: "error" }] },
        401
      )
      yield* server.enqueue(wrapped, updated)
      assert.strictEqual((yield* send(write))._tag, "Rows")
    }).pipe(Effect.provide(layer()))
  )

  it.effect("twice is InvalidToken, after two requests", () =>
    Effect.gen(function* () {
      const reason = yield* reasonOf(read, refusal("INVALID_TOKEN", 401), refusal("INVALID_TOKEN", 401), updated)
      assert.strictEqual(reason._tag, "InvalidToken")
      assert.lengthOf(yield* requests, 2)
    }).pipe(Effect.provide(layer()))
  )

  for (const [code, tag] of [
    ["OAUTH_SCOPE_MISMATCH", "ScopeMismatch"],
    ["AUTHENTICATION_FAILURE", "AuthenticationFailure"]
  ] as const) {
    it.effect(`${code} never renews`, () =>
      Effect.gen(function* () {
        const reason = yield* reasonOf(read, refusal(code, 401), updated)
        assert.strictEqual(reason._tag, tag)
        assert.lengthOf(yield* requests, 1)
        const server = yield* FaultServer.FaultServer
        yield* send(write)
        assert.strictEqual((yield* server.requests)[1]?.headers["authorization"], token(1))
      }).pipe(Effect.provide(layer()))
    )
  }
})

describe("an unknown outcome", () => {
  const cases: ReadonlyArray<
    readonly [string, FaultServer.Answer, "ConnectionFailed" | "ServerError" | "UnexpectedResponse"]
  > = [
    ["a reset", { kind: "reset" }, "ConnectionFailed"],
    ["a body cut off", { kind: "cutOff", body: '{"data":[{"code":"SUCCESS"}]}', bytes: 12 }, "UnexpectedResponse"],
    ["a body cut off cleanly", { kind: "respond", body: '{"data":[' }, "UnexpectedResponse"],
    ["a proxy's page", FaultServer.html(502), "UnexpectedResponse"],
    ["an unknown form", FaultServer.json({ data: [{ id: "111" }], also: [1] }, 404), "UnexpectedResponse"],
    ["Zoho's 500", refusal("INTERNAL_ERROR", 500), "ServerError"],
    ["an empty 503", { kind: "respond", status: 503 }, "ServerError"],
    [
      "results for other rows",
      FaultServer.json({ data: [1, 2].map(() => ({ code: "SUCCESS", details: {}, message: "", status: "success" })) }),
      "UnexpectedResponse"
    ]
  ]
  for (const [name, answer, because] of cases) {
    it.effect(`${name}: Ambiguous for a write, sent once`, () =>
      Effect.gen(function* () {
        const reason = yield* reasonOf(write, answer, updated)
        assert.strictEqual(reason._tag, "Ambiguous")
        assert.strictEqual(reason._tag === "Ambiguous" && reason.because._tag, because)
        assert.strictEqual(reason.retry, "after-lookup")
        assert.lengthOf(yield* requests, 1)
      }).pipe(Effect.provide(layer()))
    )
    if (name === "results for other rows") continue
    it.effect(`${name}: said as it is for a read, sent once`, () =>
      Effect.gen(function* () {
        const reason = yield* reasonOf(read, answer, updated)
        assert.strictEqual(reason._tag, because)
        assert.strictEqual(reason.retry, "safe")
        assert.lengthOf(yield* requests, 1)
      }).pipe(Effect.provide(layer()))
    )
  }

  it.effect("a reset through fetch is ambiguous too", () =>
    Effect.gen(function* () {
      const reason = yield* reasonOf(write, { kind: "reset" })
      assert.strictEqual(reason._tag, "Ambiguous")
    }).pipe(Effect.provide(layer({ http: fetchClient })))
  )

  it.effect("a refusal of a write is no unknown outcome", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* reasonOf(write, refusal("TOO_MANY_REQUESTS", 429)))._tag, "RateLimited")
      assert.strictEqual((yield* reasonOf(write, refusal("INVALID_MODULE", 400)))._tag, "InvalidRequest")
    }).pipe(Effect.provide(layer()))
  )
})

describe("no connection", () => {
  /** A port on loopback that nobody listens on. */
  const closedPort = Effect.callback<number>((resume) => {
    const server = Net.createServer()
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      server.close(() => resume(Effect.succeed(port)))
    })
  })

  for (const [name, http] of [
    ["undici", Undici.layer],
    ["Node's own HTTP", NodeHttp.layer],
    ["fetch", fetchClient]
  ] as const) {
    it.effect(`refused: nothing was sent, so a write is not ambiguous (${name})`, () =>
      Effect.gen(function* () {
        const port = yield* closedPort
        const error = yield* Effect.flip(send(write)).pipe(
          Effect.provide(clientFor(`http://127.0.0.1:${port}`, { http }))
        )
        assert.deepInclude(error.reason, { _tag: "ConnectionFailed", problem: "connection", code: "ECONNREFUSED" })
        assert.deepInclude(error.reason, { host: `127.0.0.1:${port}` })
      })
    )

    it.effect(`unknown host: nothing was sent either (${name})`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(send(write)).pipe(Effect.provide(clientFor("http://zoho.invalid", { http })))
        assert.strictEqual(error.reason._tag, "ConnectionFailed")
        assert.include(["ENOTFOUND", "EAI_AGAIN"], "code" in error.reason ? error.reason.code : "")
      })
    )
  }
})

describe("a certificate that is not trusted", () => {
  /** A transport that breaks off the handshake as Node does, under fetch or not. */
  const distrusting = (cause: unknown) =>
    Layer.succeed(
      HttpClient.HttpClient,
      HttpClient.make((request) =>
        Effect.fail(
          new HttpClientError.HttpClientError({ reason: new HttpClientError.TransportError({ request, cause }) })
        )
      )
    )

  it.effect("says so: nothing was sent, and a write is not ambiguous", () =>
    Effect.gen(function* () {
      const cause = Object.assign(new Error("self-signed certificate"), { code: "DEPTH_ZERO_SELF_SIGNED_CERT" })
      for (const seen of [cause, new TypeError("fetch failed", { cause })]) {
        const error = yield* Effect.flip(send(write)).pipe(
          Effect.provide(clientFor("https://api.example.com", { http: distrusting(seen) }))
        )
        assert.deepInclude(error.reason, { _tag: "ConnectionFailed", problem: "certificate", host: "api.example.com" })
        assert.match(error.reason.remedy, /NODE_EXTRA_CA_CERTS/)
      }
    })
  )

  it.effect("a failure without a code may have come after the request left", () =>
    Effect.gen(function* () {
      for (const seen of [undefined, "odd", new Error("other side closed"), { code: "ECONNRESET", syscall: "read" }]) {
        const error = yield* Effect.flip(send(write)).pipe(
          Effect.provide(clientFor("https://api.example.com", { http: distrusting(seen) }))
        )
        assert.strictEqual(error.reason._tag, "Ambiguous")
      }
    })
  )
})

describe("a refusal that only the request explains", () => {
  const wrapped = FaultServer.json(
    { data: [{ code: "INVALID_DATA", details: { resource_path_index: 2 }, message: "", status: "error" }] },
    400
  )

  it.effect("inside data for a read is the read's own", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* reasonOf(read, wrapped))._tag, "InvalidRequest")
    }).pipe(Effect.provide(layer()))
  )

  it.effect("blames the part of the path that it counts", () =>
    Effect.gen(function* () {
      const field = yield* reasonOf({ ...read, path: "/crm/v8/settings/fields/111" }, wrapped)
      assert.strictEqual(field._tag, "NotFound")
      const related = yield* reasonOf({ ...read, path: "/crm/v8/Leads/111/Nots" }, wrapped)
      assert.strictEqual(related._tag, "InvalidRequest")
    }).pipe(Effect.provide(layer()))
  )
})

describe("no answer in time", () => {
  const patience = Duration.seconds(30)

  const hanging = Effect.fnUntraced(function* (request: ZohoClient.Request, wait: Duration.Duration) {
    const server = yield* FaultServer.FaultServer
    yield* server.enqueue({ kind: "hang" })
    const running = yield* Effect.forkChild(Effect.flip(send(request)))
    yield* server.arrived(1)
    yield* TestClock.adjust(wait)
    return (yield* Fiber.join(running)).reason
  })

  it.effect("ends after 30 seconds", () =>
    Effect.gen(function* () {
      const reason = yield* hanging(read, patience)
      assert.deepInclude(reason, { _tag: "ConnectionFailed", problem: "timeout", afterMillis: 30_000 })
    }).pipe(Effect.provide(layer()))
  )

  it.effect("is Ambiguous for a write", () =>
    Effect.gen(function* () {
      const reason = yield* hanging(write, patience)
      assert.strictEqual(reason._tag === "Ambiguous" && reason.because._tag, "ConnectionFailed")
    }).pipe(Effect.provide(layer()))
  )

  it.effect("the client's option and the request's own time count", () =>
    Effect.gen(function* () {
      assert.deepInclude(yield* hanging(read, Duration.seconds(3)), { afterMillis: 3000 })
    }).pipe(Effect.provide(layer({ options: { timeout: "3 seconds" } })))
  )

  it.effect("the request's own time counts most", () =>
    Effect.gen(function* () {
      assert.deepInclude(yield* hanging({ ...read, timeout: "1 second" }, Duration.seconds(1)), { afterMillis: 1000 })
    }).pipe(Effect.provide(layer({ options: { timeout: "3 seconds" } })))
  )

  it.effect("an upload is waited for a second more for each 64 KB", () =>
    Effect.gen(function* () {
      const form = new FormData()
      form.set("file", new Blob([new Uint8Array(2 * 65_536)]), "rows.zip")
      const reason = yield* hanging({ ...write, body: undefined, form, retry: "safe" }, Duration.seconds(32))
      assert.deepInclude(reason, { _tag: "ConnectionFailed", afterMillis: 32_000 })
    }).pipe(Effect.provide(layer()))
  )
})

describe("what a failure tells", () => {
  it.effect("never the token, though the server repeats it", () =>
    Effect.gen(function* () {
      const echo = token(1)
      const answers: ReadonlyArray<FaultServer.Answer> = [
        FaultServer.json({ code: "NEW_CODE", message: echo, details: { got: echo }, status: "error" }, 400),
        FaultServer.html(403, `<html>You sent ${echo}</html>`),
        { kind: "respond", status: 400, headers: { "content-type": "text/plain" }, body: `bad header ${echo}` }
      ]
      for (const answer of answers) {
        const reason = yield* reasonOf(read, answer)
        assert.notInclude(JSON.stringify(reason), "token-1")
        assert.notInclude(String(reason), "token-1")
      }
      const server = yield* FaultServer.FaultServer
      yield* server.enqueue(
        FaultServer.json({ data: [{ code: "INVALID_DATA", message: echo, details: {}, status: "error" }] }, 207)
      )
      assert.notInclude(JSON.stringify(yield* send(write)), "token-1")
    }).pipe(Effect.provide(layer()))
  )

  it.effect("never the body or headers, in a failure of the connection", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(send({ ...write, body: { data: [{ Mobile: "hunter2" }] } }))
      const shown = `${JSON.stringify(error)} ${String(error)} ${JSON.stringify(error.cause)}`
      assert.notInclude(shown, "hunter2")
      assert.notInclude(shown, "token-1")
    }).pipe(Effect.provide(clientFor("http://127.0.0.1:1")))
  )
})

describe("spans", () => {
  interface Seen {
    readonly name: string
    readonly attributes: Record<string, unknown>
  }

  const traced = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.suspend(() => {
      const spans: Array<Tracer.NativeSpan> = []
      const tracer = Tracer.make({
        span: (options) => {
          const span = new Tracer.NativeSpan(options)
          spans.push(span)
          return span
        }
      })
      return effect.pipe(
        Effect.provideService(Tracer.Tracer, tracer),
        Effect.exit,
        Effect.map(() => spans.map((it): Seen => ({ name: it.name, attributes: Object.fromEntries(it.attributes) })))
      )
    })

  it.effect("one an operation, with what was asked and what came of it", () =>
    Effect.gen(function* () {
      const server = yield* FaultServer.FaultServer
      const headers = { "X-API-CREDITS-REMAINING": "1234" }
      yield* server.enqueue(refusal("INVALID_TOKEN", 401), { ...updated, headers } as FaultServer.Answer)
      const spans = yield* traced(send(write))
      assert.deepStrictEqual(spans, [
        {
          name: "Leads.update",
          attributes: {
            operation: "Leads.update",
            method: "PUT",
            path: "/crm/v8/Leads",
            credits: 1,
            httpStatus: 200,
            creditsRemaining: 1234,
            rows: 1,
            rowsFailed: 0,
            code: "SUCCESS"
          }
        }
      ])
    }).pipe(Effect.provide(layer()))
  )

  it.effect("with the reason and the code of a failure, and no secret", () =>
    Effect.gen(function* () {
      const server = yield* FaultServer.FaultServer
      yield* server.enqueue(refusal("INVALID_MODULE", 400))
      const [span] = yield* traced(send(read))
      assert.deepInclude(span?.attributes, { httpStatus: 400, reason: "InvalidRequest", code: "INVALID_MODULE" })
      assert.notInclude(JSON.stringify(span), "token-1")
    }).pipe(Effect.provide(layer()))
  )
})

describe("limits", () => {
  it.effect("the header tells spent credits from calls at the same time", () =>
    Effect.gen(function* () {
      const limited = (remaining: string): FaultServer.Answer => ({
        kind: "respond",
        status: 429,
        headers: { "x-api-credits-remaining": remaining },
        body: JSON.stringify({ code: "TOO_MANY_REQUESTS", details: {}, message: "", status: "error" })
      })
      assert.deepInclude(yield* reasonOf(write, limited("0")), { _tag: "RateLimited", limit: "credits" })
      assert.deepInclude(yield* reasonOf(write, limited("99")), { _tag: "RateLimited", limit: "concurrency" })
    }).pipe(Effect.provide(layer()))
  )
})

describe("two orgs in one process", () => {
  it.effect("are two layers, each with its own host and token", () =>
    Effect.gen(function* () {
      const server = yield* FaultServer.FaultServer
      yield* server.enqueue(updated, updated)
      const as = (prefix: string) => Effect.provide(send(write), clientFor(server.url, { tokens: tokens(prefix) }))
      yield* as("one-")
      yield* as("two-")
      const sent = yield* server.requests
      assert.deepStrictEqual(
        sent.map((it) => it.headers["authorization"]),
        ["Zoho-oauthtoken one-1", "Zoho-oauthtoken two-1"]
      )
    }).pipe(Effect.provide(FaultServer.layer))
  )
})

describe("limits and attempts", () => {
  const retrying = layer({ options: { retry: { base: 1, cap: 1 } } })
  const busy = refusal("TOO_MANY_REQUESTS", 429)
  const ok = FaultServer.json({ data: [] })

  it.live("a read is sent again after 429, 5xx, a page and a reset, each paid for", () =>
    Effect.gen(function* () {
      const server = yield* FaultServer.FaultServer
      yield* server.enqueue(busy, FaultServer.html(502), { kind: "reset" }, refusal("INTERNAL_ERROR", 500), ok)
      assert.strictEqual((yield* send(read))._tag, "Document")
      assert.strictEqual((yield* requests).length, 5)
      const credits = yield* Credits.Credits
      assert.strictEqual((yield* credits.state).used, 5)
    }).pipe(Effect.provide(retrying))
  )

  it.live("a write is sent again where Zoho refused it for its lane, and only there", () =>
    Effect.gen(function* () {
      const server = yield* FaultServer.FaultServer
      yield* server.enqueue(busy, busy, updated)
      assert.strictEqual((yield* send(write))._tag, "Rows")
      for (const answer of [refusal("INTERNAL_ERROR", 500), FaultServer.html(502), { kind: "reset" }] as const) {
        yield* server.enqueue(answer)
        const error = yield* Effect.flip(send(write))
        assert.strictEqual(error.reason._tag, "Ambiguous")
      }
      assert.strictEqual((yield* requests).length, 6)
    }).pipe(Effect.provide(retrying))
  )

  it.effect("a refusal narrows the lane it ran in", () =>
    Effect.gen(function* () {
      const server = yield* FaultServer.FaultServer
      const lanes = yield* Concurrency.Concurrency
      yield* server.enqueue(busy, busy)
      yield* Effect.flip(send(read))
      assert.deepStrictEqual(
        Object.values(yield* lanes.state).map(({ limit }) => limit < 10),
        [true, false]
      )
      yield* Effect.flip(send({ ...read, weight: { heavy: true } }))
      assert.deepStrictEqual(
        Object.values(yield* lanes.state).map(({ limit }) => limit < 10),
        [true, true]
      )
    }).pipe(Effect.provide(layer()))
  )

  it.effect("says which lane was full, where Zoho left no doubt that it was one", () =>
    Effect.gen(function* () {
      const server = yield* FaultServer.FaultServer
      const withCredits = { ...busy, headers: { "x-api-credits-remaining": "400" } }
      yield* server.enqueue(withCredits, withCredits)
      assert.deepInclude((yield* Effect.flip(send(read))).reason, { _tag: "RateLimited", limit: "concurrency" })
      assert.deepInclude((yield* Effect.flip(send({ ...read, weight: { heavy: true } }))).reason, {
        limit: "sub-concurrency",
        code: "TOO_MANY_REQUESTS",
        httpStatus: 429,
        message: "refused"
      })
      const credits = yield* Credits.Credits
      assert.deepStrictEqual((yield* credits.state).remaining, Option.some(400))
    }).pipe(Effect.provide(layer()))
  )

  it.effect("sends nothing past the guard on credits", () =>
    Effect.gen(function* () {
      const server = yield* FaultServer.FaultServer
      yield* server.enqueue(ok)
      const limited = ZohoClient.layerLimits({}).pipe(
        Layer.provide([Credits.layerWith({ limit: 10, stopAt: 0.1 }), Concurrency.layer]),
        Layer.provide(parts(server.url))
      )
      yield* Effect.gen(function* () {
        yield* send(read)
        const error = yield* Effect.flip(send(read))
        assert.deepInclude(error, { _tag: "ApiError", operation: "Leads.list" })
        assert.deepInclude(error.reason, { _tag: "CreditsGuarded", allowed: 1 })
      }).pipe(Effect.provide(limited))
      assert.strictEqual((yield* requests).length, 1)
    }).pipe(Effect.provide(FaultServer.layer))
  )
})

describe("a file", () => {
  const file: ZohoClient.Request = { ...read, operation: "Leads.file", path: "/crm/bulk/v8/read/1/result" }
  const bytes = (request: ZohoClient.Request) =>
    Effect.flatMap(ZohoClient.ZohoClient, (client) =>
      Stream.runFold(
        client.download(request),
        () => "",
        (text, chunk) => text + new TextDecoder().decode(chunk)
      )
    )
  const zip = (body: string): FaultServer.Answer => ({
    kind: "respond",
    headers: { "content-type": "application/zip" },
    body
  })

  it.effect("comes as its bytes, with a fresh token after a refused one", () =>
    Effect.gen(function* () {
      const server = yield* FaultServer.FaultServer
      yield* server.enqueue(refusal("INVALID_TOKEN", 401), zip("PK the file"))
      assert.strictEqual(yield* bytes(file), "PK the file")
      const got = yield* server.requests
      assert.deepStrictEqual(
        got.map((it) => it.headers["authorization"]),
        [token(1), token(2)]
      )
    }).pipe(Effect.provide(layer()))
  )

  it.effect("that is not there, is refused, breaks off or is none ends in a reason", () =>
    Effect.gen(function* () {
      const server = yield* FaultServer.FaultServer
      const cases: ReadonlyArray<readonly [FaultServer.Answer, string]> = [
        [{ kind: "respond", status: 204 }, "NotFound"],
        [refusal("RESOURCE_NOT_FOUND", 404), "NotFound"],
        [FaultServer.json({ data: [] }), "UnexpectedResponse"],
        [FaultServer.html(502), "UnexpectedResponse"],
        [{ kind: "cutOff", body: "PK 0123456789", bytes: 5 }, "UnexpectedResponse"],
        [{ kind: "reset" }, "ConnectionFailed"]
      ]
      for (const [answer, reason] of cases) {
        yield* server.enqueue(answer)
        const error = yield* Effect.flip(bytes(file))
        assert.strictEqual(error.reason._tag, reason)
      }
    }).pipe(Effect.provide(layer()))
  )

  it.effect("is asked for by its address only from the data center's hosts: the token goes nowhere else", () =>
    Effect.gen(function* () {
      const server = yield* FaultServer.FaultServer
      const error = yield* Effect.flip(bytes({ ...file, url: "https://files.example.org/1.zip" }))
      assert.strictEqual(error.reason._tag, "InvalidInput")
      assert.deepStrictEqual(yield* server.requests, [])
      yield* server.enqueue(zip("PK"))
      assert.strictEqual(yield* bytes({ ...file, url: `${server.url}/elsewhere/1.zip` }), "PK")
      assert.deepStrictEqual(
        (yield* server.requests).map((it) => it.path),
        ["/elsewhere/1.zip"]
      )
    }).pipe(Effect.provide(layer()))
  )
})

it.effect("sends a form as multipart", () =>
  Effect.gen(function* () {
    const server = yield* FaultServer.FaultServer
    yield* server.enqueue(updated)
    const form = new FormData()
    form.append("file", new Blob(["a,b\n1,2\n"], { type: "text/csv" }), "rows.csv")
    const { body: _, ...upload } = write
    yield* send({ ...upload, method: "POST", form })
    const [got] = yield* server.requests
    assert.match(String(got?.headers["content-type"]), /^multipart\/form-data; boundary=/)
    assert.include(got?.body, 'name="file"; filename="rows.csv"')
    assert.include(got?.body, "a,b\n1,2\n")
  }).pipe(Effect.provide(layer()))
)
