/**
 * The `TokenStore` in Redis 5 or later (and what speaks like it), shared by any number of hosts.
 *
 * - Every operation is one Lua script, so it is atomic; time is the server's clock.
 * - Four hashes hold everything, a field a key: `{prefix}:entries`, `:fences`, `:leases`, `:damaged`. None expires, so
 *   fences keep growing after `remove`. The braces keep the four on one node of a cluster.
 * - A fence is at least the server's time in milliseconds: fences keep growing even when the server loses its data.
 * - While the connection is away, operations try again for about 2 seconds before they fail; the client itself goes on
 *   reconnecting for as long as the store lives.
 *
 * A server that evicts any key when its memory is full (`maxmemory-policy allkeys-*`) is no place for tokens.
 */
import { EntryCodec, namedBy, toStoreError, type WrongTokenKey } from "@effect-zoho/auth/EntryCodec"
import { type Entry, TokenKey } from "@effect-zoho/auth/Token"
import { type Acquired, type Held, StaleLease, TokenStore, TokenStoreError } from "@effect-zoho/auth/TokenStore"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redis from "effect/persistence/Redis"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { randomUUID } from "node:crypto"
import * as Ask from "./internal/Ask.ts"
import * as Connection from "./internal/Connection.ts"
import * as RedisUrl from "./internal/RedisUrl.ts"
import * as Scripts from "./internal/Scripts.ts"

type Operation = TokenStoreError["operation"]

const Rows = Schema.Array(Schema.Tuple([TokenKey, Schema.String]))
const decodeRows = Schema.decodeUnknownEffect(Rows)
const Lease = Schema.Tuple([Schema.Literals(["acquired", "held"]), Schema.FiniteFromString, Schema.FiniteFromString])

const decodeLease = Schema.decodeUnknownEffect(Lease)

const make = Effect.fnUntraced(function* (options: {
  readonly store: string
  readonly prefix: string
  readonly timeout: Duration.Duration
}): Effect.fn.Return<TokenStore["Service"], TokenStoreError | WrongTokenKey, Redis.Redis> {
  const { prefix, store, timeout } = options
  const redis = yield* Redis.Redis
  const codec = yield* Effect.flatMap(EntryCodec, (it) => it.forStore(`redis:${prefix}`)).pipe(
    Effect.mapError(toStoreError(store, "open"))
  )
  const keys: Scripts.Keys = {
    entries: `{${prefix}}:entries`,
    fences: `{${prefix}}:fences`,
    leases: `{${prefix}}:leases`,
    damaged: `{${prefix}}:damaged`
  }

  const { ask, failed } = Ask.make({ store, timeout })

  const unexpected = (operation: Operation) => () =>
    failed(operation, "a key does not hold what was expected.", "Set another ?prefix=.")

  const askRows = (operation: Operation, reply: Effect.Effect<unknown, Redis.RedisError>) =>
    Effect.flatMap(ask(operation, reply), (rows) => Effect.mapError(decodeRows(rows), unexpected(operation)))

  const acquire = Effect.fnUntraced(function* (key: TokenKey, ttl: Duration.Duration) {
    // A year, so that no duration leaves the range of whole numbers.
    const millis = Math.min(Math.max(Math.ceil(Duration.toMillis(ttl)), 0), 31_536_000_000)
    const reply = yield* ask("acquire", redis.eval(Scripts.acquire)(keys, key, millis, randomUUID()))
    const [answer, until, fence] = yield* Effect.mapError(decodeLease(reply), unexpected("acquire"))
    return answer === "acquired"
      ? ({ _tag: "Acquired", fence, expiresAt: until } satisfies Acquired)
      : ({ _tag: "Held", until } satisfies Held)
  })

  const set = Effect.fnUntraced(function* (key: TokenKey, entry: Entry, fence: number) {
    const text = yield* Effect.mapError(codec.encode(key, entry), toStoreError(store, "set"))
    const written = yield* ask("set", redis.eval(Scripts.set)(keys, key, text, fence))
    if (written !== 1) return yield* new StaleLease({ fence })
  })

  /** An entry that is none: it is kept for a look, unless somebody has replaced it meanwhile. */
  const decode = (operation: Operation, key: TokenKey, text: string) =>
    codec.decode(key, text).pipe(
      Effect.asSome,
      Effect.catchTag("DamagedEntry", ({ problem }) =>
        ask(operation, redis.eval(Scripts.setAside)(keys, key, text)).pipe(
          Effect.andThen(
            Effect.logWarning(
              `Token store ${store}: the entry of ${key} is damaged (${problem}) and counts as none; it was set aside in the hash ${keys.damaged}.`
            )
          ),
          Effect.as(Option.none<Entry>())
        )
      ),
      Effect.catchTag("WrongTokenKey", (error) => Effect.fail(namedBy(store)(error)))
    )

  const get = Effect.fnUntraced(function* (key: TokenKey) {
    const [row] = yield* askRows("get", redis.eval(Scripts.get)(keys, key))
    return row === undefined ? Option.none<Entry>() : yield* decode("get", ...row)
  })

  const list = Effect.gen(function* () {
    const rows = yield* askRows("list", redis.eval(Scripts.list)(keys))
    const found = yield* Effect.forEach(rows, ([key, text]) =>
      Effect.map(
        decode("list", key, text),
        Option.map((entry) => ({ key, entry }))
      )
    )
    return found.flatMap(Option.toArray)
  })

  // Told now and as what it is: later, in an operation, it could only be a store that fails. A few are enough.
  for (const [key, text] of (yield* askRows("open", redis.eval(Scripts.list)(keys))).slice(0, 10)) {
    yield* Effect.catchTags(codec.decode(key, text), {
      DamagedEntry: () => Effect.void,
      WrongTokenKey: (error) => Effect.fail(namedBy(store)(error))
    })
  }

  return TokenStore.of({
    get,
    list,
    remove: (key) => Effect.asVoid(ask("remove", redis.eval(Scripts.remove)(keys, key))),
    acquire,
    set,
    release: (key, fence) => Effect.asVoid(ask("release", redis.eval(Scripts.release)(keys, key, fence)))
  })
})

/** The store on the `Redis` service at hand, whatever client is behind it. */
export const layerRedis = (options: {
  /** How messages name the store, never with a password. */
  readonly store: string
  readonly prefix?: string | undefined
  readonly timeout?: Duration.Input | undefined
}): Layer.Layer<TokenStore, TokenStoreError | WrongTokenKey, Redis.Redis> =>
  Layer.effect(
    TokenStore,
    Effect.flatMap(RedisUrl.checkPrefix(options.store, options.prefix), (prefix) =>
      make({
        store: options.store,
        prefix,
        timeout: Duration.fromInputUnsafe(options.timeout ?? Duration.seconds(10))
      })
    )
  )

/** The store on the server of these options or this address; `?prefix=` names the place in it. */
export const layer = (
  from: Redacted.Redacted | Connection.Options
): Layer.Layer<TokenStore, TokenStoreError | WrongTokenKey> => Connection.over(from, layerRedis)
