import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Emulator, layer as emulatorLayer } from "@effect-zoho/emulator/Emulator"
import { call } from "../support/Client.ts"

const search = (query: { readonly [name: string]: string }) =>
  call("GET", `/crm/v8/Leads/search?${new URLSearchParams(query).toString()}`)
const names = (query: { readonly [name: string]: string }) =>
  Effect.map(search({ fields: "Last_Name", ...query }), (answer) =>
    answer.status === 204 ? [] : answer.json.data.map((row: any) => row.Last_Name).sort()
  )

describe("search, count and delete", () => {
  layer(emulatorLayer({ limits: "off", leads: 1 }))((it) => {
    it.effect("finds by criteria as the grammar says", () =>
      Effect.gen(function* () {
        yield* call("POST", "/crm/v8/Leads", {
          body: {
            data: [
              {
                Last_Name: "ABC (Inc.), one",
                No_of_Employees: 10,
                Lead_Status: "Contacted",
                Interests: ["Product"],
                Next_Call_Date: "2026-02-01"
              },
              {
                Last_Name: "Doe",
                No_of_Employees: 20,
                Lead_Status: "Not Contacted",
                Email: "doe@example.com",
                Phone: "+1 (555) 0142"
              },
              { Last_Name: "Dolan", No_of_Employees: 30, Email_Opt_Out: true, Next_Call_Date: "2026-03-01" }
            ]
          }
        })
        const cases: ReadonlyArray<readonly [string, ReadonlyArray<string>]> = [
          ["(Last_Name:equals:abc)", ["ABC (Inc.), one"]],
          ["(Last_Name:equals:\\(Inc.\\)\\, one)", ["ABC (Inc.), one"]],
          ["(Last_Name:starts_with:Do)", ["Doe", "Dolan"]],
          ["(Last_Name:in:Doe,Dolan)", ["Doe", "Dolan"]],
          ["((Last_Name:starts_with:Do)and(No_of_Employees:greater_than:20))", ["Dolan"]],
          [
            "((Last_Name:equals:Doe)or((No_of_Employees:less_equal:10)and(Lead_Status:equals:contacted)))",
            ["ABC (Inc.), one", "Doe"]
          ],
          ["(No_of_Employees:between:10,20)", ["ABC (Inc.), one", "Doe"]],
          ["(Lead_Status:equals:Contacted)", ["ABC (Inc.), one", "Marlow"]],
          ["(Interests:equals:Product)", ["ABC (Inc.), one"]],
          ["(Email_Opt_Out:equals:true)", ["Dolan"]],
          ["(Next_Call_Date:between:2026-02-15,2026-03-15)", ["Dolan"]],
          ["(Last_Name:equals:nobody)", []]
        ]
        for (const [criteria, expected] of cases) assert.deepStrictEqual(yield* names({ criteria }), expected, criteria)
        assert.deepStrictEqual(yield* names({ email: "doe@" }), ["Doe"])
        assert.deepStrictEqual(yield* names({ phone: "(555) 0142" }), ["Doe"])
        assert.deepStrictEqual(yield* names({ word: "dola" }), ["Dolan"])
        assert.deepStrictEqual((yield* call("GET", "/crm/v8/Leads/actions/count")).json, { count: 4 })
        assert.deepStrictEqual(
          (yield* call("GET", "/crm/v8/Leads/actions/count?criteria=(Last_Name:starts_with:Do)")).json,
          { count: 2 }
        )
      })
    )

    it.effect("refuses what the grammar and the types do not allow", () =>
      Effect.gen(function* () {
        const cases: ReadonlyArray<readonly [{ readonly [name: string]: string }, string]> = [
          [{}, "EXPECTED_PARAM_MISSING"],
          [{ criteria: "Last_Name:equals:x" }, "INVALID_QUERY"],
          [{ criteria: "(Last_Name:equals:x" }, "INVALID_QUERY"],
          [{ criteria: "(Last_Name:greater_than:x)" }, "INVALID_QUERY"],
          [{ criteria: "(Nothing:equals:x)" }, "INVALID_QUERY"],
          [{ criteria: "(No_of_Employees:equals:x)" }, "INVALID_QUERY"],
          [{ criteria: `(Last_Name:in:${Array.from({ length: 101 }, (_, i) => i).join(",")})` }, "INVALID_QUERY"],
          [{ criteria: Array.from({ length: 16 }, () => "(City:equals:a)").join("or") }, "CRITERIA_LIMIT_EXCEEDED"],
          [{ word: "a" }, "INVALID_DATA"],
          [{ phone: "abc" }, "INVALID_DATA"],
          [{ word: "ada", page: "11" }, "LIMIT_REACHED"]
        ]
        for (const [query, code] of cases)
          assert.strictEqual((yield* search(query)).json?.code, code, JSON.stringify(query))
      })
    )

    it.effect("lags behind writes when told to", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        yield* emulator.setSwitches({ searchLagSeconds: 60 })
        yield* call("POST", "/crm/v8/Leads", { body: { data: [{ Last_Name: "Fresh" }] } })
        assert.deepStrictEqual(yield* names({ word: "Fresh" }), [])
        yield* emulator.advance("2 minutes")
        assert.deepStrictEqual(yield* names({ word: "Fresh" }), ["Fresh"])
        yield* emulator.setSwitches({ searchLagSeconds: 0 })
      })
    )

    it.effect("deletes by ids and by path, lists the deleted, and forgets them", () =>
      Effect.gen(function* () {
        const ids: ReadonlyArray<string> = (yield* call("POST", "/crm/v8/Leads", {
          body: { data: [{ Last_Name: "D1" }, { Last_Name: "D2" }, { Last_Name: "D3" }] }
        })).json.data.map((item: any) => item.details.id)
        const mixed = yield* call("DELETE", `/crm/v8/Leads?ids=${ids[0]},1234567890123456789,${ids[1]}`)
        assert.strictEqual(mixed.status, 207)
        assert.deepStrictEqual(
          mixed.json.data.map((item: any) => [item.code, item.message]),
          [
            ["SUCCESS", "record deleted"],
            ["INVALID_DATA", "record not deleted"],
            ["SUCCESS", "record deleted"]
          ]
        )
        assert.strictEqual((yield* call("DELETE", `/crm/v8/Leads/${ids[2]}`)).status, 200)
        assert.strictEqual((yield* call("DELETE", `/crm/v8/Leads/${ids[2]}`)).status, 400)
        assert.strictEqual((yield* call("GET", `/crm/v8/Leads/${ids[0]}`)).status, 204)
        assert.deepStrictEqual((yield* call("DELETE", "/crm/v8/Leads")).json.details, { param_name: "ids" })
        const deleted = yield* call("GET", "/crm/v8/Leads/deleted?type=recycle")
        assert.deepStrictEqual(deleted.json.data.map((row: any) => row.display_name).sort(), ["D1", "D2", "D3"])
        assert.strictEqual((yield* call("GET", "/crm/v8/Leads/deleted?type=permanent")).status, 204)
        assert.strictEqual(
          (yield* call("GET", "/crm/v8/Leads/deleted?type=x")).json.data[0].code,
          "PATTERN_NOT_MATCHED"
        )
      })
    )

    it.effect("does not delete what changed since the time in If-Unmodified-Since", () =>
      Effect.gen(function* () {
        const headers = { "if-unmodified-since": "2020-01-01T00:00:00+00:00" }
        const made = yield* call("POST", "/crm/v8/Leads", {
          body: { data: [{ Last_Name: "E1" }, { Last_Name: "E2" }] }
        })
        const [first, second] = made.json.data.map((item: any) => String(item.details.id))
        const one = yield* call("DELETE", `/crm/v8/Leads/${first}`, { headers })
        assert.deepStrictEqual(
          [one.status, one.json.data[0].code, one.json.data[0].details.id],
          [412, "ALREADY_MODIFIED", first]
        )
        const both = yield* call("DELETE", `/crm/v8/Leads?ids=${first},${second}`, { headers })
        assert.strictEqual(both.status, 400)
        const after = { "if-unmodified-since": "2099-01-01T00:00:00+00:00" }
        assert.strictEqual(
          (yield* call("DELETE", `/crm/v8/Leads?ids=${first},${second}`, { headers: after })).status,
          200
        )
      })
    )
  })
})
