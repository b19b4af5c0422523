/** Insert, update and upsert: up to 100 rows, each judged on its own. */
import type { Core } from "../Core.ts"
import type { Row, Value } from "../Database.ts"
import { quote } from "../Database.ts"
import * as Http from "../Http.ts"
import * as Items from "../Items.ts"
import * as Json from "../Json.ts"
import type { Field, Module } from "../Metadata.ts"
import type { Call } from "../Router.ts"
import * as Dependent from "../settings/Dependent.ts"
import { isUnique } from "../settings/Fields.ts"
import * as Events from "../timeline/Events.ts"
import * as Locks from "../locking/Locks.ts"
import * as LockingRules from "../locking/Rules.ts"
import * as Fired from "../workflow/Fired.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Assignment from "./Assignment.ts"
import * as Blueprint from "./Blueprint.ts"
import * as CheckRow from "./CheckRow.ts"
import { checkUnique } from "./CheckUnique.ts"
import * as Children from "./Children.ts"
import * as Draft from "./Draft.ts"
import * as FieldType from "./FieldType.ts"
import { type Outcome, type Refusal, refuse } from "./Outcome.ts"
import * as Read from "./Read.ts"
import * as Changes from "../notifications/Changes.ts"
import * as Rules from "./rules/Rules.ts"
import * as Visibility from "../org/Visibility.ts"
import * as Unmodified from "./Unmodified.ts"
import { bodyOf, type Input } from "./WriteBody.ts"

const success = (
  core: Core,
  module: Module,
  id: string,
  message: string,
  extra: object,
  details: object,
  known?: Row
): Outcome => ({
  ok: true,
  id,
  item: {
    code: "SUCCESS",
    ...extra,
    details: { ...Read.stamp(core, module, id, known), ...details },
    message,
    status: "success"
  }
})

/** The layout that a new row names, or the module's first. */
const layoutOf = (draft: Draft.Draft): { readonly id: string | null; readonly named: boolean } | Refusal => {
  const asked = Json.asObject(draft.row["Layout"])
  const id = asked === undefined ? undefined : Json.idOf(asked["id"])
  const { layouts } = draft.module
  if (id === undefined) return { id: layouts[0]?.id ?? null, named: false }
  return layouts.some((layout) => layout.id === id && layout.inactive !== true)
    ? { id, named: true }
    : refuse("INVALID_DATA", "the id given seems to be invalid", {
        api_name: "Layout",
        json_path: `${draft.path}.Layout.id`
      })
}

/** The next number of each auto-number field. */
const setNumbers = (draft: Draft.Draft, fields: ReadonlyArray<Field>): void => {
  for (const field of fields) {
    const { prefix, start, suffix } = field.autoNumber ?? { prefix: "", start: 1, suffix: "" }
    const next = draft.core.db.get(
      "INSERT INTO meta(key, value) VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET value=CAST(value AS INTEGER)+1 RETURNING value",
      `number ${field.id}`,
      String(start)
    )?.["value"]
    draft.values.set(field.apiName, `${prefix}${String(next)}${suffix}`)
  }
}

/** Notes pass no approval. */
const approvedBy = (module: Module): object => (module.apiName === "Notes" ? {} : { $approval_state: "approved" })

export interface Options {
  /** Rows of mandatory subforms come later: a bulk write has them in a file of their own. */
  readonly rowsLater?: boolean
}

