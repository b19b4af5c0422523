import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import * as Support from "../content/Support.ts"

const caller = Support.make()
const { advance, call, core, insert, read, upload } = caller
const bin = "/settings/recycle_bin"
const day = 86_400_000
const lead = (name: string): string => insert("Leads", { Last_Name: name, Company: "c" })
const remove = (module: string, id: string) => call("DELETE", `/${module}/${id}`)
const entries = (query = ""): ReadonlyArray<any> => call("GET", `${bin}${query}`).json?.recycle_bin ?? []
const codes = (answer: Support.Answer): ReadonlyArray<string> => answer.json.recycle_bin.map((item: any) => item.code)
const filter = (field: string, comparator: string, value: unknown) => ({
  field: { api_name: field },
  comparator,
  value
})
const asQuery = (filters: object): string => `?filters=${encodeURIComponent(JSON.stringify(filters))}`

describe("the recycle bin", () => {
  it("shows what was deleted, and gives it back", () => {
    const id = lead("Back again")
    const before = read("Leads", id)
    assert.strictEqual(remove("Leads", id).status, 200)
    assert.strictEqual(call("GET", `/Leads/${id}`).status, 204)
    const shown = call("GET", `${bin}/${id}`).json.recycle_bin[0]
    assert.deepStrictEqual(Object.keys(shown).toSorted(), [
      "deleted_by",
      "deleted_time",
      "display_name",
      "id",
      "module",
      "owner"
    ])
    assert.deepInclude(shown, { display_name: "Back again", id })
    assert.strictEqual(shown.module.api_name, "Leads")
    assert.strictEqual(entries()[0].id, id)
    assert.deepStrictEqual(call("POST", `${bin}/${id}/actions/restore`).json.recycle_bin, [
      { code: "SUCCESS", details: { id }, message: "Restored", status: "success" }
    ])
    assert.deepStrictEqual(read("Leads", id), before)
    assert.strictEqual(call("GET", `${bin}/${id}`).status, 204)
    assert.deepStrictEqual(codes(call("POST", `${bin}/${id}/actions/restore`)), ["INVALID_DATA"])
  })

  it("restores several, each judged on its own", () => {
    const id = lead("One of two")
    remove("Leads", id)
    const answer = call("POST", `${bin}/actions/restore`, { ids: [id, "1000000000000"] })
    assert.deepStrictEqual(
      [answer.status, answer.json.recycle_bin],
      [
        207,
        [
          { code: "SUCCESS", details: { id }, message: "record restored", status: "success" },
          {
            code: "INVALID_DATA",
            details: { id: "1000000000000" },
            message: "the id given seems to be invalid",
            status: "error"
          }
        ]
      ]
    )
  })

  it("takes notes and attachments along and shows them no more than their record does", () => {
    const id = lead("Has notes")
    const note = insert("Notes", { Note_Content: "n", Parent_Id: { id } })
    const early = insert("Notes", { Note_Content: "deleted first", Parent_Id: { id } })
    upload(`/Leads/${id}/Attachments`, [["a.txt", "a"]])
    upload(`/Notes/${note}/Attachments`, [["b.txt", "b"]])
    remove("Notes", early)
    const count = () => call("GET", `${bin}/actions/count`).json.count
    const before = count()
    remove("Leads", id)
    assert.strictEqual(count(), before + 1)
    assert.strictEqual(call("GET", `/Notes/${note}`).status, 204)
    const lost = call("POST", `${bin}/${early}/actions/restore`)
    assert.deepStrictEqual([lost.status, codes(lost)], [400, ["CANNOT_RESTORE_WITHOUT_PARENT"]])
    const deleted = call("GET", `/Leads/deleted/${id}/Notes?fields=Note_Content`)
    assert.deepStrictEqual(
      deleted.json.data.map((row: any) => row.id),
      [note]
    )
    assert.strictEqual(call("GET", `/Leads/${id}`).status, 204)
    call("POST", `${bin}/actions/restore`, { ids: [id] })
    assert.strictEqual(read("Notes", note).$attachments[0].File_Name, "b.txt")
    assert.deepStrictEqual(codes(call("POST", `${bin}/${early}/actions/restore`)), ["SUCCESS"])
  })

  it("deletes for good on demand and after sixty days", () => {
    const [first, second] = [lead("gone now"), lead("gone later")]
    const note = insert("Notes", { Note_Content: "n", Parent_Id: { id: second } })
    upload(`/Leads/${second}/Attachments`, [["a.txt", "a"]])
    for (const id of [first, second]) remove("Leads", id)
    const types = (id: string) => call("GET", "/Leads/deleted").json.data.find((row: any) => row.id === id)
    assert.deepInclude(types(first), { type: "recycle", display_name: "gone now" })
    assert.strictEqual(call("DELETE", `${bin}/${first}`).json.recycle_bin[0].message, "Deleted permanently")
    assert.deepInclude(types(first), { type: "permanent", display_name: null, created_by: null, deleted_by: null })
    advance(59 * day)
    assert.strictEqual(types(second).type, "recycle")
    advance(day)
    assert.strictEqual(types(second).type, "permanent")
    assert.deepStrictEqual(codes(call("POST", `${bin}/actions/restore`, { ids: [second, note] })), [
      "INVALID_DATA",
      "INVALID_DATA"
    ])
    const kept = (table: string) => Number(core.db.get(`SELECT COUNT(*) AS n FROM ${table}`)?.["n"])
    call("POST", `${bin}/actions/empty`)
    assert.strictEqual(kept("attachment"), Number(core.db.get('SELECT COUNT(*) AS n FROM "record_Attachments"')?.["n"]))
    assert.deepStrictEqual([call("GET", bin).status, call("GET", `${bin}/actions/count`).json], [204, { count: 0 }])
  })

  it("finds by name, module, person and time, in pages and orders", () => {
    call("POST", `${bin}/actions/empty`)
    const names = ["Alpha 100%", "alpha two", "Beta"]
    const leads = names.map(lead)
    const [one = "", two = "", three = ""] = leads
    const deal = insert("Deals", { Deal_Name: "Alpha deal", Stage: "Qualification" })
    for (const id of leads) remove("Leads", id)
    advance(60_000)
    remove("Deals", deal)
    const ids = (filters: object) =>
      entries(asQuery(filters))
        .map((row): string => row.id)
        .toSorted()
    assert.deepStrictEqual(ids(filter("display_name", "contains", "alpha")), [one, two, deal].toSorted())
    assert.deepStrictEqual(ids(filter("display_name", "contains", "%")), [one])
    assert.deepStrictEqual(
      ids({
        group_operator: "AND",
        group: [filter("display_name", "starts_with", "Alpha"), filter("module", "equal", "Leads")]
      }),
      [one, two].toSorted()
    )
    const me = entries()[0].deleted_by
    assert.lengthOf(ids(filter("deleted_by", "equal", { id: me.id })), 4)
    assert.deepStrictEqual(ids(filter("deleted_time", "greater_equal", entries()[0].deleted_time)), [deal])
    const sorted = call("GET", `${bin}?sort_by=display_name&sort_order=asc&per_page=3`)
    assert.deepStrictEqual(
      sorted.json.recycle_bin.map((row: any) => row.id),
      [one, deal, two]
    )
    assert.deepStrictEqual(sorted.json.info, { per_page: 3, count: 3, page: 1, more_records: true })
    assert.strictEqual(entries("?sort_by=display_name&sort_order=asc&per_page=3&page=2")[0].id, three)
    const wrong = call("GET", `${bin}${asQuery(filter("display_name", "like", "a"))}`)
    assert.deepStrictEqual(
      [wrong.status, wrong.json.details, wrong.json.message],
      [
        400,
        { api_name: "comparator", json_path: "$.comparator", param_name: "filters" },
        "Please provide a valid comparator"
      ]
    )
  })

  it("works through filters, everything, and more than a thousand as jobs", () => {
    call("POST", `${bin}/actions/empty`)
    const leads = ["j1", "j2", "k1"].map(lead)
    for (const id of leads) remove("Leads", id)
    const there = () => leads.map((id) => call("GET", `/Leads/${id}`).status === 200)
    const filters = filter("display_name", "starts_with", "j")
    const asked = call("POST", `${bin}/actions/restore`, { filters })
    assert.deepStrictEqual([asked.status, codes(asked)], [202, ["SCHEDULED"]])
    assert.deepStrictEqual(there(), [false, false, false])
    advance(5000)
    assert.deepStrictEqual(there(), [true, true, false])
    call("POST", `${bin}/actions/restore`, { restore_all_records: true })
    advance(5000)
    assert.deepStrictEqual(there(), [true, true, true])
    for (const id of leads) remove("Leads", id)
    core.setSwitches({ ...core.switches(), recycleBinAtOnce: 2 })
    const many = call("DELETE", `${bin}?ids=${leads.join(",")}`)
    assert.deepStrictEqual([many.status, codes(many)], [202, ["SCHEDULED", "SCHEDULED", "SCHEDULED"]])
    advance(5000)
    assert.strictEqual(call("GET", bin).status, 204)
    core.setSwitches({ ...core.switches(), recycleBinAtOnce: 1000 })
  })

  it("refuses to guess what is to be restored or deleted", () => {
    const ask = (body: object) => {
      const { json, status } = call("POST", `${bin}/actions/restore`, body)
      return [status, json.code]
    }
    assert.deepStrictEqual(ask({}), [400, "EXPECTED_FIELD_MISSING"])
    assert.deepStrictEqual(ask({ restore_all_records: false }), [400, "EXPECTED_FIELD_MISSING"])
    assert.deepStrictEqual(ask({ ids: ["1"], restore_all_records: true }), [400, "AMBIGUITY_DURING_PROCESSING"])
    assert.deepStrictEqual(ask({ ids: "x" }), [400, "INVALID_DATA"])
    assert.deepStrictEqual(ask({ filters: [] }), [400, "INVALID_DATA"])
    assert.deepStrictEqual(call("DELETE", bin).json.details, { param_names: ["ids", "filters"] })
  })
})

