/** Global pick-lists: values kept once for the org, and the fields of any module that take their options from them. */
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"
import type { Field, Module, PickValue } from "../Metadata.ts"
import * as Documents from "../settings/Documents.ts"
import * as Options from "./Options.ts"

const kind = "global_picklist"

/** A value on its way to another: by the job that writes it into the records. */
export interface Replacing {
  readonly job: string
  readonly from: string
  readonly reference: string
  readonly to: string
}

export interface GlobalSet {
  readonly id: string
  readonly label: string
  readonly actualLabel: string
  readonly apiName: string
  readonly description: string | null
  readonly sorted: boolean
  readonly options: ReadonlyArray<PickValue>
  /** The job that takes it away. */
  readonly deleting?: string
  readonly replacing?: ReadonlyArray<Replacing>
  /** Who made it and changed it, and when. */
  readonly stamp: Documents.Document
}

const optionOf = (given: { readonly [key: string]: unknown }): PickValue => {
  const { actual, id, unused, value } = given
  return {
    id: Json.asText(id),
    value: Json.asText(value),
    ...(typeof actual === "string" ? { actual } : {}),
    ...(unused === true ? { unused } : {})
  }
}

const setOf = (kept: Documents.Document): GlobalSet => {
  const { deleting, description, replacing } = kept
  return {
    id: Json.asText(kept["id"]),
    label: Json.asText(kept["label"]),
    actualLabel: Json.asText(kept["actualLabel"]),
    apiName: Json.asText(kept["apiName"]),
    description: typeof description === "string" ? description : null,
    sorted: kept["sorted"] === true,
    options: Json.objects(kept["options"]).map(optionOf),
    ...(typeof deleting === "string" ? { deleting } : {}),
    replacing: Json.objects(replacing).map(({ from, job, reference, to }) => ({
      from: Json.asText(from),
      job: Json.asText(job),
      reference: Json.asText(reference),
      to: Json.asText(to)
    })),
    stamp: Json.asObject(kept["stamp"]) ?? {}
  }
}

export const list = (core: Core): ReadonlyArray<GlobalSet> => Documents.list(core, kind).map(setOf)

export const find = (core: Core, id: string): GlobalSet | undefined => list(core).find((it) => it.id === id)

/** The one that a field's `global_picklist` names, by id or API name. */
export const named = (core: Core, value: unknown): GlobalSet | undefined => {
  const { api_name: apiName, id } = Json.asObject(value) ?? {}
  return list(core).find((it) => (Json.isAbsent(id) ? it.apiName === apiName : it.id === Json.idOf(id)))
}

/** The fields that take their options from it. */
export const associated = (core: Core, id: string): ReadonlyArray<{ readonly module: Module; readonly field: Field }> =>
  core.metadata
    .modules()
    .flatMap((module) => module.fields.flatMap((field) => (field.globalPickList === id ? [{ module, field }] : [])))

/** A field's options from it: those that the field had from it before keep their ids. */
export const optionsFor = (core: Core, set: GlobalSet, before: ReadonlyArray<PickValue>): ReadonlyArray<PickValue> => {
  const first = before.find(({ value }) => value === Options.none) ?? { id: core.db.nextId(), value: Options.none }
  return [
    first,
    ...set.options.map(({ id, ...option }) => ({
      ...option,
      id: before.find(({ from }) => from === id)?.id ?? core.db.nextId(),
      from: id
    }))
  ]
}

/** Keeps a global pick-list, and lets its fields follow it. */
export const save = (core: Core, set: GlobalSet): void => {
  const next = set.sorted ? { ...set, options: Options.sorted(set.options) } : set
  Documents.save(core, kind, { ...next })
  for (const { field, module } of associated(core, set.id))
    Options.keep(core, module, {
      ...field,
      sorted: next.sorted,
      pickList: optionsFor(core, next, field.pickList)
    })
}

/** Takes it away. Its fields keep their options, as their own. */
export const remove = (core: Core, id: string): void => {
  for (const { field, module } of associated(core, id)) {
    const { globalPickList: _, ...own } = field
    Options.keep(core, module, { ...own, pickList: field.pickList.map(Options.own) })
  }
  Documents.remove(core, kind, id)
}
