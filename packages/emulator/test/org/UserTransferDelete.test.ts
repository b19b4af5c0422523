/** Users deleted, and what they had handed over: at once the one, as a job the other. */
import { assert, describe, it } from "@effect/vitest"
import { type Acting, acting, calls, said } from "../actions/Support.ts"
import { add, users } from "./Support.ts"

const root = "transfer_and_delete"
const byBody = `${users}/actions/${root}`
const shape = ({ json, status }: any) => [status, ...said(json[root]?.[0] ?? json), json[root] !== undefined]

const has = (at: Acting) => {
  const from = add(at, { email: "from@example.com" })
  const below = add(at, { email: "below@example.com" })
  at.api("PUT", `${users}/${below}`, { users: [{ Reporting_To: { id: from } }] })
  return { from, below, lead: at.add("Leads", { Last_Name: "L", Owner: from }) }
}

describe("a user who is transferred and deleted", () => {
  it("is gone at once, and what they had goes to another when the job is due", () => {
    const at = acting({ leads: 1 })
    const { below, from, lead } = has(at)
    const theirs = calls(at, from)
    assert.strictEqual(theirs("GET", users).status, 200)
    const { other } = at.users
    const begun = at.api("POST", byBody, {
      [root]: [{ id: from, move_subordinate: { id: other }, transfer: { id: other, records: true } }]
    })
    assert.deepStrictEqual(shape(begun), [200, "SUCCESS", ["id", "job_id"], true])
    const { id, job_id: job } = begun.json[root][0].details
    assert.strictEqual(id, from)
    assert.strictEqual(at.api("GET", `${users}?type=DeletedUsers`).json.users[0].id, from)
    assert.strictEqual(theirs("GET", users).status, 401)
    const status = () => at.api("GET", `${byBody}?job_id=${job}`).json[root][0].status
    assert.strictEqual(status(), "scheduled")
    at.core.clock.advance(2000)
    assert.strictEqual(status(), "completed")
    assert.strictEqual(at.get("Leads", lead).Owner.id, other)
    assert.strictEqual(at.api("GET", `${users}/${below}`).json.users[0].Reporting_To.id, other)
    assert.strictEqual(at.api("GET", `${users}/actions/transfer?job_id=${job}`).status, 204)
  })

  it("may hand over a part alone, named by the path", () => {
    const at = acting({ leads: 1 })
    const { below, from, lead } = has(at)
    const path = `${users}/${from}/actions/${root}`
    const begun = at.api("POST", path, {
      [root]: [{ transfer: { id: at.users.other, records: true } }]
    })
    assert.deepStrictEqual(shape(begun), [200, "SUCCESS", ["job_id"], true])
    at.core.clock.advance(2000)
    assert.strictEqual(at.get("Leads", lead).Owner.id, at.users.other)
    assert.strictEqual(at.api("GET", `${users}/${below}`).json.users[0].Reporting_To.id, from)
    assert.deepStrictEqual(shape(at.api("POST", path, {})), [
      400,
      "INVALID_DATA",
      ["owner_status", "resource_path_index"],
      false
    ])
  })

  it("stays where the request is wrong, or the caller is not the super admin", () => {
    const at = acting({ leads: 1 })
    const { from } = has(at)
    const { admin, other } = at.users
    const ask = (item: object, api = at.api) => shape(api("POST", byBody, { [root]: [item] }))
    const place = ["api_name", "json_path"]
    const transfer = { id: other }
    assert.deepStrictEqual(ask({ id: from }), [400, "EXPECTED_FIELD_MISSING", ["expected_data"], true])
    assert.deepStrictEqual(ask({ transfer }), [400, "MANDATORY_NOT_FOUND", place, true])
    assert.deepStrictEqual(ask({ id: "1", transfer }), [400, "INVALID_DATA", [...place, "owner_status"], true])
    assert.deepStrictEqual(ask({ id: admin, transfer }), [400, "NOT_ALLOWED", place, true])
    assert.deepStrictEqual(ask({ id: from, transfer: {} }), [
      400,
      "MANDATORY_NOT_FOUND",
      [...place, "parent_api_name"],
      true
    ])
    assert.deepStrictEqual(ask({ id: from, transfer: { id: at.users.disabled } }), [
      400,
      "INVALID_DATA",
      [...place, "owner_status"],
      true
    ])
    assert.deepStrictEqual(shape(at.api("POST", byBody, { [root]: [{}, {}] })), [
      400,
      "INVALID_DATA",
      [...place, "maximum_length"],
      false
    ])
    assert.deepStrictEqual(shape(at.api("POST", `${users}/${admin}/actions/${root}`, {})), [
      400,
      "NOT_ALLOWED",
      ["resource_path_index"],
      false
    ])
    assert.deepStrictEqual(ask({ id: from, transfer }, calls(at, other)), [403, "NO_PERMISSION", [], false])
    assert.strictEqual(at.api("GET", `${users}/${from}`).json.users[0].status, "active")
  })
})
