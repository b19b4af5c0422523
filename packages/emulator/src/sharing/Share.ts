/** Sharing one record with users, roles and groups: who sees it, changed, revoked. */
import * as Body from "../actions/Body.ts"
import * as Clock from "../Clock.ts"
import * as Parent from "../content/Parent.ts"
import type { Core } from "../Core.ts"
import type { Row } from "../Database.ts"
import * as Http from "../Http.ts"
import * as Items from "../Items.ts"
import * as Json from "../Json.ts"
import * as Visibility from "../org/Visibility.ts"
import type { Call } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"

const root = "share"
/** Shares of one record. */
const most = 10
const permissions = ["full_access", "read_only", "read_write"]
const inShare = Body.under(root)

const entityInvalid = ZohoError.reply(400, "INVALID_DATA", "ENTITY_ID_INVALID", { resource_path_index: 1 })

const parentOf = (call: Call): Parent.Parent | Http.Reply => Parent.of(call, entityInvalid)

interface Member {
  readonly id: string
  readonly type: "users" | "roles"
  readonly name: string
}

/** Whom a share may name: an active user or a role. */
const member = (core: Core, type: string, id: string): Member | undefined => {
  if (type === "users") {
    const name = core.db.get("SELECT name FROM user WHERE id=? AND status='active'", id)?.["name"]
    return typeof name === "string" ? { id, type, name } : undefined
  }
  if (type !== "roles") return undefined
  const role = Json.asObject(Json.parse(Json.asText(core.db.get("SELECT json FROM role WHERE id=?", id)?.["json"])))
  return role === undefined ? undefined : { id, type, name: Json.asText(role["name"]) }
}

const shown = (core: Core, parent: Parent.Parent, row: Row) => {
  const with_ = member(core, String(row["type"]), String(row["member"]))
  const by = core.db.get("SELECT name, json FROM user WHERE id=?", String(row["by"]))
  const zuid: unknown = Json.asObject(Json.parse(Json.asText(by?.["json"])))?.["zuid"] ?? null
  return {
    shared_with: { name: with_?.name ?? null, id: row["member"], type: row["type"] },
    share_related_records: row["related"] === 1,
    shared_through: { module: { name: parent.module.apiName, id: parent.module.id }, id: parent.id },
    shared_time: Clock.format(Number(row["at"])),
    permission: row["permission"],
    shared_by: { name: by?.["name"] ?? null, id: row["by"], zuid },
    type: "private"
  }
}

export const get = (call: Call): Http.Reply => {
  const parent = parentOf(call)
  if ("status" in parent) return parent
  const view = call.target.query.get("view")
  if (view !== null && view !== "summary")
    return ZohoError.reply(400, "PATTERN_NOT_MATCHED", "Please check whether the input values are correct", {
      api_name: "view"
    })
  const rows = call.core.db.all(
    "SELECT member, type, permission, related, at, by FROM share WHERE record=? ORDER BY at, member",
    parent.id
  )
  return rows.length === 0
    ? Http.empty(204)
    : Http.json(200, { [root]: rows.map((row) => shown(call.core, parent, row)) })
}

interface Wish {
  readonly member: Member
  readonly permission: string
  readonly related: boolean
}

/** One wish of a body: `shared_with`, or `user` as older clients say it. */
const wishOf = (core: Core, value: unknown, index: number): Wish | Items.Item => {
  const path = `$.share[${index}]`
  const place = (name: string) => ({ api_name: name, json_path: `${path}.${name}` })
  const row = Json.asObject(value)
  if (row === undefined)
    return Items.refused("INVALID_DATA", "invalid data", { expected_data_type: "jsonobject", json_path: path })
  const key = row["shared_with"] === undefined && row["user"] !== undefined ? "user" : "shared_with"
  const given = row[key]
  if (Json.isAbsent(given)) return Items.refused("MANDATORY_NOT_FOUND", "required field not found", place(key))
  const who = Json.asObject(given)
  const id = Json.idOf(who?.["id"])
  if (who === undefined || id === undefined) return Items.refused("INVALID_DATA", "invalid data", place(key))
  const type = who["type"] ?? "users"
  if (type !== "users" && type !== "roles") return Items.refused("INVALID_DATA", "invalid data", place(key))
  const { permission, share_related_records: related, type: kind } = row
  if (Json.isAbsent(permission))
    return Items.refused("MANDATORY_NOT_FOUND", "required field not found", place("permission"))
  if (typeof permission !== "string" || !permissions.includes(permission))
    return Items.refused("INVALID_DATA", "invalid data", { supported_values: permissions, ...place("permission") })
  if (kind === "public")
    // A record that everybody sees is shared with nobody by name.
    return Items.refused("INVALID_DATA", "invalid data", { dependee: place("type"), ...place(key) })
  const found = member(core, type, id)
  return found === undefined
    ? Items.refused("INVALID_DATA", "invalid user Id", { api_name: "id", json_path: `${path}.${key}.id` })
    : { member: found, permission, related: related === true }
}

