/** JSON that means the same after it was written and read: no rounded, infinite or missing numbers. */
import type * as Schema from "effect/Schema"

/** Deeper than any record, and shallow enough for the stack. */
const deepest = 50

const isFields = (value: object): value is { readonly [key: string]: unknown } => !Array.isArray(value)

const isExact = (value: unknown, depth: number): boolean => {
  switch (typeof value) {
    case "string":
    case "boolean":
    // A key with `undefined` is not written at all.
    case "undefined":
      return true
    case "number":
      // `NaN` would be written as null, which clears a field; a whole number beyond 2^53 may be an id that was rounded.
      return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))
    case "object": {
      if (value === null) return true
      if (depth >= deepest) return false
      if (Array.isArray(value)) return value.every((it) => isExact(it, depth + 1))
      if (!isFields(value)) return false
      // Not `Object.values`: most values are text, and a list of them, or a call for each, would cost more than a look.
      for (const key in value) {
        const item = value[key]
        if (typeof item !== "string" && item !== null && !isExact(item, depth + 1)) return false
      }
      return true
    }
    default:
      return false
  }
}

export const isLossless = (value: unknown): value is Schema.Json => value !== undefined && isExact(value, 0)
