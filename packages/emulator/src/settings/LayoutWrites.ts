/** What a layout asks for: fields made required, and not required any more. */
import * as Body from "../actions/Body.ts"
import * as Http from "../Http.ts"
import * as Items from "../Items.ts"
import * as Json from "../Json.ts"
import type { Field, Module } from "../Metadata.ts"
import type { Call, Route } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as FieldInput from "./FieldInput.ts"
import { moduleParam } from "./Fields.ts"

const refuse = Body.under("layouts")

/** The fields that a layout of the body changes, or the first thing that is wrong with it. */
const changed = (module: Module, input: Body.Input, at: string): ReadonlyArray<Field> | ZohoError.ZohoError => {
  const wrong = FieldInput.wrongAt(at)
  const { sections } = input
  if (Json.isAbsent(sections)) return wrong("MANDATORY_NOT_FOUND", "sections")
  if (!Array.isArray(sections)) return wrong("INVALID_DATA", "sections", { expected_data_type: "jsonarray" })
  const fields: Array<Field> = []
  for (const [index, section] of sections.entries()) {
    const given = Json.asObject(section)?.["fields"]
    for (const [place, item] of Json.objects(given).entries()) {
      const path = `sections[${index}].fields[${place}]`
      const field = module.fields.find((it) => it.id === Json.idOf(item["id"]))
      if (field === undefined) return wrong("INVALID_DATA", "id", {}, `${path}.id`)
      const { required } = item
      if (required === undefined) continue
      if (typeof required !== "boolean")
        return wrong("INVALID_DATA", "required", { expected_data_type: "boolean" }, `${path}.required`)
      if (field.systemMandatory && !required)
        return wrong(
          "NOT_ALLOWED",
          "required",
          {},
          `${path}.required`,
          "the system's own mandatory fields stay required"
        )
      fields.push({ ...field, required })
    }
  }
  return fields
}

const apply = (call: Call, module: Module, id: string | undefined, input: Body.Input, at: string): object => {
  const { core } = call
  const layout = module.layouts.find((it) => it.id === id)
  if (layout === undefined) return FieldInput.wrongAt(at)("INVALID_DATA", "id")
  const fields = changed(module, input, at)
  if ("code" in fields) return fields
  for (const field of fields) core.metadata.setField(module.apiName, field, Math.floor(core.clock.now() / 1000))
  return { code: "SUCCESS", details: { id: layout.id }, message: "layout updated", status: "success" }
}

const answer = (items: ReadonlyArray<object>): Http.Reply => Items.answer("layouts", items.map(Items.judged))

const inputsOf = (call: Call, most: number): Body.Checked<ReadonlyArray<unknown>> => {
  const root = Body.root(call)
  return root.ok ? Body.array(root.value["layouts"], "$.layouts", most, refuse) : root
}

const changeMany = (call: Call): Http.Reply => {
  const module = moduleParam(call)
  if ("status" in module) return module
  const given = inputsOf(call, 10)
  if (!given.ok) return given.reply
  return answer(
    call.core.db.transaction(() =>
      given.value.map((it, index) => {
        const input = Json.asObject(it) ?? {}
        return apply(call, module, Json.idOf(input["id"]), input, `$.layouts[${index}]`)
      })
    )
  )
}

const changeOne = (call: Call): Http.Reply => {
  const module = moduleParam(call)
  if ("status" in module) return module
  const { id } = call.params
  if (!module.layouts.some((it) => it.id === id))
    return ZohoError.reply(400, "INVALID_DATA", "the id given seems to be invalid", { resource_path_index: 2 })
  const given = inputsOf(call, 1)
  if (!given.ok) return given.reply
  return answer([
    call.core.db.transaction(() => apply(call, module, id, Json.asObject(given.value[0]) ?? {}, "$.layouts[0]"))
  ])
}

const path = "/crm/v8/settings/layouts"
const scope = { group: "settings", sub: "layouts", operation: "UPDATE" } as const

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "PATCH", path, scope, handler: changeMany },
  { host: "api", method: "PATCH", path: `${path}/{id}`, scope, handler: changeOne }
]
