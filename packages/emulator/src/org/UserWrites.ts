/** Users added, changed and deleted. */
import * as Body from "../actions/Body.ts"
import * as Clock from "../Clock.ts"
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Items from "../Items.ts"
import * as Json from "../Json.ts"
import * as FieldType from "../records/FieldType.ts"
import type { Call, Route } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import type { Ref } from "./People.ts"
import * as ShiftUsers from "./ShiftUsers.ts"

type Stored = { readonly [key: string]: unknown }

const find = (core: Core, id: string): Stored | undefined => {
  const row = core.db.get("SELECT json FROM user WHERE id=? AND status<>'deleted'", id)
  return row === undefined ? undefined : Json.asObject(Json.parse(Json.asText(row["json"])))
}

const refuse = Body.under("users")

/** Text fields that a caller may set, with their longest. */
const texts: { readonly [name: string]: number } = {
  first_name: 40,
  last_name: 80,
  alias: 50,
  phone: 50,
  mobile: 30,
  fax: 30,
  website: 255,
  street: 255,
  city: 50,
  state: 50,
  zip: 30,
  country: 50,
  country_locale: 20,
  locale: 20,
  language: 20,
  time_zone: 50,
  time_format: 20,
  date_format: 30,
  signature: 1000
}

/** Names hold no signs that would be markup. */
const special = /[<>{}[\]^~|\\]/

/** A role or a profile that a body names, by id or as an object with one. */
const refOf = (core: Core, table: "role" | "profile", value: unknown): Ref | undefined => {
  const id = Json.idOf(Json.asObject(value)?.["id"] ?? value)
  const row = id === undefined ? undefined : core.db.get(`SELECT json FROM ${table} WHERE id=?`, id)
  const found = row === undefined ? undefined : Json.asObject(Json.parse(Json.asText(row["json"])))
  return found === undefined || id === undefined ? undefined : { name: Json.asText(found["name"]), id }
}

/** What a body says, or what is wrong with it. */
type Read = { readonly ok: true; readonly change: Stored } | { readonly ok: false; readonly error: ZohoError.ZohoError }

const no = (code: string, message: string, details: ZohoError.Details): Read => ({
  ok: false,
  error: ZohoError.make(code, message, details)
})

