/** The token policy: one fresh access token per identity, refreshed once however many ask. */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { AuthError } from "./AuthError.ts"
import type { Entry } from "./Token.ts"

export class AccessToken extends Context.Service<AccessToken, {
  /** A token that is fresh now; touches no store and no network while the one in memory is fresh. */
  readonly get: Effect.Effect<Entry, AuthError>
  /** Says that Zoho refused this token. The next `get` refreshes, unless another fiber or process already did. */
  readonly invalidate: (used: Entry) => Effect.Effect<void>
}>()("@effect-zoho/auth/AccessToken") {}
