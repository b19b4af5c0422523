/** Variables of the org and their groups. */
import * as Body from "../actions/Body.ts"
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import { answer as answerOf, done, failed, refused, type Item } from "../Items.ts"
import * as Json from "../Json.ts"
import * as Permissions from "../org/Permissions.ts"
import * as Params from "../Params.ts"
import type { Call, Route } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Documents from "./Documents.ts"

const kind = "variable"
const groupKind = "variable_group"
const types = [
  "text",
  "integer",
  "boolean",
  "date",
  "float",
  "textarea",
  "percent",
  "double",
  "currency",
  "datetime",
  "email",
  "phone",
  "website",
  "checkbox"
]

/** The groups; every org begins with one. */
const groups = (core: Core): ReadonlyArray<Documents.Document> => {
  const known = Documents.list(core, groupKind)
  if (known.length > 0) return known
  Documents.save(core, groupKind, {
    name: "General",
    api_name: "General",
    display_label: "General",
    description: null,
    source: "crm"
  })
  return Documents.list(core, groupKind)
}

const groupOf = (core: Core, value: unknown): Documents.Document | undefined => {
  const { api_name: apiName, id, name } = Json.asObject(value) ?? {}
  return groups(core).find(
    (it) => it["id"] === Json.idOf(id) || (id === undefined && (it["api_name"] === apiName || it["name"] === name))
  )
}

const item = (core: Core, variable: Documents.Document) => {
  const group = Documents.find(core, groupKind, Json.asText(variable["group"]))
  const shown = Object.fromEntries(Object.entries(variable).filter(([key]) => key !== "group"))
  return {
    read_only: false,
    source: "crm",
    ...shown,
    variable_group: group === undefined ? null : { api_name: group["api_name"], name: group["name"], id: group["id"] }
  }
}

/** Is the value one of the type's? It is kept as text. */
const isOf = (type: string, value: unknown): boolean => {
  const text = Json.asText(value)
  switch (type) {
    case "integer":
      return /^-?\d{1,9}$/.test(text)
    case "float":
    case "percent":
    case "double":
    case "currency":
      return text !== "" && Number.isFinite(Number(text))
    case "boolean":
    case "checkbox":
      return text === "true" || text === "false"
    case "date":
      return /^\d{4}-\d{2}-\d{2}$/.test(text)
    case "datetime":
      return !Number.isNaN(Date.parse(text))
    default:
      return text.length <= (type === "textarea" ? 2000 : 255)
  }
}

/** A variable of the body, over what it was; or what is wrong with it. */
const read = (
  core: Core,
  input: Body.Input,
  before: Documents.Document | undefined,
  at: string
): Documents.Document | ZohoError.ZohoError => {
  const wrong = (key: string, details: ZohoError.Details = {}, path = key) =>
    ZohoError.make("INVALID_DATA", "invalid data", { ...details, api_name: key, json_path: `${at}.${path}` })
  const missing = ["name", "api_name", "variable_group", "type"].find(
    (key) => (input[key] ?? before?.[key] ?? before?.["group"]) === undefined
  )
  if (missing !== undefined)
    return ZohoError.make("MANDATORY_NOT_FOUND", "required field not found", {
      api_name: missing,
      json_path: `${at}.${missing}`
    })
  const longest: ReadonlyArray<readonly [string, number]> = [
    ["name", 50],
    ["api_name", 100],
    ["description", 250]
  ]
  for (const [key, length] of longest) {
    const value = input[key]
    if (Json.isAbsent(value)) continue
    if (typeof value !== "string") return wrong(key, { expected_data_type: "text" })
    if (value.length > length || (key !== "description" && value.trim() === ""))
      return wrong(key, { maximum_length: length })
  }
  const { api_name: apiName, description, name, type, value, variable_group: group } = { ...before, ...input }
  if (!/^[A-Za-z]\w*$/.test(Json.asText(apiName))) return wrong("api_name", { regex: "^[a-zA-Z]+\\w*[a-zA-Z0-9]*$" })
  const twin = Documents.list(core, kind).find((it) => it["api_name"] === apiName && it["id"] !== before?.["id"])
  if (twin !== undefined)
    return ZohoError.make("DUPLICATE_DATA", "duplicate data", { api_name: "api_name", json_path: `${at}.api_name` })
  if (typeof type !== "string" || !types.includes(type)) return wrong("type", { supported_values: types })
  if (before !== undefined && input["type"] !== undefined && input["type"] !== before["type"]) return wrong("type")
  if (input["variable_group"] !== undefined && Json.asObject(group) === undefined)
    return wrong("variable_group", { expected_data_type: "jsonobject" })
  const found = input["variable_group"] === undefined ? before?.["group"] : groupOf(core, group)?.["id"]
  if (found === undefined) return wrong("id", {}, "variable_group.id")
  if (value !== undefined && value !== null && !isOf(type, value)) return wrong("value", { expected_data_type: type })
  return {
    ...before,
    name,
    api_name: apiName,
    description: description ?? null,
    type,
    value: Json.isAbsent(value) ? null : Json.asText(value),
    group: found
  }
}

