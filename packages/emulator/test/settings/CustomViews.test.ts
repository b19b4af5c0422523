/** Custom views: kept, shared, locked, and what a list, a count and a mass update choose by them. */
import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { acting, calls, said, settle } from "../actions/Support.ts"

const at = acting({ leads: 0 })
const path = "/crm/v8/settings/custom_views"
const of = `${path}?module=Leads`

const make = (view: object): string => {
  const answer = at.api("POST", of, { custom_views: [{ fields: [{ api_name: "Last_Name" }], ...view }] })
  assert.strictEqual(answer.status, 201, JSON.stringify(answer.json))
  assert.deepStrictEqual(said(answer.json.custom_views[0]), ["SUCCESS", ["id"]])
  return answer.json.custom_views[0].details.id
}
const read = (id: string): any => at.api("GET", `${path}/${id}?module=Leads`).json?.custom_views[0]
const names = (cvid: string, more = ""): ReadonlyArray<string> =>
  (at.api("GET", `/crm/v8/Leads?fields=Last_Name&cvid=${cvid}${more}`).json?.data ?? []).map((it: any) => it.Last_Name)

const criteria = { field: { api_name: "City" }, comparator: "equal", value: "Pune" }

describe("custom views", () => {
  it("are Zoho's own at first, and each that is made after them", () => {
    const id = make({ name: "Pune", criteria, access_type: "public" })
    const { json, status } = at.api("GET", of)
    assert.strictEqual(status, 200)
    assert.deepStrictEqual(
      json.custom_views.map((it: any) => [it.name, it.system_name, it.system_defined, it.category, it.default]),
      [
        ["All Leads", "ALLVIEWS", true, "public_views", true],
        ["My Leads", "MYVIEWS", true, "public_views", false],
        ["Pune", null, false, "created_by_me", false]
      ]
    )
    assert.strictEqual(json.info.default, json.custom_views[0].id)
    assert.isTrue(json.custom_views.every((it: any) => /^\d{19}$/.test(it.id)))
    const view = read(id)
    assert.deepStrictEqual(
      [view.criteria.field.api_name, view.criteria.comparator, view.criteria.value, view.criteria.type],
      ["City", "equal", "Pune", "value"]
    )
    assert.deepStrictEqual(
      view.fields.map((it: any) => [it.api_name, it._pin]),
      [["Last_Name", false]]
    )
    at.api("DELETE", `${of}&ids=${id}`)
  })

  it("choose the records of a list, in their own order, over any number of pages", () => {
    const ids = Array.from({ length: 25 }, (_, n) =>
      at.add("Leads", {
        Last_Name: `L${n}`,
        City: n % 2 === 0 ? "Pune" : "Agra",
        ...(n < 4 ? {} : { Annual_Revenue: n % 5 })
      })
    )
    const id = make({
      name: "Sorted",
      criteria: { group_operator: "OR", group: [criteria, { ...criteria, value: "Nowhere" }] },
      sort_by: { api_name: "Annual_Revenue" },
      sort_order: "asc"
    })
    const all = names(id)
    assert.strictEqual(all.length, 13)
    const paged: Array<string> = []
    let token = ""
    do {
      const { json } = at.api("GET", `/crm/v8/Leads?fields=Last_Name&cvid=${id}&per_page=4${token}`)
      paged.push(...json.data.map((it: any) => it.Last_Name))
      token = json.info.more_records ? `&page_token=${encodeURIComponent(json.info.next_page_token)}` : ""
      assert.strictEqual(json.info.sort_by, "Annual_Revenue")
    } while (token !== "")
    assert.deepStrictEqual(paged, all)
    const revenue = (name: string) => at.get("Leads", ids[Number(name.slice(1))] ?? "").Annual_Revenue ?? -1
    assert.deepStrictEqual(
      all.map(revenue),
      all.map(revenue).toSorted((a, b) => a - b)
    )
    assert.strictEqual(at.api("GET", `/crm/v8/Leads/actions/count?cvid=${id}`).json.count, 13)
    const update = at.api("POST", "/crm/v8/Leads/actions/mass_update", { cvid: id, data: [{ State: "MH" }] })
    assert.strictEqual(update.status, 200)
    settle(at)
    at.api("GET", `/crm/v8/Leads/actions/mass_update?job_id=${update.json.data[0].details.job_id}`)
    assert.strictEqual(ids.filter((it) => at.get("Leads", it).State === "MH").length, 13)
    const both = at.api("GET", `/crm/v8/Leads?fields=City&cvid=${id}&sort_by=id`)
    assert.deepStrictEqual(said(both.json), ["AMBIGUITY_DURING_PROCESSING", ["ambiguity_due_to"]])
    assert.deepStrictEqual(said(at.api("GET", "/crm/v8/Leads?fields=City&cvid=1").json), [
      "INVALID_DATA",
      ["param_name"]
    ])
    at.api("DELETE", `${of}&ids=${id}`)
    assert.strictEqual(at.api("GET", `/crm/v8/Leads?fields=City&cvid=${id}`).status, 400)
  })

  it("change, one or several, and say which of them did not", () => {
    const [one, two] = [make({ name: "One" }), make({ name: "Two" })]
    const many = at.api("PUT", of, {
      custom_views: [
        { id: one, name: "First", sort_by: { api_name: "City" }, sort_order: "desc" },
        { id: two, name: "First" },
        { id: "12", name: "Nobody" }
      ]
    })
    assert.strictEqual(many.status, 207)
    assert.deepStrictEqual(many.json.custom_views.map(said), [
      ["SUCCESS", ["id"]],
      ["DUPLICATE_DATA", ["api_name", "json_path"]],
      ["INVALID_DATA", ["api_name", "json_path"]]
    ])
    assert.deepStrictEqual(
      [read(one).name, read(one).sort_by.api_name, read(one).sort_order],
      ["First", "City", "desc"]
    )
    assert.strictEqual(read(two).name, "Two")
    const single = at.api("PUT", `${path}/${two}?module=Leads`, { custom_views: [{ criteria }] })
    assert.strictEqual(single.status, 200)
    assert.strictEqual(read(two).criteria.value, "Pune")
    const sort = { sort_by: { api_name: "Email" }, sort_order: "asc", name: "not changed by this call" }
    at.api("PUT", `${path}/actions/change_sort?module=Leads`, { custom_views: [{ id: two, ...sort }] })
    at.api("PUT", `${path}/${one}/actions/change_sort?module=Leads`, { custom_views: [sort] })
    assert.deepStrictEqual(
      [one, two].map((id) => [read(id).name, read(id).sort_by.api_name]),
      [
        ["First", "Email"],
        ["Two", "Email"]
      ]
    )
    const gone = at.api("DELETE", `${of}&ids=${one},${two},12`)
    assert.strictEqual(gone.status, 207)
    assert.deepStrictEqual(gone.json.custom_views.map(said), [
      ["SUCCESS", ["id"]],
      ["SUCCESS", ["id"]],
      ["INVALID_DATA", ["id"]]
    ])
    assert.strictEqual(at.api("GET", `${path}/${one}?module=Leads`).status, 204)
  })

  it("are seen by those they are for, and locked ones changed by their maker only", () => {
    const { other } = at.users
    const mine = make({ name: "Mine", access_type: "only_to_me" })
    const shared = make({
      name: "Shared",
      access_type: "shared",
      shared_to: [{ id: other, type: "users" }],
      locked: true
    })
    const theirs = calls(at, other)
    const seen = theirs("GET", of).json.custom_views.map((it: any) => [it.name, it.category])
    assert.deepInclude(seen, ["Shared", "shared_with_me"])
    assert.notDeepInclude(seen, ["Mine", "created_by_me"])
    assert.strictEqual(theirs("GET", `${path}/${mine}?module=Leads`).status, 204)
    const locked = theirs("PUT", `${path}/${shared}?module=Leads`, { custom_views: [{ name: "x" }] })
    assert.deepStrictEqual([locked.status, ...said(locked.json)], [403, "NO_PERMISSION", ["resource_path_index"]])
    const many = theirs("PUT", of, { custom_views: [{ id: shared, name: "x" }] })
    assert.deepStrictEqual(
      [many.status, ...said(many.json.custom_views[0])],
      [403, "NO_PERMISSION", ["api_name", "json_path"]]
    )
    assert.deepStrictEqual(
      [read(mine).category, read(shared).category, read(shared).locked, read(shared).shared_to[0].id],
      ["created_by_me", "created_by_me", true, other]
    )
  })

  it("are refused where something in them is wrong, each with its place", () => {
    const cases: ReadonlyArray<readonly [object, string, ReadonlyArray<string>]> = [
      [{ name: "" }, "INVALID_DATA", ["api_name", "json_path", "maximum_length"]],
      [{ name: "V", access_type: "some" }, "INVALID_DATA", ["api_name", "json_path", "supported_values"]],
      [{ name: "V", access_type: "shared" }, "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      [{ name: "V", sort_by: { api_name: "Tag" } }, "INVALID_DATA", ["api_name", "json_path"]],
      [{ name: "V", sort_order: "up" }, "INVALID_DATA", ["api_name", "json_path", "supported_values"]],
      [{ name: "V", fields: [{ api_name: "Nope" }] }, "INVALID_DATA", ["api_name", "json_path"]],
      [{ name: "V", locked: "yes" }, "INVALID_DATA", ["api_name", "expected_data_type", "json_path"]],
      [{ name: "All Leads" }, "DUPLICATE_DATA", ["api_name", "json_path"]]
    ]
    for (const [view, code, details] of cases) {
      const { json, status } = at.api("POST", of, { custom_views: [view] })
      assert.deepStrictEqual([status, ...said(json.custom_views[0])], [400, code, details], JSON.stringify(view))
    }
    const wrong = at.api("POST", of, { custom_views: [{ name: "V", criteria: { field: { api_name: "Nope" } } }] })
    assert.strictEqual(wrong.json.custom_views[0].code, "INVALID_DATA")
    const whole: ReadonlyArray<readonly [string, string, unknown, string, ReadonlyArray<string>]> = [
      ["GET", path, undefined, "REQUIRED_PARAM_MISSING", ["param_name"]],
      ["GET", `${path}?module=Nope`, undefined, "INVALID_MODULE", []],
      ["POST", of, { custom_views: [{}] }, "REQUIRED_PARAM_MISSING", ["param_name"]],
      ["POST", of, {}, "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      ["DELETE", of, undefined, "REQUIRED_PARAM_MISSING", ["param_name"]],
      ["PUT", `${path}/12?module=Leads`, { custom_views: [{ name: "x" }] }, "INVALID_DATA", ["resource_path_index"]]
    ]
    for (const [method, url, body, code, details] of whole)
      assert.deepStrictEqual(said(at.api(method, url, body).json), [code, details], `${method} ${url}`)
    const [all] = at.api("GET", of).json.custom_views
    const system = at.api("PUT", of, { custom_views: [{ id: all.id, name: "x" }] })
    assert.strictEqual(system.json.custom_views[0].code, "NOT_ALLOWED")
    assert.strictEqual(at.api("DELETE", `${of}&ids=${all.id}`).json.custom_views[0].code, "NOT_ALLOWED")
  })

  it("choose by what records have in their related lists, or have not", () => {
    const [a, b, c] = ["A", "B", "C"].map((Last_Name) => at.add("Leads", { Last_Name, City: "Cross" }))
    const hang = (id: string | undefined, Note_Title: string): void => {
      at.add("Notes", { Note_Title, Note_Content: "n", Parent_Id: { id, module: { api_name: "Leads" } } })
    }
    hang(a, "red one")
    hang(a, "green")
    hang(b, "green")
    const crossing = (
      relation: object,
      include_objects: boolean,
      field: string,
      comparator: string,
      value: string
    ) => ({
      relation,
      include_objects,
      criteria: { field: { api_name: field }, comparator, value }
    })
    const notes = { api_name: "Notes__r" }
    const red = (include: boolean) => crossing(notes, include, "Note_Title", "contains", "red")
    const here = { ...criteria, value: "Cross" }
    const id = make({ name: "Has red", criteria: here, cross_filters: [red(true)] })
    assert.deepStrictEqual(names(id), ["A"])
    const [shown] = read(id).cross_filters
    assert.deepInclude(shown, { include_objects: true })
    assert.deepInclude(shown.relation, { api_name: "Notes__r", $disrupted: false })
    assert.deepInclude(shown.criteria, { comparator: "contains", value: "red" })
    const lacks = make({ name: "No red", criteria: here, cross_filters: [red(false)] })
    assert.sameMembers([...names(lacks)], ["B", "C"])
    const both = make({
      name: "Green, no red",
      criteria: here,
      cross_filters: [red(false), crossing(notes, true, "Note_Title", "equal", "green")]
    })
    assert.deepStrictEqual(names(both), ["B"])
    at.add("Tasks", { Subject: "Call", What_Id: { id: c }, $se_module: "Leads" })
    const task = crossing({ id: shown.relation.id }, true, "Note_Title", "equal", "green")
    const changed = at.api("PUT", `${path}/${both}?module=Leads`, { custom_views: [{ cross_filters: [task] }] })
    assert.strictEqual(changed.status, 200, JSON.stringify(changed.json))
    assert.sameMembers([...names(both)], ["A", "B"])
    const tasks = crossing({ api_name: "Tasks" }, true, "Subject", "equal", "Call")
    at.api("PUT", `${path}/${both}?module=Leads`, { custom_views: [{ cross_filters: [tasks] }] })
    assert.deepStrictEqual(names(both), ["C"])
    at.api("PUT", `${path}/${both}?module=Leads`, { custom_views: [{ name: "Named", cross_filters: null }] })
    assert.strictEqual(read(both).cross_filters, null)
    assert.strictEqual(names(both).length, 3)
    const campaign = at.add("Campaigns", { Campaign_Name: "Spring" })
    const linked = at.api("PUT", `/crm/v8/Leads/${b}/Campaigns/${campaign}`, { data: [{ Member_Status: "Sent" }] })
    assert.strictEqual(linked.status, 200, JSON.stringify(linked.json))
    const member = (include: boolean) => ({
      cross_filters: [crossing({ api_name: "Campaigns" }, include, "Campaign_Name", "equal", "Spring")]
    })
    assert.deepStrictEqual(names(make({ name: "Members", criteria: here, ...member(true) })), ["B"])
    assert.sameMembers([...names(make({ name: "Others", criteria: here, ...member(false) }))], ["A", "C"])
    const cases: ReadonlyArray<readonly [unknown, string]> = [
      [{}, "INVALID_DATA"],
      [[1], "INVALID_DATA"],
      [[{}], "MANDATORY_NOT_FOUND"],
      [[{ relation: notes }], "MANDATORY_NOT_FOUND"],
      [[{ ...red(true), include_objects: "yes" }], "INVALID_DATA"],
      [[crossing({ api_name: "Nope" }, true, "Note_Title", "equal", "x")], "INVALID_DATA"],
      [[crossing(notes, true, "Nope", "equal", "x")], "INVALID_DATA"],
      [Array.from({ length: 11 }, () => red(true)), "INVALID_DATA"]
    ]
    for (const [cross_filters, code] of cases) {
      const { json, status } = at.api("POST", of, { custom_views: [{ name: "Odd", cross_filters }] })
      assert.deepStrictEqual([status, json.custom_views[0].code], [400, code], JSON.stringify([cross_filters, json]))
    }
  })

  it.prop("answer whatever they are given", [Schema.Json, Schema.String], ([body, id]) => {
    for (const [method, url] of [
      ["POST", of],
      ["PUT", of],
      ["PUT", `${path}/${encodeURIComponent(id.toWellFormed())}?module=Leads`],
      ["PUT", `${path}/actions/change_sort?module=Leads`]
    ] as const) {
      assert.isBelow(at.api(method, url, body).status, 500)
      assert.isBelow(at.api(method, url, { custom_views: [body] }).status, 502)
    }
    assert.strictEqual(at.core.counters.defects, 0)
  })
})
