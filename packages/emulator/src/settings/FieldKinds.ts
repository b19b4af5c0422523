/** Fields that bring more than a column of their own: formulas, rollups, and those whose values are rows of a module. */
import type * as Body from "../actions/Body.ts"
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"
import type { DataType, Field, Module } from "../Metadata.ts"
import * as Rows from "../org/Rows.ts"
import * as Expression from "../records/formula/Expression.ts"
import * as Formulas from "../records/formula/Formulas.ts"
import * as Rollups from "../records/formula/Rollups.ts"
import * as Spec from "../seed/Spec.ts"
import * as ZohoError from "../ZohoError.ts"

/** What such a field has besides its name and type, and the module that is made with it. */
export interface Kind {
  readonly extra: Partial<Spec.FieldSpec>
  readonly rows?: Spec.ModuleSpec
}

type Read<A> = A | ZohoError.ZohoError

/** A data type asks for a key that the body lacks. */
const dependent = (at: string, key: string): ZohoError.ZohoError =>
  ZohoError.make("DEPENDENT_FIELD_MISSING", "Dependent Field missing", {
    dependee: { api_name: "data_type", json_path: `${at}.data_type` },
    api_name: key,
    json_path: `${at}.${key}`
  })

const oneOf = <const A extends string>(
  given: unknown,
  all: ReadonlyArray<A>,
  at: string,
  path: string
): A | ZohoError.ZohoError => {
  if (Json.isAbsent(given)) return Rows.about(at, path, "MANDATORY_NOT_FOUND")
  return all.find((it) => it === given) ?? Rows.about(at, path, "INVALID_DATA", undefined, { supported_values: all })
}

const returnTypes = ["double", "currency", "text", "date", "datetime", "boolean"] as const
const longestFormula = 255

/** The expression of a formula, if it is one of this module's fields. */
const expressionOf = (module: Module, given: unknown, at: string): Read<string> => {
  const path = "formula.expression"
  if (Json.isAbsent(given)) return Rows.about(at, path, "MANDATORY_NOT_FOUND")
  if (typeof given !== "string") return Rows.about(at, path, "INVALID_DATA", undefined, { expected_data_type: "text" })
  if (given.length > longestFormula)
    return Rows.about(at, path, "INVALID_DATA", undefined, { maximum_length: longestFormula })
  const parsed = Expression.parse(given)
  if ("code" in parsed) return Rows.about(at, path, parsed.code, parsed.message)
  const unknown = Expression.fieldsOf(parsed).find((name) => Formulas.fieldOf(module, name) === undefined)
  return unknown === undefined
    ? given
    : Rows.about(at, path, "PARTICIPATING_FIELD_NOT_FOUND", "Participating field not found", { id: unknown })
}

const decimalsOf = (given: unknown): number =>
  typeof given === "number" && Number.isInteger(given) && given >= 0 && given <= 9 ? given : 2

const formula = (module: Module, input: Body.Input, at: string): Read<Kind> => {
  const given = Json.asObject(input["formula"])
  if (given === undefined) return dependent(at, "formula")
  const expression = expressionOf(module, given["expression"], at)
  if (typeof expression !== "string") return expression
  const returnType = oneOf(given["return_type"], returnTypes, at, "formula.return_type")
  if (typeof returnType !== "string") return returnType
  const isNumber = returnType === "double" || returnType === "currency"
  return {
    extra: {
      readOnly: true,
      formula: { returnType, expression, dynamic: given["dynamic"] === true },
      ...(isNumber ? { decimals: decimalsOf(input["decimal_place"]) } : {})
    }
  }
}

/** A formula field with another expression; its return type stays. */
export const changedFormula = (module: Module, field: Field, given: unknown, at: string): Read<Field> => {
  if (Json.isAbsent(given) || field.formula === undefined || !field.custom) return field
  const { dynamic, expression: text, return_type: type } = Json.asObject(given) ?? {}
  if (!Json.isAbsent(type) && type !== field.formula.returnType)
    return Rows.about(at, "formula.return_type", "INVALID_DATA", undefined, {
      supported_values: [field.formula.returnType]
    })
  const expression = expressionOf(module, text, at)
  if (typeof expression !== "string") return expression
  const isDynamic = typeof dynamic === "boolean" ? dynamic : field.formula.dynamic === true
  return { ...field, formula: { ...field.formula, expression, dynamic: isDynamic } }
}

