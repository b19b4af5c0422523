/** Reading records: one by id, and pages of a module. */
import { createHash } from "node:crypto"
import * as View from "../actions/View.ts"
import * as Clock from "../Clock.ts"
import * as Dollar from "../content/Dollar.ts"
import type { Core } from "../Core.ts"
import type { Row, Value } from "../Database.ts"
import { quote } from "../Database.ts"
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import { type DataType, type Module, valueType } from "../Metadata.ts"
import * as TerritoryFilter from "../org/TerritoryFilter.ts"
import * as Territories from "../org/TerritoryShown.ts"
import * as Params from "../Params.ts"
import type { Call } from "../Router.ts"
import * as ViewInput from "../settings/ViewInput.ts"
import type * as ViewStore from "../settings/ViewStore.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Children from "./Children.ts"
import * as FieldType from "./FieldType.ts"
import * as MultiModule from "./values/MultiModule.ts"

/** The module of the path, or the error for it. Write calls get theirs inside `data[]`. */
export const moduleOf = (call: Call, inData = false): Module | Http.Reply => {
  const module = call.core.metadata.module(call.params["module"] ?? "")
  if (module !== undefined && module.apiSupported) return module
  const answer = inData ? ZohoError.dataReply : ZohoError.reply
  return answer(400, "INVALID_MODULE", "the module name given seems to be invalid", { resource_path_index: 0 })
}

// `$` keys that say the same for every record here.
const constants: { readonly [name: string]: string } = {
  $approved: "true",
  $approval_state: '"approved"',
  $editable: "true",
  $state: '"save"',
  $in_merge: "false",
  $orchestration: "null",
  $locked_for_me: "false",
  $review: "null",
  $sharing_permission: '"full_access"',
  $currency_symbol: '"$"',
  $field_states: "null",
  $zia_visions: "null",
  $zia_owner_assignment: '"owner_recommendation_unavailable"',
  $wizard_connection_path: "null",
  $pathfinder: "null",
  $canvas_id: "null",
  $approval: '{"delegate":false,"takeover":false,"approve":false,"reject":false,"resubmit":false}',
  $review_process: '{"approve":false,"reject":false,"resubmit":false}'
}

/** What a user may do to each record that they see, where that is not everything: SQL that is 1 or 0, or a word. */
const rightsOf = ({ rights }: Module, name: string): string | undefined => {
  if (rights === undefined) return undefined
  return name === "$editable"
    ? rights.edit
    : name === "$sharing_permission"
      ? `CASE WHEN ${rights.delete} THEN 'full_access' WHEN ${rights.edit} THEN 'read_write' ELSE 'read_only' END`
      : undefined
}

const inBlueprint = (module: Module): string => `EXISTS(SELECT 1 FROM blueprint_record WHERE record=${module.table}.id)`

/** A way to select some fields and to write each row as JSON text. */
export interface Shape {
  /** Column list for SELECT; the id comes first. */
  readonly columns: string
  readonly write: (row: ReadonlyArray<unknown>) => string
}

/**
 * The shape of rows with these fields; unknown names are left out without a word. Only a `whole` record, read by its id,
 * shows subforms and multi-select lookups.
 */
