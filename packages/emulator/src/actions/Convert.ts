/** Converting one lead, and what it could be converted into. */
import * as Http from "../Http.ts"
import * as Runners from "../jobs/Runners.ts"
import * as Json from "../Json.ts"
import * as Locks from "../locking/Locks.ts"
import type { Module } from "../Metadata.ts"
import * as Trigger from "../records/Trigger.ts"
import * as Unmodified from "../records/Unmodified.ts"
import type { Call } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Body from "./Body.ts"
import * as ConvertJob from "./ConvertJob.ts"
import * as ConvertRequest from "./ConvertRequest.ts"

/** The lead of the path, or the error for it. */
export const leadOf = (
  call: Call,
  message = "invalid data"
): { readonly module: Module; readonly id: string } | Http.Reply => {
  const module = call.core.metadata.module("Leads")
  const id = call.params["id"] ?? ""
  const row =
    module !== undefined && Json.isId(id)
      ? call.core.db.get(`SELECT "$converted" AS converted FROM ${module.rows} AS t WHERE id=?`, id)
      : undefined
  if (module === undefined || row === undefined)
    return ZohoError.reply(400, "INVALID_DATA", message, { resource_path_index: 1 })
  if (row["converted"] === 1)
    return ZohoError.reply(400, "ID_ALREADY_CONVERTED", "id already converted", { resource_path_index: 1 })
  return { module, id }
}

export const convert = (call: Call): Http.Reply => {
  const { core, identity } = call
  const lead = leadOf(call)
  if ("status" in lead) return lead
  const root = Body.root(call)
  if (!root.ok) return root.reply
  const order = ConvertRequest.read(core, root.value)
  if (!order.ok) return order.reply
  const trigger = Trigger.read(call, root.value)
  if (trigger !== undefined) return trigger
  if (Locks.keeps(core, lead.module, lead.id, identity.userId, "convert")) return Locks.refused(lead.id)
  const modified = Unmodified.reply(call, lead.module, lead.id)
  if (modified !== undefined) return modified
  if (core.switches().longActions === "as-job") {
    const id = Runners.start(core, {
      type: ConvertJob.type,
      user: identity.userId,
      input: { ids: [lead.id], total: 1, order: order.value }
    })
    return Http.json(202, {
      data: [
        {
          code: "SCHEDULED",
          details: { job_id: id },
          message: "Convert lead scheduled successfully",
          status: "success"
        }
      ]
    })
  }
  const result = ConvertJob.convert(core, identity.userId, lead.id, order.value)
  if (!result.ok) return Http.json(400, { data: [result.item] })
  const { Accounts, Contacts, Deals } = result
  return Http.json(200, {
    data: [
      {
        code: "SUCCESS",
        details: { Contacts, Deals, Accounts },
        message: "The record has been converted successfully",
        status: "success"
      }
    ]
  })
}
