/**
 * Where the processes of an organisation tell each other which API credits they spent: the one contract that every such
 * store implements. It stands beside `TokenStore`, since what keeps the one keeps the other.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { TokenStoreError } from "./TokenStore.ts"

/** Credits of one minute since the epoch, by the clock of who spent them. */
export interface Spent {
  readonly minute: number
  readonly credits: number
}

export class CreditStore extends Context.Service<
  CreditStore,
  {
    /**
     * Adds what was spent in these minutes, and tells what all processes together spent after the minute `since`, this
     * one included. One atomic step a minute: none of it is lost to another process that adds at the same time. What is
     * not after `since` may be forgotten, so a store holds 1,440 numbers for each organisation.
     */
    readonly add: (org: string, spent: ReadonlyArray<Spent>, since: number) => Effect.Effect<number, TokenStoreError>
  }
>()("@effect-zoho/auth/CreditStore") {}

/** For one process with several budgets, and for tests. */
export const layerMemory: Layer.Layer<CreditStore> = Layer.sync(CreditStore, () => {
  const kept = new Map<string, Map<number, number>>()
  return CreditStore.of({
    add: (org, spent, since) =>
      Effect.sync(() => {
        const minutes = kept.get(org) ?? new Map<number, number>()
        kept.set(org, minutes)
        for (const { credits, minute } of spent) minutes.set(minute, (minutes.get(minute) ?? 0) + credits)
        let sum = 0
        for (const [minute, credits] of minutes) {
          if (minute > since) sum += credits
          else minutes.delete(minute)
        }
        return sum
      })
  })
})
