/** Words that a request is made of: what the emulator itself says when it is asked, and what breaks programs. */

export interface Dictionary {
  /** Names of JSON keys. */
  readonly keys: ReadonlyArray<string>
  /** Values that mean something: ids, names, times, codes. */
  readonly values: ReadonlyArray<unknown>
  /** Whole items by the root key that they stood under: `fields`, `users`, `data`. */
  readonly items: ReadonlyMap<string, ReadonlyArray<object>>
}

/** Collects what is in answers; at most so many of each, so that one long answer does not drown the others. */
export const collector = (most: number) => {
  const keys = new Set<string>()
  const values = new Set<unknown>()
  const items = new Map<string, Array<object>>()
  const look = (value: unknown, depth: number): void => {
    if (depth > 12) return
    if (Array.isArray(value)) {
      for (const item of value.slice(0, 20)) look(item, depth + 1)
    } else if (typeof value === "object" && value !== null) {
      for (const [key, item] of Object.entries(value)) {
        if (keys.size < most) keys.add(key)
        look(item, depth + 1)
      }
    } else if (values.size < most && (typeof value !== "string" || value.length < 80)) values.add(value)
  }
  return {
    look: (value: unknown): void => {
      look(value, 0)
      if (typeof value !== "object" || value === null) return
      for (const [root, held] of Object.entries(value)) {
        if (!Array.isArray(held)) continue
        const known = items.get(root) ?? []
        for (const item of held.slice(0, 10)) {
          // What became of an item of a write is no item.
          if (typeof item !== "object" || item === null || "code" in item) continue
          if (known.length < 40) known.push(item)
        }
        items.set(root, known)
      }
    },
    get: (): Dictionary => ({ keys: [...keys], values: [...values], items })
  }
}

const deep = (depth: number): unknown => {
  let value: unknown = 1
  for (let n = 0; n < depth; n++) value = n % 2 === 0 ? [value] : { data: value }
  return value
}

/** What programs trip over: edges of numbers and texts, names that objects have already, nesting. */
export const poison: ReadonlyArray<unknown> = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  -0,
  2 ** 53,
  "",
  " ",
  "0",
  "-1",
  "null",
  "undefined",
  "__proto__",
  "constructor",
  "toString",
  "\0",
  "\ud800",
  "🦄",
  "'; DROP TABLE record_Leads; --",
  '"',
  "%",
  "\\",
  "(((",
  "a".repeat(5000),
  "99999999999999999999999999",
  "2026-13-45T99:99:99+99:99",
  "2026-01-31T10:20:30+05:30",
  "-None-",
  [],
  {},
  [[]],
  [null],
  [{}],
  { id: null },
  { id: {} },
  { toString: 1 },
  [{ toString: 1 }],
  { length: 1e9 },
  deep(60)
]
