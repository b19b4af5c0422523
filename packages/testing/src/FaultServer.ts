/** A small HTTP server on loopback that answers from a queue, badly if asked: for tests of what a client does then. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Http from "node:http"

/** One answer of the queue. */
export type Answer =
  /** A complete answer: status 200 and JSON unless told otherwise. */
  | {
      readonly kind: "respond"
      readonly status?: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: string
    }
  /** Announces the whole body, sends the first `bytes` of it, then closes the connection. */
  | { readonly kind: "cutOff"; readonly body: string; readonly bytes: number }
  /** Closes the connection with a TCP reset, without a word. */
  | { readonly kind: "reset" }
  /** Takes the request and never answers. */
  | { readonly kind: "hang" }

/** A complete JSON answer. */
export const json = (body: unknown, status = 200): Answer => ({ kind: "respond", status, body: JSON.stringify(body) })

/** A proxy's or firewall's page. */
export const html = (status: number, body = "<html><body>Bad gateway</body></html>"): Answer => ({
  kind: "respond",
  status,
  headers: { "content-type": "text/html; charset=utf-8" },
  body
})

/** A request as it arrived. */
export interface Received {
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
  readonly body: string
}

/** The server could not listen. */
export class FaultServerError extends Schema.TaggedError<FaultServerError>()("FaultServerError", {
  cause: Schema.Defect()
}) {}

export class FaultServer extends Context.Service<
  FaultServer,
  {
    /** `http://127.0.0.1:PORT`. */
    readonly url: string
    /** Adds answers to the queue, one for each request to come; an empty queue answers 500. */
    readonly enqueue: (...answers: ReadonlyArray<Answer>) => Effect.Effect<void>
    /** All requests so far, in the order in which their bodies were complete. */
    readonly requests: Effect.Effect<ReadonlyArray<Received>>
    /** Waits until this many requests have arrived in all. */
    readonly arrived: (count: number) => Effect.Effect<void>
  }
>()("@effect-zoho/testing/FaultServer") {}

const send = (answer: Answer | undefined, response: Http.ServerResponse): void => {
  switch (answer?.kind) {
    case undefined:
      response.writeHead(500, { "content-type": "text/plain" }).end("The queue of answers is empty.")
      return
    case "respond":
      response.writeHead(answer.status ?? 200, { "content-type": "application/json", ...answer.headers })
      response.end(answer.body ?? "")
      return
    case "cutOff":
      response.writeHead(200, {
        "content-type": "application/json",
        "content-length": String(Buffer.byteLength(answer.body))
      })
      response.write(Buffer.from(answer.body).subarray(0, answer.bytes), () => response.socket?.destroy())
      return
    case "reset":
      response.socket?.resetAndDestroy()
      return
    case "hang":
      return
  }
}

/** A server for as long as the layer lives, on a free port of 127.0.0.1. */
export const layer: Layer.Layer<FaultServer, FaultServerError> = Layer.effect(
  FaultServer,
  Effect.gen(function* () {
    const queue: Array<Answer> = []
    const received: Array<Received> = []
    const waiting = new Set<() => void>()

    const server = yield* Effect.acquireRelease(
      Effect.sync(() =>
        Http.createServer((request, response) => {
          const chunks: Array<Buffer> = []
          request.on("data", (chunk: Buffer) => chunks.push(chunk))
          request.on("end", () => {
            received.push({
              method: request.method ?? "",
              path: request.url ?? "",
              headers: request.headers,
              body: Buffer.concat(chunks).toString("utf8")
            })
            send(queue.shift(), response)
            for (const wake of waiting) wake()
          })
        })
      ),
      (server) =>
        Effect.callback<void>((resume) => {
          server.close(() => resume(Effect.void))
          // Hanging requests would keep it open for ever.
          server.closeAllConnections()
        })
    )

    const port = yield* Effect.callback<number, FaultServerError>((resume) => {
      server.once("error", (cause) => resume(Effect.fail(new FaultServerError({ cause }))))
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        resume(
          typeof address === "object" && address !== null
            ? Effect.succeed(address.port)
            : Effect.fail(new FaultServerError({ cause: new Error("no port") }))
        )
      })
    })

    return FaultServer.of({
      url: `http://127.0.0.1:${port}`,
      enqueue: (...answers) => Effect.sync(() => void queue.push(...answers)),
      requests: Effect.sync(() => [...received]),
      arrived: (count) =>
        Effect.callback<void>((resume) => {
          const look = () => {
            if (received.length < count) return
            waiting.delete(look)
            resume(Effect.void)
          }
          waiting.add(look)
          look()
          return Effect.sync(() => void waiting.delete(look))
        })
    })
  })
)
