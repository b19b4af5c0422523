/** An `HttpClient` that hands requests to the emulator directly; faults feel as they do on a wire. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import type { Core, Delivery } from "./Core.ts"
import * as Http from "./Http.ts"

const transport = (request: HttpClientRequest.HttpClientRequest, description: string, cause?: unknown) =>
  new HttpClientError.HttpClientError({ reason: new HttpClientError.TransportError({ request, description, cause }) })

interface Sent {
  readonly bytes: Uint8Array
  readonly contentType: string | undefined
}

const concat = (chunks: Iterable<Uint8Array>): Uint8Array => new Uint8Array(Buffer.concat([...chunks]))

const bodyOf = (request: HttpClientRequest.HttpClientRequest): Effect.Effect<Sent, HttpClientError.HttpClientError> => {
  const { body } = request
  const viaWeb = (source: FormData) =>
    Effect.tryPromise({
      try: async () => {
        const web = new Response(source)
        return {
          bytes: new Uint8Array(await web.arrayBuffer()),
          contentType: web.headers.get("content-type") ?? undefined
        }
      },
      catch: (cause) => transport(request, "the body could not be read", cause)
    })
  switch (body._tag) {
    case "Empty":
      return Effect.succeed({ bytes: new Uint8Array(0), contentType: undefined })
    case "Uint8Array":
      return Effect.succeed({ bytes: body.body, contentType: body.contentType })
    case "FormData":
      return viaWeb(body.formData)
    case "Raw":
      return typeof body.body === "string" || body.body instanceof Uint8Array
        ? Effect.succeed({ bytes: Http.bytesOf(body.body), contentType: body.contentType })
        : Effect.fail(transport(request, "the emulator takes raw bodies as text or bytes"))
    default:
      return Stream.runCollect(body.stream).pipe(
        Effect.map((chunks) => ({ bytes: concat(chunks), contentType: body.contentType })),
        Effect.mapError((cause) => transport(request, "the body could not be read", cause))
      )
  }
}

const hostOf = (core: Core, url: URL): Http.Host | undefined => {
  const urls = core.urls()
  if (url.origin === new URL(urls.apiUrl).origin) return "api"
  if (url.origin === new URL(urls.accountsUrl).origin) return "accounts"
  return url.origin === new URL(urls.uploadUrl).origin ? "upload" : undefined
}

const streamed = (
  bytes: Uint8Array,
  size: number,
  every: number,
  end: "close" | "error"
): ReadableStream<Uint8Array> => {
  let at = 0
  return new ReadableStream({
    async pull(controller) {
      if (at >= bytes.length) {
        if (end === "error") controller.error(new Error("terminated: the connection was cut"))
        else controller.close()
        return
      }
      if (every > 0) await new Promise((resolve) => setTimeout(resolve, every))
      controller.enqueue(bytes.slice(at, at + size))
      at += size
    }
  })
}

const bodyOfReply = (delivery: Delivery): Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null => {
  const { mode, reply } = delivery
  if (reply.status === 204 || reply.status === 304 || reply.status === 205) return null
  const bytes = new Uint8Array(Http.bytesOf(reply.body))
  switch (mode.kind) {
    case "truncate": {
      const part = bytes.slice(0, mode.bytes ?? Math.floor(bytes.length / 2))
      return mode.close === "clean" ? part : streamed(part, Math.max(1, part.length), 0, "error")
    }
    case "drip":
      return streamed(bytes, mode.bytes, mode.every, "close")
    default:
      return bytes
  }
}

const deliver = (
  request: HttpClientRequest.HttpClientRequest,
  delivery: Delivery
): Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError> => {
  if (delivery.mode.kind === "hang") return Effect.never
  if (delivery.mode.kind === "reset") return Effect.fail(transport(request, "the connection was reset (ECONNRESET)"))
  const { headers, status } = delivery.reply
  const response = Effect.try({
    try: () =>
      HttpClientResponse.fromWeb(request, new Response(bodyOfReply(delivery), { status, headers: { ...headers } })),
    catch: (cause) => transport(request, "the answer was not HTTP", cause)
  })
  return delivery.delayAfter > 0 ? Effect.delay(response, delivery.delayAfter) : response
}

/** A context with the client for one emulator. */
export const context = (core: Core): Context.Context<HttpClient.HttpClient> =>
  Context.make(
    HttpClient.HttpClient,
    HttpClient.make((request, url) => {
      const host = hostOf(core, url)
      if (host === undefined)
        return Effect.fail(transport(request, `the in-process emulator does not answer for ${url.origin}`))
      return Effect.flatMap(bodyOf(request), (sent) => {
        const headers = {
          ...request.headers,
          ...(sent.contentType === undefined || request.headers["content-type"] !== undefined
            ? {}
            : { "content-type": sent.contentType })
        }
        const plan = core.plan({ host, method: request.method, url: url.href, headers, body: sent.bytes })
        const run = Effect.suspend(() => deliver(request, plan.deliver()))
        return Effect.ensuring(
          plan.delayBefore > 0 ? Effect.delay(run, plan.delayBefore) : run,
          Effect.sync(() => plan.done?.())
        )
      })
    })
  )
