/** Tokens and credits in a SQLite file, shared by the processes of one machine: no server, no native build, mode 0600. */
import type { CreditStore } from "@effect-zoho/auth/CreditStore"
import type { WrongTokenKey } from "@effect-zoho/auth/EntryCodec"
import { type TokenStore, TokenStoreError } from "@effect-zoho/auth/TokenStore"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Reactivity from "effect/reactivity/Reactivity"
import * as SqlClient from "effect/sql/SqlClient"
import * as Place from "./internal/Place.ts"
import { explain } from "./internal/Problem.ts"
import * as SqlCreditStore from "./SqlCreditStore.ts"
import * as SqliteClient from "./SqliteClient.ts"
import * as SqlTokenStore from "./SqlTokenStore.ts"

export interface Options {
  /** Relative to the working directory. Not on a network share: SQLite's locks do not reach other hosts. */
  readonly path: string
  /** What the tables' names begin with: `effect_zoho_`. */
  readonly prefix?: string | undefined
  /** How long to wait for another process's lock: 5 seconds. */
  readonly busyTimeout?: Duration.Input | undefined
}

/** `sqlite:PATH` or `sqlite:PATH?prefix=NAME`, as `TOKEN_STORE` says it; `sqlite:///var/tokens.db` is `/var/tokens.db`. */
export const parse = (url: string): Effect.Effect<Options, TokenStoreError> => {
  const [, path, query] = /^sqlite:([^?\0]+)(?:\?(.*))?$/u.exec(url) ?? []
  // A host between two slashes is no path of ours.
  if (path === undefined || /^\/\/(?!\/)/u.test(path)) {
    return Effect.fail(
      new TokenStoreError({
        store: "sqlite:",
        operation: "open",
        problem: "the address names no file.",
        remedy: "Write it as sqlite:PATH, for instance sqlite:data/tokens.db."
      })
    )
  }
  return Effect.succeed({
    path: path.startsWith("///") ? path.slice(2) : path,
    prefix: new URLSearchParams(query ?? "").get("prefix") ?? undefined
  })
}

const client = (store: string, options: Options): Layer.Layer<SqlClient.SqlClient, TokenStoreError> =>
  Layer.effect(
    SqlClient.SqlClient,
    SqliteClient.make({ filename: options.path, busyTimeout: options.busyTimeout }).pipe(
      Effect.mapError((error) => new TokenStoreError({ store, operation: "open", ...explain(error, "sqlite") }))
    )
  ).pipe(Layer.provide(Reactivity.layer))

/** A store over the file of these options or of this `sqlite:` address. The file and its directory are made if missing. */
const over = <A, E>(
  from: string | Options,
  store: (options: SqlTokenStore.Options) => Layer.Layer<A, E, SqlClient.SqlClient>
): Layer.Layer<A, E | TokenStoreError> =>
  Layer.unwrap(
    Effect.gen(function* () {
      const options = typeof from === "string" ? yield* parse(from) : from
      const name = `sqlite:${options.path}`
      yield* Place.check(name, options)
      return store({ store: name, prefix: options.prefix }).pipe(Layer.provide(client(name, options)))
    })
  )

/** Tokens in the file of these options or of this `sqlite:` address. The file and its directory are made if missing. */
export const layer = (from: string | Options): Layer.Layer<TokenStore, TokenStoreError | WrongTokenKey> =>
  over(from, SqlTokenStore.layer)

/** What processes spend, in the same file. */
export const layerCredits = (from: string | Options): Layer.Layer<CreditStore, TokenStoreError> =>
  over(from, SqlCreditStore.layer)
