/** One store, many processes with an expired token: how many tokens does Zoho give out, and is every update done? */
import * as Token from "@effect-zoho/auth/Token"
import { TokenStore } from "@effect-zoho/auth/TokenStore"
import * as Settings from "@effect-zoho/config/Settings"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { spawn } from "node:child_process"
import { once } from "node:events"
import * as Path from "node:path"
import * as Readline from "node:readline"
import * as EmulatorProcess from "../EmulatorProcess.ts"
import { layer, leaseTtl, type Report, type Work } from "./Shared.ts"

export interface Options {
  /** What TOKEN_STORE is set to. */
  readonly store: string
  readonly processes: number
  readonly updates: number
}

/** One finding: what was to be shown, what was seen. */
export interface Finding {
  readonly what: string
  readonly expected: string
  readonly seen: string
  readonly ok: boolean
}

/** A process that is ready and waits for its work. */
const startWorker = async () => {
  const child = spawn(process.execPath, [Path.join(import.meta.dirname, "worker.ts")], {
    stdio: ["pipe", "pipe", "inherit"]
  })
  const lines = Readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  await lines.next()
  return {
    child,
    run: async (work: Work): Promise<Report> => {
      child.stdin.end(`${JSON.stringify(work)}\n`)
      const { value } = await lines.next()
      return value === undefined ? { done: 0, failures: ["the process ended"] } : JSON.parse(value)
    }
  }
}

