/** The CRM behind the page: three calls on leads and where they go. What the handlers and the page work with. */
import type { ZohoError } from "@effect-zoho/client/ApiError"
import type { RecordId } from "@effect-zoho/records/RecordId"
import type { Leads } from "@effect-zoho/records/modules/Leads"
import * as Effect from "effect/Effect"
import type { Lead, LeadPage, Saved, Target } from "./Api.ts"
import * as Problem from "./Problem.ts"

/** Leads on one page of the list. */
export const perPage = 10

export interface Crm {
  readonly target: Target
  /** One page of leads, 1 credit. */
  readonly list: (pageToken?: string) => Effect.Effect<LeadPage, Problem.Problem>
  /** One lead as it is now, 1 credit. */
  readonly get: (id: RecordId) => Effect.Effect<Lead, Problem.Problem>
  /** Writes a mobile number (`null` clears it) and reads the lead back, 2 credits. */
  readonly updateMobile: (id: RecordId, mobile: string | null) => Effect.Effect<Saved, Problem.Problem>
}

const fields = ["First_Name", "Last_Name", "Company", "Email", "Mobile"] as const

interface Row {
  readonly id: RecordId
  readonly First_Name: string | null
  readonly Last_Name: string
  readonly Company: string | null
  readonly Email: string | null
  readonly Mobile: string | null
}

const toLead = (row: Row): Lead => ({
  id: row.id,
  name: row.First_Name === null ? row.Last_Name : `${row.First_Name} ${row.Last_Name}`,
  company: row.Company,
  email: row.Email,
  mobile: row.Mobile
})

const asProblem = <A>(self: Effect.Effect<A, ZohoError>): Effect.Effect<A, Problem.Problem> =>
  Effect.mapError(self, Problem.fromError)

/** The page's calls on a record service. */
export const make = (leads: Leads["Service"], target: Target): Crm => {
  const get = (id: RecordId) => Effect.map(leads.get(id, fields), toLead)
  return {
    target,
    list: (pageToken) =>
      leads.list(fields, { perPage, ...(pageToken === undefined ? {} : { pageToken }) }).pipe(
        Effect.map((page): LeadPage => ({
          leads: page.rows.map(toLead),
          ...(page.nextPageToken === undefined ? {} : { nextPageToken: page.nextPageToken })
        })),
        asProblem
      ),
    get: (id) => asProblem(get(id)),
    updateMobile: (id, mobile) =>
      Effect.gen(function* () {
        const done = yield* leads.update(id, { Mobile: mobile })
        return { lead: yield* get(id), code: done.code, message: done.message }
      }).pipe(asProblem)
  }
}
