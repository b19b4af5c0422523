import * as Composite from "@effect-zoho/api/Composite"
import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { said, signedIn } from "./support/SignedIn.ts"

layer(signedIn())("Composite", (it) => {
  it.effect("sends calls one after the other, each with what the one before was answered", () =>
    Effect.gen(function* () {
      const outcomes = yield* Composite.send({
        parallel_execution: false,
        __composite_requests: [
          { sub_request_id: "1", method: "POST", uri: "/crm/v8/Leads", body: { data: [{ Last_Name: "Holm" }] } },
          {
            sub_request_id: "2",
            method: "PUT",
            uri: "/crm/v8/Leads/@{1:$.data[0].details.id}",
            body: { data: [{ Company: "Zylker" }] }
          },
          { sub_request_id: "3", method: "GET", uri: "/crm/v8/Leads/1" }
        ]
      })
      assert.deepStrictEqual(said(outcomes), ["SUCCESS", "SUCCESS", "SUCCESS"])
      // Sent is not done: what a call came to is in its own status.
      assert.deepStrictEqual(
        outcomes.map((it) => (it._tag === "Done" ? it.details.response.status_code : 0)),
        [201, 200, 204]
      )
    })
  )

  it.effect("undoes what was done where one fails, and says so", () =>
    Effect.gen(function* () {
      const outcomes = yield* Composite.send({
        rollback_on_fail: true,
        __composite_requests: [
          { sub_request_id: "1", method: "POST", uri: "/crm/v8/Leads", body: { data: [{ Last_Name: "Holm" }] } },
          { sub_request_id: "2", method: "POST", uri: "/crm/v8/Leads", body: { data: [{ Company: "None" }] } }
        ]
      })
      const [first] = outcomes
      assert.isTrue(first?._tag === "Failed" && first.error.message.includes("ROLLBACK_PERFORMED"))
    })
  )
})