/** What a body says of a user, checked; `id` when it is one that exists. */
const read = (core: Core, input: Body.Input, id: string | undefined, at: string): Read => {
  const place = (name: string, path = name) => ({ api_name: name, json_path: `${at}.${path}` })
  const missing =
    id === undefined ? ["last_name", "email", "role", "profile"].find((it) => (input[it] ?? "") === "") : undefined
  if (missing !== undefined) return no("MANDATORY_NOT_FOUND", "required field not found", place(missing))
  const change: { [key: string]: unknown } = {}
  for (const name of ["created_by", "Created_By", "modified_by", "Modified_By"]) {
    if (input[name] !== undefined)
      return no("NOT_SUPPORTED", "Created by & Modified by fields cannot be updated by api", place(name))
  }
  for (const [name, longest] of Object.entries(texts)) {
    const value = input[name]
    if (value === undefined) continue
    if (value !== null && typeof value !== "string")
      return no("INVALID_DATA", "invalid data", { expected_data_type: "string", ...place(name) })
    if (typeof value === "string" && value.length > longest)
      return no("INVALID_DATA", "invalid data", { maximum_length: longest, ...place(name) })
    if (typeof value === "string" && name.endsWith("_name") && special.test(value))
      return no("INVALID_DATA", "Special Characters Found", place(name))
    change[name] = value
  }
  if (typeof change["time_zone"] === "string" && !Clock.isTimeZone(change["time_zone"]))
    return no("INVALID_DATA", "Give a proper time zone value", place("time_zone"))
  const separators: ReadonlyArray<readonly [string, ReadonlyArray<string>]> = [
    ["number_separator", ["Comma", "Period", "Space"]],
    ["decimal_separator", ["Comma", "Period"]]
  ]
  for (const [name, words] of separators) {
    const value = input[name]
    if (value === undefined) continue
    const known = words.find((it) => it.toLowerCase() === (typeof value === "string" ? value.toLowerCase() : ""))
    if (known === undefined)
      return no("INVALID_DATA", `Invalid data. Valid values are ${words.join("/")} (Not case-sensitive)`, place(name))
    change[name] = known
  }
  const shifts = ["$current_shift", "$next_shift"].map((name) => Json.idOf(Json.asObject(input[name])?.["id"]))
  if (shifts[0] !== undefined && shifts[0] === shifts[1])
    return no("NOT_ALLOWED", "current shift and next shift should not be same", {
      api_name: "$next_shift.id",
      json_path: `${at}.$next_shift.id`
    })
  for (const name of ["$current_shift", "$next_shift"] as const) {
    if (input[name] === undefined) continue
    const shift = input[name] === null ? null : ShiftUsers.refOf(core, input[name])
    if (shift === undefined)
      return no("INVALID_REQUEST", `Invalid ${name.slice(1).replace("_", " ")} id`, place(name, `${name}.id`))
    change[name] = shift
  }
  for (const table of ["role", "profile"] as const) {
    if (input[table] === undefined) continue
    const found = refOf(core, table, input[table])
    if (found === undefined) return no("INVALID_DATA", "INVALID_DATA", place(table))
    change[table] = { name: found.name, id: found.id }
  }
  const { Reporting_To: manager, email, status } = input
  if (manager !== undefined && manager !== null) {
    const managerId = Json.idOf(Json.asObject(manager)?.["id"] ?? manager) ?? ""
    const row = core.db.get("SELECT status, name FROM user WHERE id=?", managerId)
    if (row?.["status"] === "deleted")
      return no("NOT_ALLOWED", "the id given seems to be already deleted", place("Reporting_To", "Reporting_To.id"))
    if (row === undefined || managerId === id)
      return no("INVALID_DATA", "invalid data", { expected_data_type: "Invalid Reporting Manager" })
    change["Reporting_To"] = { name: row["name"], id: managerId }
  } else if (manager === null) change["Reporting_To"] = null
  if (email !== undefined) {
    if (typeof email !== "string" || email.length > 100 || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email))
      return no("INVALID_DATA", "Invalid Email Id. Please choose a different email id", { api_name: "email" })
    if (email.toLowerCase().endsWith("@zoho.com"))
      return no("INVALID_DATA", "Email Id should not contain @zoho.com. Please choose a different email id", {
        api_name: "email"
      })
    const other = core.db.get("SELECT id FROM user WHERE email=? COLLATE NOCASE AND status<>'deleted'", email)?.["id"]
    if (other !== undefined && other !== id)
      return no("DUPLICATE_DATA", "Failed to add user since same email id is already present", {})
    if (id !== undefined && other === undefined)
      return no("NOT_ALLOWED", "the email of a user cannot be changed", place("email"))
    change["email"] = email
  }
  if (status !== undefined) {
    if (status !== "active" && status !== "disabled")
      return no("INVALID_DATA", "invalid data", { supported_values: ["active", "disabled"], ...place("status") })
    change["status"] = status
  }
  return { ok: true, change }
}

const nameOf = (user: Stored): string =>
  `${Json.asText(user["first_name"] ?? "")} ${Json.asText(user["last_name"] ?? "")}`.trim()

const refIdOf = (user: Stored, key: string): string => Json.asText(Json.asObject(user[key])?.["id"])

const save = (core: Core, by: string, id: string, user: Stored): void => {
  const now = Math.floor(core.clock.now() / 1000)
  const full = {
    ...user,
    full_name: nameOf(user),
    Modified_Time: Clock.format(now),
    Modified_By: JSON.parse(FieldType.userJson(core, by, false))
  }
  core.db.run(
    "INSERT OR REPLACE INTO user(id, email, name, status, confirmed, profile, role, modified, json) VALUES(?,?,?,?,?,?,?,?,?)",
    id,
    Json.asText(user["email"]),
    full.full_name,
    Json.asText(user["status"]),
    user["confirm"] === true ? 1 : 0,
    refIdOf(user, "profile"),
    refIdOf(user, "role"),
    now,
    JSON.stringify(full)
  )
}

/** Who may not sign in has no tokens either. */
const signOut = (core: Core, id: string): void => {
  core.db.run("DELETE FROM access_token WHERE user=?", id)
  core.db.run("DELETE FROM refresh_token WHERE user=?", id)
}

const itemsOf = (call: Call, most: number): Body.Checked<ReadonlyArray<Body.Input>> => {
  const root = Body.root(call)
  if (!root.ok) return root
  const items = Body.array(root.value["users"], "$.users", most, refuse)
  if (!items.ok) return items
  const inputs: Array<Body.Input> = []
  for (const [index, it] of items.value.entries()) {
    const input = Body.object(it, `$.users[${index}]`, refuse)
    if (!input.ok) return input
    inputs.push(input.value)
  }
  return Body.ok(inputs)
}

