/** What the body of a call says of a module's record locking, over what it was; or what is wrong with it. */
import * as Body from "../actions/Body.ts"
import * as Criteria from "../bulk/Criteria.ts"
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"
import * as ViewInput from "../settings/ViewInput.ts"
import * as Configurations from "./Configurations.ts"

export const root = "record_locking_configurations"
const refuse = Body.under(root)
const at = `$.${root}[0]`

export const limits = { rules: 5, fields: 15, profiles: 15, name: 256 } as const

type Settings = Omit<
  Configurations.Configuration,
  "id" | "module" | "createdBy" | "modifiedBy" | "created" | "modified"
>

const notFound = (path: string, words: string, supported?: ReadonlyArray<string>) =>
  Body.invalid(path, supported === undefined ? {} : { supported_values: supported }, refuse, words)

/** One of a few words. */
const word = <const A extends string>(
  value: unknown,
  key: string,
  all: ReadonlyArray<A>,
  otherwise: A | undefined
): Body.Checked<A> => {
  if (Json.isAbsent(value)) return otherwise === undefined ? Body.missing(`${at}.${key}`, refuse) : Body.ok(otherwise)
  const found = all.find((one) => one === value)
  return found === undefined ? notFound(`${at}.${key}`, `${key} not found`, all) : Body.ok(found)
}

/** An array that may be left out or be empty. */
const list = (
  value: unknown,
  key: string,
  limit: number,
  words: string
): Body.Checked<ReadonlyArray<unknown> | undefined> => {
  if (value === undefined) return Body.ok(undefined)
  if (value === null) return Body.ok([])
  if (!Array.isArray(value)) return Body.invalid(`${at}.${key}`, { expected_data_type: "jsonarray" }, refuse)
  return value.length > limit
    ? Body.no(
        refuse(400, "LIMIT_EXCEEDED", `Maximum limit for ${words} exceeded`, {
          limit,
          available_limit: limit,
          api_name: key,
          json_path: `${at}.${key}`
        })
      )
    : Body.ok(value)
}

/** Some of a few words, each once. */
const words = <const A extends string>(
  value: unknown,
  key: string,
  all: ReadonlyArray<A>,
  before: ReadonlyArray<A>,
  message: string
): Body.Checked<ReadonlyArray<A>> => {
  const given = list(value, key, 10, key.replaceAll("_", " "))
  if (!given.ok) return given
  if (given.value === undefined) return Body.ok(before)
  const found: Array<A> = []
  for (const [index, item] of given.value.entries()) {
    const one = all.find((it) => it === item)
    if (one === undefined) return notFound(`${at}.${key}[${index}]`, message, all)
    if (!found.includes(one)) found.push(one)
  }
  return Body.ok(found)
}

const fieldWords: Body.FieldWords = {
  missing: "Field Id and apiname is missing.",
  ambiguous: "Field Id and apiname are ambiguous",
  unknown: "field not found"
}

const fieldsOf = (
  module: Module,
  value: unknown,
  before: ReadonlyArray<string>
): Body.Checked<ReadonlyArray<string>> => {
  const given = list(value, "excluded_fields", limits.fields, "excluded fields")
  if (!given.ok) return given
  if (given.value === undefined) return Body.ok(before)
  const found: Array<string> = []
  for (const [index, item] of given.value.entries()) {
    const path = `${at}.excluded_fields[${index}]`
    const field = Body.field(module, item, path, fieldWords, refuse)
    if (!field.ok) return field
    const { apiName, readOnly } = field.value
    // These have actions of their own, or are not written at all.
    if (readOnly || apiName === "Owner" || apiName === "Tag")
      return Body.no(
        refuse(400, "NOT_SUPPORTED", "Field not supported", { api_name: "api_name", json_path: `${path}.api_name` })
      )
    if (!found.includes(apiName)) found.push(apiName)
  }
  return Body.ok(found)
}

const profilesOf = (core: Core, value: unknown, before: ReadonlyArray<string>): Body.Checked<ReadonlyArray<string>> => {
  const given = list(value, "lock_excluded_profiles", limits.profiles, "excluded profiles")
  if (!given.ok) return given
  if (given.value === undefined) return Body.ok(before)
  const found: Array<string> = []
  for (const [index, item] of given.value.entries()) {
    const id = Json.idOf(Json.asObject(item)?.["id"] ?? undefined) ?? ""
    if (core.db.get("SELECT id FROM profile WHERE id=?", id) === undefined)
      return notFound(`${at}.lock_excluded_profiles[${index}].id`, "lock_excluded_profiles not found")
    if (!found.includes(id)) found.push(id)
  }
  return Body.ok(found)
}

const badField: ReadonlySet<string> = new Set(["FIELD_IN_CRITERIA_NOT_AVAILABLE", "FIELD_IN_CRITERIA_NOT_SUPPORTED"])

const criteriaOf = (core: Core, module: Module, user: string, value: unknown, path: string): Body.Checked<unknown> => {
  if (Json.isAbsent(value)) return Body.missing(path, refuse)
  const criteria = ViewInput.lowered(value)
  const compiled = Criteria.compile(core, module, criteria, { userId: user })
  if (!Criteria.isError(compiled)) return Body.ok(criteria)
  const { code, details, message } = compiled
  if (!badField.has(code)) return Body.invalid(path, details, refuse, message)
  const place = { api_name: "api_name", json_path: `${path}.field.api_name` }
  return Body.no(
    code === "FIELD_IN_CRITERIA_NOT_AVAILABLE"
      ? refuse(400, "INVALID_DATA", "field not found", place)
      : refuse(400, "NOT_SUPPORTED", "field not supported", place)
  )
}

