/** Trouble at random, from a seed: what goes wrong with the next requests, and how long a process may live. */

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export const random = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const refusal = (code: string) => ({ code, details: {}, message: "", status: "error" })

/** What may happen to a request: each kind with the times at which it can. */
const troubles: ReadonlyArray<{ readonly when: ReadonlyArray<"before" | "after">; readonly action: object }> = [
  { when: ["before", "after"], action: { kind: "reset" } },
  { when: ["before", "after"], action: { kind: "reset" } },
  { when: ["before"], action: { kind: "respond", status: 429, body: refusal("TOO_MANY_REQUESTS") } },
  { when: ["before", "after"], action: { kind: "respond", status: 500, body: refusal("INTERNAL_ERROR") } },
  { when: ["before", "after"], action: { kind: "respond", status: 503, body: "" } },
  { when: ["before", "after"], action: { kind: "html", status: 502 } },
  { when: ["after"], action: { kind: "truncate", bytes: 40 } },
  { when: ["after"], action: { kind: "drip", bytes: 2000, every: "50 millis" } },
  { when: ["before", "after"], action: { kind: "delay", duration: "400 millis" } },
  { when: ["before", "after"], action: { kind: "hang" } }
]

const calls = { method: "POST", path: "/crm/v8/Leads" }
const lookUp = { path: "/crm/v8/coql" }

/** What an import asks for: mostly writes, sometimes what looks them up; or a file, its job and its result. */
const targets: { readonly [via in "calls" | "bulk"]: ReadonlyArray<object> } = {
  calls: [calls, calls, calls, lookUp],
  bulk: [
    { method: "POST", path: "/crm/v8/upload" },
    { method: "POST", path: "/crm/bulk/v8/write" },
    { method: "GET", path: "/crm/bulk/v8/write/*" },
    { method: "GET", path: "/v2/crm/*/bulk-write/*/*" }
  ]
}

/** A rule for one of the next requests. */
export const rule = (next: () => number, via: "calls" | "bulk"): object => {
  const trouble = troubles[Math.floor(next() * troubles.length)]
  const when = trouble?.when[Math.floor(next() * (trouble.when.length || 1))] ?? "before"
  const target = targets[via][Math.floor(next() * targets[via].length)]
  return {
    match: { ...target, nth: 1 + Math.floor(next() * (via === "calls" ? 6 : 2)) },
    times: 1,
    when,
    action: trouble?.action ?? { kind: "reset" }
  }
}
