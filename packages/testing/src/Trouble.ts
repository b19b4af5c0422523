/** Trouble that a store must survive, made on purpose. */
import * as EntryCodec from "@effect-zoho/auth/EntryCodec"
import { TokenKey } from "@effect-zoho/auth/Token"
import { TokenStore } from "@effect-zoho/auth/TokenStore"
import { assert } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Net from "node:net"
import { entry } from "./TokenEntry.ts"

const key = TokenKey.make("us/production/1000.X/ada@example.com")

/** A way to the server that can be cut, or lose an answer: the request arrives, and the connection breaks. */
export const proxy = (target: number) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const sockets = new Set<Net.Socket>()
      const close = () => {
        for (const socket of sockets) socket.destroy()
      }
      const trouble = {
        loseNext: false,
        lost: 0,
        isCut: false,
        cut: () => {
          trouble.isCut = true
          close()
        },
        mend: () => {
          trouble.isCut = false
        }
      }
      const server = Net.createServer((client) => {
        if (trouble.isCut) return void client.destroy()
        const upstream = Net.connect(target, "127.0.0.1")
        for (const socket of [client, upstream]) {
          sockets.add(socket)
          socket.on("error", () => {})
          socket.on("close", () => {
            client.destroy()
            upstream.destroy()
          })
        }
        client.on("data", (data) => void upstream.write(data))
        upstream.on("data", (data) => {
          if (!trouble.loseNext) return void client.write(data)
          trouble.loseNext = false
          trouble.lost++
          client.destroy()
        })
      })
      await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve))
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      return {
        port,
        trouble,
        end: () => {
          close()
          server.close()
        }
      }
    }),
    ({ end }) => Effect.sync(end)
  )

/** An `acquire` whose answer was lost has taken the lease; tried again, it must not find it held by itself. */
export const assertLostAnswer = <E>(target: number, storeAt: (port: number) => Layer.Layer<TokenStore, E>) =>
  Effect.gen(function* () {
    const { port, trouble } = yield* proxy(target)
    yield* Effect.gen(function* () {
      const tokens = yield* TokenStore
      const first = yield* tokens.acquire(key, Duration.minutes(1))
      if (first._tag === "Acquired") yield* tokens.release(key, first.fence)
      trouble.loseNext = true
      const lease = yield* tokens.acquire(key, Duration.minutes(1))
      assert.strictEqual(trouble.lost, 1)
      assert.strictEqual(lease._tag, "Acquired")
      // And it is a lease like any other.
      assert.strictEqual((yield* tokens.acquire(key, Duration.minutes(1)))._tag, "Held")
      if (lease._tag === "Acquired") yield* tokens.set(key, entry("a"), lease.fence)
    }).pipe(Effect.provide(storeAt(port)))
  }).pipe(Effect.scoped)

/** A good entry that was written between reading a damaged one and setting that aside must stay. */
export const assertKeepsReplacement = <E>(store: Layer.Layer<TokenStore, E>) =>
  Effect.gen(function* () {
    const good = yield* Layer.build(Layer.fresh(store))
    const put = (token: string) =>
      Effect.provide(
        Effect.flatMap(TokenStore, (tokens) => tokens.set(key, entry(token), 1)),
        good
      )
    yield* put("damaged")
    const replaces: EntryCodec.Service = {
      forStore: (name) =>
        Effect.map(EntryCodec.plain.forStore(name), ({ encode }) => ({
          encode,
          decode: () =>
            Effect.andThen(
              Effect.orDie(put("replacement")),
              Effect.fail(new EntryCodec.DamagedEntry({ problem: "for this test." }))
            )
        }))
    }
    const damaged = Layer.fresh(store).pipe(Layer.provide(Layer.succeed(EntryCodec.EntryCodec, replaces)))
    const get = Effect.flatMap(TokenStore, (tokens) => tokens.get(key))
    yield* Effect.provide(
      Effect.gen(function* () {
        yield* put("damaged")
        assert.isTrue(Option.isNone(yield* get))
      }),
      damaged
    )
    const found = yield* Effect.provide(get, good)
    assert.deepStrictEqual(
      Option.map(found, (it) => Redacted.value(it.accessToken)),
      Option.some("replacement")
    )
  }).pipe(Effect.scoped)
