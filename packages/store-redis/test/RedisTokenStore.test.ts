import * as EntryCodec from "@effect-zoho/auth/EntryCodec"
import { TokenKey } from "@effect-zoho/auth/Token"
import { TokenStore } from "@effect-zoho/auth/TokenStore"
import * as RedisTokenStore from "@effect-zoho/store-redis/RedisTokenStore"
import * as RedisCreditStore from "@effect-zoho/store-redis/RedisCreditStore"
import { suite as credits } from "@effect-zoho/testing/CreditStoreTest"
import { entry, suite } from "@effect-zoho/testing/TokenStoreTest"
import { afterAll, assert, describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Net from "node:net"
import * as Path from "node:path"
import { createClient } from "redis"
import { type Place, until } from "@effect-zoho/testing/ProcessSuite"
import { assertSilent } from "@effect-zoho/testing/Secrets"
import { missing, type Server as Running } from "@effect-zoho/testing/Servers"
import * as Server from "@effect-zoho/testing/RedisServer"
import { assertKeepsReplacement, assertLostAnswer, proxy } from "@effect-zoho/testing/Trouble"

const key = TokenKey.make("us/production/1000.X/ada@example.com")
const put = (token: string) => Effect.flatMap(TokenStore, (tokens) => tokens.set(key, entry(token), 1))
const get = Effect.flatMap(TokenStore, (tokens) => tokens.get(key))
const tokenOf = Option.map(({ accessToken }: { accessToken: Redacted.Redacted }) => Redacted.value(accessToken))
const sealed = EntryCodec.layer(Redacted.make(new Uint8Array(32).fill(1)))

/** A second client, to look at the server and to do things to it. */
class Admin extends Context.Service<Admin, (...command: ReadonlyArray<string>) => Effect.Effect<unknown>>()("Admin") {}

const tests = (server: Running) => {
  const address = (query = "", password = Server.password) =>
    `redis://:${encodeURIComponent(password)}@127.0.0.1:${server.port}/0${query}`
  const store = (query = "") => RedisTokenStore.layer(Redacted.make(address(query)))
  const admin = Layer.effect(
    Admin,
    Effect.map(
      Effect.acquireRelease(
        Effect.promise(() => createClient({ url: address() }).connect()),
        (client) => Effect.sync(() => client.destroy())
      ),
      (client) =>
        (...command: ReadonlyArray<string>) =>
          Effect.promise(() => client.sendCommand([...command]))
    )
  )
  const caps = (prefix: string) => ({
    shared: true,
    durable: true,
    elapse: (duration: Duration.Duration) =>
      Effect.flatMap(Admin, (send) =>
        send(
          "EVAL",
          `for _, key in ipairs(redis.call('HKEYS', KEYS[1])) do
             local held, holder = string.match(redis.call('HGET', KEYS[1], key), '^(%d+)( .*)$')
             redis.call('HSET', KEYS[1], key, string.format('%.0f', tonumber(held) - ARGV[1]) .. holder)
           end`,
          "1",
          `{${prefix}}:leases`,
          String(Duration.toMillis(duration))
        )
      ),
    damage: (key: TokenKey) =>
      Effect.flatMap(Admin, (send) =>
        send(
          "EVAL",
          "redis.call('HSET', KEYS[1], ARGV[1], string.sub(redis.call('HGET', KEYS[1], ARGV[1]), 1, 20))",
          "1",
          `{${prefix}}:entries`,
          key
        )
      )
  })

  const processes: Place = {
    program: Path.join(import.meta.dirname, "fixtures", "store-process.ts"),
    url: (name) => address(`?prefix=${name}`),
    layer: (url) => RedisTokenStore.layer({ url: Redacted.make(url), timeout: Duration.seconds(1) }),
    server
  }

  credits("redis", RedisCreditStore.layer(Redacted.make(address("?prefix=budget"))), { shared: true })

  suite("redis", Layer.merge(store(), admin), { ...caps("effect_zoho"), processes })
  suite(
    "redis, sealed with TOKEN_KEY, under a prefix",
    Layer.merge(Layer.provide(store("?prefix=sealed:t"), sealed), admin),
    caps("sealed:t")
  )

  describe("Redis store", () => {
    it.live("keeps its keys under the prefix that was named, lets none expire, and clears them with remove", () =>
      Effect.gen(function* () {
        const send = yield* Admin
        const all = Effect.gen(function* () {
          const tokens = yield* TokenStore
          const lease = yield* tokens.acquire(key, Duration.minutes(1))
          yield* tokens.set(key, entry("one"), lease._tag === "Acquired" ? lease.fence : 0)
        })
        yield* Effect.provide(all, store("?prefix=one"))
        assert.isTrue(Option.isNone(yield* Effect.provide(get, store("?prefix=two"))))
        const keys = yield* send("KEYS", "{one}*")
        assert.sameMembers(keys as Array<string>, ["{one}:entries", "{one}:fences", "{one}:leases"])
        for (const name of keys as Array<string>) assert.strictEqual(yield* send("TTL", name), -1)
        yield* Effect.provide(
          Effect.flatMap(TokenStore, (tokens) => tokens.remove(key)),
          store("?prefix=one")
        )
        assert.notInclude((yield* send("KEYS", "{one}*")) as Array<string>, "{one}:entries")
      }).pipe(Effect.provide(admin))
    )

    it.live("gives out fences that grow even when the server lost all it knew", () =>
      Effect.gen(function* () {
        const tokens = yield* TokenStore
        const send = yield* Admin
        const slow = yield* tokens.acquire(key, Duration.minutes(1))
        yield* send("DEL", "{lost}:entries", "{lost}:fences", "{lost}:leases")
        assert.strictEqual(slow._tag, "Acquired")
        if (slow._tag !== "Acquired") return
        // Fences are at least the time, which ticks in milliseconds.
        yield* until(
          Effect.map(send("TIME"), (it) => it as [string, string]),
          ([seconds, micros]) => Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000) > slow.fence
        )
        const quick = yield* tokens.acquire(key, Duration.minutes(1))
        assert.isAbove(quick._tag === "Acquired" ? quick.fence : 0, slow.fence)
        assert.strictEqual((yield* Effect.flip(tokens.set(key, entry("slow"), slow.fence)))._tag, "StaleLease")
      }).pipe(Effect.provide([store("?prefix=lost"), admin]))
    )

    it.live("names the wrong key when it opens", () =>
      Effect.gen(function* () {
        yield* Effect.provide(put("sealed"), Layer.provide(store("?prefix=keys"), sealed))
        const error = yield* Effect.flip(Effect.provide(get, store("?prefix=keys")))
        assert.strictEqual(error._tag === "WrongTokenKey" && error.found, "sealed")
      })
    )

    it.live("warns of a damaged entry by key, says nothing of its text, and keeps it until it is removed", () =>
      Effect.gen(function* () {
        const send = yield* Admin
        const logged: Array<string> = []
        const logger = Logger.make(({ message }) => void logged.push(String(message)))
        yield* Effect.gen(function* () {
          yield* put("secret-token")
          yield* caps("damaged").damage(key)
          assert.isTrue(Option.isNone(yield* get))
          assert.isTrue(Option.isNone(yield* get))
          assert.strictEqual(logged.length, 1)
          assert.include(logged[0], key)
          assert.notInclude(logged[0], "secret")
          assert.strictEqual(yield* send("HGET", "{damaged}:damaged", key), '{"accessToken":"secr')
          yield* (yield* TokenStore).remove(key)
          assert.isNull(yield* send("HGET", "{damaged}:damaged", key))
        }).pipe(Effect.provide([store("?prefix=damaged"), Logger.layer([logger])]))
      }).pipe(Effect.provide(admin))
    )

    it.live("names what is wrong with an address, and never shows its password", () =>
      Effect.gen(function* () {
        const problem = (url: string) =>
          Effect.map(
            Effect.flip(
              Effect.provide(
                get,
                RedisTokenStore.layer({ url: Redacted.make(url), connectTimeout: Duration.millis(500) })
              )
            ),
            (error) => {
              const shown = `${String(error)} ${JSON.stringify(error)} ${error.message}`
              for (const secret of [Server.password, encodeURIComponent(Server.password), "wrong-word"]) {
                assert.notInclude(shown, secret)
              }
              assert.strictEqual(error._tag === "TokenStoreError" && error.operation, "open")
              return error.message
            }
          )
        const silent = yield* Effect.acquireRelease(
          Effect.promise(
            () =>
              new Promise<Net.Server>((resolve) => {
                const server = Net.createServer(() => {})
                server.listen(0, "127.0.0.1", () => resolve(server))
              })
          ),
          (server) => Effect.sync(() => void server.close())
        )
        const silentPort = (silent.address() as Net.AddressInfo).port
        assert.include(yield* problem(address("", "wrong-word")), "Check user and password")
        assert.include(yield* problem(`redis://127.0.0.1:${server.port}`), "Check user and password")
        assert.include(yield* problem(address().replace(String(server.port), "1")), "no connection")
        assert.include(yield* problem(address().replace(String(server.port), String(silentPort))), "does not answer")
        assert.include(yield* problem(address("?prefix=a b")), "?prefix=")
        assert.include(yield* problem(address().replace("/0", "/tokens")), "redis://user:")
        assert.include(yield* problem(`redis://:${Server.password.replace("/", "%")}@h`), "redis://user:")
        assert.include(yield* problem("mysql://u:wrong-word@h/x"), "redis://user:")
      }).pipe(Effect.scoped)
    )

    it.live("shows no token in any span, log line or error", () =>
      Effect.gen(function* () {
        const send = yield* Admin
        yield* assertSilent(
          store("?prefix=silent"),
          Effect.gen(function* () {
            yield* send("DEL", "{silent}:entries", "{silent}:fences")
            yield* send("SET", "{silent}:entries", "no hash")
            yield* send("SET", "{silent}:fences", "no hash")
          })
        )
      }).pipe(Effect.provide(admin))
    )

    it.live("makes a lease its own whose answer was lost", () =>
      assertLostAnswer(server.port, (port) =>
        RedisTokenStore.layer(Redacted.make(address("?prefix=lost_answer").replace(`:${server.port}/`, `:${port}/`)))
      )
    )

    it.live("keeps a good entry that replaced a damaged one meanwhile", () =>
      assertKeepsReplacement(store("?prefix=replaced"))
    )

    it.live("goes on when the server ends its sessions and forgets its scripts", () =>
      Effect.gen(function* () {
        const send = yield* Admin
        yield* put("a")
        yield* send("SCRIPT", "FLUSH")
        yield* send("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
        // Not one call may fail: the lost connection is replaced within it.
        assert.deepStrictEqual(tokenOf(yield* get), Option.some("a"))
      }).pipe(Effect.provide([store("?prefix=sessions"), admin]))
    )

    it.live("takes no lease later for a call that failed while the network was away", () =>
      Effect.gen(function* () {
        const { port, trouble } = yield* proxy(server.port)
        yield* Effect.gen(function* () {
          const tokens = yield* TokenStore
          const first = yield* tokens.acquire(key, Duration.minutes(1))
          if (first._tag === "Acquired") yield* tokens.release(key, first.fence)
          trouble.cut()
          yield* Effect.flip(tokens.acquire(key, Duration.minutes(1)))
          trouble.mend()
          yield* until(Effect.exit(tokens.get(key)), (exit) => exit._tag === "Success")
          assert.strictEqual((yield* tokens.acquire(key, Duration.minutes(1)))._tag, "Acquired")
        }).pipe(
          Effect.provide(
            RedisTokenStore.layer({
              url: Redacted.make(address("?prefix=away").replace(`:${server.port}/`, `:${port}/`)),
              timeout: Duration.seconds(1)
            })
          )
        )
      }).pipe(Effect.scoped)
    )
  })
}

const server = await Server.start()
if (server === undefined) missing("Redis", "install redis-server")
else {
  afterAll(server.stop)
  tests(server)
}