const create = (call: Call): Http.Reply => {
  const given = itemsOf(call, 1)
  if (!given.ok) return given.reply
  const { core, identity } = call
  const input = given.value[0] ?? {}
  const asked = read(core, input, undefined, "$.users[0]")
  if (!asked.ok) return Http.json(400, { users: [asked.error] })
  const { change } = asked
  const licensed = core.db.get("SELECT COUNT(*) AS n FROM user WHERE status='active'")?.["n"]
  if (Number(licensed) >= core.switches().userLicenses)
    return Http.json(400, {
      users: [
        ZohoError.make(
          "LICENSE_LIMIT_EXCEEDED",
          "Request exceeds your license limit. Need to upgrade in order to add a user",
          {}
        )
      ]
    })
  // Whatever else a user has is as the first user has it.
  const model = find(core, Json.asText(core.db.get("SELECT MIN(id) AS id FROM user")?.["id"])) ?? {}
  const id = core.db.nextId()
  const now = Clock.format(Math.floor(core.clock.now() / 1000))
  save(core, identity.userId, id, {
    ...model,
    ...Object.fromEntries(
      ["alias", "phone", "mobile", "street", "city", "signature", "Reporting_To"].map((it) => [it, null])
    ),
    first_name: null,
    id,
    zuid: String(60_000_000 + Number(core.db.get("SELECT COUNT(*) AS n FROM user")?.["n"])),
    status: "active",
    // The invitation is not answered yet.
    confirm: false,
    personal_account: false,
    created_time: now,
    created_by: JSON.parse(FieldType.userJson(core, identity.userId, false)),
    ...change
  })
  return Items.answer("users", [Items.done(id, "User added")], 201)
}

const apply = (call: Call, id: string, input: Body.Input, at: string): Items.Item => {
  const { core, identity } = call
  const user = find(core, id)
  if (user === undefined)
    return Items.refused("INVALID_DATA", "invalid data", { api_name: "id", json_path: `${at}.id` })
  const asked = read(core, input, id, at)
  if (!asked.ok) return Items.failed(asked.error)
  const { change } = asked
  const isSelf = id === identity.userId
  if (isSelf && change["status"] === "disabled")
    return Items.refused("NOT_ALLOWED", "users cannot deactivate themselves", {
      api_name: "status",
      json_path: `${at}.status`
    })
  save(core, identity.userId, id, { ...user, ...change })
  if (change["status"] === "disabled") signOut(core, id)
  return Items.done(id, "User updated")
}

const answer = (items: ReadonlyArray<Items.Item>): Http.Reply => Items.answer("users", items)

const changeMany = (call: Call): Http.Reply => {
  const given = itemsOf(call, 10)
  if (!given.ok) return given.reply
  return answer(
    given.value.map((input, index) => {
      const at = `$.users[${index}]`
      const id = Json.idOf(input["id"])
      return id === undefined
        ? Items.refused("MANDATORY_NOT_FOUND", "required field not found", { api_name: "id", json_path: `${at}.id` })
        : apply(call, id, input, at)
    })
  )
}

const invalidId = ZohoError.reply(400, "INVALID_DATA", "the id given seems to be invalid", { resource_path_index: 1 })

const changeOne = (call: Call): Http.Reply => {
  const id = call.params["id"] ?? ""
  if (find(call.core, id) === undefined) return invalidId
  const given = itemsOf(call, 1)
  if (!given.ok) return given.reply
  return answer([apply(call, id, given.value[0] ?? {}, "$.users[0]")])
}

/** Deletes a user: they can sign in no more, and stay the owner of what nobody took over. */
export const close = (core: Core, by: string, id: string): void => {
  const user = find(core, id)
  if (user !== undefined) save(core, by, id, { ...user, status: "deleted" })
  signOut(core, id)
}

const remove = (call: Call): Http.Reply => {
  const { core, identity } = call
  const id = call.params["id"] ?? ""
  if (find(core, id) === undefined) return invalidId
  if (id === identity.userId)
    return ZohoError.reply(400, "INVALID_DATA", "users cannot delete themselves", { resource_path_index: 1 })
  close(core, identity.userId, id)
  return answer([Items.done(id, "User deleted")])
}

const path = "/crm/v8/users"
const scope = (operation: "CREATE" | "UPDATE" | "DELETE") => ({ group: "users", operation }) as const

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "POST", path, scope: scope("CREATE"), handler: create },
  { host: "api", method: "PUT", path, scope: scope("UPDATE"), handler: changeMany },
  { host: "api", method: "PUT", path: `${path}/{id}`, scope: scope("UPDATE"), handler: changeOne },
  { host: "api", method: "DELETE", path: `${path}/{id}`, scope: scope("DELETE"), handler: remove }
]