const insertRow = (
  call: Call,
  module: Module,
  row: Input,
  index: number,
  nextId: () => string,
  extra: object,
  options: Options
): Outcome => {
  const { core } = call
  const user = call.identity.userId
  const draft = Draft.make(core, module, user, row, `$.data[${index}]`, undefined)
  const { values } = draft
  const { defaults, mandatory, numbered, required } = CheckRow.prepared(module)
  const needed = options.rowsLater === true ? mandatory.filter((field) => field.child === undefined) : mandatory
  const wrong = CheckRow.missing(needed, draft) ?? CheckRow.checkFields(draft)
  if (wrong !== undefined) return wrong
  const layout = layoutOf(draft)
  if ("ok" in layout) return layout
  const rule = core.switches().layoutMandatory
  if (rule === "always" || (rule === "with-layout" && layout.named)) {
    const absent = CheckRow.missing(required, draft)
    if (absent !== undefined) return absent
  }
  for (const field of defaults) if (!values.has(field.apiName)) values.set(field.apiName, field.defaultValue ?? null)
  const broken = checkUnique(draft) ?? Rules.before(draft) ?? Dependent.broken(draft, layout.id ?? "")
  if (broken !== undefined) return broken
  setNumbers(draft, numbered)
  const now = Draft.now(core)
  const system: ReadonlyArray<readonly [string, Value]> = [
    ["Owner", user],
    ["Created_By", user],
    ["Modified_By", user],
    ["Created_Time", now],
    ["Modified_Time", now],
    ["Locked__s", 0],
    ["Record_Status__s", "Available"]
  ]
  for (const [name, value] of system) if (!values.has(name) && module.byName.has(name)) values.set(name, value)
  const id = nextId()
  core.db.run(
    `INSERT INTO ${module.table}(id,"$layout",${[...values.keys()].map(quote).join(",")}) VALUES(?,?${",?".repeat(values.size)})`,
    id,
    layout.id,
    ...values.values()
  )
  if (draft.children.size > 0) Children.apply(draft, id)
  Rules.after(draft, id)
  Events.note(core, user, id, "added")
  Changes.note(core, module, "create", id)
  return success(core, module, id, "record added", extra, approvedBy(module))
}

// A module is compiled anew when it changes; a statement's text, once put together, is found faster.
const reads = new WeakMap<Module, string>()
const updates = new WeakMap<Module, Map<string, string>>()
const mostUpdates = 200

const readOf = (module: Module): string => {
  const known = reads.get(module)
  if (known !== undefined) return known
  const locked = module.byName.has("Locked__s") ? `, "Locked__s" AS locked` : ""
  const may = module.rights === undefined ? "" : `, ${module.rights.edit} AS may`
  const made = `SELECT ${Read.stampColumns}, "$converted" AS converted${locked}${may} FROM ${module.rows} AS t WHERE id=?`
  reads.set(module, made)
  return made
}

/** The statement that sets these columns of the record whose id comes last. */
const updateOf = (module: Module, names: ReadonlyArray<string>): string => {
  let known = updates.get(module)
  if (known === undefined || known.size >= mostUpdates) {
    known = new Map()
    updates.set(module, known)
  }
  const key = names.join()
  const found = known.get(key)
  if (found !== undefined) return found
  const made = `UPDATE ${module.table} SET ${names.map((name) => `${quote(name)}=?`).join(",")} WHERE id=?`
  known.set(key, made)
  return made
}

/** What an update has to know of a record; undefined where there is none. */
const storedOf = (core: Core, module: Module, id: string): Row | undefined =>
  Json.isId(id) ? core.db.get(readOf(module), id) : undefined