const aggregates = ["SUM", "COUNT", "AVG", "MIN", "MAX"] as const
const rollupTypes = ["currency", "double", "integer"] as const
const numbers: ReadonlyArray<DataType> = ["integer", "double", "currency", "percent"]

const rollup = (core: Core, module: Module, input: Body.Input, at: string): Read<Kind> => {
  const key = "rollup_summary"
  const given = Json.asObject(input[key])
  if (given === undefined) return dependent(at, key)
  const returnType = oneOf(given["return_type"], rollupTypes, at, `${key}.return_type`)
  if (typeof returnType !== "string") return returnType
  const based = Json.asObject(given["based_on_module"])?.["api_name"]
  if (Json.isAbsent(based)) return Rows.about(at, `${key}.based_on_module`, "MANDATORY_NOT_FOUND")
  const child = core.metadata.module(Json.asText(based))
  if (child === undefined) return Rows.about(at, `${key}.based_on_module.api_name`, "INVALID_DATA")
  const name = Json.asObject(given["related_list"])?.["api_name"]
  if (Json.isAbsent(name)) return Rows.about(at, `${key}.related_list`, "MANDATORY_NOT_FOUND")
  const list = module.relatedLists.find((it) => it.apiName === name && it.module === child.apiName)
  const rows = module.fields.find((it) => it.apiName === name && it.child?.module === child.apiName)
  const via = list?.via ?? rows?.child?.parent
  if (Json.isAbsent(via) || child.byName.get(via)?.dataType !== "lookup")
    return Rows.about(at, `${key}.related_list.api_name`, "INVALID_DATA")
  const expression = Json.asObject(given["expression"])
  if (expression === undefined) return Rows.about(at, `${key}.expression`, "MANDATORY_NOT_FOUND")
  const aggregate = oneOf(expression["function"], aggregates, at, `${key}.expression.function`)
  if (typeof aggregate !== "string") return aggregate
  const [first] = Json.objects(expression["function_parameters"])
  const path = `${key}.expression.function_parameters`
  if (aggregate !== "COUNT" && first === undefined) return Rows.about(at, path, "MANDATORY_NOT_FOUND")
  const of = aggregate === "COUNT" ? undefined : child.byName.get(Json.asText(first?.["api_name"]))
  const type = of?.dataType === "formula" ? of.formula?.returnType : of?.dataType
  if (aggregate !== "COUNT" && (of === undefined || of.computed || type === undefined || !numbers.includes(type)))
    return Rows.about(at, `${path}[0].api_name`, "INVALID_DATA")
  const criteria = expression["criteria"] ?? null
  if (Rollups.conditionOf(core, child, criteria) === undefined)
    return Rows.about(at, `${key}.expression.criteria`, "INVALID_DATA")
  return {
    extra: {
      readOnly: true,
      // What a formula and a rollup come to is kept alike.
      formula: { returnType, expression: aggregate },
      rollup: {
        function: aggregate,
        list: Json.asText(name),
        module: child.apiName,
        via,
        of: of?.apiName ?? null,
        criteria
      },
      ...(returnType === "integer" ? {} : { decimals: 2 })
    }
  }
}

/** A name that is not taken: letters, digits and underscores of a label. */
const free = (label: string, isTaken: (name: string) => boolean): string => {
  const letters = label
    .replaceAll(/\W+/g, "_")
    .replace(/^[^A-Za-z]+|_+$/g, "")
    .slice(0, 45)
  const plain = letters === "" ? "Linking_Module" : letters
  let name = plain
  for (let n = 1; isTaken(name); n++) name = `${plain}${n}`
  return name
}

const freeModule = (core: Core, label: string): string =>
  free(label, (name) => core.metadata.module(name) !== undefined)

