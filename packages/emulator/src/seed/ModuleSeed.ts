/** Gives a module of the short form its ids and puts it into the metadata. */
import type { Database } from "../Database.ts"
import type { Field, Layout, Metadata } from "../Metadata.ts"
import type * as StandardModules from "./StandardModules.ts"

export const seedModule = (
  db: Database,
  metadata: Metadata,
  spec: StandardModules.ModuleSpec,
  position: number,
  at: number
): void => {
  const ids = db.nextIds(400)
  const fields: Array<Field> = []
  const field = (own: StandardModules.FieldSpec): Field => ({
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
    pickList: (own.values ?? []).map((value) => ({ id: ids(), value })),
    lookup: own.lookup ?? null,
    shownType: own.shown ?? own.type
  })
  const id = ids()
  const sections: Layout["sections"] = spec.sections.map((section) => {
    const own = section.fields.map(field)
    fields.push(...own)
    return { id: ids(), name: section.name, label: section.name, fields: own.map((one) => one.apiName) }
  })
  const info = {
    id,
    apiName: spec.apiName,
    singular: spec.singular,
    plural: spec.plural,
    generatedType: "default",
    apiSupported: true,
    displayField: spec.display,
    systemUnique: spec.systemUnique,
    position
  }
  metadata.addModule(info, fields, [{ id: ids(), name: "Standard", sections }], at)
}
