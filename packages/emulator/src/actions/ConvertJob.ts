/** Converts a lead into a contact, an account and a deal, and takes along what hangs on it. */
import type { Core } from "../Core.ts"
import type { Value } from "../Database.ts"
import { quote } from "../Database.ts"
import type * as Jobs from "../jobs/Jobs.ts"
import * as Locks from "../locking/Locks.ts"
import * as Visibility from "../org/Visibility.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"
import * as Inside from "../records/Inside.ts"
import * as Links from "../related/Links.ts"
import type { Order } from "./ConvertRequest.ts"
import * as LeadMapping from "../settings/LeadMapping.ts"

export const type = "convert"

interface Named {
  readonly name: unknown
  readonly id: string
}

/** What a lead became, or the item that refused a part of it: then nothing was changed. */
export type Result =
  | { readonly ok: true; readonly Contacts: Named; readonly Accounts: Named | null; readonly Deals: Named | null }
  | { readonly ok: false; readonly item: Inside.Row }

const named = (core: Core, module: Module, id: string): Named => ({
  name: core.db.get(`SELECT ${quote(module.displayField)} AS name FROM ${module.table} WHERE id=?`, id)?.["name"],
  id
})

/** The fields that a target takes over from the lead, without the empty ones. */
const taken = (lead: Module, target: Module, values: Inside.Row): Inside.Row =>
  Object.fromEntries(
    LeadMapping.pairs(lead, target).flatMap(({ from, to }) => {
      const value = values[from.apiName]
      return Json.isAbsent(value) ? [] : [[to.apiName, value] as const]
    })
  )

const same = (core: Core, module: Module, name: string, value: unknown): string | undefined => {
  if (typeof value !== "string" || value === "" || !module.byName.has(name)) return undefined
  const id = core.db.get(
    `SELECT id FROM ${module.rows} AS t WHERE ${quote(name)}=? COLLATE NOCASE ORDER BY id LIMIT 1`,
    value
  )?.["id"]
  return typeof id === "string" ? id : undefined
}

/** An account that the lead's company names already. */
export const accountOf = (core: Core, accounts: Module, lead: Inside.Row): string | undefined =>
  same(core, accounts, "Account_Name", lead["Company"])

/** A contact that has the lead's address, else its name. */
export const contactOf = (core: Core, contacts: Module, lead: Inside.Row): string | undefined =>
  same(core, contacts, "Email", lead["Email"]) ?? same(core, contacts, "Full_Name", lead["Full_Name"])

const tagsFor = (values: Inside.Row, wanted: ReadonlyArray<string> | "all"): Inside.Row => {
  const tags: ReadonlyArray<unknown> = Array.isArray(values["Tag"]) ? values["Tag"] : []
  const names = tags.flatMap((tag) => {
    const name = Json.asObject(tag)?.["name"]
    return typeof name === "string" && (wanted === "all" || wanted.includes(name)) ? [{ name }] : []
  })
  return names.length === 0 ? {} : { Tag: names }
}

/** Gives what hangs on the lead to the records that it became. */
const moveRelated = (
  core: Core,
  lead: string,
  to: { readonly contact: string; readonly about: string | null; readonly attachments: string }
): void => {
  const set = (module: string, sql: string, ...values: ReadonlyArray<Value>): void => {
    const found = core.metadata.module(module)
    if (found !== undefined) core.db.run(`UPDATE ${found.table} SET ${sql}`, ...values, lead)
  }
  set("Notes", '"Parent_Id"=? WHERE "Parent_Id"=?', to.contact)
  Links.become(core, lead, to.contact)
  set("Attachments", '"Parent_Id"=? WHERE "Parent_Id"=?', to.attachments)
  for (const module of ["Tasks", "Events", "Calls"]) {
    if (core.metadata.module(module)?.byName.has("Who_Id") !== true) continue
    set(module, '"Who_Id"=?, "What_Id"=? WHERE "What_Id"=?', to.contact, to.about)
    set(module, '"Who_Id"=? WHERE "Who_Id"=?', to.contact)
  }
}

/** The lead's own traces of what it became. */
const mark = (
  core: Core,
  lead: Module,
  id: string,
  user: string,
  became: { readonly account: string | null; readonly contact: string; readonly deal: string | null }
): void => {
  const now = Math.floor(core.clock.now() / 1000)
  const created = Number(core.db.get(`SELECT "Created_Time" AS at FROM ${lead.table} WHERE id=?`, id)?.["at"] ?? now)
  const traces: ReadonlyArray<readonly [string, Value]> = [
    ["Converted__s", 1],
    ["Converted_Date_Time", now],
    ["Converted_Account", became.account],
    ["Converted_Contact", became.contact],
    ["Converted_Deal", became.deal],
    // In days.
    ["Lead_Conversion_Time", Math.max(0, Math.floor((now - created) / 86400))],
    ["Modified_Time", now],
    ["Modified_By", user]
  ]
  const known = traces.filter(([name]) => lead.byName.has(name))
  core.db.run(
    `UPDATE ${lead.table} SET "$converted"=1,${known.map(([name]) => `${quote(name)}=?`).join(",")} WHERE id=?`,
    ...known.map(([, value]) => value),
    id
  )
}