const answer = (items: ReadonlyArray<Item>, all: 200 | 201): Http.Reply => answerOf("variables", items, all)

const refuse = Body.under("variables")

const itemsOf = (call: Call, most: number): Body.Checked<ReadonlyArray<Body.Input>> => {
  const root = Body.root(call)
  if (!root.ok) return root
  const items = Body.array(root.value["variables"], "$.variables", most, refuse)
  return items.ok ? Body.ok(items.value.map((it) => Json.asObject(it) ?? {})) : items
}

/** By id, or by API name. */
const find = (core: Core, name: string): Documents.Document | undefined =>
  Documents.list(core, kind).find((it) => it["id"] === name || it["api_name"] === name)

const all = (call: Call): Http.Reply => {
  const { core } = call
  const group = call.target.query.get("group")
  const shown = Documents.list(core, kind)
    .map((it) => item(core, it))
    .filter((it) => group === null || it.variable_group?.api_name === group || it.variable_group?.id === group)
  return shown.length === 0 ? Http.empty(204) : Http.json(200, { variables: shown })
}

const one = (call: Call): Http.Reply => {
  const variable = find(call.core, call.params["id"] ?? "")
  return variable === undefined ? Http.empty(204) : Http.json(200, { variables: [item(call.core, variable)] })
}

const create = (call: Call): Http.Reply => {
  const given = itemsOf(call, 10)
  if (!given.ok) return given.reply
  const { core } = call
  return answer(
    core.db.transaction(() =>
      given.value.map((input, index): Item => {
        const variable = read(core, input, undefined, `$.variables[${index}]`)
        return "code" in variable ? failed(variable) : done(Documents.save(core, kind, variable), "variable added")
      })
    ),
    201
  )
}

const apply = (core: Core, before: Documents.Document | undefined, input: Body.Input, at: string): Item => {
  if (before === undefined)
    return {
      ok: false,
      item: ZohoError.make("INVALID_DATA", "invalid data", { api_name: "id", json_path: `${at}.id` })
    }
  const variable = read(core, input, before, at)
  return "code" in variable ? failed(variable) : done(Documents.save(core, kind, variable), "variable updated")
}

const changeMany = (call: Call): Http.Reply => {
  const given = itemsOf(call, 10)
  if (!given.ok) return given.reply
  const { core } = call
  return answer(
    core.db.transaction(() =>
      given.value.map((input, index) => {
        const { id, ...rest } = input
        return apply(core, Documents.find(core, kind, Json.idOf(id) ?? ""), rest, `$.variables[${index}]`)
      })
    ),
    200
  )
}

const invalidId = ZohoError.reply(400, "INVALID_DATA", "the id given seems to be invalid", { resource_path_index: 2 })

const changeOne = (call: Call): Http.Reply => {
  const before = find(call.core, call.params["id"] ?? "")
  if (before === undefined) return invalidId
  const given = itemsOf(call, 1)
  if (!given.ok) return given.reply
  const { id: _, ...rest } = given.value[0] ?? {}
  return answer([apply(call.core, before, rest, "$.variables[0]")], 200)
}

const removeAll = (core: Core, ids: ReadonlyArray<string>): Http.Reply =>
  answer(
    ids.map((id): Item => {
      const known = find(core, id)
      if (known === undefined) return { ok: false, item: ZohoError.make("INVALID_DATA", "invalid data", { id }) }
      Documents.remove(core, kind, Json.asText(known["id"]))
      return done(Json.asText(known["id"]), "variable deleted")
    }),
    200
  )

const removeMany = (call: Call): Http.Reply => {
  const ids = call.target.query.get("ids")
  return ids === null || ids.trim() === "" ? ZohoError.requiredParam("ids") : removeAll(call.core, Params.names(ids))
}

