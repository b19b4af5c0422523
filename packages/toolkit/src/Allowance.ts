/** The organisation's credits of a day, by its licence: what a share of them is a share of. */
import * as Org from "@effect-zoho/api/Org"
import type { CreditStore } from "@effect-zoho/auth/CreditStore"
import { ApiError, InvalidInput, type ZohoError } from "@effect-zoho/client/ApiError"
import * as Credits from "@effect-zoho/client/Credits"
import * as SharedCredits from "@effect-zoho/client/SharedCredits"
import type { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"

const editions = ["free", "standard", "professional", "enterprise", "ultimate"] as const

/**
 * Tells the guard who else spends the organisation's credits and, where it `isShare` of the day's, how many these are:
 * 1 credit. Fails where the guard is a share and the licence does not say.
 */
export const learn = Effect.fn("Allowance.learn")(function* (options: {
  readonly isShare: boolean
}): Effect.fn.Return<void, ZohoError, ZohoClient | Credits.Credits | CreditStore> {
  const credits = yield* Credits.Credits
  const [org] = (yield* Org.get({})).org
  if (org !== undefined) yield* credits.join(yield* SharedCredits.make(org.zgid))
  if (!options.isShare) return
  const { paid_type: type, users_license_purchased: users } = org?.license_details ?? {}
  const edition = editions.find((it) => it === type?.toLowerCase())
  const daily = edition === undefined ? Number.NaN : Credits.daily(edition, users ?? 0)
  if (!Number.isFinite(daily)) {
    return yield* new ApiError({
      operation: "Org.get",
      reason: new InvalidInput({
        problem: "The organisation's licence does not tell how many credits it has a day.",
        remedy: "Set CREDITS_LIMIT to a number, not to a share."
      })
    })
  }
  yield* credits.learn(daily)
})
