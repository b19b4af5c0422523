/** How fast the emulator serves a large org, beside a bare server on a copy of the same file. */
import { copyFileSync, mkdtempSync, rmSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Child from "../Child.ts"
import * as Load from "../Load.ts"
import { type Bound, type Group, line, median } from "../Measure.ts"
import { columns } from "./Columns.ts"

const bounds = {
  seed: { name: "emulator-seed", op: "<=", limit: 60, unit: "s" },
  reopen: { name: "emulator-reopen", op: "<=", limit: 1, unit: "s" },
  pages: { name: "emulator-pages", op: ">=", limit: 0.6, unit: "x of bare rate" },
  read: { name: "emulator-read", op: ">=", limit: 0.4, unit: "x of bare rate" },
  update: { name: "emulator-update", op: ">=", limit: 0.4, unit: "x of bare rate" },
  coql: { name: "emulator-coql", op: "<=", limit: 20, unit: "ms" },
  rss: { name: "emulator-rss", op: "<=", limit: 600, unit: "MB" },
  layer: { name: "emulator-layer", op: "<=", limit: 150, unit: "ms" }
} as const satisfies { readonly [key: string]: Bound }

const emulatorBin = createRequire(import.meta.url).resolve("@effect-zoho/emulator/bin")
const here = (file: string): string => join(import.meta.dirname, file)

interface Page {
  readonly data: ReadonlyArray<{ readonly id: string }>
  readonly info: { readonly next_page_token: string | null }
}

const signIn = async (ready: Child.Child["ready"]): Promise<string> => {
  const form = new URLSearchParams({
    grant_type: "refresh_token",
    client_id: String(ready["clientId"]),
    client_secret: String(ready["clientSecret"]),
    refresh_token: String(ready["refreshToken"])
  })
  const response = await fetch(`${String(ready["accountsUrl"])}/oauth/v2/token`, { method: "POST", body: form })
  const token: { readonly access_token?: string } = JSON.parse(await response.text())
  if (token.access_token === undefined) throw new Error("the emulator gave no access token")
  return token.access_token
}

/** Pages one after another, and the rows that stand before each: where the bare server has to go on from. */
const walk = async (emulator: Load.Target, count: number) => {
  const base = `/crm/v8/Leads?per_page=200&fields=${columns.join(",")}`
  const pages: Array<Load.Request> = []
  const bare: Array<Load.Request> = []
  const ids: Array<string> = []
  let path = base
  let after = "9".repeat(19)
  while (pages.length < count) {
    pages.push({ method: "GET", path })
    bare.push({ method: "GET", path: `/page?after=${after}` })
    const page: Page = JSON.parse(await emulator.send({ method: "GET", path }))
    ids.push(...page.data.map((row) => row.id))
    if (page.info.next_page_token === null) break
    path = `${base}&page_token=${encodeURIComponent(page.info.next_page_token)}`
    after = page.data.at(-1)?.id ?? after
  }
  return { pages, bare, ids }
}

/** COQL by indexed filters, each query another one; the ones that find nothing would tell nothing. */
const queries = async (emulator: Load.Target, leads: number): Promise<ReadonlyArray<ReadonlyArray<Load.Request>>> => {
  const coql = (where: string): Load.Request => ({
    method: "POST",
    path: "/crm/v8/coql",
    body: JSON.stringify({ select_query: `select Last_Name, Email, Created_Time from Leads where ${where} limit 200` })
  })
  const keys = Array.from({ length: 40 }, (_, i) => 2 + Math.floor(((i + 0.5) * (leads - 2)) / 40))
  const found = await Promise.all(
    keys.map(async (key): Promise<{ readonly [field: string]: string }> => {
      const answer: { readonly data: ReadonlyArray<{ readonly [field: string]: string }> } = JSON.parse(
        await emulator.send(coql(`External_Key = 'KEY-${key}'`))
      )
      return { ...answer.data[0], key: `KEY-${key}` }
    })
  )
  return [
    (row: { readonly [field: string]: string }) => `External_Key = '${row["key"]}'`,
    (row: { readonly [field: string]: string }) => `External_Key in ('${row["key"]}', 'KEY-1', 'none')`,
    (row: { readonly [field: string]: string }) => `Email = '${row["Email"]?.replaceAll("'", "\\'")}'`,
    (row: { readonly [field: string]: string }) => `Created_Time = '${row["Created_Time"]}'`,
    (row: { readonly [field: string]: string }) => `Created_Time >= '${row["Created_Time"]}'`,
    (row: { readonly [field: string]: string }) => `id > '${row["id"]}'`
  ].map((where) => found.map((row) => coql(where(row))))
}

const run: Group["run"] = async function* ({ leads, rounds }) {
  const folder = mkdtempSync(join(tmpdir(), "effect-zoho-bench-"))
  const [file, copy] = [join(folder, "emulator.db"), join(folder, "bare.db")]
  const argv = ["--json", "--port", "0", "--limits", "off", "--db", file, "--leads", String(leads)]
  const seeding = await Child.start(emulatorBin, ...argv)
  yield line(bounds.seed, [seeding.startup / 1000])
  await seeding.stop()
  copyFileSync(file, copy)
  const emulator = await Child.start(emulatorBin, ...argv)
  const bareServer = await Child.start(here("bare-server.ts"), copy)
  const zoho = Load.target(String(emulator.ready["apiUrl"]), await signIn(emulator.ready))
  const bare = Load.target(String(bareServer.ready["url"]), undefined)
  try {
    yield line(bounds.reopen, [emulator.startup / 1000])
    const walked = await walk(zoho, 100)
    const same = await zoho.send(walked.pages[1] ?? { method: "GET", path: "" })
    const bareSame = await bare.send(walked.bare[1] ?? { method: "GET", path: "" })
    const rows = (text: string): string => JSON.stringify(JSON.parse(text).data)
    if (rows(same) !== rows(bareSame)) throw new Error("the two servers do not serve the same rows")
    yield line(
      bounds.pages,
      await Load.ratios(
        rounds,
        () => zoho.rate(walked.pages),
        () => bare.rate(walked.bare)
      )
    )
    const ids = walked.ids.slice(0, 2000)
    yield line(
      bounds.read,
      await Load.ratios(
        rounds,
        () => zoho.rate(ids.map((id) => ({ method: "GET", path: `/crm/v8/Leads/${id}` }))),
        () => bare.rate(ids.map((id) => ({ method: "GET", path: `/one?id=${id}` })))
      )
    )
    let written = 0
    const change = (id: string) => JSON.stringify({ data: [{ id, Mobile: `+1 555 ${String(++written)}` }] })
    yield line(
      bounds.update,
      await Load.ratios(
        rounds,
        () => zoho.rate(ids.map((id) => ({ method: "PUT", path: `/crm/v8/Leads/${id}`, body: change(id) }))),
        () => bare.rate(ids.map((id) => ({ method: "PUT", path: `/one?id=${id}`, body: change(id) })))
      )
    )
    const slowest: Array<number> = []
    for (const list of await queries(zoho, leads)) slowest.push(median(await zoho.times(list)))
    // The worst kind of filter, by its median.
    yield { ...line(bounds.coql, [Math.max(...slowest)]), n: 40 * slowest.length }
    const peak = emulator.peakMegabytes()
    if (peak !== undefined) yield line(bounds.rss, [peak])
  } finally {
    await Promise.all([zoho.close(), bare.close()])
    await Promise.all([emulator.stop(), bareServer.stop()])
    rmSync(folder, { recursive: true, force: true })
  }
  const starts: Array<number> = []
  for (let round = 0; round < rounds; round++) {
    const child = await Child.start(here("in-process.ts"))
    starts.push(Number(child.ready["milliseconds"]))
    await child.stop()
  }
  yield line(bounds.layer, starts)
}

export const group: Group = { bounds: Object.values(bounds), run }
