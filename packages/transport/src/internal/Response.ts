/** An answer as effect knows it, over a body that arrives. */
import * as Effect from "effect/Effect"
import * as Cookies from "effect/http/Cookies"
import * as Headers from "effect/http/Headers"
import * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import * as UrlParams from "effect/http/UrlParams"
import * as Inspectable from "effect/Inspectable"
import * as Option from "effect/Option"
import { pipeArguments } from "effect/Pipeable"
import type * as Schema from "effect/Schema"
import type * as Socket from "effect/socket/Socket"
import * as Stream from "effect/Stream"
import type { Incoming } from "./Incoming.ts"
import type { Decode } from "./Text.ts"

/** Names in lower case; several values of a name as a list. */
export type RawHeaders = Readonly<Record<string, string | ReadonlyArray<string> | undefined>>

const none = Option.none<string>()

const joined = (pieces: ReadonlyArray<Uint8Array>): ArrayBuffer => {
  const whole = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole.buffer
}

export class Response extends Inspectable.Class implements HttpClientResponse.HttpClientResponse {
  readonly [HttpIncomingMessage.TypeId]: typeof HttpIncomingMessage.TypeId = HttpIncomingMessage.TypeId
  readonly [HttpClientResponse.TypeId]: typeof HttpClientResponse.TypeId = HttpClientResponse.TypeId
  readonly request: HttpClientRequest.HttpClientRequest
  readonly url: string
  readonly status: number
  private readonly raw: RawHeaders
  private readonly body: Incoming
  private readonly decode: Decode
  private readHeaders: Headers.Headers | undefined
  private readText: string | undefined
  private readBytes: ArrayBuffer | undefined

  constructor(
    request: HttpClientRequest.HttpClientRequest,
    url: string,
    status: number,
    headers: RawHeaders,
    body: Incoming,
    decode: Decode
  ) {
    super()
    this.request = request
    this.url = url
    this.status = status
    this.raw = headers
    this.body = body
    this.decode = decode
  }

  get headers(): Headers.Headers {
    return (this.readHeaders ??= Headers.fromInput(this.raw))
  }

  get cookies(): Cookies.Cookies {
    const header = this.raw["set-cookie"]
    return header === undefined ? Cookies.empty : Cookies.fromSetCookie(header)
  }

  get remoteAddress(): Option.Option<string> {
    return none
  }

  private broken(cause: unknown): HttpClientError.HttpClientError {
    return new HttpClientError.HttpClientError({
      reason: new HttpClientError.DecodeError({ request: this.request, response: this, cause })
    })
  }

  private attempt<A>(of: () => A): Effect.Effect<A, HttpClientError.HttpClientError> {
    return Effect.try({ try: of, catch: (cause) => this.broken(cause) })
  }

  get text(): Effect.Effect<string, HttpClientError.HttpClientError> {
    return Effect.callback((resume) => {
      if (this.readText !== undefined) return resume(Effect.succeed(this.readText))
      if (this.readBytes !== undefined) return resume(Effect.succeed(this.decode([new Uint8Array(this.readBytes)])))
      const pieces: Array<Uint8Array> = []
      this.body.read({
        piece: (bytes) => void pieces.push(bytes),
        end: () => {
          this.readText = this.decode(pieces)
          resume(Effect.succeed(this.readText))
        },
        fail: (cause) => resume(Effect.fail(this.broken(cause)))
      })
      return Effect.sync(() => this.body.abort())
    })
  }

  get arrayBuffer(): Effect.Effect<ArrayBuffer, HttpClientError.HttpClientError> {
    return Effect.callback((resume) => {
      if (this.readBytes !== undefined) return resume(Effect.succeed(this.readBytes))
      const pieces: Array<Uint8Array> = []
      this.body.read({
        piece: (bytes) => void pieces.push(bytes),
        end: () => {
          this.readBytes = joined(pieces)
          resume(Effect.succeed(this.readBytes))
        },
        fail: (cause) => resume(Effect.fail(this.broken(cause)))
      })
      return Effect.sync(() => this.body.abort())
    })
  }

  /** The connection waits while nobody takes more. */
  get stream(): Stream.Stream<Uint8Array, HttpClientError.HttpClientError> {
    return Stream.fromReadableStream({
      evaluate: () =>
        new ReadableStream<Uint8Array>(
          {
            start: (to) =>
              this.body.read({
                piece: (bytes) => {
                  to.enqueue(bytes)
                  if ((to.desiredSize ?? 0) <= 0) this.body.pause()
                },
                end: () => to.close(),
                fail: (cause) => to.error(cause)
              }),
            pull: () => this.body.resume(),
            cancel: () => this.body.abort()
          },
          { highWaterMark: 2 }
        ),
      onError: (cause) => this.broken(cause)
    })
  }

  get json(): Effect.Effect<Schema.Json, HttpClientError.HttpClientError> {
    return Effect.flatMap(this.text, (text) => this.attempt(() => (text === "" ? null : JSON.parse(text))))
  }

  get urlParamsBody(): Effect.Effect<UrlParams.UrlParams, HttpClientError.HttpClientError> {
    return Effect.flatMap(this.text, (text) =>
      // A leading "?" is part of a form; `URLSearchParams` would drop it.
      this.attempt(() => UrlParams.fromInput(new URLSearchParams(text.replace(/^\?/u, "%3F"))))
    )
  }

  get formData(): Effect.Effect<FormData, HttpClientError.HttpClientError> {
    return Effect.flatMap(this.arrayBuffer, (bytes) =>
      Effect.tryPromise({
        try: () =>
          new globalThis.Response(bytes, {
            headers: { "content-type": this.headers["content-type"] ?? "" }
          }).formData(),
        catch: (cause) => this.broken(cause)
      })
    )
  }

  /** No connection is handed over. */
  get upgrade(): Effect.Effect<Socket.Socket, HttpClientError.HttpClientError> {
    return Effect.fail(
      new HttpClientError.HttpClientError({
        reason: new HttpClientError.StatusCodeError({
          request: this.request,
          response: this,
          description: "This transport hands over no connection."
        })
      })
    )
  }

  toJSON(): unknown {
    return HttpIncomingMessage.inspect(this, {
      _id: "effect/http/HttpClientResponse",
      request: this.request.toJSON(),
      status: this.status
    })
  }

  pipe() {
    // oxlint-disable-next-line prefer-rest-params
    return pipeArguments(this, arguments)
  }
}
