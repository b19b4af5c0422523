/** The token store that `TOKEN_STORE` names; its driver is loaded only when it is chosen. */
import { type AuthError, fromStore } from "@effect-zoho/auth/AuthError"
import * as CreditStore from "@effect-zoho/auth/CreditStore"
import * as EntryCodec from "@effect-zoho/auth/EntryCodec"
import * as TokenStore from "@effect-zoho/auth/TokenStore"
import { InitializationError, MissingPackage } from "@effect-zoho/config/InitializationError"
import type * as Settings from "@effect-zoho/config/Settings"
import * as StoreSetting from "@effect-zoho/config/StoreSetting"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodePath from "@effect/platform-node/NodePath"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Path from "node:path"
import * as FileCreditStore from "./FileCreditStore.ts"

/** What decides on the store. */
export type Values = Pick<Settings.Values, "tokenStore" | "tokenKey">

/** What can go wrong when a store is opened. */
export type OpenError = InitializationError | AuthError

type Store = Layer.Layer<TokenStore.TokenStore, TokenStore.TokenStoreError | TokenStore.WrongTokenKey>

/** The file of a store is loaded here and nowhere else: neither a driver nor its package need be there otherwise. */
const load = <A>(setting: StoreSetting.StoreSetting, name: string, load: () => Promise<A>) =>
  Effect.tryPromise({
    try: load,
    catch: (cause) =>
      new InitializationError({
        reason: new MissingPackage({
          name,
          neededFor: StoreSetting.show(setting),
          code: Predicate.hasProperty(cause, "code") && Predicate.isString(cause.code) ? cause.code : "unknown reason"
        })
      })
  })

const choose = (setting: StoreSetting.StoreSetting): Effect.Effect<Store, InitializationError> => {
  switch (setting._tag) {
    case "Memory":
      return Effect.succeed(TokenStore.layerMemory)
    case "File":
      return Effect.map(
        Effect.promise(() => import("@effect-zoho/auth/FileTokenStore")),
        (it) => it.layer({ directory: setting.path }).pipe(Layer.provide([NodeFileSystem.layer, NodePath.layer]))
      )
    case "Sqlite":
      return Effect.map(
        load(setting, "@effect-zoho/store-sql", () => import("@effect-zoho/store-sql/Sqlite")),
        (it) => it.layer(setting)
      )
    case "Postgres":
      return Effect.map(
        load(setting, "@effect-zoho/store-sql", () => import("@effect-zoho/store-sql/Postgres")),
        (it) => it.layer(setting.url)
      )
    case "MySql":
      return Effect.map(
        load(setting, "@effect-zoho/store-sql", () => import("@effect-zoho/store-sql/MySql")),
        (it) => it.layer(setting.url)
      )
    case "Redis":
      return Effect.map(
        load(setting, "@effect-zoho/store-redis", () => import("@effect-zoho/store-redis/RedisTokenStore")),
        (it) => it.layer(setting.url)
      )
  }
}

const failing = (error: TokenStore.TokenStoreError | TokenStore.WrongTokenKey) =>
  Layer.effect(TokenStore.TokenStore, Effect.fail(fromStore(error)))

/** A store's errors as those of a sign-in: also for a third party's store. */
export const orAuthError = (
  store: Layer.Layer<TokenStore.TokenStore, TokenStore.TokenStoreError | TokenStore.WrongTokenKey | InitializationError>
): Layer.Layer<TokenStore.TokenStore, OpenError> => Layer.catchTag(store, ["TokenStoreError", "WrongTokenKey"], failing)

/** The store of these settings; with `TOKEN_KEY`, what it keeps is sealed. */
export const layer = ({ tokenKey, tokenStore }: Values): Layer.Layer<TokenStore.TokenStore, OpenError> => {
  const store = Layer.unwrap(choose(tokenStore))
  return orAuthError(
    Option.match(tokenKey, {
      onNone: () => store,
      onSome: (key) => Layer.provide(store, EntryCodec.layer(key))
    })
  )
}

const chooseCredits = (
  setting: StoreSetting.StoreSetting
): Effect.Effect<Layer.Layer<CreditStore.CreditStore, TokenStore.TokenStoreError>, InitializationError> => {
  switch (setting._tag) {
    case "Memory":
      return Effect.succeed(CreditStore.layerMemory)
    case "File":
      return Effect.succeed(FileCreditStore.layer(`${setting.path}.credits`))
    case "Sqlite":
      return Effect.map(
        load(setting, "@effect-zoho/store-sql", () => import("@effect-zoho/store-sql/Sqlite")),
        (it) => it.layerCredits(setting)
      )
    case "Postgres":
      return Effect.map(
        load(setting, "@effect-zoho/store-sql", () => import("@effect-zoho/store-sql/Postgres")),
        (it) => it.layerCredits(setting.url)
      )
    case "MySql":
      return Effect.map(
        load(setting, "@effect-zoho/store-sql", () => import("@effect-zoho/store-sql/MySql")),
        (it) => it.layerCredits(setting.url)
      )
    case "Redis":
      return Effect.map(
        load(setting, "@effect-zoho/store-redis", () => import("@effect-zoho/store-redis/RedisCreditStore")),
        (it) => it.layer(setting.url)
      )
  }
}

/** What processes that share their tokens spend together, beside the tokens; in memory each knows of itself alone. */
export const layerCredits = ({
  tokenStore
}: Pick<Values, "tokenStore">): Layer.Layer<CreditStore.CreditStore, OpenError> =>
  Layer.catchTag(Layer.unwrap(chooseCredits(tokenStore)), "TokenStoreError", (error) =>
    Layer.effect(CreditStore.CreditStore, Effect.fail(fromStore(error)))
  )

/** The same settings with a store's relative path taken from a working directory. */
export const inFolder = <V extends Pick<Settings.Values, "tokenStore">>(values: V, folder: string): V => {
  const { tokenStore } = values
  return "path" in tokenStore
    ? { ...values, tokenStore: { ...tokenStore, path: Path.resolve(folder, tokenStore.path) } }
    : values
}
