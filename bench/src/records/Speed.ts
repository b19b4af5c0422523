/** How fast records are read and written, beside raw undici and JSON on the same static server. */
import * as BulkFile from "@effect-zoho/records/BulkFile"
import * as Module from "@effect-zoho/records/Module"
import * as Leads from "@effect-zoho/records/modules/Leads"
import { RecordId } from "@effect-zoho/records/RecordId"
import * as Records from "@effect-zoho/records/Records"
import * as Effect from "effect/Effect"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Stream from "effect/Stream"
import { execFile } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { createServer } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { gzipSync } from "node:zlib"
import { build } from "esbuild"
import { request } from "undici"
import * as Child from "../Child.ts"
import { type Bound, type Group, line } from "../Measure.ts"
import * as Client from "./Client.ts"
import * as Csv from "./Csv.ts"
import * as Sample from "./Sample.ts"

const bounds = {
  typed: { name: "page-200-typed", op: "<=", limit: 1.5, unit: "x raw" },
  untyped: { name: "page-200-untyped", op: "<=", limit: 1.2, unit: "x raw" },
  update: { name: "update-100", op: "<=", limit: 1.5, unit: "x raw" },
  stream: { name: "stream-1000-pages", op: "<=", limit: 1.6, unit: "x raw" },
  memory: { name: "stream-1000-pages-rss", op: "<=", limit: 1.3, unit: "x raw" },
  rows: { name: "bulk-rows", op: "<=", limit: 1.2, unit: "x by hand" },
  start: { name: "start-bundled", op: "<=", limit: 60, unit: "ms over bare Node" },
  bundle: { name: "bundle-minimal-leads", op: "<=", limit: 60, unit: "KB gzip" },
  typedRows: { name: "bulk-typed", op: "<=", limit: 1.6, unit: "x by hand" }
} as const satisfies { readonly [key: string]: Bound }

const here = (file: string): string => join(import.meta.dirname, file)
const run = promisify(execFile)

/** Milliseconds of doing something so many times, one after the other. */
const timed = async (times: number, once: () => Promise<unknown>): Promise<number> => {
  const began = performance.now()
  for (let time = 0; time < times; time++) await once()
  return performance.now() - began
}

/** Milliseconds from the start of something to the first request that it sends to a server of its own. */
const untilRequest = async (start: (url: string) => Promise<unknown>): Promise<number> => {
  let arrived = Number.NaN
  const server = createServer((request, response) => {
    if (Number.isNaN(arrived)) arrived = performance.now()
    request.resume()
    response.end("{}")
  }).listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  if (typeof address !== "object" || address === null) throw new Error("the server has no address")
  const began = performance.now()
  await start(`http://127.0.0.1:${address.port}`)
  server.close()
  if (Number.isNaN(arrived)) throw new Error("no request came")
  return arrived - began
}

/** One of the scripts here as a user would ship it; gives the path of its first file. */
const bundled = async (folder: string, name: string): Promise<string> => {
  const outdir = join(folder, name)
  await build({
    entryPoints: [here(`${name}.ts`)],
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "node",
    target: "node22",
    logLevel: "silent"
  })
  return join(outdir, `${name}.mjs`)
}

/** Ratios of one thing to another, in turns, the first turn left out. */
const ratios = async (
  rounds: number,
  times: number,
  ours: () => Promise<unknown>,
  raw: () => Promise<unknown>
): Promise<ReadonlyArray<number>> => {
  const found: Array<number> = []
  for (let round = 0; round <= rounds; round++) {
    const limit = await timed(times, raw)
    const mine = await timed(times, ours)
    if (round > 0) found.push(mine / limit)
  }
  return found
}

async function* measure({ rounds }: Parameters<Group["run"]>[0]) {
  const folder = mkdtempSync(join(tmpdir(), "effect-zoho-bench-"))
  const server = await Child.start(here("static-server.ts"))
  try {
    const url = String(server.ready["url"])
    const runtime = ManagedRuntime.make(Client.layer(url))
    const headers = { authorization: "Zoho-oauthtoken a-token-of-the-bench" }
    const target = `${url}/crm/v8/Leads`
    const rawPage = async () => {
      const { body } = await request(`${target}?fields=${Sample.fields.join(",")}`, { headers })
      return JSON.parse(await body.text())
    }
    const leads = await runtime.runPromise(Records.make(Leads.module))
    const untyped = await runtime.runPromise(Records.make(Module.make("Leads", { fields: {} })))
    yield line(bounds.typed, await ratios(rounds, 200, () => runtime.runPromise(leads.list(Sample.fields)), rawPage))
    yield line(
      bounds.untyped,
      await ratios(rounds, 200, () => runtime.runPromise(untyped.list(Sample.fields)), rawPage)
    )
    const changes = Sample.changes().map(({ id, ...rest }) => ({ ...rest, id: RecordId.make(id) }))
    const rawUpdate = async () => {
      const { body } = await request(target, {
        method: "PUT",
        headers: { ...headers, "content-type": "application/json" },
        body: JSON.stringify({ data: changes })
      })
      return JSON.parse(await body.text())
    }
    yield line(
      bounds.update,
      await ratios(rounds, 200, () => runtime.runPromise(untyped.updateMany(changes)), rawUpdate)
    )
    await runtime.dispose()

    const child = async (how: string): Promise<{ readonly millis: number; readonly rss: number }> =>
      JSON.parse((await run(process.execPath, [here("stream.ts"), how, url])).stdout)
    const time: Array<number> = []
    const memory: Array<number> = []
    for (let round = 0; round < rounds; round++) {
      const [raw, ours] = [await child("raw"), await child("ours")]
      time.push(ours.millis / raw.millis)
      memory.push(ours.rss / raw.rss)
    }
    yield line(bounds.stream, time)
    yield line(bounds.memory, memory)

    const fetching = await bundled(folder, "minimal-fetch")
    const starting = await bundled(folder, "start")
    const starts: Array<number> = []
    for (let round = 0; round <= rounds; round++) {
      const bare = await timed(1, () => run(process.execPath, ["-e", "0"]))
      const ours = await untilRequest((url) => run(process.execPath, [starting, url, join(folder, "compiled")]))
      if (round > 0) starts.push(ours - bare)
    }
    yield line(bounds.start, starts)
    yield line(bounds.bundle, [gzipSync(readFileSync(fetching)).length / 1000])

    const file = join(folder, "bulk.zip")
    await Csv.write(file, 100_000)
    const count = <A, E>(stream: Stream.Stream<ReadonlyArray<A>, E>) =>
      Effect.runPromise(
        Stream.runFold(
          stream,
          () => 0,
          (rows, some) => rows + some.length
        )
      )
    const lines = () => count(Stream.chunks(BulkFile.lines("bench", file)))
    const typed = () => count(BulkFile.chunks("bench", file, Leads.module, Csv.fields))
    if ((await lines()) !== (await Csv.byHand(file)) || (await typed()) !== 100_000) throw new Error("rows are missing")
    yield line(bounds.rows, await ratios(rounds, 1, lines, () => Csv.byHand(file)))
    yield line(bounds.typedRows, await ratios(rounds, 1, typed, () => Csv.byHand(file)))
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

export const group: Group = { bounds: Object.values(bounds), run: measure }
