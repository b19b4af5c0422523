/** The body of a bulk read, checked: what to read, which page of it, and who wants to hear of the end. */
import { createHash } from "node:crypto"
import type { Core } from "../Core.ts"
import { quote, type Value } from "../Database.ts"
import * as Json from "../Json.ts"
import * as Callback from "../jobs/Callback.ts"
import type { Module } from "../Metadata.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Columns from "./Columns.ts"
import * as Criteria from "./Criteria.ts"

/** Rows of one page, and the last page that a number reaches. */
export const perPage = 200_000
export const lastPage = 500
const fieldLimit = 200

export interface Input {
  readonly [key: string]: unknown
}

export interface Query {
  readonly module: Module
  readonly columns: Columns.Columns
  readonly where: string
  readonly values: ReadonlyArray<Value>
  readonly page: number
  /** Rows after this id; undefined starts at the page's number. */
  readonly after: string | undefined
  readonly fileType: "csv" | "ics"
  /** Fingerprint of everything but the page: a page token serves no other query. */
  readonly bind: string
  /** The query as job details show it. */
  readonly echo: Input
}

const unreadable = new Set(["notes", "attachments", "emails"])

const moduleOf = (core: Core, query: Input): Module | ZohoError.ZohoError => {
  const given = query["module"]
  const name = typeof given === "string" ? given : Json.asObject(given)?.["api_name"]
  if (typeof name !== "string" || name === "") {
    return ZohoError.make("MODULE_NOT_AVAILABLE", "the module given is not available", { resource: "module" })
  }
  if (unreadable.has(name.toLowerCase())) {
    return ZohoError.make("MODULE_NOT_SUPPORTED", "the module given is not supported in bulk read", { module: name })
  }
  const module = core.metadata.module(name)
  if (module === undefined)
    return ZohoError.make("MODULE_NOT_AVAILABLE", "the module given is not available", { resource: name })
  return module.apiSupported
    ? module
    : ZohoError.make("MODULE_NOT_SUPPORTED", "the module given is not supported in bulk read", { module: name })
}

const fieldsOf = (query: Input): ReadonlyArray<string> | undefined | ZohoError.ZohoError => {
  const given = query["fields"]
  if (Json.isAbsent(given)) return undefined
  if (!Array.isArray(given) || !given.every((name) => typeof name === "string")) {
    return ZohoError.make("QUERY_NOT_SUPPORTED", "the query given is not supported", {
      resource: "fields",
      expected_data_type: "jsonarray"
    })
  }
  if (given.length > fieldLimit)
    return ZohoError.make("FIELD_NOT_SUPPORTED", "the number of fields given exceeds the limit", { limit: fieldLimit })
  return given.length === 0 ? undefined : given.filter((name) => typeof name === "string")
}

interface Token {
  readonly bind: string
  readonly after: string
  readonly page: number
  readonly expires: number
}

const tokenLife = 86_400_000

export const writeToken = (query: Query, after: string, now: number): string =>
  Buffer.from(JSON.stringify({ bind: query.bind, after, page: query.page + 1, expires: now + tokenLife })).toString(
    "base64url"
  )

const readToken = (text: string): Token | undefined => {
  const value = Json.asObject(Json.parse(Buffer.from(text, "base64url").toString("utf8")))
  const [bind, after, page, expires] = [value?.["bind"], value?.["after"], value?.["page"], value?.["expires"]]
  if (typeof bind !== "string" || typeof after !== "string" || typeof page !== "number" || typeof expires !== "number")
    return undefined
  return { bind, after, page, expires }
}

const pageOf = (query: Input, bind: string, asked: number): Pick<Query, "page" | "after"> | ZohoError.ZohoError => {
  const token = query["page_token"]
  if (token !== undefined && token !== null) {
    const read = typeof token === "string" ? readToken(token) : undefined
    if (read === undefined || read.bind !== bind || read.expires <= asked) {
      return ZohoError.make("INVALID_REQUEST", "the page token given is invalid, expired or of another query", {
        api_name: "page_token",
        json_path: "$.query.page_token"
      })
    }
    return { page: read.page, after: read.after }
  }
  const page = query["page"] ?? 1
  if (typeof page !== "number" || !Number.isInteger(page) || page < 1) {
    return ZohoError.make("PAGE_NOT_SUPPORTED", "the page given is not supported", {
      resource: "page",
      expected_data_type: "integer"
    })
  }
  if (page > lastPage)
    return ZohoError.make("PAGE_RANGE_EXCEEDED", "the page given exceeds the limit", { max_limit: lastPage })
  return { page, after: undefined }
}

