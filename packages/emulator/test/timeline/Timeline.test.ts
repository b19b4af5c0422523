import { assert, describe, it } from "@effect/vitest"
import * as Support from "../content/Support.ts"

const { advance, call, insert, lead, read } = Support.make()
const timeline = (id: string, query = "") => call("GET", `/Leads/${id}/__timeline${query}`).json

describe("the timeline of a record", () => {
  it("says what was written, when, and what stood there before", () => {
    const id = insert("Leads", { Last_Name: "T", Company: "c" })
    advance(60_000)
    call("PUT", `/Leads/${id}`, { data: [{ City: "Rome", Last_Name: "T" }] })
    advance(60_000)
    call("PUT", `/Leads/${id}`, { data: [{ City: "Bern", Tag: [{ name: "hot" }] }] })
    call("DELETE", `/Leads/${id}`)
    call("POST", `/settings/recycle_bin/${id}/actions/restore`)
    const { __timeline: events, info } = timeline(id)
    assert.deepStrictEqual(
      events.map((event: any) => event.action),
      ["restored", "deleted", "updated", "updated", "added"]
    )
    assert.deepInclude(info, { count: 5, more_records: false, page: 1 })
    const history = (index: number) =>
      events[index].field_history?.map((item: any) => [item.api_name, item.data_type, item._value])
    assert.deepStrictEqual(history(3), [["City", "text", { new: "Rome", old: null }]])
    assert.deepStrictEqual(history(2)[0], ["City", "text", { new: "Bern", old: "Rome" }])
    assert.deepStrictEqual([history(2)[1][2].old, history(2)[1][2].new.map((tag: any) => tag.name)], [[], ["hot"]])
    assert.isUndefined(history(4))
    assert.strictEqual(events[2].audited_time, read("Leads", id).Modified_Time)
    assert.strictEqual(new Set(events.map((event: any) => event.id)).size, 5)
    for (const event of events) assert.match(event.id, /^\d{19}$/)
  })

  it("has pages and orders, and knows when a seeded record was made", () => {
    const [first] = timeline(lead, "?sort_order=asc&per_page=1").__timeline
    assert.deepStrictEqual([first.action, first.audited_time], ["added", read("Leads", lead).Created_Time])
    call("PUT", `/Leads/${lead}`, { data: [{ City: "Oslo" }] })
    const page = timeline(lead, "?sort_order=asc&per_page=1&page=2")
    assert.deepStrictEqual([page.__timeline[0].action, page.info.more_records], ["updated", false])
    assert.strictEqual(call("GET", "/Leads/1/__timeline").status, 400)
  })
})
