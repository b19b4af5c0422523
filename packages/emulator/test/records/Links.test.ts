import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Emulator, layer as emulatorLayer } from "@effect-zoho/emulator/Emulator"
import { call } from "../support/Client.ts"
import { add, get, put, refusal } from "../support/Records.ts"

const deal = (more: object = {}) => add("Deals", { Deal_Name: "Linked", Stage: "Qualification", ...more })

describe("lookups to many", () => {
  layer(emulatorLayer({ limits: "off" }))((it) => {
    it.effect("tie records and users, each tie with an id of its own", () =>
      Effect.gen(function* () {
        const [one, two] = [yield* add("Contacts", { Last_Name: "One" }), yield* add("Contacts", { Last_Name: "Two" })]
        const users = (yield* call("GET", "/crm/v8/users?type=ActiveUsers")).json.users
        const id = yield* deal({
          Decision_Makers: [{ Decision_Makers: { id: one } }],
          Sales_Team: [{ Sales_Team: { id: users[1].id } }]
        })
        const first = yield* get("Deals", id)
        assert.deepStrictEqual(first.Decision_Makers, [
          { id: first.Decision_Makers[0].id, Decision_Makers: { name: "One", id: one } }
        ])
        assert.deepInclude(first.Sales_Team[0].Sales_Team, { id: users[1].id, name: users[1].full_name })
        yield* put("Deals", [
          {
            id,
            Decision_Makers: [{ Decision_Makers: { id: two } }, { id: first.Decision_Makers[0].id, _delete: null }]
          }
        ])
        const second = yield* get("Deals", id)
        assert.deepStrictEqual(
          second.Decision_Makers.map((row: any) => row.Decision_Makers.id),
          [two]
        )
        // Lists have no such fields; the ties are a module.
        const listed = yield* call("GET", `/crm/v8/Deals?fields=Deal_Name,Decision_Makers&ids=${id}`)
        assert.deepStrictEqual(listed.json.data[0], { id, Deal_Name: "Linked" })
        const ties = yield* call(
          "GET",
          `/crm/v8/Decision_Makers_X_Deals/search?criteria=(Deal:equals:${id})&fields=Decision_Makers`
        )
        assert.deepStrictEqual(ties.json.data, [
          { id: second.Decision_Makers[0].id, Decision_Makers: { name: "Two", id: two } }
        ])
        const again = yield* put("Deals", [{ id, Decision_Makers: [{ Decision_Makers: two }] }])
        assert.deepInclude(again.json.data[0], { code: "DUPLICATE_LINKING_DATA" })
        assert.deepInclude(again.json.data[0].details, { linking_fields: ["Deal", "Decision_Makers"] })
        const pair = { Deal: { id }, Decision_Makers: { id: two } }
        assert.deepStrictEqual(yield* refusal("Decision_Makers_X_Deals", pair), [
          400,
          "DUPLICATE_LINKING_DATA",
          { linking_fields: ["Deal", "Decision_Makers"], id: second.Decision_Makers[0].id }
        ])
        yield* put("Deals", [{ id, Decision_Makers: null }])
        assert.deepStrictEqual((yield* get("Deals", id)).Decision_Makers, [])
      })
    )

    it.effect("say what is wrong with a tie", () =>
      Effect.gen(function* () {
        const row = (ties: unknown) => ({ Deal_Name: "Bad", Stage: "Qualification", Decision_Makers: ties })
        const path = "$.data[0].Decision_Makers[0].Decision_Makers"
        assert.deepStrictEqual(yield* refusal("Deals", row([{}])), [
          400,
          "MANDATORY_NOT_FOUND",
          { api_name: "Decision_Makers", json_path: path }
        ])
        assert.deepStrictEqual(yield* refusal("Deals", row([{ Decision_Makers: { id: "7" } }])), [
          400,
          "INVALID_DATA",
          { api_name: "Decision_Makers", json_path: path }
        ])
        const [, code, details] = yield* refusal("Deals", row(Array.from({ length: 101 }, () => ({}))))
        assert.deepStrictEqual([code, details.limit], ["LIMIT_EXCEEDED", 100])
      })
    )

    it.effect("point to one of several modules, which is named beside the id", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        const lead = emulator.credentials.leadId
        const contact = yield* add("Contacts", { Last_Name: "Who" })
        const id = yield* deal()
        const about = { What_Id: { id }, $se_module: "Deals", Who_Id: { id: contact } }
        const task = yield* add("Tasks", { Subject: "About a deal", ...about })
        const read = yield* get("Tasks", task)
        assert.deepStrictEqual(
          [read.What_Id, read.$se_module, read.Who_Id],
          [{ name: "Linked", id }, "Deals", { name: "Who", id: contact }]
        )
        const se = { api_name: "$se_module", json_path: "$.data[0].$se_module" }
        assert.deepStrictEqual(yield* refusal("Tasks", { Subject: "T", What_Id: id }), [400, "MANDATORY_NOT_FOUND", se])
        assert.deepStrictEqual(yield* refusal("Tasks", { Subject: "T", What_Id: id, $se_module: "Tasks" }), [
          400,
          "INVALID_DATA",
          se
        ])
        const what = { api_name: "What_Id", json_path: "$.data[0].What_Id" }
        assert.deepStrictEqual(yield* refusal("Tasks", { Subject: "T", What_Id: id, $se_module: "Leads" }), [
          400,
          "INVALID_DATA",
          what
        ])
        yield* emulator.setSwitches({ whatIdNeedsModule: false })
        const loose = yield* add("Tasks", { Subject: "T", What_Id: lead })
        yield* emulator.setSwitches({ whatIdNeedsModule: true })
        assert.strictEqual((yield* get("Tasks", loose)).$se_module, "Leads")
        const asked = yield* call("POST", "/crm/v8/coql", {
          body: {
            select_query: `select Subject, 'What_Id->Leads.Last_Name' from Tasks where What_Id = '${lead}' and id = '${loose}'`
          }
        })
        assert.deepStrictEqual(asked.json?.data[0]["What_Id->Leads.Last_Name"], "Marlow")
        // What an activity is about has seen activity.
        assert.isNotNull((yield* get("Deals", id)).Last_Activity_Time)
      })
    )
  })
})
