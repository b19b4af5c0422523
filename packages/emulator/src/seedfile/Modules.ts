/** Custom modules and fields of a seed file, in the short form that standard modules are written in. */
import * as CustomModule from "../seed/CustomModule.ts"
import * as Spec from "../seed/Spec.ts"
import type { Data, FieldData, ModuleData } from "./SeedFile.ts"

const lists = ["picklist", "multiselectpicklist"]

const fieldSpec = (field: FieldData): Spec.FieldSpec => {
  const { api_name: name, default: defaultValue, label, length, lookup, mandatory, type, unique, values } = field
  return Spec.f(name, type, length, {
    custom: true,
    ...(label === undefined ? {} : { label }),
    ...(mandatory === undefined ? {} : { mandatory }),
    ...(unique === undefined ? {} : { unique }),
    ...(lists.includes(type) ? { values: ["-None-", ...(values ?? [])] } : {}),
    ...(lookup === undefined ? {} : { lookup }),
    ...(type === "currency" || type === "double" ? { decimals: 2 } : {}),
    ...(type === "autonumber" ? { readOnly: true, autoNumber: { prefix: "", start: 1, suffix: "" } } : {}),
    ...(defaultValue === undefined ? {} : { defaultValue })
  })
}

const moduleSpec = (module: ModuleData): Spec.ModuleSpec => {
  const plain = module.api_name.replaceAll("_", " ")
  return CustomModule.spec({
    apiName: module.api_name,
    singular: module.singular ?? plain,
    plural: module.plural ?? plain,
    fields: (module.fields ?? []).map(fieldSpec)
  })
}

/** The modules with those of the file, each with its custom fields. */
export const extend = (
  modules: ReadonlyArray<Spec.ModuleSpec>,
  data: Data | undefined
): ReadonlyArray<Spec.ModuleSpec> => {
  if (data === undefined) return modules
  return [
    ...modules.map((spec) => {
      const added = Object.hasOwn(data.fields ?? {}, spec.apiName) ? (data.fields?.[spec.apiName] ?? []) : []
      if (added.length === 0) return spec
      return { ...spec, sections: [...spec.sections, { name: "Custom Information", fields: added.map(fieldSpec) }] }
    }),
    ...(data.modules ?? []).map(moduleSpec)
  ].map((spec) => {
    const layouts = Object.hasOwn(data.layouts ?? {}, spec.apiName) ? (data.layouts?.[spec.apiName] ?? []) : []
    return layouts.length === 0 ? spec : { ...spec, layouts }
  })
}
