/** How each data type is checked on its way in and written on its way out. */
import * as Clock from "../Clock.ts"
import type { Core } from "../Core.ts"
import type { Value } from "../Database.ts"
import { quote } from "../Database.ts"
import * as Json from "../Json.ts"
import * as Memo from "../Memo.ts"
import { type Field, type Module, valueType } from "../Metadata.ts"
import { type Checked, notListed, ok, refused, tooLong, unknownId, wrongType } from "./values/Checked.ts"
import * as Files from "./values/Files.ts"
import * as Lists from "./values/Lists.ts"
import * as MultiModule from "./values/MultiModule.ts"
import * as Objects from "./values/Objects.ts"
import * as Tags from "./values/Tags.ts"

const notAnOption = (field: Field): Checked =>
  notListed(field.pickList.filter((option) => option.unused !== true).map((option) => option.value))

const email = /^[^\s@,;()<>"]+@[^\s@,;()<>"]+\.[^\s@,;()<>".]{2,}$/

const string = (field: Field, value: unknown, type = "text"): Checked => {
  if (typeof value !== "string") return wrongType(type)
  return value.length > field.length ? tooLong(field.length) : ok(value === "" ? null : value)
}

const fits = (field: Field, value: number): boolean => Math.abs(value) < 10 ** field.length

const decimal = (field: Field, value: unknown): Checked => {
  if (typeof value === "bigint") return tooLong(field.length)
  if (typeof value !== "number") return wrongType("double")
  return fits(field, value) ? ok(value) : tooLong(field.length)
}

/** What stands around a value: the row it came in, and what the record holds now. */
export interface Around {
  readonly row?: { readonly [name: string]: unknown }
  /** Undefined for a new record. */
  readonly current?: Value | undefined
  /** Add to the values there are, as `$append_values` asks. */
  readonly append?: boolean
}

/** What a pick-list option is written as: its display value or the actual one. */
const optionOf = (field: Field, value: string): string | undefined =>
  field.pickList.find((option) => option.unused !== true && (option.value === value || option.actual === value))?.value

const options = (core: Core, field: Field, value: unknown, around: Around): Checked => {
  if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) return wrongType("jsonarray")
  const found = value.map((item) => optionOf(field, item))
  if (found.includes(undefined) && core.switches().unknownPickListValues === "error") return notAnOption(field)
  const kept: unknown = around.append === true && typeof around.current === "string" ? Json.parse(around.current) : []
  const all = [...(Array.isArray(kept) ? kept : []), ...value.map((item, index) => found[index] ?? item)]
  return ok(JSON.stringify([...new Set(all)]))
}

/** A share of a price: a number, or text such as `5%`. */
const discount = (value: unknown): Checked => {
  if (typeof value === "number") return value < 0 || value >= 1e16 ? refused({ range: { from: 0 } }) : ok(String(value))
  if (typeof value !== "string" || !/^\d{1,12}(\.\d{1,9})?%?$/.test(value)) return wrongType("double")
  return value.endsWith("%") && Number(value.slice(0, -1)) > 100 ? refused({ range: { from: 0, to: 100 } }) : ok(value)
}

/** Checks a value that is not null. */
export const check = (core: Core, field: Field, value: unknown, around: Around = {}): Checked => {
  switch (valueType(field)) {
    case "text":
    case "textarea":
    case "website":
    case "phone":
    case "profileimage":
      return string(field, value)
    case "email": {
      const checked = string(field, value, "email")
      return checked.ok && typeof checked.value === "string" && !email.test(checked.value)
        ? wrongType("email")
        : checked
    }
    case "picklist":
      if (typeof value !== "string") return wrongType("text")
      if (value === "-None-" || value === "") return ok(null)
      {
        const option = optionOf(field, value)
        if (option !== undefined) return ok(option)
      }
      if (core.switches().unknownPickListValues === "accept") return string(field, value)
      return notAnOption(field)
    case "multiselectpicklist":
      return options(core, field, value, around)
    case "integer":
      if (typeof value === "bigint") return tooLong(field.length)
      if (typeof value !== "number" || !Number.isInteger(value)) return wrongType("integer")
      return fits(field, value) ? ok(value) : tooLong(field.length)
    case "bigint": {
      const id =
        typeof value === "string" && /^-?\d+$/.test(value)
          ? value
          : Json.idOf(typeof value === "string" ? undefined : value)
      if (id === undefined) return wrongType("bigint")
      return id.replace("-", "").length > field.length ? tooLong(field.length) : ok(id)
    }
    case "double":
    case "currency":
    case "percent":
      return decimal(field, value)
    case "boolean":
      return typeof value === "boolean" ? ok(value ? 1 : 0) : wrongType("boolean")
    case "date":
      return typeof value === "string" && Clock.isDate(value) ? ok(value) : wrongType("date")
    case "datetime": {
      const at = typeof value === "string" ? Clock.parse(value) : undefined
      return at === undefined ? wrongType("datetime") : ok(at)
    }
    case "lookup": {
      const id = Json.idOf(Json.asObject(value)?.["id"] ?? value)
      if (id === undefined) return wrongType("jsonobject")
      const module = core.metadata.module(field.lookup ?? "")
      const found =
        module !== undefined &&
        Json.isId(id) &&
        core.db.get(`SELECT id FROM ${module.rows} AS t WHERE id=?`, id) !== undefined
      return found ? ok(id) : unknownId()
    }
    case "ownerlookup": {
      const given = Json.idOf(Json.asObject(value)?.["id"] ?? Json.asObject(value)?.["email"] ?? value)
      if (given === undefined) return wrongType("jsonobject")
      const user = core.db.get("SELECT id FROM user WHERE (id=?1 OR email=?1) AND status='active'", given)?.["id"]
      return typeof user === "string" ? ok(user) : unknownId()
    }
    case "multi_module_lookup":
      // Beside a lookup to people, `$se_module` is about the other one.
      return MultiModule.check(core, field, value, field.apiName === "Who_Id" ? undefined : around.row?.["$se_module"])
    case "fileupload":
    case "imageupload":
      return Files.check(core, field, value, around.current)
    case "event_reminder":
    case "multireminder":
      return Lists.reminders(value)
    case "ALARM":
      return Objects.alarm(value)
    case "RRULE":
      return Objects.recurrence(value)
    case "consent_lookup":
      return Objects.consent(value)
    case "participants":
      return Lists.participants(core, value)
    case "linetax":
      return Lists.lineTaxes(core, value)
    case "tax":
      return Lists.taxes(core, field, value)
    case "pricing":
      return Lists.pricing(core, value)
    case "time_range":
      return Lists.timeRanges(value)
    case "dates":
      return Lists.dates(value)
    case "comments":
      return Lists.comment(core, field, value)
    case "tags":
      return Tags.check(core, value)
    case "discount":
      return discount(value)
    case "subform":
    case "multiselectlookup":
    case "multiuserlookup":
      // Their rows are records: see Children.ts.
      return wrongType("jsonarray")
    default: {
      const text = Array.isArray(value) ? Json.tryStringify(value) : undefined
      return text === undefined ? wrongType("jsonarray") : ok(text)
    }
  }
}

