/** The work of a bulk write: every resource's CSV, row by row, into the org and into a result that says how each ended. */
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"
import type * as Jobs from "../jobs/Jobs.ts"
import * as Csv from "./Csv.ts"
import * as Files from "./Files.ts"
import * as Rows from "./Rows.ts"
import * as WriteRequest from "./WriteRequest.ts"
import * as Zip from "./Zip.ts"

export const type = "bulk_write"

/** Bytes that one CSV may have when unpacked: an archive of 25 MB can hide any amount. */
const unpackedLimit = 128 * 1024 * 1024

interface Counts {
  added: number
  skipped: number
  updated: number
  total: number
}

/** Ids of rows done so far, by what their columns held: what children of the same job are tied by. */
type Links = Map<string, Map<number, Map<string, string>>>

interface Work {
  readonly core: Core
  readonly job: Jobs.Job
  readonly plan: WriteRequest.Plan
  readonly zip: Zip.Writer
  readonly links: Links
}

interface Table {
  readonly name: string
  readonly header: ReadonlyArray<string>
  readonly rows: ReadonlyArray<ReadonlyArray<string>>
}

interface Failure {
  readonly code: string
}

const failure = (code: string): Failure => ({ code })

/** The CSV files of a resource: those it names, or the first of the archive. */
const entriesOf = (work: Work, resource: WriteRequest.Resource): ReadonlyArray<Zip.Entry> | Failure => {
  const archive = Files.get(work.core, resource.fileId)
  const entries = archive === undefined ? undefined : Zip.entries(archive)
  if (entries === undefined) return failure("INVALID_FILE_ID")
  if (resource.fileNames.length === 0) {
    const first = entries.find((entry) => /\.csv$/i.test(entry.name))
    return first === undefined ? failure("FILE_NOT_SUPPORTED") : [first]
  }
  const found = resource.fileNames.map((name) => entries.find((entry) => entry.name === name))
  return found.every((entry) => entry !== undefined) ? found : failure("FILE_NOT_FOUND")
}

const tableOf = (work: Work, entry: Zip.Entry): Table | Failure => {
  if (!/\.csv$/i.test(entry.name)) return failure("FILE_NOT_SUPPORTED")
  const bytes = entry.read(unpackedLimit)
  if (bytes === undefined) return failure(entry.size > unpackedLimit ? "FILE_TOO_LARGE" : "INVALID_FORMAT")
  const text = Csv.textOf(bytes, work.plan.encoding)
  const rows: Array<ReadonlyArray<string>> = []
  for (const row of Csv.rows(text, Csv.delimiterOf(text))) {
    if (rows.length > WriteRequest.limits.rows) return failure("LIMIT_EXCEEDED")
    rows.push(row)
  }
  const [header, ...body] = rows
  if (header === undefined) return failure("INVALID_FORMAT")
  if (header.length > WriteRequest.limits.columns) return failure("HEADER_LIMIT_EXCEEDED")
  return { name: entry.name, header, rows: body }
}

const link = (work: Work, module: string, cells: ReadonlyArray<string>, id: string): void => {
  const columns = work.links.get(module)
  if (columns === undefined || id === "") return
  for (const [column, values] of columns) values.set(cells[column] ?? "", id)
}

const mappingsFor = (
  work: Work,
  resource: WriteRequest.Resource,
  table: Table
): ReadonlyArray<WriteRequest.Mapping> | Failure => {
  const given = resource.mappings
  if (given !== undefined) {
    return given.some((mapping) => mapping.index !== undefined && mapping.index >= table.header.length)
      ? failure("COLUMN_INDEX_NOT_FOUND")
      : given
  }
  const found = WriteRequest.byHeader(work.core, resource.module, table.header)
  if (found.length === 0) return failure("INVALID_FIELD_NAME")
  const lack = WriteRequest.lacking(resource.module, work.plan.operation, resource.findBy, found, "$")
  return lack === undefined ? found : failure(lack.code)
}

