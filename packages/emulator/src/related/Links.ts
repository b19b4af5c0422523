/** Ties between records, many to many, and what is said of each: a contact's role in a deal, a price in a price book. */
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"
import * as ContactRoles from "./ContactRoles.ts"
import type { Kind } from "./Lists.ts"

export type LinkKind = Extract<Kind, { readonly _tag: "Links" }>

const ends = (kind: LinkKind, own: string, other: string): readonly [string, string] =>
  kind.side === "a" ? [own, other] : [other, own]

/** What was said of a tie, or where the row is wrong. */
export type Said =
  | { readonly ok: true; readonly data: { readonly [key: string]: unknown } }
  | {
      readonly ok: false
      readonly code: string
      readonly name: string
      readonly message: string
      readonly more: object
    }

const memberStatuses = [
  "Planned",
  "Invited",
  "Sent",
  "Received",
  "Opened",
  "Responded",
  "Bounced",
  "Opted Out"
] as const

const no = (code: string, name: string, message: string, more: object = {}): Said => ({
  ok: false,
  code,
  name,
  message,
  more
})

interface Saying {
  readonly name: string
  readonly read: (core: Core, value: unknown) => Said
  readonly show: (core: Core, data: { readonly [key: string]: unknown }) => unknown
}

const role: Saying = {
  name: "Contact_Role",
  read: (core, value) => {
    if (value === undefined) return { ok: true, data: {} }
    if (value === null) return { ok: true, data: { Contact_Role: null } }
    const given = Json.asObject(value)
    if (given === undefined)
      return no("INVALID_DATA", "Contact_Role", "invalid data", { expected_data_type: "jsonobject" })
    const found = ContactRoles.find(core, Json.idOf(given["id"]) ?? Json.asText(given["name"]))
    return found === undefined
      ? no("INVALID_DATA", "Contact_Role", "the id given seems to be invalid")
      : { ok: true, data: { Contact_Role: found.id } }
  },
  show: (core, data) => {
    const found = typeof data["Contact_Role"] === "string" ? ContactRoles.find(core, data["Contact_Role"]) : undefined
    return found === undefined ? null : { name: found.name, id: found.id }
  }
}

const memberStatus: Saying = {
  name: "Member_Status",
  read: (_core, value) => {
    if (value === undefined) return { ok: true, data: {} }
    return memberStatuses.some((one) => one === value)
      ? { ok: true, data: { Member_Status: value } }
      : no("INVALID_DATA", "Member_Status", "invalid data", { supported_values: memberStatuses })
  },
  show: (_core, data) => data["Member_Status"] ?? "Planned"
}

const price: Saying = {
  name: "list_price",
  read: (_core, value) => {
    if (Json.isAbsent(value)) return no("MANDATORY_NOT_FOUND", "list_price", "required field not found")
    return typeof value === "number" && Math.abs(value) < 1e16
      ? { ok: true, data: { list_price: value } }
      : no("INVALID_DATA", "list_price", "invalid data", { expected_data_type: "double" })
  },
  show: (_core, data) => data["list_price"] ?? null
}

const sayings: { readonly [link: string]: Saying } = {
  Deals_X_Contacts: role,
  Campaigns_X_Leads: memberStatus,
  Campaigns_X_Contacts: memberStatus,
  Price_Books_X_Products: price
}

/** Reads what a row says of the tie; nothing for ties that only are. */
export const read = (core: Core, kind: LinkKind, row: { readonly [key: string]: unknown }): Said => {
  const saying = sayings[kind.name]
  return saying === undefined ? { ok: true, data: {} } : saying.read(core, row[saying.name])
}

/** Ties two records, or says anew what is said of their tie. Returns whether it is new. */
export const put = (
  core: Core,
  kind: LinkKind,
  own: string,
  other: string,
  data: { readonly [key: string]: unknown }
): boolean => {
  const [a, b] = ends(kind, own, other)
  const now = Math.floor(core.clock.now() / 1000)
  const before = core.db.get("SELECT data FROM link WHERE name=? AND a=? AND b=?", kind.name, a, b)
  core.db.run(
    "INSERT INTO link(name, a, b, id, data, created, modified) VALUES(?,?,?,?,?,?,?) ON CONFLICT(name, a, b) DO UPDATE SET data=excluded.data, modified=excluded.modified",
    kind.name,
    a,
    b,
    before === undefined ? core.db.nextId() : "",
    Json.stringify({ ...Json.asObject(Json.parse(Json.asText(before?.["data"]))), ...data }),
    now,
    now
  )
  return before === undefined
}

/** Unties two records; false when they were not tied. */
export const remove = (core: Core, kind: LinkKind, own: string, other: string): boolean => {
  const [a, b] = ends(kind, own, other)
  return core.db.run("DELETE FROM link WHERE name=? AND a=? AND b=?", kind.name, a, b) > 0
}

/** What is said of a tie, as JSON text to add to the record's. */
export const shown =
  (core: Core, kind: LinkKind, own: string): ((other: string) => string) =>
  (other) => {
    const saying = sayings[kind.name]
    if (saying === undefined) return ""
    const [a, b] = ends(kind, own, other)
    const stored = core.db.get("SELECT data FROM link WHERE name=? AND a=? AND b=?", kind.name, a, b)?.["data"]
    const data = Json.asObject(Json.parse(Json.asText(stored))) ?? {}
    return `,${JSON.stringify(saying.name)}:${JSON.stringify(saying.show(core, data))}`
  }

/** Lets all ties of one record be another's, as a merge does; ties that it has already stay as they are. */
export const move = (core: Core, from: string, into: string): void => {
  for (const end of ["a", "b"]) core.db.run(`UPDATE OR IGNORE link SET ${end}=? WHERE ${end}=?`, into, from)
  forget(core, from)
}

/** Gives the ties of a lead to the contact that it became: its products and campaigns. */
export const become = (core: Core, lead: string, contact: string): void => {
  core.db.run(
    "UPDATE OR IGNORE link SET name='Contacts_X_Products', a=? WHERE name='Leads_X_Products' AND a=?",
    contact,
    lead
  )
  core.db.run(
    "UPDATE OR IGNORE link SET name='Campaigns_X_Contacts', b=? WHERE name='Campaigns_X_Leads' AND b=?",
    contact,
    lead
  )
}

/** Unties a record from everything. */
export const forget = (core: Core, id: string): void => {
  core.db.run("DELETE FROM link WHERE a=?1 OR b=?1", id)
}
