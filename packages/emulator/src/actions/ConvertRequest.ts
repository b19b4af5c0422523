/** Checks what the conversion of a lead asks for. */
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Body from "./Body.ts"
import * as LeadMapping from "../settings/LeadMapping.ts"
import * as Pipelines from "../settings/Pipelines.ts"

export interface Order {
  /** Existing records to convert into. */
  readonly account: string | undefined
  readonly contact: string | undefined
  /** Fields of the deal; undefined when none is wanted. */
  readonly deal: Body.Input | undefined
  readonly owner: string | undefined
  /** An existing contact's account becomes the lead's. */
  readonly overwrite: boolean
  /** Converts into an account or contact of the same name or address where there is one. */
  readonly addToExisting: boolean
  /** Where attachments go: the contact, unless said otherwise. */
  readonly attachmentsTo: LeadMapping.Target
  /** Names of the tags that each new record takes over. */
  readonly tags: { readonly [target in LeadMapping.Target]: ReadonlyArray<string> | "all" }
}

const existing = (
  core: Core,
  value: unknown,
  target: "Accounts" | "Contacts",
  path: string,
  refuse: Body.Refuse
): Body.Checked<string | undefined> => {
  if (Json.isAbsent(value)) return Body.ok(undefined)
  // Older clients send the id alone.
  const given = Json.asObject(value)?.["id"] ?? (typeof value === "object" ? undefined : value)
  const id = Json.idOf(given)
  if (id === undefined)
    return typeof value === "object"
      ? Body.missing(`${path}.id`, refuse)
      : Body.invalid(path, { expected_data_type: "jsonobject" }, refuse)
  const module = core.metadata.module(target)
  const found =
    module !== undefined &&
    Json.isId(id) &&
    core.db.get(`SELECT id FROM ${module.rows} AS t WHERE id=?`, id) !== undefined
  return found ? Body.ok(id) : Body.invalid(`${path}.id`, {}, refuse)
}

/** Is it a stage, and one of the pipeline's? */
const inPipeline = (core: Core, deals: Module, pipeline: unknown, stage: unknown): boolean =>
  Pipelines.stagesOf(deals).some((one) => one.value === stage || one.actual === stage) &&
  Pipelines.allows(core, deals, pipeline, stage)

/** Fields of the deal, with what a conversion demands of them. Errors name them as if they stood in the item itself. */
export const deal = (
  core: Core,
  value: unknown,
  path: string,
  fieldPath: (name: string) => string,
  refuse: Body.Refuse
): Body.Checked<Body.Input | undefined> => {
  if (Json.isAbsent(value)) return Body.ok(undefined)
  const fields = Body.object(value, path, refuse)
  if (!fields.ok) return fields
  const needed = ["Deal_Name", "Stage", "Closing_Date", ...(core.switches().convertNeedsPipeline ? ["Pipeline"] : [])]
  for (const name of needed) {
    const given = fields.value[name]
    if (Json.isAbsent(given) || given === "") return Body.missing(fieldPath(name), refuse)
  }
  const module = core.metadata.module("Deals")
  if (module !== undefined && !inPipeline(core, module, fields.value["Pipeline"], fields.value["Stage"])) {
    return Body.no(
      refuse(400, "MAPPING_MISMATCH", "Pipeline doesn't contain the Stage", {
        mapped_field: "Pipeline",
        api_name: "Stage",
        json_path: fieldPath("Stage")
      })
    )
  }
  return Body.ok(fields.value)
}

/** `carry_over_tags` of one record: names of tags for each module. */
const tagsOf = (value: unknown, path: string, refuse: Body.Refuse): Body.Checked<Order["tags"]> => {
  const none = { Accounts: [], Contacts: [], Deals: [] }
  if (Json.isAbsent(value)) return Body.ok(none)
  const given = Body.object(value, path, refuse)
  if (!given.ok) return given
  const names = (target: LeadMapping.Target): ReadonlyArray<string> | undefined => {
    const list = given.value[target] ?? []
    if (!Array.isArray(list)) return undefined
    return list.flatMap((item: unknown) => {
      const name = typeof item === "string" ? item : Json.asObject(item)?.["name"]
      return typeof name === "string" ? [name] : []
    })
  }
  const found: { [target in LeadMapping.Target]: ReadonlyArray<string> } = none
  for (const target of LeadMapping.targets) {
    const list = names(target)
    if (list === undefined) return Body.invalid(`${path}.${target}`, { expected_data_type: "jsonarray" }, refuse)
    found[target] = list
  }
  return Body.ok(found)
}

/** Where attachments go; `$move_attachments` of the deal is the older way to say it. */
const attachmentsOf = (
  core: Core,
  item: Body.Input,
  path: string,
  refuse: Body.Refuse
): Body.Checked<LeadMapping.Target> => {
  const value = item["move_attachments_to"]
  if (Json.isAbsent(value))
    return Body.ok(Json.asObject(item["Deals"])?.["$move_attachments"] === true ? "Deals" : "Contacts")
  const module = Body.module(core, value, path, refuse)
  if (!module.ok) return module
  const target = LeadMapping.targets.find((one) => one === module.value.apiName)
  return target === undefined ? Body.invalid(`${path}.api_name`, {}, refuse) : Body.ok(target)
}

/** The whole body of a conversion of one lead. */
export const read = (core: Core, root: Body.Input): Body.Checked<Order> => {
  const refuse = ZohoError.dataReply
  const data = Body.array(root["data"], "$.data", 1)
  if (!data.ok) return data
  const at = "$.data[0]"
  const item = Body.object(data.value[0], at, refuse)
  if (!item.ok) return item
  const flags: { [name: string]: boolean } = {}
  for (const name of ["overwrite", "notify_lead_owner", "notify_new_entity_owner", "add_to_existing_record"]) {
    const flag = Body.flag(item.value[name], `${at}.${name}`, refuse)
    if (!flag.ok) return flag
    flags[name] = flag.value ?? false
  }
  const account = existing(core, item.value["Accounts"], "Accounts", `${at}.Accounts`, refuse)
  if (!account.ok) return account
  const contact = existing(core, item.value["Contacts"], "Contacts", `${at}.Contacts`, refuse)
  if (!contact.ok) return contact
  const wanted = deal(core, item.value["Deals"], `${at}.Deals`, (name) => `${at}.${name}`, refuse)
  if (!wanted.ok) return wanted
  const assign = item.value["assign_to"] ?? undefined
  const owner = assign === undefined ? undefined : Body.owner(core, assign, `${at}.assign_to`, refuse)
  if (owner !== undefined && !owner.ok) return owner
  const attachmentsTo = attachmentsOf(core, item.value, `${at}.move_attachments_to`, refuse)
  if (!attachmentsTo.ok) return attachmentsTo
  if (attachmentsTo.value === "Deals" && wanted.value === undefined)
    return Body.invalid(`${at}.move_attachments_to.api_name`, {}, refuse)
  const tags = tagsOf(item.value["carry_over_tags"], `${at}.carry_over_tags`, refuse)
  if (!tags.ok) return tags
  return Body.ok({
    account: account.value,
    contact: contact.value,
    deal: wanted.value,
    owner: owner?.value,
    overwrite: flags["overwrite"] === true,
    addToExisting: flags["add_to_existing_record"] === true,
    attachmentsTo: attachmentsTo.value,
    tags: tags.value
  })
}
