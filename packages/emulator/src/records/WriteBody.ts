/** The body of a write: its rows, and the features it asks for or leaves out. */
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import type { Call } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Assignment from "./Assignment.ts"
import * as Trigger from "./Trigger.ts"

export interface Input {
  readonly [name: string]: unknown
}

export interface Body {
  readonly rows: ReadonlyArray<unknown>
  readonly root: Input
  /** Who gets new records, when `lar_id` names a rule. */
  readonly rule: Assignment.Rule | undefined
}

const features = [
  "layout_rules",
  "range_validation",
  "assignment_rules",
  "function_validation_rule",
  "criteria_validation_rule",
  "global_map_dependency",
  "territory_subordinates"
]

const mostAppointments = 4

/** The body of a write with its rows, or the reply that refuses it. */
export const bodyOf = (call: Call): Body | Http.Reply => {
  const parsed = Json.parse(Http.textOf(call.request.body))
  if (parsed === undefined) return ZohoError.reply(400, "JSON_PARSE_ERROR", "unable to parse the request body as JSON")
  const root = Json.asObject(parsed)
  if (root === undefined) return ZohoError.reply(400, "INVALID_DATA", "body", { expected_data_type: "jsonobject" })
  const rows = root["data"]
  if (rows === undefined)
    return ZohoError.dataReply(400, "MANDATORY_NOT_FOUND", "required field not found", {
      api_name: "data",
      json_path: "$.data"
    })
  if (!Array.isArray(rows)) {
    return ZohoError.dataReply(400, "INVALID_DATA", "invalid data", {
      expected_data_type: "jsonarray",
      api_name: "data",
      json_path: "$.data"
    })
  }
  if (call.params["module"] === "Appointments__s" && rows.length > mostAppointments)
    return ZohoError.reply(400, "INVALID_DATA", "invalid data", {
      maximum_length: mostAppointments,
      api_name: "data",
      json_path: "$.data"
    })
  if (rows.length > 100) {
    return ZohoError.dataReply(400, "LIMIT_EXCEEDED", "count of records in your request exceeds the limit", {
      maximum_length: 100,
      api_name: "data"
    })
  }
  if (rows.length === 0)
    return ZohoError.dataReply(400, "INVALID_DATA", "invalid data", {
      minimum_length: 1,
      api_name: "data",
      json_path: "$.data"
    })
  const wrongTrigger = Trigger.read(call, root)
  if (wrongTrigger !== undefined) return wrongTrigger
  const execution = root["apply_feature_execution"]
  if (Array.isArray(execution)) {
    const wrong = execution.findIndex((item) => !features.includes(Json.asText(Json.asObject(item)?.["name"])))
    if (wrong >= 0) {
      return ZohoError.dataReply(400, "INVALID_DATA", "invalid data", {
        api_name: "name",
        json_path: `$.apply_feature_execution[${wrong}].name`,
        supported_values: features
      })
    }
  }
  const larId = root["lar_id"] ?? undefined
  const module = call.core.metadata.module(call.params["module"] ?? "")
  const rule =
    module === undefined || larId === undefined ? undefined : Assignment.find(call.core, module, Json.idOf(larId) ?? "")
  if (rule === undefined && larId !== undefined) {
    return ZohoError.dataReply(400, "INVALID_DATA", "the id given seems to be invalid", {
      api_name: "lar_id",
      json_path: "$.lar_id"
    })
  }
  // One credit for every ten rows begun.
  call.credits = Math.ceil(rows.length / 10)
  return { rows, root, rule }
}
