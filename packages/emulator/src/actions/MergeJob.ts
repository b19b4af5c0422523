/** Merges duplicates into their master: values, what points at them, and what hangs on them. */
import * as Locks from "../locking/Locks.ts"
import type { Core } from "../Core.ts"
import type { Value } from "../Database.ts"
import { quote } from "../Database.ts"
import type * as Jobs from "../jobs/Jobs.ts"
import * as Json from "../Json.ts"
import type { Field, Module } from "../Metadata.ts"
import * as Inside from "../records/Inside.ts"
import * as Links from "../related/Links.ts"
import type { Choice, Plan } from "./MergeRequest.ts"
import * as References from "./References.ts"

export const type = "merge"

/** Fields that a merge carries from one record to another. */
const carried = (module: Module): ReadonlyArray<Field> =>
  module.fields.filter((field) => !field.computed && field.child === undefined && !field.readOnly)

const isEmpty = (value: unknown): boolean => Json.isAbsent(value) || value === "" || value === "[]"

const asValue = (value: unknown): Value =>
  typeof value === "string" || typeof value === "number" || typeof value === "bigint" ? value : null

/** The entries of file fields that the choices keep, of all records together. */
const keptFiles = (
  rows: ReadonlyMap<string, { readonly [column: string]: unknown }>,
  choices: ReadonlyArray<Choice>
): string | null => {
  const kept = choices.flatMap((choice) => {
    const entries = Json.parse(Json.asText(rows.get(choice.from)?.[choice.field] ?? "[]"))
    return Array.isArray(entries)
      ? entries.filter((entry) => choice.files?.includes(Json.idOf(Json.asObject(entry)?.["id"]) ?? "") === true)
      : []
  })
  return kept.length === 0 ? null : Json.stringify(kept)
}

/**
 * The columns that change on the master. A field that nobody chose keeps the master's value; where the master has none,
 * it takes the first child's that has one, so that no value is lost for want of mention.
 */
const merged = (core: Core, module: Module, plan: Plan): ReadonlyMap<string, Value> => {
  const fields = carried(module)
  const columns = fields.map((field) => quote(field.apiName)).join(",")
  const rows = new Map(
    [plan.master, ...plan.children].map((id) => [
      id,
      core.db.get(`SELECT ${columns} FROM ${module.table} WHERE id=?`, id) ?? {}
    ])
  )
  const changes = new Map<string, Value>()
  for (const { apiName, dataType } of fields) {
    const own = rows.get(plan.master)?.[apiName]
    const chosen = plan.choices.filter((choice) => choice.field === apiName)
    const first = chosen[0]
    if (first !== undefined) {
      const value = first.files === undefined ? rows.get(first.from)?.[apiName] : keptFiles(rows, chosen)
      if (value !== own) changes.set(apiName, asValue(value))
    } else if (isEmpty(own) && dataType !== "boolean" && core.switches().mergeFillsEmpty) {
      const donor = plan.children.find((id) => !isEmpty(rows.get(id)?.[apiName]))
      if (donor !== undefined) changes.set(apiName, asValue(rows.get(donor)?.[apiName]))
    }
  }
  return changes
}

/** A master without a photo takes the first child's that has one. */
const movePhoto = (core: Core, module: Module, plan: Plan): void => {
  if (!module.byName.has("Record_Image")) return
  const photoOf = (id: string): unknown => core.db.get("SELECT content FROM photo WHERE record=?", id)?.["content"]
  const donor = photoOf(plan.master) === undefined ? plan.children.find((id) => photoOf(id) !== undefined) : undefined
  if (donor === undefined) return
  core.db.run(
    `UPDATE ${module.table} SET "Record_Image"=(SELECT "Record_Image" FROM ${module.table} WHERE id=?) WHERE id=?`,
    donor,
    plan.master
  )
  core.db.run("UPDATE photo SET record=? WHERE record=?", plan.master, donor)
}

/** Does it at once. Values are copied as they are stored: a merge judges none of them anew. */
export const merge = (core: Core, user: string, module: Module, plan: Plan): void => {
  const changes = merged(core, module, plan)
  const tags = tagsOf(core, user, module, plan)
  movePhoto(core, module, plan)
  for (const child of plan.children) {
    References.move(core, module, child, plan.master)
    Links.move(core, child, plan.master)
  }
  Inside.remove(core, user, module, plan.children)
  const names = [...changes.keys()]
  if (names.length > 0) {
    core.db.run(
      `UPDATE ${module.table} SET ${names.map((name) => `${quote(name)}=?`).join(",")} WHERE id=?`,
      ...changes.values(),
      plan.master
    )
  }
  // An update of next to nothing stamps the master, and does whatever else an update brings about.
  Inside.write(core, user, "update", module, [{ id: plan.master, ...renamed(core, module, plan), ...tags }], {
    trigger: []
  })
}

/** The parts of a name, so that the whole follows them. */
const renamed = (core: Core, module: Module, plan: Plan): Inside.Row => {
  if (!module.byName.has("Full_Name")) return {}
  const row = core.db.get(`SELECT "First_Name", "Last_Name" FROM ${module.table} WHERE id=?`, plan.master)
  return { First_Name: row?.["First_Name"] ?? null, Last_Name: row?.["Last_Name"] ?? null }
}

/** The tags of all records together, the master's first: as many as a record may have. */
const tagsOf = (core: Core, user: string, module: Module, plan: Plan): Inside.Row => {
  if (!module.byName.has("Tag") || plan.choices.some((choice) => choice.field === "Tag")) return {}
  const names = [plan.master, ...plan.children].flatMap((id) => {
    const given = Inside.read(core, user, module, id)?.["Tag"]
    return Array.isArray(given) ? given.map((tag) => Json.asText(Json.asObject(tag)?.["name"])) : []
  })
  const all = [...new Set(names)].filter((name) => name !== "").slice(0, core.switches().tagsPerRecord)
  return all.length === 0 ? {} : { Tag: all.map((name) => ({ name })) }
}

const texts = (value: unknown): ReadonlyArray<string> =>
  Array.isArray(value) ? value.filter((item) => typeof item === "string") : []

const decode = (input: Jobs.Data): Plan => ({
  master: Json.asText(input["master"]),
  children: texts(input["children"]),
  choices: (Array.isArray(input["choices"]) ? input["choices"] : []).map((item) => {
    const choice = Json.asObject(item) ?? {}
    const files = choice["files"]
    return {
      field: Json.asText(choice["field"]),
      from: Json.asText(choice["from"]),
      files: Array.isArray(files) ? texts(files) : undefined
    }
  })
})

export const run: Jobs.Runner = (core, job) => {
  const module = core.metadata.module(Json.asText(job.input["module"]))
  const plan = decode(job.input)
  const there =
    module !== undefined &&
    [plan.master, ...plan.children].every(
      (id) => core.db.get(`SELECT id FROM ${module.table} WHERE id=?`, id) !== undefined
    )
  // A record that went away since cannot be merged any more, nor one that was locked.
  const isFree =
    there &&
    !Locks.keeps(core, module, plan.master, job.user, "update") &&
    !plan.children.some((id) => Locks.keeps(core, module, id, job.user, "delete"))
  if (!isFree) return { state: "failed", output: {} }
  merge(core, job.user, module, plan)
  return { state: "done", output: {} }
}
