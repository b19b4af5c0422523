import * as BusinessHours from "@effect-zoho/api/BusinessHours"
import * as Composite from "@effect-zoho/api/Composite"
import * as CustomViews from "@effect-zoho/api/CustomViews"
import * as FieldMapDependency from "@effect-zoho/api/FieldMapDependency"
import * as GlobalPicklists from "@effect-zoho/api/GlobalPicklists"
import * as Holidays from "@effect-zoho/api/Holidays"
import * as Notifications from "@effect-zoho/api/Notifications"
import * as Tags from "@effect-zoho/api/Tags"
import * as Taxes from "@effect-zoho/api/Taxes"
import * as Territories from "@effect-zoho/api/Territories"
import * as UserGroups from "@effect-zoho/api/UserGroups"
import * as Users from "@effect-zoho/api/Users"
import * as Currencies from "@effect-zoho/api/Currencies"
import * as Org from "@effect-zoho/api/Org"
import * as Profiles from "@effect-zoho/api/Profiles"
import * as Roles from "@effect-zoho/api/Roles"
import * as Variables from "@effect-zoho/api/Variables"
import type { ZohoError } from "@effect-zoho/client/ApiError"
import type { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import { known } from "@effect-zoho/emulator/operations/Known"
import { coverage } from "@effect-zoho/emulator/Routes"
import { assert, it, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { all } from "./support/All.ts"
import { requests, signedIn } from "./support/SignedIn.ts"

layer(signedIn({ scopes: ["ZohoCRM.modules.ALL"] }))("operations without their scope", (it) => {
  it.effect("fail as ScopeMismatch, with one request and no refresh after it", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      const error = yield* Effect.flip(Org.get({}))
      assert.strictEqual(error.reason._tag, "ScopeMismatch")
      const stats = yield* emulator.stats
      assert.strictEqual(stats.byOperation["GET /crm/v8/org"], 1)
      assert.strictEqual(stats.accessTokensIssued, 1)
    })
  )
})

const plain = (operation: string): string => operation.replaceAll(/\{[^}]*\}/gu, "{}")

it("every operation is one that Zoho is known to have, and carries what there is to know about its call", () => {
  const exist = new Set(Object.values(known).flat().map(plain))
  const seen = new Set<string>()
  for (const { group, key, spec } of all) {
    assert.strictEqual(spec.name, `${group}.${key}`)
    const call = plain(`${spec.method} ${spec.path}`)
    assert.isTrue(exist.has(call), call)
    assert.isFalse(seen.has(call), `${call} is there twice`)
    seen.add(call)
    assert.isAtLeast(spec.credits, 1)
    if (spec.method === "GET") assert.strictEqual(spec.retry, "safe", spec.name)
    else assert.isTrue("details" in spec, spec.name)
    // What is sent twice is there twice, or gone already.
    if (spec.method === "DELETE") assert.strictEqual(spec.retry, "after-lookup", spec.name)
  }
  assert.isAbove(seen.size, 100)
})

it("every operation has a route in the emulator, but for features", () => {
  const emulated = new Set(
    coverage()
      .filter((it) => it.route !== undefined)
      .map((it) => plain(`${it.method} ${it.path}`))
  )
  const without = all.map(({ spec }) => plain(`${spec.method} ${spec.path}`)).filter((it) => !emulated.has(it))
  const none = ["GET /crm/v8/__features", "GET /crm/v8/__features/{}", "GET /crm/v8/__features/user_licenses"]
  assert.sameMembers(without, none)
})

const open = { week_starts_on: "Monday", type: "custom", business_days: ["Monday"], same_as_everyday: true }
const sub = { sub_request_id: "1", method: "GET", uri: "/crm/v8/org" }
const channel = { channel_id: "1", notify_url: "https://www.example.com/n", events: ["Leads.create"] }
const condition = (fields: number) => ({
  type: "field_selection",
  module: { api_name: "Leads" },
  field_selection: {
    group_operator: "or",
    group: Array.from({ length: fields }, (_, at) => ({ field: { api_name: `F${at}` } }))
  }
})

