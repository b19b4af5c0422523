/** Fields that a profile hides or only shows: absent from reads, metadata and queries, refused in writes. */
import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { acting, type Acting, calls, settle } from "../actions/Support.ts"
import { unzip } from "../bulk/Support.ts"
import { add, profile, profiles } from "./Support.ts"

const path = "/crm/v8/settings/fields"

const fieldOf = (at: Acting, name: string): any =>
  at.api("GET", `${path}?module=Leads`).json.fields.find((one: any) => one.api_name === name)

const set = (at: Acting, name: string, id: string, permission_type: unknown) =>
  at.api("PATCH", `${path}/${fieldOf(at, name).id}?module=Leads`, { fields: [{ profiles: [{ id, permission_type }] }] })

/** A user whose profile may do this with these fields of leads. */
const limited = (access: { readonly [field: string]: string }) => {
  const at = acting({ leads: 1 })
  const id = profile(at)
  for (const [name, type] of Object.entries(access)) {
    const answer = set(at, name, id, type)
    assert.strictEqual(answer.status, 200, JSON.stringify(answer.json))
  }
  const user = add(at, { profile: id })
  const lead = at.add("Leads", { Last_Name: "L", City: "Pune", Phone: "+1 555 0100", Email: "secret@example.com" })
  return { at, api: calls(at, user), lead, profile: id }
}

describe("a hidden field", () => {
  it("is in no read and no metadata", async () => {
    const { api, at, lead } = limited({ Phone: "hidden" })
    for (const url of [
      `Leads/${lead}`,
      `Leads/${lead}?fields=Phone,City`,
      "Leads?fields=Phone,City",
      "Leads/search?word=Pune",
      `Leads/${lead}/__timeline`,
      "settings/fields?module=Leads",
      "settings/layouts?module=Leads",
      "settings/modules/Leads"
    ]) {
      const answer = api("GET", `/crm/v8/${url}`)
      assert.strictEqual(answer.status, 200, url)
      assert.notMatch(JSON.stringify(answer.json), /"Phone"|555 0100/u, url)
    }
    assert.strictEqual(at.get("Leads", lead).Phone, "+1 555 0100")
    assert.strictEqual(api("GET", `/crm/v8/settings/fields/${fieldOf(at, "Phone").id}?module=Leads`).status, 400)
    const query = { query: { module: { api_name: "Leads" } } }
    const id = api("POST", "/crm/bulk/v8/read", query).json.data[0].details.id
    settle(at)
    const csv = Object.values(await unzip(api("GET", `/crm/bulk/v8/read/${id}/result`).bytes)).join("\n")
    assert.include(csv, "Pune")
    assert.notMatch(csv, /Phone,|555 0100/u)
  })

  it("is unknown to queries, searches and exports", () => {
    const { api, at } = limited({ Phone: "hidden" })
    const asks = [
      ["POST", "/crm/v8/coql", { select_query: "select Phone from Leads where id > '1'" }],
      ["POST", "/crm/v8/coql", { select_query: "select City from Leads where Phone is not null" }],
      ["GET", "/crm/v8/Leads/search?criteria=(Phone:equals:555)"],
      ["GET", "/crm/v8/Leads/actions/count?criteria=(Phone:equals:555)"],
      ["POST", "/crm/bulk/v8/read", { query: { module: { api_name: "Leads" }, fields: ["Phone"] } }]
    ] as const
    for (const [method, url, body] of asks) {
      assert.strictEqual(api(method, url, body).status, 400, url)
      assert.isBelow(at.api(method, url, body).status, 300, url)
    }
    assert.strictEqual(api("GET", "/crm/v8/Leads/search?phone=0100").status, 204)
  })

  it("cannot be written", () => {
    const { api, at, lead } = limited({ Phone: "hidden" })
    const put = () => api("PUT", `/crm/v8/Leads/${lead}`, { data: [{ City: "Goa", Phone: "1" }] })
    assert.strictEqual(put().status, 200)
    assert.deepStrictEqual([at.get("Leads", lead).City, at.get("Leads", lead).Phone], ["Goa", "+1 555 0100"])
    at.core.setSwitches({ ...at.core.switches(), unknownFields: "error" })
    assert.strictEqual(put().json.data[0].code, "INVALID_DATA")
  })
})

describe("a field that is only shown", () => {
  it("is read, and refused in writes", () => {
    const { api, at, lead } = limited({ City: "read_only" })
    assert.strictEqual(api("GET", `/crm/v8/Leads/${lead}`).json.data[0].City, "Pune")
    const write = () =>
      api("PUT", "/crm/v8/Leads", {
        data: [
          { id: lead, City: "Goa" },
          { id: lead, State: "MH" }
        ]
      })
    const answer = write()
    assert.deepStrictEqual(
      [answer.status, answer.json.data.map((one: any) => one.code), answer.json.data[0].details],
      [207, ["NO_PERMISSION", "SUCCESS"], { api_name: "City", json_path: "$.data[0].City" }]
    )
    const inserted = api("POST", "/crm/v8/Leads", { data: [{ Last_Name: "x", City: "Goa" }] })
    assert.strictEqual(inserted.json.data[0].code, "NO_PERMISSION")
    at.core.setSwitches({ ...at.core.switches(), profileReadOnlyFields: "ignore" })
    assert.strictEqual(write().status, 200)
    assert.strictEqual(at.get("Leads", lead).City, "Pune")
    const shown = api("GET", `${path}?module=Leads`).json.fields.find((one: any) => one.api_name === "City")
    assert.isTrue(shown.read_only)
    assert.isFalse(fieldOf(at, "City").read_only)
  })
})

