/** A first call with a new token: whom it acts as, said to the person who signed in. */
import * as Org from "@effect-zoho/api/Org"
import * as Users from "@effect-zoho/api/Users"
import * as Output from "@effect-zoho/toolkit/Output"
import * as Effect from "effect/Effect"

/** Whom a token acts as. */
export interface Identity {
  readonly user: string
  /** The organisation's name. */
  readonly name: string
  readonly zgid: string
}

/** Asks Zoho; the layer has compared user and organisation with the settings before. */
export const identify = Effect.gen(function* () {
  const { users } = yield* Users.list({ type: "CurrentUser" })
  const { org } = yield* Org.get({})
  const identity: Identity = {
    user: users[0]?.email ?? "nobody",
    name: org[0]?.company_name ?? "an organisation without a name",
    zgid: org[0]?.zgid ?? ""
  }
  return identity
})

/** Tells that it worked. */
export const tell = ({ name, user, zgid }: Identity) =>
  Output.event(
    { event: "verified", user, org: zgid },
    `A first call works: the token acts as ${user} in ${name} (${zgid}).\nNext: npm run doctor`
  )
