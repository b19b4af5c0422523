/** Fields of leads, more than one list takes. */
import * as ZohoClient from "@effect-zoho/client/ZohoClient"
import * as Leads from "@effect-zoho/records/modules/Leads"
import * as Effect from "effect/Effect"

/** Those that the org has: Zoho leaves others out of a row, and a list shows no converted lead's. */
export const fields = Effect.gen(function* () {
  const {
    rows: [sample]
  } = yield* (yield* Leads.Leads).list(["Email"], { perPage: 1 })
  const client = yield* ZohoClient.ZohoClient
  const answer = yield* client.send({
    operation: "all fields",
    method: "GET",
    path: `/crm/v8/Leads/${sample?.id}`,
    credits: 1,
    retry: "safe"
  })
  const known = answer._tag === "Document" ? JSON.stringify(answer.body) : ""
  return Object.keys(Leads.module.fields).filter((it) => known.includes(`"${it}":`))
})
