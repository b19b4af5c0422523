/** What writing some number of rows costs by each way there is, and which way is the cheapest. Pure: nothing is sent. */
import * as Credits from "@effect-zoho/client/Credits"

/** Calls of 100 rows, mass updates of 500 records that get the same value, or jobs that take files of 25,000 rows. */
export type Way = "calls" | "mass" | "bulk"

/** Rows of one call, one mass update, one file. Source: the API's limits, v8. */
export const limits = { calls: 100, mass: 500, bulk: 25_000 } as const

/** What is to be written, as far as it decides on the way. */
export interface Shape {
  readonly operation: "insert" | "update" | "upsert" | "delete"
  readonly rows: number
  /** As the write's own option: left out, all automation runs; empty, none. */
  readonly trigger?: ReadonlyArray<string> | undefined
  /** Do all rows of an update get the same value of one and the same field? */
  readonly sameValue?: boolean | undefined
  /** As the write's own option: a record that was changed later is refused. */
  readonly ifUnmodifiedSince?: string | undefined
  /** Of an upsert. */
  readonly duplicateCheckFields?: ReadonlyArray<string> | undefined
  /** The only way to go, whatever it costs. By it, bulk write is allowed beside automation: it sets off other automation than calls do. */
  readonly via?: Way | undefined
}

/** Some of the rows, in their order, by one way. */
export interface Part {
  readonly via: Way
  readonly rows: number
  /** Calls that carry rows, files counted once. */
  readonly calls: number
  readonly credits: number
}

/** All rows by one way: what it costs, or why it cannot be gone. */
export type Forecast =
  | { readonly via: Way; readonly credits: number; readonly calls: number }
  | { readonly via: Way; readonly why: string }

export interface Plan {
  readonly rows: number
  /** One after the other; they make up all rows. */
  readonly parts: ReadonlyArray<Part>
  /** Without looks at a job's state and its result, 1 credit each, and what looking up lost answers costs. */
  readonly credits: number
  readonly calls: number
  readonly why: string
  /** Each way by itself. */
  readonly alternatives: ReadonlyArray<Forecast>
  /** Was the way asked for? */
  readonly forced: boolean
}

/** What one call, mass update or file of so many rows costs. */
const unit: { readonly [W in Way]: (operation: Shape["operation"], rows: number) => number } = {
  calls: (operation, rows) => (operation === "delete" ? 1 : Credits.cost.write(rows)),
  mass: () => Credits.cost.massUpdate,
  bulk: () => Credits.cost.bulkWrite + Credits.cost.upload
}

/** So many rows by one way. Constant time. */
export const part = (via: Way, operation: Shape["operation"], rows: number): Part => {
  const size = limits[via]
  const full = Math.floor(rows / size)
  const rest = rows - full * size
  return {
    via,
    rows,
    calls: full + (rest > 0 ? 1 : 0),
    credits: full * unit[via](operation, size) + (rest > 0 ? unit[via](operation, rest) : 0)
  }
}

/** Why a way cannot be gone. */
const refusal: { readonly [W in Way]: (shape: Shape) => string | undefined } = {
  calls: () => undefined,
  mass: ({ ifUnmodifiedSince, operation, sameValue, trigger }) => {
    if (operation !== "update") return `a mass update cannot ${operation}`
    if (sameValue !== true) return "a mass update gives all records the same value of one field"
    if (trigger !== undefined) return "a mass update cannot choose the automation that it sets off"
    return ifUnmodifiedSince === undefined ? undefined : "a mass update does not look at when records were changed"
  },
  bulk: ({ duplicateCheckFields, ifUnmodifiedSince, operation, trigger, via }) => {
    if (operation === "delete") return "a bulk write cannot delete"
    if (ifUnmodifiedSince !== undefined) return "a bulk write does not look at when records were changed"
    if ((duplicateCheckFields?.length ?? 0) > 1) return "a bulk write finds records by one field"
    return via === "bulk" || trigger?.length === 0
      ? undefined
      : "a bulk write sets off other automation than calls do: ask for no triggers, or force it"
  }
}

const ways = ["calls", "mass", "bulk"] as const

const forecastOf = (via: Way, shape: Shape): Forecast => {
  const why = refusal[via](shape)
  if (why !== undefined) return { via, why }
  const { calls, credits } = part(via, shape.operation, shape.rows)
  return { via, calls, credits }
}

/** One way in words. */
const describe = (it: Forecast): string => ("why" in it ? `${it.via}: ${it.why}` : `${it.via}: ${it.credits} credits`)

/** Is a file of so many rows cheaper than calls? From 5,011 rows on. */
export const isForBulk = (operation: Shape["operation"], rows: number): boolean =>
  part("bulk", operation, rows).credits < part("calls", operation, rows).credits

/** Full files by bulk write, and the rest by what is cheaper; or all by one way. */
const cheapest = (shape: Shape, open: ReadonlySet<Way>): ReadonlyArray<Part> => {
  const { operation, rows } = shape
  const by = (via: Way, count: number): Part => part(via, operation, count)
  if (open.has("mass") && by("mass", rows).credits < by("calls", rows).credits) return [by("mass", rows)]
  if (!open.has("bulk")) return [by("calls", rows)]
  const rest = rows % limits.bulk
  const inFiles = isForBulk(operation, rest) ? rows : rows - rest
  return [
    ...(inFiles > 0 ? [by("bulk", inFiles)] : []),
    ...(inFiles < rows || rows === 0 ? [by("calls", rows - inFiles)] : [])
  ]
}

/** The cheapest parts there are, of equal ones the simpler; or why the way that was asked for cannot be gone. */
export const choose = (shape: Shape): Plan | { readonly refused: string } => {
  const rows = Math.max(0, Math.floor(shape.rows))
  const known = { ...shape, rows }
  const all = ways.map((via) => forecastOf(via, known))
  const { via } = shape
  const wanted = all.find((it) => it.via === via)
  if (wanted !== undefined && "why" in wanted) return { refused: wanted.why }
  const parts =
    via === undefined
      ? cheapest(known, new Set(all.flatMap((it) => ("why" in it ? [] : [it.via]))))
      : [part(via, shape.operation, rows)]
  const credits = parts.reduce((sum, it) => sum + it.credits, 0)
  const said = parts.map((it) => `${it.rows} rows by ${it.via}`).join(", ")
  return {
    rows,
    parts,
    credits,
    calls: parts.reduce((sum, it) => sum + it.calls, 0),
    why: `${said}: ${credits} credits${via === undefined ? "" : ", as asked for"} (${all.map(describe).join("; ")})`,
    alternatives: all,
    forced: via !== undefined
  }
}
