/** Territories: a tree beside that of the roles, with users and records in it. */
import * as Body from "../actions/Body.ts"
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Items from "../Items.ts"
import * as Json from "../Json.ts"
import * as Params from "../Params.ts"
import * as FieldType from "../records/FieldType.ts"
import type { Call, Route } from "../Router.ts"
import * as Documents from "../settings/Documents.ts"
import * as ViewInput from "../settings/ViewInput.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Rows from "./Rows.ts"
import * as Input from "./TerritoryInput.ts"
import * as Store from "./TerritoryStore.ts"

const root = "territories"

const isKnown = (core: Core, id: unknown): Documents.Document | undefined => Store.find(core, Json.idOf(id) ?? "")

const item = (core: Core, territory: Documents.Document, criteria: ReadonlyArray<string>): Documents.Document => {
  const { $parent: parent, $users: _, manager, ...shown } = territory
  const user = core.db.get("SELECT status, json FROM user WHERE id=?", Json.asText(manager))
  const rules = Object.entries(Input.rules).map(([rule, name]) => {
    const module = core.metadata.module(name)
    return [rule, module === undefined ? null : ViewInput.shown(module, territory[rule])] as const
  })
  return {
    ...Object.fromEntries(Object.entries(shown).filter(([key]) => !Object.hasOwn(Input.rules, key))),
    manager:
      user === undefined
        ? null
        : {
            ...FieldType.userRef(core, manager),
            zuid: Json.asObject(Json.parse(Json.asText(user["json"])))?.["zuid"] ?? null,
            status: user["status"]
          },
    reporting_to: Store.ref(core, parent),
    ...Object.fromEntries(rules.filter(([rule]) => criteria.includes(rule)))
  }
}

const listed = (call: Call, some: ReadonlyArray<Documents.Document>): Http.Reply => {
  const ids = call.target.query.get("ids")
  const include = Params.names(call.target.query.get("include"))
  const wanted = ids === null ? some : some.filter((it) => Params.names(ids).includes(Json.asText(it["id"])))
  const chosen = Rows.filtered(call, wanted)
  if (!chosen.ok) return chosen.reply
  return Rows.paged(
    call,
    root,
    chosen.value.map((it) => item(call.core, it, include))
  )
}

/** A call of an org that has territories at all. */
const enabled =
  (handler: (call: Call) => Http.Reply) =>
  (call: Call): Http.Reply =>
    Store.enabled(call.core)
      ? handler(call)
      : ZohoError.reply(400, "FEATURE_NOT_ENABLED", "Territory Management is not enabled")

const all = (call: Call): Http.Reply => listed(call, Store.list(call.core))

const one = (call: Call): Http.Reply => {
  const territory = isKnown(call.core, call.params["id"])
  return territory === undefined
    ? Http.empty(204)
    : Http.json(200, {
        [root]: [item(call.core, territory, Object.keys(Input.rules))],
        info: { per_page: 200, count: 1, page: 1, more_records: false }
      })
}

const invalidId = ZohoError.reply(400, "INVALID_DATA", "the id given seems to be invalid", { resource_path_index: 2 })

const children = (call: Call): Http.Reply => {
  const id = call.params["id"] ?? ""
  return isKnown(call.core, id) === undefined ? invalidId : listed(call, Store.children(call.core, id))
}

const write = (call: Call, input: Body.Input, before: Documents.Document | undefined, at: string): Items.Item => {
  const { core } = call
  if (before === undefined && Store.list(core).length >= Store.most)
    return Items.refused("LIMIT_EXCEEDED", "Territory Limit reached", { limit: Store.most })
  const change = Input.read(core, call.identity.userId, input, before, at)
  if (Rows.isRefused(change)) return Items.failed(change)
  const id = Store.save(core, { ...before, ...change, ...Rows.stamped(call, before) })
  return before === undefined
    ? Items.done(id, "Territory Created Successfully")
    : Items.done(id, "Territory Updated Successfully")
}

const create = Rows.writing(root, 100, 201, (call, input, at) => write(call, input, undefined, at))

/** What a call does with the territory that a row names by its id. */
const named = (each: Parameters<typeof Rows.named<Documents.Document>>[1]) =>
  Rows.named(isKnown, each, "Given Territoryid isn't valid one")

/** The same for the one of the path. */
const ofPath =
  (each: (call: Call, input: Body.Input, before: Documents.Document, at: string) => Items.Item) =>
  (call: Call): Http.Reply => {
    const before = isKnown(call.core, call.params["id"])
    return before === undefined
      ? invalidId
      : Rows.writing(root, 1, 200, (it, input, at) => each(it, { ...input, id: before["id"] }, before, at))(call)
  }

const denied = (details: ZohoError.Details): Items.Item =>
  Items.refused("PERMISSION_DENIED", "User does not have update/delete permission for the territory", details)

