/** Entries of an assignment rule: copied within it, and put into another order. */
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import * as Assignment from "../records/Assignment.ts"
import type { Call } from "../Router.ts"
import * as Rules from "./AssignmentRules.ts"
import * as Body from "./Body.ts"

/** Entries that a rule may have. */
const most = 200
const star = "$.assignment_rules[*].rule_entries"

interface Asked extends Rules.Found {
  readonly rows: ReadonlyArray<Body.Input>
}

/** The rule of the path, and the entries that a body names, each of them the rule's own. */
const asked = (call: Call): Asked | Http.Reply => {
  const here = Rules.found(call)
  if ("status" in here) return here
  const item = Rules.itemOf(call)
  if (!item.ok) return item.reply
  const given = item.value["rule_entries"]
  if (Json.isAbsent(given))
    return Body.missing("$.assignment_rules[0].rule_entries", Rules.refuse, "Required field is missing").reply
  if (!Array.isArray(given))
    return Body.invalid(star, { expected_data_type: "jsonarray" }, Rules.refuse, "Invalid data type").reply
  if (given.length === 0 || given.length > most)
    return Body.invalid(
      star,
      given.length === 0 ? { minimum_length: 1 } : { maximum_length: most },
      Rules.refuse,
      "Invalid data"
    ).reply
  const rows: Array<Body.Input> = []
  for (const value of given) {
    const row = Json.asObject(value) ?? {}
    const path = "$.assignment_rules[0].rule_entries[*].id"
    if (Json.isAbsent(row["id"])) return Body.missing(path, Rules.refuse, "Required field is missing").reply
    const id = Json.idOf(row["id"])
    if (id === undefined || !Json.isId(id))
      return Body.invalid(path, { expected_data_type: "bigint" }, Rules.refuse, "Invalid data type").reply
    if (!here.rule.entries.some((entry) => entry.id === id)) return Body.invalid(path, {}, Rules.refuse).reply
    rows.push({ ...row, id })
  }
  return { ...here, rows }
}

const save = (call: Call, rule: Assignment.Rule, entries: ReadonlyArray<Assignment.Entry>): void => {
  const { core, identity } = call
  Assignment.save(core.db, {
    ...rule,
    entries,
    modifiedBy: identity.userId,
    modified: Math.floor(core.clock.now() / 1000)
  })
}

const done = (id: string, more: object = {}): Http.Reply =>
  Http.json(200, {
    assignment_rules: [{ code: "SUCCESS", details: { id, ...more }, message: "", status: "success" }]
  })

/** Adds a copy of each entry, with what the body says otherwise of it. */
export const clone = (call: Call): Http.Reply => {
  const here = asked(call)
  if ("status" in here) return here
  const { module, rows, rule } = here
  if (rule.entries.length + rows.length > most)
    return Rules.refuse(400, "LIMIT_EXCEEDED", "limit exceeded", { limit: most })
  const copies: Array<Assignment.Entry> = []
  for (const [index, row] of rows.entries()) {
    const from = rule.entries.find((entry) => entry.id === row["id"])
    if (from === undefined) continue
    const path = `$.assignment_rules[0].rule_entries[${index}]`
    const criteria = row["criteria"] === undefined ? from.criteria : row["criteria"]
    const target = row["assign_to"] ?? {
      type: from.type,
      resources: from.resources.map((id) => ({ id }))
    }
    const entry = Rules.entryOf(call, module, { criteria, assign_to: target }, path)
    if (!entry.ok) return entry.reply
    copies.push({ id: call.core.db.nextId(), ...entry.value })
  }
  save(call, rule, [...rule.entries, ...copies])
  return done(rule.id, { rule_entries: copies.map(({ id }) => ({ id })) })
}

/** Puts each entry into the place that the body says, counted from 0; the others keep their order around them. */
export const reorder = (call: Call): Http.Reply => {
  const here = asked(call)
  if ("status" in here) return here
  const { rows, rule } = here
  const path = "$.assignment_rules[0].rule_entries[*].sequence_number"
  const places = new Map<number, Assignment.Entry>()
  for (const { id, sequence_number: place } of rows) {
    if (Json.isAbsent(place)) return Body.missing(path, Rules.refuse, "Required field is missing").reply
    if (typeof place !== "number" || !Number.isInteger(place))
      return Body.invalid(path, { expected_data_type: "integer" }, Rules.refuse, "Invalid data type").reply
    const entry = rule.entries.find((one) => one.id === id)
    const isTwice = [...places.values()].some((one) => one.id === id)
    if (entry === undefined || isTwice || place < 0 || place >= rule.entries.length || places.has(place))
      return Body.invalid(path, {}, Rules.refuse, "Invalid sequence number").reply
    places.set(place, entry)
  }
  const moved = new Set([...places.values()].map((entry) => entry.id))
  const others = rule.entries.filter((entry) => !moved.has(entry.id)).values()
  const ordered = rule.entries.flatMap((_, index) => places.get(index) ?? others.next().value ?? [])
  save(call, rule, ordered)
  return done(rule.id)
}
