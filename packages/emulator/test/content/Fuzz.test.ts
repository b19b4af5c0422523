import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import * as Http from "@effect-zoho/emulator/Http"
import * as Support from "./Support.ts"

const { call, core, insert, lead, raw, upload } = Support.make({ leads: 5 })
const bytes = Arbitrary.map(
  Arbitrary.schema(Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 255 })))),
  (values) => Uint8Array.from(values)
)
const note = insert("Notes", { Note_Content: "n", Parent_Id: { id: lead } })
const deal = insert("Deals", { Deal_Name: "d", Stage: "Qualification" })
const lock = call("POST", `/Deals/${deal}/Locking_Information__s`, { data: [{ Locked_Reason__s: "r" }] })
const tag: string = call("POST", "/settings/tags?module=Leads", { tags: [{ name: "t" }] }).json.tags[0].details.id
const role: string = call("GET", "/Contacts/roles").json.contact_roles[0].id
const attached: string = upload(`/Leads/${lead}/Attachments`, [["a", "b"]]).json.data[0].details.id

/** Every reply is one that Zoho could give. */
const sound = (answer: Support.Answer): void => {
  assert.notStrictEqual(answer.status, 500, JSON.stringify(answer.json))
  assert.strictEqual(core.counters.defects, 0)
}

/** Pieces that a body in parts is made of, in any order. */
const pieces = [
  "--x",
  "--x--",
  "\r\n",
  "\r\n\r\n",
  "\n",
  'content-disposition: form-data; name="file"; filename="a"',
  'content-disposition: form-data; name="attachmentUrl"',
  "content-disposition: form-data",
  "content-disposition: form-data; name=\"file\"; filename*=UTF-8''%ff%zz",
  'Content-Disposition: form-data; name="title"',
  "content-type: text/plain",
  "https://www.example.com/",
  "\u0000",
  "x",
  "-"
] as const

const targets = [`/Leads/${lead}/Attachments`, `/Notes/${note}/Attachments`, `/Leads/${lead}/photo`, "/files"] as const

describe("no upload makes it crash or answer 500", () => {
  it.prop(
    "of any bytes under any boundary",
    [Schema.Literals(targets), Schema.String, bytes],
    ([path, boundary, body]) => {
      sound(raw("POST", path, `multipart/form-data; boundary=${boundary}`, body))
      sound(raw("POST", path, boundary, body))
    },
    { arbitrary: { runs: 200 } }
  )

  it.prop(
    "of the pieces of a good one",
    [Schema.Literals(targets), Schema.Array(Schema.Literals(pieces))],
    ([path, parts]) => {
      sound(raw("POST", path, "multipart/form-data; boundary=x", Http.bytesOf(parts.join(""))))
    },
    { arbitrary: { runs: 400 } }
  )

  it.prop(
    "of a good one that is cut or changed at one place",
    [Schema.Literals(targets), Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 400 })), Schema.Boolean],
    ([path, at, cut]) => {
      const { body, type } = Support.multipart([["a.txt", "some text"]], { title: "t" })
      const spoilt = cut ? body.slice(0, at) : body.map((byte, index) => (index === at ? byte ^ 0x20 : byte))
      sound(raw("POST", path, type, spoilt))
    },
    { arbitrary: { runs: 200 } }
  )
})