export const shape = (core: Core, module: Module, names: ReadonlyArray<string>, whole = false): Shape => {
  const columns: Array<string> = ["id"]
  const keys: Array<string> = []
  const encoders: Array<FieldType.Encoder> = []
  let fixed = ""
  const own = Dollar.names(module)
  const stored = (name: string, column: string, encode: FieldType.Encoder): void => {
    columns.push(column)
    // A field's name is a word: nothing in it needs an escape.
    keys.push(`,"${name}":`)
    encoders.push(encode)
  }
  for (const name of names) {
    const field = module.byName.get(name)
    const allowed = rightsOf(module, name)
    const dollar = own.includes(name) ? Dollar.column(core, module, name) : undefined
    if (field !== undefined && !field.computed) stored(name, quote(name), FieldType.encoder(core, field))
    else if (dollar !== undefined) stored(name, dollar.column, dollar.encode)
    else if (field?.child !== undefined) {
      if (whole) stored(name, "id", Children.encoder(core, field.child))
    } else if (name === "$se_module") {
      const about = module.byName.get("What_Id")
      if (about !== undefined)
        stored(name, quote("What_Id"), (value) => {
          const found = typeof value === "string" ? MultiModule.find(core, about, value) : undefined
          return found === undefined ? "null" : JSON.stringify(found.module.apiName)
        })
    } else if (name === "$has_more") {
      const rows = module.fields.filter((one) => one.child !== undefined).map((one) => [one.apiName, false])
      fixed += `,"$has_more":${JSON.stringify(Object.fromEntries(rows))}`
    } else if (name === "Layout" || name === "$layout_id") {
      const layouts = new Map(
        module.layouts.map((layout) => [
          layout.id,
          JSON.stringify({ display_label: layout.name, name: layout.name, id: layout.id })
        ])
      )
      stored(name, '"$layout"', (value) => layouts.get(String(value)) ?? "null")
    } else if (name === "$converted") stored(name, '"$converted"', (value) => (value === 1 ? "true" : "false"))
    else if (name === "$process_flow") stored(name, inBlueprint(module), (value) => (value === 1 ? "true" : "false"))
    else if (name === "$locked_for_me" && module.byName.has("Locked__s"))
      stored(name, '"Locked__s"', (value) => (value === 1 ? "true" : "false"))
    else if (field !== undefined && Territories.isShownBy(field))
      stored(name, Territories.columnOf(field, `${module.table}.id`), String)
    else if (allowed !== undefined)
      stored(name, allowed, (value) => (typeof value === "string" ? `"${value}"` : value === 1 ? "true" : "false"))
    else if (Object.hasOwn(constants, name)) fixed += `,"${name}":${constants[name] ?? "null"}`
  }
  return {
    columns: columns.join(","),
    write: (row) => {
      let text = `{"id":"${String(row[0])}"`
      for (let i = 0; i < encoders.length; i++) text += (keys[i] ?? "") + (encoders[i]?.(row[i + 1]) ?? "null")
      return `${text}${fixed}}`
    }
  }
}

// A module is compiled anew when it changes, so what follows from one holds as long as it lives.
const wholeShapes = new WeakMap<Module, Shape>()

/** The shape of a read by id that names no fields: made once for as long as the module stays as it is. */
const wholeShape = (core: Core, module: Module): Shape => {
  const known = wholeShapes.get(module) ?? shape(core, module, allNames(module), true)
  wholeShapes.set(module, known)
  return known
}

/** Every name that a read by id shows. */
const allNames = (module: Module): ReadonlyArray<string> => [
  ...module.fields.map((field) => field.apiName),
  "Layout",
  "$process_flow",
  ...Dollar.names(module),
  ...(module.apiName === "Leads" ? ["$converted"] : []),
  ...(module.byName.has("What_Id") ? ["$se_module"] : []),
  ...Object.keys(constants).filter((name) => !Dollar.names(module).includes(name)),
  "$has_more"
]

export const get = (call: Call): Http.Reply => {
  const module = moduleOf(call)
  return "status" in module ? module : one(call, module, call.params["id"] ?? "")
}

/** A record by its id; `more` as in `Within`. */
export const one = (call: Call, module: Module, id: string, more?: Within["more"]): Http.Reply => {
  if (!Json.isId(id))
    return ZohoError.reply(400, "INVALID_DATA", "the id given seems to be invalid", { resource_path_index: 1 })
  const names = Params.names(call.target.query.get("fields"))
  const since = Clock.parseHeader(call.request.headers["if-modified-since"] ?? "")
  const view = names.length === 0 ? wholeShape(call.core, module) : shape(call.core, module, names, true)
  const row = call.core.db.arrays(
    `SELECT ${view.columns},"Modified_Time" FROM ${module.rows} AS ${module.table} WHERE id=?`,
    id
  )[0]
  if (row === undefined) return Http.empty(204)
  if (since !== undefined && Number(row.at(-1)) <= since) return Http.empty(304)
  const text = view.write(row)
  return Http.jsonText(200, `{"data":[${more === undefined ? text : `${text.slice(0, -1)}${more(id)}}`}]}`)
}

const sortable = ["id", "Created_Time", "Modified_Time"]

interface Query {
  readonly module: Module
  readonly names: ReadonlyArray<string>
  readonly sortBy: string
  /** What the rows are sorted by, as SQL that is never null. */
  readonly sort: string
  readonly descending: boolean
  readonly where: string
  readonly values: ReadonlyArray<Value>
  readonly filtered: boolean
}

