/** Whether the credits that are left will do for a run, as its plan says it. */
import { Credits } from "@effect-zoho/client/Credits"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { grouped } from "./Grouped.ts"

/** Nothing is said where it is not known what is left. */
export const forecast = Effect.fn("Budget.forecast")(function* (needed: number) {
  const { fits, fitsAt, left } = yield* Effect.flatMap(Credits, (credits) => credits.forecast(needed))
  if (Option.isNone(left)) return { event: {}, text: "" }
  const there = `${grouped(left.value)} are left`
  const later = Option.match(fitsAt, {
    onNone: () => "",
    onSome: (at) => ` Enough have come back at ${new Date(at).toISOString()}.`
  })
  return {
    event: {
      creditsLeft: left.value,
      fits,
      ...(Option.isSome(fitsAt) ? { fitsAt: new Date(fitsAt.value).toISOString() } : {})
    },
    text: fits
      ? ` ${there}.`
      : ` Only ${there}: the run stops there, and the same command goes on with the rest.${later}`
  }
})
