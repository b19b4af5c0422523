import { assert, describe, it } from "@effect/vitest"
import * as Support from "../content/Support.ts"

const { call, core, insert, read } = Support.make()
const users = core.db.all("SELECT id FROM user WHERE status='active' ORDER BY id").map((row) => String(row["id"]))
const [role = ""] = core.db.all("SELECT id FROM role ORDER BY id").map((row) => String(row["id"]))
const share = (id: string, permission: unknown = "read_only", type = "users") => ({
  shared_with: { id, type },
  share_related_records: false,
  permission,
  type: "private"
})

describe("sharing of a record", () => {
  const id = insert("Leads", { Last_Name: "Shared", Company: "c" })
  const at = `/Leads/${id}/actions/share`
  const owner: string = read("Leads", id).Owner.id
  const other = users.find((one) => one !== owner) ?? ""
  const errorOf = (answer: Support.Answer) => {
    const error = answer.json.share?.[0] ?? answer.json
    return [answer.status, error.code, error.details]
  }

  it("is made, shown, changed and revoked", () => {
    assert.strictEqual(call("GET", at).status, 204)
    const made = call("POST", at, { share: [share(other), share(role, "full_access", "roles")] })
    assert.deepStrictEqual(
      [made.status, made.json.share[0]],
      [201, { code: "SUCCESS", details: {}, message: "record will be shared successfully", status: "success" }]
    )
    const shown: ReadonlyArray<any> = call("GET", `${at}?view=summary`).json.share
    assert.deepStrictEqual(
      new Set(shown.map((one) => `${one.shared_with.id} ${one.shared_with.type} ${one.permission}`)),
      new Set([`${other} users read_only`, `${role} roles full_access`])
    )
    assert.strictEqual(shown[0].shared_through.id, id)
    assert.strictEqual(call("PUT", at, { share: [{ user: { id: other }, permission: "read_write" }] }).status, 200)
    const changed = call("GET", at).json.share.find((one: any) => one.shared_with.id === other)
    assert.strictEqual(changed.permission, "read_write")
    assert.deepStrictEqual(call("DELETE", at).json, {
      share: { code: "SUCCESS", details: { id }, message: "Sharing Revoked", status: "success" }
    })
    assert.deepStrictEqual(errorOf(call("DELETE", at)), [400, "CANNOT_PROCESS", {}])
  })

  it("is refused with the documented errors", () => {
    const place = (name: string) => ({ api_name: name, json_path: `$.share[0].${name}` })
    const ask = (body: unknown) => errorOf(call("POST", at, { share: [body] }))
    assert.deepStrictEqual(ask(share(other, null)), [400, "MANDATORY_NOT_FOUND", place("permission")])
    assert.deepStrictEqual(ask(share("1")), [
      400,
      "INVALID_DATA",
      { api_name: "id", json_path: "$.share[0].shared_with.id" }
    ])
    assert.deepStrictEqual(ask(share(owner)), [400, "INVALID_DATA", place("shared_with")])
    assert.deepStrictEqual(ask({ ...share(other), type: "public" }), [
      400,
      "INVALID_DATA",
      { dependee: place("type"), ...place("shared_with") }
    ])
    const eleven = Array.from({ length: 11 }, () => share(other))
    assert.strictEqual(call("POST", at, { share: eleven }).json.code, "SHARE_LIMIT_EXCEEDED")
    const mixed = call("POST", at, { share: [share(other), { permission: "read_only", shared_with: {} }] })
    assert.deepStrictEqual([mixed.status, mixed.json.share[1].details.json_path], [207, "$.share[1].shared_with"])
    assert.deepStrictEqual(errorOf(call("GET", "/Leads/1/actions/share")), [
      400,
      "INVALID_DATA",
      { resource_path_index: 1 }
    ])
    assert.deepStrictEqual(errorOf(call("GET", `${at}?view=manage`)), [
      400,
      "PATTERN_NOT_MATCHED",
      { api_name: "view" }
    ])
  })
})
