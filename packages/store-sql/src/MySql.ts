/** Tokens and credits in MySQL 8 or MariaDB (10.5 or later), shared by any number of hosts; two connections at most. */
import type { CreditStore } from "@effect-zoho/auth/CreditStore"
import type { WrongTokenKey } from "@effect-zoho/auth/EntryCodec"
import { type TokenStore, TokenStoreError } from "@effect-zoho/auth/TokenStore"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Reactivity from "effect/reactivity/Reactivity"
import * as Redacted from "effect/Redacted"
import * as SqlClient from "effect/sql/SqlClient"
import * as Place from "./internal/Place.ts"
import { explain } from "./internal/Problem.ts"
import * as StoreUrl from "./internal/StoreUrl.ts"
import * as MySqlClient from "./MySqlClient.ts"
import * as SqlCreditStore from "./SqlCreditStore.ts"
import * as SqlTokenStore from "./SqlTokenStore.ts"

export interface Options {
  /** `mysql://user:password@host:port/database`, or `mariadb://…`; `?ssl=true` asks for TLS. */
  readonly url: Redacted.Redacted
  /** What the tables' names begin with: `effect_zoho_`. The database plays the part of a schema. */
  readonly prefix?: string | undefined
  /** 2: a store is asked rarely, and servers have few connections. */
  readonly maxConnections?: number | undefined
  /** How long connecting may take: 5 seconds. */
  readonly connectTimeout?: Duration.Input | undefined
  /** How long one operation may take in all: 15 seconds. */
  readonly timeout?: Duration.Input | undefined
}

const connect = (
  address: StoreUrl.StoreUrl,
  { connectTimeout, maxConnections }: Pick<Options, "connectTimeout" | "maxConnections">
) =>
  Layer.effect(
    SqlClient.SqlClient,
    MySqlClient.make({
      host: address.host,
      port: address.port,
      user: address.user,
      password: address.password,
      database: address.database,
      tls: address.options.get("ssl") === "true",
      maxConnections,
      connectTimeout
    }).pipe(
      Effect.mapError(
        (error) => new TokenStoreError({ store: address.store, operation: "open", ...explain(error, "mysql") })
      )
    )
  ).pipe(Layer.provide(Reactivity.layer))

/** A client on the database of this address, for tables that are not the store's own. */
export const client = (url: Redacted.Redacted): Layer.Layer<SqlClient.SqlClient, TokenStoreError> =>
  Layer.unwrap(Effect.map(StoreUrl.parse(url, ["mysql", "mariadb"]), (address) => connect(address, {})))

/** A store over the database of these options or this address; `?prefix=` names the place in it. */
const over = <A, E>(
  from: Redacted.Redacted | Options,
  store: (options: SqlTokenStore.Options) => Layer.Layer<A, E, SqlClient.SqlClient>
): Layer.Layer<A, E | TokenStoreError> =>
  Layer.unwrap(
    Effect.gen(function* () {
      const options: Options = Redacted.isRedacted(from) ? { url: from } : from
      const address = yield* StoreUrl.parse(options.url, ["mysql", "mariadb"])
      const { store: name } = address
      if (address.schema !== undefined) {
        return yield* new TokenStoreError({
          store: name,
          operation: "open",
          problem: "MySQL has no schemas inside a database.",
          remedy: "Name the database in the path, and the tables with ?prefix=."
        })
      }
      const place = { prefix: options.prefix ?? address.prefix }
      yield* Place.check(name, place)
      return store({ store: name, ...place, timeout: options.timeout }).pipe(Layer.provide(connect(address, options)))
    })
  )

/** Tokens in the database of these options or this address; `?prefix=` names the place in it. */
export const layer = (from: Redacted.Redacted | Options): Layer.Layer<TokenStore, TokenStoreError | WrongTokenKey> =>
  over(from, SqlTokenStore.layer)

/** What processes spend, in the same place. */
export const layerCredits = (from: Redacted.Redacted | Options): Layer.Layer<CreditStore, TokenStoreError> =>
  over(from, SqlCreditStore.layer)
