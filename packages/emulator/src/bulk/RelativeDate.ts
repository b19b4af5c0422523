/** Relative dates of criteria (`${TODAY}`, `${LASTWEEK}`, …) as days of the org's calendar. */
import * as Clock from "../Clock.ts"

/** From the first day up to, not including, the second; days since 1970 in the org's time. */
export interface Days {
  readonly from: number
  readonly to: number
}

const daySeconds = 86_400

/** Weeks begin on Sunday, as Zoho's default calendar has it. */
const week = (today: number, by: number): Days => {
  const from = today - ((today + 4) % 7) + by * 7
  return { from, to: from + 7 }
}

const month = (today: number, by: number, length: number): Days => {
  const at = new Date(today * daySeconds * 1000)
  const first = at.getUTCFullYear() * 12 + at.getUTCMonth()
  const start = first - (first % length) + by * length
  const day = (months: number): number => Date.UTC(Math.floor(months / 12), months % 12, 1) / (daySeconds * 1000)
  return { from: day(start), to: day(start + length) }
}

/** Words before the period's name and how many periods they move. */
const steps: { readonly [word: string]: number } = { THIS: 0, CURRENT: 0, LAST: -1, PREVIOUS: -1, NEXT: 1 }
const lengths: { readonly [unit: string]: number } = { MONTH: 1, QUARTER: 3, YEAR: 12 }

/** The day it is at `now` (epoch milliseconds) in the org. */
export const today = (now: number): number => Math.floor((now / 1000 + Clock.orgOffsetMinutes * 60) / daySeconds)

/** The days that a token means at `now` (epoch milliseconds), or undefined when it is none. */
export const parse = (text: string, now: number): Days | undefined => {
  const name = /^\$\{([A-Z_]+)\}$/i.exec(text)?.[1]?.toUpperCase().replaceAll("_", "")
  if (name === undefined) return undefined
  const day = today(now)
  if (name === "TODAY") return { from: day, to: day + 1 }
  if (name === "YESTERDAY") return { from: day - 1, to: day }
  if (name === "TOMORROW") return { from: day + 1, to: day + 2 }
  const match = /^(THIS|CURRENT|LAST|PREVIOUS|NEXT)(WEEK|MONTH|QUARTER|YEAR)$/.exec(name)
  const step = steps[match?.[1] ?? ""]
  const unit = match?.[2]
  if (step === undefined || unit === undefined) return undefined
  return unit === "WEEK" ? week(day, step) : month(day, step, lengths[unit] ?? 1)
}

/** A day as a date field holds it. */
export const date = (day: number): string => new Date(day * daySeconds * 1000).toISOString().slice(0, 10)

/** The first second of a day in the org's time. */
export const second = (day: number): number => day * daySeconds - Clock.orgOffsetMinutes * 60
