/** The organization and its photo. */
import * as Photo from "../content/Photo.ts"
import * as Store from "../content/Store.ts"
import * as Upload from "../content/Upload.ts"
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import type { Call, Route } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"

const get = (call: Call): Http.Reply => {
  const text = call.core.db.get("SELECT json FROM org")?.["json"]
  return Http.jsonText(200, `{"org":[${typeof text === "string" ? text : ""}]}`)
}

const idOf = (call: Call): string => Json.asText(call.core.db.get("SELECT id FROM org")?.["id"])

const getPhoto = (call: Call): Http.Reply => {
  const photo = Photo.find(call.core, idOf(call))
  if (photo === undefined) return Http.empty(204)
  const reply = Upload.download(photo.name, photo.bytes)
  return { ...reply, headers: { ...reply.headers, "content-type": photo.type } }
}

const done = (call: Call, message: string): Http.Reply =>
  Http.json(200, { code: "SUCCESS", details: { id: idOf(call) }, message, status: "success" })

const uploadPhoto = (call: Call): Http.Reply => {
  const { core, request } = call
  const [file, second] = Upload.files(request)
  const type = file === undefined ? undefined : Photo.typeOf(file.bytes)
  if (file === undefined || second !== undefined || type === undefined)
    return ZohoError.reply(400, "INVALID_DATA", "invalid data", { api_name: "file" })
  const limit = core.switches().photoMegabytes * Upload.megabyte
  if (file.bytes.length > limit)
    return ZohoError.reply(413, "FILE_SIZE_EXCEEDS", "File exceeded its maximum limit", { size: limit })
  core.db.transaction(() => Photo.replace(core, idOf(call), Store.put(core, { ...file, type })))
  return done(call, "photo uploaded successfully")
}

const removePhoto = (call: Call): Http.Reply => {
  call.core.db.transaction(() => Photo.replace(call.core, idOf(call), null))
  return done(call, "photo deleted successfully")
}

const path = "/crm/v8/org"
const scope = (operation: "READ" | "CREATE" | "DELETE") => ({ group: "org", operation }) as const

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "GET", path, scope: scope("READ"), handler: get },
  { host: "api", method: "GET", path: `${path}/photo`, scope: scope("READ"), handler: getPhoto },
  { host: "api", method: "POST", path: `${path}/photo`, scope: scope("CREATE"), handler: uploadPhoto },
  { host: "api", method: "DELETE", path: `${path}/photo`, scope: scope("DELETE"), handler: removePhoto }
]