describe("permissions of fields", () => {
  it("are shown by profile, go with a clone, and end when they are taken back", () => {
    const { api, at, lead, profile: id } = limited({ Phone: "hidden", City: "read_only" })
    const of = (name: string, one: string) =>
      fieldOf(at, name).profiles.find((item: any) => item.id === one).permission_type
    assert.deepStrictEqual([of("Phone", id), of("City", id), of("State", id)], ["hidden", "read_only", "read_write"])
    const clone = at.api("POST", `${profiles}/${id}/actions/clone`, { profiles: [{ name: "Clone" }] }).json.profiles[0]
    assert.deepStrictEqual([of("Phone", clone.details.id), of("State", clone.details.id)], ["hidden", "read_write"])
    assert.strictEqual(set(at, "Phone", id, "read_write").status, 200)
    assert.strictEqual(api("GET", `/crm/v8/Leads/${lead}`).json.data[0].Phone, "+1 555 0100")
  })

  it("stand in a snapshot, and in what a new field is made with", () => {
    const { api, at, lead, profile: id } = limited({})
    const made = at.api("POST", `${path}?module=Leads`, {
      fields: [{ field_label: "Secret", data_type: "text", length: 10, profiles: [{ id, permission_type: "hidden" }] }]
    })
    assert.strictEqual(made.status, 201, JSON.stringify(made.json))
    at.core.saveSnapshot("s")
    const sees = () => Object.keys(api("GET", `/crm/v8/Leads/${lead}`).json.data[0]).includes("Secret")
    assert.isFalse(sees())
    assert.strictEqual(set(at, "Secret", id, "read_only").status, 200)
    assert.isTrue(sees())
    at.core.restoreSnapshot("s")
    assert.isFalse(sees())
  })

  it("are refused for what must be written, for administrators, and for what is no permission", () => {
    const { at, profile: id } = limited({})
    const said = (name: string, one: string, type: unknown) => set(at, name, one, type).json.fields[0].code
    const administrator = at.api("GET", profiles).json.profiles.find((one: any) => one.name === "Administrator").id
    assert.strictEqual(said("Last_Name", id, "hidden"), "INVALID_OPERATION")
    assert.strictEqual(said("Owner", id, "read_only"), "INVALID_OPERATION")
    assert.strictEqual(said("City", id, "secret"), "INVALID_DATA")
    assert.strictEqual(said("City", "1", "hidden"), "INVALID_DATA")
    assert.strictEqual(said("City", administrator, "hidden"), "NOT_ALLOWED")
    assert.strictEqual(fieldOf(at, "City").profiles.find((one: any) => one.id === id).permission_type, "read_write")
  })

  const { api, at, profile: id } = limited({})
  // Whatever a profile hides, no call fails for it.
  const names = at.api("GET", `${path}?module=Leads`).json.fields.map((one: any) => one.api_name)
  it.prop(
    "hide any fields without a call that fails",
    [Schema.Array(Schema.Literals(names)).pipe(Schema.check(Schema.isMaxLength(12)))],
    ([hidden]) => {
      const off = hidden.filter((name) => set(at, String(name), id, "hidden").status === 200).map(String)
      const lead = api("POST", "/crm/v8/Leads", { data: [{ Last_Name: "x", Company: "c", City: "y" }] })
      assert.strictEqual(lead.status, 201, JSON.stringify(lead.json))
      const one = lead.json.data[0].details.id
      const shown = api("GET", `/crm/v8/Leads/${one}`).json.data[0]
      for (const name of off) assert.notProperty(shown, name)
      assert.strictEqual(api("GET", "/crm/v8/Leads/search?word=xy").status < 500, true)
      for (const ask of [
        () => api("POST", `/crm/v8/Leads/${one}/actions/clone`),
        () => api("PUT", `/crm/v8/Leads/${one}`, { data: [{ Designation: "z" }] }),
        () => api("GET", "/crm/v8/settings/layouts?module=Leads"),
        () => api("GET", `/crm/v8/Leads/${one}/__conversion_options`),
        () => api("POST", `/crm/v8/Leads/${one}/actions/convert`, { data: [{}] }),
        () => api("DELETE", `/crm/v8/Leads?ids=${one}`)
      ])
        assert.isBelow(ask().status, 500)
      for (const name of off) set(at, name, id, "read_write")
      assert.strictEqual(at.core.counters.defects, 0)
    },
    { arbitrary: { runs: 10 } }
  )
})
