/** How each data type is checked on its way in and written on its way out. */
import * as Clock from "../Clock.ts"
import type { Core } from "../Core.ts"
import type { Value } from "../Database.ts"
import { quote } from "../Database.ts"
import * as Json from "../Json.ts"
import type { DataType, Field, Module } from "../Metadata.ts"
import type { Details } from "../ZohoError.ts"

/** A value as it is stored, or why it is refused. */
export type Checked =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly details: Details; readonly message?: string }

const ok = (value: Value): Checked => ({ ok: true, value })
const wrongType = (type: string): Checked => ({ ok: false, details: { expected_data_type: type } })
const tooLong = (length: number): Checked => ({ ok: false, details: { maximum_length: length } })
const notAnOption = (field: Field): Checked => ({
  ok: false,
  details: { supported_values: field.pickList.map((option) => option.value) }
})

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

/** Checks a value that is not null. */
export const check = (core: Core, field: Field, value: unknown): Checked => {
  switch (field.dataType) {
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
      if (field.pickList.some((option) => option.value === value)) return ok(value)
      if (core.switches().unknownPickListValues === "accept") return string(field, value)
      return notAnOption(field)
    case "multiselectpicklist": {
      if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) return wrongType("jsonarray")
      const unknown = value.find((item) => !field.pickList.some((option) => option.value === item))
      if (unknown !== undefined && core.switches().unknownPickListValues === "error") return notAnOption(field)
      return ok(JSON.stringify([...new Set(value)]))
    }
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
        core.db.get(`SELECT id FROM ${module.table} WHERE id=?`, id) !== undefined
      return found ? ok(id) : { ok: false, details: {}, message: "the related id given seems to be invalid" }
    }
    case "ownerlookup": {
      const given = Json.idOf(Json.asObject(value)?.["id"] ?? Json.asObject(value)?.["email"] ?? value)
      if (given === undefined) return wrongType("jsonobject")
      const user = core.db.get("SELECT id FROM user WHERE (id=?1 OR email=?1) AND status='active'", given)?.["id"]
      return typeof user === "string"
        ? ok(user)
        : { ok: false, details: {}, message: "the related id given seems to be invalid" }
    }
    default: {
      const text = Array.isArray(value) ? Json.tryStringify(value) : undefined
      return text === undefined ? wrongType("jsonarray") : ok(text)
    }
  }
}

/** Writes a stored value as JSON text; `undefined` and null are `null`. */
export type Encoder = (value: unknown) => string

const plain: Encoder = (value) => (value === null || value === undefined ? "null" : JSON.stringify(value))
const asText: Encoder = (value) =>
  JSON.stringify(typeof value === "number" || typeof value === "bigint" ? value.toString() : (value ?? null))
const list: Encoder = (value) => (typeof value === "string" ? value : "[]")
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

/** A user as records refer to one. */
export const userJson = (core: Core, id: unknown, withEmail: boolean): string => {
  const row = typeof id === "string" ? core.db.get("SELECT name, email FROM user WHERE id=?", id) : undefined
  if (row === undefined) return "null"
  return JSON.stringify(withEmail ? { name: row["name"], id, email: row["email"] } : { name: row["name"], id })
}

const user = (core: Core): Encoder => {
  // One reply names few users many times.
  const known = new Map<unknown, string>()
  return (value) => {
    const cached = known.get(value)
    if (cached !== undefined) return cached
    const text = userJson(core, value, true)
    known.set(value, text)
    return text
  }
}

export const encoder = (core: Core, field: Field): Encoder => {
  const type: DataType = field.dataType
  switch (type) {
    case "boolean":
      return boolean
    case "datetime":
      return dateTime
    case "bigint":
      return asText
    case "multiselectpicklist":
    case "json":
      return list
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
