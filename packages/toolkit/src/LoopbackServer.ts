/** The way back of a browser sign-in on Node: a server on 127.0.0.1 for as long as the sign-in lasts. */
import { AuthError, CallbackUnavailable } from "@effect-zoho/auth/AuthError"
import { type Listener, Loopback, type Page, type Visit } from "@effect-zoho/auth/BrowserSignIn"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Redacted from "effect/Redacted"
import { randomBytes } from "node:crypto"
import * as NodeHttp from "node:http"
import * as CallbackPage from "./CallbackPage.ts"

const address = "127.0.0.1"
/** The path that a registered redirect URI must have. */
export const path = "/callback"
/** Browsers that wait for a page; one sign-in needs a single one. */
const waitingMost = 8

const plain = (response: NodeHttp.ServerResponse, status: number, text: string): void => {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", connection: "close" }).end(`${text}\n`)
}

const send = (response: NodeHttp.ServerResponse, page: Page) =>
  Effect.callback<void>((resume) => {
    // A browser that went away needs no page.
    if (response.destroyed || response.writableEnded) return resume(Effect.void)
    response.once("close", () => resume(Effect.void))
    response.writeHead(page.kind === "success" ? 200 : 400, CallbackPage.headers).end(CallbackPage.html(page))
  })

const close = (server: NodeHttp.Server) =>
  Effect.callback<void>((resume) => {
    server.close(() => resume(Effect.void))
    server.closeIdleConnections()
    // Browsers open connections in advance and keep them.
    setTimeout(() => server.closeAllConnections(), 200).unref()
  })

const open = (handle: NodeHttp.RequestListener, port: number) =>
  Effect.acquireRelease(
    Effect.callback<NodeHttp.Server, AuthError>((resume) => {
      const server = NodeHttp.createServer({ keepAlive: false }, handle)
      server.once("error", (error: NodeJS.ErrnoException) =>
        resume(
          Effect.fail(
            new AuthError({ reason: new CallbackUnavailable({ port, code: error.code ?? "unknown reason" }) })
          )
        )
      )
      server.listen(port, address, () => resume(Effect.succeed(server)))
    }),
    close
  )

const listen = Effect.fnUntraced(function* (port: number) {
  const visits = yield* Queue.unbounded<Visit>()
  const waiting = new Set<NodeHttp.ServerResponse>()
  let offered: { readonly path: string; readonly url: Redacted.Redacted } | undefined
  let host = ""

  const handle: NodeHttp.RequestListener = (request, response) => {
    // A name that was made to resolve to this machine is not how our own pages are reached.
    if (request.headers.host !== host) return plain(response, 403, `This server answers at ${host} only.`)
    if (request.method !== "GET") return plain(response, 405, "This server is for the end of a sign-in.")
    const target = `http://${host}${request.url ?? "/"}`
    if (!URL.canParse(target)) return plain(response, 404, "There is nothing here.")
    const url = new URL(target)
    if (offered !== undefined && url.pathname === offered.path) {
      response.writeHead(302, {
        location: Redacted.value(offered.url),
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        connection: "close"
      })
      return void response.end()
    }
    if (url.pathname !== path) return plain(response, 404, "There is nothing here.")
    if (waiting.size >= waitingMost) return plain(response, 503, "Too many sign-ins come back at once.")
    waiting.add(response)
    response.once("close", () => waiting.delete(response))
    Queue.offerUnsafe(visits, { query: url.searchParams, answer: (page) => send(response, page) })
  }

  const server = yield* open(handle, port)
  const bound = server.address()
  host = `${address}:${typeof bound === "object" && bound !== null ? bound.port : port}`
  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      for (const response of waiting) if (!response.headersSent) plain(response, 503, "The sign-in is over.")
    })
  )
  const listener: Listener = {
    redirectUri: `http://${host}${path}`,
    offer: (url) =>
      Effect.sync(() => {
        offered = { path: `/${randomBytes(16).toString("base64url")}`, url }
        return `http://${host}${offered.path}`
      }),
    visit: Queue.take(visits)
  }
  return listener
})

/** The way back through `http://127.0.0.1:<port>/callback`. */
export const layer: Layer.Layer<Loopback> = Layer.succeed(Loopback, Loopback.of({ listen }))
