import { assert, describe, it } from "@effect/vitest"
import * as Support from "../content/Support.ts"

const { advance, call, core, lead, upload } = Support.make()
const from = { user_name: "Me", email: core.credentials().userEmail }
const mail = (more: object = {}) => ({
  data: [
    { from, to: [{ user_name: "You", email: "you@example.com" }], subject: "Hello", content: "<b>Hi</b>", ...more }
  ]
})
const at = `/Leads/${lead}`
const errorOf = (answer: Support.Answer) => {
  const error = answer.json.data?.[0] ?? answer.json
  return [answer.status, error.code, error.details.json_path]
}

describe("mails from a record", () => {
  it("cost twenty credits and stand in the record's list", () => {
    assert.strictEqual(call("GET", `${at}/Emails`).status, 204)
    const file = upload("/files", [["a.txt", "a"]]).json.data[0].details.id
    const before = core.counters.creditsUsed
    const sent = call("POST", `${at}/actions/send_mail`, mail({ attachments: [{ id: file }], bcc: [from] }))
    assert.deepStrictEqual([sent.status, core.counters.creditsUsed - before], [200, 20])
    const id: string = sent.json.data[0].details.message_id
    const listed = call("GET", `${at}/Emails`).json
    assert.deepStrictEqual(listed.info, {
      count: 1,
      next_index: null,
      prev_index: null,
      per_page: 10,
      more_records: false
    })
    const [item] = listed.Emails
    assert.deepInclude(item, { message_id: id, subject: "Hello", sent: true, has_attachment: true, from })
    assert.isFalse("bcc" in item || "content" in item)
    assert.strictEqual(call("GET", `${at}/Emails/${id}`).json.Emails[0].content, "<b>Hi</b>")
    assert.strictEqual(call("GET", `${at}/Emails/nothing`).status, 204)
    advance(25 * 3_600_000)
    assert.strictEqual(call("GET", `/files?id=${file}`).status, 200)
  })

  it("wait for their time", () => {
    const when = new Date(core.clock.now() + 3_600_000).toISOString().replace(/\.\d+Z$/, "+00:00")
    const id: string = call("POST", `${at}/actions/send_mail`, mail({ scheduled_time: when })).json.data[0].details
      .message_id
    const sent = () => call("GET", `${at}/Emails/${id}`).json.Emails[0].sent
    assert.isFalse(sent())
    advance(3_600_000)
    assert.isTrue(sent())
  })

  it("come from a user of the org, to somebody, about something", () => {
    const ask = (more: object) => errorOf(call("POST", `${at}/actions/send_mail`, mail(more)))
    assert.deepStrictEqual(ask({ from: null }), [400, "MANDATORY_NOT_FOUND", "$.data[0].from"])
    assert.deepStrictEqual(ask({ from: { email: "else@example.com" } }), [400, "INVALID_DATA", "$.data[0].from.email"])
    assert.deepStrictEqual(ask({ to: [{ email: "no" }] }), [400, "INVALID_DATA", "$.data[0].to[0].email"])
    assert.deepStrictEqual(ask({ subject: "" }), [400, "MANDATORY_NOT_FOUND", "$.data[0].subject"])
    assert.deepStrictEqual(ask({ mail_format: "rtf" }), [400, "INVALID_DATA", "$.data[0].mail_format"])
    assert.deepStrictEqual(ask({ attachments: [{ id: "x" }] }), [400, "INVALID_DATA", "$.data[0].attachments[0].id"])
    assert.deepStrictEqual(errorOf(call("POST", `${at}/actions/send_mail`, { data: [] })), [
      400,
      "INVALID_DATA",
      "$.data"
    ])
    const products = call("POST", "/Products", { data: [{ Product_Name: "p" }] }).json.data[0].details.id
    assert.strictEqual(call("POST", `/Products/${products}/actions/send_mail`, mail()).json.code, "INVALID_DATA")
  })

  it("reach addresses that are unblocked", () => {
    const done = call("POST", "/Leads/actions/unblock_email", { ids: [lead, "1"], unblock_fields: ["Email"] })
    assert.deepStrictEqual(
      [done.status, done.json.data.map((item: any) => item.code)],
      [207, ["SUCCESS", "INVALID_DATA"]]
    )
    assert.strictEqual(call("POST", `${at}/actions/unblock_email`, { unblock_fields: ["Email"] }).status, 200)
    assert.strictEqual(call("POST", `${at}/actions/unblock_email`, { unblock_fields: ["City"] }).status, 400)
  })
})
