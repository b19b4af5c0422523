/** The shapes of the official example exchanges; the examples themselves are not part of this repository. */
import { assert, it } from "@effect/vitest"
import * as Http from "@effect-zoho/emulator/Http"
import { acting, type Acting, calls, troubled } from "../actions/Support.ts"
import { add, rolesOf, without as lacking } from "../org/Support.ts"
import * as Examples from "../support/Examples.ts"
import * as Support from "./Support.ts"

const areas = [
  "attachments",
  "files",
  "related_notes",
  "related_records",
  "recycle_bin",
  "tags_actions",
  "share_records"
]
const keys = (value: unknown): string => Examples.keys(value).join(",")

/** Root key, code and keys of details: of the first error where there is one. */
const shape = (body: any): string => {
  const [first = ""] = Object.keys(body ?? {}).filter((key) => Array.isArray(body[key]))
  const root = body?.code === undefined ? first : ""
  const held = root === "" ? body : body[root]
  const item = Array.isArray(held) ? (held.find((one: any) => one?.status === "error") ?? held[0]) : held
  return `${root} ${item?.code} ${keys(item?.details)}`.trim()
}

const at = Support.make()
const { call, core, insert, lead, raw, upload } = at
const users = core.db.all("SELECT id FROM user WHERE status='active' ORDER BY id").map((row) => String(row["id"]))
const [role = ""] = core.db.all("SELECT id FROM role ORDER BY id").map((row) => String(row["id"]))
const person = (): string => insert("Leads", { Last_Name: "Example", Company: "c" })
const product = (): string => insert("Products", { Product_Name: "Example" })
const deleted = (): string => {
  const id = person()
  call("DELETE", `/Leads/${id}`)
  return id
}
const locked = (): string => {
  const id = person()
  call("POST", `/Leads/${id}/Locking_Information__s`, { data: [{ Locked_Reason__s: "r" }] })
  return id
}
const without = <A>(name: "attachmentMegabytes" | "fileMegabytes" | "recycleBinAtOnce", ask: () => A): A => {
  const before = core.switches()
  core.setSwitches({ ...before, [name]: 0 })
  const answer = ask()
  core.setSwitches(before)
  return answer
}
const poor = Support.make({ scopes: ["ZohoCRM.users.READ"] })

type Ask = () => Support.Answer
/** A call about a lead, by a user whose profile lacks a permission on leads. */
const denied =
  (action: string, method: string, path: (at: Acting, lead: string) => string, body?: unknown): Ask =>
  () => {
    const org = acting({ switches: { missingPrivilege: "unauthorised" } })
    const url = path(org, org.add("Leads", { Last_Name: "Example" }))
    return lacking(org, `Crm_Implied_${action}_Leads`)(method, `/crm/v8${url}`, body)
  }
const file: ReadonlyArray<readonly [string, string]> = [["a.txt", "a"]]
const attachments = `/Leads/${lead}/Attachments`
const bin = "/settings/recycle_bin/actions"
const list =
  (body: unknown): Ask =>
  () =>
    call("PUT", `/Leads/${lead}/Products`, body)
const tags =
  (body: (id: string) => object, id: () => string = person): Ask =>
  () => {
    const record = id()
    return call("POST", `/Leads/${record}/actions/add_tags`, body(record))
  }
const tag = (name: string): string =>
  call("POST", "/settings/tags?module=Leads", { tags: [{ name }] }).json.tags[0].details.id
let merges = 0
const merge =
  (body: unknown, id?: string): Ask =>
  () =>
    call("POST", `/settings/tags/${id ?? tag(`merged ${++merges}`)}/actions/merge`, body)
const share =
  (more: object, rest: object = {}): Ask =>
  () =>
    call("POST", `/Leads/${person()}/actions/share`, {
      share: [{ shared_with: { id: role, type: "roles" }, permission: "full_access", type: "private", ...more }],
      ...rest
    })
const wrongComparator = { field: { api_name: "module" }, comparator: "like", value: "Leads" }

