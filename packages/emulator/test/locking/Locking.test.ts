import { assert, describe, it } from "@effect/vitest"
import * as Support from "../content/Support.ts"

const { call, core, insert, read, upload } = Support.make()
const body = (reason: unknown) => ({ data: [{ Locked_Reason__s: reason }] })
const locked = (): { readonly id: string; readonly at: string; readonly lock: string } => {
  const id = insert("Leads", { Last_Name: "Locked", Company: "c" })
  const at = `/Leads/${id}/Locking_Information__s`
  return { id, at, lock: call("POST", at, body("under review")).json.data[0].details.id }
}

describe("record locking", () => {
  it("says who locked a record, when and why, until it is unlocked", () => {
    const { at, id, lock } = locked()
    const shown = call("GET", at).json
    assert.deepStrictEqual(shown.info, { per_page: 200, count: 1, page: 1, more_records: false })
    assert.deepInclude(shown.data[0], {
      id: lock,
      Locked_Reason__s: "under review",
      Lock_Source__s: "Manual",
      Feature_Type__s: "record_locking",
      Record_Locking_Rule_Id__s: null
    })
    assert.deepInclude(shown.data[0].Locked_For__s, { id, name: "Locked" })
    assert.deepStrictEqual([read("Leads", id).Locked__s, read("Leads", id).$locked_for_me], [true, true])
    assert.strictEqual(call("PUT", `${at}/${lock}`, body("other")).json.data[0].message, "record updated")
    assert.strictEqual(call("GET", `${at}/${lock}`).json.data[0].Locked_Reason__s, "other")
    assert.deepStrictEqual(call("DELETE", `${at}/${lock}`).json.data[0], {
      code: "SUCCESS",
      details: { id: lock },
      message: "relation removed",
      status: "success"
    })
    assert.strictEqual(call("GET", at).status, 204)
    assert.isFalse(read("Leads", id).Locked__s)
  })

  it("keeps a record from being written, tagged, pictured or deleted", () => {
    const { at, id, lock } = locked()
    const code = (answer: Support.Answer) => [answer.status, (answer.json.data?.[0] ?? answer.json).code]
    const attempts = (): ReadonlyArray<Support.Answer> => [
      call("PUT", `/Leads/${id}`, { data: [{ City: "x" }] }),
      call("PUT", "/Leads", { data: [{ id, City: "x" }] }),
      call("POST", "/Leads/upsert", { data: [{ id, City: "x" }] }),
      call("POST", `/Leads/${id}/actions/add_tags`, { tags: [{ name: "t" }] }),
      call("POST", `/Leads/${id}/actions/remove_tags`, { tags: [{ name: "t" }] }),
      upload(`/Leads/${id}/photo`, [["a.gif", "GIF89a"]]),
      call("DELETE", `/Leads?ids=${id}`)
    ]
    const before = read("Leads", id)
    for (const attempt of attempts()) assert.deepStrictEqual(code(attempt), [400, "RECORD_LOCKED"])
    assert.deepStrictEqual(read("Leads", id), before)
    assert.deepStrictEqual(call("PUT", "/Leads", { data: [{ id }] }).json.data[0].details, {
      api_name: "id",
      json_path: "$.data[0].id",
      action: "record_locking"
    })
    assert.deepStrictEqual(call("DELETE", `/Leads/${id}`).json.data[0].details, { action: "record_locking", id })
    assert.strictEqual(
      call("POST", `/Leads/${id}/actions/remove_tags`, { tags: [{ name: "t" }] }).json.locked_count,
      "1"
    )
    call("DELETE", `${at}/${lock}`)
    for (const attempt of attempts()) assert.strictEqual(attempt.status, 200)
  })

  it("refuses a second lock, an empty reason, other locks, and modules without", () => {
    const { at, id } = locked()
    const shape = (answer: Support.Answer) => {
      const error = answer.json.data?.[0] ?? answer.json
      return [answer.status, error.code, error.details]
    }
    assert.deepStrictEqual(shape(call("POST", at, body("again"))), [403, "NOT_ALLOWED", { resource_path_index: 1 }])
    assert.deepStrictEqual(shape(call("POST", at, body(""))), [
      400,
      "MANDATORY_NOT_FOUND",
      { api_name: "Locked_Reason__s", json_path: "$.data[0].Locked_Reason__s" }
    ])
    assert.deepInclude(shape(call("POST", at, body("x".repeat(3001))))[2], { maximum_length: 3000 })
    assert.deepStrictEqual(shape(call("DELETE", `${at}/1`)), [400, "INVALID_DATA", { resource_path_index: 3 }])
    const note = insert("Notes", { Note_Content: "n", Parent_Id: { id } })
    assert.deepStrictEqual(shape(call("GET", `/Notes/${note}/Locking_Information__s`))[2], { resource_path_index: 2 })
    core.setSwitches({ ...core.switches(), recordLocking: false })
    assert.deepStrictEqual(shape(call("GET", at)), [400, "NOT_ALLOWED", { resource_path_index: 2 }])
    core.setSwitches({ ...core.switches(), recordLocking: true })
  })
})
