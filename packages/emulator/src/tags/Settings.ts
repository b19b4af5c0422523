/** The tags of a module: listed, created, changed, merged, deleted, counted. */
import * as Body from "../actions/Body.ts"
import * as Clock from "../Clock.ts"
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Items from "../Items.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"
import * as Permissions from "../org/Permissions.ts"
import * as FieldType from "../records/FieldType.ts"
import type { Call } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Given from "./Given.ts"
import * as Tags from "./Tags.ts"

const most = 100

/** What it takes to make, change and give tags. */
export const needs = ["Edit", "Tags"] as const

/** The module that `module` names, if its records can be tagged; `key` is how the error calls the parameter. */
const moduleOf = (call: Call, key: "param" | "param_name" = "param"): Module | Http.Reply => {
  const name = call.target.query.get("module")
  if (name === null || name === "")
    return ZohoError.reply(400, "REQUIRED_PARAM_MISSING", "One of the expected parameter is missing", {
      [key]: "module"
    })
  const module = call.core.metadata.module(name)
  if (module === undefined) return ZohoError.reply(400, "INVALID_MODULE", "the module name given seems to be invalid")
  return taggable(module)
    ? module
    : ZohoError.reply(400, "INVALID_MODULE", "the given module is not supported for this api")
}

export const taggable = (module: Module): boolean => module.byName.get("Tag")?.dataType === "tags"

const described = (core: Core, tag: Tags.Tag) => {
  const user = (id: string): unknown => JSON.parse(FieldType.userJson(core, id, false))
  return {
    created_time: Clock.format(tag.created),
    modified_time: Clock.format(tag.modified),
    name: tag.name,
    modified_by: user(tag.modifiedBy),
    id: tag.id,
    created_by: user(tag.createdBy),
    color_code: tag.color
  }
}

export const list = (call: Call): Http.Reply => {
  const module = moduleOf(call)
  if ("status" in module) return module
  const { core, identity } = call
  const mine = call.target.query.get("my_tags") === "true"
  const tags = Tags.list(core, module.apiName).filter((tag) => !mine || tag.createdBy === identity.userId)
  if (tags.length === 0) return Http.empty(204)
  return Http.json(200, {
    tags: tags.map((tag) => described(core, tag)),
    info: {
      record_limit: core.switches().tagsPerRecord,
      count: tags.length,
      allowed_count: core.switches().tagsPerModule
    }
  })
}

const inTags = Body.under(Given.root)

const done = (core: Core, tag: Tags.Tag, message: string): Items.Item => Items.good(described(core, tag), message)

const answer = (items: ReadonlyArray<Items.Item>, all: 200 | 201): Http.Reply => Items.answer(Given.root, items, all)

const placeOf = (index: number, name: string) => ({ api_name: name, json_path: `$.tags[${index}].${name}` })

const wrongColor = (given: Given.Given, index: number): Items.Item | undefined =>
  typeof given.color !== "string" || Given.isColor(given.color)
    ? undefined
    : Items.refused("INVALID_DATA", "special characters found in the given name", placeOf(index, "color_code"))

const taken = (tag: Tags.Tag, index: number): Items.Item =>
  Items.refused("DUPLICATE_DATA", "duplicate data", { ...placeOf(index, "name"), id: tag.id })

/** The reply that refuses the caller to manage the tags of a module. */
const forbidden = (call: Call, module: string): Http.Reply | undefined =>
  Permissions.refused(call.core, call.identity.userId, module, needs, inTags)

export const create = (call: Call): Http.Reply => {
  const module = moduleOf(call)
  if ("status" in module) return module
  const denied = forbidden(call, module.apiName)
  if (denied !== undefined) return denied
  const body = Body.root(call)
  if (!body.ok) return body.reply
  const given = Given.read(body.value, most)
  if (!given.ok) return given.reply
  const { core, identity } = call
  return answer(
    core.db.transaction(() =>
      given.value.map((one, index) => {
        if (one.name === undefined)
          return Items.refused("MANDATORY_NOT_FOUND", "required field not found", placeOf(index, "name"))
        const wrong = wrongColor(one, index)
        if (wrong !== undefined) return wrong
        const known = Tags.byName(core, module.apiName, one.name)
        if (known !== undefined) return taken(known, index)
        const tag = Tags.create(core, identity.userId, module.apiName, one.name, one.color ?? null)
        return tag === undefined
          ? Items.refused("LICENSE_LIMIT_EXCEEDED", "tags edition limit exceeded", {})
          : done(core, tag, "tags created successfully")
      })
    ),
    201
  )
}

const notFound = (id: string): Http.Reply => ZohoError.reply(400, "INVALID_DATA", "tags not found", { id })