const removeOne = (call: Call): Http.Reply => {
  const id = call.params["id"] ?? ""
  return find(call.core, id) === undefined ? invalidId : removeAll(call.core, [id])
}

const allGroups = (call: Call): Http.Reply => Http.json(200, { variable_groups: groups(call.core) })

const oneGroup = (call: Call): Http.Reply => {
  const id = call.params["id"] ?? ""
  const group = groups(call.core).find((it) => it["id"] === id || it["api_name"] === id)
  return group === undefined ? Http.empty(204) : Http.json(200, { variable_groups: [group] })
}

/** A group of the body, over what it was; or what is wrong with it. */
const readGroup = (
  core: Core,
  input: Body.Input,
  before: Documents.Document,
  at: string
): Documents.Document | ZohoError.ZohoError => {
  const fail = (code: string, key: string, message: string, details: ZohoError.Details = {}, place = `${at}.${key}`) =>
    ZohoError.make(code, message, { ...details, api_name: key, json_path: place })
  for (const [key, longest] of [
    ["name", 50],
    ["api_name", 100],
    ["description", 3000]
  ] as const) {
    const value = input[key]
    const place = `$.variable_groups[*].${key}`
    if (value === undefined || (value === null && key === "description")) continue
    if (typeof value !== "string")
      return fail("INVALID_DATA", key, "Invalid data type", { expected_data_type: "text" }, place)
    if (value.length > longest) return fail("INVALID_DATA", key, "Invalid data", { maximum_length: longest }, place)
    if (key === "description") continue
    if (value.trim() === "") return fail("INVALID_DATA", key, "Invalid data", { minimum_length: 1 }, place)
    if (groups(core).some((it) => it["id"] !== before["id"] && it[key] === value))
      return fail("DUPLICATE_DATA", key, "duplicate data")
  }
  const { api_name: apiName = before["api_name"], description = before["description"], name = before["name"] } = input
  // This one place Zoho tells as if the group stood in a variable.
  if (!/^[A-Za-z]\w*$/.test(Json.asText(apiName)))
    return fail("PATTERN_NOT_MATCHED", "variable_group.api_name", "Please check whether the input values are correct")
  return { ...before, name, display_label: name, api_name: apiName, description }
}

const applyGroup = (core: Core, before: Documents.Document, input: Body.Input, at: string): Item => {
  const { id: _, ...rest } = input
  const group = readGroup(core, rest, before, at)
  return "code" in group
    ? failed(group)
    : done(Documents.save(core, groupKind, group), "variable group updated successfully")
}

const groupsOf = (call: Call, most: number): Body.Checked<ReadonlyArray<Body.Input>> => {
  const body = Body.root(call)
  if (!body.ok) return body
  const items = Body.array(body.value["variable_groups"], "$.variable_groups", most)
  return items.ok ? Body.ok(items.value.map((it) => Json.asObject(it) ?? {})) : items
}

const changeGroups = (call: Call): Http.Reply => {
  const given = groupsOf(call, 10)
  if (!given.ok) return given.reply
  const { core } = call
  return answerOf(
    "variable_groups",
    core.db.transaction(() =>
      given.value.map((input, index): Item => {
        const at = `$.variable_groups[${index}]`
        const place = { api_name: "id", json_path: `${at}.id` }
        if (Json.isAbsent(input["id"])) return refused("MANDATORY_NOT_FOUND", "required field not found", place)
        const before = groups(core).find((it) => it["id"] === Json.idOf(input["id"]))
        return before === undefined
          ? refused("INVALID_DATA", "the id given seems to be invalid", place)
          : applyGroup(core, before, input, at)
      })
    )
  )
}

const changeGroup = (call: Call): Http.Reply => {
  const { core } = call
  const before = groups(core).find((it) => it["id"] === call.params["id"])
  if (before === undefined) return ZohoError.reply(400, "INVALID_DATA", "Invalid ID", { resource_path_index: 2 })
  const given = groupsOf(call, 1)
  if (!given.ok) return given.reply
  return answerOf("variable_groups", [applyGroup(core, before, given.value[0] ?? {}, "$.variable_groups[0]")])
}

