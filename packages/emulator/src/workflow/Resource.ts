/** Actions of workflows that are settings of their own: listed, read, made, changed, and deleted while no rule names them. */
import * as Body from "../actions/Body.ts"
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Items from "../Items.ts"
import * as Json from "../Json.ts"
import * as Rows from "../org/Rows.ts"
import * as Params from "../Params.ts"
import type { Call, Route } from "../Router.ts"
import * as Documents from "../settings/Documents.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Listed from "./Listed.ts"
import * as Store from "./Store.ts"

export interface Resource {
  /** The root of bodies and answers, and the type by which rules name it. */
  readonly root: "field_updates" | "tasks" | "webhooks"
  readonly words: {
    readonly created: string
    readonly updated: string
    readonly deleted: string
    readonly used: string
  }
  /** How too many ids are refused. */
  readonly tooMany: Http.Reply
  /** Keys that lists leave out. */
  readonly inner: ReadonlyArray<string>
  /** An item of a body over what it was, or what is wrong with it. */
  readonly read: (
    core: Core,
    input: Body.Input,
    before: Documents.Document | undefined,
    at: string
  ) => Documents.Document | ZohoError.ZohoError
}

const unknownId = "the id given seems to be invalid"

/** Items of one call. */
const most = 10

const kindOf = ({ root }: Resource): string => Store.actionKinds[root] ?? root

const shown = (core: Core, { root }: Resource, document: Documents.Document): Documents.Document => ({
  lock_status: { locked: false },
  editable: true,
  deletable: true,
  related_module: null,
  source: "crm",
  feature_type: "workflow",
  associated: Store.isUsed(core, root, Json.asText(document["id"])),
  ...document
})

const list =
  (resource: Resource) =>
  (call: Call): Http.Reply => {
    const { core } = call
    const items = Documents.list(core, kindOf(resource)).map((it) => shown(core, resource, it))
    const chosen = Listed.chosen(call, items)
    if (!chosen.ok) return chosen.reply
    const brief = (it: Documents.Document) =>
      Object.fromEntries(Object.entries(it).filter(([key]) => !resource.inner.includes(key)))
    return Rows.paged(call, resource.root, chosen.value.map(brief))
  }

const ofPath =
  (resource: Resource, handler: (call: Call, document: Documents.Document) => Http.Reply) =>
  (call: Call): Http.Reply => {
    const document = Documents.find(call.core, kindOf(resource), call.params["id"] ?? "")
    return document === undefined
      ? ZohoError.reply(400, "INVALID_DATA", unknownId, { resource_path_index: 3 })
      : handler(call, document)
  }

const write = (
  call: Call,
  resource: Resource,
  input: Body.Input,
  before: Documents.Document | undefined,
  at: string
): Items.Item => {
  const { core } = call
  const { id: _, ...rest } = input
  const document = resource.read(core, rest, before, at)
  if (Rows.isRefused(document)) return Items.failed(document)
  const own = before === undefined ? {} : { id: before["id"] }
  const id = Documents.save(core, kindOf(resource), { ...document, ...Rows.stamped(call, before), ...own })
  return Items.done(id, before === undefined ? resource.words.created : resource.words.updated)
}

const changeMany = (resource: Resource) =>
  Rows.writing(
    resource.root,
    most,
    200,
    Rows.named(
      (core, id) => Documents.find(core, kindOf(resource), Json.idOf(id) ?? ""),
      (call, input, before, at) => write(call, resource, input, before, at),
      unknownId
    )
  )

const removeMany =
  (resource: Resource) =>
  (call: Call): Http.Reply => {
    const { core } = call
    const ids = Params.names(call.target.query.get("ids"))
    if (ids.length === 0) return ZohoError.requiredParam("ids")
    if (ids.length > most) return resource.tooMany
    return Items.answer(
      resource.root,
      ids.map((id) => {
        if (Documents.find(core, kindOf(resource), id) === undefined)
          return Items.refused("INVALID_DATA", unknownId, { id })
        if (Store.isUsed(core, resource.root, id)) return Items.refused("NOT_ALLOWED", resource.words.used, { id })
        Documents.remove(core, kindOf(resource), id)
        return Items.done(id, resource.words.deleted)
      })
    )
  }

const removeOne = (resource: Resource) =>
  ofPath(resource, (call, document) => {
    const id = Json.asText(document["id"])
    if (Store.isUsed(call.core, resource.root, id))
      return ZohoError.reply(400, "NOT_ALLOWED", resource.words.used, { resource_path_index: 3 })
    Documents.remove(call.core, kindOf(resource), id)
    return Items.answer(resource.root, [Items.done(id, resource.words.deleted)])
  })

/** The module of an item, as it is kept. */
export const moduleOf = (core: Core, value: unknown, at: string, root: string) => {
  if (Json.isAbsent(value)) return Listed.missing(root, "module")
  const module = Body.module(core, value, `${at}.module`, Body.under(root))
  return module.ok ? module.value : Listed.errorOf(module.reply, root)
}

export const refOf = ({ apiName, id }: { readonly apiName: string; readonly id: string }) => ({ api_name: apiName, id })

const scope = (operation: "READ" | "CREATE" | "UPDATE" | "DELETE") =>
  ({ group: "settings", sub: "automation_actions", operation }) as const

/** The calls of a resource; changing many at once is not known of each. */
export const routes = (resource: Resource, many = true): ReadonlyArray<Route> => {
  const path = `/crm/v8/settings/automation/${resource.root}`
  const byId = `${path}/{id}`
  const change = ofPath(resource, (call, document) =>
    Rows.writing(resource.root, 1, 200, (it, input, at) => write(it, resource, input, document, at))(call)
  )
  const create = Rows.writing(resource.root, most, 201, (call, input, at) =>
    write(call, resource, input, undefined, at)
  )
  const one = ofPath(resource, (call, document) =>
    Http.json(200, { [resource.root]: [shown(call.core, resource, document)] })
  )
  return [
    { host: "api", method: "GET", path, scope: scope("READ"), handler: list(resource) },
    { host: "api", method: "POST", path, scope: scope("CREATE"), handler: create },
    ...(many
      ? [{ host: "api", method: "PUT", path, scope: scope("UPDATE"), handler: changeMany(resource) } as const]
      : []),
    { host: "api", method: "DELETE", path, scope: scope("DELETE"), handler: removeMany(resource) },
    { host: "api", method: "GET", path: byId, scope: scope("READ"), handler: one },
    { host: "api", method: "PUT", path: byId, scope: scope("UPDATE"), handler: change },
    { host: "api", method: "DELETE", path: byId, scope: scope("DELETE"), handler: removeOne(resource) }
  ]
}
