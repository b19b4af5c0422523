import { assert, describe, it } from "@effect/vitest"
import * as Support from "../content/Support.ts"

const { call, core, insert, lead, read } = Support.make()
const settings = "/settings/tags"
const names = (id: string): ReadonlyArray<string> => read("Leads", id).Tag.map((tag: any) => tag.name)
const create = (...tags: ReadonlyArray<object>) => call("POST", `${settings}?module=Leads`, { tags })
const idOf = (answer: Support.Answer): string => answer.json.tags[0].details.id
const codes = (answer: Support.Answer): ReadonlyArray<string> => answer.json.tags.map((item: any) => item.code)
const person = (more: object = {}): string => insert("Leads", { Last_Name: "Tagged", Company: "c", ...more })

describe("tags of a module", () => {
  it("are created, listed, changed and deleted", () => {
    const made = create(
      { name: "One", color_code: "#F48435" },
      { name: "one" },
      {},
      { name: "Two", color_code: "#xyzxyz" }
    )
    assert.deepStrictEqual(
      [made.status, codes(made)],
      [207, ["SUCCESS", "DUPLICATE_DATA", "MANDATORY_NOT_FOUND", "INVALID_DATA"]]
    )
    assert.deepStrictEqual(Object.keys(made.json.tags[0].details).toSorted(), [
      "color_code",
      "created_by",
      "created_time",
      "id",
      "modified_by",
      "modified_time",
      "name"
    ])
    const id = idOf(made)
    assert.deepStrictEqual(made.json.tags[1].details, { api_name: "name", json_path: "$.tags[1].name", id })
    const listed = call("GET", `${settings}?module=Leads`).json
    assert.deepStrictEqual(listed.info, { record_limit: 20, count: 1, allowed_count: 500 })
    assert.deepInclude(listed.tags[0], { name: "One", color_code: "#F48435", id })
    const who = person({ Tag: [{ id }] })
    assert.strictEqual(call("PUT", `${settings}/${id}?module=Leads`, { tags: [{ name: "Renamed" }] }).status, 200)
    assert.deepStrictEqual(read("Leads", who).Tag, [{ name: "Renamed", id, color_code: "#F48435" }])
    assert.deepInclude(call("GET", `${settings}/${id}/actions/records_count?module=Leads`).json, { count: "1" })
    assert.deepStrictEqual(call("DELETE", `${settings}/${id}`).json.tags[0].details, { id })
    assert.deepStrictEqual(read("Leads", who).Tag, [])
    assert.deepStrictEqual(call("DELETE", `${settings}/${id}`).json.details, { id })
    assert.strictEqual(call("GET", `${settings}?module=Leads`).status, 204)
  })

  it("have as many as the org may have", () => {
    core.setSwitches({ ...core.switches(), tagsPerModule: 1 })
    const made = create({ name: "fits" }, { name: "does not" })
    core.setSwitches({ ...core.switches(), tagsPerModule: 500 })
    assert.deepStrictEqual(codes(made), ["SUCCESS", "LICENSE_LIMIT_EXCEEDED"])
  })

  it("are merged on every record", () => {
    const [from, into] = ["from", "into"].map((name) => idOf(create({ name })))
    const records = [["from"], ["into"], ["from", "into"]].map((tags) =>
      person({ Tag: tags.map((name) => ({ name })) })
    )
    const merged = call("POST", `${settings}/${from}/actions/merge`, { tags: [{ conflict_id: into }] })
    assert.deepStrictEqual(
      [merged.status, merged.json.tags[0].details.id, merged.json.tags[0].message],
      [200, into, "tags merged successfully"]
    )
    assert.deepStrictEqual(records.map(names), [["into"], ["into"], ["into"]])
    const again = call("POST", `${settings}/${from}/actions/merge`, { tags: [{ conflict_id: into }] })
    assert.deepStrictEqual(again.json.tags[0].details, { api_name: "id", json_path: "$.tags[0].id" })
  })
})

