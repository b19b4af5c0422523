/** Where tokens live between calls and processes: the one contract that every store implements. */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
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
  operation: Schema.Literals(["get", "list", "remove", "acquire", "set", "release", "open", "credits"]),
  /** What went wrong, in words; never a secret. */
  problem: Schema.String,
  remedy: Schema.String
}) {
  override get message() {
    return `Token store ${this.store}: ${this.operation} failed: ${this.problem} ${this.remedy}`
  }
}

const found = {
  "another-key": "its entries are sealed with another TOKEN_KEY.",
  sealed: "its entries are sealed, and TOKEN_KEY is not set.",
  plain: "TOKEN_KEY is set, but its entries are not sealed."
} as const

/** The stored text was written under another `TOKEN_KEY`, without one, or with one where none is set now. */
export class WrongTokenKey extends Schema.TaggedError<WrongTokenKey>()("WrongTokenKey", {
  /** Which store, without secrets. */
  store: Schema.String,
  /** What the stored text is: sealed with another key, sealed while no key is set, or not sealed while one is set. */
  found: Schema.Literals(["another-key", "sealed", "plain"])
}) {
  readonly retry = "never"
  get problem(): string {
    return found[this.found]
  }
  get remedy(): string {
    return this.found === "plain"
      ? "Remove them (a sign-in or refresh then writes sealed ones), use an empty store, or leave TOKEN_KEY out."
      : "Set TOKEN_KEY to the key that wrote them; if it is lost, remove the entries or use an empty store, and sign in again."
  }
  override get message() {
    return `Token store ${this.store}: ${this.problem} ${this.remedy}`
  }
}

/** The right to refresh one key until `expiresAt` (epoch milliseconds, by the store's clock). Fences only grow. */
export type Acquired = { readonly _tag: "Acquired"; readonly fence: number; readonly expiresAt: number }
/** Somebody else is refreshing; at `until` the lease ends at the latest. */
export type Held = { readonly _tag: "Held"; readonly until: number }

export class TokenStore extends Context.Service<
  TokenStore,
  {
    /** The entry of a key. A damaged one counts as none; the store sets it aside and logs a warning that names it. */
    readonly get: (key: TokenKey) => Effect.Effect<Option.Option<Entry>, TokenStoreError | WrongTokenKey>
    /** All entries. */
    readonly list: Effect.Effect<
      ReadonlyArray<{ readonly key: TokenKey; readonly entry: Entry }>,
      TokenStoreError | WrongTokenKey
    >
    /** Forgets a key's entry; fences keep growing. */
    readonly remove: (key: TokenKey) => Effect.Effect<void, TokenStoreError>
    /** Takes the lease on a key, or says until when it is held. Never waits. */
    readonly acquire: (key: TokenKey, ttl: Duration.Duration) => Effect.Effect<Acquired | Held, TokenStoreError>
    /** Writes an entry under a lease; fails when a newer fence was given out. */
    readonly set: (key: TokenKey, entry: Entry, fence: number) => Effect.Effect<void, StaleLease | TokenStoreError>
    /** Gives the lease back early; does nothing for an older fence. */
    readonly release: (key: TokenKey, fence: number) => Effect.Effect<void, TokenStoreError>
  }
>()("@effect-zoho/auth/TokenStore") {}

/** For a store elsewhere: ends an operation that has no answer in time; `check` says what to look at. */
export const within =
  (store: string, operation: TokenStoreError["operation"], timeout: Duration.Duration, check: string) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E | TokenStoreError, R> =>
    Effect.timeoutOrElse(effect, {
      duration: timeout,
      orElse: () =>
        Effect.fail(
          new TokenStoreError({
            store,
            operation,
            problem: `there was no answer within ${Duration.format(timeout)}.`,
            remedy: `Check ${check} and the network, then try again.`
          })
        )
    })

interface Slot {
  readonly entry: Option.Option<Entry>
  /** The newest fence given out; it outlives the entry. */
  readonly fence: number
  /** When its lease ends; 0 once released. */
  readonly heldUntil: number
}

/** Forgets everything when its scope ends. Only the fibers of one process share it. */
export const layerMemory: Layer.Layer<TokenStore> = Layer.sync(TokenStore, () => {
  const slots = new Map<TokenKey, Slot>()
  const slot = (key: TokenKey): Slot => slots.get(key) ?? { entry: Option.none(), fence: 0, heldUntil: 0 }
  const change = (key: TokenKey, to: Partial<Slot>) => void slots.set(key, { ...slot(key), ...to })

  return TokenStore.of({
    get: (key) => Effect.sync(() => slot(key).entry),
    list: Effect.sync(() =>
      Array.from(slots).flatMap(([key, { entry }]) => Option.toArray(Option.map(entry, (entry) => ({ key, entry }))))
    ),
    remove: (key) => Effect.sync(() => change(key, { entry: Option.none() })),
    acquire: (key, ttl) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        const { fence, heldUntil } = slot(key)
        if (now < heldUntil) return { _tag: "Held", until: heldUntil }
        const expiresAt = now + Duration.toMillis(ttl)
        change(key, { fence: fence + 1, heldUntil: expiresAt })
        return { _tag: "Acquired", fence: fence + 1, expiresAt }
      }),
    set: (key, entry, fence) =>
      Effect.suspend(() => {
        if (slot(key).fence > fence) return Effect.fail(new StaleLease({ fence }))
        change(key, { entry: Option.some(entry), fence })
        return Effect.void
      }),
    release: (key, fence) =>
      Effect.sync(() => {
        if (slot(key).fence === fence) change(key, { heldUntil: 0 })
      })
  })
})
