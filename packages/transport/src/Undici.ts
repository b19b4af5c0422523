/** effect's `HttpClient` over undici: many calls over few connections, each for little more than undici's own cost. */
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { Readable } from "node:stream"
import type { Dispatcher, FormData as Form } from "undici"
import { client, type Exchange } from "./internal/Exchange.ts"

type Body = NonNullable<Dispatcher.DispatchOptions["body"]> | null

class Handler implements Dispatcher.DispatchHandler {
  private readonly exchange: Exchange

  constructor(exchange: Exchange) {
    this.exchange = exchange
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.exchange.started(controller)
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | Array<string> | undefined>>
  ): void {
    // Others, such as 103, come before the answer.
    if (status >= 200) this.exchange.head(status, headers, controller)
  }

  onResponseData(_: Dispatcher.DispatchController, bytes: Uint8Array): void {
    this.exchange.piece(bytes)
  }

  onResponseEnd(): void {
    this.exchange.end()
  }

  onResponseError(_: Dispatcher.DispatchController, cause: Error): void {
    this.exchange.failed(cause)
  }
}

/** Loaded with the first client: it takes as long as the rest of a small script. */
const load = () => import("undici")

/** undici's form knows its length and its boundary. */
const form = async (given: FormData): Promise<Form> => {
  const { FormData: Form } = await load()
  const made = new Form()
  for (const [name, value] of given) made.append(name, value)
  return made
}

/** A client over a dispatcher of yours: a proxy's, one with certificates. Timeouts are effect's: `Effect.timeout`. */
export const make = (dispatcher: Dispatcher): HttpClient.HttpClient =>
  client((exchange) => {
    const { request, url } = exchange
    const dispatch = (headers: Readonly<Record<string, string>>, body: Body): void => {
      dispatcher.dispatch(
        {
          origin: url.origin,
          path: url.pathname + url.search,
          method: request.method,
          headers,
          body,
          headersTimeout: 0,
          bodyTimeout: 0
        },
        new Handler(exchange)
      )
    }
    switch (request.body._tag) {
      case "Empty":
        return dispatch(request.headers, null)
      case "Uint8Array":
        return dispatch(request.headers, request.body.body)
      case "Raw":
        return typeof request.body.body === "string"
          ? dispatch(request.headers, request.body.body)
          : exchange.unsendable(new Error("A raw body must be a text."))
      case "FormData": {
        const { "content-type": _, ...headers } = request.headers
        return void form(request.body.formData)
          .then((made) => dispatch(headers, made))
          .catch((cause: unknown) => exchange.unsendable(cause))
      }
      case "Stream":
        return dispatch(request.headers, Readable.fromWeb(Stream.toReadableStream(request.body.stream)))
    }
  })

/** A client over an agent of its own, whose connections are closed with the layer. */
export const layer: Layer.Layer<HttpClient.HttpClient> = Layer.effect(
  HttpClient.HttpClient,
  Effect.map(
    Effect.acquireRelease(
      Effect.promise(async () => new (await load()).Agent()),
      (agent) => Effect.promise(() => agent.destroy())
    ),
    make
  )
)
