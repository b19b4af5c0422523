/** Fault rules: what is to go wrong, for which requests, how often, before or after the request took effect. */
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Host } from "./Http.ts"

/** Milliseconds of a duration given as a number of milliseconds or a text such as `2 seconds`. */
export const milliseconds = (value: number | string | undefined, otherwise: number): number => {
  if (value === undefined) return otherwise
  if (typeof value === "number") return Number.isFinite(value) && value >= 0 ? value : otherwise
  return Option.match(durationOf(value), { onNone: () => otherwise, onSome: Duration.toMillis })
}

const units: { readonly [unit: string]: number } = {
  ms: 1,
  milli: 1,
  millis: 1,
  millisecond: 1,
  milliseconds: 1,
  s: 1000,
  sec: 1000,
  second: 1000,
  seconds: 1000,
  m: 60000,
  min: 60000,
  minute: 60000,
  minutes: 60000,
  h: 3600000,
  hour: 3600000,
  hours: 3600000,
  day: 86400000,
  days: 86400000,
  week: 604800000,
  weeks: 604800000
}

/** A duration from text: `61 minutes`, `2s`, `500 millis`. */
export const durationOf = (text: string): Option.Option<Duration.Duration> => {
  const match = /^\s*(-?\d+(?:\.\d+)?)\s*([a-z]+)\s*$/i.exec(text)
  const unit = units[(match?.[2] ?? "").toLowerCase()]
  return match === null || unit === undefined ? Option.none() : Option.some(Duration.millis(Number(match[1]) * unit))
}

const whole = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))

/** How many requests, counted from 1. */
const Count = whole(1, 1_000_000_000)
const Bytes = whole(0, 1_000_000_000)
/** One that can be sent with a body. */
const Status = whole(200, 599)
/** Milliseconds, or a text such as `2 seconds`; at most a day, since a timer takes no more than 24 of them. */
const Pause = Schema.Union([Schema.Number, Schema.String]).check(
  Schema.makeFilter((value: number | string) => milliseconds(value, -1) >= 0 && milliseconds(value, 0) <= 86_400_000)
)

