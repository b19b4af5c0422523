/** What a body says of a sharing rule, checked. */
import type * as Body from "../actions/Body.ts"
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"
import type * as ZohoError from "../ZohoError.ts"
import * as CriteriaInput from "./CriteriaInput.ts"
import * as Members from "./GroupMembers.ts"
import * as Rows from "./Rows.ts"
import * as Store from "./SharingRuleStore.ts"

const longest = 100

/** One of a few values, or what is wrong. */
const oneOf = <A extends string>(
  at: string,
  key: string,
  value: unknown,
  values: ReadonlyArray<A>
): { readonly value: A } | ZohoError.ZohoError => {
  const found = values.find((one) => one === value)
  return found === undefined
    ? Rows.about(at, key, "INVALID_DATA", "the value given is invalid", { supported_values: values })
    : { value: found }
}

/** `shared_from` or `shared_to`. */
const shared = (core: Core, at: string, key: string, value: unknown): Store.Shared | ZohoError.ZohoError => {
  const given = Json.asObject(value)
  if (given === undefined) return Rows.about(at, key, "INVALID_DATA", undefined, { expected_data_type: "jsonobject" })
  if (Json.isAbsent(given["type"])) return Rows.about(at, `${key}.type`, "MANDATORY_NOT_FOUND")
  const type = oneOf(at, `${key}.type`, given["type"], Store.sharedTypes)
  if ("code" in type) return type
  const below = given["subordinates"] ?? false
  if (typeof below !== "boolean")
    return Rows.about(at, `${key}.subordinates`, "INVALID_DATA", undefined, { expected_data_type: "boolean" })
  if (type.value === "all_users") return { type: type.value, id: null, below: false }
  const dependee = { api_name: "type", json_path: `${at}.${key}.type` }
  const named = Json.asObject(given["resource"])?.["id"]
  if (Json.isAbsent(named))
    return Rows.about(at, `${key}.resource.id`, "DEPENDENT_FIELD_MISSING", "required field not found", { dependee })
  const id = Json.idOf(named)
  const other = type.value === "roles" ? "groups" : "roles"
  if (id !== undefined && Members.refOf(core, type.value, id) !== null)
    return { type: type.value, id, below: below && type.value === "roles" }
  return id !== undefined && Members.refOf(core, other, id) !== null
    ? Rows.about(at, `${key}.resource.id`, "DEPENDENT_FIELD_MISMATCH", "the value given is invalid", { dependee })
    : Rows.about(at, `${key}.resource.id`, "INVALID_DATA")
}

const nameOf = (core: Core, module: string, own: string | undefined, at: string, name: unknown) => {
  if (typeof name !== "string" || name.trim() === "")
    return Rows.about(at, "name", "INVALID_DATA", undefined, { expected_data_type: "text" })
  if (name.length > longest) return Rows.about(at, "name", "INVALID_DATA", undefined, { maximum_length: longest })
  return Store.list(core).some((it) => it.module === module && it.name === name && it.id !== own)
    ? Rows.about(at, "name", "DUPLICATE_DATA", "duplicate data")
    : { value: name }
}

/** What a rule of one type must say, and one of the other type does not. */
const ofType = { Record_Owner_Based: "shared_from", Criteria_Based: "criteria" } as const

/** The rule that a body makes of `before`, or what is wrong with it. */
export const read = (
  core: Core,
  user: string,
  module: string,
  input: Body.Input,
  before: Store.Rule | undefined,
  at: string
): Omit<Store.Rule, "id"> | ZohoError.ZohoError => {
  if (input["status"] !== undefined) return Rows.about(at, "status", "NOT_ALLOWED", "status is not allowed in this api")
  const needed = before === undefined ? ["name", "permission_type", "shared_to"] : []
  const missing = ["superiors_allowed", "type", ...needed].find((key) => Json.isAbsent(input[key]))
  if (missing !== undefined) return Rows.about(at, missing, "MANDATORY_NOT_FOUND")
  const { criteria, name, permission_type: permission, shared_from: from, shared_to: to } = input
  const { superiors_allowed: superiors, type: given } = input
  const type = oneOf(at, "type", given, Store.types)
  if ("code" in type) return type
  if (typeof superiors !== "boolean")
    return Rows.about(at, "superiors_allowed", "INVALID_DATA", undefined, { expected_data_type: "boolean" })
  const dependent = ofType[type.value]
  if (Json.isAbsent(input[dependent]) && before?.type !== type.value)
    return Rows.about(at, dependent, "DEPENDENT_FIELD_MISSING", "required field not found", {
      dependee: { api_name: "type", json_path: `${at}.type` }
    })
  const named =
    name === undefined && before !== undefined ? { value: before.name } : nameOf(core, module, before?.id, at, name)
  if ("code" in named) return named
  const allowed =
    permission === undefined && before !== undefined
      ? { value: before.permission }
      : oneOf(at, "permission_type", permission, Store.permissions)
  if ("code" in allowed) return allowed
  const target = to === undefined && before !== undefined ? before.to : shared(core, at, "shared_to", to)
  if ("code" in target) return target
  const source =
    dependent !== "shared_from"
      ? null
      : Json.isAbsent(from)
        ? (before?.from ?? null)
        : shared(core, at, "shared_from", from)
  if (source !== null && "code" in source) return source
  const chosen =
    dependent !== "criteria"
      ? null
      : Json.isAbsent(criteria)
        ? before?.criteria
        : CriteriaInput.read(core, user, "criteria", module, criteria, at)
  if (typeof chosen === "object" && chosen !== null && Rows.isRefused(chosen)) return chosen
  return {
    module,
    name: named.value,
    type: type.value,
    permission: allowed.value,
    superiors,
    from: source,
    to: target,
    criteria: chosen,
    active: before?.active ?? true
  }
}
