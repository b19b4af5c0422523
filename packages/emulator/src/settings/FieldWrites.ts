/** Custom fields made, changed and deleted: at once there for records, queries, searches and bulk jobs. */
import * as Body from "../actions/Body.ts"
import type { Core } from "../Core.ts"
import { quote } from "../Database.ts"
import * as Http from "../Http.ts"
import { answer as answerOf, done, failed, type Item } from "../Items.ts"
import * as Json from "../Json.ts"
import * as Limits from "../Limits.ts"
import type { Field, Module } from "../Metadata.ts"
import * as Options from "../picklists/Options.ts"
import * as Formulas from "../records/formula/Formulas.ts"
import * as Rollups from "../records/formula/Rollups.ts"
import type { Call, Route } from "../Router.ts"
import * as ModuleSeed from "../seed/ModuleSeed.ts"
import * as ZohoError from "../ZohoError.ts"
import * as FieldProfiles from "./FieldProfiles.ts"
import * as FieldInput from "./FieldInput.ts"
import { moduleParam } from "./Fields.ts"
import * as MapDependencies from "./MapDependencies.ts"
import * as ViewStore from "./ViewStore.ts"

/** Fields of one call, and credits of each that is made. */
const most = 5
const price = 10

const answer = (items: ReadonlyArray<Item>, all: 200 | 201): Http.Reply => answerOf("fields", items, all)

const refuse = Body.under("fields")

const itemsOf = (call: Call, maximum: number): Body.Checked<ReadonlyArray<Body.Input>> => {
  const root = Body.root(call)
  if (!root.ok) return root
  const items = Body.array(root.value["fields"], "$.fields", maximum, refuse)
  if (!items.ok) return items
  const inputs: Array<Body.Input> = []
  for (const [index, it] of items.value.entries()) {
    const input = Body.object(it, `$.fields[${index}]`, refuse)
    if (!input.ok) return input
    inputs.push(input.value)
  }
  return Body.ok(inputs)
}

const now = (core: Core): number => Math.floor(core.clock.now() / 1000)

/** A field that people made stands at the end of every layout. */
const place = (
  core: Core,
  module: Module,
  change: (fields: ReadonlyArray<string>, last: boolean) => ReadonlyArray<string>
) => {
  for (const layout of module.layouts) {
    const sections = layout.sections.map((section, index) => ({
      ...section,
      fields: change(section.fields, index === layout.sections.length - 1)
    }))
    core.metadata.setLayout({ ...layout, sections })
  }
}

/** The refusal of a field that goes beyond what the edition lets a module have. */
const beyond = (core: Core, module: Module, at: string): ZohoError.ZohoError | undefined => {
  const limit = Limits.customizing[core.options.edition].fields
  const isFull = module.fields.filter(({ custom }) => custom).length >= limit
  return isFull && core.switches().customizingLimits === "edition"
    ? ZohoError.make("LIMIT_EXCEEDED", `the module cannot have more than ${limit} custom fields in this edition`, {
        limit_due_to: [{ api_name: "fields", json_path: at }],
        limit
      })
    : undefined
}

/** Works out for every record what a field computes. */
const workOut = (core: Core, module: Module, field: Field): void => {
  if (field.dataType === "formula") Formulas.fill(core, module.apiName)
  if (field.rollup !== undefined) Rollups.install(core, module, field)
}

const create = (call: Call): Http.Reply => {
  const module = moduleParam(call)
  if ("status" in module) return module
  const given = itemsOf(call, most)
  if (!given.ok) return given.reply
  const { core } = call
  const items = core.db.transaction(() =>
    given.value.map((input, index): Item => {
      // The module as the fields before this one left it.
      const current = core.metadata.module(module.apiName) ?? module
      const made = FieldInput.create(core, current, input, `$.fields[${index}]`)
      if ("code" in made) return failed(made)
      const full = beyond(core, current, `$.fields[${index}]`)
      if (full !== undefined) return failed(full)
      const field = ModuleSeed.fieldOf(made.spec, () => core.db.nextId())
      const denied = FieldProfiles.change(core, current, field, input, `$.fields[${index}]`)
      if (denied !== undefined) return failed(denied)
      if (made.rows !== undefined)
        ModuleSeed.seedModule(core.db, core.metadata, made.rows, core.metadata.modules().length, now(core))
      core.metadata.addField(module.apiName, field, now(core))
      if (field.dataType === "boolean") core.db.run(`UPDATE ${module.table} SET ${quote(field.apiName)}=0`)
      place(core, current, (fields, last) => (last ? [...fields, field.apiName] : fields))
      workOut(core, current, field)
      return done(field.id, "field created")
    })
  )
  // Those that fail cost no more than any call that fails.
  call.credits = Math.max(call.credits, price * items.filter((it) => it.ok).length)
  return answer(items, 201)
}