const work = (core: Core, user: string, id: string, order: Order): Result => {
  const [leads, accounts, contacts, deals] = ["Leads", "Accounts", "Contacts", "Deals"].map((name) =>
    core.metadata.module(name)
  )
  if (leads === undefined || accounts === undefined || contacts === undefined || deals === undefined)
    return { ok: false, item: {} }
  const values = Inside.read(core, user, leads, id) ?? {}
  const Owner = order.owner === undefined ? ownerOf(core, values) : { Owner: { id: order.owner } }
  const insert = (module: Module, fields: Inside.Row): Inside.Outcome | undefined =>
    Inside.write(core, user, "insert", module, [{ ...fields, ...Owner }], { trigger: [] })[0]

  let account = order.account ?? (order.addToExisting ? accountOf(core, accounts, values) : undefined)
  const company = taken(leads, accounts, values)
  if (account === undefined && company["Account_Name"] !== undefined) {
    const made = insert(accounts, { ...company, ...tagsFor(values, order.tags.Accounts) })
    if (made === undefined || !made.ok) return { ok: false, item: made?.item ?? {} }
    account = made.id
  }
  let contact = order.contact ?? (order.addToExisting ? contactOf(core, contacts, values) : undefined)
  const Account_Name = account === undefined ? {} : { Account_Name: { id: account } }
  if (contact === undefined) {
    const made = insert(contacts, {
      ...taken(leads, contacts, values),
      ...Account_Name,
      ...tagsFor(values, order.tags.Contacts)
    })
    if (made === undefined || !made.ok) return { ok: false, item: made?.item ?? {} }
    contact = made.id
  } else if (account !== undefined) {
    const now = core.db.get(`SELECT "Account_Name" AS account FROM ${contacts.table} WHERE id=?`, contact)?.["account"]
    // Without `overwrite` an existing contact stays with its account.
    if (now === null || (order.overwrite && now !== account))
      Inside.write(core, user, "update", contacts, [{ id: contact, ...Account_Name }], { trigger: [] })
  }
  let deal: string | null = null
  if (order.deal !== undefined) {
    const made = insert(deals, {
      ...taken(leads, deals, values),
      ...Account_Name,
      Contact_Name: { id: contact },
      ...order.deal,
      ...tagsFor(values, order.tags.Deals)
    })
    if (made === undefined || !made.ok) return { ok: false, item: made?.item ?? {} }
    deal = made.id
  }
  const attachments = { Contacts: contact, Accounts: account ?? contact, Deals: deal ?? contact }[order.attachmentsTo]
  moveRelated(core, id, { contact, about: deal ?? account ?? null, attachments })
  mark(core, leads, id, user, { account: account ?? null, contact, deal })
  return {
    ok: true,
    Contacts: named(core, contacts, contact),
    Accounts: account === undefined ? null : named(core, accounts, account),
    Deals: deal === null ? null : named(core, deals, deal)
  }
}

/** The lead's own owner keeps what it becomes, while active; otherwise it falls to the user who converts. */
const ownerOf = (core: Core, values: Inside.Row): Inside.Row => {
  const id = Json.asObject(values["Owner"])?.["id"]
  if (typeof id !== "string") return {}
  return core.db.get("SELECT status FROM user WHERE id=?", id)?.["status"] === "active" ? { Owner: { id } } : {}
}

/** Converts one lead, or changes nothing. */
export const convert = (core: Core, user: string, id: string, order: Order): Result =>
  core.db.attempt(
    () => work(core, user, id, order),
    (result) => result.ok
  )

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined)

/** An order as a job keeps it. */
export const decode = (input: Jobs.Data): Order => {
  const tags = Json.asObject(input["tags"])
  const names = (target: LeadMapping.Target): ReadonlyArray<string> | "all" => {
    const given = tags?.[target]
    if (given === "all") return "all"
    return Array.isArray(given) ? given.filter((name) => typeof name === "string") : []
  }
  return {
    account: text(input["account"]),
    contact: text(input["contact"]),
    deal: Json.asObject(input["deal"]),
    owner: text(input["owner"]),
    overwrite: input["overwrite"] === true,
    addToExisting: input["addToExisting"] === true,
    attachmentsTo: LeadMapping.targets.find((one) => one === input["attachmentsTo"]) ?? "Contacts",
    tags: { Accounts: names("Accounts"), Contacts: names("Contacts"), Deals: names("Deals") }
  }
}

/** True for a lead that can be converted still. */
export const isOpen = (core: Core, id: string): boolean => {
  const leads = core.metadata.module("Leads")
  return (
    leads !== undefined &&
    core.db.get(`SELECT "$converted" AS converted FROM ${leads.rows} AS t WHERE id=?`, id)?.["converted"] === 0 &&
    Visibility.denied(core, leads, id, "edit") === undefined
  )
}

export const run: Jobs.Runner = (core, job) => {
  const ids = Array.isArray(job.input["ids"]) ? job.input["ids"].filter((id) => typeof id === "string") : []
  const order = decode(Json.asObject(job.input["order"]) ?? {})
  const leads = core.metadata.module("Leads")
  const isFree = (id: string) => leads !== undefined && !Locks.keeps(core, leads, id, job.user, "convert")
  const done = ids.filter((id) => isOpen(core, id) && isFree(id) && convert(core, job.user, id, order).ok).length
  return {
    state: done === 0 && ids.length > 0 ? "failed" : "done",
    output: { total: ids.length, done, failed: ids.length - done }
  }
}
