/** What every transport of this package does, over real sockets. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type * as Http from "node:http"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import * as Server from "./Server.ts"

const Echo = Schema.fromJsonString(
  Schema.Struct({
    method: Schema.String,
    url: Schema.String,
    headers: Schema.Record(Schema.String, Schema.String),
    body: Schema.String
  })
)

const echoed = (request: HttpClientRequest.HttpClientRequest) =>
  HttpClient.execute(request).pipe(
    Effect.flatMap((it) => it.text),
    Effect.flatMap(Schema.decodeEffect(Echo)),
    Effect.map((it) => ({ ...it, body: Buffer.from(it.body, "base64").toString("utf8") }))
  )

const text = (body: string) => HttpBody.raw(body, { contentType: "application/json" })

/** Bytes in pieces of their own, one a turn of the loop. */
const inPieces = (pieces: ReadonlyArray<Uint8Array>, response: Http.ServerResponse): void => {
  const [first, ...rest] = pieces
  if (first === undefined) return void response.end()
  response.write(first, () => setImmediate(() => inPieces(rest, response)))
}

const cutAt = (bytes: Uint8Array, places: ReadonlyArray<number>): ReadonlyArray<Uint8Array> => {
  const cuts = [0, ...places.map((it) => it % (bytes.length + 1)), bytes.length].sort((a, b) => a - b)
  return cuts.slice(1).map((to, at) => bytes.subarray(cuts[at], to))
}

/** Writes for as long as the other side takes it; tells how much that was. */
const endless = (written: { bytes: number }): Server.Answer => {
  const piece = Buffer.alloc(65_536, "x")
  return (_, response) => {
    const more = () => {
      do written.bytes += piece.length
      while (response.write(piece))
    }
    response.on("drain", more)
    more()
  }
}

