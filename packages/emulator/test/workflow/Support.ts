/** What tests of workflows share: one item of each kind that is taken, and how such items go. */
import { assert } from "@effect/vitest"
import { type Acting, said } from "../actions/Support.ts"

export const base = "/crm/v8/settings/automation"
export const module = { api_name: "Leads" }
export const tag = { type: "add_tags", details: { over_write: false, tags: [{ name: "hot" }] }, name: "Tag" }

/** One item of each kind that is taken. */
export const good = {
  field_updates: { name: "Set city", module, field: { api_name: "City" }, value: "Pune", type: "static" },
  tasks: {
    module,
    notify: true,
    field_mappings: [
      { field: { api_name: "Subject" }, type: "static", value: "Call them" },
      {
        field: { api_name: "Due_Date" },
        type: "execution_time",
        value: { period: "days", unit: 2, sign: "plus" }
      }
    ]
  },
  webhooks: {
    name: "Tell us",
    module,
    url: "https://hooks.example.com/a",
    http_method: "POST",
    url_parameters: { custom_parameters: [{ name: "a", value: "b" }] },
    date_time_format: { time_zone: "Asia/Kolkata" }
  }
} as const

/** Deletes the second of these by ids beside one that is not there, and the first by its path, which then leads nowhere. */
export const isGone = (at: Acting, path: string, first: string, second: string): void => {
  const root = path.slice(base.length + 1)
  const gone = at.api("DELETE", `${path}?ids=${second},12`)
  assert.deepStrictEqual([gone.status, ...gone.json[root].map((it: any) => it.code)], [207, "SUCCESS", "INVALID_DATA"])
  assert.deepStrictEqual(said(at.api("DELETE", `${path}/${first}`).json[root][0]), ["SUCCESS", ["id"]])
  const absent = at.api("GET", `${path}/${first}`)
  assert.deepStrictEqual([absent.status, ...said(absent.json)], [400, "INVALID_DATA", ["resource_path_index"]])
}
