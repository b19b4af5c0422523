/**
 * effect's `Redis` over one connection of node-redis that can always be closed.
 *
 * `NodeRedis.layer` waits for outstanding replies when it closes, and a server that takes connections and never speaks
 * gives none; here closing ends the connection. It neither subscribes nor reserves: a store does not.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redis from "effect/persistence/Redis"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { createClient } from "redis"
import type { RedisUrl } from "./RedisUrl.ts"

/** What keeps the client from connecting comes wrapped in an error of its reconnect strategy. */
const failed = (error: unknown) =>
  new Redis.RedisError({ cause: Predicate.hasProperty(error, "originalError") ? error.originalError : error })
const unsupported = Effect.fail(failed(new Error("not supported")))

/** Connected when it is given out; reconnects by itself until the scope ends. Fails when the first attempt does. */
export const make = Effect.fnUntraced(function* (
  { database, host, password, port, tls, user }: RedisUrl,
  connectTimeout: Duration.Duration
): Effect.fn.Return<Redis.Redis["Service"], Redis.RedisError, Scope.Scope> {
  let connected = false
  const client = yield* Effect.acquireRelease(
    Effect.sync(() =>
      createClient({
        ...(user === "" ? {} : { username: user }),
        ...(Redacted.value(password) === "" ? {} : { password: Redacted.value(password) }),
        database,
        name: "effect-zoho",
        // What waited in a queue while its caller gave up would still take a lease, for nobody.
        disableOfflineQueue: true,
        socket: {
          host,
          port,
          connectTimeout: Duration.toMillis(connectTimeout),
          // A second at most, and not all processes at once.
          reconnectStrategy: (retries, cause) =>
            connected ? Math.min(2 ** retries * 25, 1_000) * (0.5 + Math.random() / 2) : cause,
          ...(tls ? { tls: true } : {})
        }
      })
    ),
    (client) => Effect.sync(() => void (client.isOpen && client.destroy()))
  )
  client.once("ready", () => {
    connected = true
  })
  // Without a listener the process would end. The operations that fail tell of it; this is for whoever looks closer.
  const context = yield* Effect.context()
  client.on("error", () => Effect.runForkWith(context)(Effect.logDebug("The connection to Redis was lost.")))
  yield* Effect.tryPromise({ try: () => client.connect(), catch: failed })
  return yield* Redis.make({
    send: <A = unknown>(command: string, ...args: ReadonlyArray<string>) =>
      Effect.tryPromise({ try: () => client.sendCommand<A>([command, ...args]), catch: failed }),
    connect: unsupported,
    subscribe: () => unsupported
  })
})