/** True when some condition is about conversion: only then are converted leads read. */
const namesConverted = (criteria: unknown): boolean =>
  criteria !== undefined && criteria !== null && Json.stringify(criteria).includes('"Converted__s"')

/** Rows of a record that was deleted are left out, though the record calls still list them. */
const ownerThere = (core: Core, module: Module): ReadonlyArray<string> => {
  const owner = module.parent === undefined ? undefined : core.metadata.module(module.parent)
  const field = owner === undefined ? undefined : module.fields.find((one) => one.lookup === owner.apiName)
  return owner === undefined || field === undefined
    ? []
    : [`EXISTS(SELECT 1 FROM ${owner.table} AS o WHERE o.id=t.${quote(field.apiName)})`]
}

/** Checks a body's `query` and `file_type`, asked by `userId` at `asked` (epoch milliseconds). */
export const decode = (core: Core, body: Input, userId: string, asked: number): Query | ZohoError.ZohoError => {
  const query = Json.asObject(body["query"])
  if (query === undefined)
    return ZohoError.make("QUERY_NOT_SUPPORTED", "the query given is not supported", {
      resource: "query",
      expected_data_type: "jsonobject"
    })
  const module = moduleOf(core, query)
  if ("code" in module) return module
  const type = body["file_type"] ?? query["file_type"] ?? "csv"
  const ics = type === "ics"
  if (!ics && type !== "csv")
    return ZohoError.make("NOT_SUPPORTED_FEATURE", "the file type given is not supported", {
      resource: "file_type",
      supported: ["csv", "ics"]
    })
  if (ics && module.apiName !== "Events")
    return ZohoError.make("NOT_SUPPORTED_FEATURE", "the file type given is supported for Events only", {
      resource: "file_type"
    })
  const cvid = query["cvid"]
  if (cvid !== undefined && cvid !== null)
    return ZohoError.make("CVID_NOT_SUPPORTED", "the custom view given is not supported", { resource: "cvid" })
  const fields = fieldsOf(query)
  if (fields !== undefined && "code" in fields) return fields
  if (ics && fields !== undefined)
    return ZohoError.make("FIELD_NOT_SUPPORTED", "fields are not supported for this file type", { resource: "fields" })
  const columns = Columns.make(core, module, fields)
  if ("code" in columns) return columns
  const criteria = query["criteria"]
  const filter = Json.isAbsent(criteria) ? undefined : Criteria.compile(core, module, criteria, { alias: "t", userId })
  if (filter !== undefined && Criteria.isError(filter)) return filter
  const bind = createHash("sha256")
    .update(Json.stringify([module.apiName, fields ?? null, criteria ?? null, type, userId]))
    .digest("base64url")
    .slice(0, 22)
  const page = pageOf(query, bind, asked)
  if ("code" in page) return page
  const where = [
    namesConverted(criteria) ? [] : ['t."$converted"=0'],
    filter === undefined ? [] : [filter.sql],
    ownerThere(core, module)
  ].flat()
  const echo = {
    module: { id: module.id, api_name: module.apiName },
    ...(fields === undefined ? {} : { fields }),
    ...(filter === undefined ? {} : { criteria: Criteria.shown(module, criteria) }),
    page: page.page
  }
  return {
    module,
    columns,
    where: where.join(" AND ") || "1",
    values: filter?.values ?? [],
    ...page,
    fileType: ics ? "ics" : "csv",
    bind,
    echo
  }
}

/** The callback of a body, or the error for it. */
export const callbackOf = (body: Input): Callback.Target | undefined | ZohoError.ZohoError => {
  const decoded = Callback.decode(body["callback"])
  switch (decoded._tag) {
    case "None":
      return undefined
    case "Target":
      return decoded.target
    case "InvalidUrl":
      return ZohoError.make("INVALID_CALLBACK_URL", "Invalid callback URL provided")
    case "InvalidMethod":
      return ZohoError.make("INVALID_CALLBACK_METHOD", "Invalid callback method provided", {
        supported_callback_methods: ["post"]
      })
  }
}
