/** What reading some number of rows costs by each way there is, and which way is the cheapest. Pure: nothing is sent. */
import * as Credits from "@effect-zoho/client/Credits"

/** Pages of a list, queries that go on by id, or jobs that end in files. */
export type Way = "list" | "coql" | "bulk"

/** By Zoho's documentation. */
export const limits = {
  /** Rows by one page of a list, fields of one list, rows that page tokens reach. */
  list: { rows: 200, fields: 50, reach: 100_000 },
  /** `dynamic`: formulas that are worked out anew at each reading. */
  coql: { rows: 2000, columns: 500, dynamic: 5 },
  /** Rows of one job. */
  bulk: { rows: 200_000, fields: 200 },
  /** Ids of one list of records that are known. */
  beside: { rows: 100 }
} as const

/** What matters of a query for how it can be read. */
export interface Shape {
  readonly fields: number
  /** Conditions: a list takes none. */
  readonly filtered: boolean
  /** A custom view, which only a list takes. */
  readonly customView: boolean
  /** Why a bulk read cannot say the conditions. */
  readonly beyondBulk?: string
  /** So many conditions that none can be added, as a second COQL query needs it. */
  readonly crowded?: boolean
  /** Why a way cannot give some of the fields. */
  readonly cannot?: { readonly [W in Way]?: string }
  /** Fields whose types only the org's metadata tell, which a file needs: 1 credit. */
  readonly untold?: boolean
  /** Of the fields, those that a way does not give and a list does: read beside it, 100 records a call. */
  readonly beside?: { readonly [W in Exclude<Way, "list">]?: ReadonlyArray<string> }
}

/** One way, with what it costs or why it cannot be gone. */
export type Forecast =
  | {
      readonly via: Way
      /** Without what asks after a job's state and fetches its file: `statusCalls` counts those, 1 credit each. */
      readonly credits: number
      /** Calls that carry rows, or begin a job. */
      readonly calls: number
      /** Fields that come from lists of the same records, and what these cost of the credits. */
      readonly beside?: { readonly fields: ReadonlyArray<string>; readonly credits: number }
    }
  | { readonly via: Way; readonly why: string }

export interface Plan {
  readonly via: Way
  readonly why: string
  readonly credits: number
  readonly calls: number
  readonly rows: number
  readonly beside?: { readonly fields: ReadonlyArray<string>; readonly credits: number }
  readonly alternatives: ReadonlyArray<Forecast>
}

/** How many rows the next COQL query should ask for, when so many are expected still: the cheapest tier that holds them. */
export const coqlLimit = (expected: number): number => (expected <= 200 ? 200 : expected <= 1000 ? 1000 : 2000)

/** Credits of reading `rows` by COQL. */
const coqlCredits = (rows: number): { readonly calls: number; readonly credits: number } => {
  const full = Math.floor(rows / limits.coql.rows)
  const rest = rows - full * limits.coql.rows
  // Nothing at all takes a query to find out.
  const last = rest > 0 || full === 0
  return {
    calls: full + (last ? 1 : 0),
    credits: full * Credits.cost.coql(limits.coql.rows) + (last ? Credits.cost.coql(coqlLimit(rest)) : 0)
  }
}

/** How many lists side by side hold so many fields. */
export const parts = (fields: number): number => Math.max(1, Math.ceil(fields / limits.list.fields))

/** Some things in groups of at most so many. */
export const inGroups = <A>(all: ReadonlyArray<A>, most: number): ReadonlyArray<ReadonlyArray<A>> => {
  const groups: Array<ReadonlyArray<A>> = []
  for (let at = 0; at < all.length; at += most) groups.push(all.slice(at, at + most))
  return groups
}

/** A way with the lists beside it: 1 credit for 100 records and 50 fields. */
const withBeside = (
  via: "coql" | "bulk",
  own: { readonly calls: number; readonly credits: number },
  rows: number,
  fields: ReadonlyArray<string>
): Forecast => {
  if (fields.length === 0) return { via, ...own }
  const credits = parts(fields.length) * Math.ceil(rows / limits.beside.rows)
  return { via, calls: own.calls + credits, credits: own.credits + credits, beside: { fields, credits } }
}