/** `trusting`: the same where `Certificate.certificate` is an authority. */
export const suite = (
  name: string,
  layer: Layer.Layer<HttpClient.HttpClient>,
  trusting: Layer.Layer<HttpClient.HttpClient>
): void => {
  /** A test with a server and the transport. */
  const test = <A, E>(
    title: string,
    answer: Server.Answer,
    body: (server: Server.Server) => Effect.Effect<A, E, HttpClient.HttpClient>
  ) =>
    it.live(title, () =>
      Server.start(answer).pipe(
        Effect.flatMap((server) => Effect.provide(body(server), layer)),
        Effect.scoped,
        Effect.timeout("20 seconds")
      )
    )

  describe(`${name}: a request`, () => {
    test("goes with its method, query and headers", Server.echo, ({ url }) =>
      Effect.gen(function* () {
        const got = yield* echoed(
          HttpClientRequest.get(`${url}/a/b?c=1`, { urlParams: { d: "2 &" }, headers: { authorization: "Secret x" } })
        )
        assert.deepInclude(got, { method: "GET", body: "" })
        assert.strictEqual(new URL(got.url, url).searchParams.get("d"), "2 &")
        assert.strictEqual(new URL(got.url, url).searchParams.get("c"), "1")
        assert.strictEqual(got.headers["authorization"], "Secret x")
      })
    )

    test("carries a text, with its length", Server.echo, ({ url }) =>
      Effect.gen(function* () {
        const got = yield* echoed(HttpClientRequest.setBody(HttpClientRequest.put(url), text('{"é":"日本"}')))
        assert.strictEqual(got.body, '{"é":"日本"}')
        assert.deepInclude(got.headers, { "content-type": "application/json", "content-length": "15" })
      })
    )

    test("carries bytes", Server.echo, ({ url }) =>
      Effect.gen(function* () {
        const body = HttpBody.uint8Array(new TextEncoder().encode("bytes"), "text/plain")
        const got = yield* echoed(HttpClientRequest.setBody(HttpClientRequest.post(url), body))
        assert.strictEqual(got.body, "bytes")
        assert.deepInclude(got.headers, { "content-type": "text/plain", "content-length": "5" })
      })
    )

    test("carries a form with a file, and says how long it is", Server.echo, ({ url }) =>
      Effect.gen(function* () {
        const form = new FormData()
        form.append("name", "välue")
        form.append("file", new File(["1,2\n"], "rows.csv", { type: "text/csv" }))
        const got = yield* echoed(HttpClientRequest.bodyFormData(HttpClientRequest.post(url), form))
        const again = yield* Effect.promise(() =>
          new Response(got.body, { headers: { "content-type": got.headers["content-type"] ?? "" } }).formData()
        )
        assert.strictEqual(again.get("name"), "välue")
        const file = again.get("file")
        assert.isTrue(file instanceof File)
        if (file instanceof File) {
          assert.deepInclude(file, { name: "rows.csv", type: "text/csv" })
          assert.strictEqual(yield* Effect.promise(() => file.text()), "1,2\n")
        }
        assert.strictEqual(got.headers["content-length"], String(Buffer.byteLength(got.body)))
      })
    )

    test("carries a stream", Server.echo, ({ url }) =>
      Effect.gen(function* () {
        const pieces = Stream.map(Stream.range(1, 500), (n) => new TextEncoder().encode(`${n},`))
        const body = HttpBody.stream(pieces, "text/csv")
        const got = yield* echoed(HttpClientRequest.setBody(HttpClientRequest.post(url), body))
        assert.strictEqual(got.body, Array.from({ length: 500 }, (_, n) => `${n + 1},`).join(""))
      })
    )

    test("whose body no wire can carry is not sent", Server.echo, ({ connections, url }) =>
      Effect.gen(function* () {
        const request = HttpClientRequest.setBody(HttpClientRequest.post(url), HttpBody.raw({ not: "a text" }))
        const error = yield* Effect.flip(HttpClient.execute(request))
        assert.strictEqual(error.reason._tag, "EncodeError")
        assert.strictEqual(connections(), 0)
      })
    )

    test("with an address that is none fails as that", Server.echo, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(HttpClient.get("not an address"))
        assert.strictEqual(error.reason._tag, "InvalidUrlError")
      })
    )

    test("with a header that is none fails, and says so", Server.echo, ({ url }) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(HttpClient.get(url, { headers: { bad: "a\r\nb: c" } }))
        assert.strictEqual(error.reason._tag, "TransportError")
      })
    )

    // undici frees a connection one turn of the loop after an answer, and takes turns with a second one.
    test("uses a connection of one before", Server.echo, ({ connections, url }) =>
      Effect.gen(function* () {
        for (let call = 0; call < 10; call++) yield* echoed(HttpClientRequest.get(url))
        assert.isAtMost(connections(), 2)
      })
    )

    it.live("goes over TLS where the certificate is trusted", () =>
      Effect.gen(function* () {
        const server = yield* Server.start(Server.echo, true)
        const form = new FormData()
        form.append("name", "value")
        const got = yield* echoed(HttpClientRequest.bodyFormData(HttpClientRequest.post(server.url), form))
        assert.include(got.body, "value")
      }).pipe(Effect.scoped, Effect.provide(trusting))
    )

    it.live("leaves no connection behind when the layer ends", () =>
      Effect.gen(function* () {
        const server = yield* Server.start(Server.echo)
        yield* Effect.provide(echoed(HttpClientRequest.get(server.url)), layer)
        yield* server.closed
      }).pipe(Effect.scoped, Effect.timeout("20 seconds"))
    )
  })

  describe(`${name}: an answer`, () => {
    const told: Server.Answer = (_, response) => {
      response.writeEarlyHints({ link: "</style.css>; rel=preload" })
      response.writeHead(418, { "X-Api-Credits-Remaining": "99", "Set-Cookie": ["a=1", "b=2; HttpOnly"] })
      response.end("short")
    }
    test("has a status, headers in lower case, cookies and its address", told, ({ url }) =>
      Effect.gen(function* () {
        const response = yield* HttpClient.get(`${url}/x?y=1`)
        assert.strictEqual(response.status, 418)
        assert.strictEqual(response.url, `${url}/x?y=1`)
        assert.strictEqual(response.headers["x-api-credits-remaining"], "99")
        assert.deepStrictEqual(Object.keys(response.cookies.cookies), ["a", "b"])
        assert.strictEqual(yield* response.text, "short")
      })
    )

    test(
      "may have nothing in it",
      (_, response) => response.writeHead(204).end(),
      ({ url }) =>
        Effect.gen(function* () {
          const response = yield* HttpClient.get(url)
          assert.strictEqual(response.status, 204)
          assert.strictEqual(yield* response.text, "")
        })
    )

    test(
      "of HEAD has no body",
      (_, response) => response.writeHead(200, { "content-length": 100 }).end(),
      ({ url }) =>
        Effect.gen(function* () {
          const response = yield* HttpClient.head(url)
          assert.strictEqual(yield* response.text, "")
        })
    )

    test(
      "that points elsewhere is the answer",
      (request, response) => {
        response.writeHead(302, { location: `http://${request.headers.host}/elsewhere` }).end()
      },
      ({ url }) =>
        Effect.gen(function* () {
          const response = yield* HttpClient.get(url)
          assert.strictEqual(response.status, 302)
        })
    )

    test("is read as JSON", Server.echo, ({ url }) =>
      Effect.gen(function* () {
        const { json } = yield* HttpClient.get(url)
        assert.strictEqual(
          Schema.decodeUnknownSync(Schema.Struct({ method: Schema.String }))(yield* json).method,
          "GET"
        )
      })
    )

    test(
      "that is no JSON fails as that, and can be read as the text that it is",
      (_, response) => response.end("<html>"),
      ({ url }) =>
        Effect.gen(function* () {
          const response = yield* HttpClient.get(url)
          assert.strictEqual((yield* Effect.flip(response.json)).reason._tag, "DecodeError")
          assert.strictEqual(yield* response.text, "<html>")
        })
    )

    test(
      "is read as what a form sends",
      (_, response) => {
        response.setHeader("content-type", "application/x-www-form-urlencoded").end("?a=1&b=%C3%A9")
      },
      ({ url }) =>
        Effect.gen(function* () {
          const params = yield* Effect.flatMap(HttpClient.get(url), (it) => it.urlParamsBody)
          assert.deepStrictEqual(params.params, [
            ["?a", "1"],
            ["b", "é"]
          ])
          const form = yield* Effect.flatMap(HttpClient.get(url), (it) => it.formData)
          assert.strictEqual(form.get("b"), "é")
        })
    )

    test(
      "is read once, but for its text and its bytes, which stay",
      (_, response) => response.end("once"),
      ({ url }) =>
        Effect.gen(function* () {
          const first = yield* HttpClient.get(url)
          assert.strictEqual(yield* first.text, "once")
          assert.strictEqual(yield* first.text, "once")
          assert.strictEqual((yield* Effect.flip(Stream.runDrain(first.stream))).reason._tag, "DecodeError")
          const second = yield* HttpClient.get(url)
          assert.strictEqual(Buffer.from(yield* second.arrayBuffer).toString(), "once")
          assert.strictEqual(yield* second.text, "once")
        })
    )

    const pieces: { list: ReadonlyArray<Uint8Array> } = { list: [] }
    it.effect.prop(
      "is the same text, bytes and stream, wherever it was cut",
      {
        text: Schema.String,
        places: Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 10_000 })))
      },
      ({ places, text }) =>
        Effect.gen(function* () {
          const { url } = yield* Server.start((_, response) => inPieces(pieces.list, response))
          // A lone half of a surrogate pair has no bytes.
          const whole = Buffer.from(text.toWellFormed(), "utf8")
          pieces.list = cutAt(whole, places)
          const asText = yield* Effect.flatMap(HttpClient.get(url), (it) => it.text)
          // A mark of the byte order is not part of a text.
          assert.strictEqual(asText, new TextDecoder().decode(whole))
          const asBytes = yield* Effect.flatMap(HttpClient.get(url), (it) => it.arrayBuffer)
          assert.isTrue(whole.equals(new Uint8Array(asBytes)))
          const asStream = yield* Effect.flatMap(HttpClient.get(url), (it) => Stream.runCollect(it.stream))
          assert.isTrue(whole.equals(Buffer.concat(asStream)))
        }).pipe(Effect.scoped, Effect.provide(layer)),
      { arbitrary: { runs: 25 } }
    )

    // More than what is put together at once; three bytes a letter, so that pieces end inside one.
    const large = "日本".repeat(400_000)
    test(
      "that is large, read late and twice, is whole",
      (_, response) => response.end(large),
      ({ url }) =>
        Effect.gen(function* () {
          for (let time = 0; time < 2; time++) {
            const response = yield* HttpClient.get(url)
            // The connection is full by then.
            yield* Effect.sleep("50 millis")
            assert.isTrue((yield* response.text) === large)
          }
        })
    )
  })

  describe(`${name}: trouble`, () => {
    test(
      "a reset before the answer",
      (request) => request.socket.resetAndDestroy(),
      ({ url }) =>
        Effect.gen(function* () {
          const error = yield* Effect.flip(HttpClient.get(url))
          assert.strictEqual(error.reason._tag, "TransportError")
          const { cause } = error.reason
          assert.include(["ECONNRESET", "UND_ERR_SOCKET"], cause instanceof Error && "code" in cause ? cause.code : "")
        })
    )

    it.live("nobody listens", () =>
      Effect.gen(function* () {
        const url = yield* Effect.scoped(Effect.map(Server.start(Server.echo), (it) => it.url))
        const error = yield* Effect.flip(HttpClient.get(url))
        assert.strictEqual(error.reason._tag, "TransportError")
        assert.deepInclude(error.reason.cause, { code: "ECONNREFUSED" })
      }).pipe(Effect.provide(layer))
    )

    it.live("a certificate that nobody trusts: nothing is sent", () =>
      Effect.gen(function* () {
        const server = yield* Server.start(() => assert.fail("the request arrived"), true)
        const error = yield* Effect.flip(HttpClient.get(server.url))
        assert.strictEqual(error.reason._tag, "TransportError")
        assert.deepInclude(error.reason.cause, { code: "DEPTH_ZERO_SELF_SIGNED_CERT" })
      }).pipe(Effect.scoped, Effect.provide(layer))
    )

    const cutOff: Server.Answer = (_, response) => {
      response.writeHead(200, { "content-length": 1000 })
      response.write("half", () => setImmediate(() => response.socket?.destroy()))
    }
    test("a body that breaks off, however it is read", cutOff, ({ url }) =>
      Effect.gen(function* () {
        const asText = yield* Effect.flip(Effect.flatMap(HttpClient.get(url), (it) => it.text))
        const asBytes = yield* Effect.flip(Effect.flatMap(HttpClient.get(url), (it) => it.arrayBuffer))
        const asStream = yield* Effect.flip(Effect.flatMap(HttpClient.get(url), (it) => Stream.runDrain(it.stream)))
        for (const { reason } of [asText, asBytes, asStream]) assert.strictEqual(reason._tag, "DecodeError")
        const late = yield* HttpClient.get(url)
        yield* Effect.sleep("30 millis")
        assert.strictEqual((yield* Effect.flip(late.text)).reason._tag, "DecodeError")
      })
    )

    test(
      "given up before the head: the connection ends",
      () => {},
      ({ closed, url }) =>
        Effect.gen(function* () {
          yield* Effect.exit(Effect.timeout(HttpClient.get(url), "30 millis"))
          yield* closed
        })
    )

    test(
      "given up in the body: the connection ends",
      (_, response) => void response.write("some"),
      ({ closed, url }) =>
        Effect.gen(function* () {
          const response = yield* HttpClient.get(url)
          const fiber = yield* Effect.forkChild(response.text)
          yield* Effect.sleep("20 millis")
          yield* Fiber.interrupt(fiber)
          yield* closed
        })
    )

    const written = { bytes: 0 }
    test("a stream is taken no faster than it is read, and the connection ends with it", endless(written), (server) =>
      Effect.gen(function* () {
        const response = yield* HttpClient.get(server.url)
        yield* response.stream.pipe(
          Stream.take(3),
          Stream.tap(() => Effect.sleep("30 millis")),
          Stream.runDrain
        )
        yield* server.closed
        // What the system's own buffers hold is a few megabytes; without bound it would be hundreds by now.
        assert.isBelow(written.bytes, 32_000_000)
      })
    )

    const waiting = { bytes: 0 }
    test("an answer that is not read yet waits on the other side", endless(waiting), (server) =>
      Effect.gen(function* () {
        const response = yield* HttpClient.get(server.url)
        yield* Effect.sleep("300 millis")
        assert.isBelow(waiting.bytes, 32_000_000)
        yield* response.stream.pipe(Stream.take(1), Stream.runDrain)
        yield* server.closed
      })
    )

    const ignored = { bytes: 0 }
    test("an answer that nobody reads is let go with its connection", endless(ignored), (server) =>
      Effect.gen(function* () {
        // The fiber that asked ends with the answer itself.
        yield* HttpClient.get(server.url).pipe(Effect.forkDetach, Effect.flatMap(Fiber.await), Effect.asVoid)
        setFlagsFromString("--expose-gc")
        const collect = runInNewContext("gc")
        const collecting = yield* Effect.forkChild(
          Effect.forever(
            Effect.andThen(
              Effect.sync(() => collect()),
              Effect.sleep("20 millis")
            )
          )
        )
        yield* server.closed
        yield* Fiber.interrupt(collecting)
        assert.isBelow(ignored.bytes, 32_000_000)
      })
    )
  })
}
