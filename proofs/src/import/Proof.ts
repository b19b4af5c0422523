/** One import under fire: requests fail at random, the process is killed again and again; what is in the CRM at the end? */
import * as Ledger from "@effect-zoho/records/Ledger"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as Effect from "effect/Effect"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import * as Path from "node:path"
import * as EmulatorProcess from "../EmulatorProcess.ts"
import * as Chaos from "./Chaos.ts"

export interface Options {
  readonly seed: number
  readonly rows: number
  /** How often the process is killed before it may finish. */
  readonly kills: number
  /** Whether the rows have a key by which they can be looked up. */
  readonly keyed: boolean
  /** Calls of 100 rows, or one file. */
  readonly via: "calls" | "bulk"
}

/** What was seen at the end. */
export interface Result {
  /** Rows that are in the CRM more than once. */
  readonly twice: number
  /** Rows that are neither in the CRM nor accounted for in the ledger. */
  readonly lost: number
  /** Rows that the ledger calls done and that are not there. */
  readonly missing: number
  readonly done: number
  readonly failed: number
  readonly ambiguous: number
  readonly kills: number
  readonly faults: number
  readonly seconds: number
}

type Running = Awaited<ReturnType<typeof EmulatorProcess.start>>

const scripts = Path.join(import.meta.dirname, "../../../scripts")

interface Page {
  readonly data: ReadonlyArray<{ readonly Last_Name: string }>
  readonly info: { readonly more_records: boolean; readonly next_page_token: string }
}

/** How often each row's name is in the CRM. */
const inCrm = async ({ emulator }: Running, prefix: string): Promise<ReadonlyMap<string, number>> => {
  const signedIn = await fetch(`${emulator.accountsUrl}/oauth/v2/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "refresh_token",
      client_id: emulator.clientId,
      client_secret: emulator.clientSecret,
      refresh_token: emulator.refreshToken
    })
  })
  const token: { readonly access_token: string } = JSON.parse(await signedIn.text())
  const counts = new Map<string, number>()
  let page = ""
  for (;;) {
    const answer = await fetch(`${emulator.apiUrl}/crm/v8/Leads?fields=Last_Name&sort_by=id&sort_order=asc${page}`, {
      headers: { authorization: `Zoho-oauthtoken ${token.access_token}` }
    })
    if (answer.status === 204) return counts
    const { data, info }: Page = JSON.parse(await answer.text())
    for (const { Last_Name: name } of data) {
      if (name.startsWith(prefix)) counts.set(name, (counts.get(name) ?? 0) + 1)
    }
    if (!info.more_records) return counts
    page = `&page_token=${encodeURIComponent(info.next_page_token)}`
  }
}

/** Starts the import as its command does; the same command each time. */
const startImport = (folder: string, { keyed, via }: Options, more: ReadonlyArray<string> = []) => {
  const child = spawn(
    "zx",
    [
      Path.join(scripts, "import.ts"),
      "--file",
      "rows.csv",
      "--yes",
      "--ledger",
      "ledger.ndjson",
      "--trigger",
      "none",
      "--via",
      via,
      ...more,
      ...(keyed ? ["--key", "External_Key"] : [])
    ],
    { cwd: folder, stdio: "ignore", env: { ...process.env, REQUEST_TIMEOUT: "2" } }
  )
  return { child, ended: once(child, "exit") }
}

/** Runs the import until it says that it is through, and counts. */
export const run = async (running: Running, options: Options): Promise<Result> => {
  const { keyed, kills, rows, seed, via } = options
  const next = Chaos.random(seed)
  const folder = mkdtempSync(Path.join(tmpdir(), "effect-zoho-proof-"))
  const startedAt = performance.now()
  const prefix = `Seed ${seed} ${via}${keyed ? "" : " unkeyed"} row `
  try {
    const { control, emulator } = running
    writeFileSync(
      Path.join(folder, ".env"),
      Object.entries(EmulatorProcess.settings(emulator, "file:tokens"))
        .map((it) => it.join("="))
        .join("\n")
    )
    const names = Array.from({ length: rows }, (_, n) => `${prefix}${n}`)
    writeFileSync(
      Path.join(folder, "rows.csv"),
      ["Last_Name,External_Key", ...names.map((it, n) => `${it},${keyed ? `chaos-${via}-${seed}-${n}` : ""}`)].join(
        "\n"
      )
    )
    let faults = 0
    let killed = 0
    let code: unknown = null
    for (let begun = 0; begun < kills + 30; begun++) {
      const { child, ended } = startImport(folder, options)
      const stopAt = performance.now() + 900 + next() * 1600
      while (child.exitCode === null && child.signalCode === null) {
        // Some trouble all the time, until the end is in sight; less where there are few requests to trouble.
        if (via === "calls" || next() < 0.2) {
          await control("faults", Chaos.rule(next, via))
          faults++
        }
        await new Promise((resolve) => setTimeout(resolve, 150 + next() * 500))
        if (killed < kills && performance.now() > stopAt && child.kill("SIGKILL")) {
          killed++
          break
        }
      }
      ;[code] = await ended
      if (code === 0 || code === 2) break
    }
    if (code !== 0 && code !== 2) throw new Error(`the import never came through: it ended with ${String(code)}`)
    await fetch(`${emulator.controlUrl}/faults`, { method: "DELETE" })
    // What nobody could tell, or was given up while nothing came through, is settled when that is asked for.
    if (keyed) await startImport(folder, options, ["--retry-failed"]).ended

    const counts = await inCrm(running, prefix)
    const failures = await Effect.runPromise(
      Effect.provide(Ledger.failures(Path.join(folder, "ledger.ndjson")), NodeFileSystem.layer)
    )
    const noted = new Map(failures.map((it) => [it.row, it.status]))
    let [twice, lost, missing] = [0, 0, 0]
    names.forEach((name, index) => {
      const times = counts.get(name) ?? 0
      const status = noted.get(index + 1)
      if (times > 1 && (keyed || status !== "ambiguous")) twice++
      if (times === 0 && status === undefined) lost++
      // A row that failed is not there; one that is there did not fail.
      if (status === "failed" && times > 0) missing++
    })
    const ambiguous = failures.filter((it) => it.status === "ambiguous").length
    return {
      twice,
      lost,
      missing,
      done: rows - failures.length,
      failed: failures.length - ambiguous,
      ambiguous,
      kills: killed,
      faults,
      seconds: (performance.now() - startedAt) / 1000
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