describe("tags of records", () => {
  const at = `/Leads/${lead}/actions`

  it("are added to one, and the answer says which it has", () => {
    const answer = call("POST", `${at}/add_tags`, { tags: [{ name: "hot" }, { name: "new", color_code: "#63C57E" }] })
    assert.strictEqual(answer.status, 200)
    assert.strictEqual(answer.json.locked_count, "0")
    const [item] = answer.json.data
    assert.deepStrictEqual([item.message, item.details.affected_data], ["tags updated successfully", null])
    assert.deepStrictEqual(read("Leads", lead).Tag, item.details.tags)
    assert.strictEqual(item.details.tags[1].color_code, "#63C57E")
  })

  it("are added to many, whose ids may come as text that holds an array", () => {
    const ids = [person(), person()]
    const answer = call("POST", "/Leads/actions/add_tags", { tags: [{ name: "many" }], ids: JSON.stringify(ids) })
    assert.lengthOf(answer.json.data, 2)
    const mixed = call("POST", `/Leads/actions/add_tags?ids=${ids.join(",")},1`, { tags: [{ name: "more" }] })
    assert.deepStrictEqual([mixed.status, mixed.json.data[2].details], [207, { id: "1" }])
    assert.deepStrictEqual(ids.map(names), [
      ["many", "more"],
      ["many", "more"]
    ])
  })

  it("are replaced where asked, and removed", () => {
    const id = person({ Tag: [{ name: "a" }, { name: "b" }] })
    call("POST", `/Leads/${id}/actions/add_tags`, { tags: [{ name: "c" }, { name: "d" }], over_write: true })
    assert.deepStrictEqual(names(id), ["c", "d"])
    const gone = call("POST", `/Leads/${id}/actions/remove_tags`, { tags: [{ name: "C" }, { name: "unknown" }] })
    assert.deepStrictEqual(
      gone.json.data[0].details.tags.map((tag: any) => tag.name),
      ["d"]
    )
    assert.deepStrictEqual(names(id), ["d"])
  })

  it("are written with the record, added with $append_values, and not made for a row that is refused", () => {
    const id = person({ Tag: [{ name: "w" }] })
    call("PUT", "/Leads", { data: [{ id, Tag: [{ name: "x" }], $append_values: { Tag: true } }] })
    assert.deepStrictEqual(names(id), ["w", "x"])
    call("PUT", "/Leads", { data: [{ id, Tag: ["y"] }] })
    assert.deepStrictEqual(names(id), ["y"])
    call("PUT", "/Leads", { data: [{ id, Tag: null }] })
    assert.deepStrictEqual(names(id), [])
    call("POST", "/Leads", { data: [{ Last_Name: "Refused", Company: "c", Tag: [{ name: "ghost" }], Email: "no" }] })
    const all: ReadonlyArray<any> = call("GET", `${settings}?module=Leads`).json.tags
    assert.isFalse(all.some((tag) => tag.name === "ghost"))
    const long = call("PUT", "/Leads", { data: [{ id, Tag: [{ name: "x".repeat(26) }] }] })
    assert.deepInclude(long.json.data[0].details, { maximum_length: 25, json_path: "$.data[0].Tag[0].name" })
  })

  it("are twenty at most", () => {
    const id = person()
    const some = (from: number, count: number) => Array.from({ length: count }, (_, n) => ({ name: `t${from + n}` }))
    assert.strictEqual(call("POST", `/Leads/${id}/actions/add_tags`, { tags: some(0, 20) }).status, 200)
    const over = call("POST", `/Leads/${id}/actions/add_tags`, { tags: some(20, 1) })
    assert.deepStrictEqual([over.status, over.json.data[0].code], [400, "LIMIT_EXCEEDED"])
    const wide = call("POST", `/Leads/${id}/actions/add_tags`, { tags: some(0, 21) })
    assert.deepStrictEqual(wide.json.details, { maximum_length: 20, api_name: "tags", json_path: "$.tags" })
  })
})