const updateRow = (
  call: Call,
  module: Module,
  row: Input,
  id: string,
  index: number,
  extra: object,
  known?: Row
): Outcome => {
  const { core } = call
  const path = `$.data[${index}]`
  const stored = known ?? storedOf(core, module, id)
  if (stored === undefined)
    return refuse("INVALID_DATA", "the id given seems to be invalid", { api_name: "id", json_path: `${path}.id` })
  if (module.rights !== undefined && stored["may"] !== 1)
    return { ok: false, error: Visibility.refusal("Edit", module) }
  if (stored["converted"] === 1)
    return refuse("CONVERTED_RECORD", "cannot update a converted record", { api_name: "id", json_path: `${path}.id` })
  if (stored["locked"] === 1 && Locks.keepsFields(core, module, call.identity.userId, Object.keys(row)))
    return refuse("RECORD_LOCKED", "You cannot perform this operation as the record is locked.", {
      api_name: "id",
      json_path: `${path}.id`,
      action: "record_locking"
    })
  const modified = Unmodified.refused(call, module, id)
  if (modified !== undefined) return { ok: false, error: modified, status: 412 }
  const inBlueprint = Blueprint.guarded(core, module, id, row)
  if (inBlueprint !== undefined)
    return refuse("RECORD_IN_BLUEPRINT", "The record is in blue print", {
      api_name: inBlueprint,
      json_path: `${path}.${inBlueprint}`
    })
  const draft = Draft.make(core, module, call.identity.userId, row, path, id)
  const wrong = CheckRow.checkFields(draft)
  if (wrong !== undefined) return wrong
  if (core.switches().updateNeedsMandatory) {
    const absent = CheckRow.missing(
      module.fields.filter((field) => field.systemMandatory || field.required),
      draft
    )
    if (absent !== undefined) return absent
  }
  const broken =
    checkUnique(draft) ?? Rules.before(draft) ?? Dependent.broken(draft, Json.asText(draft.stored()["$layout"]))
  if (broken !== undefined) return broken
  const { values } = draft
  const changes = Events.changes(core, module, id, values)
  const now = Draft.now(core)
  values.set("Modified_Time", now)
  const by = module.byName.has("Modified_By") ? call.identity.userId : undefined
  if (by !== undefined) values.set("Modified_By", by)
  core.db.run(updateOf(module, [...values.keys()]), ...values.values(), id)
  const version = core.db.version(module.table)
  if (draft.children.size > 0) Children.apply(draft, id)
  Rules.after(draft, id)
  // What a rule or a row wrote into this table may have been this record.
  const stamped = core.db.version(module.table) === version ? { ...stored, m: now, mb: by ?? stored["mb"] } : undefined
  Events.note(core, call.identity.userId, id, "updated", changes)
  Changes.note(
    core,
    module,
    "edit",
    id,
    [...values.keys()].filter((name) => !name.startsWith("Modified_"))
  )
  return success(core, module, id, "record updated", extra, {}, stamped)
}

/** What follows a row that was written: it finds its owner and its blueprint, may lock itself, and may set off workflows. */
const settled = (
  call: Call,
  module: Module,
  event: Fired.Event,
  outcome: Outcome,
  rule: Assignment.Rule | undefined
): Outcome => {
  if (!outcome.ok) return outcome
  if (rule !== undefined) Assignment.assign(call.core, module, rule, outcome.id, call.identity.userId)
  Blueprint.afterWrite(call, module, outcome.id)
  LockingRules.afterWrite(call.core, module, outcome.id, call.identity.userId)
  Fired.note(call, module, event, outcome.id)
  return outcome
}

const rowOf = (value: unknown, index: number): Input | Outcome =>
  Json.asObject(value) ??
  refuse("INVALID_DATA", "invalid data", { expected_data_type: "jsonobject", json_path: `$.data[${index}]` })

const isOutcome = (value: Input | Outcome): value is Outcome =>
  "ok" in value && typeof value.ok === "boolean" && ("item" in value || "error" in value)

/** Runs every row in one transaction and answers with the status that fits them all. */
const run = (
  call: Call,
  rows: ReadonlyArray<unknown>,
  allDone: 200 | 201,
  each: (row: Input, index: number) => Outcome
): Http.Reply => {
  const outcomes = call.core.db.transaction(() =>
    rows.map((value, index) => {
      const row = rowOf(value, index)
      return isOutcome(row) ? row : each(row, index)
    })
  )
  const only = outcomes.length === 1 ? outcomes[0] : undefined
  const own = only === undefined || only.ok ? undefined : only.status
  const status = own ?? Items.statusOf(outcomes, allDone)
  return Http.json(status, { data: outcomes.map((outcome) => (outcome.ok ? outcome.item : outcome.error)) })
}

export const insert = (call: Call, options: Options = {}): Http.Reply => {
  const module = Read.moduleOf(call, true)
  if ("status" in module) return module
  const body = bodyOf(call)
  if ("status" in body) return body
  const nextId = call.core.db.nextIds(body.rows.length)
  return run(call, body.rows, 201, (row, index) =>
    settled(call, module, "create", insertRow(call, module, row, index, nextId, {}, options), body.rule)
  )
}

