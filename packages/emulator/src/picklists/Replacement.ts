/** Which value a body wants in place of which: by id, by display value, or by both where they agree. */
import * as Body from "../actions/Body.ts"
import * as Json from "../Json.ts"
import type { PickValue } from "../Metadata.ts"
import type { Call } from "../Router.ts"
import * as Options from "./Options.ts"

export interface Replacement {
  readonly from: string
  readonly to: string
  readonly input: Body.Input
}

/** What an id or a value that is not there is answered with. */
interface Messages {
  readonly old: string
  readonly new: string
}

/** The text that one side names. The old value need not be there any more; the new one must be in use. */
const side = (
  given: unknown,
  key: "old_value" | "new_value",
  at: string,
  options: ReadonlyArray<PickValue>,
  message: string,
  refuse: Body.Refuse
): Body.Checked<string> => {
  const path = `${at}.${key}`
  if (Json.isAbsent(given)) return Body.missing(path, refuse, `${key} is mandatory`)
  const value = Json.asObject(given)
  if (value === undefined)
    return Body.invalid(path, { expected_data_type: "jsonobject" }, refuse, `${key} expected data type invalid`)
  const id = value["id"] ?? undefined
  const display = value["display_value"] ?? undefined
  const places = ["id", "display_value"].map((name) => ({ api_name: name, json_path: `${path}.${name}` }))
  if (id === undefined && display === undefined)
    return Body.no(refuse(400, "EXPECTED_FIELD_MISSING", "specify atleast one field", { expected_fields: places }))
  const byId = id === undefined ? undefined : options.find((it) => it.id === Json.idOf(id))
  if (id !== undefined && (byId === undefined || byId.value === Options.none))
    return Body.invalid(`${path}.id`, {}, refuse, message)
  if (byId !== undefined && display !== undefined && byId.value !== display)
    return Body.no(
      refuse(400, "AMBIGUITY_DURING_PROCESSING", `ambiguity while processing the ${key}`, { ambiguity_due_to: places })
    )
  const option = byId ?? options.find((it) => it.value === display)
  const isFit = key === "old_value" || (option !== undefined && Options.isUsed(option))
  if (!isFit || option?.value === Options.none || (option === undefined && typeof display !== "string"))
    return byId === undefined
      ? Body.invalid(`${path}.display_value`, {}, refuse, message.replace("The id ", "The display_value "))
      : Body.invalid(`${path}.id`, {}, refuse, message)
  return Body.ok(option?.value ?? Json.asText(display))
}

/** The one replacement that the body holds under `key`, or the reply that refuses it. */
export const read = (
  call: Call,
  key: string,
  options: ReadonlyArray<PickValue>,
  messages: Messages
): Body.Checked<Replacement> => {
  const refuse = Body.under(key)
  const root = Body.root(call)
  if (!root.ok) return root
  const list = Body.array(root.value[key], `$.${key}`, 1)
  if (!list.ok) return list
  const at = `$.${key}[0]`
  const input = Body.object(list.value[0], at, refuse)
  if (!input.ok) return input
  const from = side(input.value["old_value"], "old_value", at, options, messages.old, refuse)
  if (!from.ok) return from
  const to = side(input.value["new_value"], "new_value", at, options, messages.new, refuse)
  if (!to.ok) return to
  return from.value === to.value
    ? Body.no(
        refuse(400, "DEPENDENT_MISMATCH", "old_value and new_value should not be the same", {
          dependee: { api_name: "old_value", json_path: `${at}.old_value` },
          api_name: "new_value",
          json_path: `${at}.new_value`
        })
      )
    : Body.ok({ from: from.value, to: to.value, input: input.value })
}