const headerName = /^[\w!#$%&'*+.^`|~-]+$/
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/

/** Only what a server can send: one that is told to send anything else fails itself. */
const HeaderValue = Schema.String.check(Schema.isPattern(headerValue))
const Headers = Schema.Record(Schema.String, HeaderValue).check(
  Schema.makeFilter((headers: { readonly [name: string]: string }) =>
    Object.keys(headers).every((name) => headerName.test(name))
  )
)

const Action = Schema.Union([
  Schema.Struct({
    kind: Schema.Literal("respond"),
    status: Status,
    headers: Schema.optionalKey(Headers),
    /** A string is sent as it is; anything else as JSON. */
    body: Schema.optionalKey(Schema.Json)
  }),
  Schema.Struct({
    kind: Schema.Literal("html"),
    status: Schema.optionalKey(Status),
    body: Schema.optionalKey(Schema.String)
  }),
  /** Sends the first `bytes` (default: half) of the body and then cuts the connection. */
  Schema.Struct({
    kind: Schema.Literal("truncate"),
    bytes: Schema.optionalKey(Bytes),
    close: Schema.optionalKey(Schema.Literals(["clean", "reset"]))
  }),
  Schema.Struct({ kind: Schema.Literal("reset") }),
  Schema.Struct({ kind: Schema.Literal("hang") }),
  Schema.Struct({ kind: Schema.Literal("delay"), duration: Pause }),
  Schema.Struct({
    kind: Schema.Literal("drip"),
    bytes: Schema.optionalKey(Bytes),
    every: Schema.optionalKey(Pause)
  }),
  Schema.Struct({ kind: Schema.Literal("contentType"), value: HeaderValue }),
  /** The request is carried out twice, as a proxy that repeats it would. */
  Schema.Struct({ kind: Schema.Literal("duplicate") })
])

/** A rule as the control plane takes it. */
export const Rule = Schema.Struct({
  match: Schema.optionalKey(
    Schema.Struct({
      host: Schema.optionalKey(Schema.Literals(["accounts", "api", "upload"])),
      method: Schema.optionalKey(Schema.String),
      /** A path or a part of one: `*` stands for any characters, `{name}` for one segment. */
      path: Schema.optionalKey(Schema.String),
      /** Only the nth matching request since the rule was set, counted from 1. */
      nth: Schema.optionalKey(Count)
    })
  ),
  /** How many requests it strikes; left out: every one (with `nth`: one). */
  times: Schema.optionalKey(whole(0, 1_000_000_000)),
  when: Schema.optionalKey(Schema.Literals(["before", "after"])),
  action: Action
})
export type Rule = typeof Rule.Type
export type Action = Rule["action"]

export const Rules = Schema.Union([Rule, Schema.Array(Rule)])

/** What one request is to suffer. */
export interface Strike {
  readonly id: string
  readonly when: "before" | "after"
  readonly action: Action
}

/** A rule as it stands: how many requests it saw, how many it struck. */
export const Listed = Schema.Struct({
  ...Rule.fields,
  id: Schema.String,
  seen: Schema.Number,
  struck: Schema.Number
})
export type Listed = typeof Listed.Type

export interface Faults {
  readonly add: (rules: ReadonlyArray<Rule>) => ReadonlyArray<string>
  readonly list: () => ReadonlyArray<Listed>
  /** Takes one rule away; false when there is none of that id. */
  readonly remove: (id: string) => boolean
  readonly clear: () => void
  /** Puts rules with their ids and counts, as `list` gave them, in place of these. */
  readonly restore: (rules: ReadonlyArray<Listed>) => void
  /** The first rule that strikes this request; counts it. */
  readonly next: (host: Host, method: string, path: string) => Strike | undefined
  readonly any: () => boolean
}

const pattern = (path: string): RegExp =>
  new RegExp(
    `^${path
      .split(/(\{[^/}]*\}|\*)/)
      .map((piece) =>
        piece === "*" ? ".*" : /^\{.*\}$/.test(piece) ? "[^/]+" : piece.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&")
      )
      .join("")}$`
  )

const pathOf = (rule: Rule): RegExp | undefined =>
  rule.match?.path === undefined ? undefined : pattern(rule.match.path)

export const make = (): Faults => {
  let rules: Array<{
    readonly id: string
    readonly rule: Rule
    readonly path: RegExp | undefined
    seen: number
    struck: number
  }> = []
  let counter = 0
  return {
    any: () => rules.length > 0,
    add: (added) =>
      added.map((rule) => {
        const id = `fault-${++counter}`
        rules.push({ id, rule, path: pathOf(rule), seen: 0, struck: 0 })
        return id
      }),
    list: () => rules.map(({ id, rule, seen, struck }) => ({ ...rule, id, seen, struck })),
    remove: (id) => {
      const before = rules.length
      rules = rules.filter((one) => one.id !== id)
      return rules.length < before
    },
    clear: () => {
      rules = []
    },
    restore: (listed) => {
      rules = listed.map(({ id, seen, struck, ...rule }) => ({ id, rule, path: pathOf(rule), seen, struck }))
      counter = Math.max(counter, ...rules.map((one) => Number(one.id.replace(/\D/g, ""))))
    },
    next: (host, method, path) => {
      for (const one of rules) {
        const match = one.rule.match
        if (match?.host !== undefined && match.host !== host) continue
        if (match?.method !== undefined && match.method.toUpperCase() !== method) continue
        if (one.path !== undefined && !one.path.test(path)) continue
        one.seen++
        const times = one.rule.times ?? (match?.nth === undefined ? Number.POSITIVE_INFINITY : 1)
        if (one.struck >= times || one.seen < (match?.nth ?? 1)) continue
        one.struck++
        return { id: one.id, when: one.rule.when ?? "before", action: one.rule.action }
      }
      return undefined
    }
  }
}