/** `fields` of a list: required, at most 50 names. */
export const fieldsParam = (call: Call, required: boolean): ReadonlyArray<string> | Http.Reply => {
  const given = call.target.query.get("fields")
  if (given === null || given.trim() === "") return required ? ZohoError.requiredParam("fields") : []
  const names = Params.names(given)
  if (names.length > 50) {
    return ZohoError.reply(400, "LIMIT_EXCEEDED", "maximum number of fields that can be given is 50", {
      limit: 50,
      param_name: "fields"
    })
  }
  if (required && call.core.switches().idOnlyFieldsRefused && names.every((name) => name === "id"))
    return ZohoError.invalidParam("fields")
  return names
}

const tri = (text: string | null, otherwise: "true" | "false"): "true" | "false" | "both" | undefined => {
  if (text === null) return otherwise
  return text === "true" || text === "false" || text === "both" ? text : undefined
}

const numeric = new Set<DataType>(["integer", "double", "currency", "percent", "boolean", "datetime"])

/** The order of a custom view: its own, or that of any list. */
const orderOf = (module: Module, view: ViewStore.View, order: string) => {
  const field = view.sortBy === null ? undefined : module.byName.get(view.sortBy)
  if (field === undefined || !ViewInput.isSortable(field)) return { by: "id", sort: "id", order }
  const column = quote(field.apiName)
  // A page token goes on behind the last row's value, which must not be null.
  const lowest = numeric.has(valueType(field)) ? "-9e15" : "''"
  return { by: field.apiName, sort: `IFNULL(${column},${lowest})`, order: view.sortOrder ?? order }
}

/** `territory_id` and `include_child` of a list, as a condition; undefined where it names no territory. */
const territoryParam = ({ core, target: { query } }: Call, module: Module): string | Http.Reply | undefined => {
  const id = query.get("territory_id")
  if (id === null) return undefined
  if (!core.switches().territories)
    return ZohoError.reply(403, "TERRITORY_NOT_ENABLED", "the territory feature is not enabled")
  if (!Territories.isPlaced(module))
    return ZohoError.reply(400, "NOT_SUPPORTED", "Territory is not supported for the given module", {
      resource_path_index: 0
    })
  const below = query.get("include_child") ?? "false"
  if (below !== "true" && below !== "false")
    return ZohoError.invalidParam("include_child", "invalid data", { supported_values: ["true", "false"] })
  return (
    TerritoryFilter.where(core, { id, include_child: below === "true" }) ??
    ZohoError.invalidParam("territory_id", "the id given seems to be invalid")
  )
}

const queryOf = (call: Call, module: Module): Query | Http.Reply => {
  const { query } = call.target
  const names = fieldsParam(call, true)
  if ("status" in names) return names
  const sortBy = query.get("sort_by") ?? "id"
  if (!sortable.includes(sortBy))
    return ZohoError.invalidParam("sort_by", "invalid data", { supported_values: sortable })
  const order = query.get("sort_order") ?? "desc"
  if (order !== "asc" && order !== "desc")
    return ZohoError.invalidParam("sort_order", "invalid data", { supported_values: ["asc", "desc"] })
  if (query.has("cvid")) {
    if (query.has("sort_by")) {
      return ZohoError.reply(400, "AMBIGUITY_DURING_PROCESSING", "ambiguity while processing the request", {
        ambiguity_due_to: [{ param_name: "cvid" }, { param_name: "sort_by" }]
      })
    }
  }
  const cvid = query.get("cvid")
  const view = cvid === null ? undefined : View.find(call.core, module, cvid, call.identity.userId)
  if (cvid !== null && view === undefined) return ZohoError.invalidParam("cvid", "the id given seems to be invalid")
  const converted = tri(query.get("converted"), "false")
  if (converted === undefined)
    return ZohoError.invalidParam("converted", "invalid data", { supported_values: ["true", "false", "both"] })
  const approved = tri(query.get("approved"), "true")
  if (approved === undefined)
    return ZohoError.invalidParam("approved", "invalid data", { supported_values: ["true", "false", "both"] })
  const where: Array<string> = []
  const values: Array<Value> = []
  if (view !== undefined) {
    where.push(view.where)
    values.push(...view.values)
  }
  const ordered = view === undefined ? { by: sortBy, sort: quote(sortBy), order } : orderOf(module, view.view, order)
  if (approved === "false") where.push("0")
  if (converted !== "both") where.push(`"$converted"=${converted === "true" ? 1 : 0}`)
  const ids = query.get("ids")
  if (ids !== null) {
    const list = Params.names(ids)
    if (list.length > 100)
      return ZohoError.reply(400, "LIMIT_EXCEEDED", "maximum number of ids that can be given is 100", {
        limit: 100,
        param_name: "ids"
      })
    if (list.length === 0 || !list.every(Json.isId))
      return ZohoError.invalidParam("ids", "the id given seems to be invalid")
    where.push(`id IN (${list.map(() => "?").join(",")})`)
    values.push(...list)
  }
  const placed = territoryParam(call, module)
  if (placed !== undefined && typeof placed !== "string") return placed
  if (placed !== undefined) where.push(placed)
  const header = call.request.headers["if-modified-since"]
  const since = header === undefined ? undefined : Clock.parseHeader(header)
  if (header !== undefined && since === undefined) {
    return ZohoError.reply(400, "INVALID_DATA", "invalid data", {
      header_name: "If-Modified-Since",
      expected_data_type: "datetime"
    })
  }
  if (since !== undefined) {
    where.push(`"Modified_Time">?`)
    values.push(since)
  }
  return {
    module,
    names,
    sortBy: ordered.by,
    sort: ordered.sort,
    descending: ordered.order === "desc",
    where: where.join(" AND ") || "1",
    values,
    filtered: since !== undefined
  }
}

