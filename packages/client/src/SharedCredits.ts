/**
 * Credits that several processes spend together, over any `CreditStore`.
 *
 * Only what is new since the last time is sent, at most once a second (`Credits` asks no more often), so what the others
 * spent is up to a second old. A process that is killed counts with all that it told; what it spent in its last second is
 * not known. An answer that got lost makes the same news be told twice: the budget then ends early, never late.
 */
import { CreditStore } from "@effect-zoho/auth/CreditStore"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Others } from "./Credits.ts"

const dayMinutes = 1440

/** The other processes of an organisation, by the store at hand. While the store fails, what was known last holds. */
export const make = Effect.fnUntraced(function* (org: string): Effect.fn.Return<Others, never, CreditStore> {
  const store = yield* CreditStore
  /** By minute, what the store was told of this process. */
  const told = new Map<number, number>()
  let known = 0
  let failing = false
  let asking = false

  return {
    exchange: Effect.fnUntraced(function* (spent) {
      // A slow store is not told the same news by the next call too.
      if (asking) return known
      asking = true
      const since = Math.floor((yield* Clock.currentTimeMillis) / 60_000) - dayMinutes
      for (const minute of told.keys()) if (minute <= since) told.delete(minute)
      const counted = spent.filter((it) => it.minute > since)
      const news = counted
        .map(({ credits, minute }) => ({ minute, credits: credits - (told.get(minute) ?? 0) }))
        .filter((it) => it.credits > 0)
      return yield* store.add(org, news, since).pipe(
        Effect.matchEffect({
          onFailure: (error) => {
            if (failing) return Effect.succeed(known)
            failing = true
            return Effect.as(
              Effect.logWarning(`What other processes spend is not known for now. ${error.message}`),
              known
            )
          },
          onSuccess: (all) => {
            failing = false
            // Bucket objects go on growing: what was told is what was sent.
            for (const { credits, minute } of news) told.set(minute, (told.get(minute) ?? 0) + credits)
            let own = 0
            for (const credits of told.values()) own += credits
            known = Math.max(0, all - own)
            return Effect.succeed(known)
          }
        }),
        Effect.ensuring(
          Effect.sync(() => {
            asking = false
          })
        )
      )
    })
  }
})
