/** Batches of rows cut to a plan: each unit is sent as one. */
import type { ApiError } from "@effect-zoho/client/ApiError"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as WritePlan from "../WritePlan.ts"
import type * as Spool from "./Spool.ts"

export type Unit<A, Kept> =
  | { readonly _tag: "Calls"; readonly items: ReadonlyArray<A> }
  /** Rows of one mass update, as long as they give the same value. */
  | { readonly _tag: "Mass"; readonly items: ReadonlyArray<A> }
  /** Rows that wait on disk, to go as a file. */
  | { readonly _tag: "File"; readonly spool: Spool.Spool<Kept> }

interface State<A, Kept> {
  /** The plan's part that rows are taken by, and its rows that are still to come. */
  part: number
  left: number
  waiting: Array<A>
  spool: Spool.Spool<Kept> | undefined
  spooled: number
}

/**
 * Units in the order of the rows. Rows beyond the plan go by calls, or all by the one way that was asked for. Memory: a
 * mass update's rows.
 */
export const cut = <A, Kept, E, R, E2, R2>(
  batches: Stream.Stream<ReadonlyArray<A>, E, R>,
  plan: WritePlan.Plan | undefined,
  makeSpool: Effect.Effect<Spool.Spool<Kept>, E2, R2>,
  kept: (item: A) => Kept
): Stream.Stream<Unit<A, Kept>, E | E2 | ApiError, R | R2> => {
  const parts = plan?.parts ?? []
  const beyond = plan?.forced === true ? (parts.at(-1)?.via ?? "calls") : "calls"

  const emptied = (state: State<A, Kept>): ReadonlyArray<Unit<A, Kept>> => {
    const units: Array<Unit<A, Kept>> = []
    if (state.waiting.length > 0) units.push({ _tag: "Mass", items: state.waiting })
    if (state.spool !== undefined) units.push({ _tag: "File", spool: state.spool })
    state.waiting = []
    state.spool = undefined
    state.spooled = 0
    return units
  }

  return Stream.mapAccumEffect(
    batches,
    (): State<A, Kept> => ({ part: 0, left: parts[0]?.rows ?? 0, waiting: [], spool: undefined, spooled: 0 }),
    Effect.fnUntraced(function* (state: State<A, Kept>, items: ReadonlyArray<A>) {
      const units: Array<Unit<A, Kept>> = []
      while (state.left <= 0 && state.part < parts.length) {
        units.push(...emptied(state))
        state.part++
        state.left = parts[state.part]?.rows ?? 0
      }
      const via = parts[state.part]?.via ?? beyond
      state.left -= items.length
      switch (via) {
        case "calls":
          units.push({ _tag: "Calls", items })
          break
        case "mass":
          if (state.waiting.length + items.length > WritePlan.limits.mass) units.push(...emptied(state))
          state.waiting.push(...items)
          break
        case "bulk": {
          if (state.spooled + items.length > WritePlan.limits.bulk) units.push(...emptied(state))
          const spool = state.spool ?? (yield* makeSpool)
          state.spool = spool
          yield* spool.append(items.map(kept))
          state.spooled += items.length
        }
      }
      return [state, units] as const
    }),
    { onHalt: emptied }
  )
}