/** Writes a stored value as JSON text; `undefined` and null are `null`. */
export type Encoder = (value: unknown) => string

// Most texts need no escape, and a page has thousands of them.
const escaped = /[^ !#-[\]-~]/u
const plain: Encoder = (value) => {
  if (typeof value === "string") return escaped.test(value) ? JSON.stringify(value) : `"${value}"`
  return Json.isAbsent(value) ? "null" : JSON.stringify(value)
}
const asText: Encoder = (value) =>
  JSON.stringify(typeof value === "number" || typeof value === "bigint" ? value.toString() : (value ?? null))
const list: Encoder = (value) => (typeof value === "string" ? value : "[]")
// JSON already; nothing is null.
const json: Encoder = (value) => (typeof value === "string" ? value : "null")
const percentOrNumber: Encoder = (value) =>
  typeof value !== "string" ? "null" : value.endsWith("%") ? JSON.stringify(value) : String(Number(value))
const boolean: Encoder = (value) => (value === 1 ? "true" : "false")
const dateTime: Encoder = (value) => (typeof value === "number" ? `"${Clock.format(value)}"` : "null")

const reference = (core: Core, lookup: string | null): Encoder => {
  const module = core.metadata.module(lookup ?? "")
  if (module === undefined) return plain
  const sql = `SELECT ${quote(module.displayField)} AS name FROM ${module.table} WHERE id=?`
  return (value) => {
    if (typeof value !== "string") return "null"
    const name = core.db.get(sql, value)?.["name"]
    return name === undefined ? `{"id":"${value}"}` : `{"name":${JSON.stringify(name)},"id":"${value}"}`
  }
}

const users = Memo.of("user", (db, id) => {
  const row = db.get("SELECT name, email FROM user WHERE id=?", id)
  if (row === undefined) return undefined
  const ref: { readonly name: unknown; readonly id: string } = { name: row["name"], id }
  return { ref, json: JSON.stringify(ref), withEmail: JSON.stringify({ ...ref, email: row["email"] }) }
})
const userOf = (core: Core, id: unknown) => (typeof id === "string" ? users(core.db, id) : undefined)

/** A user by name and id; null where there is none. */
export const userRef = (core: Core, id: unknown): { readonly name: unknown; readonly id: string } | null =>
  userOf(core, id)?.ref ?? null

/** A user as records refer to one. */
export const userJson = (core: Core, id: unknown, withEmail: boolean): string =>
  userOf(core, id)?.[withEmail ? "withEmail" : "json"] ?? "null"

const user =
  (core: Core): Encoder =>
  (value) =>
    userJson(core, value, true)

export const encoder = (core: Core, field: Field): Encoder => {
  switch (valueType(field)) {
    case "boolean":
      return boolean
    case "datetime":
      return dateTime
    case "bigint":
      return asText
    case "multiselectpicklist":
    case "json":
    case "participants":
    case "comments":
    case "linetax":
    case "tax":
    case "pricing":
    case "time_range":
    case "dates":
      return list
    case "fileupload":
    case "imageupload":
    case "event_reminder":
    case "multireminder":
    case "ALARM":
    case "RRULE":
    case "consent_lookup":
      return json
    case "tags":
      return Tags.encoder(core)
    case "discount":
      return percentOrNumber
    case "multi_module_lookup":
      return MultiModule.encoder(core, field)
    case "lookup":
      return reference(core, field.lookup)
    case "ownerlookup":
      return user(core)
    default:
      return plain
  }
}

/** The stored columns of a module, in order. */
export const columnsOf = (module: Module): ReadonlyArray<Field> => module.fields.filter((field) => !field.computed)
