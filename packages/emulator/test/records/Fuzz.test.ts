import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { caller } from "../bulk/Support.ts"
import * as Samples from "../support/Samples.ts"

const at = caller({ limits: "off" })
const { core } = at
const names = core.metadata
  .modules()
  .filter((module) => module.apiSupported)
  .map((module) => module.apiName)
const below = (most: number) => Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: most }))
const module = below(names.length - 1)

let defects = 0
const sound = (answer: { readonly status: number }): void => {
  const more = core.counters.defects - defects
  defects = core.counters.defects
  assert.notStrictEqual(answer.status, 500)
  assert.strictEqual(more, 0)
}

/** A good value with one leaf replaced: the nearest that a wrong value comes to a right one. */
const spoil = (value: unknown, path: ReadonlyArray<number>, with_: unknown): unknown => {
  const [step, ...rest] = path
  if (step === undefined || typeof value !== "object" || value === null) return with_
  const entries = Object.entries(value)
  const chosen = entries[step % Math.max(1, entries.length)]
  if (chosen === undefined) return with_
  const inner = spoil(chosen[1], rest, with_)
  return Array.isArray(value)
    ? value.map((item: unknown, index) => (String(index) === chosen[0] ? inner : item))
    : { ...value, [chosen[0]]: inner }
}

const good = new Map(names.map((name) => [name, Samples.row(core, name)]))

/** Looks at what was stored in every way that there is. */
const look = (name: string, id: string, field: string): void => {
  const read = at.api("GET", `/crm/v8/${name}/${id}`)
  sound(read)
  assert.strictEqual(read.status, 200)
  sound(at.api("GET", `/crm/v8/${name}?fields=${field}&ids=${id}`))
  sound(at.api("POST", "/crm/v8/coql", { select_query: `select ${field} from ${name} where id = '${id}'` }))
  // A client may send back what it read.
  sound(at.api("PUT", `/crm/v8/${name}`, { data: [read.json.data[0]] }))
}

describe("no value of any field of any module makes it answer 500", () => {
  it.prop(
    "any JSON in any field",
    [module, below(500), Schema.Json, Schema.Literals(["POST", "PUT", "upsert"])],
    ([index, position, value, verb]) => {
      const name = names[index] ?? ""
      const fields = core.metadata.module(name)?.fields ?? []
      const field = fields[position % fields.length]?.apiName ?? "x"
      const row = { ...good.get(name), [field]: value }
      const known = verb === "PUT" ? { ...row, id: Samples.anyId(core, name) } : row
      const path = verb === "upsert" ? `/crm/v8/${name}/upsert` : `/crm/v8/${name}`
      const answer = at.api(verb === "PUT" ? "PUT" : "POST", path, { data: [known] })
      sound(answer)
      const id: unknown = answer.json.data?.[0]?.details?.id
      if (answer.json.data?.[0]?.status === "success" && typeof id === "string") look(name, id, field)
    },
    { arbitrary: { runs: 400 } }
  )

  it.prop(
    "a good row with one thing in it wrong",
    [module, Schema.Array(below(60)), Schema.Json],
    ([index, path, value]) => {
      const name = names[index] ?? ""
      const row = spoil(good.get(name), path.length === 0 ? [0] : path, value)
      sound(at.api("POST", `/crm/v8/${name}`, { data: [row] }))
      const id = Samples.anyId(core, name)
      const update = at.api("PUT", `/crm/v8/${name}/${id}`, { data: [row] })
      sound(update)
      const field = Object.keys(good.get(name) ?? {})[(path[0] ?? 0) % 40]
      if (update.json.data?.[0]?.status === "success") look(name, id, field ?? "id")
    },
    { arbitrary: { runs: 600 } }
  )

  it.prop(
    "any search, sort and filter by any field",
    [
      module,
      below(500),
      Schema.Literals(["equals", "not_equal", "in", "between", "starts_with", "greater_than", "less_equal"]),
      Schema.String
    ],
    ([index, position, operator, text]) => {
      const name = names[index] ?? ""
      const fields = core.metadata.module(name)?.fields ?? []
      const field = fields[position % fields.length]?.apiName ?? "x"
      const value = text.toWellFormed()
      const criteria = `(${field}:${operator}:${value.replaceAll(/[()\\]/g, "\\$&")})`
      sound(at.api("GET", `/crm/v8/${name}/search?${new URLSearchParams({ criteria, sort_by: field }).toString()}`))
      sound(at.api("GET", `/crm/v8/${name}/search?${new URLSearchParams({ word: value }).toString()}`))
      for (const test of ["=", "like", "is null", "in"]) {
        const operand = test === "is null" ? "" : test === "in" ? `('${value}')` : `'${value}'`
        const query = `select ${field} from ${name} where ${field} ${test} ${operand} order by ${field}`
        sound(at.api("POST", "/crm/v8/coql", { select_query: query }))
      }
      const condition = { field: { api_name: field }, comparator: operator.replace("equals", "equal"), value }
      sound(at.api("POST", "/crm/bulk/v8/read", { query: { module: { api_name: name }, criteria: condition } }))
    },
    { arbitrary: { runs: 400 } }
  )
})
