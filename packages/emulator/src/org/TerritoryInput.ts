/** What a body says of a territory, checked. */
import type * as Body from "../actions/Body.ts"
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"
import type { Document } from "../settings/Documents.ts"
import type * as ZohoError from "../ZohoError.ts"
import * as CriteriaInput from "./CriteriaInput.ts"
import * as Rows from "./Rows.ts"
import * as Store from "./TerritoryStore.ts"

/** The rules that say which records belong to a territory, each with its module. */
export const rules = {
  account_rule_criteria: "Accounts",
  contact_rule_criteria: "Contacts",
  deal_rule_criteria: "Deals",
  lead_rule_criteria: "Leads"
} as const

const permissionTypes = ["read_only", "read_write_delete"]

/** What a body changes about a territory, `before` where there is one. */
export const read = (
  core: Core,
  user: string,
  input: Body.Input,
  before: Document | undefined,
  at: string
): Document | ZohoError.ZohoError => {
  const { description, manager, name, permission_type: type, reporting_to: parent } = input
  const missing =
    before === undefined
      ? ["name", "reporting_to", "permission_type"].find((key) => Json.isAbsent(input[key]))
      : undefined
  if (missing !== undefined) return Rows.about(at, missing, "MANDATORY_NOT_FOUND")
  const id = before?.["id"]
  if (name !== undefined) {
    if (typeof name !== "string" || name.trim() === "")
      return Rows.about(at, "name", "INVALID_DATA", undefined, { expected_data_type: "string" })
    if (name.length > 100) return Rows.about(at, "name", "INVALID_DATA", undefined, { maximum_length: 100 })
    if (Store.list(core).some((it) => it["name"] === name && it["id"] !== id))
      return Rows.about(at, "name", "DUPLICATE_DATA", "duplicate data")
  }
  if (!Json.isAbsent(description) && typeof description !== "string")
    return Rows.about(at, "description", "INVALID_DATA", undefined, { expected_data_type: "string" })
  if (type !== undefined && !permissionTypes.includes(Json.asText(type)))
    return Rows.about(at, "permission_type", "INVALID_DATA", undefined, { supported_values: permissionTypes })
  const parentId = Json.isAbsent(parent) ? undefined : Json.idOf(Json.asObject(parent)?.["id"])
  const above = parentId === undefined ? undefined : Store.find(core, parentId)
  // The one at the top stays there, and no other one comes beside it.
  const movesTop = parent !== undefined && before !== undefined && (before["$parent"] === null) !== (parent === null)
  const turnsRound = parentId !== undefined && typeof id === "string" && Store.isBelow(core, parentId, id)
  if (movesTop || turnsRound || (!Json.isAbsent(parent) && above === undefined))
    return Rows.about(at, "reporting_to.id", "INVALID_DATA", "the id given seems to be invalid")
  const managerId = Json.isAbsent(manager) ? null : Json.idOf(Json.asObject(manager)?.["id"])
  if (
    managerId !== null &&
    core.db.get("SELECT id FROM user WHERE id=? AND status='active'", managerId ?? "") === undefined
  )
    return Rows.about(at, "manager.id", "INVALID_DATA", "the id given seems to be invalid")
  const criteria: { [rule: string]: unknown } = {}
  for (const [rule, module] of Object.entries(rules)) {
    if (input[rule] === undefined) continue
    const read = CriteriaInput.read(core, user, rule, module, input[rule], at)
    if (read !== null && Rows.isRefused(read)) return read
    criteria[rule] = read
  }
  return {
    ...(before === undefined
      ? { description: null, manager: null, api_name: Json.asText(name).replaceAll(/\W+/g, "_") }
      : {}),
    ...(typeof name === "string" ? { name } : {}),
    ...(description === undefined ? {} : { description }),
    ...(type === undefined ? {} : { permission_type: type }),
    ...(parentId === undefined ? {} : { $parent: parentId }),
    ...(manager === undefined ? {} : { manager: managerId }),
    ...criteria
  }
}