const text = Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(40))
const hanging = Schema.Struct({
  name: text,
  notes: Schema.Array(Schema.Struct({ content: text, files: Schema.Array(text).check(Schema.isMaxLength(2)) })).check(
    Schema.isMaxLength(3)
  ),
  files: Schema.Array(text).check(Schema.isMaxLength(3)),
  products: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 2 })),
  photo: Schema.Boolean
})

/** Everything that the API says of a record and of what hangs on it. */
const look = (id: string): unknown => {
  const notes = call("GET", `/Leads/${id}/Notes?fields=Note_Content,$attachments,Owner,Modified_Time`).json?.data ?? []
  const files = call("GET", `/Leads/${id}/Attachments?fields=File_Name,Size,Owner,Modified_Time`).json?.data ?? []
  return {
    record: read("Leads", id),
    notes,
    files: files.map((file: any) => [file, [...call("GET", `/Leads/${id}/Attachments/${file.id}`).bytes]]),
    ofNotes: notes.map((note: any) =>
      note.$attachments.map((file: any) => [...call("GET", `/Notes/${note.id}/Attachments/${file.id}`).bytes])
    ),
    products: call("GET", `/Leads/${id}/Products?fields=Product_Name`).json?.data ?? [],
    photo: [...call("GET", `/Leads/${id}/photo`).bytes]
  }
}

