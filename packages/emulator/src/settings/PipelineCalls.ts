/** Pipelines as the API has them: listed, made, changed, deleted, and their deals moved from one to another. */
import * as Body from "../actions/Body.ts"
import * as Http from "../Http.ts"
import * as Items from "../Items.ts"
import * as Json from "../Json.ts"
import type { Module, PickValue } from "../Metadata.ts"
import type { Call, Route } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as FieldInput from "./FieldInput.ts"
import * as Pipelines from "./Pipelines.ts"

const root = "pipeline"
const refuse = Body.under(root)

const now = (call: Call): number => Math.floor(call.core.clock.now() / 1000)

/** The module of deals, whose layout the call must name. */
const dealsOf = (call: Call): Module | Http.Reply => {
  const deals = call.core.metadata.module("Deals")
  const layout = call.target.query.get("layout_id")
  if (layout === null || layout === "") return ZohoError.requiredParam("layout_id")
  return deals?.layouts.some((it) => it.id === layout) === true
    ? deals
    : ZohoError.reply(400, "INVALID_DATA", "Invalid layoutid", { param_name: "layout_id" })
}

const shown = (call: Call, pipeline: Pipelines.Pipeline) => ({
  display_value: pipeline.name,
  default: pipeline.isDefault,
  maps: pipeline.stages.map((stage, index) => ({
    display_value: stage.value,
    sequence_number: index + 1,
    forecast_category: Pipelines.forecastCategory(call.core, stage),
    actual_value: stage.actual ?? stage.value,
    id: stage.id,
    forecast_type: stage.forecast?.type ?? "Open"
  })),
  actual_value: pipeline.name,
  id: pipeline.id
})

const all = (call: Call): Http.Reply => {
  const deals = dealsOf(call)
  if ("status" in deals) return deals
  return Http.json(200, { [root]: Pipelines.list(call.core, deals).map((it) => shown(call, it)) })
}

const one = (call: Call): Http.Reply => {
  const deals = dealsOf(call)
  if ("status" in deals) return deals
  const found = Pipelines.list(call.core, deals).find((it) => it.id === call.params["id"])
  return found === undefined ? Http.empty(204) : Http.json(200, { [root]: [shown(call, found)] })
}

/** The stages that `maps` name, in their order; those it says to delete are left out. */
const stagesIn = (
  deals: Module,
  given: unknown,
  before: ReadonlyArray<PickValue>,
  at: string,
  replace: boolean
): ReadonlyArray<PickValue> | ZohoError.ZohoError => {
  const wrong = FieldInput.wrongAt(at)
  if (!Array.isArray(given)) return wrong("INVALID_DATA", "maps", { expected_data_type: "jsonarray" })
  const places = new Map(replace ? [] : before.map((stage, index) => [stage, index + 1]))
  for (const [index, item] of given.entries()) {
    const map = Json.asObject(item) ?? {}
    const path = `maps[${index}].id`
    if (Json.isAbsent(map["id"])) return wrong("MANDATORY_NOT_FOUND", "id", {}, path)
    const stage = Pipelines.stagesOf(deals).find((it) => it.id === Json.idOf(map["id"]))
    if (stage === undefined) return wrong("INVALID_DATA", "id", {}, path, "Invalid child option id")
    const place = map["sequence_number"] ?? places.get(stage) ?? places.size + 1
    if (typeof place !== "number" || !Number.isSafeInteger(place))
      return wrong(
        "INVALID_DATA",
        "sequence_number",
        { expected_data_type: "integer" },
        `maps[${index}].sequence_number`
      )
    if (map["delete"] === true) places.delete(stage)
    else places.set(stage, place)
  }
  if (places.size === 0)
    return wrong("CANNOT_DELETE", "id", {}, "maps[0].id", "Cannot delete the last stage associated with the pipeline")
  return [...places].toSorted(([, a], [, b]) => a - b).map(([stage]) => stage)
}

