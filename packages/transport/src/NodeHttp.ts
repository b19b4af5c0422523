/** effect's `HttpClient` over Node's own HTTP: nothing to install or to load, so the first request leaves soonest. */
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import type * as Http from "node:http"
import type * as Https from "node:https"
import { client, type Exchange } from "./internal/Exchange.ts"

/** `import` reads every export of `node:http`, and one of them loads all of undici: some 50 ms. */
const http = (): typeof Http => process.getBuiltinModule("node:http")
/** With TLS and its cryptography: only where an address wants it. */
const https = (): typeof Https => process.getBuiltinModule("node:https")

const open = { keepAlive: true }

/** Connections that stay open between calls, made when one is needed. */
class Agents {
  private plain: Http.Agent | undefined
  private secure: Https.Agent | undefined

  request(url: URL, method: string, headers: Readonly<Record<string, string>>): Http.ClientRequest {
    return url.protocol === "https:"
      ? https().request(url, { method, headers, agent: (this.secure ??= new (https().Agent)(open)) })
      : http().request(url, { method, headers, agent: (this.plain ??= new (http().Agent)(open)) })
  }

  destroy(): void {
    this.plain?.destroy()
    this.secure?.destroy()
  }
}

/** What arrives is told to the exchange. */
const follow = (exchange: Exchange, request: Http.ClientRequest): void => {
  const abort = (reason: Error) => void request.destroy(reason)
  exchange.started({ pause: () => {}, resume: () => {}, abort })
  request.on("error", (cause) => exchange.failed(cause))
  request.on("response", (answer) => {
    answer.on("data", (bytes: Uint8Array) => exchange.piece(bytes))
    // Told once the connection is free again: what is asked next would open another.
    answer.on("end", () => queueMicrotask(() => exchange.end()))
    answer.on("error", (cause) => exchange.failed(cause))
    exchange.head(answer.statusCode ?? 0, answer.headers, {
      pause: () => void answer.pause(),
      resume: () => void answer.resume(),
      abort
    })
  })
}

const make = (agents: Agents): HttpClient.HttpClient =>
  client((exchange) => {
    const { request, url } = exchange
    const begin = (headers: Readonly<Record<string, string>>): Http.ClientRequest => {
      const begun = agents.request(url, request.method, headers)
      follow(exchange, begun)
      return begun
    }
    switch (request.body._tag) {
      case "Empty":
        return void begin(request.headers).end()
      case "Uint8Array":
        return void begin(request.headers).end(request.body.body)
      case "Raw":
        return typeof request.body.body === "string"
          ? void begin(request.headers).end(request.body.body)
          : exchange.unsendable(new Error("A raw body must be a text."))
      case "FormData": {
        // Node's HTTP knows no forms; what makes one of it knows its boundary. Held in memory: its length goes ahead.
        const { "content-type": _, ...headers } = request.headers
        const form = new Response(request.body.formData)
        return void form
          .arrayBuffer()
          .then((bytes) =>
            begin({ ...headers, "content-type": form.headers.get("content-type") ?? "" }).end(new Uint8Array(bytes))
          )
          .catch((cause: unknown) => exchange.unsendable(cause))
      }
      case "Stream": {
        const begun = begin(request.headers)
        const { body } = request
        return void (async () => {
          const { pipeline } = process.getBuiltinModule("node:stream/promises")
          await pipeline(Stream.toReadableStream(body.stream), begun)
        })().catch((cause: unknown) => exchange.failed(cause))
      }
    }
  })

/** A client whose connections are closed with the layer. A form is held in memory while it is sent. */
export const layer: Layer.Layer<HttpClient.HttpClient> = Layer.effect(
  HttpClient.HttpClient,
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => new Agents()),
      (agents) => Effect.sync(() => agents.destroy())
    ),
    make
  )
)
