/**
 * The `CreditStore` in Redis 5 or later: a hash for each organisation, a field a minute. Adding, counting and forgetting
 * what counts no more are one Lua script, so they are atomic; a hash that nobody adds to for 25 hours goes by itself.
 */
import { CreditStore } from "@effect-zoho/auth/CreditStore"
import type { TokenStoreError } from "@effect-zoho/auth/TokenStore"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redis from "effect/persistence/Redis"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Ask from "./internal/Ask.ts"
import * as Connection from "./internal/Connection.ts"
import * as RedisUrl from "./internal/RedisUrl.ts"

const script = Redis.script((key: string, since: number, spent: string) => [key, String(since), spent], {
  numberOfKeys: 1,
  lua: `local since = tonumber(ARGV[1])
for minute, credits in string.gmatch(ARGV[2], '(%d+) (%d+)') do redis.call('HINCRBY', KEYS[1], minute, credits) end
local sum, flat = 0, redis.call('HGETALL', KEYS[1])
for i = 1, #flat, 2 do
  if tonumber(flat[i]) > since then sum = sum + tonumber(flat[i + 1]) else redis.call('HDEL', KEYS[1], flat[i]) end
end
redis.call('EXPIRE', KEYS[1], 90000)
return string.format('%.0f', sum)`
}).withReturnType<unknown>()

const decodeSum = Schema.decodeUnknownEffect(Schema.FiniteFromString)

const make = Effect.fnUntraced(function* (
  place: Connection.Place
): Effect.fn.Return<CreditStore["Service"], TokenStoreError, Redis.Redis> {
  const { store } = place
  const prefix = yield* RedisUrl.checkPrefix(store, place.prefix)
  const redis = yield* Redis.Redis
  const { ask, failed } = Ask.make({
    store,
    timeout: Duration.fromInputUnsafe(place.timeout ?? Duration.seconds(10))
  })
  return CreditStore.of({
    add: (org, spent, since) =>
      ask(
        "credits",
        redis.eval(script)(
          `{${prefix}}:credits:${org}`,
          since,
          spent.map(({ credits, minute }) => `${minute} ${credits}`).join(",")
        )
      ).pipe(
        Effect.flatMap(decodeSum),
        Effect.catchIf(Schema.isSchemaError, () =>
          Effect.fail(failed("credits", "a key does not hold what was expected.", "Set another ?prefix=."))
        )
      )
  })
})

/** The store on the `Redis` service at hand, whatever client is behind it. */
export const layerRedis = (place: Connection.Place): Layer.Layer<CreditStore, TokenStoreError, Redis.Redis> =>
  Layer.effect(CreditStore, make(place))

/** The store on the server of these options or this address; `?prefix=` names the place in it. */
export const layer = (from: Redacted.Redacted | Connection.Options): Layer.Layer<CreditStore, TokenStoreError> =>
  Connection.over(from, layerRedis)
