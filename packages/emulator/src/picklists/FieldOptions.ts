/** The options of one field: read one by one, replaced by another in the records, deleted; and the jobs that do it. */
import type * as Body from "../actions/Body.ts"
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Items from "../Items.ts"
import * as Jobs from "../jobs/Jobs.ts"
import * as Runners from "../jobs/Runners.ts"
import * as Json from "../Json.ts"
import { type Field, layoutApiName, type Module, type PickValue } from "../Metadata.ts"
import * as Rows from "../org/Rows.ts"
import type { Call, Route } from "../Router.ts"
import { moduleParam } from "../settings/Fields.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Options from "./Options.ts"
import * as PickListJob from "./PickListJob.ts"
import * as Replacement from "./Replacement.ts"

const types = ["picklist", "multiselectpicklist"]

interface Named {
  readonly module: Module
  readonly field: Field
}

/** The field of the path, or the reply that refuses it. */
const fieldOf = (call: Call): Body.Checked<Named> => {
  const module = moduleParam(call)
  if ("status" in module) return { ok: false, reply: module }
  const field = module.fields.find(({ id }) => id === call.params["id"])
  return field === undefined
    ? {
        ok: false,
        reply: ZohoError.reply(400, "INVALID_DATA", "The Field Id is Invalid", { resource_path_index: 2 })
      }
    : { ok: true, value: { module, field } }
}

/** An option with the layouts that it can be chosen in. */
const shown = ({ field, module }: Named, option: PickValue, index: number) => ({
  ...Options.shown(option, index),
  colour_code: option.colour ?? null,
  layout_associations: Options.isUsed(option)
    ? module.layouts
        .filter(({ sections }) => sections.some(({ fields }) => fields.includes(field.apiName)))
        .map((layout) => ({ api_name: layoutApiName(layout), name: layout.name, id: layout.id }))
    : null
})

const list = (call: Call): Http.Reply => {
  const named = fieldOf(call)
  if (!named.ok) return named.reply
  const { field } = named.value
  return types.includes(field.dataType)
    ? Http.json(200, { pick_list_values: field.pickList.map((option, index) => shown(named.value, option, index)) })
    : Http.empty(204)
}

const noOption = ZohoError.reply(400, "INVALID_DATA", "pickList option is not available", { resource_path_index: 4 })

const one = (call: Call): Http.Reply => {
  const named = fieldOf(call)
  if (!named.ok) return named.reply
  const index = named.value.field.pickList.findIndex(({ id }) => id === call.params["value"])
  const option = named.value.field.pickList[index]
  return option === undefined ? noOption : Http.json(200, { pick_list_values: [shown(named.value, option, index)] })
}

/** Options that Zoho itself works with: stages, states, taxes. */
const isRestricted = (field: Field, option: PickValue): boolean =>
  field.readOnly || option.value === Options.none || option.forecast !== undefined || !types.includes(field.dataType)

/** Starts a job of a field's options. */
const start = (
  call: Call,
  { field, module }: Named,
  input: Pick<PickListJob.FieldInput, "action" | "from" | "to" | "deletes">
): string => {
  const total = Options.count(call.core, module, field, input.from)
  return Runners.start(call.core, {
    type: PickListJob.type,
    user: call.identity.userId,
    input: { ...input, module: module.apiName, field: field.id, total }
  })
}

const remove = (call: Call): Http.Reply => {
  const { core, params } = call
  const named = fieldOf(call)
  if (!named.ok) return named.reply
  const { field, module } = named.value
  const option = field.pickList.find(({ id }) => id === params["value"])
  if (option === undefined) return noOption
  const refused = (message: string, details: ZohoError.Details = {}) =>
    ZohoError.reply(400, "NOT_ALLOWED", message, { ...details, resource_path_index: 4 })
  if (field.globalPickList !== undefined) return refused("Global picklist option cannot be deleted")
  if (isRestricted(field, option)) return refused("Restricted Option cannot be deleted")
  const used = Options.associations(core, module, field, option.value)
  if (used.length > 0) return refused("The picklist option is used in features", { _associations: used })
  const rest = field.pickList.filter((it) => it !== option)
  if (!rest.some((it) => Options.isUsed(it) && it.value !== Options.none))
    return refused("PickList field should have at least one option in the layouts")
  if (Options.count(core, module, field, option.value) > 0) {
    const job = start(call, named.value, {
      action: "DELETE_PICKLIST_OPTION",
      from: option.value,
      to: null,
      deletes: true
    })
    return Http.json(202, {
      pick_list_values: [
        {
          code: "SCHEDULED",
          details: { job_id: job },
          message: "Picklist Option deletion scheduled successfully",
          status: "success"
        }
      ]
    })
  }
  core.db.transaction(() => {
    Options.keep(core, module, { ...field, pickList: rest })
  })
  return Items.answer("pick_list_values", [Items.done(option.id, "PickList Option deleted successfully")])
}

