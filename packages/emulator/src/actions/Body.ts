/** What the bodies of actions share: the JSON root, ids, a user, and modules that are named twice. */
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import type { Field, Module } from "../Metadata.ts"
import type { Call } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"

export interface Input {
  readonly [name: string]: unknown
}

/** What was read, or the reply that refuses it. */
export type Checked<A> = { readonly ok: true; readonly value: A } | { readonly ok: false; readonly reply: Http.Reply }

/** How an area wraps its errors: at the root, or under a key of its own. */
export type Refuse = (status: number, code: string, message: string, details?: ZohoError.Details) => Http.Reply

export const ok = <A>(value: A): Checked<A> => ({ ok: true, value })
export const no = (reply: Http.Reply): { readonly ok: false; readonly reply: Http.Reply } => ({ ok: false, reply })

/** Errors as items of an array under `key`. */
export const under =
  (key: string): Refuse =>
  (status, code, message, details = {}) =>
    Http.json(status, { [key]: [ZohoError.make(code, message, details)] })

/** The last name of a JSON path: `$.owner.id` is about `id`. */
export const nameOf = (path: string): string => /([A-Za-z_$][\w$]*)(\[\d+\])?$/.exec(path)?.[1] ?? ""

export const missing = (path: string, refuse: Refuse = ZohoError.reply, message = "required field not found") =>
  no(refuse(400, "MANDATORY_NOT_FOUND", message, { api_name: nameOf(path), json_path: path }))

export const invalid = (
  path: string,
  details: ZohoError.Details = {},
  refuse: Refuse = ZohoError.reply,
  message = "invalid data"
) => no(refuse(400, "INVALID_DATA", message, { ...details, api_name: nameOf(path), json_path: path }))

/** The root object of the body. */
export const root = (call: Call): Checked<Input> => {
  const parsed = Json.parse(Http.textOf(call.request.body))
  if (parsed === undefined)
    return no(ZohoError.reply(400, "JSON_PARSE_ERROR", "unable to parse the request body as JSON"))
  const object = Json.asObject(parsed)
  return object === undefined ? no(ZohoError.reply(400, "INVALID_DATA", "invalid data")) : ok(object)
}

/** An object that must be there. */
export const object = (value: unknown, path: string, refuse: Refuse = ZohoError.reply): Checked<Input> => {
  if (Json.isAbsent(value)) return missing(path, refuse)
  const found = Json.asObject(value)
  return found === undefined ? invalid(path, { expected_data_type: "jsonobject" }, refuse) : ok(found)
}

/** An array that must be there, of at least one item and at most `maximum`. */
export const array = (
  value: unknown,
  path: string,
  maximum: number,
  refuse: Refuse = ZohoError.reply
): Checked<ReadonlyArray<unknown>> => {
  if (Json.isAbsent(value)) return missing(path, refuse)
  if (!Array.isArray(value)) return invalid(path, { expected_data_type: "jsonarray" }, refuse)
  if (value.length === 0) return invalid(path, { minimum_length: 1 }, refuse)
  return value.length > maximum ? invalid(path, { maximum_length: maximum }, refuse) : ok(value)
}

/** True or false where it is given. */
export const flag = (value: unknown, path: string, refuse: Refuse = ZohoError.reply): Checked<boolean | undefined> =>
  Json.isAbsent(value)
    ? ok(undefined)
    : typeof value === "boolean"
      ? ok(value)
      : invalid(path, { expected_data_type: "boolean" }, refuse)

/** Record ids: an array, or a string that holds one as some clients send it. Each once, in their order. */
export const ids = (
  value: unknown,
  path: string,
  maximum: number,
  refuse: Refuse = ZohoError.reply,
  refuseItem: Refuse = refuse
): Checked<ReadonlyArray<string>> => {
  const given = array(typeof value === "string" ? (Json.parse(value) ?? value) : value, path, maximum, refuse)
  if (!given.ok) return given
  const found: Array<string> = []
  for (const [index, item] of given.value.entries()) {
    const id = Json.idOf(item)
    if (id === undefined || !Json.isId(id)) {
      return no(
        refuseItem(400, "INVALID_DATA", "invalid data", {
          expected_data_type: "long",
          api_name: nameOf(path),
          json_path: `${path}[${index}]`
        })
      )
    }
    if (!found.includes(id)) found.push(id)
  }
  return ok(found)
}

