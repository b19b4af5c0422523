/** Tags of records: added and removed, one record or many at a time. */
import * as Body from "../actions/Body.ts"
import * as Http from "../Http.ts"
import * as Items from "../Items.ts"
import * as Json from "../Json.ts"
import * as Visibility from "../org/Visibility.ts"
import * as Locks from "../locking/Locks.ts"
import type { Module } from "../Metadata.ts"
import * as Params from "../Params.ts"
import type { Call } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Given from "./Given.ts"
import { taggable } from "./Settings.ts"
import * as Tags from "./Tags.ts"

const mostRecords = 500

const moduleOf = (call: Call): Module | Http.Reply => {
  const module = call.core.metadata.module(call.params["module"] ?? "")
  if (module === undefined) return ZohoError.reply(400, "INVALID_MODULE", "the module name given seems to be invalid")
  return taggable(module)
    ? module
    : ZohoError.reply(400, "INVALID_MODULE", "the given module is not supported for this api")
}

/** The records that a call is about: that of the path, those of the body, or those of the query. */
const idsOf = (call: Call, body: Body.Input): Body.Checked<ReadonlyArray<string>> => {
  const { id } = call.params
  if (id !== undefined)
    return Json.isId(id)
      ? Body.ok([id])
      : Body.no(ZohoError.reply(400, "INVALID_DATA", "the id given seems to be invalid", { resource_path_index: 1 }))
  const given = body["ids"] ?? undefined
  const query = Params.names(call.target.query.get("ids"))
  return Body.ids(given ?? (query.length > 0 ? query : undefined), "$.ids", mostRecords)
}

interface Item extends Items.Item {
  readonly isLocked?: true
}

interface Request {
  readonly module: Module
  readonly ids: ReadonlyArray<string>
  readonly given: ReadonlyArray<Given.Given>
  readonly body: Body.Input
}

const requestOf = (call: Call): Body.Checked<Request> => {
  const module = moduleOf(call)
  if ("status" in module) return Body.no(module)
  const body = Body.root(call)
  if (!body.ok) return body
  const given = Given.read(body.value, call.core.switches().tagsPerRecord)
  if (!given.ok) return given
  const unnamed = given.value.findIndex((one) => one.name === undefined && one.id === undefined)
  if (unnamed >= 0) return Body.missing(`$.tags[${unnamed}].name`)
  const ids = idsOf(call, body.value)
  if (!ids.ok) return ids
  // One credit for every fifty records begun.
  call.credits = Math.ceil(ids.value.length / 50)
  return Body.ok({ module, ids: ids.value, given: given.value, body: body.value })
}

/** Sets a record's tags to what `next` makes of those it has. */
const change = (
  call: Call,
  module: Module,
  id: string,
  next: (now: ReadonlyArray<string>) => ReadonlyArray<string>,
  more: object
): Item => {
  const { core, identity } = call
  const row = core.db.get(`SELECT "Tag" AS tag FROM ${module.rows} AS t WHERE id=?`, id)
  if (row === undefined) return Items.refused("INVALID_DATA", "the id given seems to be invalid", { id })
  if (Visibility.denied(core, module, id, "edit") !== undefined) return Items.failed(Visibility.refusal("Edit", module))
  if (Locks.keeps(core, module, id, identity.userId, "tags"))
    return {
      ...Items.refused(
        "RECORD_LOCKED",
        "Sorry, you cannot perform this operation as the record is locked.",
        Locks.details(id)
      ),
      isLocked: true
    }
  const wanted = [...new Set(next(Tags.ofValue(core, row["tag"]).map((tag) => tag.id)))]
  const limit = core.switches().tagsPerRecord
  if (wanted.length > limit)
    return Items.refused("LIMIT_EXCEEDED", "the number of tags of the record exceeds the limit", { limit, id })
  const value = Tags.stored(wanted)
  core.db.run(
    `UPDATE ${module.table} SET "Tag"=?, "Modified_Time"=?, "Modified_By"=? WHERE id=?`,
    value,
    Math.floor(core.clock.now() / 1000),
    identity.userId,
    id
  )
  return Items.good({ id, ...more, tags: Tags.ofValue(core, value).map(Tags.shown) }, "tags updated successfully")
}

const answer = (items: ReadonlyArray<Item>): Http.Reply =>
  Http.json(Items.statusOf(items), {
    data: items.map((one) => one.item),
    locked_count: String(items.filter((one) => one.isLocked === true).length)
  })

/** The tags that a call names, made where there are none of that name; undefined when there is no room for another. */
const made = (call: Call, module: Module, given: ReadonlyArray<Given.Given>): ReadonlyArray<string> | undefined => {
  const { core, identity } = call
  const ids: Array<string> = []
  for (const { color, id, name } of given) {
    const known = name === undefined ? Tags.byId(core, id ?? "") : Tags.byName(core, module.apiName, name)
    if (known !== undefined && known.module === module.apiName) {
      ids.push(known.id)
      continue
    }
    if (name === undefined) continue
    const tag = Tags.create(core, identity.userId, module.apiName, name, color ?? null)
    if (tag === undefined) return undefined
    ids.push(tag.id)
  }
  return ids
}

const wantsOverwrite = (call: Call, body: Body.Input): boolean =>
  body["over_write"] === true || call.target.query.get("over_write") === "true"

export const add = (call: Call): Http.Reply => {
  const request = requestOf(call)
  if (!request.ok) return request.reply
  const { body, given, ids, module } = request.value
  const wrongColor = given.findIndex((one) => typeof one.color === "string" && !Given.isColor(one.color))
  if (wrongColor >= 0) return Body.invalid(`$.tags[${wrongColor}].color_code`, {}, Body.under(Given.root)).reply
  const overwrite = wantsOverwrite(call, body)
  const items = call.core.db.transaction((): ReadonlyArray<Item> | undefined => {
    const tags = made(call, module, given)
    return tags === undefined
      ? undefined
      : ids.map((id) =>
          change(call, module, id, (now) => (overwrite ? tags : [...now, ...tags]), { affected_data: null })
        )
  })
  if (items === undefined) return Body.under(Given.root)(400, "LICENSE_LIMIT_EXCEEDED", "tags edition limit exceeded")
  const [only] = items
  // A locked record alone is refused as the whole call.
  return items.length === 1 && only?.isLocked === true ? Http.json(400, only.item) : answer(items)
}

export const remove = (call: Call): Http.Reply => {
  const request = requestOf(call)
  if (!request.ok) return request.reply
  const { given, ids, module } = request.value
  const { core } = call
  const gone = new Set(
    given.flatMap(({ id, name }) => {
      const tag = name === undefined ? Tags.byId(core, id ?? "") : Tags.byName(core, module.apiName, name)
      return tag === undefined ? [] : [tag.id]
    })
  )
  return answer(
    core.db.transaction(() =>
      ids.map((id) => change(call, module, id, (now) => now.filter((tag) => !gone.has(tag)), {}))
    )
  )
}