/** A request for each shape of each operation: `op status shape`. */
const asks: { readonly [example: string]: Ask } = {
  "createNotes 401 AUTHENTICATION_FAILURE": () =>
    acting().send("POST", `/crm/v8/Leads/${lead}/Notes`, { headers: { authorization: "" } }),
  "updateRelatedRecords 401 INVALID_TOKEN": () =>
    acting().send("PUT", `/crm/v8/Leads/${lead}/Products`, { headers: { authorization: "Zoho-oauthtoken 1000.0.0" } }),
  "updateRelatedRecords 400 AUTHORIZATION_FAILED": denied("Edit", "PUT", (_, id) => `/Leads/${id}/Products`, {}),
  "updateRelatedRecords 403 NO_PERMISSION permissions": denied("View", "PUT", (_, id) => `/Leads/${id}/Products`, {}),
  "postAddTags 403 NO_PERMISSION permissions": denied("Tags", "POST", (_, id) => `/Leads/${id}/actions/add_tags`, {}),
  "mergeTags 403 tags NO_PERMISSION permissions": denied(
    "Tags",
    "POST",
    (org) => {
      const made = org.api("POST", "/crm/v8/settings/tags?module=Leads", { tags: [{ name: "t" }] })
      return `/settings/tags/${made.json.tags[0].details.id}/actions/merge`
    },
    { tags: [{ conflict_id: "1" }] }
  ),
  "createShareRecords 403 INVALID_DATA": () => {
    const org = acting()
    const shared = org.add("Leads", { Last_Name: "Example" })
    const module = { api_name: "Leads", id: org.core.metadata.module("Leads")?.id }
    org.api("PUT", "/crm/v8/settings/data_sharing", { data_sharing: [{ share_type: "private", module }] })
    const item = (id: string) => ({
      share: [{ shared_with: { id, type: "users" }, permission: "read_write", type: "private" }]
    })
    const path = `/crm/v8/Leads/${shared}/actions/share`
    const [, manager] = rolesOf(org)
    const id = add(org, { role: manager.id })
    org.api("POST", path, item(id))
    return calls(org, id)("POST", path, item(org.users.other))
  },
  "createShareRecords 403 NO_PERMISSION": denied("Share", "POST", (_, id) => `/Leads/${id}/actions/share`, {}),
  "uploadAttachment 400 INVALID_URL_PATTERN": () => call("POST", `${attachments}?attachmentUrl=x`),
  "uploadAttachment 400 MANDATORY_NOT_FOUND": () => call("POST", attachments),
  "uploadAttachment 400 INVALID_DATA": () => upload(attachments, [["a", ""]]),
  "uploadAttachment 400 REQUIRED_PARAM_MISSING param_name": () => call("GET", attachments),
  "uploadAttachment 400 INVALID_DATA resource_path_index": () => upload("/Leads/1/Attachments", file),
  "uploadAttachment 400 INVALID_MODULE resource_path_index": () => upload("/Nothing/1/Attachments", file),
  "uploadAttachment 404 INVALID_DATA": () => call("GET", `${attachments}/1`),
  "uploadAttachment 413 FILE_SIZE_MORE_THAN_ALLOWED_SIZE": () =>
    without("attachmentMegabytes", () => upload(attachments, file)),
  "uploadFiles 200 data SUCCESS id,name": () => upload("/files", file),
  "uploadFiles 400 failure_in_attachment_handling": () => call("POST", "/files"),
  "uploadFiles 415 FILE_SIZE_MORE_THAN_ALLOWED_SIZE": () => without("fileMegabytes", () => upload("/files", file)),
  "createNotes 201 data SUCCESS Created_By,Created_Time,Modified_By,Modified_Time,id": () =>
    call("POST", `/Leads/${lead}/Notes`, { data: [{ Note_Title: "t" }] }),
  "createNotes 207 data EXPECTED_FIELD_MISSING expected_fields": () =>
    call("POST", `/Leads/${lead}/Notes`, { data: [{ Note_Title: "t" }, {}] }),
  "createNotes 401 OAUTH_SCOPE_MISMATCH": () => poor.call("POST", `/Leads/${lead}/Notes`, { data: [{}] }),
  "updateRelatedRecords 207 data INVALID_DATA id": () => list({ data: [{ id: product() }, { id: "99999999" }] })(),
  "updateRelatedRecords 400 INVALID_MODULE resource_path_index": () =>
    call("PUT", "/Nothing/1/Products", { data: [{ id: "1" }] }),
  "updateRelatedRecords 400 INVALID_DATA resource_path_index": () =>
    call("PUT", `/Leads/${lead}/Nothing`, { data: [{ id: "1" }] }),
  "updateRelatedRecords 400 INVALID_REQUEST_METHOD": () => call("PATCH", `/Leads/${lead}/Products`),
  "updateRelatedRecords 400 data INVALID_DATA api_name,json_path": list({ data: [{ id: "x" }] }),
  "updateRelatedRecords 400 data MANDATORY_NOT_FOUND api_name,json_path": () => {
    const Pricing_Details = [{ from_range: 1, to_range: 5, discount: 1 }]
    const book = insert("Price_Books", { Price_Book_Name: "b", Pricing_Model: "Flat", Pricing_Details })
    return call("PUT", `/Price_Books/${book}/Products`, { data: [{ id: product() }] })
  },
  "updateRelatedRecords 401 OAUTH_SCOPE_MISMATCH": () => poor.call("PUT", `/Leads/${lead}/Products`),
  "updateRelatedRecords 404 INVALID_DATA": () => call("PUT", `/Leads/${lead}/Products/1`, { data: [{}] }),
  "emptyRecycleBin 200 SUCCESS": () => call("POST", `${bin}/empty`),
  "emptyRecycleBin 202 SCHEDULED": () => {
    deleted()
    return without("recycleBinAtOnce", () => call("POST", `${bin}/empty`))
  },
  "emptyRecycleBin 400 INVALID_DATA api_name,json_path,param_name": () =>
    call("DELETE", `/settings/recycle_bin?filters=${encodeURIComponent(JSON.stringify(wrongComparator))}`),
  "emptyRecycleBin 401 OAUTH_SCOPE_MISMATCH": () => poor.call("POST", `${bin}/empty`),
  "restoreRecycleBinRecords 200 recycle_bin SUCCESS id": () => call("POST", `${bin}/restore`, { ids: [deleted()] }),
  "restoreRecycleBinRecords 202 recycle_bin SCHEDULED id": () =>
    without("recycleBinAtOnce", () => call("POST", `${bin}/restore`, { ids: [deleted()] })),
  "restoreRecycleBinRecords 202 recycle_bin SCHEDULED": () =>
    call("POST", `${bin}/restore`, { restore_all_records: true }),
  "restoreRecycleBinRecords 400 INVALID_DATA api_name,json_path,param_name": () =>
    call("POST", `${bin}/restore`, { filters: wrongComparator }),
  "restoreRecycleBinRecords 207 recycle_bin INVALID_DATA id": () =>
    call("POST", `${bin}/restore`, { ids: [deleted(), "1000000000000"] }),
  "restoreRecycleBinRecord 200 recycle_bin SUCCESS id": () =>
    call("POST", `/settings/recycle_bin/${deleted()}/actions/restore`),
  "postAddTags 200 data SUCCESS affected_data,id,tags": tags(() => ({ tags: [{ name: "t", color_code: "#F17574" }] })),
  "postAddTags 400 RECORD_LOCKED action,id": tags(() => ({ tags: [{ name: "t" }] }), locked),
  "postAddTags 400 INVALID_DATA api_name,json_path,maximum_length": tags(() => ({
    tags: Array.from({ length: 21 }, () => ({ name: "t" }))
  })),
  "postAddTags 400 INVALID_MODULE": () => call("POST", "/Nothing/actions/add_tags", { tags: [{ name: "t" }] }),
  "postAddTags 400 INVALID_REQUEST_METHOD": () => call("PUT", "/Leads/actions/add_tags"),
  "postAddTags 400 REQUIRED_PARAM_MISSING param_name": () => call("GET", "/settings/tags/1/actions/records_count"),
  "postAddTags 400 tags INVALID_DATA api_name,expected_data_type,json_path": tags(() => ({ tags: [{ name: 1 }] })),
  "postAddTags 400 tags INVALID_DATA api_name,json_path,maximum_length": tags(() => ({
    tags: [{ name: "x".repeat(26) }]
  })),
  "mergeTags 200 tags SUCCESS color_code,created_by,created_time,id,modified_by,modified_time": () =>
    merge({ tags: [{ conflict_id: tag("kept"), modified_time: "2025-09-25T12:00:04+05:30" }] })(),
  "mergeTags 400 INVALID_DATA api_name,expected_data_type,json_path": merge({ tags: {} }),
  "mergeTags 400 INVALID_REQUEST_METHOD": () => call("PUT", "/settings/tags/1/actions/merge"),
  "mergeTags 400 tags INVALID_DATA api_name,json_path": merge({ tags: [{ conflict_id: "1" }] }, "1"),
  "mergeTags 400 tags INVALID_DATA api_name,expected_data_type,json_path": merge({ tags: [{ conflict_id: true }] }),
  "mergeTags 400 tags INVALID_DATA api_name,json_path,maximum_length": merge({
    tags: [{ conflict_id: "1".repeat(20) }]
  }),
  "createShareRecords 201 share SUCCESS": share({}, { notify_shared_members: false, notify_on_completion: true }),
  "createShareRecords 207 share INVALID_DATA api_name,json_path": () =>
    call("POST", `/Leads/${person()}/actions/share`, {
      share: [
        { shared_with: { id: role, type: "roles" }, permission: "read_only" },
        { shared_with: { id: users[0], type: "planets" }, permission: "read_only" }
      ]
    }),
  "createShareRecords 400 share INVALID_DATA api_name,dependee,json_path": share({ type: "public" }),
  "createShareRecords 400 INVALID_DATA resource_path_index": () => call("POST", "/Leads/1/actions/share", {}),
  "createShareRecords 400 share INVALID_DATA api_name,json_path": share({ shared_with: { id: "1", type: "users" } }),
  "createShareRecords 400 share MANDATORY_NOT_FOUND api_name,json_path": share({ permission: null })
}