/** Do two records hold the same in a field that is to be unique? */
const isRepeated = (core: Core, module: Module, field: Field): boolean =>
  core.db.get(
    `SELECT 1 AS n FROM ${module.table} WHERE ${quote(field.apiName)} IS NOT NULL AND ${quote(field.apiName)}<>'' GROUP BY ${quote(field.apiName)} COLLATE NOCASE HAVING COUNT(*)>1 LIMIT 1`
  ) !== undefined

const apply = (call: Call, module: Module, id: string, input: Body.Input, at: string): Item => {
  const { core } = call
  const current = core.metadata.module(module.apiName) ?? module
  const field = current.fields.find((it) => it.id === id)
  const wrong = FieldInput.wrongAt(at)
  if (field === undefined) return { ok: false, item: wrong("INVALID_DATA", "id") }
  const next = FieldInput.change(core, current, field, input, at)
  if ("code" in next) return failed(next)
  if (next.unique && !field.unique && isRepeated(core, current, field))
    return {
      ok: false,
      item: wrong("NOT_ALLOWED", "unique", {}, "unique", "the field holds the same value in several records")
    }
  const denied = FieldProfiles.change(core, current, field, input, at)
  if (denied !== undefined) return failed(denied)
  Options.keep(core, current, next)
  if (next.formula !== field.formula) workOut(core, current, next)
  return done(id, "field updated")
}

const changeMany = (call: Call): Http.Reply => {
  const module = moduleParam(call)
  if ("status" in module) return module
  const given = itemsOf(call, most)
  if (!given.ok) return given.reply
  return answer(
    call.core.db.transaction(() =>
      given.value.map((input, index): Item => {
        const at = `$.fields[${index}]`
        const id = Json.idOf(input["id"])
        return id === undefined
          ? { ok: false, item: FieldInput.wrongAt(at)("MANDATORY_NOT_FOUND", "id") }
          : apply(call, module, id, input, at)
      })
    ),
    200
  )
}

const invalidId = (message: string, code = "INVALID_DATA") =>
  ZohoError.reply(400, code, message, { resource_path_index: 2 })

const changeOne = (call: Call): Http.Reply => {
  const module = moduleParam(call)
  if ("status" in module) return module
  const id = call.params["id"] ?? ""
  if (!module.fields.some((it) => it.id === id)) return invalidId("the id given seems to be invalid")
  const given = itemsOf(call, 1)
  if (!given.ok) return given.reply
  return answer([call.core.db.transaction(() => apply(call, module, id, given.value[0] ?? {}, "$.fields[0]"))], 200)
}

/** Does a rollup count the rows that are this field's value? */
const isRolledUp = (core: Core, { child }: Field): boolean =>
  child !== undefined &&
  core.metadata.modules().some(({ fields }) => fields.some(({ rollup }) => rollup?.module === child.module))

const remove = (call: Call): Http.Reply => {
  const module = moduleParam(call)
  if ("status" in module) return module
  const { core } = call
  const field = module.fields.find((it) => it.id === call.params["id"])
  if (field === undefined) return invalidId("the id given seems to be invalid")
  if (!field.custom || field.apiName === module.displayField)
    return invalidId("a field of the system cannot be deleted", "NOT_ALLOWED")
  const named = JSON.stringify(field.apiName)
  const isUsed = ViewStore.list(core, module).some((view) =>
    [view.criteria, view.sortBy, view.fields.map((it) => it.name)].some((it) => JSON.stringify(it).includes(named))
  )
  const isPart =
    Formulas.uses(module, field) ||
    Rollups.uses(core, module, field) ||
    isRolledUp(core, field) ||
    MapDependencies.uses(core, field.id)
  if (isUsed || isPart) return invalidId("The custom field has already used in other places", "NOT_ALLOWED")
  core.db.transaction(() => {
    if (field.rollup !== undefined) Rollups.remove(core.db, field)
    core.metadata.removeField(module.apiName, field)
    if (field.child !== undefined) core.metadata.removeModule(field.child.module)
    place(core, module, (fields) => fields.filter((it) => it !== field.apiName))
  })
  return answer([done(field.id, "field deleted")], 200)
}

const path = "/crm/v8/settings/fields"
const scope = (operation: "CREATE" | "UPDATE" | "DELETE") => ({ group: "settings", sub: "fields", operation }) as const

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "POST", path, scope: scope("CREATE"), handler: create },
  { host: "api", method: "PATCH", path, scope: scope("UPDATE"), handler: changeMany },
  { host: "api", method: "PATCH", path: `${path}/{id}`, scope: scope("UPDATE"), handler: changeOne },
  { host: "api", method: "DELETE", path: `${path}/{id}`, scope: scope("DELETE"), handler: remove }
]
