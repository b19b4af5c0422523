/** The emails of a record, and its unblocked addresses. */
import * as Body from "../actions/Body.ts"
import * as Clock from "../Clock.ts"
import * as Parent from "../content/Parent.ts"
import type { Core } from "../Core.ts"
import type { Row } from "../Database.ts"
import * as Http from "../Http.ts"
import * as Items from "../Items.ts"
import * as Json from "../Json.ts"
import * as FieldType from "../records/FieldType.ts"
import * as Read from "../records/Read.ts"
import type { Call } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"

const perPage = 10

const shown = (core: Core, row: Row, whole: boolean) => {
  const { bcc: _, content, scheduled, ...mail } = Json.asObject(Json.parse(String(row["json"]))) ?? {}
  const waits = typeof scheduled === "number" && scheduled * 1000 > core.clock.now()
  const at = Clock.format(typeof scheduled === "number" ? scheduled : Number(row["at"]))
  const owner: unknown = JSON.parse(FieldType.userJson(core, row["user"], false))
  const files = Array.isArray(mail["attachments"]) && mail["attachments"].length > 0
  return {
    ...mail,
    thread_id: row["id"],
    message_id: row["id"],
    summary: null,
    owner,
    read: true,
    sent: !waits,
    activity_info: null,
    intent: null,
    sentiment_info: null,
    emotion: null,
    source: "crm",
    linked_record: null,
    time: at,
    sent_time: at,
    status: [{ type: waits ? "scheduled" : "sent" }],
    has_attachment: files,
    has_thread_attachment: files,
    editable: false,
    ...(whole ? { content } : {})
  }
}

export const list = (call: Call): Http.Reply => {
  const parent = Parent.withList(call, "Emails")
  if ("status" in parent) return parent
  const given = call.target.query.get("index") ?? ""
  if (!/^\d{0,9}$/.test(given)) return ZohoError.invalidParam("index")
  const from = Number(given)
  const rows = call.core.db.all(
    "SELECT id, user, at, json FROM email WHERE record=? ORDER BY at DESC, id LIMIT ? OFFSET ?",
    parent.id,
    perPage + 1,
    from
  )
  if (rows.length === 0) return Http.empty(204)
  const more = rows.length > perPage
  const mails = rows.slice(0, perPage)
  return Http.json(200, {
    Emails: mails.map((row) => shown(call.core, row, false)),
    info: {
      count: mails.length,
      next_index: more ? String(from + perPage) : null,
      prev_index: from === 0 ? null : String(Math.max(0, from - perPage)),
      per_page: perPage,
      more_records: more
    }
  })
}

export const one = (call: Call): Http.Reply => {
  const parent = Parent.withList(call, "Emails")
  if ("status" in parent) return parent
  const row = call.core.db.get(
    "SELECT id, user, at, json FROM email WHERE record=? AND id=?",
    parent.id,
    call.params["message"] ?? ""
  )
  return row === undefined
    ? Http.empty(204)
    : Http.json(200, {
        Emails: [shown(call.core, row, true)],
        info: { count: 1, next_index: null, prev_index: null, per_page: perPage, more_records: false }
      })
}

/** `unblock_email`: no address here ever bounces, so every one of a record's is free already. */
export const unblock = (call: Call): Http.Reply => {
  const module = Read.moduleOf(call)
  if ("status" in module) return module
  const body = Body.root(call)
  if (!body.ok) return body.reply
  const fields = Body.array(body.value["unblock_fields"], "$.unblock_fields", 10)
  if (!fields.ok) return fields.reply
  const wrong = fields.value.findIndex(
    (name) => typeof name !== "string" || module.byName.get(name)?.dataType !== "email"
  )
  if (wrong >= 0) return Body.invalid(`$.unblock_fields[${wrong}]`).reply
  const { id } = call.params
  const ids = id === undefined ? Body.ids(body.value["ids"], "$.ids", 100) : Body.ok([id])
  if (!ids.ok) return ids.reply
  return Items.answer(
    "data",
    ids.value.map((record) =>
      Parent.exists(call, module, record)
        ? Items.done(record, "The email address has been unblocked successfully")
        : Items.refused("INVALID_DATA", "the id given seems to be invalid", { id: record })
    )
  )
}