describe("delete and restore", () => {
  it.prop(
    "gives the same record back, with everything that hangs on it",
    [Arbitrary.schema(hanging)],
    ([{ files, name, notes, photo, products }]) => {
      const id = lead(name)
      for (const note of notes) {
        const made = insert("Notes", { Note_Content: note.content, Parent_Id: { id } })
        for (const file of note.files) upload(`/Notes/${made}/Attachments`, [["n.txt", file.toWellFormed()]])
      }
      for (const file of files) upload(`/Leads/${id}/Attachments`, [["l.txt", file.toWellFormed()]])
      for (let n = 0; n < products; n++)
        call("PUT", `/Leads/${id}/Products`, { data: [{ id: insert("Products", { Product_Name: `p${n}` }) }] })
      if (photo) upload(`/Leads/${id}/photo`, [["p.gif", "GIF89a"]])
      const before = look(id)
      assert.strictEqual(remove("Leads", id).status, 200)
      assert.deepStrictEqual(
        ["", "/Notes", "/Attachments", "/Products"].map((list) =>
          list === "" ? call("GET", `/Leads/${id}`).status : call("GET", `/Leads/${id}${list}?fields=Owner`).status
        ),
        [204, 400, 400, 400]
      )
      assert.strictEqual(call("POST", `${bin}/actions/restore`, { ids: [id] }).status, 200)
      assert.deepStrictEqual(look(id), before)
      assert.strictEqual(core.counters.defects, 0)
    },
    { arbitrary: { runs: 40 } }
  )
})
