import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Emulator, layer as emulatorLayer } from "@effect-zoho/emulator/Emulator"
import { call } from "../support/Client.ts"

const post = (rows: unknown, more: object = {}) => call("POST", "/crm/v8/Leads", { body: { data: rows, ...more } })
const put = (rows: unknown, more: object = {}, headers: { readonly [name: string]: string } = {}) =>
  call("PUT", "/crm/v8/Leads", { body: { data: rows, ...more }, headers })
const lead = (id: string, fields: string) =>
  Effect.map(call("GET", `/crm/v8/Leads/${id}?fields=${fields}`), (answer) => answer.json.data[0])

describe("writing records", () => {
  layer(emulatorLayer({ limits: "off" }))((it) => {
    it.effect("inserts with 201, mixes with 207, fails with 400, each row in its place", () =>
      Effect.gen(function* () {
        const good = yield* post([{ Last_Name: "One" }, { Last_Name: "Two", Email: "two@example.com" }])
        assert.strictEqual(good.status, 201)
        assert.deepStrictEqual(Object.keys(good.json.data[0]), ["code", "details", "message", "status"])
        assert.deepInclude(good.json.data[1], { code: "SUCCESS", message: "record added", status: "success" })
        assert.deepStrictEqual(Object.keys(good.json.data[0].details).sort(), [
          "$approval_state",
          "Created_By",
          "Created_Time",
          "Modified_By",
          "Modified_Time",
          "id"
        ])
        const mixed = yield* post([{ Last_Name: "Three" }, { Company: "No name" }])
        assert.strictEqual(mixed.status, 207)
        assert.deepStrictEqual(mixed.json.data[1], {
          code: "MANDATORY_NOT_FOUND",
          details: { api_name: "Last_Name", json_path: "$.data[1].Last_Name" },
          message: "required field not found",
          status: "error"
        })
        const bad = yield* post([{ Last_Name: null }])
        assert.deepStrictEqual([bad.status, bad.json.data[0].code], [400, "MANDATORY_NOT_FOUND"])
      })
    )

    it.effect("judges every value by its field", () =>
      Effect.gen(function* () {
        const cases: ReadonlyArray<readonly [string, unknown, object]> = [
          ["Mobile", "1".repeat(31), { maximum_length: 30 }],
          ["Last_Name", 7, { expected_data_type: "text" }],
          ["Email", "not an address", { expected_data_type: "email" }],
          ["No_of_Employees", "12", { expected_data_type: "integer" }],
          ["No_of_Employees", 1.5, { expected_data_type: "integer" }],
          ["No_of_Employees", 12345678901, { maximum_length: 9 }],
          ["Annual_Revenue", "1", { expected_data_type: "double" }],
          ["Annual_Revenue", 1e300, { maximum_length: 16 }],
          ["Email_Opt_Out", "true", { expected_data_type: "boolean" }],
          ["Next_Call_Date", "2025-02-30", { expected_data_type: "date" }],
          ["Consent_Until", "tomorrow", { expected_data_type: "datetime" }],
          ["Interests", "Product", { expected_data_type: "jsonarray" }],
          ["Interests", ["Nope"], { supported_values: ["Product", "Support", "Training", "Partnership"] }],
          ["Owner", { id: "1" }, {}]
        ]
        for (const [field, value, details] of cases) {
          const answer = yield* post([{ Last_Name: "X", [field]: value }])
          assert.strictEqual(answer.status, 400, field)
          const item = answer.json.data[0]
          assert.deepInclude(item, { code: "INVALID_DATA", status: "error" })
          assert.deepStrictEqual(item.details, { ...details, api_name: field, json_path: `$.data[0].${field}` })
        }
        const pick = yield* post([{ Last_Name: "X", Lead_Status: "Nope" }])
        assert.include(pick.json.data[0].details.supported_values, "Contacted")
      })
    )

    it.effect("stores what it took, in Zoho's forms", () =>
      Effect.gen(function* () {
        const row = {
          Last_Name: "Forms",
          First_Name: "Ann",
          Email: "ann@example.com",
          No_of_Employees: 12,
          Annual_Revenue: 10.25,
          Email_Opt_Out: true,
          Lead_Status: "Contacted",
          Interests: ["Support", "Product"],
          Next_Call_Date: "2026-03-01",
          Consent_Until: "2026-03-01T00:00:00Z",
          Unknown_Field: "dropped",
          Description: "Zoë “quoted” \u0000 \u2028"
        }
        const id = (yield* post([row])).json.data[0].details.id
        const read = yield* lead(id, `${Object.keys(row).join(",")},Full_Name`)
        const { Unknown_Field: _, ...kept } = row
        assert.deepStrictEqual(read, {
          id,
          ...kept,
          Consent_Until: "2026-03-01T05:30:00+05:30",
          Full_Name: "Ann Forms"
        })
        yield* put([{ id, Email: null, Lead_Status: "-None-", Last_Name: "Forms2" }])
        assert.deepStrictEqual(yield* lead(id, "Email,Lead_Status,Full_Name,No_of_Employees"), {
          id,
          Email: null,
          Lead_Status: null,
          Full_Name: "Ann Forms2",
          No_of_Employees: 12
        })
      })
    )

    it.effect("updates by body and by path; ids may be numbers of 19 digits", () =>
      Effect.gen(function* () {
        const { credentials } = yield* Emulator
        const id = credentials.leadId
        const first = yield* call("PUT", `/crm/v8/Leads/${id}`, { body: { data: [{ Mobile: "111" }] } })
        assert.deepStrictEqual(
          [first.status, first.json.data[0].message, first.json.data[0].details.id],
          [200, "record updated", id]
        )
        const second = yield* call("PUT", "/crm/v8/Leads", { raw: `{"data":[{"id":${id},"Mobile":"222"}]}` })
        assert.strictEqual(second.status, 200)
        assert.strictEqual((yield* lead(id, "Mobile")).Mobile, "222")
        const unknown = yield* put([{ id: "1234567890123456789", Mobile: "1" }, { id, Mobile: "333" }, { Mobile: "1" }])
        assert.strictEqual(unknown.status, 207)
        assert.deepStrictEqual(
          unknown.json.data.map((item: any) => item.code),
          ["INVALID_DATA", "SUCCESS", "MANDATORY_NOT_FOUND"]
        )
        const path = yield* call("PUT", "/crm/v8/Leads/1234567890123456789", { body: { data: [{ Mobile: "1" }] } })
        assert.deepStrictEqual([path.status, path.json.data[0].details], [400, { resource_path_index: 1 }])
      })
    )

    it.effect("answers 412 when the record moved on since", () =>
      Effect.gen(function* () {
        const { credentials } = yield* Emulator
        const answer = yield* put(
          [{ id: credentials.leadId, Mobile: "1" }],
          {},
          { "if-unmodified-since": "2020-01-01T00:00:00+00:00" }
        )
        assert.deepStrictEqual(
          [answer.status, answer.json.data[0].code, answer.json.data[0].details.id],
          [412, "ALREADY_MODIFIED", credentials.leadId]
        )
        const { Modified_Time } = yield* lead(credentials.leadId, "Modified_Time")
        assert.strictEqual(
          (yield* put([{ id: credentials.leadId, Mobile: "1" }], {}, { "if-unmodified-since": Modified_Time })).status,
          200
        )
      })
    )

    it.effect("names the other record when a unique value is taken", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        const answer = yield* post([{ Last_Name: "X", External_Key: "key-1" }])
        const { code, details } = answer.json.data[0]
        assert.strictEqual(code, "DUPLICATE_DATA")
        assert.deepInclude(details, {
          api_name: "External_Key",
          json_path: "$.data[0].External_Key",
          id: emulator.credentials.leadId,
          more_records: false
        })
        assert.strictEqual(details.duplicate_record.module.api_name, "Leads")
        yield* emulator.setSwitches({ uniqueFields: ["Leads.Email"] })
        const two = yield* post([{ Last_Name: "X", External_Key: "KEY-1", Email: "ada.marlow@example.com" }])
        assert.strictEqual(two.json.data[0].code, "MULTIPLE_OR_MULTI_ERRORS")
        assert.lengthOf(two.json.data[0].details.errors, 2)
        yield* emulator.setSwitches({ uniqueFields: [] })
        assert.strictEqual((yield* put([{ id: emulator.credentials.leadId, External_Key: "KEY-1" }])).status, 200)
      })
    )

    it.effect("upserts by id, by named fields, by the module's own, and says which", () =>
      Effect.gen(function* () {
        const { credentials } = yield* Emulator
        const upsert = (rows: unknown, more: object = {}) =>
          call("POST", "/crm/v8/Leads/upsert", { body: { data: rows, ...more } })
        const answer = yield* upsert([
          { Last_Name: "Marlow", Email: "ADA.MARLOW@example.com" },
          { Last_Name: "New", Email: "new@example.com" },
          { id: credentials.leadId, City: "Oslo" }
        ])
        assert.strictEqual(answer.status, 200)
        assert.deepStrictEqual(
          answer.json.data.map((item: any) => [item.action, item.duplicate_field, item.message]),
          [
            ["update", "Email", "record updated"],
            ["insert", null, "record added"],
            ["update", null, "record updated"]
          ]
        )
        const keyed = yield* upsert([{ Last_Name: "Marlow", External_Key: "KEY-1" }], {
          duplicate_check_fields: ["External_Key"]
        })
        assert.deepStrictEqual(
          [keyed.json.data[0].duplicate_field, keyed.json.data[0].details.id],
          ["External_Key", credentials.leadId]
        )
        const wrong = yield* upsert([{ Last_Name: "X" }], { duplicate_check_fields: ["City"] })
        assert.deepStrictEqual(
          [wrong.status, wrong.json.data[0].details.json_path],
          [400, "$.duplicate_check_fields[0]"]
        )
      })
    )

    it.effect("refuses bodies as a whole with the documented errors", () =>
      Effect.gen(function* () {
        const first = (answer: { readonly status: number; readonly json: any }) => {
          const error = answer.json.data?.[0] ?? answer.json
          return [answer.status, error.code, error.details]
        }
        assert.deepStrictEqual(first(yield* post(Array.from({ length: 101 }, () => ({ Last_Name: "X" })))), [
          400,
          "LIMIT_EXCEEDED",
          { maximum_length: 100, api_name: "data" }
        ])
        assert.strictEqual(first(yield* call("POST", "/crm/v8/Leads", { body: {} }))[1], "MANDATORY_NOT_FOUND")
        assert.strictEqual(first(yield* call("POST", "/crm/v8/Leads", { raw: "{" }))[1], "JSON_PARSE_ERROR")
        assert.strictEqual(first(yield* call("POST", "/crm/v8/Leads", {}))[1], "JSON_PARSE_ERROR")
        assert.strictEqual(first(yield* post({}))[1], "INVALID_DATA")
        assert.strictEqual(first(yield* post(["x"]))[1], "INVALID_DATA")
        assert.strictEqual(first(yield* post([{ Last_Name: "X" }], { trigger: ["coffee"] }))[1], "INVALID_DATA")
        assert.deepStrictEqual(first(yield* call("POST", "/crm/v8/Nope", { body: { data: [{}] } })), [
          400,
          "INVALID_MODULE",
          { resource_path_index: 0 }
        ])
      })
    )

    it.effect("keeps what a write asked to trigger for the log", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        yield* post([{ Last_Name: "T" }], { trigger: ["workflow", "blueprint"] })
        yield* post([{ Last_Name: "T" }], { trigger: [] })
        yield* post([{ Last_Name: "T" }])
        const log = (yield* emulator.requests).filter((entry) => entry.operation === "POST /crm/v8/{module}").slice(-3)
        assert.deepStrictEqual(
          log.map((entry) => entry.trigger),
          [["workflow", "blueprint"], [], undefined]
        )
      })
    )

    it.effect("checks layout-mandatory fields where a layout is named", () =>
      Effect.gen(function* () {
        const layout = (yield* call("GET", "/crm/v8/settings/layouts?module=Leads")).json.layouts[0]
        assert.strictEqual((yield* post([{ Last_Name: "L" }])).status, 201)
        const answer = yield* post([{ Last_Name: "L", Layout: { id: layout.id } }])
        assert.deepStrictEqual(answer.json.data[0].details, { api_name: "Company", json_path: "$.data[0].Company" })
      })
    )

    it.effect("can be told to want every mandatory field in an update", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        const id = emulator.credentials.leadId
        yield* emulator.setSwitches({ updateNeedsMandatory: true })
        const partial = yield* put([{ id, Mobile: "5" }])
        assert.deepStrictEqual(
          [partial.status, partial.json.data[0].code, partial.json.data[0].details.api_name],
          [400, "MANDATORY_NOT_FOUND", "Company"]
        )
        assert.strictEqual((yield* put([{ id, Mobile: "5", Company: "C", Last_Name: "Marlow" }])).status, 200)
        yield* emulator.setSwitches({ updateNeedsMandatory: false })
        assert.strictEqual((yield* put([{ id, Mobile: "6" }])).status, 200)
      })
    )

    it.effect("writes nothing of a row that it refuses", () =>
      Effect.gen(function* () {
        const { credentials } = yield* Emulator
        yield* put([{ id: credentials.leadId, City: "Rome", Mobile: "1".repeat(99) }])
        assert.notStrictEqual((yield* lead(credentials.leadId, "City")).City, "Rome")
      })
    )

    it.effect("ties contacts and deals to accounts", () =>
      Effect.gen(function* () {
        const account = (yield* call("POST", "/crm/v8/Accounts", { body: { data: [{ Account_Name: "Acme" }] } })).json
          .data[0].details.id
        const contact = yield* call("POST", "/crm/v8/Contacts", {
          body: { data: [{ Last_Name: "C", Account_Name: { id: account } }] }
        })
        const read = yield* call("GET", `/crm/v8/Contacts/${contact.json.data[0].details.id}?fields=Account_Name`)
        assert.deepStrictEqual(read.json.data[0].Account_Name, { name: "Acme", id: account })
        const bad = yield* call("POST", "/crm/v8/Contacts", {
          body: { data: [{ Last_Name: "C", Account_Name: "12" }] }
        })
        assert.deepInclude(bad.json.data[0], {
          code: "INVALID_DATA",
          message: "the related id given seems to be invalid"
        })
      })
    )
  })
})
