/** Where tokens live between calls and processes: the one contract that every store implements. */
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Entry, TokenKey } from "./Token.ts"

/** A newer lease was given out: this holder was too slow and must not write. */
export class StaleLease extends Schema.TaggedError<StaleLease>()("StaleLease", {
  /** The fence that was used. */
  fence: Schema.Number
}) {}

/** The store itself failed: disk full, connection lost, permission denied. */
export class TokenStoreError extends Schema.TaggedError<TokenStoreError>()("TokenStoreError", {
  /** Which store, without secrets: `file:data/tokens`. */
  store: Schema.String,
  operation: Schema.Literals(["get", "list", "remove", "acquire", "set", "release", "open"]),
  /** What went wrong, in words; never a secret. */
  problem: Schema.String,
  remedy: Schema.String
}) {
  override get message() {
    return `Token store ${this.store}: ${this.operation} failed: ${this.problem} ${this.remedy}`
  }
}

/** The right to refresh one key until `expiresAt` (epoch milliseconds, by the store's clock). Fences only grow. */
export type Acquired = { readonly _tag: "Acquired"; readonly fence: number; readonly expiresAt: number }
/** Somebody else is refreshing; at `until` the lease ends at the latest. */
export type Held = { readonly _tag: "Held"; readonly until: number }

export class TokenStore extends Context.Service<TokenStore, {
  /** The entry of a key. A damaged one counts as none; the store sets it aside and logs a warning that names it. */
  readonly get: (key: TokenKey) => Effect.Effect<Option.Option<Entry>, TokenStoreError>
  /** All entries. */
  readonly list: Effect.Effect<ReadonlyArray<{ readonly key: TokenKey; readonly entry: Entry }>, TokenStoreError>
  /** Forgets a key's entry; fences keep growing. */
  readonly remove: (key: TokenKey) => Effect.Effect<void, TokenStoreError>
  /** Takes the lease on a key, or says until when it is held. Never waits. */
  readonly acquire: (key: TokenKey, ttl: Duration.Duration) => Effect.Effect<Acquired | Held, TokenStoreError>
  /** Writes an entry under a lease; fails when a newer fence was given out. */
  readonly set: (key: TokenKey, entry: Entry, fence: number) => Effect.Effect<void, StaleLease | TokenStoreError>
  /** Gives the lease back early; does nothing for an older fence. */
  readonly release: (key: TokenKey, fence: number) => Effect.Effect<void, TokenStoreError>
}>()("@effect-zoho/auth/TokenStore") {}