/** A pipeline of the body, over what it was; or what is wrong with it. */
const read = (
  call: Call,
  deals: Module,
  input: Body.Input,
  before: Pipelines.Pipeline | undefined,
  at: string
): Pipelines.Pipeline | ZohoError.ZohoError => {
  const wrong = FieldInput.wrongAt(at)
  const replace = call.request.method !== "PATCH"
  const name = input["display_value"] ?? (replace ? undefined : before?.name)
  if (name === undefined) return wrong("MANDATORY_NOT_FOUND", "display_value", {}, "display_value")
  if (typeof name !== "string" || name.trim() === "" || name.length > 120)
    return wrong("INVALID_DATA", "display_value", { maximum_length: 120 })
  const others = Pipelines.list(call.core, deals).filter((it) => it.id !== before?.id)
  if (others.some((it) => it.name.toLowerCase() === name.trim().toLowerCase()))
    return wrong("DUPLICATE_DATA", "display_value", {}, "display_value", "Duplicate pipeline label found")
  const isDefault = input["default"] ?? before?.isDefault ?? false
  if (typeof isDefault !== "boolean") return wrong("INVALID_DATA", "default", { expected_data_type: "boolean" })
  // There is always one: another takes its place.
  if (before?.isDefault === true && !isDefault) return wrong("NOT_ALLOWED", "default")
  if (input["maps"] === undefined && before === undefined) return wrong("MANDATORY_NOT_FOUND", "maps")
  const stages =
    input["maps"] === undefined ? before?.stages : stagesIn(deals, input["maps"], before?.stages ?? [], at, replace)
  if (stages === undefined) return wrong("MANDATORY_NOT_FOUND", "maps")
  return "code" in stages ? stages : { id: before?.id ?? call.core.db.nextId(), name: name.trim(), isDefault, stages }
}

const inputsOf = (call: Call): Body.Checked<ReadonlyArray<unknown>> => {
  const body = Body.root(call)
  return body.ok
    ? Body.array(body.value[root], `$.${root}`, 1, call.params["id"] === undefined ? ZohoError.reply : refuse)
    : body
}

const create = (call: Call): Http.Reply => {
  const deals = dealsOf(call)
  if ("status" in deals) return deals
  const given = inputsOf(call)
  if (!given.ok) return given.reply
  return call.core.db.transaction(() => {
    const next = read(call, deals, Json.asObject(given.value[0]) ?? {}, undefined, `$.${root}[0]`)
    if ("code" in next) return Items.answer(root, [Items.failed(next)])
    Pipelines.save(call.core, deals, next, now(call))
    return Items.answer(root, [Items.done(next.id, "Pipeline created successfully")], 201)
  })
}

const remove = (call: Call, deals: Module, pipeline: Pipelines.Pipeline, at: string): Items.Item => {
  const wrong = FieldInput.wrongAt(at)
  if (pipeline.isDefault)
    return Items.failed(wrong("CANNOT_DELETE", "id", {}, "id", "the default pipeline cannot be deleted"))
  if (Pipelines.isUsed(call.core, deals, pipeline.name))
    return Items.failed(wrong("CANNOT_DELETE", "id", {}, "id", "deals have this pipeline: transfer them first"))
  Pipelines.remove(call.core, deals, pipeline, now(call))
  return Items.done(pipeline.id, "Pipeline deleted successfully")
}

/** What an item of the body does to the pipeline with this id. */
const apply = (call: Call, deals: Module, id: string | undefined, input: Body.Input): Items.Item => {
  const at = `$.${root}[0]`
  const before = Pipelines.list(call.core, deals).find((it) => it.id === id)
  if (before === undefined) return Items.refused("INVALID_DATA", "required field not found", { id })
  if (input["_delete"] !== undefined) return remove(call, deals, before, at)
  const changes = ["display_value", "default", "maps"].some((key) => input[key] !== undefined)
  if (!changes) return Items.refused("INVALID_DATA", "No mapping found ")
  const next = read(call, deals, input, before, at)
  if ("code" in next) return Items.failed(next)
  Pipelines.save(call.core, deals, next, now(call))
  return Items.done(next.id, "Pipeline updated")
}

const change = (call: Call): Http.Reply => {
  const deals = dealsOf(call)
  if ("status" in deals) return deals
  const { id } = call.params
  if (id !== undefined && !Pipelines.list(call.core, deals).some((it) => it.id === id))
    return ZohoError.reply(400, "INVALID_DATA", "invalid pick_list_values id", { resource_path_index: 2 })
  const given = inputsOf(call)
  if (!given.ok) return given.reply
  const input = Json.asObject(given.value[0]) ?? {}
  return call.core.db.transaction(() => Items.answer(root, [apply(call, deals, id ?? Json.idOf(input["id"]), input)]))
}

const transferRoot = "transfer_pipeline"

