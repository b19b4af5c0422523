/** The criteria grammar of search: brackets, `and`, `or`, and escaped values. */

export type Criteria =
  | { readonly _tag: "Condition"; readonly field: string; readonly operator: string; readonly value: string }
  | { readonly _tag: "Group"; readonly operator: "and" | "or"; readonly parts: ReadonlyArray<Criteria> }

const maximumDepth = 50

/** Reads a criteria string; undefined when it is not one. Values keep their backslashes. */
export const parse = (text: string): Criteria | undefined => {
  let at = 0
  const space = (): void => {
    while (text[at] === " ") at++
  }
  const operator = (): "and" | "or" | undefined => {
    space()
    const match = /^(and|or)\b/i.exec(text.slice(at, at + 4))
    if (match === null) return undefined
    at += match[0].length
    space()
    return match[0].toLowerCase() === "and" ? "and" : "or"
  }
  const condition = (): Criteria | undefined => {
    const head = /^\s*([A-Za-z$][A-Za-z0-9_$.]*)\s*:\s*([a-z_]+)\s*:/.exec(text.slice(at, at + 250))
    if (head === null) return undefined
    at += head[0].length
    const start = at
    while (at < text.length && text[at] !== ")") {
      if (text[at] === "(") return undefined
      // A backslash takes the next character with it, bracket or not.
      at += text[at] === "\\" ? 2 : 1
    }
    if (text[at] !== ")") return undefined
    return { _tag: "Condition", field: head[1] ?? "", operator: head[2] ?? "", value: text.slice(start, at) }
  }
  /** A bracketed condition or group. */
  const bracket = (depth: number): Criteria | undefined => {
    space()
    if (text[at] !== "(" || depth > maximumDepth) return undefined
    at++
    space()
    const inner = text[at] === "(" ? series(depth + 1) : condition()
    space()
    if (inner === undefined || text[at] !== ")") return undefined
    at++
    return inner
  }
  const series = (depth: number): Criteria | undefined => {
    const first = bracket(depth)
    if (first === undefined) return undefined
    let left = first
    for (;;) {
      const before = at
      const joined = operator()
      if (joined === undefined) {
        at = before
        return left
      }
      const right = bracket(depth)
      if (right === undefined) return undefined
      left =
        left._tag === "Group" && left.operator === joined
          ? { ...left, parts: [...left.parts, right] }
          : { _tag: "Group", operator: joined, parts: [left, right] }
    }
  }
  const whole = series(0)
  space()
  return whole !== undefined && at === text.length ? whole : undefined
}

/** How many conditions it has. */
export const count = (criteria: Criteria): number =>
  criteria._tag === "Condition" ? 1 : criteria.parts.reduce((sum, part) => sum + count(part), 0)

/** A value without its escapes. */
export const unescape = (value: string): string => value.replaceAll(/\\(.)/g, "$1").trim()

/** The values of a list such as `a,b\,c`, without their escapes. */
export const values = (value: string): ReadonlyArray<string> => {
  const out: Array<string> = []
  let from = 0
  for (let i = 0; i <= value.length; i++) {
    if (value[i] === "\\") i++
    else if (i === value.length || value[i] === ",") {
      out.push(unescape(value.slice(from, i)))
      from = i + 1
    }
  }
  return out
}
