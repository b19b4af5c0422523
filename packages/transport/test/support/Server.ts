/** A server on loopback that does what a test tells it, and tells when a connection ends. */
import * as Certificate from "@effect-zoho/testing/Certificate"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Http from "node:http"
import * as Https from "node:https"

export type Answer = (request: Http.IncomingMessage, response: Http.ServerResponse) => void

export interface Server {
  /** `http://127.0.0.1:PORT`, `https://localhost:PORT`. */
  readonly url: string
  /** How many connections were made. */
  readonly connections: () => number
  /** Done when a connection has ended. */
  readonly closed: Effect.Effect<void>
}

/** `secure`: over TLS, with a certificate for `localhost` that nobody trusts. */
export const start = (answer: Answer, secure = false): Effect.Effect<Server, never, Scope.Scope> =>
  Effect.gen(function* () {
    const closed = yield* Deferred.make<void>()
    let connections = 0
    const server = yield* Effect.acquireRelease(
      Effect.callback<Http.Server | Https.Server>((resume) => {
        const made = secure
          ? Https.createServer({ key: Certificate.key, cert: Certificate.certificate }, answer)
          : Http.createServer(answer)
        made.on("connection", (socket) => {
          connections++
          socket.on("error", () => {})
          socket.on("close", () => Deferred.doneUnsafe(closed, Effect.void))
        })
        made.listen(0, "127.0.0.1", () => resume(Effect.succeed(made)))
      }),
      (it) =>
        Effect.callback<void>((resume) => {
          it.close(() => resume(Effect.void))
          it.closeAllConnections()
        })
    )
    const address = server.address()
    const port = typeof address === "object" && address !== null ? address.port : 0
    return {
      url: secure ? `https://localhost:${port}` : `http://127.0.0.1:${port}`,
      connections: () => connections,
      closed: Deferred.await(closed)
    }
  })

/** What a request brought. */
const bodyOf = async (request: Http.IncomingMessage): Promise<Buffer> => {
  const pieces: Array<Buffer> = []
  for await (const piece of request) pieces.push(piece)
  return Buffer.concat(pieces)
}

/** Answers with what it was sent, as JSON. */
export const echo: Answer = (request, response) => {
  void bodyOf(request).then((body) =>
    response.end(
      JSON.stringify({
        method: request.method,
        url: request.url,
        headers: request.headers,
        body: body.toString("base64")
      })
    )
  )
}
