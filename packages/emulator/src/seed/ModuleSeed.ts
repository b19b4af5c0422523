/** Gives a module of the short form its ids and puts it into the metadata. */
import type { Database } from "../Database.ts"
import type { Field, Layout, Metadata, ModuleInfo, RelatedList } from "../Metadata.ts"
import type { FieldSpec, ModuleSpec } from "./Spec.ts"

const relatedLists = (spec: ModuleSpec, ids: () => string): ReadonlyArray<RelatedList> =>
  (spec.related ?? []).map((list) => ({
    id: ids(),
    apiName: list.name,
    label: list.label,
    module: list.module,
    href: list.reachable ? `${spec.apiName}/{ENTITYID}/${list.name}` : null,
    type: "default",
    action: null,
    via: list.via ?? null,
    linking: list.linking ?? null,
    state: list.state ?? null
  }))

/** A field of the short form, with its ids. */
export const fieldOf = (own: FieldSpec, ids: () => string): Field => {
  const { child, choices, modules, autoNumber, formula, rollup, richText, defaultValue } = own
  return {
    id: ids(),
    apiName: own.name,
    label: own.label,
    dataType: own.type,
    length: own.length,
    decimalPlace: own.decimals ?? null,
    systemMandatory: own.mandatory ?? false,
    required: own.required ?? false,
    unique: own.unique ?? false,
    readOnly: own.readOnly ?? false,
    custom: own.custom ?? false,
    computed: own.computed ?? false,
    pickList: (own.values ?? []).map((value) => ({
      id: ids(),
      ...(typeof value === "string" ? { value } : value)
    })),
    lookup: own.lookup ?? null,
    shownType: own.shown ?? own.type,
    ...choices,
    ...(child === undefined ? {} : { child }),
    ...(modules === undefined ? {} : { modules }),
    ...(autoNumber === undefined ? {} : { autoNumber }),
    ...(formula === undefined ? {} : { formula }),
    ...(rollup === undefined ? {} : { rollup }),
    ...(richText === undefined ? {} : { richText }),
    ...(defaultValue === undefined ? {} : { defaultValue })
  }
}

export const seedModule = (db: Database, metadata: Metadata, spec: ModuleSpec, position: number, at: number): void => {
  // One reservation for everything of a module: far more than any needs, but for large ones of a seed file.
  const values = spec.sections.flatMap((section) => section.fields).flatMap((field) => field.values ?? [])
  const ids = db.nextIds(
    values.length > 150 || spec.sections.some((one) => one.fields.length > 100) ? 800 + values.length : 400
  )
  const fields: Array<Field> = []
  const id = ids()
  const sections: Layout["sections"] = spec.sections.map((section) => {
    const own = section.fields.map((one) => fieldOf(one, ids))
    fields.push(...own)
    return { id: ids(), name: section.name, label: section.name, fields: own.map((one) => one.apiName) }
  })
  const info: ModuleInfo = {
    id,
    apiName: spec.apiName,
    singular: spec.singular,
    plural: spec.plural,
    generatedType: spec.generatedType ?? "default",
    apiSupported: spec.apiSupported ?? true,
    displayField: spec.display,
    systemUnique: spec.systemUnique,
    position,
    relatedLists: relatedLists(spec, ids),
    ...(spec.parent === undefined ? {} : { parent: spec.parent }),
    ...(spec.writable === undefined ? {} : { writable: spec.writable })
  }
  const standard: Layout = { id: ids(), name: "Standard", sections }
  const custom = (spec.layouts ?? []).map((name): Layout => ({
    id: ids(),
    name,
    custom: true,
    sections: sections.map((section) => ({ ...section, id: ids() }))
  }))
  metadata.addModule(info, fields, [standard, ...custom], at)
}