/** Where the server fails in the examples. */
const pathsOf: { readonly [op: string]: string } = {
  uploadAttachment: "Attachments",
  createNotes: "Notes",
  updateRelatedRecords: "Products"
}

/** What the emulator never answers, and why. */
const absent: { readonly [example: string]: string } = {
  "updateRelatedRecords 400 MANDATORY_NOT_FOUND api_name,json_path":
    "the same error also stands in data[], as here, where the page shows both",
  "restoreRecycleBinRecord 400 INVALID_DATA api_name,json_path,param_name": "this call takes no filters",
  "createShareRecords 403 CANNOT_PROCESS": "sharing is done at once",
  "createShareRecords 403 NOT_ALLOWED api_name,json_path": "every org here has feeds"
}

Examples.suite("what hangs on records", areas, (examples) => {
  examples.forEach((example, index) => {
    if (example.response === null) return
    const name = `${example.op} ${example.status} ${shape(example.response)}`
    it(`${index + 1} ${name}`, (context) => {
      const why = absent[name]
      if (why !== undefined) return void context.annotate(why)
      if (example.status !== null && example.status >= 429) {
        const answer = troubled(example.status, "POST", `/crm/v8/Leads/1/${pathsOf[example.op] ?? ""}`)
        assert.deepStrictEqual(`${example.op} ${answer.status} ${shape(answer.json)}`, name)
        return
      }
      const ask = asks[name]
      assert.isDefined(ask, `no request is known for ${name}`)
      const answer = ask()
      assert.deepStrictEqual(
        [answer.status, shape(answer.json), keys(answer.json)],
        [example.status, shape(example.response), keys(example.response)],
        JSON.stringify(answer.json)
      )
    })
  })

  it("requests as the examples send them are taken, once what they name is there", () => {
    const requests = examples.filter((example) => example.request !== null)
    for (const { op, request } of requests) {
      const text = JSON.stringify(request)
      switch (op) {
        case "restoreRecycleBinRecords":
          assert.oneOf(call("POST", `${bin}/restore`, request).status, [202, 400], text)
          break
        case "postAddTags":
          assert.strictEqual(
            call("POST", "/Leads/actions/add_tags", { ...request, ids: JSON.stringify([person()]) }).status,
            200,
            text
          )
          break
        case "mergeTags":
          assert.strictEqual(merge({ tags: [{ ...request.tags[0], conflict_id: tag("into") }] })().status, 200, text)
          break
        case "createShareRecords":
          assert.strictEqual(
            call("POST", `/Leads/${person()}/actions/share`, {
              ...request,
              share: [{ ...request.share[0], shared_with: { id: role, type: "roles" } }]
            }).status,
            201,
            text
          )
          break
        case "createNotes":
          assert.strictEqual(call("POST", `/Leads/${lead}/Notes`, request).status, 201, text)
          break
        case "updateRelatedRecords": {
          const data = request.data.map((row: any) => ({ ...row, id: product() }))
          assert.strictEqual(call("PUT", `/Leads/${lead}/Products`, { data }).status, 200, text)
          break
        }
        default:
          assert.fail(`no request of ${op} is known`)
      }
    }
    assert.isAbove(requests.length, 7)
  })

  it("a body of any other kind is refused, not guessed", () => {
    assert.strictEqual(raw("POST", "/files", "text/plain", Http.bytesOf("x")).status, 400)
  })
})
