/** The file store: files uploaded for later use in file fields and mails, and what such fields hold. */
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import type { Call } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Parent from "./Parent.ts"
import * as Store from "./Store.ts"
import * as Upload from "./Upload.ts"

const most = 10

const failure = ZohoError.reply(
  400,
  "failure_in_attachment_handling",
  "Problem in uploading attachment. kindly upload the file properly"
)

export const upload = (call: Call): Http.Reply => {
  const { core, request } = call
  const files = Upload.files(request)
  if (files.length === 0 || files.some((file) => file.bytes.length === 0)) return failure
  if (files.length > most)
    return ZohoError.reply(
      400,
      "INVALID_REQUEST",
      "unable to process your request. please verify whether you have entered proper method name, parameter and parameter values."
    )
  // One that is too large refuses them all.
  if (files.some((file) => file.bytes.length > core.switches().fileMegabytes * Upload.megabyte))
    return ZohoError.reply(
      415,
      "FILE_SIZE_MORE_THAN_ALLOWED_SIZE",
      "Please check if the size of the file is in the correct range"
    )
  return Http.json(200, {
    data: files.map((file) => ({
      code: "SUCCESS",
      details: { name: file.name, id: Store.put(core, file, true) },
      message: `${file.name} uploaded successfully`,
      status: "success"
    }))
  })
}

export const get = (call: Call): Http.Reply => {
  const id = call.target.query.get("id")
  if (id === null || id === "") return ZohoError.requiredParam("id")
  const file = Store.get(call.core, id)
  return file === undefined ? Http.empty(204) : Upload.download(file.name, file.bytes)
}

/** `GET …/actions/download_fields_attachment`: a file of one of the record's file fields, by the id of its entry. */
export const ofField = (call: Call): Http.Reply => {
  const parent = Parent.of(call)
  if ("status" in parent) return parent
  const { core } = call
  const asked = call.target.query.get("fields_attachment_id")
  if (asked === null || asked === "") return ZohoError.requiredParam("fields_attachment_id")
  const row = core.db.get(`SELECT * FROM ${parent.module.rows} AS t WHERE id=?`, parent.id) ?? {}
  for (const field of parent.module.fields) {
    if (field.dataType !== "fileupload" && field.dataType !== "imageupload") continue
    const entries = Json.parse(Json.asText(row[field.apiName] ?? "[]"))
    const entry = (Array.isArray(entries) ? entries : [])
      .map((item) => Json.asObject(item))
      .find((item) => item?.["id"] === asked)
    const file = entry === undefined ? undefined : Store.get(core, Json.asText(entry["File_Id__s"]))
    if (file !== undefined) return Upload.download(file.name, file.bytes)
  }
  return ZohoError.invalidParam("fields_attachment_id", "the id given seems to be invalid")
}