/** Deletes a territory; its users and records come to `to`, and so do those below it. */
const drop = (call: Call, territory: Documents.Document, to: string | undefined): void => {
  const { core, identity } = call
  const id = Json.asText(territory["id"])
  for (const child of Store.children(core, id)) Store.save(core, { ...child, $parent: to ?? territory["$parent"] })
  Store.move(core, id, to)
  Store.remove(core, {
    id,
    name: territory["name"],
    deleted_time: Rows.now(core),
    deleted_by: FieldType.userRef(core, identity.userId)
  })
}

const removeOne = (call: Call, id: string, details: ZohoError.Details): Items.Item => {
  const territory = isKnown(call.core, id)
  if (territory === undefined) return Items.refused("INVALID_DATA", "Given Territoryid isn't valid one", details)
  if (territory["$parent"] === null) return denied(details)
  if (Store.children(call.core, id).length > 0)
    return Items.refused("NOT_ALLOWED", "This territory has its child. Transfer it before deleting", details)
  drop(call, territory, undefined)
  return Items.done(id, "Given Territory Removed Successfully")
}

const remove = (call: Call): Http.Reply => {
  const ids = Params.names(call.target.query.get("ids"))
  if (ids.length === 0) return ZohoError.requiredParam("ids")
  if (ids.length > 100)
    return ZohoError.reply(
      400,
      "INVALID_REQUEST",
      "unable to process your request. please verify whether you have entered proper method name, parameter and parameter values."
    )
  return Items.answer(
    root,
    call.core.db.transaction(() => ids.map((id) => removeOne(call, id, { id })))
  )
}

const removeOfPath = (call: Call): Http.Reply => {
  const id = call.params["id"] ?? ""
  if (isKnown(call.core, id) === undefined) return invalidId
  return Items.answer(root, [call.core.db.transaction(() => removeOne(call, id, { resource_path_index: 2 }))])
}

const transferred =
  (dependee: (at: string) => ZohoError.Details) =>
  (call: Call, input: Body.Input, before: Documents.Document, at: string): Items.Item => {
    const { core } = call
    const id = Json.asText(before["id"])
    const { transfer_to_id: target } = input
    if (before["$parent"] === null) return denied(dependee(at))
    if (Json.isAbsent(target)) {
      return Store.children(core, id).length === 0
        ? Items.failed(Rows.about(at, "transfer_to_id", "MANDATORY_NOT_FOUND"))
        : Items.failed(
            Rows.about(
              at,
              "transfer_to_id",
              "DEPENDENT_FIELD_MISSING",
              "This territory has its child. Please Give the transfer_to_id field value",
              { dependee: dependee(at) }
            )
          )
    }
    const to = isKnown(core, target)
    if (to === undefined || Store.isBelow(core, Json.asText(to["id"]), id))
      return Items.failed(Rows.about(at, "transfer_to_id", "INVALID_DATA", "Given transfer_to_id isn't valid one"))
    drop(call, before, Json.asText(to["id"]))
    return Items.done(id, "Territory Transferred And Deleted Successfully")
  }

const counts = (call: Call): Http.Reply =>
  Rows.paged(
    call,
    "associated_users_count",
    Store.list(call.core).flatMap((it) => {
      const count = Store.usersOf(it).length
      return count === 0 ? [] : [{ count, territory: { id: it["id"], name: it["name"], subordinates: false } }]
    })
  )

const deleted = (call: Call): Http.Reply => {
  const ids = call.target.query.get("ids")
  const gone = Store.deleted(call.core)
  return Rows.paged(
    call,
    root,
    ids === null ? gone : gone.filter((it) => Params.names(ids).includes(Json.asText(it["id"])))
  )
}

const base = "/crm/v8/settings/territories"
const route = (
  method: Route["method"],
  path: string,
  operation: "READ" | "CREATE" | "UPDATE" | "DELETE",
  handler: Route["handler"]
): Route => ({
  host: "api",
  method,
  path: `${base}${path}`,
  scope: { group: "settings", sub: "territories", operation },
  handler: enabled(handler)
})

export const routes: ReadonlyArray<Route> = [
  route("GET", "", "READ", all),
  route("POST", "", "CREATE", create),
  route("PUT", "", "UPDATE", Rows.writing(root, 100, 200, named(write))),
  route("DELETE", "", "DELETE", remove),
  route("GET", "/actions/associated_users_count", "READ", counts),
  route("GET", "/actions/deleted_associated_territories", "READ", deleted),
  route(
    "POST",
    "/actions/transfer_and_delete",
    "DELETE",
    Rows.writing(root, 100, 200, named(transferred((at) => ({ api_name: "id", json_path: `${at}.id` }))))
  ),
  route("GET", "/{id}", "READ", one),
  route("PUT", "/{id}", "UPDATE", ofPath(write)),
  route("DELETE", "/{id}", "DELETE", removeOfPath),
  route("GET", "/{id}/__child_territories", "READ", children),
  route("POST", "/{id}/actions/transfer_and_delete", "DELETE", ofPath(transferred(() => ({ resource_path_index: 2 }))))
]
