/** A store's own connection to the server that its address names. */
import { TokenStoreError } from "@effect-zoho/auth/TokenStore"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redis from "effect/persistence/Redis"
import * as Redacted from "effect/Redacted"
import { explain } from "./Ask.ts"
import * as Client from "./Client.ts"
import * as RedisUrl from "./RedisUrl.ts"

export interface Options {
  /** `redis://user:password@host:port/database`; `rediss:` for TLS. */
  readonly url: Redacted.Redacted
  /** What the keys begin with, in braces: `effect_zoho`. */
  readonly prefix?: string | undefined
  /** How long connecting may take: 5 seconds. */
  readonly connectTimeout?: Duration.Input | undefined
  /** How long one operation may take in all: 10 seconds. */
  readonly timeout?: Duration.Input | undefined
}

/** What a store on the `Redis` service at hand is made with. */
export interface Place {
  /** How messages name the store, never with a password. */
  readonly store: string
  readonly prefix?: string | undefined
  readonly timeout?: Duration.Input | undefined
}

const client = (
  store: string,
  address: RedisUrl.RedisUrl,
  connectTimeout: Duration.Duration
): Layer.Layer<Redis.Redis, TokenStoreError> =>
  Layer.effect(
    Redis.Redis,
    Client.make(address, connectTimeout).pipe(
      Effect.mapError((error) => new TokenStoreError({ store, operation: "open", ...explain(error) })),
      Effect.timeoutOrElse({
        duration: Duration.sum(connectTimeout, Duration.seconds(1)),
        orElse: () =>
          Effect.fail(
            new TokenStoreError({
              store,
              operation: "open",
              problem: "the server does not answer.",
              remedy: "Check that a Redis server listens there (rediss: for TLS), then try again."
            })
          )
      })
    )
  )

/** A store over the server of these options or this address; `?prefix=` names the place in it. */
export const over = <A, E>(
  from: Redacted.Redacted | Options,
  make: (place: Place) => Layer.Layer<A, E, Redis.Redis>
): Layer.Layer<A, E | TokenStoreError> =>
  Layer.unwrap(
    Effect.gen(function* () {
      const options: Options = Redacted.isRedacted(from) ? { url: from } : from
      const address = yield* RedisUrl.parse(options.url)
      const { store } = address
      const prefix = yield* RedisUrl.checkPrefix(store, options.prefix ?? address.prefix)
      const connectTimeout = Duration.fromInputUnsafe(options.connectTimeout ?? Duration.seconds(5))
      return make({ store, prefix, timeout: options.timeout }).pipe(
        Layer.provide(client(store, address, connectTimeout))
      )
    })
  )