describe("what is uploaded", () => {
  it.prop(
    "comes back byte for byte, under any name",
    [bytes, Schema.String, Schema.Array(Schema.Literals(pieces))],
    ([body, name, tail]) => {
      // Content that looks like the border between two parts, all but its name.
      const file = new Uint8Array(Buffer.concat([body, Http.bytesOf(`a${tail.join("\r\n--")}`)]))
      const plain = name.toWellFormed().replaceAll(/["\\\p{Cc}]/gu, "")
      const stored = upload("/files", [[plain, file]])
      assert.strictEqual(stored.status, 200)
      const got = call("GET", `/files?id=${stored.json.data[0].details.id}`)
      assert.deepStrictEqual(got.bytes, file)
      assert.match(got.headers["content-disposition"] ?? "", /^attachment;filename\*=UTF-8''[\w.%!~-]+$/)
      sound(got)
    },
    { arbitrary: { runs: 150 } }
  )
})

const paths = [
  `/Leads/${lead}/Attachments`,
  `/Leads/${lead}/Attachments/${attached}`,
  `/Leads/${lead}/Notes`,
  `/Leads/${lead}/Notes/${note}`,
  `/Leads/${lead}/Products`,
  `/Leads/${lead}/Campaigns/${deal}`,
  `/Leads/${lead}/Tasks`,
  `/Leads/${lead}/Invited_Events`,
  `/Leads/${lead}/actions/get_related_records_count`,
  `/Leads/${lead}/actions/clone`,
  `/Leads/${lead}/actions/add_tags`,
  `/Leads/${lead}/actions/remove_tags`,
  "/Leads/actions/add_tags",
  "/Leads/actions/remove_tags",
  "/settings/tags",
  `/settings/tags/${tag}`,
  `/settings/tags/${tag}/actions/merge`,
  `/settings/tags/${tag}/actions/records_count`,
  `/Leads/${lead}/actions/share`,
  `/Leads/${lead}/__timeline`,
  `/Leads/${lead}/actions/send_mail`,
  `/Leads/${lead}/Emails`,
  "/Leads/actions/unblock_email",
  `/Deals/${deal}/Locking_Information__s`,
  `/Deals/${deal}/Locking_Information__s/${lock.json.data[0].details.id}`,
  `/Deals/${deal}/Contact_Roles`,
  `/Deals/${deal}/actions/download_fields_attachment`,
  "/Contacts/roles",
  `/Contacts/roles/${role}`,
  `/Leads/deleted/${lead}/Notes`,
  "/settings/recycle_bin",
  `/settings/recycle_bin/${lead}`,
  "/settings/recycle_bin/actions/count",
  "/settings/recycle_bin/actions/restore",
  "/settings/recycle_bin/actions/empty",
  "/Notes",
  "/files"
] as const
const parameters = [
  "fields",
  "ids",
  "page",
  "per_page",
  "page_token",
  "sort_by",
  "sort_order",
  "filters",
  "module",
  "attachmentUrl",
  "title",
  "index",
  "view",
  "id",
  "fields_attachment_id"
] as const
const keys = [
  "data",
  "tags",
  "share",
  "ids",
  "filters",
  "restore_all_records",
  "contact_roles",
  "get_related_records_count",
  "related_list",
  "params",
  "group",
  "group_operator",
  "field",
  "comparator",
  "value",
  "api_name",
  "id",
  "name",
  "color_code",
  "conflict_id",
  "shared_with",
  "permission",
  "Contact_Role",
  "Member_Status",
  "Note_Content",
  "Parent_Id",
  "Locked_Reason__s",
  "from",
  "to",
  "email",
  "unblock_fields",
  "Tag"
] as const
const values: ReadonlyArray<unknown> = [
  lead,
  note,
  deal,
  tag,
  role,
  "Notes",
  "Products",
  "equal",
  "and",
  "module",
  [],
  {}
]

/** JSON made of the keys that these calls read. */
const body = Arbitrary.map(
  Arbitrary.schema(
    Schema.Array(
      Schema.Tuple([
        Schema.Literals(keys),
        Schema.Union([Schema.Json, Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: values.length - 1 }))]),
        Schema.Literals(["in", "beside", "list"])
      ])
    ).check(Schema.isMaxLength(6))
  ),
  (steps) => {
    let made: unknown = {}
    for (const [key, value, how] of steps.toReversed()) {
      const held = typeof value === "number" ? (values[value] ?? value) : value
      if (how === "in") made = { [key]: made, id: lead }
      else if (how === "list") made = { [key]: [made, held] }
      else made = { ...(typeof made === "object" ? made : {}), [key]: held }
    }
    return made
  }
)

describe("no call makes it crash or answer 500", () => {
  it.prop(
    "of any parameters and bodies",
    [
      Schema.Literals(["GET", "POST", "PUT", "DELETE"]),
      Schema.Literals(paths),
      Schema.Array(Schema.Tuple([Schema.Literals(parameters), Schema.String])),
      body
    ],
    ([method, path, pairs, given]) => {
      const query = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`).join("&")
      sound(call(method, `${path}?${query}`, method === "GET" ? undefined : given))
    },
    { arbitrary: { runs: 2000 } }
  )
})
