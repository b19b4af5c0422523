/** Notes of one record, created: the record is the parent of each. */
import * as Parent from "../content/Parent.ts"
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import * as Write from "../records/Write.ts"
import type { Call } from "../Router.ts"

export const create = (call: Call): Http.Reply => {
  const parent = Parent.withList(call, "Notes")
  if ("status" in parent) return parent
  const body = Json.asObject(Json.parse(Http.textOf(call.request.body)))
  const Parent_Id = { id: parent.id, module: { api_name: parent.module.apiName, id: parent.module.id } }
  const rows = body?.["data"]
  const data = Array.isArray(rows)
    ? rows.map((row: unknown) => {
        const given = Json.asObject(row)
        return given === undefined ? row : { ...given, Parent_Id }
      })
    : rows
  // A body that cannot be read goes on as it is, to be refused like any other.
  const text = body === undefined ? undefined : Json.tryStringify({ ...body, data })
  const request = text === undefined ? call.request : { ...call.request, body: Http.bytesOf(text) }
  const inner: Call = { ...call, request, params: { module: "Notes" } }
  const reply = Write.insert(inner)
  call.credits = inner.credits
  call.trigger = inner.trigger
  return reply
}