layer(signedIn())("what Zoho would refuse", (it) => {
  /** Calls as untyped code could make them, and what the remedy says of each. */
  const wrong: ReadonlyArray<readonly [(input: any) => Effect.Effect<unknown, ZohoError, ZohoClient>, object, RegExp]> =
    [
      [Roles.create, { roles: [{ name: "x" }] }, /roles\[0\]\.reporting_to/],
      [Roles.create, { roles: [{ name: "", reporting_to: { id: "1" } }] }, /a text of 1 to 200 characters/],
      [Roles.create, { roles: [] }, /roles/],
      [Roles.update, { id: "1", roles: [{ nmae: "x" }] }, /roles\[0\]\.nmae/],
      [Roles.remove, { id: "1" }, /transfer_to_id/],
      [Roles.remove, { id: "1", transfer_to_id: "one" }, /a number of up to 19 digits/],
      [Profiles.list, { per_page: 201 }, /a whole number from 1 to 200/],
      [Profiles.clone, { id: "1", profiles: [{ name: "50%" }] }, /a name without #, %/],
      [Currencies.create, { currencies: [] }, /1 to 180 entries/],
      [Currencies.create, { currencies: [{ iso_code: "Euro", exchange_rate: "1" }] }, /three capitals/],
      [Currencies.create, { currencies: [{ iso_code: "EUR", exchange_rate: 1.1 }] }, /exchange_rate/],
      [Currencies.create, { currencies: [{ iso_code: "EUR", exchange_rate: "0.00" }] }, /above 0/],
      [
        Currencies.updateOne,
        { id: "1", currencies: [{ format: { decimal_separator: "Comma", thousand_separator: "Comma" } }] },
        /that differ/
      ],
      [Variables.remove, { ids: [] }, /1 to 100 entries/],
      [Variables.remove, { ids: Array.from({ length: 101 }, () => "1") }, /1 to 100 entries/],
      [Variables.update, { variables: [{ value: "x" }] }, /variables\[0\]\.id/],
      [CustomViews.list, { module: "Leads, Deals" }, /an API name/],
      [
        CustomViews.create,
        { module: "Leads", custom_views: [{ name: "x", sort_by: {} }] },
        /by its api_name or its id/
      ],
      [CustomViews.update, { module: "Leads", custom_views: [{ id: "1", criteria: { group: [] } }] }, /criteria/],
      [Notifications.enable, { watch: [{ ...channel, events: ["Leads"] }] }, /a dot, then create, edit/],
      [Notifications.enable, { watch: [{ ...channel, token: Redacted.make("x".repeat(51)) }] }, /1 to 50 characters/],
      [Notifications.enable, { watch: [{ ...channel, channel_expiry: "tomorrow" }] }, /a time as 2026/],
      [Notifications.enable, { watch: [{ ...channel, notification_condition: [condition(11)] }] }, /at most 10 fields/],
      [Notifications.enable, { watch: [{ ...channel, notify_url: "http://www.example.com/n" }] }, /an https URL/],
      [Notifications.disable, { channel_ids: ["a"] }, /up to 64 digits/],
      [Territories.create, { territories: [{ name: "x", reporting_to: { id: "1" } }] }, /permission_type/],
      [Territories.addUsers, { id: "1", users: Array.from({ length: 101 }, () => ({ id: "1" })) }, /1 to 100 entries/],
      [UserGroups.create, { user_groups: [{ name: "x", sources: [] }] }, /1 to 200 entries/],
      [Tags.create, { module: "Leads", tags: [{ name: "x".repeat(26) }] }, /a text of 1 to 25 characters/],
      [Tags.create, { module: "Leads", tags: [{ name: "x", color_code: "red" }] }, /a colour as #F17574/],
      [
        GlobalPicklists.create,
        { global_picklists: [{ display_label: "x", pick_list_values: [] }] },
        /1 to 5000 entries/
      ],
      [FieldMapDependency.create, { module: "Leads", layout: "", map_dependency: [] }, /Give layout as a text/],
      [Users.create, { users: [{ email: "a@example.com", role: { id: "1" } }] }, /users\[0\]\.profile/],
      [Users.update, { users: Array.from({ length: 11 }, () => ({ id: "1" })) }, /1 to 10 entries/],
      [Taxes.update, { org_taxes: { taxes: [{ name: "x", value: 101 }] } }, /a percentage from 0 to 100/],
      [BusinessHours.create, { business_hours: { ...open, daily_timing: ["18:00", "09:00"] } }, /then a later one/],
      [BusinessHours.create, { business_hours: { ...open, daily_timing: ["9:00", "18:00"] } }, /an hour of the day/],
      [Holidays.create, { holidays: [{ name: "x", date: "2026-12-25", type: "shift_holiday" }] }, /the shift_hour of/],
      [Holidays.create, { holidays: [{ name: "50%", date: "2026-12-25", type: "business_holiday" }] }, /without #/],
      [Composite.send, { __composite_requests: Array.from({ length: 6 }, () => sub) }, /1 to 5 entries/],
      [Composite.send, { __composite_requests: [{ ...sub, headers: { "X-CRM-ORG": "1" } }] }, /which all calls share/],
      [Composite.send, { __composite_requests: [{ ...sub, uri: "Leads" }] }, /a path as/]
    ]

  it.effect("is refused before it is sent, and the remedy says what is wanted", () =>
    Effect.gen(function* () {
      for (const [call, input, remedy] of wrong) {
        const error = yield* Effect.flip(call(input))
        const { reason } = error
        assert.strictEqual(reason._tag, "InvalidInput", JSON.stringify(input))
        assert.match(reason.remedy, remedy)
      }
      assert.strictEqual(yield* requests, 0)
    })
  )
})
