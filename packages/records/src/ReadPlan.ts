/** What reading some number of rows costs by each way there is, and which way is the cheapest. Pure: nothing is sent. */
import * as Credits from "@effect-zoho/client/Credits"

/** Pages of a list, queries that go on by id, or jobs that end in files. */
export type Way = "list" | "coql" | "bulk"

/** By Zoho's documentation. */
export const limits = {
  /** Rows by one page of a list, fields of one list, rows that page tokens reach. */
  list: { rows: 200, fields: 50, reach: 100_000 },
  coql: { rows: 2000, columns: 500 },
  /** Rows of one job. */
  bulk: { rows: 200_000, fields: 200 }
} as const

/** What matters of a query for how it can be read. */
export interface Shape {
  readonly fields: number
  /** Conditions: a list takes none. */
  readonly filtered: boolean
  /** A custom view, which only a list takes. */
  readonly customView: boolean
  /** Conditions that a bulk read cannot say. */
  readonly beyondBulk: boolean
  /** So many conditions that none can be added, as a second COQL query needs it. */
  readonly crowded?: boolean
  /** Why a way cannot give some of the fields. */
  readonly cannot?: { readonly [W in Way]?: string }
}

/** One way, with what it costs or why it cannot be gone. */
export type Forecast =
  | {
      readonly via: Way
      /** Without what asks after a job's state and fetches its file: `statusCalls` counts those, 1 credit each. */
      readonly credits: number
      /** Calls that carry rows, or begin a job. */
      readonly calls: number
    }
  | { readonly via: Way; readonly why: string }

export interface Plan {
  readonly via: Way
  readonly why: string
  readonly credits: number
  readonly calls: number
  readonly rows: number
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
    if (shape.fields > limits.coql.columns) return { via: "coql", why: `a query takes ${limits.coql.columns} columns` }
    if (shape.cannot?.coql !== undefined) return { via: "coql", why: shape.cannot.coql }
    if (shape.crowded === true && rows > limits.coql.rows)
      return { via: "coql", why: `so many conditions fit one query of ${limits.coql.rows} rows only` }
    return { via: "coql", ...coqlCredits(rows) }
  },
  bulk: (rows, shape) => {
    if (shape.customView) return { via: "bulk", why: "a custom view is read by list only here" }
    if (shape.beyondBulk) return { via: "bulk", why: "a bulk read cannot say these conditions" }
    if (shape.fields > limits.bulk.fields) return { via: "bulk", why: `a job takes ${limits.bulk.fields} fields` }
    if (shape.cannot?.bulk !== undefined) return { via: "bulk", why: shape.cannot.bulk }
    const calls = Math.max(1, Math.ceil(rows / limits.bulk.rows))
    return { via: "bulk", calls, credits: calls * Credits.cost.bulkRead }
  }
}

/** Every way to read `rows` rows, the simplest first. */
export const forecasts = (rows: number, shape: Shape): ReadonlyArray<Forecast> =>
  (["list", "coql", "bulk"] as const).map((way) => forecast[way](rows, shape))

/** The forecast of one way, or why it cannot be gone. */
export const forecastOf = (way: Way, rows: number, shape: Shape): Forecast => forecast[way](rows, shape)

/** One way in words. */
export const describe = (it: Forecast): string =>
  "why" in it ? `${it.via}: ${it.why}` : `${it.via}: ${it.credits} credits`

/** The cheapest way; of two that cost the same, the simpler one. Nothing when none can be gone. */
export const choose = (rows: number, shape: Shape): Plan | undefined => {
  const all = forecasts(rows, shape)
  let best: Extract<Forecast, { credits: number }> | undefined
  for (const it of all) if (!("why" in it) && (best === undefined || it.credits < best.credits)) best = it
  if (best === undefined) return undefined
  const others = all.filter((it) => it !== best)
  return {
    via: best.via,
    why: `${best.via} costs ${best.credits} credits for ${rows} rows (${others.map(describe).join("; ")})`,
    credits: best.credits,
    calls: best.calls,
    rows,
    alternatives: others
  }
}
