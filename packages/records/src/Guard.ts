/**
 * Whether a value is as its schema says, found out by plain comparisons: what the schema's own interpreter takes several
 * times as long for. Schemas here change nothing they read, so a value that passes is its own result.
 */
import * as Schema from "effect/Schema"
import type * as SchemaAST from "effect/SchemaAST"
import { isRecordId, RecordId } from "./RecordId.ts"
import { isLossless } from "./internal/Lossless.ts"

/** True only for what the schema reads as it stands: no key more than it names. False leaves it to the interpreter. */
export type Guard = (value: unknown) => boolean

const isObject = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const text: Guard = (value) => typeof value === "string"
const flag: Guard = (value) => typeof value === "boolean"
const none: Guard = (value) => value === null
const finite: Guard = (value) => typeof value === "number" && Number.isFinite(value)
const json: Guard = (value) => typeof value === "string" || value === null || isLossless(value)

/** Text or nothing: most fields. */
const textOrNone: Guard = (value) => typeof value === "string" || value === null

const either = (guards: ReadonlyArray<Guard>): Guard => {
  const [first = none, second] = guards
  if (guards.length === 2 && guards.includes(text) && guards.includes(none)) return textOrNone
  return second !== undefined && guards.length === 2
    ? (value) => first(value) || second(value)
    : (value) => guards.some((it) => it(value))
}

const struct = (ast: SchemaAST.Objects, known: Known): Guard | undefined => {
  if (ast.indexSignatures.length > 0) return undefined
  const names: Array<string> = []
  const guards: Array<Guard> = []
  const optional: Array<boolean> = []
  for (const { name, type } of ast.propertySignatures) {
    const guard = ofAst(type, known)
    if (typeof name !== "string" || guard === undefined) return undefined
    names.push(name)
    guards.push(guard)
    optional.push(type.context?.isOptional === true)
  }
  const byName = (value: { readonly [key: string]: unknown }): boolean => {
    let there = 0
    for (let at = 0; at < names.length; at++) {
      const item = value[names[at] ?? ""]
      // JSON has no undefined: the key is not there.
      if (item === undefined) {
        if (optional[at] !== true) return false
      } else if (guards[at]?.(item) === true) there++
      else return false
    }
    return Object.keys(value).length === there
  }
  return compiled(names, guards, optional) ?? ((value) => isObject(value) && byName(value))
}

/**
 * The same as code of its own, which finds each key where the row before had it: half the time. Undefined where a host
 * lets no code be made from text.
 */
const compiled = (
  names: ReadonlyArray<string>,
  guards: ReadonlyArray<Guard>,
  optional: ReadonlyArray<boolean>
): Guard | undefined => {
  const checks = names.map((name, at) => {
    // Most values are text or nothing, and most guards take both: those need no call.
    const takesText = guards[at] === json || guards[at] === textOrNone
    const check = `if (${takesText ? 'typeof it !== "string" && it !== null && ' : ""}!guards[${at}](it)) return false`
    const load = `it = value[${JSON.stringify(name)}]`
    return optional[at] === true ? `${load}; if (it !== undefined) { there++; ${check} }` : `${load}; ${check}`
  })
  const required = optional.filter((it) => !it).length
  try {
    // Names of fields stand in it as JSON text alone.
    // oxlint-disable-next-line typescript/no-implied-eval
    const make = new Function(
      "guards",
      "isObject",
      `return (value) => { if (!isObject(value)) return false; let there = ${required}, it; ${checks.join("; ")}; return Object.keys(value).length === there }`
    )
    return make(guards, isObject)
  } catch {
    return undefined
  }
}

const isTextLiteral = (ast: SchemaAST.AST): boolean =>
  ast._tag === "Union" ? ast.types.every(isTextLiteral) : ast._tag === "Literal" && typeof ast.literal === "string"

/** What is known by itself: a schema without checks by its AST, one with checks by these, which its variants share. */
type Known = ReadonlyMap<SchemaAST.AST | SchemaAST.Checks, Guard>

const ofAst = (ast: SchemaAST.AST, known: Known): Guard | undefined => {
  const own = known.get(ast.checks ?? ast)
  if (own !== undefined) return own
  // A check or a transformation of its own is the interpreter's to do.
  if (ast.checks !== undefined || ast.encoding !== undefined) return undefined
  switch (ast._tag) {
    case "String":
      return text
    case "Boolean":
      return flag
    case "Null":
      return none
    case "Literal":
      return (value) => value === ast.literal
    case "Union": {
      const guards = ast.types.map((it) => ofAst(it, known))
      if (!guards.every((it) => it !== undefined)) return undefined
      // Names and any other text are any text.
      const isText = guards.includes(text) && ast.types.every((it) => it._tag === "String" || isTextLiteral(it))
      return isText ? text : either(guards)
    }
    case "Arrays": {
      const [item] = ast.rest
      if (item === undefined || ast.elements.length > 0 || ast.rest.length > 1) return undefined
      const guard = ofAst(item, known)
      return guard === undefined ? undefined : (value) => Array.isArray(value) && value.every(guard)
    }
    case "Objects":
      return struct(ast, known)
    default:
      return undefined
  }
}

/** The guard of a schema, or undefined where it has something that only the interpreter can tell. */
export const make = (schema: Schema.Constraint, ...lossless: ReadonlyArray<Schema.Constraint>): Guard | undefined =>
  ofAst(
    schema.ast,
    new Map<SchemaAST.AST | SchemaAST.Checks, Guard>([
      [Schema.Finite.ast.checks ?? Schema.Finite.ast, finite],
      [RecordId.ast.checks ?? RecordId.ast, isRecordId],
      ...lossless.map((it) => [it.ast, json] as const)
    ])
  )