/** The stages of a transfer: what each stage of the one becomes in the other. */
const stagesBetween = (
  from: Pipelines.Pipeline,
  to: Pipelines.Pipeline,
  given: unknown,
  at: string
): ReadonlyMap<string, PickValue> | ZohoError.ZohoError => {
  const wrong = FieldInput.wrongAt(at)
  if (!Array.isArray(given) || given.length === 0)
    return wrong("MANDATORY_NOT_FOUND", "stages", {}, "stages", "Required field not found")
  const found = new Map<string, PickValue>()
  for (const [index, item] of given.entries()) {
    const pair = Json.asObject(item) ?? {}
    const path = (key: string, place = index) => `stages[${place}].${key}`
    const source = from.stages.find((it) => it.id === Json.idOf(pair["from"]))
    if (source === undefined) return wrong("INVALID_DATA", "from", {}, path("from"), "Invalid from id")
    if (found.has(source.id)) {
      const first = [...found.keys()].indexOf(source.id)
      return wrong(
        "ALREADY_USED",
        "from",
        { exists_in: { json_path: `${at}.${path("from", first)}` } },
        path("from"),
        "from id is mapped more than once"
      )
    }
    const target = to.stages.find((it) => it.id === Json.idOf(pair["to"]))
    if (target === undefined) return wrong("INVALID_DATA", "to", {}, path("to"), "Invalid to id")
    found.set(source.id, target)
  }
  return found
}

const transferOne = (call: Call, deals: Module, input: Body.Input, at: string): Items.Item => {
  const wrong = FieldInput.wrongAt(at)
  const pair = Json.asObject(input["pipeline"]) ?? {}
  const known = Pipelines.list(call.core, deals)
  const from = known.find((it) => it.id === Json.idOf(pair["from"]))
  const to = known.find((it) => it.id === Json.idOf(pair["to"]))
  if (from === undefined) return Items.failed(wrong("INVALID_DATA", "from", {}, "pipeline[0].from", "Invalid from id"))
  if (to === undefined) return Items.failed(wrong("INVALID_DATA", "to", {}, "pipeline[0].to", "Invalid to id"))
  if (from.id === to.id)
    return Items.failed(wrong("INVALID_DATA", "to", {}, "pipeline[0].to", "Both from_id and to_id cannot be same "))
  const stages = stagesBetween(from, to, input["stages"], at)
  if ("code" in stages) return Items.failed(stages)
  // A stage that nobody named must be in the other pipeline too.
  const lost = from.stages.findIndex((it) => !stages.has(it.id) && !to.stages.some((other) => other.id === it.id))
  if (lost >= 0 && Pipelines.isUsed(call.core, deals, from.name))
    return Items.failed(wrong("MANDATORY_NOT_FOUND", "stages", {}, "stages", "Required field not found"))
  Pipelines.move(call.core, deals, from, to, stages)
  const isDefault = from.isDefault
  if (isDefault) Pipelines.save(call.core, deals, { ...to, isDefault }, now(call))
  Pipelines.remove(call.core, call.core.metadata.module("Deals") ?? deals, from, now(call))
  return Items.good({ job_id: call.core.db.nextId() }, "transfer pipeline scheduled successfully")
}

const transfer = (call: Call): Http.Reply => {
  const deals = dealsOf(call)
  if ("status" in deals) return deals
  const body = Body.root(call)
  if (!body.ok) return body.reply
  const given = Body.array(body.value[transferRoot], `$.${transferRoot}`, 1, Body.under(transferRoot))
  if (!given.ok) return given.reply
  const input = Json.asObject(given.value[0]) ?? {}
  return call.core.db.transaction(() =>
    Items.answer(transferRoot, [transferOne(call, deals, input, `$.${transferRoot}[0]`)])
  )
}

const path = "/crm/v8/settings/pipeline"
const scope = (operation: "READ" | "CREATE" | "UPDATE") => ({ group: "settings", sub: "pipeline", operation }) as const

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "GET", path, scope: scope("READ"), handler: all },
  { host: "api", method: "POST", path, scope: scope("CREATE"), handler: create },
  { host: "api", method: "PUT", path, scope: scope("UPDATE"), handler: change },
  { host: "api", method: "PATCH", path, scope: scope("UPDATE"), handler: change },
  { host: "api", method: "GET", path: `${path}/{id}`, scope: scope("READ"), handler: one },
  { host: "api", method: "PUT", path: `${path}/{id}`, scope: scope("UPDATE"), handler: change },
  { host: "api", method: "PATCH", path: `${path}/{id}`, scope: scope("UPDATE"), handler: change },
  { host: "api", method: "POST", path: `${path}/actions/transfer`, scope: scope("UPDATE"), handler: transfer }
]
