/** Tokens and credits in PostgreSQL, shared by any number of hosts; two connections at most, opened when needed. */
import type { CreditStore } from "@effect-zoho/auth/CreditStore"
import type { WrongTokenKey } from "@effect-zoho/auth/EntryCodec"
import { type TokenStore, TokenStoreError } from "@effect-zoho/auth/TokenStore"
import * as PgClient from "@effect/sql-pg/PgClient"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Reactivity from "effect/reactivity/Reactivity"
import * as Redacted from "effect/Redacted"
import * as SqlClient from "effect/sql/SqlClient"
import * as Place from "./internal/Place.ts"
import { explain } from "./internal/Problem.ts"
import * as StoreUrl from "./internal/StoreUrl.ts"
import * as SqlCreditStore from "./SqlCreditStore.ts"
import * as SqlTokenStore from "./SqlTokenStore.ts"

export interface Options extends Place.Place {
  /** `postgres://user:password@host:port/database`; `?sslmode=require` asks for TLS. */
  readonly url: Redacted.Redacted
  /** 2: a store is asked rarely, and servers have few connections. */
  readonly maxConnections?: number | undefined
  /** How long connecting may take: 5 seconds. */
  readonly connectTimeout?: Duration.Input | undefined
  /** How long one operation may take in all: 15 seconds. */
  readonly timeout?: Duration.Input | undefined
}

/** A store over the database of these options or this address; `?schema=` and `?prefix=` name the place in it. */
const over = <A, E>(
  from: Redacted.Redacted | Options,
  store: (options: SqlTokenStore.Options) => Layer.Layer<A, E, SqlClient.SqlClient>
): Layer.Layer<A, E | TokenStoreError> =>
  Layer.unwrap(
    Effect.gen(function* () {
      const options: Options = Redacted.isRedacted(from) ? { url: from } : from
      const address = yield* StoreUrl.parse(options.url, ["postgres", "postgresql"])
      const { store: name } = address
      const place = { schema: options.schema ?? address.schema, prefix: options.prefix ?? address.prefix }
      yield* Place.check(name, place)
      const client = Layer.effect(
        SqlClient.SqlClient,
        PgClient.make({
          url: options.url,
          maxConnections: options.maxConnections ?? 2,
          connectTimeout: options.connectTimeout ?? Duration.seconds(5),
          // Dead peers are noticed although nothing is sent for an hour.
          keepAlive: Duration.seconds(30),
          // Poolers in front of the server may lose named statements; rare calls gain little from them.
          prepare: false,
          applicationName: "effect-zoho"
        }).pipe(
          Effect.mapError((error) => new TokenStoreError({ store: name, operation: "open", ...explain(error, "pg") }))
        )
      ).pipe(Layer.provide(Reactivity.layer))
      return store({ store: name, ...place, timeout: options.timeout }).pipe(Layer.provide(client))
    })
  )

/** Tokens in the database of these options or this address; `?schema=` and `?prefix=` name the place in it. */
export const layer = (from: Redacted.Redacted | Options): Layer.Layer<TokenStore, TokenStoreError | WrongTokenKey> =>
  over(from, SqlTokenStore.layer)

/** What processes spend, in the same place. */
export const layerCredits = (from: Redacted.Redacted | Options): Layer.Layer<CreditStore, TokenStoreError> =>
  over(from, SqlCreditStore.layer)
