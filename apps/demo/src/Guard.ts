/** Who may talk to the app: pages it served itself, under a name of this machine. And what its own pages may load. */
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { crossOrigin, httpStatus } from "./Problem.ts"

/** Names of this machine: a page elsewhere whose name was pointed at 127.0.0.1 has another. */
const isLoopback = (host: string): boolean => {
  if (!URL.canParse(`http://${host}`)) return false
  const { hostname } = new URL(`http://${host}`)
  return hostname === "127.0.0.1" || hostname === "[::1]" || hostname === "localhost"
}

/**
 * May this request be answered? The name must be one of this machine's; a write must come from this very origin.
 * Browsers send `Origin` with every write, so one without it is not from a page.
 */
export const allows = (request: {
  readonly method: string
  readonly headers: Readonly<Record<string, string | undefined>>
}): boolean => {
  const host = request.headers["host"] ?? ""
  if (!isLoopback(host)) return false
  if (request.method === "GET" || request.method === "HEAD") return true
  const origin = request.headers["origin"]
  const site = request.headers["sec-fetch-site"]
  return (origin === undefined || origin === `http://${host}`) && (site === undefined || site === "same-origin")
}

const headers = {
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'"
  ].join("; "),
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  // Leads are personal data: no copy stays in a cache.
  "cache-control": "no-store"
}

/** Guards every route of the server. */
export const layer = HttpRouter.middleware(
  (httpEffect) =>
    Effect.gen(function* () {
      const request = yield* HttpServerRequest.HttpServerRequest
      const response = allows(request)
        ? yield* httpEffect
        : HttpServerResponse.jsonUnsafe(crossOrigin, { status: httpStatus(crossOrigin) })
      return HttpServerResponse.setHeaders(response, headers)
    }),
  { global: true }
)
