/** Whom the token acts as, compared once with `USER_EMAIL` and `ORG_ID` before anything can be written. */
import * as Org from "@effect-zoho/api/Org"
import * as Users from "@effect-zoho/api/Users"
import type { ZohoError } from "@effect-zoho/client/ApiError"
import type { ZohoClient } from "@effect-zoho/client/ZohoClient"
import { InitializationError, OrgMismatch, UserMismatch } from "@effect-zoho/config/InitializationError"
import type * as Settings from "@effect-zoho/config/Settings"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

/** One call for each setting that is there (1 credit each); none for a setting that is left out. */
export const check: (
  expected: Pick<Settings.Values, "userEmail" | "orgId">
) => Effect.Effect<void, InitializationError | ZohoError, ZohoClient> = Effect.fn("Identity.check")(function* ({
  orgId,
  userEmail
}) {
  if (Option.isSome(userEmail)) {
    const { users } = yield* Users.list({ type: "CurrentUser" })
    const actual = users[0]?.email ?? "nobody"
    // Addresses are the same whatever their case, and people write theirs as they like.
    if (actual.toLowerCase() !== userEmail.value.toLowerCase()) {
      return yield* new InitializationError({ reason: new UserMismatch({ expected: userEmail.value, actual }) })
    }
  }
  if (Option.isSome(orgId)) {
    const { org } = yield* Org.get({})
    const actual = org[0]?.zgid ?? "none"
    if (actual !== orgId.value) {
      return yield* new InitializationError({ reason: new OrgMismatch({ expected: orgId.value, actual }) })
    }
  }
})
