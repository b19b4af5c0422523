/** OAuth scopes: what a route asks for and whether a token holds it. */
import * as StandardModules from "./seed/StandardModules.ts"

/** `group` is the part after `ZohoCRM.`; `sub` names one module or settings area, `{module}` the module of the path. */
export interface Scope {
  readonly group: string
  readonly sub?: string
  readonly operation: "READ" | "CREATE" | "UPDATE" | "DELETE" | "CUSTOM"
}

export type ScopeRule =
  | "none"
  | (Scope & {
      /** Whole scopes needed besides. */
      readonly also?: ReadonlyArray<string>
      /** A scope that serves as well. */
      readonly or?: Scope
    })

/** Scopes as a set to ask, in lower case: Zoho is loose about their case. */
export const parse = (scopes: string): ReadonlySet<string> =>
  new Set(
    scopes
      .toLowerCase()
      .split(/[\s,]+/)
      .filter((scope) => scope !== "")
  )

/** The scope name of a module: `Price_Books` is `pricebooks`. */
const moduleScope = (module: string): string => module.toLowerCase().replaceAll("_", "")

const standard: ReadonlySet<string> = new Set(StandardModules.modules.map(({ apiName }) => moduleScope(apiName)))

/** The names under which a rule's own part can be granted; a module that is not Zoho's own is also `custom`. */
const subsOf = (rule: Scope, params: { readonly [name: string]: string }): ReadonlyArray<string> => {
  if (rule.sub === undefined) return []
  if (rule.sub !== "{module}") return [rule.sub]
  const module = moduleScope(params["module"] ?? "")
  return standard.has(module) ? [module] : [module, "custom"]
}

/** `WRITE` is what the older pages call creating and changing; it never was deleting. */
const operationsOf = ({ operation }: Scope): ReadonlyArray<string> =>
  operation === "CREATE" || operation === "UPDATE"
    ? ["all", operation.toLowerCase(), "write"]
    : ["all", operation.toLowerCase()]

const enough = new WeakMap<Scope, Map<string, ReadonlyArray<string>>>()
const mostModules = 200

/** The scopes of which one is enough for a rule; they hang on the module of the path at most. */
const enoughFor = (rule: Scope, params: { readonly [name: string]: string }): ReadonlyArray<string> => {
  let known = enough.get(rule)
  // Paths come from outside: what they name must not pile up.
  if (known === undefined || known.size >= mostModules) {
    known = new Map()
    enough.set(rule, known)
  }
  const key = params["module"] ?? ""
  const found = known.get(key)
  if (found !== undefined) return found
  const base = `zohocrm.${rule.group}`
  const prefixes = [base, ...subsOf(rule, params).map((sub) => `${base}.${sub}`)]
  const made = prefixes.flatMap((prefix) => operationsOf(rule).map((one) => `${prefix}.${one}`))
  known.set(key, made)
  return made
}

const holds = (granted: ReadonlySet<string>, rule: Scope, params: { readonly [name: string]: string }): boolean =>
  enoughFor(rule, params).some((scope) => granted.has(scope))

/** Whether these scopes are enough for a call. */
export const allows = (
  granted: ReadonlySet<string>,
  rule: ScopeRule,
  params: { readonly [name: string]: string }
): boolean => {
  if (rule === "none") return true
  return (
    (holds(granted, rule, params) || (rule.or !== undefined && holds(granted, rule.or, params))) &&
    (rule.also ?? []).every(
      (scope) => granted.has(scope.toLowerCase()) || granted.has(scope.toLowerCase().replace(/\.[a-z]+$/, ".all"))
    )
  )
}
