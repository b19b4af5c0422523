/** The roles that contacts can have in a deal: the org's own list. */
import * as Body from "../actions/Body.ts"
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import { answer as answerOf, done, type Item, refused } from "../Items.ts"
import * as Json from "../Json.ts"
import * as Params from "../Params.ts"
import type { Call } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"

export interface Role {
  readonly id: string
  readonly name: string
  readonly sequence_number: number
}

const standard = [
  "Decision Maker",
  "Product Management",
  "Purchasing",
  "Executive Sponsor",
  "Engineering Lead",
  "Economic Decision Maker",
  "Developer/Evaluator"
]
const most = 100
const longest = 50

/** The list, made when it is first asked for. */
const all = (core: Core): ReadonlyArray<Role> => {
  const read = () =>
    core.db.all("SELECT id, name, position FROM contact_role ORDER BY position, id").map((row) => ({
      id: String(row["id"]),
      name: String(row["name"]),
      sequence_number: Number(row["position"])
    }))
  const found = read()
  if (found.length > 0) return found
  core.db.transaction(() => standard.forEach((name, index) => add(core, name, index + 1)))
  return read()
}

const add = (core: Core, name: string, position: number): string => {
  const id = core.db.nextId()
  core.db.run("INSERT INTO contact_role(id, name, position) VALUES(?,?,?)", id, name, position)
  return id
}

/** A role by its id or its name. */
export const find = (core: Core, key: string): Role | undefined =>
  all(core).find((role) => role.id === key || role.name.toLowerCase() === key.toLowerCase())

const root = "contact_roles"

const answer = (items: ReadonlyArray<Item>): Http.Reply => answerOf(root, items)

const placeOf = (index: number, name: string) => ({ api_name: name, json_path: `$.${root}[${index}].${name}` })

/** Checks name and place of a role that is given; `own` is the one that is changed. */
const wrong = (core: Core, row: Body.Input, index: number, own: Role | undefined): Item | undefined => {
  const { name, sequence_number: place } = row
  if (Json.isAbsent(name) || name === "") {
    if (own === undefined) return refused("MANDATORY_NOT_FOUND", "Required field is missing", placeOf(index, "name"))
  } else if (typeof name !== "string")
    return refused("INVALID_DATA", "invalid data", { expected_data_type: "text", ...placeOf(index, "name") })
  else if (name.length > longest)
    return refused("INVALID_DATA", "invalid data", { maximum_length: longest, ...placeOf(index, "name") })
  else if (all(core).some((role) => role.id !== own?.id && role.name.toLowerCase() === name.toLowerCase()))
    return refused("DUPLICATE_DATA", "duplicate data", placeOf(index, "name"))
  const isPlace = typeof place === "number" && Number.isInteger(place) && place >= 1 && place <= most
  return Json.isAbsent(place) || isPlace
    ? undefined
    : refused("INVALID_DATA", "invalid data", { expected_data_type: "integer", ...placeOf(index, "sequence_number") })
}

const rowsOf = (call: Call, maximum: number): Body.Checked<ReadonlyArray<unknown>> => {
  const body = Body.root(call)
  return body.ok ? Body.array(body.value[root], `$.${root}`, maximum) : body
}

const whole = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined)

const notAnObject = (index: number): Item =>
  refused("INVALID_DATA", "invalid data", {
    expected_data_type: "jsonobject",
    api_name: root,
    json_path: `$.${root}[${index}]`
  })

export const list = (call: Call): Http.Reply => Http.json(200, { [root]: all(call.core) })

export const one = (call: Call): Http.Reply => {
  const role = all(call.core).find(({ id }) => id === call.params["id"])
  return role === undefined ? Http.empty(204) : Http.json(200, { [root]: [role] })
}

export const create = (call: Call): Http.Reply => {
  const rows = rowsOf(call, most)
  if (!rows.ok) return rows.reply
  const { core } = call
  return answer(
    core.db.transaction(() =>
      rows.value.map((value, index) => {
        const row = Json.asObject(value)
        if (row === undefined) return notAnObject(index)
        const roles = all(core)
        if (roles.length >= most)
          return refused("LIMIT_EXCEEDED", "the number of contact roles exceeds the limit", { limit: most })
        const error = wrong(core, row, index, undefined)
        if (error !== undefined) return error
        const place = whole(row["sequence_number"]) ?? roles.length + 1
        return done(add(core, Json.asText(row["name"]), place), "contact role added")
      })
    )
  )
}

const change = (core: Core, row: Body.Input, index: number, id: string | undefined): Item => {
  if (id === undefined) return refused("MANDATORY_NOT_FOUND", "Required field is missing", placeOf(index, "id"))
  const role = all(core).find((known) => known.id === id)
  if (role === undefined) return refused("INVALID_DATA", "Invalid data provided", { id })
  const error = wrong(core, row, index, role)
  if (error !== undefined) return error
  const name = typeof row["name"] === "string" && row["name"] !== "" ? row["name"] : role.name
  core.db.run(
    "UPDATE contact_role SET name=?, position=? WHERE id=?",
    name,
    whole(row["sequence_number"]) ?? role.sequence_number,
    id
  )
  return done(id, "contact role updated")
}

/** `PUT /Contacts/roles`, and with an id in the path for one of them. */
export const update = (call: Call): Http.Reply => {
  const { id } = call.params
  const rows = rowsOf(call, id === undefined ? most : 1)
  if (!rows.ok) return rows.reply
  const { core } = call
  return answer(
    core.db.transaction(() =>
      rows.value.map((value, index) => {
        const row = Json.asObject(value)
        return row === undefined ? notAnObject(index) : change(core, row, index, id ?? Json.idOf(row["id"]))
      })
    )
  )
}

/** `DELETE /Contacts/roles?ids=`, and with an id in the path; one role always stays. */
export const remove = (call: Call): Http.Reply => {
  const { core } = call
  const { id } = call.params
  const ids = id === undefined ? Params.names(call.target.query.get("ids")) : [id]
  if (ids.length === 0) return ZohoError.requiredParam("ids")
  return answer(
    core.db.transaction(() =>
      ids.map((one) => {
        const roles = all(core)
        if (!roles.some((role) => role.id === one)) return refused("INVALID_DATA", "Invalid data provided", { id: one })
        if (roles.length === 1) return refused("LOWER_LIMIT_REACHED", "Lower limit reached", { limit: 1, id: one })
        core.db.run("DELETE FROM contact_role WHERE id=?", one)
        return done(one, "contact role deleted")
      })
    )
  )
}
