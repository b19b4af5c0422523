/** Which users are in which territories, told from either side. */
import type * as Body from "../actions/Body.ts"
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Items from "../Items.ts"
import * as Json from "../Json.ts"
import * as Params from "../Params.ts"
import * as FieldType from "../records/FieldType.ts"
import type { Call, Route } from "../Router.ts"
import type { Document } from "../settings/Documents.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Rows from "./Rows.ts"
import * as Store from "./TerritoryStore.ts"

/** Users that a territory may have. */
const most = 100

const statusOf = (core: Core, id: string): string | undefined => {
  const status = core.db.get("SELECT status FROM user WHERE id=?", id)?.["status"]
  return typeof status === "string" ? status : undefined
}

const invalid = (message: string, index: number): Http.Reply =>
  ZohoError.reply(400, "INVALID_DATA", message, { resource_path_index: index })

const notAnId = "the given id given seems to be invalid"

/** A call on the users of the territory of the path. */
const ofTerritory =
  (handler: (call: Call, territory: Document) => Http.Reply) =>
  (call: Call): Http.Reply => {
    if (!Store.enabled(call.core))
      return ZohoError.reply(403, "TERRITORY_NOT_ENABLED", "the territory feature is not enabled")
    const territory = Store.find(call.core, call.params["id"] ?? "")
    return territory === undefined ? invalid(notAnId, 2) : handler(call, territory)
  }

const shownUsers = (core: Core, ids: ReadonlyArray<string>): ReadonlyArray<Document> =>
  Json.objects(ids.map((id) => Json.parse(Json.asText(core.db.get("SELECT json FROM user WHERE id=?", id)?.["json"]))))

const users = ofTerritory((call, territory) =>
  Rows.paged(call, "users", shownUsers(call.core, Store.usersOf(territory)))
)

const user = ofTerritory((call, territory) => {
  const id = call.params["user"] ?? ""
  if (statusOf(call.core, id) === undefined) return invalid(notAnId, 4)
  return Rows.paged(call, "users", shownUsers(call.core, Store.usersOf(territory).includes(id) ? [id] : []))
})

/** Puts a user into a territory; `place` is where the call names them. */
const join = (
  core: Core,
  territory: string,
  id: string,
  place: ZohoError.Details,
  said: { readonly added: string; readonly twice: string; readonly shown: string }
): Items.Item => {
  const found = Store.find(core, territory)
  const now = found === undefined ? [] : Store.usersOf(found)
  if (found === undefined || now.includes(id)) return Items.refused("DUPLICATE_DATA", said.twice, place)
  if (now.length >= most)
    return Items.refused("LIMIT_EXCEEDED", "Maximum Users Limit reached for a territory", { limit: most })
  Store.setUsers(core, found, [...now, id])
  return Items.done(said.shown, said.added)
}

const addUser = (core: Core, territory: string, id: string, place: ZohoError.Details): Items.Item => {
  const status = statusOf(core, id)
  if (status === undefined) return Items.refused("INVALID_DATA", "the given user id given seems to be invalid", place)
  if (status !== "active")
    return Items.refused("INVALID_DATA", `The user to whom you are trying to update is ${status}.`, {
      ...place,
      owner_status: status === "deleted" ? "deleted" : "inactive"
    })
  return join(core, territory, id, place, {
    added: "Given User added to the mentioned territory Successfully",
    twice: "Given user id already exists for that record",
    shown: id
  })
}

const namedId = (input: Body.Input, at: string): { readonly id: string } | ZohoError.ZohoError => {
  const id = Json.idOf(input["id"] ?? undefined)
  return id === undefined ? Rows.about(at, "id", "MANDATORY_NOT_FOUND") : { id }
}

const addUsers = ofTerritory((call, territory) => {
  const given = Rows.rows(call, "users", most)
  if (!given.ok) return given.reply
  const results = given.value.map((input, index): Items.Item => {
    const at = `$.users[${index}]`
    const named = namedId(input, at)
    return Rows.isRefused(named)
      ? Items.failed(named)
      : addUser(call.core, Json.asText(territory["id"]), named.id, { api_name: "id", json_path: `${at}.id` })
  })
  return Items.answer("users", results)
})

const addOne = ofTerritory((call, territory) =>
  Items.answer("users", [
    addUser(call.core, Json.asText(territory["id"]), call.params["user"] ?? "", { resource_path_index: 4 })
  ])
)

/** Takes a user out of a territory; false for one who is not in it. */
const leave = (core: Core, territory: string, id: string): boolean => {
  const found = Store.find(core, territory)
  if (found === undefined || !Store.usersOf(found).includes(id)) return false
  Store.setUsers(
    core,
    found,
    Store.usersOf(found).filter((one) => one !== id)
  )
  return true
}

const removedUser = (id: string): Items.Item =>
  Items.done(id, "Given User Removed from the mentioned territory Successfully")

