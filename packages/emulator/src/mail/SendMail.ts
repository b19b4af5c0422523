/** Mails from a record: sent (nothing leaves the machine), then in the record's list of emails. */
import { createHash } from "node:crypto"
import * as Body from "../actions/Body.ts"
import * as Clock from "../Clock.ts"
import * as Parent from "../content/Parent.ts"
import * as Store from "../content/Store.ts"
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import * as Locks from "../locking/Locks.ts"
import type { Call } from "../Router.ts"

const inData = Body.under("data")
const address = /^[^\s@,;()<>"]+@[^\s@,;()<>"]+\.[^\s@,;()<>".]{2,}$/
const mostRecipients = 100
const longestSubject = 300
const longestContent = 1_000_000

export interface Person {
  readonly user_name: string | null
  readonly email: string
}

/** A mail as it is kept. */
export interface Mail {
  readonly from: Person
  readonly to: ReadonlyArray<Person>
  readonly cc: ReadonlyArray<Person>
  readonly bcc: ReadonlyArray<Person>
  readonly reply_to: Person | null
  readonly subject: string
  readonly content: string
  readonly mail_format: string
  readonly attachments: ReadonlyArray<{ readonly id: string; readonly name: string; readonly size: string }>
  /** Epoch seconds of a mail that waits. */
  readonly scheduled: number | null
}

const person = (value: unknown, path: string): Body.Checked<Person> => {
  const given = Body.object(value, path, inData)
  if (!given.ok) return given
  const { email, user_name: name } = given.value
  if (Json.isAbsent(email) || email === "") return Body.missing(`${path}.email`, inData)
  if (typeof email !== "string" || email.length > 255 || !address.test(email))
    return Body.invalid(`${path}.email`, { expected_data_type: "email" }, inData)
  return Body.ok({ user_name: typeof name === "string" ? name : null, email })
}

const people = (value: unknown, path: string): Body.Checked<ReadonlyArray<Person>> => {
  if (Json.isAbsent(value)) return Body.ok([])
  const list = Body.array(value, path, mostRecipients, inData)
  if (!list.ok) return list
  const found: Array<Person> = []
  for (const [index, item] of list.value.entries()) {
    const one = person(item, `${path}[${index}]`)
    if (!one.ok) return one
    found.push(one.value)
  }
  return Body.ok(found)
}

const text = (value: unknown, path: string, longest: number, needed: boolean): Body.Checked<string> => {
  if (Json.isAbsent(value) || value === "") return needed ? Body.missing(path, inData) : Body.ok("")
  if (typeof value !== "string") return Body.invalid(path, { expected_data_type: "text" }, inData)
  return value.length > longest ? Body.invalid(path, { maximum_length: longest }, inData) : Body.ok(value)
}

const attachments = (core: Core, value: unknown, path: string): Body.Checked<Mail["attachments"]> => {
  if (Json.isAbsent(value)) return Body.ok([])
  const list = Body.array(value, path, 10, inData)
  if (!list.ok) return list
  const found: Array<Mail["attachments"][number]> = []
  for (const [index, item] of list.value.entries()) {
    const id = Json.asText(Json.asObject(item)?.["id"] ?? "")
    const file = Store.about(core, id)
    if (file === undefined) return Body.invalid(`${path}[${index}].id`, {}, inData, "the id given seems to be invalid")
    found.push({ id, name: file.name, size: String(file.size) })
  }
  return Body.ok(found)
}

/** True for an address that mails may come from: that of a user of the org. */
const isOurs = (core: Core, email: string): boolean =>
  core.db.get("SELECT 1 AS yes FROM user WHERE email=? COLLATE NOCASE AND status='active'", email) !== undefined

const read = (core: Core, row: Body.Input): Body.Checked<Mail> => {
  const at = "$.data[0]"
  const from = person(row["from"], `${at}.from`)
  if (!from.ok) return from
  if (!isOurs(core, from.value.email)) return Body.invalid(`${at}.from.email`, {}, inData)
  if (Json.isAbsent(row["to"])) return Body.missing(`${at}.to`, inData)
  const [to, cc, bcc] = [people(row["to"], `${at}.to`), people(row["cc"], `${at}.cc`), people(row["bcc"], `${at}.bcc`)]
  if (!to.ok) return to
  if (!cc.ok) return cc
  if (!bcc.ok) return bcc
  const replyTo = Json.isAbsent(row["reply_to"]) ? undefined : person(row["reply_to"], `${at}.reply_to`)
  if (replyTo !== undefined && !replyTo.ok) return replyTo
  // A template brings its own words.
  const needed = Json.asObject(row["template"]) === undefined
  const subject = text(row["subject"], `${at}.subject`, longestSubject, needed)
  if (!subject.ok) return subject
  const content = text(row["content"], `${at}.content`, longestContent, needed)
  if (!content.ok) return content
  const format = row["mail_format"] ?? "html"
  if (format !== "html" && format !== "text")
    return Body.invalid(`${at}.mail_format`, { supported_values: ["html", "text"] }, inData)
  const when = row["scheduled_time"] ?? undefined
  const scheduled = typeof when === "string" ? Clock.parse(when) : undefined
  if (when !== undefined && (scheduled === undefined || scheduled * 1000 <= core.clock.now()))
    return Body.invalid(`${at}.scheduled_time`, { expected_data_type: "datetime" }, inData)
  const files = attachments(core, row["attachments"], `${at}.attachments`)
  if (!files.ok) return files
  return Body.ok({
    from: from.value,
    to: to.value,
    cc: cc.value,
    bcc: bcc.value,
    reply_to: replyTo?.value ?? null,
    subject: subject.value,
    content: content.value,
    mail_format: format,
    attachments: files.value,
    scheduled: scheduled ?? null
  })
}

export const send = (call: Call): Http.Reply => {
  const parent = Parent.withList(call, "Emails")
  if ("status" in parent) return parent
  const { core, identity } = call
  if (Locks.keeps(core, parent.module, parent.id, identity.userId, "send_mail")) return Locks.refused(parent.id)
  const body = Body.root(call)
  if (!body.ok) return body.reply
  const rows = Body.array(body.value["data"], "$.data", 1, inData)
  if (!rows.ok) return rows.reply
  const row = Body.object(rows.value[0], "$.data[0]", inData)
  if (!row.ok) return row.reply
  const mail = read(core, row.value)
  if (!mail.ok) return mail.reply
  const id = createHash("sha256").update(core.db.nextId()).digest("hex")
  core.db.transaction(() => {
    for (const file of mail.value.attachments) Store.take(core, file.id)
    core.db.run(
      "INSERT INTO email(id, record, user, at, json) VALUES(?,?,?,?,?)",
      id,
      parent.id,
      identity.userId,
      Math.floor(core.clock.now() / 1000),
      Json.stringify(mail.value)
    )
  })
  return Http.json(200, {
    data: [
      {
        code: "SUCCESS",
        details: { message_id: id },
        message: "Your mail has been sent successfully.",
        status: "success"
      }
    ]
  })
}
