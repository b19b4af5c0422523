import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import type { Answer } from "../bulk/Support.ts"
import { acting, settle } from "./Support.ts"

const at = acting({ leads: 10 })
const { other } = at.users
const ids = at.core.db.all('SELECT id FROM "record_Leads" ORDER BY id').map((row) => String(row["id"]))
const deal = String(at.core.db.get("SELECT record FROM blueprint_record")?.["record"])
const rule = String(at.core.db.get("SELECT id FROM assignment_rule")?.["id"])
const quote = String(at.core.db.get('SELECT id FROM "record_Quotes"')?.["id"])
const transitions: ReadonlyArray<string> = at
  .api("GET", `/crm/v8/Deals/${deal}/actions/blueprint`)
  .json.blueprint.transitions.map((one: any) => one.id)

const paths = [
  "/Leads/actions/change_owner",
  `/Leads/${ids[0]}/actions/change_owner`,
  "/Leads/actions/mass_change_owner",
  "/Leads/actions/mass_update",
  "/Leads/actions/mass_delete",
  `/Leads/${ids[1]}/actions/merge`,
  `/Deals/${deal}/actions/merge`,
  `/Leads/${ids[2]}/actions/convert`,
  `/Leads/${ids[2]}/__conversion_options`,
  "/Leads/actions/mass_convert",
  `/Quotes/${quote}/actions/convert`,
  "/Quotes/actions/mass_convert",
  `/Deals/${deal}/actions/blueprint`,
  "/Deals/actions/fetch_full_data",
  `/Deals/${deal}/actions/fetch_full_data`,
  "/Leads/actions/count",
  "/Leads/bulk/search",
  "/settings/automation/assignment_rules",
  `/settings/automation/assignment_rules/${rule}`,
  `/settings/automation/assignment_rules/${rule}/actions/clone`,
  "/Leads"
] as const

const module = (name: string) => ({ api_name: name, id: at.core.metadata.module(name)?.id })
const Deals = { Deal_Name: "D", Stage: "Qualification", Pipeline: "Standard (Standard)", Closing_Date: "2026-12-31" }
const criteria = {
  group_operator: "and",
  group: [{ field: { api_name: "City" }, comparator: "equal", value: "Pune" }]
}
const fields = [{ api_name: "City" }, { api_name: "Contract_Files", _data: [{ id: "1" }] }]
const entry = { criteria, assign_to: { type: "users", resources: [{ id: other }] } }

/** Good calls, to be spoilt. */
const calls: ReadonlyArray<readonly [string, string, object]> = [
  [
    "POST",
    "/Leads/actions/change_owner",
    { ids: ids.slice(0, 3), owner: { id: other }, notify: true, related_modules: [module("Tasks")] }
  ],
  ["POST", `/Leads/${ids[0]}/actions/change_owner`, { owner: { id: other }, trigger: ["workflow"] }],
  ["POST", "/Leads/actions/mass_change_owner", { cvid: ids[0], owner: { id: other }, criteria }],
  ["POST", "/Leads/actions/mass_update", { ids: ids.slice(0, 3), data: [{ City: "Pune" }], over_write: false }],
  ["POST", "/Leads/actions/mass_delete", { ids: ids.slice(8) }],
  [
    "POST",
    `/Leads/${ids[1]}/actions/merge`,
    { merge: [{ data: [{ id: ids[3], _fields: fields }, { id: ids[4] }], master_record_fields: fields }] }
  ],
  ["POST", `/Deals/${deal}/actions/merge`, { merge: [{ data: [{ id: deal }], master_record_fields: fields }] }],
  [
    "POST",
    `/Leads/${ids[5]}/actions/convert`,
    {
      data: [
        {
          overwrite: true,
          Deals,
          Accounts: { id: "1" },
          assign_to: { id: other },
          move_attachments_to: module("Deals"),
          carry_over_tags: { Deals: [{ name: "x" }] }
        }
      ]
    }
  ],
  ["POST", `/Leads/${ids[6]}/actions/convert`, { data: [{ add_to_existing_record: true, Deals }] }],
  [
    "POST",
    "/Leads/actions/mass_convert",
    { ids: ids.slice(6, 7), Deals, assign_to: { id: other }, carry_over_tags: [module("Deals")] }
  ],
  ["POST", `/Quotes/${quote}/actions/convert`, { data: [{ convert_to: [module("Sales_Orders")] }] }],
  [
    "POST",
    "/Quotes/actions/mass_convert",
    { ids: [quote], convert_to: [{ module: module("Invoices"), carry_over_tags: true }], assign_to: { id: other } }
  ],
  [
    "PUT",
    `/Deals/${deal}/actions/blueprint`,
    {
      blueprint: [
        { transition_id: transitions[0], data: { Amount: 5, Notes: "n", CheckLists: [{ "Budget confirmed": true }] } }
      ]
    }
  ],
  ["POST", "/Leads/actions/count", { filters: criteria }],
  [
    "POST",
    "/settings/automation/assignment_rules?module=Leads",
    { assignment_rules: [{ name: "N", default_assignee: { resource: { id: other } }, rule_entries: [entry] }] }
  ],
  [
    "PUT",
    `/settings/automation/assignment_rules/${rule}?module=Leads`,
    { assignment_rules: [{ name: "M", rule_entries: [entry, { ...entry, criteria: null }] }] }
  ],
  ["POST", "/Leads", { data: [{ Last_Name: "L", City: "Pune" }], lar_id: rule }]
]

