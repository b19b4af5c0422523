/** Attachments of a record: files and links, listed, downloaded and deleted. */
import { quote } from "../Database.ts"
import * as Http from "../Http.ts"
import * as Items from "../Items.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"
import * as Params from "../Params.ts"
import * as Bin from "../recycle/Bin.ts"
import * as Read from "../records/Read.ts"
import type { Call } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Dollar from "./Dollar.ts"
import * as Parent from "./Parent.ts"
import * as Store from "./Store.ts"
import * as Upload from "./Upload.ts"

const list_ = "Attachments"
const bodyMegabytes = 100
const longestUrl = 2000
/** All attachments of one note together. */
const noteMegabytes = 20

const tooLarge = ZohoError.reply(
  413,
  "FILE_SIZE_MORE_THAN_ALLOWED_SIZE",
  "Please check if the size of the file is in the correct range"
)
const invalid = ZohoError.reply(400, "INVALID_DATA", "invalid data provided")

interface Given {
  readonly name: string
  readonly size: number
  readonly content: string | null
  readonly link: string | null
}

const isUrl = (text: string): boolean => {
  if (text.length > longestUrl || /\s/.test(text)) return false
  const url = URL.parse(text)
  return url !== null && /^(https?|ftp):$/.test(url.protocol) && url.hostname !== ""
}

const linkOf = (form: ReadonlyMap<string, string>): Given | Http.Reply => {
  const url = form.get("attachmentUrl") ?? ""
  if (url === "") return ZohoError.reply(400, "MANDATORY_NOT_FOUND", "required field not found")
  if (!isUrl(url)) return ZohoError.reply(400, "INVALID_URL_PATTERN", "the given attachment URL is incorrect")
  const title = (form.get("title") ?? "").trim()
  return { name: (title === "" ? url : title).slice(0, 255), size: 0, content: null, link: url }
}

const fileOf = (call: Call, parent: Parent.Parent, files: ReadonlyArray<Upload.Uploaded>): Given | Http.Reply => {
  const [file, second] = files
  // One attachment a call; an empty file is none.
  if (file === undefined || second !== undefined || file.bytes.length === 0) return invalid
  if (file.bytes.length > call.core.switches().attachmentMegabytes * Upload.megabyte) return tooLarge
  if (
    parent.module.apiName === "Notes" &&
    heldBy(call, parent.id) + file.bytes.length > noteMegabytes * Upload.megabyte
  )
    return ZohoError.reply(400, "FILE_SIZE_EXCEEDS", "the attachments of a note exceed the maximum limit")
  return { name: file.name, size: file.bytes.length, content: Store.put(call.core, file), link: null }
}

/** Bytes of all attachments of a record. */
const heldBy = (call: Call, record: string): number => {
  const module = call.core.metadata.module(list_)
  return module === undefined
    ? 0
    : Number(
        call.core.db.get(
          `SELECT COALESCE(SUM(CAST("Size" AS INTEGER)), 0) AS n FROM ${module.table} WHERE "Parent_Id"=?`,
          record
        )?.["n"]
      )
}

const given = (call: Call, parent: Parent.Parent): Given | Http.Reply => {
  const { request } = call
  if (request.body.length > bodyMegabytes * Upload.megabyte)
    return ZohoError.reply(413, "BODY_SIZE_REACHED", "the size of the request body exceeds the limit")
  const files = Upload.files(request)
  if (files.length > 0) return fileOf(call, parent, files)
  const form = Http.formOf(request)
  if (form.has("attachmentUrl")) return linkOf(form)
  // A body that says it comes in parts and does not is neither.
  const broken =
    Upload.isMultipart(request) && Http.multipart(request.headers["content-type"] ?? "", request.body).length === 0
  return broken && request.body.length > 0 ? invalid : linkOf(form)
}

const moduleFor = (call: Call): Module | Http.Reply => call.core.metadata.module(list_) ?? Parent.invalidList

