/** Related records: listed, read one by one, tied and untied. */
import * as Dollar from "../content/Dollar.ts"
import * as Parent from "../content/Parent.ts"
import { quote } from "../Database.ts"
import * as Http from "../Http.ts"
import { answer as answerOf, done, type Item, refused } from "../Items.ts"
import * as Json from "../Json.ts"
import * as Permissions from "../org/Permissions.ts"
import * as Params from "../Params.ts"
import * as Inside from "../records/Inside.ts"
import * as Read from "../records/Read.ts"
import * as WriteBody from "../records/WriteBody.ts"
import * as Bin from "../recycle/Bin.ts"
import type { Call } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Links from "./Links.ts"
import * as Lists from "./Lists.ts"

interface Target extends Lists.List {
  readonly parent: Parent.Parent
}

/** The record and the list of the path. */
const targetOf = (call: Call): Target | Http.Reply => {
  const parent = Parent.of(call)
  if ("status" in parent) return parent
  const list = Lists.find(call.core, parent.module, call.params["list"] ?? "")
  if (list === undefined) return Parent.invalidList
  return Permissions.refused(call.core, call.identity.userId, list.module.apiName, ["View"]) ?? { ...list, parent }
}

const moreOf = (call: Call, { kind, parent }: Target): Pick<Read.Within, "more"> =>
  kind._tag === "Links" ? { more: Links.shown(call.core, kind, parent.id) } : {}

export const list = (call: Call): Http.Reply => {
  const target = targetOf(call)
  if ("status" in target) return target
  return Read.page(call, target.module, {
    ...Lists.sql(call.core, target, target.parent.id),
    ...(target.module.apiName === "Attachments" ? { names: Dollar.ofAttachments } : {}),
    ...moreOf(call, target)
  })
}

/** True when the list has this record. */
const has = (call: Call, target: Target, id: string): boolean => {
  if (!Json.isId(id)) return false
  const { values, where } = Lists.sql(call.core, target, target.parent.id)
  return (
    call.core.db.get(
      `SELECT id FROM ${target.module.rows} AS ${target.module.table} WHERE id=? AND (${where})`,
      id,
      ...values
    ) !== undefined
  )
}

const notThere = ZohoError.reply(404, "INVALID_DATA", "The record does not exist")

export const one = (call: Call): Http.Reply => {
  const target = targetOf(call)
  if ("status" in target) return target
  const id = call.params["related"] ?? ""
  return has(call, target, id) ? Read.one(call, target.module, id, moreOf(call, target).more) : notThere
}

const answer = (items: ReadonlyArray<Item>): Http.Reply => answerOf("data", items)

/** Updates a record of the list with what the row gives and `more`; the item is the list's, not the update's. */
const write = (call: Call, target: Target, id: string, row: WriteBody.Input, more: Inside.Row, index: number): Item => {
  const { core, identity } = call
  const outcome = Inside.write(core, identity.userId, "update", target.module, [{ ...row, ...more, id }])[0]
  if (outcome === undefined || outcome.ok) return done(id, "record updated")
  const details = Json.asObject(outcome.item["details"]) ?? {}
  const path = details["json_path"]
  // The update saw one row only; the answer is about its place in the whole body.
  const placed = typeof path === "string" ? { json_path: path.replace("$.data[0]", `$.data[${index}]`) } : {}
  return { ok: false, item: { ...outcome.item, details: { ...details, ...placed } } }
}

const tie = (call: Call, target: Target, row: WriteBody.Input, index: number, given: string | undefined): Item => {
  const { kind, module, parent } = target
  const { core } = call
  const place = (name: string) => ({ api_name: name, json_path: `$.data[${index}].${name}` })
  const id = given ?? Json.idOf(row["id"])
  if (id === undefined) return refused("MANDATORY_NOT_FOUND", "required field not found", place("id"))
  if (!Json.isId(id)) return refused("INVALID_DATA", "the id given seems to be invalid", place("id"))
  if (!Parent.exists(call, module, id)) return refused("INVALID_DATA", "invalid data", { id })
  switch (kind._tag) {
    case "Children": {
      const value =
        kind.field.dataType === "lookup"
          ? { id: parent.id }
          : { id: parent.id, module: { api_name: parent.module.apiName, id: parent.module.id } }
      return write(call, target, id, row, { [kind.field.apiName]: value }, index)
    }
    case "Links": {
      const said = Links.read(core, kind, row)
      if (!said.ok) return refused(said.code, said.message, { ...said.more, ...place(said.name) })
      const isNew = Links.put(core, kind, parent.id, id, said.data)
      return done(id, isNew ? "relation added" : "relation updated")
    }
    case "Lookup": {
      if (has(call, target, id)) return done(id, "record updated")
      const link = [{ [kind.link]: { id: parent.id } }]
      return write(
        call,
        target,
        id,
        row,
        { [kind.field.apiName]: link, $append_values: { [kind.field.apiName]: true } },
        index
      )
    }
    case "Hanging":
      return has(call, target, id)
        ? write(call, target, id, row, {}, index)
        : refused("INVALID_DATA", "relation not found", { id })
    case "Rows":
    case "Invited":
    case "Empty":
      return refused("CANNOT_BE_UPDATED", "the related list cannot be updated", { id })
  }
}

