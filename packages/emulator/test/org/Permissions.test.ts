/** What a profile lacks is refused, by whatever call it would be done. */
import { assert, describe, it } from "@effect/vitest"
import * as Permissions from "@effect-zoho/emulator/org/Permissions"
import { acting, type Acting, hang, settle, view } from "../actions/Support.ts"
import { multipart } from "../bulk/Support.ts"
import { profiles, standardOf, userWithout, without } from "./Support.ts"

type Made = { readonly at: Acting; readonly lead: string; readonly quote: string }
type Ask = (made: Made) => readonly [method: string, path: string, body?: unknown]

const leads = (action: string) => `Crm_Implied_${action}_Leads`
const tag = (at: Acting): string =>
  at.api("POST", "/crm/v8/settings/tags?module=Leads", { tags: [{ name: `t${at.core.db.nextId()}`.slice(-20) }] }).json
    .tags[0].details.id

/** Calls, and the permissions that the refusal names when the first of them is missing. */
const asks: ReadonlyArray<readonly [permissions: ReadonlyArray<string>, ask: Ask]> = [
  [[leads("View")], ({ lead }) => ["GET", `/Leads/${lead}`]],
  [[leads("View")], () => ["GET", "/Leads/search?word=ada"]],
  [[leads("View")], () => ["GET", "/Leads/actions/count"]],
  [[leads("View")], () => ["GET", "/Leads/deleted"]],
  [[leads("View")], () => ["POST", "/Leads", { data: [{ Last_Name: "x" }] }]],
  [[leads("View")], ({ lead }) => ["DELETE", `/Leads/${lead}`]],
  [[leads("View")], ({ lead }) => ["GET", `/Leads/${lead}/Notes?fields=Note_Title`]],
  [[leads("Create")], () => ["POST", "/Leads", { data: [{ Last_Name: "x" }] }]],
  [[leads("Create")], () => ["POST", "/Leads/upsert", { data: [{ Last_Name: "x" }] }]],
  [[leads("Edit")], () => ["POST", "/Leads/upsert", { data: [{ Last_Name: "x" }] }]],
  [[leads("Edit")], ({ lead }) => ["PUT", `/Leads/${lead}`, { data: [{ City: "x" }] }]],
  [[leads("Edit")], ({ lead }) => ["DELETE", `/Leads/${lead}/photo`]],
  [[leads("Delete")], ({ lead }) => ["DELETE", `/Leads?ids=${lead}`]],
  [
    [leads("Mass_Update")],
    ({ lead }) => ["POST", "/Leads/actions/mass_update", { ids: [lead], data: [{ City: "x" }] }]
  ],
  [[leads("Mass_Delete")], ({ lead }) => ["POST", "/Leads/actions/mass_delete", { ids: [lead] }]],
  [
    [leads("Mass_Transfer")],
    ({ at }) => ["POST", "/Leads/actions/mass_change_owner", { cvid: view(at, "Leads"), owner: { id: at.users.other } }]
  ],
  [
    [leads("Change_Owner")],
    ({ at, lead }) => ["POST", `/Leads/${lead}/actions/change_owner`, { owner: { id: at.users.other } }]
  ],
  [
    [leads("Change_Owner")],
    ({ at, lead }) => ["POST", "/Leads/actions/change_owner", { ids: [lead], owner: { id: at.users.other } }]
  ],
  [[leads("Merge")], ({ lead }) => ["POST", `/Leads/${lead}/actions/merge`, { merge: [{ data: [{ id: lead }] }] }]],
  [[leads("Convert"), leads("View")], ({ lead }) => ["POST", `/Leads/${lead}/actions/convert`, { data: [{}] }]],
  [[leads("Convert"), leads("View")], ({ lead }) => ["GET", `/Leads/${lead}/__conversion_options`]],
  [[leads("Convert"), leads("View")], ({ lead }) => ["POST", "/Leads/actions/mass_convert", { ids: [lead] }]],
  [
    ["Crm_Implied_Convert_Quotes", "Crm_Implied_View_Quotes"],
    ({ quote }) => [
      "POST",
      `/Quotes/${quote}/actions/convert`,
      { convert_to: [{ module: { api_name: "Sales_Orders" } }] }
    ]
  ],
  [
    [leads("Tags"), leads("Edit")],
    ({ lead }) => ["POST", `/Leads/${lead}/actions/add_tags`, { tags: [{ name: "a" }] }]
  ],
  [
    [leads("Tags"), leads("Edit")],
    ({ lead }) => ["POST", `/Leads/actions/remove_tags?ids=${lead}`, { tags: [{ name: "a" }] }]
  ],
  [[leads("Tags"), leads("Edit")], () => ["POST", "/settings/tags?module=Leads", { tags: [{ name: "b" }] }]],
  [
    [leads("Tags"), leads("Edit")],
    ({ at }) => ["PUT", `/settings/tags/${tag(at)}?module=Leads`, { tags: [{ name: "c" }] }]
  ],
  [[leads("Tags"), leads("Edit")], ({ at }) => ["DELETE", `/settings/tags/${tag(at)}`]],
  [
    [leads("Tags"), leads("Edit")],
    ({ at }) => ["POST", `/settings/tags/${tag(at)}/actions/merge`, { tags: [{ conflict_id: tag(at) }] }]
  ],
  [
    [leads("Record_Locking")],
    ({ lead }) => ["POST", `/Leads/${lead}/Locking_Information__s`, { data: [{ Locked_Reason__s: "r" }] }]
  ],
  [[leads("Send_Email")], ({ lead }) => ["POST", `/Leads/${lead}/actions/send_mail`, { data: [{}] }]],
  [[leads("Export")], () => ["POST bulk", "/read", { query: { module: { api_name: "Leads" }, fields: ["City"] } }]],
  [["Crm_Implied_Create_Notes"], ({ lead }) => ["POST", `/Leads/${lead}/Notes`, { data: [{ Note_Title: "n" }] }]],
  [
    ["Crm_Implied_Create_Attachments"],
    ({ lead }) => ["POST", `/Leads/${lead}/Attachments?attachmentUrl=https%3A%2F%2Fwww.example.com%2Fa&title=A`]
  ],
  [["Crm_Implied_View_Attachments"], ({ lead }) => ["GET", `/Leads/${lead}/Attachments?fields=File_Name`]],
  [["Crm_Implied_View_Tasks"], ({ lead }) => ["GET", `/Leads/${lead}/Tasks?fields=Subject`]],
  [
    ["Crm_Implied_Manage_AR_Leads"],
    () => ["POST", "/settings/automation/assignment_rules/1/actions/clone?module=Leads", {}]
  ]
]