/** An API name made of a name, which no other one has. */
const nameFrom = (name: string, taken: ReadonlyArray<Documents.Document>): string => {
  const letters = name.replaceAll(/\W+/g, "_").replace(/^[^A-Za-z]+/, "")
  const plain = letters === "" ? "variable" : letters
  const free = (one: string) => !taken.some((it) => it["api_name"] === one)
  let suffix = 0
  while (!free(`${plain}${suffix === 0 ? "" : suffix}`)) suffix++
  return `${plain}${suffix === 0 ? "" : suffix}`
}

const generating =
  (root: "variables" | "variable_groups", longest: number) =>
  (call: Call): Http.Reply => {
    const refused = Body.under(root)
    const body = Body.root(call)
    if (!body.ok) return body.reply
    const items = Body.array(body.value[root], `$.${root}`, 1, refused)
    if (!items.ok) return items.reply
    const { name, variable_group: group } = Json.asObject(items.value[0]) ?? {}
    const at = `$.${root}[0]`
    if (Json.isAbsent(name)) return Body.missing(`${at}.name`, refused).reply
    if (typeof name !== "string") return Body.invalid(`${at}.name`, { expected_data_type: "text" }, refused).reply
    if (name.trim() === "" || name.length > longest)
      return Body.invalid(`${at}.name`, { maximum_length: longest }, refused).reply
    if (root === "variables") {
      const given = Body.object(group, `${at}.variable_group`, refused)
      if (!given.ok) return given.reply
      if (groupOf(call.core, group) === undefined) return Body.invalid(`${at}.variable_group.id`, {}, refused).reply
    }
    const taken = root === "variables" ? Documents.list(call.core, kind) : groups(call.core)
    return Http.json(200, {
      [root]: [
        {
          code: "SUCCESS",
          details: { api_name: nameFrom(name, taken) },
          message: "the api name is generated successfully",
          status: "success"
        }
      ]
    })
  }

/** Nothing here uses variables: no templates, no workflows. */
const associations = (call: Call): Http.Reply => {
  const { core, identity, params } = call
  if (Permissions.lacking(core.db, identity.userId).has(Permissions.general.variables))
    return ZohoError.reply(403, "NO_PERMISSION", "permission denied", { permissions: [Permissions.general.variables] })
  return find(core, params["id"] ?? "") === undefined ? invalidId : Http.empty(204)
}

const path = "/crm/v8/settings/variables"
const groupPath = "/crm/v8/settings/variable_groups"
const scope = (sub: "variables" | "variable_groups", operation: "READ" | "CREATE" | "UPDATE" | "DELETE") =>
  ({ group: "settings", sub, operation }) as const

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "GET", path, scope: scope("variables", "READ"), handler: all },
  { host: "api", method: "POST", path, scope: scope("variables", "CREATE"), handler: create },
  { host: "api", method: "PUT", path, scope: scope("variables", "UPDATE"), handler: changeMany },
  { host: "api", method: "DELETE", path, scope: scope("variables", "DELETE"), handler: removeMany },
  {
    host: "api",
    method: "POST",
    path: `${path}/actions/generate_api_name`,
    scope: scope("variables", "CREATE"),
    handler: generating("variables", 50)
  },
  {
    host: "api",
    method: "POST",
    path: `${groupPath}/actions/generate_api_name`,
    scope: scope("variable_groups", "CREATE"),
    handler: generating("variable_groups", 50)
  },
  {
    host: "api",
    method: "GET",
    path: `${path}/{id}/actions/associations`,
    scope: scope("variables", "READ"),
    handler: associations
  },
  { host: "api", method: "GET", path: `${path}/{id}`, scope: scope("variables", "READ"), handler: one },
  { host: "api", method: "PUT", path: `${path}/{id}`, scope: scope("variables", "UPDATE"), handler: changeOne },
  { host: "api", method: "DELETE", path: `${path}/{id}`, scope: scope("variables", "DELETE"), handler: removeOne },
  { host: "api", method: "GET", path: groupPath, scope: scope("variable_groups", "READ"), handler: allGroups },
  { host: "api", method: "GET", path: `${groupPath}/{id}`, scope: scope("variable_groups", "READ"), handler: oneGroup },
  { host: "api", method: "PUT", path: groupPath, scope: scope("variable_groups", "UPDATE"), handler: changeGroups },
  {
    host: "api",
    method: "PUT",
    path: `${groupPath}/{id}`,
    scope: scope("variable_groups", "UPDATE"),
    handler: changeGroup
  }
]
