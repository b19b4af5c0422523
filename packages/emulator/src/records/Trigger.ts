/** What a write asks to run after it: checked, and kept for the request log, where a test sees what would have fired. */
import type * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import type { Call } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"

const triggers = ["workflow", "approval", "blueprint", "pathfinder", "orchestration"]

/** Reads `trigger` of a body into the call, or gives the reply that refuses it. */
export const read = (
  call: Call,
  root: { readonly [name: string]: unknown },
  refuse: typeof ZohoError.reply = ZohoError.dataReply
): Http.Reply | undefined => {
  const trigger = root["trigger"]
  if (Json.isAbsent(trigger)) return undefined
  if (!Array.isArray(trigger) || !trigger.every((name) => typeof name === "string")) {
    return refuse(400, "INVALID_DATA", "invalid data", {
      expected_data_type: "jsonarray",
      api_name: "trigger",
      json_path: "$.trigger"
    })
  }
  const wrong = trigger.findIndex((name) => !triggers.includes(name))
  if (wrong >= 0) {
    return refuse(400, "INVALID_DATA", "invalid data", {
      api_name: "trigger",
      json_path: `$.trigger[${wrong}]`,
      supported_values: triggers
    })
  }
  call.trigger = trigger
  return undefined
}