/** Applies one table and writes its result file. */
const applyTable = (
  work: Work,
  resource: WriteRequest.Resource,
  table: Table,
  mappings: ReadonlyArray<WriteRequest.Mapping>,
  counts: Counts
): void => {
  const { core, job, links, plan, zip } = work
  const context: Rows.Context = {
    core,
    user: job.user,
    operation: plan.operation,
    module: resource.module,
    findBy: resource.findBy,
    ignoreEmpty: resource.ignoreEmpty,
    mappings,
    parentId: (module, column, value) => links.get(module)?.get(column)?.get(value)
  }
  const shown = [...new Set(mappings.flatMap((mapping) => (mapping.index === undefined ? [] : [mapping.index])))].sort(
    (a, b) => a - b
  )
  zip.entry(table.name)
  zip.write(Csv.line([...shown.map((index) => table.header[index] ?? ""), "STATUS", "RECORD_ID", "ERRORS"]))
  for (let at = 0; at < table.rows.length; at += Rows.batch) {
    const rows = table.rows.slice(at, at + Rows.batch)
    Rows.apply(context, rows).forEach((end, index) => {
      const cells = rows[index] ?? []
      counts.total++
      if (end.status === "ADDED") counts.added++
      else if (end.status === "UPDATED") counts.updated++
      else counts.skipped++
      link(work, resource.module.apiName, cells, end.id)
      zip.write(Csv.line([...shown.map((column) => cells[column] ?? ""), end.status, end.id, end.errors]))
    })
  }
}

const applyResource = (
  work: Work,
  resource: WriteRequest.Resource
): { readonly counts: Counts; readonly name: string; readonly code: string | undefined } => {
  const counts: Counts = { added: 0, skipped: 0, updated: 0, total: 0 }
  const entries = entriesOf(work, resource)
  if ("code" in entries) return { counts, name: resource.fileNames[0] ?? "", code: entries.code }
  const name = entries[0]?.name ?? ""
  for (const entry of entries) {
    const table = tableOf(work, entry)
    if ("code" in table) return { counts, name, code: table.code }
    const mappings = mappingsFor(work, resource, table)
    if ("code" in mappings) return { counts, name, code: mappings.code }
    applyTable(work, resource, table, mappings, counts)
  }
  return { counts, name, code: undefined }
}

/** What the job's resources have to remember for their children. */
const linksOf = (plan: WriteRequest.Plan): Links => {
  const links: Links = new Map()
  for (const mapping of plan.resources.flatMap((resource) => resource.mappings ?? [])) {
    if (mapping.parent === undefined) continue
    const columns = links.get(mapping.parent.module) ?? new Map<number, Map<string, string>>()
    columns.set(mapping.parent.column, new Map())
    links.set(mapping.parent.module, columns)
  }
  return links
}

/** Applies the whole job. Rows that fail are skipped; a resource whose file cannot be read fails with a code. */
export const run: Jobs.Runner = (core, job) => {
  const plan = WriteRequest.decode(core, Json.asObject(job.input["body"]) ?? {})
  const about = (state: string, more: Jobs.Data) => ({
    job_id: job.id,
    operation: job.input["operation"],
    state,
    ...more
  })
  if ("code" in plan) return { state: "failed", output: { resources: [] }, callback: about("FAILED", {}) }
  const work: Work = { core, job, plan, zip: Zip.writer(core.clock.now()), links: linksOf(plan) }
  const resources = plan.resources.map((resource) => applyResource(work, resource))
  Files.put(core, job.id, work.zip.finish())
  const output = {
    resources: resources.map(({ code, counts, name }) => ({
      ...(code === undefined ? {} : { code }),
      file: {
        status: code === undefined ? "COMPLETED" : "FAILED",
        name,
        added_count: counts.added,
        skipped_count: counts.skipped,
        updated_count: counts.updated,
        total_count: counts.total
      }
    }))
  }
  const failed = resources.every((resource) => resource.code !== undefined)
  return failed
    ? { state: "failed", output, callback: about("FAILED", {}) }
    : { state: "done", output, callback: about("COMPLETED", { result: { download_url: downloadUrl(core, job.id) } }) }
}

/** Where the result lies: an absolute URL that is not on the API host. */
export const downloadUrl = (core: Core, id: string): string =>
  `${core.urls().uploadUrl}${downloadPath(core.credentials().orgId, id)}`

export const downloadPath = (org: string, id: string): string => `/v2/crm/${org}/bulk-write/${id}/${id}.zip`
