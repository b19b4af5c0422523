/** OAuth scopes: what a route asks for and whether a token holds it. */

/** `group` is the part after `ZohoCRM.`; `sub` names one module or settings area, `{module}` the module of the path. */
export interface Scope {
  readonly group: string
  readonly sub?: string
  readonly operation: "READ" | "CREATE" | "UPDATE" | "DELETE"
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

/** The scope name of a module: `Price_Books` is `pricebooks`; modules of the org's own are `custom`. */
const moduleScope = (module: string): string => module.toLowerCase().replaceAll("_", "")

const holds = (granted: ReadonlySet<string>, rule: Scope, params: { readonly [name: string]: string }): boolean => {
  const sub = rule.sub === "{module}" ? moduleScope(params["module"] ?? "") : rule.sub
  const operation = rule.operation.toLowerCase()
  const operations = operation === "read" ? ["all", "read"] : ["all", operation, "write"]
  const base = `zohocrm.${rule.group}`
  const prefixes =
    sub === undefined ? [base] : [base, `${base}.${sub}`, ...(rule.sub === "{module}" ? [`${base}.custom`] : [])]
  return prefixes.some((prefix) => operations.some((one) => granted.has(`${prefix}.${one}`)))
}

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
