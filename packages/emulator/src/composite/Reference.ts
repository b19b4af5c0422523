/** `@{1:$.data[0].details.id}` in a sub-request: a value out of the answer of an earlier one. */
import * as Json from "../Json.ts"

/** The answers so far, by the id of their sub-request. */
export type Answers = ReadonlyMap<string, unknown>

export type Resolved =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reference: string }

const pattern = /@\{([A-Za-z0-9][A-Za-z0-9_]*):(\$[^{}]*)\}/gu

/** A value by a path of names and indexes; undefined where there is none. */
const at = (root: unknown, path: string): unknown => {
  const steps = path.slice(1).match(/\.[A-Za-z0-9_$]+|\[\d+\]/gu) ?? []
  if (`$${steps.join("")}` !== path) return undefined
  let value = root
  for (const step of steps) {
    if (step.startsWith("[")) {
      const list: unknown = value
      value = Array.isArray(list) ? list[Number(step.slice(1, -1))] : undefined
    } else {
      const name = step.slice(1)
      value =
        typeof value === "object" && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined
    }
  }
  return value
}

const scalar = (value: unknown): string | undefined =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" || typeof value === "bigint"
    ? String(value)
    : undefined

/** The ids that a value refers to, anywhere in it. */
export const ids = (value: unknown): ReadonlyArray<string> =>
  [...(Json.tryStringify(value) ?? "").matchAll(pattern)].map((match) => match[1] ?? "")

const inText = (text: string, answers: Answers): Resolved => {
  const matches = [...text.matchAll(pattern)]
  const [only] = matches
  // Alone in its text, a reference keeps the type of what it names.
  if (only !== undefined && matches.length === 1 && only[0] === text) {
    const value = at(answers.get(only[1] ?? ""), only[2] ?? "")
    return value === undefined ? { ok: false, reference: text } : { ok: true, value }
  }
  let out = text
  for (const [whole, id = "", path = ""] of matches) {
    const value = scalar(at(answers.get(id), path))
    if (value === undefined) return { ok: false, reference: whole }
    out = out.replace(whole, () => value)
  }
  return { ok: true, value: out }
}

/** The value with its references replaced; of those that name nothing, the first. */
export const resolve = (value: unknown, answers: Answers): Resolved => {
  if (typeof value === "string") return inText(value, answers)
  if (Array.isArray(value)) {
    const out: Array<unknown> = []
    for (const item of value) {
      const one = resolve(item, answers)
      if (!one.ok) return one
      out.push(one.value)
    }
    return { ok: true, value: out }
  }
  if (typeof value !== "object" || value === null) return { ok: true, value }
  const out: Array<readonly [string, unknown]> = []
  for (const [name, item] of Object.entries(value)) {
    const one = resolve(item, answers)
    if (!one.ok) return one
    out.push([name, one.value])
  }
  return { ok: true, value: Object.fromEntries(out) }
}