/** A module named by id, by API name, or by both when they agree. */
export const module = (core: Core, value: unknown, path: string, refuse: Refuse = ZohoError.reply): Checked<Module> => {
  const given = object(value, path, refuse)
  if (!given.ok) return given
  const name = given.value["api_name"] ?? undefined
  const id = given.value["id"] ?? undefined
  const places = [
    { api_name: "api_name", json_path: `${path}.api_name` },
    { api_name: "id", json_path: `${path}.id` }
  ]
  if (name === undefined && id === undefined)
    return no(refuse(400, "EXPECTED_FIELD_MISSING", "Specify atleast one field", { expected_fields: places }))
  const byName = typeof name === "string" ? core.metadata.module(name) : undefined
  const byId = core.metadata.byId(Json.idOf(id) ?? "")
  if (name !== undefined && byName === undefined) return invalid(`${path}.api_name`, {}, refuse)
  if (id !== undefined && byId === undefined) return invalid(`${path}.id`, {}, refuse)
  if (byName !== undefined && byId !== undefined && byName.id !== byId.id) {
    return no(
      refuse(400, "AMBIGUITY_DURING_PROCESSING", "Ambiguity while processing the request", {
        ambiguity_due_to: places
      })
    )
  }
  const found = byName ?? byId
  return found === undefined ? invalid(path, {}, refuse) : ok(found)
}

/** How an area words what is wrong with a field that is named. */
export interface FieldWords {
  readonly missing: string
  readonly ambiguous: string
  readonly unknown: string
}

/** A field of a module named by id, by API name, or by both when they agree. */
export const field = (
  module: Module,
  value: unknown,
  path: string,
  words: FieldWords,
  refuse: Refuse = ZohoError.reply
): Checked<Field> => {
  const given = object(value, path, refuse)
  if (!given.ok) return given
  const name = given.value["api_name"] ?? undefined
  const id = given.value["id"] ?? undefined
  const places = [
    { api_name: "id", json_path: `${path}.id` },
    { api_name: "api_name", json_path: `${path}.api_name` }
  ]
  if (name === undefined && id === undefined)
    return no(refuse(400, "EXPECTED_FIELD_MISSING", words.missing, { expected_fields: places }))
  const byName = typeof name === "string" ? module.byName.get(name) : undefined
  const wanted = Json.idOf(id)
  const byId = wanted === undefined ? undefined : module.fields.find((one) => one.id === wanted)
  if (id !== undefined && byId === undefined) return invalid(`${path}.id`, {}, refuse, words.unknown)
  if (name !== undefined && byName === undefined) return invalid(`${path}.api_name`, {}, refuse, words.unknown)
  if (byName !== undefined && byId !== undefined && byName.id !== byId.id)
    return no(refuse(400, "AMBIGUITY_DURING_PROCESSING", words.ambiguous, { ambiguity_due_to: places }))
  const found = byId ?? byName
  return found === undefined ? invalid(path, {}, refuse, words.unknown) : ok(found)
}

/** Several such modules; none when the key is left out. */
export const modules = (
  core: Core,
  value: unknown,
  path: string,
  refuse: Refuse = ZohoError.reply
): Checked<ReadonlyArray<Module>> => {
  if (Json.isAbsent(value)) return ok([])
  const given = array(value, path, 50, refuse)
  if (!given.ok) return given
  const found: Array<Module> = []
  for (const [index, item] of given.value.entries()) {
    const one = module(core, item, `${path}[${index}]`, refuse)
    if (!one.ok) return one
    found.push(one.value)
  }
  return ok(found)
}

/** An active user who is to own records; `unknown` are more details of the error for one that the org does not have. */
export const owner = (
  core: Core,
  value: unknown,
  path: string,
  refuse: Refuse = ZohoError.reply,
  unknown: ZohoError.Details = {}
): Checked<string> => {
  const given = object(value, path, refuse)
  if (!given.ok) return given
  const at = `${path}.id`
  if (Json.isAbsent(given.value["id"])) return missing(at, refuse)
  const id = Json.idOf(given.value["id"])
  if (id === undefined || !Json.isId(id)) return invalid(at, { expected_data_type: "bigint" }, refuse)
  const status = core.db.get("SELECT status FROM user WHERE id=?", id)?.["status"]
  if (status === "active") return ok(id)
  if (status === undefined)
    return no(
      refuse(400, "INVALID_DATA", "Invalid data provided", {
        api_name: nameOf(path),
        json_path: at,
        ...unknown
      })
    )
  const deleted = status === "deleted"
  return no(
    refuse(
      deleted ? 403 : 400,
      "INVALID_DATA",
      deleted
        ? "The user to whom you are trying to transfer the records has closed their account."
        : "The user to whom you are trying to transfer the records is not active.",
      { api_name: "id", json_path: at, owner_status: deleted ? "deleted" : "inactive" }
    )
  )
}
