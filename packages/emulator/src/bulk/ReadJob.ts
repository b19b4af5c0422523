/** The work of a bulk read: one page of rows into a ZIP, a few thousand rows at a time. */
import * as Clock from "../Clock.ts"
import type { Core } from "../Core.ts"
import type { Value } from "../Database.ts"
import * as Json from "../Json.ts"
import type * as Jobs from "../jobs/Jobs.ts"
import * as Csv from "./Csv.ts"
import * as Files from "./Files.ts"
import * as Ics from "./Ics.ts"
import * as ReadQuery from "./ReadQuery.ts"
import * as Zip from "./Zip.ts"

export const type = "bulk_read"

/** Rows in memory at a time. */
const batch = 2000

/** Every row of the page in order of id; `use` gets id first. Returns how many, the last id, and whether more follow. */
const walk = (core: Core, query: ReadQuery.Query, use: (row: ReadonlyArray<unknown>) => void) => {
  const { columns, values, where } = query
  let after = query.after
  if (after === undefined && query.page > 1) {
    const skipped = (query.page - 1) * ReadQuery.perPage
    const row = core.db.arrays(
      `SELECT t.id FROM ${columns.from} WHERE ${where} ORDER BY t.id LIMIT 1 OFFSET ?`,
      ...values,
      skipped - 1
    )[0]
    if (row === undefined) return { count: 0, last: undefined, more: false }
    after = String(row[0])
  }
  const next = (limit: number): ReadonlyArray<ReadonlyArray<unknown>> => {
    const all: ReadonlyArray<Value> = [...values, after ?? "", limit]
    return core.db.arrays(
      `SELECT ${columns.select} FROM ${columns.from} WHERE ${where} AND t.id>? ORDER BY t.id LIMIT ?`,
      ...all
    )
  }
  let count = 0
  for (;;) {
    const limit = Math.min(batch, ReadQuery.perPage - count)
    const rows = limit === 0 ? [] : next(limit)
    for (const row of rows) use(row)
    count += rows.length
    const last = rows.at(-1)
    if (last !== undefined) after = String(last[0])
    if (rows.length < limit) return { count, last: after, more: false }
    if (limit === 0) return { count, last: after, more: next(1).length > 0 }
  }
}

const file = (core: Core, query: ReadQuery.Query, id: string) => {
  const zip = Zip.writer(core.clock.now())
  zip.entry(`${id}.${query.fileType}`)
  if (query.fileType === "ics") {
    zip.write(Ics.begin)
    const event = Ics.writer(query.columns.header, Clock.format(Math.floor(core.clock.now() / 1000)))
    const page = walk(core, query, (row) => zip.write(event(row)))
    zip.write(Ics.end)
    return { page, bytes: zip.finish() }
  }
  const { cells, header } = query.columns
  zip.write(Csv.line(header))
  const page = walk(core, query, (row) => {
    const values: Array<string> = [String(row[0])]
    for (let i = 0; i < cells.length; i++) values.push(cells[i]?.(row[i + 1]) ?? "")
    zip.write(Csv.line(values))
  })
  return { page, bytes: zip.finish() }
}

/** Reads the page and keeps its ZIP under the job's id. */
export const run: Jobs.Runner = (core, job) => {
  const query = ReadQuery.decode(core, Json.asObject(job.input["body"]) ?? {}, job.user, job.created)
  const about = (state: string, result: Jobs.Data) => ({
    job_id: job.id,
    operation: "read",
    state,
    query: job.input["query"],
    result
  })
  if ("code" in query) {
    // The module or a field went away between the call and now.
    const result = { error_message: query }
    return { state: "failed", output: { result }, callback: about("FAILURE", result) }
  }
  const { bytes, page } = file(core, query, job.id)
  Files.put(core, job.id, bytes)
  const result = {
    page: query.page,
    per_page: ReadQuery.perPage,
    count: page.count,
    download_url: `/crm/bulk/v8/read/${job.id}/result`,
    more_records: page.more,
    next_page_token:
      page.more && page.last !== undefined ? ReadQuery.writeToken(query, page.last, core.clock.now()) : null
  }
  return { state: "done", output: { result }, callback: about("COMPLETED", result) }
}