const isItem = (value: Wish | Items.Item): value is Items.Item => "item" in value

const wishes = (call: Call): Body.Checked<ReadonlyArray<unknown>> => {
  const body = Body.root(call)
  if (!body.ok) return body
  const list = Body.array(body.value[root], "$.share", 100, inShare)
  if (!list.ok) return list
  return list.value.length > most
    ? Body.no(
        ZohoError.reply(400, "SHARE_LIMIT_EXCEEDED", "Cannot share a record to more than 10 users.", { limit: most })
      )
    : list
}

const done = Items.good({}, "record will be shared successfully")

const put = (call: Call, status: 200 | 201, mayBeNew: boolean): Http.Reply => {
  const parent = parentOf(call)
  if ("status" in parent) return parent
  const { core, identity } = call
  if (Visibility.denied(core, parent.module, parent.id, "share") !== undefined)
    return ZohoError.reply(403, "INVALID_DATA", "Shared record cannot be shared to other users")
  const list = wishes(call)
  if (!list.ok) return list.reply
  const owner = parent.module.byName.has("Owner")
    ? core.db.get(`SELECT "Owner" AS owner FROM ${parent.module.table} WHERE id=?`, parent.id)?.["owner"]
    : undefined
  return Items.answer(
    root,
    core.db.transaction(() =>
      list.value.map((value, index): Items.Item => {
        const wish = wishOf(core, value, index)
        if (isItem(wish)) return wish
        const at = { api_name: "shared_with", json_path: `$.share[${index}].shared_with` }
        const { member: who, permission, related } = wish
        if (who.id === owner) return Items.refused("INVALID_DATA", "cannot share to the user", at)
        const there =
          core.db.get("SELECT 1 AS yes FROM share WHERE record=? AND member=?", parent.id, who.id) !== undefined
        if (there === mayBeNew)
          return mayBeNew
            ? Items.refused("DUPLICATE_DATA", "the record is shared already", at)
            : Items.refused("INVALID_DATA", "invalid data", at)
        const held = Number(core.db.get("SELECT COUNT(*) AS n FROM share WHERE record=?", parent.id)?.["n"])
        if (mayBeNew && held >= most)
          return Items.refused("SHARE_LIMIT_EXCEEDED", "Cannot share a record to more than 10 users.", { limit: most })
        core.db.run(
          "INSERT INTO share(record, member, type, permission, related, at, by) VALUES(?,?,?,?,?,?,?) ON CONFLICT(record, member) DO UPDATE SET permission=excluded.permission, related=excluded.related",
          parent.id,
          who.id,
          who.type,
          permission,
          related ? 1 : 0,
          Math.floor(core.clock.now() / 1000),
          identity.userId
        )
        return done
      })
    ),
    status
  )
}

export const create = (call: Call): Http.Reply => put(call, 201, true)

export const update = (call: Call): Http.Reply => put(call, 200, false)

export const revoke = (call: Call): Http.Reply => {
  const parent = parentOf(call)
  if ("status" in parent) return parent
  if (Visibility.denied(call.core, parent.module, parent.id, "share") !== undefined)
    return ZohoError.reply(403, "NO_PERMISSION", "permission denied - access the api")
  return call.core.db.run("DELETE FROM share WHERE record=?", parent.id) === 0
    ? ZohoError.reply(400, "CANNOT_PROCESS", "No sharing through this record is available to revoke")
    : Http.json(200, {
        [root]: { code: "SUCCESS", details: { id: parent.id }, message: "Sharing Revoked", status: "success" }
      })
}
