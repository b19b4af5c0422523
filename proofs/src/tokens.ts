/**
 * `npm run proof-tokens`: on each store that processes share, many processes with an expired token are given one new token
 * by Zoho, all updates are done, a revoked token costs one more, and a killed holder of the lease stops nobody for long.
 */
import * as MariaDb from "@effect-zoho/testing/MariaDbServer"
import * as Postgres from "@effect-zoho/testing/PostgresServer"
import * as Redis from "@effect-zoho/testing/RedisServer"
import type { Server } from "@effect-zoho/testing/Servers"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import * as Proof from "./tokens/Proof.ts"

const folder = mkdtempSync(join(tmpdir(), "effect-zoho-proof-"))

/** A store's address, and the server behind it where it has one; undefined where that is not installed. */
interface Store {
  readonly start: () => Promise<{ readonly url: string; readonly server?: Server } | undefined>
}

const served = (
  start: () => Promise<Server | undefined>,
  address: (server: Server, query?: string) => string
): Store => ({
  start: async () => {
    const server = await start()
    return server === undefined ? undefined : { url: address(server), server }
  }
})

const stores: { readonly [name: string]: Store } = {
  file: { start: () => Promise.resolve({ url: `file:${join(folder, "tokens")}` }) },
  sqlite: { start: () => Promise.resolve({ url: `sqlite:${join(folder, "tokens.db")}` }) },
  postgres: served(Postgres.start, Postgres.address),
  mysql: served(MariaDb.start, MariaDb.address),
  redis: served(Redis.start, Redis.address)
}

const { positionals, values } = parseArgs({
  options: { processes: { type: "string", default: "8" }, updates: { type: "string", default: "50" } },
  allowPositionals: true
})

let failed = 0
try {
  for (const [name, store] of Object.entries(stores)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue
    const started = await store.start()
    if (started === undefined) {
      failed++
      process.stdout.write(`MISS ${name}: its server is not installed here\n`)
      continue
    }
    try {
      const findings = await Proof.run({
        store: started.url,
        processes: Number(values.processes),
        updates: Number(values.updates)
      })
      for (const { expected, ok, seen, what } of findings) {
        if (!ok) failed++
        process.stdout.write(`${ok ? "ok  " : "MISS"} ${name}: ${what}: ${seen} (expected ${expected})\n`)
      }
    } finally {
      await started.server?.stop()
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exitCode = failed === 0 ? 0 : 1