interface PageToken {
  /** Fingerprint of every other parameter and the caller. */
  readonly bind: string
  readonly after: readonly [number | string, string]
  readonly page: number
  readonly seen: number
  readonly expires: number
}

const bindingOf = (call: Call): string => {
  const parts = [...call.target.query]
    .filter(([name]) => name !== "page_token" && name !== "page")
    .map(([name, value]) => `${name}=${value}`)
    .sort()
  return createHash("sha256")
    .update([call.target.path, call.identity.userId, ...parts].join("\n"))
    .digest("base64url")
    .slice(0, 22)
}

const writeToken = (token: PageToken): string => Buffer.from(JSON.stringify(token)).toString("base64url")

const readToken = (text: string): PageToken | undefined => {
  const value = Json.asObject(Json.parse(Buffer.from(text, "base64url").toString("utf8")))
  const [bind, after, page, seen, expires] = [
    value?.["bind"],
    value?.["after"],
    value?.["page"],
    value?.["seen"],
    value?.["expires"]
  ]
  if (typeof bind !== "string" || typeof page !== "number" || typeof seen !== "number" || typeof expires !== "number")
    return undefined
  if (!Array.isArray(after) || after.length !== 2) return undefined
  const [key, id]: ReadonlyArray<unknown> = after
  if ((typeof key !== "number" && typeof key !== "string") || typeof id !== "string") return undefined
  return { bind, after: [key, id], page, seen, expires }
}

const discreteLimit = 2000
const tokenLimit = 100_000

/** A list of some of a module's records: those that hang on another record. */
export interface Within {
  readonly where: string
  readonly values: ReadonlyArray<Value>
  /** Names that are shown whether asked for or not. */
  readonly names?: ReadonlyArray<string>
  /** More keys of a record, as JSON text that begins with a comma. */
  readonly more?: (id: string) => string
}

export const list = (call: Call): Http.Reply => {
  const module = moduleOf(call)
  return "status" in module ? module : page(call, module)
}