export const updateMany = (call: Call): Http.Reply => {
  const module = Read.moduleOf(call, true)
  if ("status" in module) return module
  const body = bodyOf(call)
  if ("status" in body) return body
  return run(call, body.rows, 200, (row, index) => {
    const id = Json.idOf(row["id"])
    if (id === undefined)
      return refuse("MANDATORY_NOT_FOUND", "required field not found", {
        api_name: "id",
        json_path: `$.data[${index}].id`
      })
    return settled(call, module, "edit", updateRow(call, module, row, id, index, {}), undefined)
  })
}

export const updateOne = (call: Call): Http.Reply => {
  const module = Read.moduleOf(call, true)
  if ("status" in module) return module
  const id = call.params["id"] ?? ""
  return call.core.db.transaction(() => {
    const stored = storedOf(call.core, module, id)
    if (stored === undefined)
      return ZohoError.dataReply(400, "INVALID_DATA", "the id given seems to be invalid", { resource_path_index: 1 })
    const body = bodyOf(call)
    if ("status" in body) return body
    if (body.rows.length > 1) {
      return ZohoError.dataReply(400, "INVALID_DATA", "invalid data", {
        maximum_length: 1,
        api_name: "data",
        json_path: "$.data"
      })
    }
    return run(call, body.rows, 200, (row, index) =>
      settled(call, module, "edit", updateRow(call, module, row, id, index, {}, stored), undefined)
    )
  })
}

/** The fields that an upsert matches on, in order of priority. */
const duplicateFields = (core: Core, module: Module, root: Input): ReadonlyArray<Field> | Http.Reply => {
  const given = root["duplicate_check_fields"]
  if (Json.isAbsent(given)) {
    const fallback = module.byName.get(module.systemUnique)
    return [
      ...(fallback === undefined ? [] : [fallback]),
      ...module.fields.filter((field) => field !== fallback && isUnique(core, module, field))
    ]
  }
  const bad = (index: number | undefined, details: ZohoError.Details): Http.Reply =>
    ZohoError.dataReply(400, "INVALID_DATA", "invalid data", {
      ...details,
      api_name: "duplicate_check_fields",
      json_path: index === undefined ? "$.duplicate_check_fields" : `$.duplicate_check_fields[${index}]`
    })
  if (!Array.isArray(given)) return bad(undefined, { expected_data_type: "jsonarray" })
  const fields: Array<Field> = []
  for (const [index, name] of given.entries()) {
    const field = typeof name === "string" ? module.byName.get(name) : undefined
    if (field === undefined || !(field.apiName === module.systemUnique || isUnique(core, module, field)))
      return bad(index, {})
    fields.push(field)
  }
  return fields
}

export const upsert = (call: Call, options: Options = {}): Http.Reply => {
  const module = Read.moduleOf(call, true)
  if ("status" in module) return module
  const body = bodyOf(call)
  if ("status" in body) return body
  const fields = duplicateFields(call.core, module, body.root)
  if ("status" in fields) return fields
  const nextId = call.core.db.nextIds(body.rows.length)
  return run(call, body.rows, 200, (row, index) => {
    const id = Json.idOf(row["id"])
    // An id in the row wins over every duplicate check.
    const update = (own: string, duplicate_field: string | null): Outcome =>
      settled(
        call,
        module,
        "edit",
        updateRow(call, module, row, own, index, { duplicate_field, action: "update" }),
        undefined
      )
    if (id !== undefined) return update(id, null)
    for (const field of fields) {
      const value = row[field.apiName]
      if (Json.isAbsent(value)) continue
      const checked = FieldType.check(call.core, field, value)
      if (!checked.ok || checked.value === null) continue
      const match = call.core.db.get(
        `SELECT id FROM ${module.rows} AS t WHERE ${quote(field.apiName)}=?${typeof checked.value === "string" ? " COLLATE NOCASE" : ""} AND "$converted"=0 ORDER BY id LIMIT 1`,
        checked.value
      )?.["id"]
      if (typeof match === "string") return update(match, field.apiName)
    }
    const inserted = insertRow(call, module, row, index, nextId, { duplicate_field: null, action: "insert" }, options)
    return settled(call, module, "create", inserted, body.rule)
  })
}