/** `PUT /settings/tags`, and with an id in the path for one of them. */
export const update = (call: Call): Http.Reply => {
  const module = moduleOf(call)
  if ("status" in module) return module
  const denied = forbidden(call, module.apiName)
  if (denied !== undefined) return denied
  const body = Body.root(call)
  if (!body.ok) return body.reply
  const { core, identity } = call
  const path = call.params["id"]
  if (path !== undefined && Tags.byId(core, path)?.module !== module.apiName) return notFound(path)
  const given = Given.read(body.value, path === undefined ? most : 1)
  if (!given.ok) return given.reply
  return answer(
    core.db.transaction(() =>
      given.value.map((one, index) => {
        const id = path ?? one.id
        if (id === undefined)
          return Items.refused("MANDATORY_NOT_FOUND", "required field not found", placeOf(index, "id"))
        const tag = Tags.byId(core, id)
        if (tag?.module !== module.apiName) return Items.refused("INVALID_DATA", "invalid data", placeOf(index, "id"))
        if (one.name === undefined && one.color === undefined)
          return Items.refused("MANDATORY_NOT_FOUND", "required field not found", placeOf(index, "name"))
        const wrong = wrongColor(one, index)
        if (wrong !== undefined) return wrong
        const name = one.name ?? tag.name
        const other = Tags.byName(core, module.apiName, name)
        if (other !== undefined && other.id !== id) return taken(other, index)
        Tags.change(core, identity.userId, id, name, one.color === undefined ? tag.color : one.color)
        return done(core, Tags.byId(core, id) ?? tag, "tags updated successfully")
      })
    ),
    200
  )
}

export const remove = (call: Call): Http.Reply => {
  const id = call.params["id"] ?? ""
  const tag = Tags.byId(call.core, id)
  if (tag === undefined) return notFound(id)
  const denied = forbidden(call, tag.module)
  if (denied !== undefined) return denied
  Tags.remove(call.core, id)
  return Http.json(200, {
    tags: [{ code: "SUCCESS", details: { id }, message: "tags deleted successfully", status: "success" }]
  })
}

/** The rows of a module that have the tag. */
const holders = (core: Core, tag: Tags.Tag): ReadonlyArray<{ readonly id: string; readonly value: unknown }> => {
  const module = core.metadata.module(tag.module)
  return module === undefined
    ? []
    : core.db
        .all(`SELECT id, "Tag" AS tag FROM ${module.rows} AS t WHERE instr("Tag", ?)>0`, tag.id)
        .map((row) => ({ id: String(row["id"]), value: row["tag"] }))
}

/** Gives the records of one tag another instead; the one of the path is no more. */
export const merge = (call: Call): Http.Reply => {
  const body = Body.root(call)
  if (!body.ok) return body.reply
  const items = Body.array(body.value[Given.root], "$.tags", 1)
  if (!items.ok) return items.reply
  const row = Json.asObject(items.value[0]) ?? {}
  const invalid = (name: string, details: object, message: string) =>
    inTags(400, "INVALID_DATA", message, { api_name: name, ...details, json_path: `$.tags[*].${name}` })
  const { conflict_id: conflict, modified_time: at } = row
  if (Json.isAbsent(conflict))
    return inTags(400, "MANDATORY_NOT_FOUND", "Required field is missing", {
      api_name: "conflict_id",
      json_path: "$.tags[*].conflict_id"
    })
  const into = Json.idOf(conflict)
  if (into !== undefined && into.length > 19) return invalid("conflict_id", { maximum_length: 19 }, "Invalid data")
  if (into === undefined || !Json.isId(into))
    return invalid("conflict_id", { expected_data_type: "bigint" }, "Invalid data type")
  if (at !== undefined && at !== null && (typeof at !== "string" || Clock.parse(at) === undefined))
    return invalid("modified_time", { expected_data_type: "datetime" }, "Invalid data type")
  const { core, identity } = call
  const from = Tags.byId(core, call.params["id"] ?? "")
  const denied = from === undefined ? undefined : forbidden(call, from.module)
  if (denied !== undefined) return denied
  const to = Tags.byId(core, into)
  if (from === undefined || to === undefined || from.id === to.id || from.module !== to.module)
    return inTags(400, "INVALID_DATA", "Invalid data", { api_name: "id", json_path: "$.tags[0].id" })
  core.db.transaction(() => {
    const table = core.metadata.module(from.module)?.table
    for (const { id, value } of holders(core, from))
      core.db.run(
        `UPDATE ${table} SET "Tag"=? WHERE id=?`,
        Tags.stored(Tags.idsOf(value).map((tag) => (tag === from.id ? to.id : tag))),
        id
      )
    Tags.remove(core, from.id)
    Tags.change(core, identity.userId, to.id, to.name, to.color)
  })
  const { name: _, ...details } = described(core, Tags.byId(core, to.id) ?? to)
  return Http.json(200, {
    tags: [{ code: "SUCCESS", details, message: "tags merged successfully", status: "success" }]
  })
}

export const count = (call: Call): Http.Reply => {
  const module = moduleOf(call, "param_name")
  if ("status" in module) return module
  const tag = Tags.byId(call.core, call.params["id"] ?? "")
  if (tag?.module !== module.apiName) return ZohoError.reply(404, "INVALID_DATA", "tags not found", { api_name: "id" })
  return Http.json(200, {
    configured_areas: {
      workflow_tagActionRecords: {},
      custom_view: { cvnames: [], inaccessible_custom_view_present: false, cvmodules: [], cvids: [] }
    },
    count: String(holders(call.core, tag).length)
  })
}
