/** The record of a path `/{module}/{id}/…`, and the errors when there is none. */
import type * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"
import * as Read from "../records/Read.ts"
import type { Call } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"

export interface Parent {
  readonly module: Module
  readonly id: string
}

export const invalidId = ZohoError.reply(400, "INVALID_DATA", "the related id given seems to be invalid", {
  resource_path_index: 1
})

export const invalidList = ZohoError.reply(400, "INVALID_DATA", "The related name given seems to be invalid", {
  resource_path_index: 2
})

/** True when the module has a record of this id. */
export const exists = (call: Call, module: Module, id: string): boolean =>
  Json.isId(id) && call.core.db.get(`SELECT id FROM ${module.rows} AS t WHERE id=?`, id) !== undefined

/** The record of the path; `refused` answers when there is no such record. */
export const of = (call: Call, refused: Http.Reply = invalidId): Parent | Http.Reply => {
  const module = Read.moduleOf(call)
  if ("status" in module) return module
  const id = call.params["id"] ?? ""
  return exists(call, module, id) ? { module, id } : refused
}

/** As `of`, for a record whose module has this related list. */
export const withList = (call: Call, list: string): Parent | Http.Reply => {
  const parent = of(call)
  if ("status" in parent) return parent
  const has =
    parent.module.relatedLists.some((one) => one.apiName === list) ||
    (list === "Attachments" && parent.module.apiName === "Notes")
  return has ? parent : invalidList
}