const notWritten = ZohoError.reply(400, "NOT_SUPPORTED", "The given module is not supported in API", {
  resource_path_index: 2
})

const put = (call: Call, id: string | undefined): Http.Reply => {
  const target = targetOf(call)
  if ("status" in target) return target
  if (target.module.writable === false) return notWritten
  const body = WriteBody.bodyOf(call)
  if ("status" in body) return body
  call.credits = 1
  if (id !== undefined && body.rows.length > 1)
    return ZohoError.dataReply(400, "INVALID_DATA", "invalid data", {
      maximum_length: 1,
      api_name: "data",
      json_path: "$.data"
    })
  return answer(
    call.core.db.transaction(() =>
      body.rows.map((value, index) => {
        const row = Json.asObject(value)
        return row === undefined
          ? refused("INVALID_DATA", "invalid data", {
              expected_data_type: "jsonobject",
              json_path: `$.data[${index}]`
            })
          : tie(call, target, row, index, id)
      })
    )
  )
}

export const putMany = (call: Call): Http.Reply => put(call, undefined)

export const putOne = (call: Call): Http.Reply => {
  const target = targetOf(call)
  if ("status" in target) return target
  const id = call.params["related"] ?? ""
  return Parent.exists(call, target.module, id) ? put(call, id) : notThere
}

const untie = (call: Call, target: Target, id: string): Item => {
  const { kind, module, parent } = target
  const { core, identity } = call
  if (!has(call, target, id)) return refused("INVALID_DATA", "relation not found", { id })
  switch (kind._tag) {
    case "Children": {
      const item = write(call, target, id, {}, { [kind.field.apiName]: null }, 0)
      return item.ok ? done(id, "relation removed") : item
    }
    case "Links":
      Links.remove(core, kind, parent.id, id)
      return done(id, "relation removed")
    case "Lookup":
      core.db.run(
        `DELETE FROM ${kind.rows.table} WHERE ${quote(kind.parent)}=? AND ${quote(kind.link)}=?`,
        id,
        parent.id
      )
      return done(id, "relation removed")
    case "Hanging":
      // A note without its record is nothing: it goes to the recycle bin.
      Bin.move(core, identity.userId, module, id)
      return done(id, "record deleted")
    case "Rows":
    case "Invited":
    case "Empty":
      return refused("CANNOT_BE_UPDATED", "the related list cannot be updated", { id })
  }
}

export const removeMany = (call: Call): Http.Reply => {
  const target = targetOf(call)
  if ("status" in target) return target
  const ids = Params.names(call.target.query.get("ids"))
  if (ids.length === 0)
    return ZohoError.reply(400, "MANDATORY_NOT_FOUND", "One of the expected parameter is missing", {
      param_name: "ids"
    })
  if (ids.length > 100)
    return ZohoError.reply(400, "LIMIT_EXCEEDED", "Limit Exceeded, You cannot give more than 100 record ids", {
      limit: "100",
      param_name: "ids"
    })
  return answer(call.core.db.transaction(() => ids.map((id) => untie(call, target, id))))
}

export const removeOne = (call: Call): Http.Reply => {
  const target = targetOf(call)
  if ("status" in target) return target
  return answer(call.core.db.transaction(() => [untie(call, target, call.params["related"] ?? "")]))
}

/** The list as it was when the record, now in the recycle bin, was deleted. */
export const ofDeleted = (call: Call): Http.Reply => {
  const module = Read.moduleOf(call)
  if ("status" in module) return module
  const { core } = call
  Bin.expire(core)
  const id = call.params["id"] ?? ""
  let reply: Http.Reply = notThere
  // The record comes back for the length of one look.
  core.db.attempt(
    () => {
      if (Bin.moduleOf(core, id) === module.apiName && Bin.restore(core, call.identity.userId, id) === "done")
        reply = list(call)
    },
    () => false
  )
  return reply
}