const removeUsers = ofTerritory((call, territory) => {
  const ids = Params.names(call.target.query.get("ids"))
  if (ids.length === 0) return ZohoError.requiredParam("ids")
  const results = ids.map((id): Items.Item => {
    if (statusOf(call.core, id) === undefined)
      return Items.refused("INVALID_DATA", "the given user id given seems to be invalid", { id })
    return leave(call.core, Json.asText(territory["id"]), id)
      ? removedUser(id)
      : Items.refused("INVALID_DATA", "Given user is not a member of this territory.", { id })
  })
  return Items.answer("users", results)
})

const removeUser = ofTerritory((call, territory) => {
  const id = call.params["user"] ?? ""
  return leave(call.core, Json.asText(territory["id"]), id)
    ? Items.answer("users", [removedUser(id)])
    : invalid("the id given seems to be invalid.", 4)
})

/** A call on the territories of the user of the path. */
const ofUser =
  (handler: (call: Call, user: string) => Http.Reply) =>
  (call: Call): Http.Reply => {
    if (!Store.enabled(call.core))
      return ZohoError.reply(400, "FEATURE_NOT_ENABLED", "Territory Management is not enabled")
    const id = call.params["id"] ?? ""
    return statusOf(call.core, id) === undefined
      ? invalid("the related id given seems to be invalid", 1)
      : handler(call, id)
  }

/** Whoever calls cannot choose their own. */
const ofAnother = (handler: (call: Call, user: string) => Http.Reply) =>
  ofUser((call, user) =>
    user === call.identity.userId
      ? ZohoError.reply(403, "NOT_ALLOWED", "Logged in user can't update their territories")
      : handler(call, user)
  )

const capital = (ref: { readonly name: unknown; readonly id: string } | null) =>
  ref === null ? null : { Name: ref.name, id: ref.id }

const territoriesOf = (core: Core, user: string): ReadonlyArray<Document> =>
  Store.list(core)
    .filter((it) => Store.usersOf(it).includes(user))
    .map((it) => ({
      id: it["id"],
      Name: it["name"],
      Manager: capital(FieldType.userRef(core, it["manager"])),
      Reporting_To: capital(Store.ref(core, it["$parent"]))
    }))

const territories = ofUser((call, user) => Rows.paged(call, "territories", territoriesOf(call.core, user)))

const territory = ofUser((call, user) =>
  Rows.paged(
    call,
    "territories",
    territoriesOf(call.core, user).filter((it) => it["id"] === call.params["territory"])
  )
)

const enter = ofAnother((call, user) => {
  const given = Rows.rows(call, "territories", most)
  if (!given.ok) return given.reply
  const results = given.value.map((input, index): Items.Item => {
    const at = `$.territories[${index}]`
    const named = namedId(input, at)
    if (Rows.isRefused(named)) return Items.failed(named)
    const place = { api_name: "id", json_path: `${at}.id` }
    if (Store.find(call.core, named.id) === undefined)
      return Items.refused("INVALID_DATA", "Invalid Territory Id", place)
    return join(call.core, named.id, user, place, {
      added: "Territory associated to the user successfully",
      twice: "Territory already associated with the user",
      shown: named.id
    })
  })
  return Items.answer("territories", results)
})

const left = (id: string): Items.Item => Items.done(id, "Territory removed from the user successfully")

const exit = ofAnother((call, user) => {
  const ids = Params.names(call.target.query.get("ids"))
  if (ids.length === 0) return ZohoError.requiredParam("ids")
  const results = ids.map((id, index) =>
    leave(call.core, id, user)
      ? left(id)
      : Items.refused("INVALID_DATA", "Invalid Territory Id", {
          api_name: "id",
          json_path: `$.territories[${index}].id`
        })
  )
  return Items.answer("territories", results)
})

const exitOne = ofAnother((call, user) => {
  const id = call.params["territory"] ?? ""
  return leave(call.core, id, user) ? Items.answer("territories", [left(id)]) : invalid("Invalid Territory Id", 3)
})

const of =
  (path: string, scope: { readonly group: string; readonly sub?: string }) =>
  (
    method: Route["method"],
    more: string,
    operation: "READ" | "UPDATE" | "DELETE",
    handler: Route["handler"]
  ): Route => ({ host: "api", method, path: `${path}${more}`, scope: { ...scope, operation }, handler })

const inTerritory = of("/crm/v8/settings/territories/{id}/users", { group: "settings", sub: "territories" })
const ofOneUser = of("/crm/v8/users/{id}/territories", { group: "users" })

export const routes: ReadonlyArray<Route> = [
  inTerritory("GET", "", "READ", users),
  inTerritory("PUT", "", "UPDATE", addUsers),
  inTerritory("DELETE", "", "DELETE", removeUsers),
  inTerritory("GET", "/{user}", "READ", user),
  inTerritory("PUT", "/{user}", "UPDATE", addOne),
  inTerritory("DELETE", "/{user}", "DELETE", removeUser),
  ofOneUser("GET", "", "READ", territories),
  ofOneUser("PUT", "", "UPDATE", enter),
  ofOneUser("DELETE", "", "DELETE", exit),
  ofOneUser("GET", "/{territory}", "READ", territory),
  ofOneUser("DELETE", "/{territory}", "DELETE", exitOne)
]