/** The module of the ties between records and what a field links them to. */
const linking = (core: Core, module: Module, label: string, link: Spec.FieldSpec): Kind => {
  const own = [...Spec.system.map(({ name }) => name), "Name", link.name]
  const parent = free(module.singular, (name) => own.includes(name))
  const apiName = freeModule(core, label)
  return {
    extra: { child: { module: apiName, parent, link: link.name } },
    rows: {
      apiName,
      singular: label.slice(0, 25),
      plural: label.slice(0, 25),
      display: "Name",
      systemUnique: "",
      generatedType: "linking",
      parent: module.apiName,
      sections: [
        {
          name: "Linking Information",
          fields: [
            Spec.text("Name", 120, Spec.readOnly),
            ...Spec.system,
            Spec.lookup(parent, module.apiName, { mandatory: true }),
            link
          ]
        }
      ]
    }
  }
}

const multiSelect = (core: Core, module: Module, name: string, input: Body.Input, at: string): Read<Kind> => {
  const key = "multiselectlookup"
  const given = Json.asObject(input[key])
  if (given === undefined) return dependent(at, key)
  const connected = Json.asObject(given["connected_details"])
  const path = `${key}.connected_details`
  if (connected === undefined) return Rows.about(at, path, "MANDATORY_NOT_FOUND")
  const target = Json.asObject(connected["module"])
  if (target === undefined) return Rows.about(at, `${path}.module`, "MANDATORY_NOT_FOUND")
  const found =
    core.metadata.module(Json.asText(target["api_name"] ?? "")) ?? core.metadata.byId(Json.idOf(target["id"]) ?? "")
  if (found === undefined || !found.apiSupported || found.parent !== undefined)
    return Rows.about(at, `${path}.module.api_name`, "INVALID_DATA")
  const label = Json.asObject(Json.asObject(given["linking_details"])?.["module"])?.["plural_label"]
  const labelPath = `${key}.linking_details.module.plural_label`
  if (Json.isAbsent(label)) return Rows.about(at, labelPath, "MANDATORY_NOT_FOUND")
  if (typeof label !== "string" || label.trim() === "" || label.length > 25)
    return Rows.about(at, labelPath, "INVALID_DATA", undefined, { maximum_length: 25 })
  const kind = linking(core, module, label.trim(), Spec.lookup(name, found.apiName, { mandatory: true }))
  return { ...kind, extra: { ...kind.extra, lookup: found.apiName } }
}

const subform = (core: Core, module: Module, name: string): Kind => {
  const apiName = freeModule(core, name)
  const label = name.replaceAll("_", " ").slice(0, 25)
  return {
    extra: { child: { module: apiName, parent: "Parent_Id", link: null } },
    rows: {
      apiName,
      singular: label,
      plural: label,
      display: "Parent_Id",
      systemUnique: "",
      generatedType: "subform",
      parent: module.apiName,
      writable: false,
      sections: [{ name: label, fields: Spec.rowSystem(module.apiName) }]
    }
  }
}

/** Types that rows of subforms and ties cannot have. */
const ofRecords: ReadonlyArray<DataType> = ["subform", "multiselectlookup", "multiuserlookup", "rollup_summary"]

/** What a new field of this type has besides; nothing for a type that is but a column. */
export const read = (
  core: Core,
  module: Module,
  type: DataType,
  name: string,
  input: Body.Input,
  at: string
): Read<Kind> => {
  if (module.parent !== undefined && ofRecords.includes(type))
    return Rows.about(at, "data_type", "NOT_SUPPORTED", "the data type is not supported in this module")
  switch (type) {
    case "formula":
      return formula(module, input, at)
    case "rollup_summary":
      return rollup(core, module, input, at)
    case "multiselectlookup":
      return multiSelect(core, module, name, input, at)
    case "multiuserlookup":
      return linking(core, module, `${name} Users`, Spec.f(name, "userlookup", 120, { mandatory: true }))
    case "subform":
      return subform(core, module, name)
    default:
      return { extra: {} }
  }
}
