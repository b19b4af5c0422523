/** What the lists of workflow settings share: their parameters, and the errors of their bodies. */
import * as Body from "../actions/Body.ts"
import * as Filters from "../Filters.ts"
import * as Json from "../Json.ts"
import type { Call } from "../Router.ts"
import type { Document } from "../settings/Documents.ts"
import * as ZohoError from "../ZohoError.ts"

export const invalidParam = (name: string, code = "INVALID_DATA") =>
  Body.no(ZohoError.reply(400, code, "The value provided to the param is Invalid", { param_name: name }))

const invalidFeature = Body.no(
  ZohoError.reply(400, "INVALID_DATA", "the given feature name is invalid", { param_name: "feature_type" })
)

const named: Filters.List<Document> = {
  ...Filters.keyed<Document>({ name: { of: (it) => it["name"], comparators: ["contains"], type: "string" } }),
  deepest: 0,
  refuse: () => invalidParam("filter").reply
}

/** Those of these that the query asks for, in its order; each has `module`, `name` and `modified_time`. */
export const chosen = (call: Call, items: ReadonlyArray<Document>): Body.Checked<ReadonlyArray<Document>> => {
  const { query } = call.target
  const name = query.get("module")
  const module = name === null ? undefined : call.core.metadata.module(name)
  if (name !== null && module === undefined) return invalidParam("module", "INVALID_MODULE")
  const [by, order] = [query.get("sort_by"), query.get("sort_order")]
  if (by !== null && by !== "modified_time") return invalidParam("sort_by")
  if (order !== null && order !== "asc" && order !== "desc") return invalidParam("sort_order")
  const feature = query.get("feature_type")
  if (feature !== null && feature !== "workflow") return invalidFeature
  const filter = query.get("filter")
  const test = filter === null ? Body.ok(() => true) : Filters.read(named, Json.parse(filter), "$.filter")
  if (!test.ok) return test
  const found = items
    .filter((it) => module === undefined || Json.asObject(it["module"])?.["api_name"] === module.apiName)
    .filter(test.value)
  if (by === null) return Body.ok(order === "asc" ? found : found.toReversed())
  const sorted = found.toSorted((a, b) =>
    Json.asText(a["modified_time"]).localeCompare(Json.asText(b["modified_time"]))
  )
  return Body.ok(order === "asc" ? sorted : sorted.toReversed())
}

/** A place in any item of a body: Zoho tells these without the item's number. */
const place = (root: string, path: string) => ({
  api_name: path.replace(/\[\*\]$/, "").replace(/^.*\./, ""),
  json_path: `$.${root}[*].${path}`
})

export const missing = (root: string, path: string): ZohoError.ZohoError =>
  ZohoError.make("MANDATORY_NOT_FOUND", "Required field is missing", place(root, path))

export const mistyped = (root: string, path: string, type: string): ZohoError.ZohoError =>
  ZohoError.make("INVALID_DATA", "Invalid data type", { expected_data_type: type, ...place(root, path) })

export const invalid = (root: string, path: string, details: ZohoError.Details = {}): ZohoError.ZohoError =>
  ZohoError.make("INVALID_DATA", "Invalid data", { ...details, ...place(root, path) })

/** A text that must be there, of at most so many letters. */
export const text = (root: string, path: string, value: unknown, longest: number): string | ZohoError.ZohoError => {
  if (Json.isAbsent(value) || value === "") return missing(root, path)
  if (typeof value !== "string") return mistyped(root, path, "text")
  return value.length > longest ? invalid(root, path, { maximum_length: longest }) : value
}

/** The error of a check that speaks in replies. */
export const errorOf = (reply: { readonly body: string | Uint8Array }, root: string): ZohoError.ZohoError => {
  const body = Json.asObject(Json.parse(typeof reply.body === "string" ? reply.body : "")) ?? {}
  const items = body[root]
  const found = Json.asObject(Array.isArray(items) ? items[0] : body) ?? {}
  return ZohoError.make(
    Json.asText(found["code"]),
    Json.asText(found["message"]),
    Json.asObject(found["details"]) ?? {}
  )
}
