/** The organisation's credits of a day, by its licence: what a share of them is a share of. */
import * as Org from "@effect-zoho/api/Org"
import { ApiError, InvalidInput, type ZohoError } from "@effect-zoho/client/ApiError"
import * as Credits from "@effect-zoho/client/Credits"
import type { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import * as Path from "node:path"
import * as SharedCredits from "./SharedCredits.ts"

const editions = ["free", "standard", "professional", "enterprise", "ultimate"] as const

/** What the guard is told at the beginning. */
export interface Options {
  /** Is the guard a share of the day's credits? Then it is told how many these are. */
  readonly isShare: boolean
  /** A folder where processes tell each other what they spent, below it one for each organisation. */
  readonly folder: string | undefined
}

/**
 * Tells the guard how many credits a day has and who else spends them: 1 credit. Fails where the guard is a share and the
 * licence does not say.
 */
export const learn = Effect.fn("Allowance.learn")(function* ({
  folder,
  isShare
}: Options): Effect.fn.Return<void, ZohoError, ZohoClient | Credits.Credits> {
  const credits = yield* Credits.Credits
  const [org] = (yield* Org.get({})).org
  if (folder !== undefined && org !== undefined)
    yield* credits.join(SharedCredits.make(Path.join(folder, encodeURIComponent(org.zgid))))
  if (!isShare) return
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