export const upload = (call: Call): Http.Reply => {
  const parent = Parent.withList(call, list_)
  if ("status" in parent) return parent
  const module = moduleFor(call)
  if ("status" in module) return module
  const { core, identity } = call
  const file = given(call, parent)
  if ("status" in file) return file
  const now = Math.floor(core.clock.now() / 1000)
  const id = core.db.nextId()
  const values: ReadonlyArray<readonly [string, string | number | null]> = [
    ["id", id],
    ["Owner", identity.userId],
    ["Created_By", identity.userId],
    ["Modified_By", identity.userId],
    ["Created_Time", now],
    ["Modified_Time", now],
    ["File_Name", file.name],
    ["Size", String(file.size)],
    ["Parent_Id", parent.id]
  ]
  core.db.transaction(() => {
    core.db.run(
      `INSERT INTO ${module.table}(${values.map(([name]) => quote(name)).join(",")}) VALUES(${values.map(() => "?").join(",")})`,
      ...values.map(([, value]) => value)
    )
    core.db.run("INSERT INTO attachment(id, content, link) VALUES(?,?,?)", id, file.content, file.link)
  })
  return Http.json(200, {
    data: [
      {
        code: "SUCCESS",
        details: Read.stamp(core, module, id),
        message: "attachment uploaded successfully",
        status: "success"
      }
    ]
  })
}

export const list = (call: Call): Http.Reply => {
  const parent = Parent.withList(call, list_)
  if ("status" in parent) return parent
  const module = moduleFor(call)
  if ("status" in module) return module
  return Read.page(call, module, { where: '"Parent_Id"=?', values: [parent.id], names: Dollar.ofAttachments })
}

/** True for an attachment of this record. */
const owns = (call: Call, module: Module, parent: Parent.Parent, id: string): boolean =>
  Json.isId(id) &&
  call.core.db.get(`SELECT id FROM ${module.table} WHERE id=? AND "Parent_Id"=?`, id, parent.id) !== undefined

export const download = (call: Call): Http.Reply => {
  const parent = Parent.withList(call, list_)
  if ("status" in parent) return parent
  const module = moduleFor(call)
  if ("status" in module) return module
  const id = call.params["attachment"] ?? ""
  const row = owns(call, module, parent, id)
    ? call.core.db.get("SELECT content, link FROM attachment WHERE id=?", id)
    : undefined
  if (row === undefined) return ZohoError.reply(404, "INVALID_DATA", "the id given seems to be invalid")
  if (row["link"] !== null)
    return ZohoError.reply(400, "DOWNLOAD_NOT_ALLOWED", "As it is a linked attachment, you can not download it")
  const file = Store.get(call.core, Json.asText(row["content"]))
  return file === undefined
    ? ZohoError.reply(404, "INVALID_DATA", "the id given seems to be invalid")
    : Upload.download(file.name, file.bytes)
}

const deleted = (id: string): Items.Item => Items.done(id, "record deleted")

export const removeOne = (call: Call): Http.Reply => {
  const parent = Parent.withList(call, list_)
  if ("status" in parent) return parent
  const module = moduleFor(call)
  if ("status" in module) return module
  const { core, identity } = call
  const id = call.params["attachment"] ?? ""
  if (!owns(call, module, parent, id))
    return ZohoError.reply(400, "INVALID_DATA", "record not deleted", { resource_path_index: 3 })
  core.db.transaction(() => Bin.move(core, identity.userId, module, id))
  return Items.answer("data", [deleted(id)])
}

export const removeMany = (call: Call): Http.Reply => {
  const parent = Parent.withList(call, list_)
  if ("status" in parent) return parent
  const module = moduleFor(call)
  if ("status" in module) return module
  const { core, identity } = call
  const ids = Params.names(call.target.query.get("ids"))
  if (ids.length === 0) return ZohoError.requiredParam("ids")
  if (ids.length > 100)
    return ZohoError.reply(400, "LIMIT_EXCEEDED", "Limit Exceeded, You cannot give more than 100 record ids", {
      limit: "100",
      param_name: "ids"
    })
  const items = core.db.transaction(() =>
    ids.map((id) =>
      owns(call, module, parent, id) && Bin.move(core, identity.userId, module, id)
        ? deleted(id)
        : Items.refused("INVALID_DATA", "record not deleted", { id })
    )
  )
  return Items.answer("data", items)
}
