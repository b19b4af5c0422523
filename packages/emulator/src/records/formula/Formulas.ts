/** Formula fields that people made: worked out from the record's other fields whenever it is written. */
import * as Clock from "../../Clock.ts"
import type { Core } from "../../Core.ts"
import { quote, type Row, type Value as Stored } from "../../Database.ts"
import { type Field, type Module, valueType } from "../../Metadata.ts"
import * as Restricted from "../../org/Restricted.ts"
import type { Draft } from "../Draft.ts"
import * as Evaluate from "./Evaluate.ts"
import * as Expression from "./Expression.ts"

const fold = (text: string): string => text.trim().toLowerCase()

/** The field that a formula means by `Leads.Email`, `Email`, or its label. */
export const fieldOf = (module: Module, name: string): Field | undefined => {
  const [first, ...rest] = name.split(".")
  const own = [module.apiName, module.singular, module.plural].map(fold)
  const wanted = fold(rest.length > 0 && own.includes(fold(first ?? "")) ? rest.join(".") : name)
  return module.fields.find(
    (field) => !field.computed && (fold(field.apiName) === wanted || fold(field.label) === wanted)
  )
}

/** What a column holds, as formulas see it. */
const held = (field: Field, value: unknown): Evaluate.Value => {
  if (value === null || value === undefined) return null
  switch (valueType(field)) {
    case "boolean":
      return value === 1
    case "datetime":
      return typeof value === "number" ? Clock.format(value) : null
    case "bigint":
      return Number(value)
    default:
      return typeof value === "number" || typeof value === "string" ? value : null
  }
}

/** What a formula came to, as its column holds it; null where that is of another type. */
const kept = (field: Field, value: Evaluate.Value): Stored => {
  if (value === null) return null
  switch (field.formula?.returnType) {
    case "text":
      return String(value)
    case "boolean":
      return typeof value === "boolean" ? (value ? 1 : 0) : null
    case "date":
      return typeof value === "string" && Clock.isDate(value.slice(0, 10)) ? value.slice(0, 10) : null
    case "datetime":
      return typeof value === "string" ? (Clock.parse(value) ?? null) : null
    default: {
      if (typeof value !== "number") return null
      const factor = 10 ** (field.decimalPlace ?? 2)
      const rounded = Math.round(value * factor) / factor
      // So large a number has no decimals to round.
      return Number.isFinite(rounded) ? rounded : value
    }
  }
}

interface Compiled {
  readonly field: Field
  readonly expression: Expression.Expression
}

const compiled = new WeakMap<Module, ReadonlyArray<Compiled>>()

const formulasOf = (module: Module): ReadonlyArray<Compiled> => {
  const known = compiled.get(module)
  if (known !== undefined) return known
  const made = module.fields.flatMap((field): ReadonlyArray<Compiled> => {
    if (!field.custom || field.dataType !== "formula" || field.formula === undefined) return []
    const expression = Expression.parse(field.formula.expression)
    return "code" in expression ? [] : [{ field, expression }]
  })
  compiled.set(module, made)
  return made
}

const write = (core: Core, module: Module, formulas: ReadonlyArray<Compiled>, row: Row): void => {
  const now = Clock.format(Math.floor(core.clock.now() / 1000))
  // One formula may have another one in it that comes before.
  const values: { [name: string]: unknown } = { ...row }
  const results = formulas.map(({ expression, field }): Stored => {
    const value = Evaluate.evaluate(expression, {
      now,
      field: (name) => {
        const other = fieldOf(module, name)
        return other === undefined ? null : held(other, values[other.apiName])
      }
    })
    const result = kept(field, value)
    values[field.apiName] = result
    return result
  })
  core.db.run(
    `UPDATE ${module.table} SET ${formulas.map(({ field }) => `${quote(field.apiName)}=?`).join(",")} WHERE id=?`,
    ...results,
    typeof row["id"] === "string" ? row["id"] : ""
  )
}

/** Works out the formulas of a record that was just stored, from fields its writer may not see, too. */
export const settle = ({ core: given, module: seen }: Draft, id: string): void => {
  const core = Restricted.baseOf(given)
  const module = core.metadata.module(seen.apiName)
  if (module === undefined) return
  const formulas = formulasOf(module)
  if (formulas.length === 0) return
  const row = core.db.get(`SELECT * FROM ${module.table} WHERE id=?`, id)
  if (row !== undefined) write(core, module, formulas, row)
}

/** Works out the formulas of every record of a module: after one was made or changed. */
export const fill = (core: Core, name: string): void => {
  const module = core.metadata.module(name)
  if (module === undefined) return
  const formulas = formulasOf(module)
  if (formulas.length === 0) return
  for (const row of core.db.all(`SELECT * FROM ${module.table}`)) write(core, module, formulas, row)
}

/** True when a formula of the module has this field in it. */
export const uses = (module: Module, field: Field): boolean =>
  formulasOf(module).some(({ expression }) =>
    Expression.fieldsOf(expression).some((name) => fieldOf(module, name)?.id === field.id)
  )
