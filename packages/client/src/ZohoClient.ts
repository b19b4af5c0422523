/** One request's way to Zoho, in the order it is travelled. */
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type { Retry, ZohoError } from "./ApiError.ts"
import type { Envelope } from "./Envelope.ts"

/** A request as the pipeline needs it: what to send, what it costs, whether it may be repeated. */
export interface Request {
  /** The operation's name: the span's name, and part of every error. */
  readonly operation: string
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"
  /** Which of the configured hosts; `api` unless said. */
  readonly host?: "api" | "upload"
  /** From the host's root, parameters filled in: `/crm/v8/Leads/111`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly body?: unknown
  /** Credits of this call, by Zoho's table. */
  readonly credits: number
  /** `safe` for reads: a failed one may be repeated. Anything else makes an unknown outcome `Ambiguous`. */
  readonly retry: Retry
  /** Overrides the client's timeout for this call. */
  readonly timeout?: Duration.Input
}

export class ZohoClient extends Context.Service<ZohoClient, {
  /** Sends one request with a fresh token and decodes the answer by its shape. One span an operation. */
  readonly send: (request: Request) => Effect.Effect<Envelope, ZohoError>
}>()("@effect-zoho/client/ZohoClient") {}
