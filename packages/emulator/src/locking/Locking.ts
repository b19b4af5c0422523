/** The calls that lock and unlock a record and say why it is locked. */
import * as Body from "../actions/Body.ts"
import * as Clock from "../Clock.ts"
import * as Parent from "../content/Parent.ts"
import { quote } from "../Database.ts"
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import * as FieldType from "../records/FieldType.ts"
import type { Call } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Configurations from "./Configurations.ts"
import * as Locks from "./Locks.ts"

const list_ = "Locking_Information__s"
const field = "Locked_Reason__s"
const longest = 3000

const noConfiguration = ZohoError.reply(400, "NOT_ALLOWED", "Required Record Locking Configuration is not present", {
  resource_path_index: 2
})

/** The record of the path, of a module whose records can be locked. */
const parentOf = (call: Call): Parent.Parent | Http.Reply => {
  const parent = Parent.withList(call, list_)
  if ("status" in parent) return parent
  return Configurations.of(call.core, parent.module) !== undefined ? parent : noConfiguration
}

const shown = (call: Call, parent: Parent.Parent, lock: Locks.Lock) => {
  const { core } = call
  const { apiName, displayField, id, table } = parent.module
  const name = core.db.get(`SELECT ${quote(displayField)} AS name FROM ${table} WHERE id=?`, parent.id)?.["name"]
  const by: unknown = JSON.parse(FieldType.userJson(core, lock.by, false))
  return {
    Locked_By__s: by,
    $field_states: null,
    Record_Locking_Rule_Id__s: lock.rule,
    Locked_For__s: { module: { api_name: apiName, id }, name: name ?? null, id: parent.id },
    [field]: lock.reason === "" ? null : lock.reason,
    Record_Locking_Configuration_Id__s: Configurations.of(core, parent.module)?.id ?? null,
    $editable: true,
    id: lock.id,
    $sharing_permission: "full_access",
    Lock_Source__s: lock.rule === null ? "Manual" : lock.reason === "" ? "Automatic" : "Both",
    Locked_Time__s: Clock.format(lock.at),
    Feature_Type__s: "record_locking",
    $zia_visions: null
  }
}

export const list = (call: Call): Http.Reply => {
  const parent = parentOf(call)
  if ("status" in parent) return parent
  const lock = Locks.of(call.core, parent.id)
  if (lock === undefined) return Http.empty(204)
  return Http.json(200, {
    data: [shown(call, parent, lock)],
    info: { per_page: 200, count: 1, page: 1, more_records: false }
  })
}

/** The lock of the path, or the error for it. */
const lockOf = (call: Call, parent: Parent.Parent): Locks.Lock | Http.Reply => {
  const id = call.params["lock"] ?? ""
  const lock = Locks.of(call.core, parent.id)
  if (lock !== undefined && lock.id === id) return lock
  const message = Json.isId(id) ? "relation not found" : "the id given seems to be invalid"
  return ZohoError.reply(400, "INVALID_DATA", message, { resource_path_index: 3 })
}

export const one = (call: Call): Http.Reply => {
  const parent = parentOf(call)
  if ("status" in parent) return parent
  const lock = lockOf(call, parent)
  return "status" in lock ? lock : Http.json(200, { data: [shown(call, parent, lock)] })
}

const inData = Body.under("data")

/** The reason that a body gives. */
const reasonOf = (call: Call): Body.Checked<string> => {
  const body = Body.root(call)
  if (!body.ok) return body
  const rows = Body.array(body.value["data"], "$.data", 1, inData)
  if (!rows.ok) return rows
  const row = Body.object(rows.value[0], "$.data[0]", inData)
  if (!row.ok) return row
  const reason = row.value[field]
  const path = `$.data[0].${field}`
  if (Json.isAbsent(reason) || reason === "") return Body.missing(path, inData)
  if (typeof reason !== "string") return Body.invalid(path, { expected_data_type: "text" }, inData)
  return reason.length > longest ? Body.invalid(path, { maximum_length: longest }, inData) : Body.ok(reason)
}

const done = (call: Call, lock: Locks.Lock, status: 200 | 201, message: string): Http.Reply => {
  const user = (id: string): unknown => JSON.parse(FieldType.userJson(call.core, id, false))
  return Http.json(status, {
    data: [
      {
        code: "SUCCESS",
        details: {
          Modified_Time: Clock.format(lock.modified),
          Modified_By: user(call.identity.userId),
          Created_Time: Clock.format(lock.at),
          id: lock.id,
          Created_By: user(lock.by)
        },
        message,
        status: "success"
      }
    ]
  })
}

export const lock = (call: Call): Http.Reply => {
  const parent = parentOf(call)
  if ("status" in parent) return parent
  const { core, identity } = call
  if (Configurations.of(core, parent.module)?.lockType === "automatic") return noConfiguration
  const reason = reasonOf(call)
  if (!reason.ok) return reason.reply
  if (Locks.isLocked(core, parent.id))
    return ZohoError.reply(403, "NOT_ALLOWED", "record is already locked", { resource_path_index: 1 })
  const made = core.db.transaction(() => Locks.lock(core, identity.userId, parent.module, parent.id, reason.value))
  return done(call, made, 201, "record added")
}

export const update = (call: Call): Http.Reply => {
  const parent = parentOf(call)
  if ("status" in parent) return parent
  const found = lockOf(call, parent)
  if ("status" in found) return found
  const reason = reasonOf(call)
  if (!reason.ok) return reason.reply
  Locks.setReason(call.core, found.id, reason.value)
  return done(call, Locks.of(call.core, parent.id) ?? found, 200, "record updated")
}

export const unlock = (call: Call): Http.Reply => {
  const parent = parentOf(call)
  if ("status" in parent) return parent
  const found = lockOf(call, parent)
  if ("status" in found) return found
  call.core.db.transaction(() => Locks.unlock(call.core, parent.module, parent.id))
  return Http.json(200, {
    data: [{ code: "SUCCESS", details: { id: found.id }, message: "relation removed", status: "success" }]
  })
}
