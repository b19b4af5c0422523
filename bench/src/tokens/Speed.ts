/** What a token costs: one that this process knows, and one that lies in a store when a process starts. */
import { AccessToken } from "@effect-zoho/auth/AccessToken"
import * as Token from "@effect-zoho/auth/Token"
import { TokenStore } from "@effect-zoho/auth/TokenStore"
import * as Settings from "@effect-zoho/config/Settings"
import * as MariaDb from "@effect-zoho/testing/MariaDbServer"
import * as Postgres from "@effect-zoho/testing/PostgresServer"
import * as Redis from "@effect-zoho/testing/RedisServer"
import type { Server } from "@effect-zoho/testing/Servers"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Child from "../Child.ts"
import { type Bound, type Group, line } from "../Measure.ts"
import { layer } from "./Shared.ts"

const warm: Bound = { name: "token-warm", op: "<=", limit: 2, unit: "us over a Ref" }

/** No figure is promised for these; a cold process that needs more than this has something wrong with it. */
const cold = (store: string): Bound => ({ name: `token-warm-${store}`, op: "<=", limit: 2000, unit: "ms" })

const names = ["file", "sqlite", "postgres", "mysql", "redis"] as const

/** Stores a token that is good for an hour. */
const seed = (store: string) =>
  Effect.gen(function* () {
    const values = yield* Settings.Settings
    const tokens = yield* TokenStore
    const key = Token.makeKey(values)
    const lease = yield* tokens.acquire(key, Duration.seconds(1))
    if (lease._tag === "Held") return yield* Effect.die(new Error("the lease is held"))
    const now = Date.now()
    yield* tokens.set(
      key,
      {
        accessToken: Redacted.make("1000.a-token-of-the-bench"),
        apiDomain: values.hosts.apiUrl,
        issuedAt: now,
        expiresAt: now + 3_600_000,
        refreshFingerprint: Token.fingerprint(Option.getOrThrow(values.credentials.refreshToken))
      },
      lease.fence
    )
    yield* tokens.release(key, lease.fence)
  }).pipe(Effect.provide(layer(store)))

const times = 200_000

/** Microseconds of one lookup, the loop's own cost included. */
const each = <A, E>(lookup: Effect.Effect<A, E>) =>
  Effect.gen(function* () {
    const start = performance.now()
    for (let i = 0; i < times; i++) yield* lookup
    return ((performance.now() - start) * 1000) / times
  })

const overRef = (store: string, rounds: number) =>
  Effect.gen(function* () {
    const tokens = yield* AccessToken
    const ref = yield* Ref.make(yield* tokens.get)
    const found: Array<number> = []
    for (let round = -1; round < rounds; round++) {
      const plain = yield* each(Ref.get(ref))
      const token = yield* each(tokens.get)
      // The first one warms the compiler up.
      if (round >= 0) found.push(Math.max(0, token - plain))
    }
    return found
  }).pipe(Effect.provide(layer(store)))

const servers: { readonly [name in (typeof names)[number]]?: readonly [() => Promise<Server | undefined>, Address] } = {
  postgres: [Postgres.start, Postgres.address],
  mysql: [MariaDb.start, MariaDb.address],
  redis: [Redis.start, Redis.address]
}

type Address = (server: Server, query?: string) => string

const run: Group["run"] = async function* ({ rounds }) {
  const folder = mkdtempSync(join(tmpdir(), "effect-zoho-bench-"))
  try {
    for (const name of names) {
      const [start, address] = servers[name] ?? []
      const server = await start?.()
      // Without its server a store cannot be measured; the suite of the store says so loudly.
      if (start !== undefined && server === undefined) continue
      const url = server === undefined ? `${name}:${join(folder, name)}` : (address?.(server) ?? "")
      try {
        await Effect.runPromise(seed(url))
        if (name === "file") yield line(warm, await Effect.runPromise(overRef(url, rounds)))
        const found: Array<number> = []
        for (let round = 0; round < rounds; round++) {
          const child = await Child.start(join(import.meta.dirname, "cold.ts"), url)
          found.push(Number(child.ready["milliseconds"]))
          await child.stop()
        }
        yield line(cold(name), found)
      } finally {
        await server?.stop()
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const group: Group = { bounds: [warm, ...names.map(cold)], run }