/** One page of a module's records, or of those `within`. */
export const page = (call: Call, module: Module, within?: Within): Http.Reply => {
  const { query } = call.target
  const asked = queryOf(call, module)
  if ("status" in asked) return asked
  const paging = Params.page(query)
  if (!paging.ok) return paging.reply
  // Sorting by anything but the id runs in a lane of its own at Zoho; its price is that of any read.
  const given = query.get("page_token")
  const now = call.core.clock.now()
  let token: PageToken | undefined
  if (given !== null) {
    if (query.has("page")) {
      return ZohoError.reply(400, "AMBIGUITY_DURING_PROCESSING", "ambiguity while processing the request", {
        ambiguity_due_to: [{ param_name: "page" }, { param_name: "page_token" }]
      })
    }
    token = readToken(given)
    if (token === undefined) return ZohoError.invalidParam("page_token")
    if (token.bind !== bindingOf(call)) {
      return ZohoError.reply(
        400,
        "TOKEN_BOUND_DATA_MISMATCH",
        "the page token is bound to other parameters than those given",
        { param_name: "page_token" }
      )
    }
    if (token.expires <= now) {
      return ZohoError.reply(400, "EXPIRED_VALUE", "Page token expired", {
        api_name: "page_token",
        json_path: "$.query.page_token"
      })
    }
    if (token.seen >= tokenLimit) {
      return ZohoError.reply(
        400,
        "PAGINATION_LIMIT_EXCEEDED",
        "maximum number of records that can be fetched has been reached",
        { limit: tokenLimit }
      )
    }
  } else if (paging.page * paging.perPage > discreteLimit && paging.page > 1) {
    return ZohoError.reply(
      400,
      "DISCRETE_PAGINATION_LIMIT_EXCEEDED",
      "kindly use page_token to fetch more than 2000 records",
      { limit: discreteLimit }
    )
  }

  const view = shape(call.core, module, [...new Set([...asked.names, ...(within?.names ?? [])])])
  const direction = asked.descending ? "DESC" : "ASC"
  const { sort } = asked
  const order = asked.sortBy === "id" ? `id ${direction}` : `${sort} ${direction}, id ${direction}`
  const sign = asked.descending ? "<" : ">"
  const values: Array<Value> = [...asked.values, ...(within?.values ?? [])]
  let where = within === undefined ? asked.where : `${asked.where} AND (${within.where})`
  if (token !== undefined) {
    where += asked.sortBy === "id" ? ` AND id${sign}?` : ` AND (${sort}, id)${sign}(?, ?)`
    values.push(...(asked.sortBy === "id" ? [token.after[1]] : token.after))
  }
  const offset = token === undefined ? (paging.page - 1) * paging.perPage : 0
  // One row more than the page tells whether there are more.
  const rows = call.core.db.arrays(
    `SELECT ${view.columns},${sort} FROM ${module.rows} AS ${module.table} WHERE ${where} ORDER BY ${order} LIMIT ? OFFSET ?`,
    ...values,
    paging.perPage + 1,
    offset
  )
  if (rows.length === 0) return Http.empty(asked.filtered ? 304 : 204)
  const more = rows.length > paging.perPage
  const shown = more ? rows.slice(0, paging.perPage) : rows
  const last = shown.at(-1)
  const pageNumber = token?.page ?? paging.page
  const seen = (token?.seen ?? offset) + shown.length
  const expires = now + 86_400_000
  const key = last?.at(-1)
  const next =
    more && last !== undefined
      ? writeToken({
          bind: bindingOf(call),
          after: [typeof key === "number" ? key : String(key), String(last[0])],
          page: pageNumber + 1,
          seen,
          expires
        })
      : null
  const info = {
    per_page: paging.perPage,
    next_page_token: next,
    count: shown.length,
    sort_by: asked.sortBy,
    page: pageNumber,
    previous_page_token: null,
    page_token_expiry: next === null ? null : Clock.format(Math.floor(expires / 1000)),
    sort_order: asked.descending ? "desc" : "asc",
    more_records: more
  }
  const { more: extra } = within ?? {}
  const written =
    extra === undefined
      ? shown.map(view.write)
      : shown.map((row) => `${view.write(row).slice(0, -1)}${extra(String(row[0]))}}`)
  return Http.jsonText(200, `{"data":[${written.join(",")}],"info":${JSON.stringify(info)}}`)
}

/** Columns of what a stamp shows, for a query of one record. */
export const stampColumns = `"Created_Time" AS c, "Modified_Time" AS m, "Created_By" AS cb, "Modified_By" AS mb`

/** The system fields of a record as write answers show them. */
export const stamp = (
  core: Core,
  module: Module,
  id: string,
  /** What `stampColumns` hold, where they were read already. */
  known?: Row
): { readonly [key: string]: unknown } => {
  const row = known ?? core.db.get(`SELECT ${stampColumns} FROM ${module.table} WHERE id=?`, id)
  const [created, modified] = [row?.["cb"], row?.["mb"]]
  const modifiedBy = FieldType.userRef(core, modified)
  return {
    Modified_Time: Clock.format(Number(row?.["m"])),
    Modified_By: modifiedBy,
    Created_Time: Clock.format(Number(row?.["c"])),
    id,
    // Most often the same user: one look is enough.
    Created_By: created === modified ? modifiedBy : FieldType.userRef(core, created)
  }
}