/** How many places a JSON value has, itself included. */
const places = (value: any): number =>
  1 +
  (typeof value === "object" && value !== null ? Object.values(value).reduce<number>((n, v) => n + places(v), 0) : 0)

/** The value with the part at one place replaced; undefined drops it. */
const spoil = (value: any, at: number, part: unknown): any => {
  if (at === 0) return part
  let left = at - 1
  const entries = Object.entries(value).map(([name, inner]) => {
    const size = places(inner)
    const next = left >= 0 && left < size ? spoil(inner, left, part) : inner
    left -= size
    return [name, next] as const
  })
  return Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries)
}

const part = Schema.Union([
  Schema.Literals([...ids, other, deal, quote, "Leads", "Stage", "x", "99999999999999999999", "__proto__"]),
  Schema.Json,
  Schema.Undefined
])

const sound = (answer: Answer): void => {
  const text = new TextDecoder().decode(answer.bytes)
  assert.notStrictEqual(answer.status, 500, text)
  assert.strictEqual(at.core.counters.defects, 0)
  // Every refusal says by a code why.
  if (answer.status >= 400) assert.include(text, '"code":"')
}

at.core.saveSnapshot("fresh")
let runs = 0
/** Good calls use up what they are about. */
const refresh = (): void => {
  if (runs++ % 20 === 0) at.core.restoreSnapshot("fresh")
}

describe("no action crashes or answers 500", () => {
  it.prop(
    "for good calls with some parts spoilt",
    [
      Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: calls.length - 1 })),
      Schema.Array(Schema.Tuple([Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 40 })), part])),
      Schema.Boolean
    ],
    ([index, parts, asJob]) => {
      refresh()
      const [method, path, good] = calls[index] ?? ["POST", "", {}]
      at.core.setSwitches({ ...at.core.switches(), longActions: asJob ? "as-job" : "at-once" })
      const body = parts
        .slice(0, 3)
        .reduce<any>((left, [place, value]) => spoil(left, place % places(left), value), good)
      sound(at.api(method, `/crm/v8${path}`, body))
    },
    { arbitrary: { runs: 1500 } }
  )

  it.prop(
    "for any JSON, any bytes and any parameters",
    [Schema.Literals(paths), Schema.Json, Schema.String, Schema.String],
    ([path, json, text, parameter]) => {
      sound(at.api("POST", `/crm/v8${path}`, json))
      sound(at.send("PUT", `/crm/v8${path}`, { body: text }))
      const query = new URLSearchParams({ job_id: parameter, ids: parameter, fields: parameter, criteria: parameter })
      sound(at.send("GET", `/crm/v8${path}?${query.toString()}`))
    },
    { arbitrary: { runs: 300 } }
  )

  it("for what deep and huge bodies start", () => {
    const deep = (open: string, close: string, n: number): string => open.repeat(n) + close.repeat(n)
    for (const path of paths) {
      sound(at.send("POST", `/crm/v8${path}`, { body: deep('{"data":[', "]}", 20_000) }))
      sound(at.send("POST", `/crm/v8${path}`, { body: `{"ids":[${"1,".repeat(50_000)}1],"cvid":1}` }))
      sound(at.send("PUT", `/crm/v8${path}`, { body: deep('{"blueprint":[{"data":', "}]}", 5000) }))
    }
    settle(at)
    sound(at.api("GET", "/crm/v8/org"))
  })
})
