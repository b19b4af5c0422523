/** Pipelines of deals: options of the field Pipeline, each with the stages that its deals go through. */
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"
import * as Memo from "../Memo.ts"
import type { Field, Module, PickValue } from "../Metadata.ts"
import * as Documents from "./Documents.ts"

const kind = "pipeline"

export interface Pipeline {
  /** Of the option in the field Pipeline. */
  readonly id: string
  readonly name: string
  readonly isDefault: boolean
  readonly stages: ReadonlyArray<PickValue>
}

/** What is kept of each pipeline besides its option: the ids of its stages in their order. One that says nothing has all. */
const kept = Memo.of("document", (db): ReadonlyMap<string, ReadonlyArray<string>> => {
  const rows = db.all("SELECT id, json FROM document WHERE kind=?", kind)
  return new Map(
    rows.map((row) => {
      const stages = Json.asObject(Json.parse(Json.asText(row["json"])))?.["stages"]
      return [Json.asText(row["id"]), Array.isArray(stages) ? stages.map(Json.asText) : []]
    })
  )
})

export const stagesOf = (deals: Module): ReadonlyArray<PickValue> => deals.byName.get("Stage")?.pickList ?? []

const categories = ["Pipeline", "Best Case", "Committed", "Closed", "Omitted"]

/** The forecast category of a stage, by name and id. */
export const forecastCategory = (core: Core, { forecast }: PickValue) => {
  const name = forecast?.category ?? "Pipeline"
  const place = String(categories.indexOf(name) + 1).padStart(10, "0")
  return { name, id: `${core.credentials().orgId}${place}`.slice(0, 19) }
}

const optionsOf = (field: Field | undefined): ReadonlyArray<PickValue> =>
  (field?.pickList ?? []).filter((it) => it.value !== "-None-")

export const list = (core: Core, deals: Module): ReadonlyArray<Pipeline> => {
  const field = deals.byName.get("Pipeline")
  const known = kept(core.db, "")
  return optionsOf(field).map(({ id, value }) => {
    const ids = known.get(id)
    return {
      id,
      name: value,
      isDefault: value === field?.defaultValue,
      stages:
        ids === undefined ? stagesOf(deals) : ids.flatMap((one) => stagesOf(deals).find((it) => it.id === one) ?? [])
    }
  })
}

/** Does the pipeline of this name let a deal be in this stage? An unknown one does: it is refused elsewhere. */
export const allows = (core: Core, deals: Module, pipeline: unknown, stage: unknown): boolean => {
  if (kept(core.db, "").size === 0) return true
  const found = list(core, deals).find((it) => it.name === pipeline)
  return found === undefined || found.stages.some((it) => it.value === stage || it.actual === stage)
}

/** Keeps a pipeline, a new one too; a deal that has it by its old name gets the new one. */
export const save = (core: Core, deals: Module, next: Pipeline, at: number): void => {
  const field = deals.byName.get("Pipeline")
  if (field === undefined) return
  const before = field.pickList.find((it) => it.id === next.id)
  const option: PickValue = { id: next.id, value: next.name }
  core.metadata.setField(
    deals.apiName,
    {
      ...field,
      pickList:
        before === undefined
          ? [...field.pickList, option]
          : field.pickList.map((it) => (it.id === next.id ? option : it)),
      ...(next.isDefault ? { defaultValue: next.name } : {})
    },
    at
  )
  if (before !== undefined && before.value !== next.name)
    core.db.run(`UPDATE ${deals.table} SET "Pipeline"=? WHERE "Pipeline"=?`, next.name, before.value)
  Documents.save(core, kind, { id: next.id, stages: next.stages.map((it) => it.id) })
}

export const isUsed = (core: Core, deals: Module, name: string): boolean =>
  core.db.get(`SELECT 1 AS n FROM ${deals.table} WHERE "Pipeline"=? LIMIT 1`, name) !== undefined

export const remove = (core: Core, deals: Module, { id }: Pipeline, at: number): void => {
  const field = deals.byName.get("Pipeline")
  if (field === undefined) return
  core.metadata.setField(deals.apiName, { ...field, pickList: field.pickList.filter((it) => it.id !== id) }, at)
  Documents.remove(core, kind, id)
}

/** Moves every deal of one pipeline to another, each stage to the one named for it. */
export const move = (
  core: Core,
  deals: Module,
  from: Pipeline,
  to: Pipeline,
  stages: ReadonlyMap<string, PickValue>
): void => {
  for (const stage of from.stages) {
    const next = stages.get(stage.id) ?? stage
    core.db.run(
      `UPDATE ${deals.table} SET "Pipeline"=?, "Stage"=? WHERE "Pipeline"=? AND "Stage"=?`,
      to.name,
      next.value,
      from.name,
      stage.value
    )
  }
}