const named = (answer: any): ReadonlyArray<string> =>
  (answer.json?.tags?.[0] ?? answer.json)?.details?.permissions?.toSorted() ?? []

/** Method and path as they stand in the source: the test's name. */
const callOf = (ask: Ask): string =>
  (/"((?:GET|POST|PUT|DELETE)[^"]*)",\s*(?:"([^"]*)"|`([^`]*)`)/u.exec(ask.toString()) ?? []).slice(1).join(" ")

describe("a profile", () => {
  for (const [permissions, ask] of asks) {
    it(`without ${permissions[0]} is refused, and nothing else is: ${callOf(ask)}`, () => {
      const at = acting({ leads: 2 })
      const lead = at.add("Leads", { Last_Name: "L", Email: "l@example.com" })
      hang(at, "Leads", lead)
      const quote = at.core.db.get(`SELECT id FROM "record_Quotes" ORDER BY id LIMIT 1`)?.["id"]
      const [verb, path, body] = ask({ at, lead, quote: String(quote) })
      const [method = "", bulk] = verb.split(" ")
      const url = bulk === undefined ? `/crm/v8${path}` : `/crm/bulk/v8${path}`
      const before = at.api("GET", `/crm/v8/Leads/${lead}`).json
      const answer = without(at, permissions[0] ?? "")(method, url, body)
      assert.deepStrictEqual([answer.status, named(answer)], [403, permissions.toSorted()], JSON.stringify(answer.json))
      assert.include(JSON.stringify(answer.json), '"NO_PERMISSION"')
      assert.deepStrictEqual(at.api("GET", `/crm/v8/Leads/${lead}`).json, before)
      // One that lacks nothing, or something else, may do it.
      for (const other of [[], [leads("Share")]])
        assert.notInclude(JSON.stringify(without(at, ...other)(method, url, body).json ?? {}), '"NO_PERMISSION"')
      assert.strictEqual(at.core.counters.defects, 0)
    })
  }

  it("refuses in a composite request what it refuses alone", () => {
    const at = acting({ leads: 1 })
    const poor = without(at, leads("Create"))
    const answer = poor("POST", "/crm/v8/__composite_requests", {
      __composite_requests: [
        { sub_request_id: "1", method: "POST", uri: "/crm/v8/Leads", body: { data: [{ Last_Name: "x" }] } }
      ]
    })
    const [item] = answer.json.__composite_requests
    assert.strictEqual(item.details.response.status_code, 403, JSON.stringify(item))
    assert.strictEqual(at.core.db.all(`SELECT id FROM "record_Leads"`).length, 1)
  })

  it("says less of sharing and of bulk searches, and more where the switch says so", () => {
    const at = acting({ leads: 1 })
    const lead = at.add("Leads", { Last_Name: "L" })
    const share = without(at, leads("Share"))("POST", `/crm/v8/Leads/${lead}/actions/share`, {})
    assert.deepStrictEqual([share.status, share.json.code, share.json.details], [403, "NO_PERMISSION", {}])
    const search = without(at, leads("View"))("POST", "/crm/v8/Leads/bulk/search?criteria=(City:equals:x)")
    assert.deepStrictEqual([search.status, search.json.details], [403, {}])
    at.core.setSwitches({ ...at.core.switches(), missingPrivilege: "unauthorised" })
    const create = without(at, leads("Create"))("POST", "/crm/v8/Leads", { data: [{ Last_Name: "x" }] })
    assert.deepStrictEqual([create.status, create.json.data[0].code], [400, "AUTHORIZATION_FAILED"])
    const remove = without(at, leads("Delete"))("DELETE", `/crm/v8/Leads?ids=${lead}`)
    assert.deepStrictEqual([remove.status, remove.json.code], [400, "AUTHORIZATION_FAILED"])
  })

  it("that cannot import writes no file of rows", () => {
    const at = acting({ leads: 1 })
    const user = userWithout(at, leads("Import"))
    at.core.db.run("UPDATE access_token SET user=?", user)
    const upload = at.send("POST", "/crm/v8/upload", {
      host: "upload",
      headers: {
        feature: "bulk-write",
        "x-crm-org": at.core.credentials().orgId,
        "content-type": "multipart/form-data; boundary=----bulk7d1"
      },
      body: multipart("file", new Uint8Array([80, 75, 5, 6, ...new Uint8Array(18)]))
    })
    const answer = at.api("POST", "/crm/bulk/v8/write", {
      operation: "insert",
      resource: [
        {
          type: "data",
          module: { api_name: "Leads" },
          file_id: upload.json.details?.file_id ?? "1",
          file_names: ["a.csv"],
          field_mappings: [{ api_name: "Last_Name", index: 0 }]
        }
      ]
    })
    assert.deepStrictEqual([answer.status, named(answer)], [403, [leads("Import")]], JSON.stringify(answer.json))
    settle(at)
  })

  it("is no owner of records that it does not show", () => {
    const at = acting({ leads: 1 })
    const lead = at.add("Leads", { Last_Name: "L" })
    const blind = userWithout(at, leads("View"))
    const answer = at.api("POST", `/crm/v8/Leads/${lead}/actions/change_owner`, { owner: { id: blind } })
    assert.deepStrictEqual(
      [answer.status, answer.json.code, named(answer)],
      [403, "CANNOT_ASSIGN", ["Crm_Implied_Role_View_Leads"]]
    )
    assert.strictEqual(at.get("Leads", lead).Owner.id, at.users.admin)
  })

  it("has every permission under the one that it hangs on", () => {
    const at = acting({ leads: 1 })
    const all = Permissions.all(at.core)
    const names = all.map((one) => one.name)
    assert.strictEqual(new Set(names).size, names.length)
    all.forEach((one, index) => {
      if (one.parent !== null) assert.isBelow(names.indexOf(one.parent), index, one.name)
    })
    // Taking one away takes away all that hang on it, however far.
    const user = userWithout(at, leads("View"))
    const profile = at.core.db.get("SELECT profile FROM user WHERE id=?", user)?.["profile"]
    const shown = at.api("GET", `${profiles}/${String(profile)}`).json.profiles[0].permissions_details
    for (const one of shown) assert.strictEqual(one.enabled, one.module !== "Leads", one.name)
    const whole = at.api("GET", `${profiles}/${standardOf(at)}`).json.profiles[0].permissions_details
    assert.isTrue(whole.every((one: any) => one.enabled))
  })
})
