/** JSON without loss: integers too large for a double are read as bigint and written back digit by digit. */

// Engines pass a third argument with the source text; TypeScript's library does not say so yet.
const sourceOf = (context: unknown): unknown =>
  typeof context === "object" && context !== null ? Reflect.get(context, "source") : undefined

const lossless = (text: string): unknown =>
  JSON.parse(text, (_key, value: unknown, ...rest: ReadonlyArray<unknown>) => {
    if (typeof value !== "number" || Number.isSafeInteger(value)) return value
    const source = sourceOf(rest[0])
    return typeof source === "string" && /^-?\d+$/.test(source) ? BigInt(source) : value
  })

// A number of 16 digits is the shortest that can be an unsafe integer; without one the plain parser is exact and faster.
// Ids in quotes are none: a number begins the text, or follows a colon, comma, bracket or blank.
const suspicious = /(?:^|[:,[\s])-?\d{16}/

/** The value of a JSON text, or undefined when it is not JSON (or is nested too deeply to be read). */
export const parse = (text: string): unknown => {
  try {
    return suspicious.test(text) ? lossless(text) : JSON.parse(text)
  } catch {
    return undefined
  }
}

/** JSON text of any value; a bigint becomes a number with all its digits. */
export const stringify = (value: unknown): string => {
  try {
    // Much faster without a replacer; a bigint is refused.
    return JSON.stringify(value)
  } catch {
    return JSON.stringify(value, (_key, item: unknown) => (typeof item === "bigint" ? rawNumber(item) : item))
  }
}

/** As `stringify`; undefined for a value nested too deeply to be written. */
export const tryStringify = (value: unknown): string | undefined => {
  try {
    return stringify(value)
  } catch {
    return undefined
  }
}

const rawNumber = (value: bigint): unknown => {
  const raw: unknown = Reflect.get(JSON, "rawJSON")
  return typeof raw === "function" ? raw(value.toString()) : value.toString()
}

/** Text as it is, anything else as JSON. `String` would run a `toString` that came with the request. */
export const asText = (value: unknown): string => (typeof value === "string" ? value : (tryStringify(value) ?? ""))

/** A plain JSON object, or undefined for anything else. */
export const asObject = (value: unknown): { readonly [key: string]: unknown } | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : undefined

/** The plain objects of an array; anything else in it is left out. */
export const objects = (value: unknown): ReadonlyArray<{ readonly [key: string]: unknown }> => {
  const found: Array<{ readonly [key: string]: unknown }> = []
  for (const item of Array.isArray(value) ? value : []) {
    const object = asObject(item)
    if (object !== undefined) found.push(object)
  }
  return found
}

/** An id given as a string, a number or a large integer, as its digits; undefined when it is none of these. */
export const idOf = (value: unknown): string | undefined => {
  if (typeof value === "string") return value
  if (typeof value === "bigint") return value.toString()
  return typeof value === "number" && Number.isSafeInteger(value) ? String(value) : undefined
}

/** True for what a body leaves out: nothing at all, or null. */
export const isAbsent = (value: unknown): value is null | undefined => value === undefined || value === null

/** True for what Zoho takes as the id of a record: up to 19 digits. */
export const isId = (text: string): boolean => /^\d{1,19}$/.test(text)
