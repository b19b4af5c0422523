/** The language of formula fields: read from text into a tree, or refused as Zoho refuses it. */

export type Expression =
  | { readonly _tag: "Literal"; readonly value: string | number | boolean }
  | { readonly _tag: "Field"; readonly name: string }
  | { readonly _tag: "Negative"; readonly of: Expression }
  | { readonly _tag: "Operation"; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly _tag: "Call"; readonly name: string; readonly parameters: ReadonlyArray<Expression> }

/** Why a text is no formula. */
export interface Problem {
  readonly code: "SYNTAX_ERROR" | "MISSING_BRACES" | "INCORRECT_NUMBER_OF_PARAM" | "PARTICIPATING_FIELD_NOT_FOUND"
  readonly message: string
}

/** The functions by name in lower case, and how many parameters they take: from and to. */
export const functions: { readonly [name: string]: readonly [number, number] } = {
  abs: [1, 1],
  ceil: [1, 1],
  floor: [1, 1],
  naturallog: [1, 1],
  base10log: [1, 1],
  sqrt: [1, 1],
  max: [1, 50],
  min: [1, 50],
  len: [1, 1],
  find: [3, 3],
  concat: [1, 50],
  contains: [2, 2],
  startswith: [2, 2],
  endswith: [2, 2],
  lower: [1, 1],
  upper: [1, 1],
  trim: [1, 1],
  substring: [3, 3],
  replace: [3, 3],
  tostring: [1, 1],
  datepart: [1, 1],
  datecomp: [2, 2],
  now: [0, 0],
  year: [1, 1],
  month: [1, 1],
  dayofmonth: [1, 1],
  hour: [1, 1],
  minute: [1, 1],
  if: [3, 3],
  and: [2, 50],
  or: [2, 50],
  not: [1, 1]
}

interface Token {
  readonly kind: "number" | "text" | "field" | "name" | "sign" | "end"
  readonly text: string
}

const signs = /^(?:&&|\|\||[=!<>]=|<>|[-+*/%^<>=!(),])/u

const tokensOf = (text: string): ReadonlyArray<Token> | undefined => {
  const tokens: Array<Token> = []
  let rest = text.trim()
  while (rest !== "") {
    const number = /^\d+(?:\.\d+)?/u.exec(rest)?.[0]
    const quoted = /^(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/u.exec(rest)
    const field = /^\$\{([^{}]+)\}/u.exec(rest)
    const name = /^[A-Za-z]\w*/u.exec(rest)?.[0]
    const sign = signs.exec(rest)?.[0]
    let length: number
    if (number !== undefined) {
      tokens.push({ kind: "number", text: number })
      length = number.length
    } else if (quoted !== null) {
      tokens.push({ kind: "text", text: (quoted[1] ?? quoted[2] ?? "").replaceAll(/\\(.)/gu, "$1") })
      length = quoted[0].length
    } else if (field !== null) {
      tokens.push({ kind: "field", text: (field[1] ?? "").trim() })
      length = field[0].length
    } else if (name !== undefined) {
      tokens.push({ kind: "name", text: name })
      length = name.length
    } else if (sign !== undefined) {
      tokens.push({ kind: "sign", text: sign })
      length = sign.length
    } else return undefined
    rest = rest.slice(length).trimStart()
  }
  return [...tokens, { kind: "end", text: "" }]
}

const syntax: Problem = { code: "SYNTAX_ERROR", message: "Formula expression has syntax error" }
const braces: Problem = { code: "MISSING_BRACES", message: "Some of brace is missing in given expression" }
const parameters: Problem = {
  code: "INCORRECT_NUMBER_OF_PARAM",
  message: "The number of param is incorrect for one of the method"
}

/** Operators from those that bind least to those that bind most. */
const levels: ReadonlyArray<ReadonlyArray<string>> = [
  ["||"],
  ["&&"],
  ["==", "=", "!=", "<>"],
  ["<", "<=", ">", ">="],
  ["+", "-"],
  ["*", "/", "%"],
  ["^"]
]
const deepest = 60

const isProblem = (value: Expression | Problem): value is Problem => "code" in value

/** The tree of a formula, or why there is none. */
export const parse = (text: string): Expression | Problem => {
  const tokens = tokensOf(text)
  if (tokens === undefined) return syntax
  const opened = tokens.filter((it) => it.kind === "sign" && it.text === "(").length
  if (opened !== tokens.filter((it) => it.kind === "sign" && it.text === ")").length) return braces
  let at = 0
  const peek = (): Token => tokens[at] ?? { kind: "end", text: "" }
  const takes = (sign: string): boolean => {
    const found = peek().kind === "sign" && peek().text === sign
    if (found) at++
    return found
  }
  const call = (name: string, depth: number): Expression | Problem => {
    const arity = Object.hasOwn(functions, name) ? functions[name] : undefined
    if (arity === undefined) return syntax
    const given: Array<Expression> = []
    if (!takes(")")) {
      for (;;) {
        const one = level(0, depth + 1)
        if (isProblem(one)) return one
        given.push(one)
        if (takes(")")) break
        if (!takes(",")) return syntax
      }
    }
    const [least, most] = arity
    return given.length < least || given.length > most ? parameters : { _tag: "Call", name, parameters: given }
  }
  const atom = (depth: number): Expression | Problem => {
    if (depth > deepest) return syntax
    const { kind, text: own } = peek()
    at++
    switch (kind) {
      case "number":
        return { _tag: "Literal", value: Number(own) }
      case "text":
        return { _tag: "Literal", value: own }
      case "field":
        return { _tag: "Field", name: own }
      case "name":
        if (takes("(")) return call(own.toLowerCase(), depth)
        return /^(?:true|false)$/iu.test(own) ? { _tag: "Literal", value: own.toLowerCase() === "true" } : syntax
      default:
        break
    }
    if (own === "-") {
      const of = atom(depth + 1)
      return isProblem(of) ? of : { _tag: "Negative", of }
    }
    if (own === "!") {
      const of = atom(depth + 1)
      return isProblem(of) ? of : { _tag: "Call", name: "not", parameters: [of] }
    }
    if (own !== "(") return syntax
    const inner = level(0, depth + 1)
    if (isProblem(inner)) return inner
    return takes(")") ? inner : syntax
  }
  const level = (n: number, depth: number): Expression | Problem => {
    const operators = levels[n]
    if (operators === undefined) return atom(depth)
    let left = level(n + 1, depth)
    if (isProblem(left)) return left
    while (peek().kind === "sign" && operators.includes(peek().text)) {
      const operator = peek().text
      at++
      const right = level(n + 1, depth + 1)
      if (isProblem(right)) return right
      left = { _tag: "Operation", operator, left, right }
    }
    return left
  }
  const whole = level(0, 0)
  if (isProblem(whole)) return whole
  return peek().kind === "end" ? whole : syntax
}

/** The names of the fields in it, as they are written. */
export const fieldsOf = (expression: Expression): ReadonlyArray<string> => {
  switch (expression._tag) {
    case "Literal":
      return []
    case "Field":
      return [expression.name]
    case "Negative":
      return fieldsOf(expression.of)
    case "Operation":
      return [...fieldsOf(expression.left), ...fieldsOf(expression.right)]
    case "Call":
      return expression.parameters.flatMap(fieldsOf)
  }
}