const forecast: { readonly [W in Way]: (rows: number, shape: Shape) => Forecast } = {
  list: (rows, shape) => {
    if (shape.filtered) return { via: "list", why: "a list takes no conditions" }
    if (rows > limits.list.reach) return { via: "list", why: `page tokens end at ${limits.list.reach} rows` }
    if (shape.cannot?.list !== undefined) return { via: "list", why: shape.cannot.list }
    const calls = parts(shape.fields) * Math.max(1, Math.ceil(rows / limits.list.rows))
    return { via: "list", calls, credits: calls }
  },
  coql: (rows, shape) => {
    if (shape.customView) return { via: "coql", why: "a query takes no custom view" }
    const beside = shape.beside?.coql ?? []
    if (shape.fields - beside.length > limits.coql.columns)
      return { via: "coql", why: `a query takes ${limits.coql.columns} columns` }
    if (shape.cannot?.coql !== undefined) return { via: "coql", why: shape.cannot.coql }
    if (shape.crowded === true && rows > limits.coql.rows)
      return { via: "coql", why: `so many conditions fit one query of ${limits.coql.rows} rows only` }
    return withBeside("coql", coqlCredits(rows), rows, beside)
  },
  bulk: (rows, shape) => {
    if (shape.customView) return { via: "bulk", why: "a custom view is read by list only here" }
    if (shape.beyondBulk !== undefined) return { via: "bulk", why: shape.beyondBulk }
    const beside = shape.beside?.bulk ?? []
    if (shape.fields - beside.length > limits.bulk.fields)
      return { via: "bulk", why: `a job takes ${limits.bulk.fields} fields` }
    if (shape.cannot?.bulk !== undefined) return { via: "bulk", why: shape.cannot.bulk }
    const calls = Math.max(1, Math.ceil(rows / limits.bulk.rows))
    const asks = shape.untold === true ? 1 : 0
    return withBeside("bulk", { calls, credits: calls * Credits.cost.bulkRead + asks }, rows, beside)
  }
}

/** Every way to read `rows` rows, the simplest first. */
export const forecasts = (rows: number, shape: Shape): ReadonlyArray<Forecast> =>
  (["list", "coql", "bulk"] as const).map((way) => forecast[way](rows, shape))

/** The forecast of one way, or why it cannot be gone. */
export const forecastOf = (way: Way, rows: number, shape: Shape): Forecast => forecast[way](rows, shape)

/** Names, the first of them where there are many. */
const named = (fields: ReadonlyArray<string>): string =>
  fields.length > 3 ? `${fields.slice(0, 2).join(", ")} and ${fields.length - 2} more` : fields.join(", ")

const ofBeside = (it: Forecast): string =>
  "why" in it || it.beside === undefined
    ? ""
    : `, ${it.beside.credits} of them for ${named(it.beside.fields)}, which ${it.via === "bulk" ? "a file does not hold" : "a query does not give"}`

/** One way in words. */
export const describe = (it: Forecast): string =>
  "why" in it ? `${it.via}: ${it.why}` : `${it.via}: ${it.credits} credits${ofBeside(it)}`

/** The cheapest way; of two that cost the same, the simpler one. Nothing when none can be gone. */
export const choose = (rows: number, shape: Shape): Plan | undefined => {
  const all = forecasts(rows, shape)
  let best: Extract<Forecast, { credits: number }> | undefined
  for (const it of all) if (!("why" in it) && (best === undefined || it.credits < best.credits)) best = it
  if (best === undefined) return undefined
  const others = all.filter((it) => it !== best)
  return {
    via: best.via,
    why: `${best.via} costs ${best.credits} credits for ${rows} rows${ofBeside(best)} (${others.map(describe).join("; ")})`,
    credits: best.credits,
    calls: best.calls,
    rows,
    ...(best.beside === undefined ? {} : { beside: best.beside }),
    alternatives: others
  }
}
