/** The emulator's own time: real time plus an offset, so that hours pass in no time. */

export interface Clock {
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly advance: (milliseconds: number) => void
  readonly set: (epochMilliseconds: number) => void
  readonly offset: () => number
  /** Runs `body` while time stands still at an epoch millisecond. */
  readonly hold: (at: number, body: () => void) => void
}

/** Runs with `real` (default: the system's clock) until it is moved. */
export const make = (real: () => number = Date.now, initialOffset = 0): Clock => {
  let offset = initialOffset
  let held: number | undefined
  return {
    now: () => held ?? real() + offset,
    advance: (milliseconds) => {
      offset += milliseconds
    },
    set: (epochMilliseconds) => {
      offset = epochMilliseconds - real()
    },
    offset: () => offset,
    hold: (at, body) => {
      held = at
      try {
        body()
      } finally {
        held = undefined
      }
    }
  }
}

/** The org's offset from UTC in minutes; Zoho answers in the org's time, never in UTC "Z" form. */
export const orgOffsetMinutes = 330

const pad = (value: number): string => (value < 10 ? `0${value}` : String(value))

/** Epoch seconds as Zoho writes a datetime: `2025-01-31T10:20:30+05:30`. */
export const format = (epochSeconds: number): string => {
  const date = new Date((epochSeconds + orgOffsetMinutes * 60) * 1000)
  return `${String(date.getUTCFullYear()).padStart(4, "0")}-${pad(date.getUTCMonth() + 1)}-${pad(date.getUTCDate())}T${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}:${pad(date.getUTCSeconds())}+05:30`
}

const earliest = Date.parse("0001-01-02T00:00:00Z")
const latest = Date.parse("9999-12-30T00:00:00Z")
const dateTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})?$/

/** Epoch seconds of an ISO datetime (no zone means the org's), or undefined when it is not one. */
export const parse = (text: string): number | undefined => {
  const match = dateTime.exec(text)
  if (match === null || !isDate(text.slice(0, 10))) return undefined
  const zone =
    match[3] === undefined ? "+05:30" : match[3] === "Z" ? "Z" : match[3].replace(/^([+-]\d{2}):?(\d{2})$/, "$1:$2")
  const at = Date.parse((match[3] === undefined ? text : text.slice(0, -match[3].length)) + zone)
  // Years that four digits cannot hold in every zone are none.
  return Number.isNaN(at) || at < earliest || at > latest ? undefined : Math.floor(at / 1000)
}

/** Epoch seconds of an `If-Modified-Since` style header: ISO 8601 or an RFC 1123 date. */
export const parseHeader = (text: string): number | undefined => {
  const iso = parse(text)
  if (iso !== undefined) return iso
  const at = /^[A-Za-z]{3},/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? undefined : Math.floor(at / 1000)
}

/** True for a calendar date that exists, as `YYYY-MM-DD`. */
export const isDate = (text: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const at = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === text
}

/** Is there a time zone of this name? */
export const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== ""
  } catch {
    return false
  }
}
