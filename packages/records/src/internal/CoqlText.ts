/** A condition in COQL's own words, read back: what it compares, as far as a filter says the same. */
import * as Result from "effect/Result"
import * as Filter from "../Filter.ts"

/** The condition, or why it cannot be said otherwise. */
export type Read = Result.Result<Filter.Filter, string>

interface Token {
  readonly kind: "word" | "text" | "number" | "sign"
  /** A text without its quotes. */
  readonly value: string
}

const pattern =
  /\s+|(?<word>[A-Za-z$][\w$]*(?:\.[A-Za-z$][\w$]*)*)|(?<text>'(?:[^'\\]|''|\\[\s\S])*')|(?<number>-?\d+(?:\.\d+)?)|(?<sign>!=|>=|<=|[=<>(),])/uy

const unquoted = (image: string): string => image.slice(1, -1).replace(/\\(['"\\])|''/gu, (_, it?: string) => it ?? "'")

/** The words of a condition, or nothing where something stands in it that is not known here. */
const tokens = (text: string): ReadonlyArray<Token> | undefined => {
  const found: Array<Token> = []
  let at = 0
  while (at < text.length) {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match === null) return undefined
    at += match[0].length
    const { number, sign, text: quoted, word } = match.groups ?? {}
    if (word !== undefined) found.push({ kind: "word", value: word })
    else if (quoted !== undefined) found.push({ kind: "text", value: unquoted(quoted) })
    else if (number !== undefined) found.push({ kind: "number", value: number })
    else if (sign !== undefined) found.push({ kind: "sign", value: sign })
  }
  return found
}

class Unreadable extends Error {}

const unknown = "it has words that are not known here"

/** Reads one condition after the other; what does not fit ends it. */
class Reader {
  private at = 0
  private readonly tokens: ReadonlyArray<Token>

  constructor(tokens: ReadonlyArray<Token>) {
    this.tokens = tokens
  }

  private fail(why: string = unknown): never {
    throw new Unreadable(why)
  }

  private word(): string | undefined {
    const token = this.tokens[this.at]
    return token?.kind === "word" ? token.value.toLowerCase() : undefined
  }

  private take(value: string): boolean {
    const token = this.tokens[this.at]
    if (token === undefined || token.kind === "text" || token.value.toLowerCase() !== value) return false
    this.at++
    return true
  }

  private expect(value: string): void {
    if (!this.take(value)) this.fail()
  }

  private scalar(): Filter.Scalar {
    const token = this.tokens[this.at++]
    if (token === undefined) return this.fail()
    if (token.kind === "text") return token.value
    // A number that is written otherwise than JavaScript would write it stays as it was written.
    if (token.kind === "number") return String(Number(token.value)) === token.value ? Number(token.value) : token.value
    const word = token.kind === "word" ? token.value.toLowerCase() : ""
    return word === "true" ? true : word === "false" ? false : this.fail()
  }

  private like(field: string): Filter.Comparison {
    const given = this.scalar()
    if (typeof given !== "string") return this.fail()
    const start = !given.startsWith("%")
    const end = !given.endsWith("%")
    const text = given.slice(start ? 0 : 1, end ? undefined : -1)
    if (text === "" || text.includes("%")) return this.fail(`the pattern of ${field} is none of a%, %a and %a%`)
    if (start && end) return Filter.equals(field, text)
    return start ? Filter.startsWith(field, text) : end ? Filter.endsWith(field, text) : Filter.contains(field, text)
  }

  private list(): ReadonlyArray<Filter.Scalar> {
    this.expect("(")
    const values = [this.scalar()]
    while (this.take(",")) values.push(this.scalar())
    this.expect(")")
    return values
  }

  private between(field: string, operator: "between" | "not between"): Filter.Comparison {
    const from = this.scalar()
    this.expect("and")
    return { _tag: "Comparison", field, operator, values: [from, this.scalar()] }
  }

  private comparison(): Filter.Comparison {
    const token = this.tokens[this.at++]
    if (token?.kind !== "word" || token.value.toLowerCase() === "not") return this.fail()
    const field = token.value
    if (this.take("is")) {
      const not = this.take("not")
      this.expect("null")
      return not ? Filter.isNotNull(field) : Filter.isNull(field)
    }
    if (this.take("in")) return Filter.isIn(field, this.list())
    if (this.take("between")) return this.between(field, "between")
    if (this.take("like")) return this.like(field)
    if (this.take("not")) {
      if (this.take("in")) return Filter.notIn(field, this.list())
      if (this.take("between")) return this.between(field, "not between")
      this.expect("like")
      return this.fail(`a bulk read may find records by "${field} not like" that a query does not`)
    }
    const operator = this.tokens[this.at++]?.value
    for (const it of ["=", "!=", ">", ">=", "<", "<="] as const) {
      if (operator === it) return { _tag: "Comparison", field, operator: it, values: [this.scalar()] }
    }
    return this.fail()
  }

  private one(): Filter.Filter {
    if (!this.take("(")) return this.comparison()
    const inner = this.pair()
    this.expect(")")
    return inner
  }

  /** Two at most: Zoho refuses `a and b and c`, so that nobody has to know which binds closer. */
  private pair(): Filter.Filter {
    const first = this.one()
    const operator = this.word()
    if (operator !== "and" && operator !== "or") return first
    this.at++
    const second = this.one()
    return operator === "and" ? Filter.and(first, second) : Filter.or(first, second)
  }

  whole(): Filter.Filter {
    const read = this.pair()
    return this.at === this.tokens.length ? read : this.fail()
  }
}

/** Reads a condition. */
export const read = (text: string): Read => {
  const found = tokens(text)
  if (found === undefined) return Result.fail(unknown)
  return Result.try({
    try: () => new Reader(found).whole(),
    catch: (cause) => (cause instanceof Unreadable ? cause.message : unknown)
  })
}