const replaceKey = "replace_pick_list_values"

const replace = (call: Call): Http.Reply => {
  const { core } = call
  const named = fieldOf(call)
  if (!named.ok) return named.reply
  const { field, module } = named.value
  if (!types.includes(field.dataType))
    return ZohoError.reply(400, "NOT_ALLOWED", "PickList option replace not allowed", { resource_path_index: 2 })
  const asked = Replacement.read(call, replaceKey, field.pickList, {
    old: "The id given in old_value is invalid",
    new: "The id given in new_value is invalid"
  })
  if (!asked.ok) return asked.reply
  const { from, input, to } = asked.value
  const at = `$.${replaceKey}[0]`
  const refused = (path: string, message: string, details: ZohoError.Details = {}, code = "NOT_ALLOWED") =>
    Items.answer(replaceKey, [Items.failed(Rows.about(at, path, code, message, details))])
  const { delete_old_value: deletes = null } = input
  if (deletes !== null && typeof deletes !== "boolean")
    return refused(
      "delete_old_value",
      "The delete_old_value boolean field type mismatch",
      { expected_data_type: "boolean" },
      "INVALID_DATA"
    )
  const option = field.pickList.find(({ value }) => value === from)
  if (field.globalPickList !== undefined) return refused("old_value.id", "Global picklist option cannot be replaced")
  if (option !== undefined && isRestricted(field, option))
    return refused("old_value.id", "Restricted Option cannot be replaced")
  const used = Options.associations(core, module, field, from)
  if (used.length > 0)
    return refused("old_value.id", "The picklist option is used in features", { _associations: used })
  const job = start(call, named.value, {
    action: "REPLACE_PICKLIST_OPTION",
    from,
    to,
    deletes: deletes === true
  })
  return Http.json(202, {
    [replaceKey]: [
      {
        code: "SCHEDULED",
        details: { job_id: job },
        message: "Picklist option replace operation scheduled successfully",
        status: "success"
      }
    ]
  })
}

const states = {
  waiting: ["SCHEDULED", "Job scheduled"],
  running: ["IN_PROGRESS", "Job in progress"],
  done: ["COMPLETED", "Job completed"],
  failed: ["FAILED", "Job failed"]
} as const

const nothing = { total: 0, processed: 0, failed: 0 }

const jobItem = (core: Core, module: Module, { id, input, output, state }: Jobs.Job) => {
  const [status, message] = states[state]
  return {
    job_id: id,
    action: Json.asText(input["action"]),
    module: { id: module.id, api_name: module.apiName },
    // There are no workflows, dependencies that name options, and dashboards to go through.
    details: {
      records: { total: input["total"] ?? 0, processed: output["processed"] ?? 0, failed: 0 },
      ...Object.fromEntries(["workflow_rules", "field_dependency", "dashboard_criteria"].map((name) => [name, nothing]))
    },
    status,
    message
  }
}

const scheduled = (call: Call): Http.Reply => {
  const { core, target } = call
  const named = fieldOf(call)
  if (!named.ok) return named.reply
  Runners.advance(core)
  const wanted = target.query.get("job_id")
  return Rows.paged(
    call,
    "scheduled_jobs",
    Jobs.list(core, PickListJob.type)
      .filter(({ id, input }) => input["field"] === named.value.field.id && (wanted === null || wanted === id))
      .map((job) => jobItem(core, named.value.module, job))
  )
}

const path = "/crm/v8/settings/fields/{id}"
const scope = (operation: "READ" | "UPDATE" | "DELETE") => ({ group: "settings", sub: "fields", operation }) as const

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "GET", path: `${path}/pick_list_values`, scope: scope("READ"), handler: list },
  { host: "api", method: "GET", path: `${path}/pick_list_values/{value}`, scope: scope("READ"), handler: one },
  { host: "api", method: "DELETE", path: `${path}/pick_list_values/{value}`, scope: scope("DELETE"), handler: remove },
  { host: "api", method: "POST", path: `${path}/actions/${replaceKey}`, scope: scope("UPDATE"), handler: replace },
  { host: "api", method: "GET", path: `${path}/actions/scheduled_jobs`, scope: scope("READ"), handler: scheduled }
]