const rulesOf = (
  core: Core,
  module: Module,
  user: string,
  value: unknown,
  before: ReadonlyArray<Configurations.Rule>
): Body.Checked<ReadonlyArray<Configurations.Rule>> => {
  const given = list(value, "locking_rules", limits.rules, "locking rules")
  if (!given.ok) return given
  if (given.value === undefined) return Body.ok(before)
  const rules: Array<Configurations.Rule> = []
  for (const [index, item] of given.value.entries()) {
    const path = `${at}.locking_rules[${index}]`
    const rule = Body.object(item, path, refuse)
    if (!rule.ok) return rule
    const { id, lock_existing_records: existing, name } = rule.value
    if (Json.isAbsent(name) || name === "") return Body.missing(`${path}.name`, refuse)
    if (typeof name !== "string" || name.length > limits.name)
      return Body.invalid(`${path}.name`, { maximum_length: limits.name }, refuse)
    const flag = Body.flag(existing, `${path}.lock_existing_records`, refuse)
    if (!flag.ok) return flag
    const criteria = criteriaOf(core, module, user, rule.value["criteria"], `${path}.criteria`)
    if (!criteria.ok) return criteria
    const own = Json.idOf(id ?? undefined)
    if (own !== undefined && (!before.some((one) => one.id === own) || rules.some((one) => one.id === own)))
      return Body.invalid(`${path}.id`, {}, refuse)
    const text = Json.stringify(criteria.value)
    const twice = (key: string, message: string) =>
      Body.no(refuse(400, "DUPLICATE_DATA", message, { api_name: key, json_path: `${path}.${key}` }))
    if (rules.some((one) => one.name === name))
      return twice("name", "Duplicate rule name found, Enter unique rulename.")
    if (rules.some((one) => Json.stringify(one.criteria) === text))
      return twice("criteria", "Duplicate criteria found, Enter unique criteria.")
    rules.push({ id: own ?? core.db.nextId(), name, existing: flag.value ?? false, criteria: criteria.value })
  }
  return Body.ok(rules)
}

const dependent = (key: string, dependee: string, message: string) =>
  Body.no(
    refuse(400, "DEPENDENT_FIELD_MISSING", message, {
      dependee: { api_name: dependee, json_path: `${at}.${dependee}` },
      api_name: key,
      json_path: `${at}.${key}`
    })
  )

/** Reads the one configuration of a body; what it leaves out stays as it was `before`. */
export const read = (
  core: Core,
  module: Module,
  user: string,
  input: Body.Input,
  before: Configurations.Configuration | undefined
): Body.Checked<Settings> => {
  if (!Json.isAbsent(input["feature_type"]) && input["feature_type"] !== "record_locking")
    return Body.invalid(`${at}.feature_type`, {}, refuse)
  const lockType = word(input["lock_type"], "lock_type", Configurations.lockTypes, before?.lockType)
  if (!lockType.ok) return lockType
  const audience = before?.lockedFor ?? "all_profiles"
  const lockedFor = word(input["locked_for"], "locked_for", Configurations.audiences, audience)
  if (!lockedFor.ok) return lockedFor
  const actions = words(
    input["restricted_actions"],
    "restricted_actions",
    Configurations.actions,
    before?.actions ?? ["update"],
    "action not found"
  )
  if (!actions.ok) return actions
  const communications = words(
    input["restricted_communications"],
    "restricted_communications",
    Configurations.communications,
    before?.communications ?? [],
    "communications not found"
  )
  if (!communications.ok) return communications
  // The org has no surveys and no portals.
  if (communications.value.some((one) => one !== "send_mail")) {
    const place = { api_name: "restricted_communications", json_path: `${at}.restricted_communications` }
    return Body.no(refuse(400, "NOT_SUPPORTED", "communications not found", place))
  }
  // Nor custom buttons.
  const buttons = list(input["restricted_custom_buttons"], "restricted_custom_buttons", 30, "restricted custom buttons")
  if (!buttons.ok) return buttons
  if ((buttons.value ?? []).length > 0)
    return notFound(`${at}.restricted_custom_buttons[0].id`, "custom button not found")
  const fields = fieldsOf(module, input["excluded_fields"], before?.fields ?? [])
  if (!fields.ok) return fields
  const profiles = profilesOf(core, input["lock_excluded_profiles"], before?.profiles ?? [])
  if (!profiles.ok) return profiles
  if (lockedFor.value === "all_profiles_except_excluded_profiles" && profiles.value.length === 0)
    return dependent(
      "lock_excluded_profiles",
      "locked_for",
      "lock_excluded_profiles should have been given when locked_for is given as all_profiles_except_excluded_profiles "
    )
  const rules = rulesOf(core, module, user, input["locking_rules"], before?.rules ?? [])
  if (!rules.ok) return rules
  if (lockType.value !== "manual" && rules.value.length === 0)
    return dependent(
      "locking_rules",
      "lock_type",
      "locking_rules should have been given when lock_type is given as automatic or both"
    )
  const portal = Body.flag(input["lock_for_portal_users"], `${at}.lock_for_portal_users`, refuse)
  if (!portal.ok) return portal
  return Body.ok({
    lockType: lockType.value,
    lockedFor: lockedFor.value,
    profiles: profiles.value,
    actions: actions.value,
    communications: communications.value,
    fields: fields.value,
    rules: lockType.value === "manual" ? [] : rules.value,
    portal: portal.value ?? before?.portal ?? true
  })
}
