import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Emulator, layer as emulatorLayer } from "@effect-zoho/emulator/Emulator"
import { call } from "./support/Client.ts"

describe("org, users and metadata", () => {
  layer(emulatorLayer({ limits: "off" }))((it) => {
    it.effect("knows the org and who is calling", () =>
      Effect.gen(function* () {
        const { credentials } = yield* Emulator
        const org = yield* call("GET", "/crm/v8/org")
        assert.lengthOf(org.json.org, 1)
        assert.strictEqual(org.json.org[0].zgid, credentials.orgId)
        const current = yield* call("GET", "/crm/v8/users?type=CurrentUser")
        assert.deepStrictEqual(
          current.json.users.map((user: any) => [user.email, user.status, user.confirm]),
          [[credentials.userEmail, "active", true]]
        )
        const count = (type: string) =>
          Effect.map(call("GET", `/crm/v8/users?type=${type}`), (answer) => answer.json?.users?.length ?? answer.status)
        assert.deepStrictEqual(
          yield* Effect.all([
            count("AllUsers"),
            count("ActiveUsers"),
            count("DeactiveUsers"),
            count("AdminUsers"),
            count("DeletedUsers")
          ]),
          [3, 2, 1, 1, 204]
        )
        assert.strictEqual((yield* call("GET", "/crm/v8/users?type=Nobody")).json.details.param_name, "type")
        assert.strictEqual(
          (yield* call("GET", `/crm/v8/users/${current.json.users[0].id}`)).json.users[0].email,
          credentials.userEmail
        )
        assert.strictEqual((yield* call("GET", "/crm/v8/users/12")).json.details.resource_path_index, 1)
      })
    )

    it.effect("lists modules, and nothing when nothing changed", () =>
      Effect.gen(function* () {
        const answer = yield* call("GET", "/crm/v8/settings/modules")
        const named = (test: (module: any) => boolean): Array<string> =>
          answer.json.modules.filter(test).map((module: any) => module.api_name)
        assert.includeMembers(
          named((module) => module.api_supported && module.generated_type === "default"),
          (
            "Leads Accounts Contacts Deals Campaigns Tasks Events Calls Products Quotes Sales_Orders Purchase_Orders " +
            "Invoices Vendors Price_Books Cases Solutions Services__s Appointments__s Notes Attachments"
          ).split(" ")
        )
        assert.deepStrictEqual(
          named((module) => module.generated_type === "subform"),
          ["Quoted_Items", "Ordered_Items", "Purchase_Items", "Invoiced_Items"]
        )
        assert.deepStrictEqual(
          named((module) => !module.api_supported),
          ["Activities"]
        )
        const since = (at: string) =>
          Effect.map(
            call("GET", "/crm/v8/settings/modules", { headers: { "if-modified-since": at } }),
            (reply) => reply.status
          )
        assert.deepStrictEqual(
          [yield* since("2026-01-01T00:00:00+05:30"), yield* since("2020-01-01T00:00:00+05:30")],
          [304, 200]
        )
        const one = yield* call("GET", "/crm/v8/settings/modules/Leads")
        assert.strictEqual(one.json.modules[0].display_field.api_name, "Full_Name")
        assert.strictEqual((yield* call("GET", "/crm/v8/settings/modules/Nope")).json.code, "INVALID_MODULE")
      })
    )

    it.effect("describes fields and layouts as writes are judged by them", () =>
      Effect.gen(function* () {
        const fields: ReadonlyArray<any> = (yield* call("GET", "/crm/v8/settings/fields?module=Leads")).json.fields
        const field = (name: string) => fields.find((one) => one.api_name === name)
        assert.deepInclude(field("Last_Name"), {
          data_type: "text",
          json_type: "string",
          length: 80,
          system_mandatory: true
        })
        assert.deepInclude(field("Mobile"), { data_type: "phone", length: 30, system_mandatory: false })
        assert.deepInclude(field("Owner"), { data_type: "ownerlookup", json_type: "jsonobject" })
        assert.isAbove(field("Lead_Status").pick_list_values.length, 5)
        assert.deepStrictEqual(field("External_Key").unique, { casesensitive: "false" })
        assert.strictEqual(new Set(fields.map((one) => one.id)).size, fields.length)
        const layout = (yield* call("GET", "/crm/v8/settings/layouts?module=Leads")).json.layouts[0]
        const required = layout.sections
          .flatMap((section: any) => section.fields)
          .filter((one: any) => one.required)
          .map((one: any) => one.api_name)
        assert.deepStrictEqual(required, ["Company", "Last_Name"])
        assert.strictEqual(
          (yield* call("GET", `/crm/v8/settings/layouts/${layout.id}?module=Leads`)).json.layouts[0].id,
          layout.id
        )
        assert.deepStrictEqual((yield* call("GET", "/crm/v8/settings/fields")).json.details, { param_name: "module" })
        assert.strictEqual((yield* call("GET", "/crm/v8/settings/fields?module=Nope")).json.code, "INVALID_MODULE")
      })
    )

    it.effect("is the same org for the same number", () =>
      Effect.gen(function* () {
        const page = call("GET", "/crm/v8/Leads?fields=Last_Name,Email,Mobile,City,Created_Time")
        const here = yield* page
        const again = yield* Effect.provide(page, emulatorLayer())
        const other = yield* Effect.provide(page, emulatorLayer({ seed: 2 }))
        assert.deepStrictEqual(again.json.data, here.json.data)
        assert.notDeepEqual(other.json.data, here.json.data)
      })
    )
  })
})