const until = async (isSo: () => Promise<boolean>, what: string): Promise<void> => {
  const start = Date.now()
  while (!(await isSo())) {
    if (Date.now() - start > 30_000) throw new Error(`waited 30 seconds for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** A token that ended an hour ago: what all processes find when they start. */
const storeExpired = (settings: Work["settings"]) =>
  Effect.gen(function* () {
    const values = yield* Settings.Settings
    const store = yield* TokenStore
    const key = Token.makeKey(values)
    const lease = yield* store.acquire(key, leaseTtl)
    if (lease._tag === "Held") return yield* Effect.die(new Error(`the lease is held until ${lease.until}`))
    const now = Date.now()
    yield* store.set(
      key,
      {
        accessToken: Redacted.make("1000.an-expired-token"),
        apiDomain: values.hosts.apiUrl,
        issuedAt: now - 7_200_000,
        expiresAt: now - 3_600_000,
        refreshFingerprint: Token.fingerprint(Option.getOrThrow(values.credentials.refreshToken))
      },
      lease.fence
    )
    yield* store.release(key, lease.fence)
  }).pipe(Effect.provide(layer(settings)))

/** The proof for one store: together, revoked in the middle, and with the holder of the lease killed. */
export const run = async ({ processes, store, updates }: Options): Promise<ReadonlyArray<Finding>> => {
  const findings: Array<Finding> = []
  const find = (
    what: string,
    expected: string | number,
    seen: string | number,
    ok = String(expected) === String(seen)
  ) => void findings.push({ what, expected: String(expected), seen: String(seen), ok })
  const { control, emulator, stats, stop } = await EmulatorProcess.start(processes * updates)
  try {
    const settings = EmulatorProcess.settings(emulator, store)
    const form = new URLSearchParams({
      grant_type: "refresh_token",
      client_id: emulator.clientId,
      client_secret: emulator.clientSecret,
      refresh_token: emulator.refreshToken
    })
    const signedIn: { readonly access_token: string } = JSON.parse(
      await (await fetch(`${emulator.accountsUrl}/oauth/v2/token`, { method: "POST", body: form })).text()
    )
    const headers = { authorization: `Zoho-oauthtoken ${signedIn.access_token}` }
    interface Page {
      readonly data: ReadonlyArray<{ readonly id: string; readonly Mobile: string | null }>
      readonly info: { readonly next_page_token: string | null }
    }
    /** Every lead's number by its id, read by this process itself. */
    const numbers = async (): Promise<ReadonlyMap<string, string | null>> => {
      const found = new Map<string, string | null>()
      let token: string | null = ""
      while (token !== null) {
        const more = token === "" ? "" : `&page_token=${encodeURIComponent(token)}`
        const answer = await fetch(`${emulator.apiUrl}/crm/v8/Leads?fields=Mobile&per_page=200${more}`, { headers })
        const page: Page = JSON.parse(await answer.text())
        for (const row of page.data) found.set(row.id, row.Mobile)
        token = page.info.next_page_token
      }
      return found
    }
    const ids = [...(await numbers()).keys()]
    // What this process needs to look; only what comes after it counts. A revocation must not take its token.
    await control("snapshots/start", {})

    /** The work of each process: leads of its own, numbers that say which round they are from. */
    const share = (round: string): ReadonlyArray<Work> =>
      Array.from({ length: processes }, (_, worker) => ({
        settings,
        updates: ids
          .slice(worker * updates, (worker + 1) * updates)
          .map((id, i) => ({ id, mobile: `+1 555 ${round}${worker}${String(i).padStart(3, "0")}` }))
      }))
    const missing = async (work: ReadonlyArray<Work>): Promise<number> => {
      const there = await numbers()
      return work.flatMap((it) => it.updates).filter(({ id, mobile }) => there.get(id) !== mobile).length
    }
    const together = async (work: ReadonlyArray<Work>): Promise<{ issued: number; done: number; said: string }> => {
      await Effect.runPromise(storeExpired(settings))
      const workers = await Promise.all(work.map(startWorker))
      const before = (await stats()).accessTokensIssued
      const reports = await Promise.all(workers.map((it, n) => it.run(work[n] ?? { settings, updates: [] })))
      return {
        issued: (await stats()).accessTokensIssued - before,
        done: reports.reduce((sum, it) => sum + it.done, 0),
        said: reports.flatMap((it) => it.failures)[0] ?? ""
      }
    }
    const all = processes * updates
    const size = `${processes} processes x ${updates} updates`

    const first = share("1")
    const one = await together(first)
    find(`${size}, token expired: tokens issued`, 1, one.issued)
    find(`${size}, token expired: updates done`, all, one.done)
    if (one.said !== "") find("first failure", "", one.said)
    find(`${size}, token expired: numbers that are not in the CRM`, 0, await missing(first))

    const second = share("2")
    const writes = async (): Promise<number> => {
      const { byOperation } = await stats()
      return (byOperation["PUT /crm/v8/{module}/{id}"] ?? 0) + (byOperation["PUT /crm/v8/{module}"] ?? 0)
    }
    const before = await writes()
    const own = await ownTokenId(control)
    const revoking = until(async () => (await writes()) - before >= all / 4, "a quarter of the updates").then(() =>
      revokeOthers(control, own)
    )
    const two = await together(second)
    await revoking
    find(`${size}, token revoked in mid-run: tokens issued`, 2, two.issued)
    find(`${size}, token revoked in mid-run: updates done`, all, two.done)
    if (two.said !== "") find("first failure", "", two.said)
    find(`${size}, token revoked in mid-run: numbers that are not in the CRM`, 0, await missing(second))

    const third = share("3")
    await Effect.runPromise(storeExpired(settings))
    // The holder asks for its token and hears nothing: it holds the lease when it is killed.
    await control("faults", {
      match: { host: "accounts", path: "/oauth/v2/token" },
      times: 1,
      when: "before",
      action: { kind: "hang" }
    })
    const holder = await startWorker()
    const others = await Promise.all(third.slice(1).map(startWorker))
    const asked = (await stats()).accessTokensIssued
    const requests = async (): Promise<number> => (await control("requests")).split('"fault"').length - 1
    const hung = await requests()
    const dead = once(holder.child, "exit")
    void holder.run(third[0] ?? { settings, updates: [] })
    await until(async () => (await requests()) > hung, "the holder's request for a token")
    const running = others.map((it, n) => it.run(third[n + 1] ?? { settings, updates: [] }))
    const killedAt = Date.now()
    holder.child.kill("SIGKILL")
    await dead
    const reports = await Promise.all(running)
    const took = Date.now() - killedAt
    find("lease holder killed: tokens issued", 1, (await stats()).accessTokensIssued - asked)
    find(
      "lease holder killed: updates of the others done",
      all - updates,
      reports.reduce((sum, it) => sum + it.done, 0)
    )
    find("lease holder killed: numbers of the others that are not in the CRM", 0, await missing(third.slice(1)))
    // The lease began before the kill; a little more than its length is the time to work.
    const bound = 8_000 + 5_000
    find("lease holder killed: the rest finish within the lease and 5 s", `<= ${bound} ms`, `${took} ms`, took <= bound)
  } finally {
    await stop()
  }
  return findings
}

type Control = (path: string, body?: object) => Promise<string>

interface Logged {
  readonly tokenId?: string
}

const loggedTokens = async (control: Control): Promise<ReadonlySet<string>> =>
  new Set(
    (await control("requests"))
      .split("\n")
      .filter((line) => line !== "")
      .flatMap((line) => {
        const logged: Logged = JSON.parse(line)
        return logged.tokenId === undefined ? [] : [logged.tokenId]
      })
  )

/** The token of this process: the only one in the log until the others start, and the one of the first proof. */
const ownTokenId = async (control: Control): Promise<ReadonlySet<string>> => loggedTokens(control)

/** Revokes every token that appeared since. */
const revokeOthers = async (control: Control, own: ReadonlySet<string>): Promise<void> => {
  for (const id of await loggedTokens(control)) {
    if (!own.has(id)) await control("tokens/revoke", { accessTokens: id })
  }
}
