import * as Fields from "@effect-zoho/api/Fields"
import * as Modules from "@effect-zoho/api/Modules"
import * as Layouts from "@effect-zoho/api/Layouts"
import * as Org from "@effect-zoho/api/Org"
import * as Pipelines from "@effect-zoho/api/Pipelines"
import * as RelatedLists from "@effect-zoho/api/RelatedLists"
import * as Users from "@effect-zoho/api/Users"
import * as ZohoClient from "@effect-zoho/client/ZohoClient"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as EmulatorLayers from "@effect-zoho/testing/EmulatorLayers"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

const layer = ZohoClient.layer.pipe(Layer.provideMerge(EmulatorLayers.layer()))

const credentials = Effect.map(Emulator.Emulator, (emulator) => emulator.credentials)

describe("Users", () => {
  it.effect("CurrentUser is the one whom the token acts for", () =>
    Effect.gen(function* () {
      const { userEmail } = yield* credentials
      const { users } = yield* Users.list({ type: "CurrentUser" })
      assert.lengthOf(users, 1)
      assert.deepInclude(users[0], { email: userEmail, status: "active" })
      const one = yield* Users.get({ id: users[0]?.id ?? "" })
      assert.deepInclude(one.users[0], { email: userEmail })
    }).pipe(Effect.provide(layer))
  )

  it.effect("a list of nobody is empty, and a user who is not there is NotFound", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* Users.list({ type: "DeletedUsers" })).users, [])
      const error = yield* Effect.flip(Users.get({ id: "5843104000999999999" }))
      assert.strictEqual(error.reason._tag, "NotFound")
      assert.match(error.message, /^Users\.get: NotFound/)
    }).pipe(Effect.provide(layer))
  )
})

describe("Org", () => {
  it.effect("is the one that ORG_ID names", () =>
    Effect.gen(function* () {
      const { orgId } = yield* credentials
      const { org } = yield* Org.get({})
      assert.strictEqual(org[0]?.zgid, orgId)
      assert.isNotEmpty(org[0]?.license_details?.paid_type)
    }).pipe(Effect.provide(layer))
  )
})

describe("Modules", () => {
  it.effect("has Leads in the list, by name and by id", () =>
    Effect.gen(function* () {
      const { modules } = yield* Modules.list({})
      const leads = modules.find((it) => it.api_name === "Leads") ?? assert.fail("no Leads")
      for (const module of ["Leads", leads.id]) {
        assert.deepInclude((yield* Modules.get({ module })).modules[0], { api_name: "Leads", id: leads.id })
      }
    }).pipe(Effect.provide(layer))
  )

  it.effect("refuses one that is not there", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Modules.get({ module: "Leadz" }))
      assert.strictEqual(error.reason._tag, "InvalidRequest")
    }).pipe(Effect.provide(layer))
  )
})

describe("Fields", () => {
  it.effect("of Leads: types, lengths, what is mandatory, pick-lists", () =>
    Effect.gen(function* () {
      const { fields } = yield* Fields.list({ module: "Leads" })
      const named = new Map(fields.map((it) => [it.api_name, it]))
      assert.deepInclude(named.get("Last_Name"), { data_type: "text", system_mandatory: true })
      assert.isAbove(named.get("Mobile")?.length ?? 0, 0)
      const choices = named.get("Lead_Status")?.pick_list_values?.map((it) => it.display_value) ?? []
      assert.include(choices, "Contacted")
    }).pipe(Effect.provide(layer))
  )

  it.effect("of a module that is not there are refused", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Fields.list({ module: "Leadz" }))
      assert.strictEqual(error.reason._tag, "InvalidRequest")
    }).pipe(Effect.provide(layer))
  )
})

describe("Pipelines", () => {
  it.effect("of a layout, with stages in order; none of a layout that is not there", () =>
    Effect.gen(function* () {
      const [layout] = (yield* Layouts.list({ module: "Deals" })).layouts
      const { pipeline } = yield* Pipelines.list({ layout_id: layout?.id ?? "" })
      assert.deepInclude(pipeline[0], { display_value: "Standard (Standard)", default: true })
      assert.deepInclude(pipeline[0]?.maps?.[0], {
        display_value: "Qualification",
        sequence_number: 1,
        forecast_type: "Open"
      })
      const error = yield* Effect.flip(Pipelines.list({ layout_id: "1" }))
      assert.strictEqual(error.reason._tag, "InvalidData")
    }).pipe(Effect.provide(layer))
  )
})

describe("RelatedLists", () => {
  it.effect("of a module, each with the name that a record's path takes", () =>
    Effect.gen(function* () {
      const lists = (yield* RelatedLists.list({ module: "Leads" })).related_lists
      assert.include(
        lists.map((it) => it.api_name),
        "Notes"
      )
    }).pipe(Effect.provide(layer))
  )
})
