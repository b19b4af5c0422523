/** What happened to records since the last look, and the callbacks that tell of it. */
import type { Core } from "../Core.ts"
import * as Callback from "../jobs/Callback.ts"
import type { Module } from "../Metadata.ts"
import * as Restricted from "../org/Restricted.ts"
import * as Visibility from "../org/Visibility.ts"
import * as Channels from "./Channels.ts"

export interface Change {
  readonly module: string
  readonly verb: Channels.Verb
  readonly id: string
  /** Of an edit: the fields that were written. */
  readonly fields: ReadonlyArray<string>
}

/** A callback as it was, or would have been, sent. */
export interface Delivery {
  readonly at: number
  readonly url: string
  /** False where the address is not on loopback: it was not called. */
  readonly called: boolean
  readonly body: object
}

/** Changes that wait for the end of the call that made them, and the last callbacks. Both are bounded. */
export interface Changes {
  waiting: Array<Change>
  deliveries: Array<Delivery>
  /** Is there any channel? Undefined while nobody looked since one came or went. */
  any: boolean | undefined
}

const most = { waiting: 10_000, deliveries: 1000 }

/** Notes a change; told when the call is over. */
export const note = (
  core: Core,
  module: Module,
  verb: Channels.Verb,
  id: string,
  fields: Iterable<string> = []
): void => {
  if (core.changes.waiting.length < most.waiting)
    core.changes.waiting.push({ module: module.apiName, verb, id, fields: [...fields] })
}

/** Zoho subscribes to `create` and reports `insert`. */
const operations = { create: "insert", edit: "update", delete: "delete" } as const

const meets = (condition: Channels.FieldCondition, fields: ReadonlyArray<string>): boolean => {
  if ("field" in condition) return fields.includes(condition.field)
  return condition.operator === "and"
    ? condition.group.every((one) => meets(one, fields))
    : condition.group.some((one) => meets(one, fields))
}

const concerns = (channel: Channels.Channel, change: Change): boolean =>
  channel.module === change.module &&
  (channel.verbs.includes("all") || channel.verbs.includes(change.verb)) &&
  (channel.fields === undefined || change.verb !== "edit" || meets(channel.fields, change.fields))

const values = (core: Core, change: Change): object => {
  const module = core.metadata.module(change.module)
  const names = change.fields.filter((name) => module?.byName.get(name)?.computed === false)
  const row =
    module === undefined || names.length === 0
      ? undefined
      : core.db.get(
          `SELECT ${names.map((name) => `"${name}"`).join(",")} FROM ${module.rows} AS t WHERE id=?`,
          change.id
        )
  return { record_id: change.id, values: row ?? {} }
}

/** Whether the one who watches sees the record; of a deleted one, whether they saw it. */
const isSeen = (core: Core, change: Change): boolean => {
  if (change.verb === "delete") return Visibility.seesDeleted(core, change.id)
  const module = core.metadata.module(change.module)
  return module === undefined || Visibility.sees(core, module, change.id)
}

/** Tells every channel that watches what happened, one callback for each channel and kind of change. */
export const tell = (core: Core): void => {
  const waiting = core.changes.waiting
  if (waiting.length === 0) return
  core.changes.waiting = []
  core.changes.any ??= Channels.exist(core)
  if (!core.changes.any) return
  for (const module of new Set(waiting.map((change) => change.module))) {
    for (const channel of Channels.watching(core, module)) {
      const viewer = Restricted.of(core, channel.user)
      const fields = viewer.metadata.module(module)?.byName
      for (const verb of ["create", "edit", "delete"] as const) {
        const changes = waiting.filter(
          (change) => change.verb === verb && concerns(channel, change) && isSeen(viewer, change)
        )
        if (changes.length === 0) continue
        const body = {
          server_time: core.clock.now(),
          query_params: {},
          module,
          resource_uri: `${core.urls().apiUrl}/crm/v8/${module}`,
          ids: changes.map((change) => change.id),
          affected_fields:
            verb === "edit"
              ? changes.map((change) => ({
                  [change.id]: change.fields.filter((name) => fields?.has(name) !== false)
                }))
              : [],
          operation: operations[verb],
          channel_id: channel.channelId,
          token: channel.token,
          ...(channel.withValues && verb === "edit"
            ? { affected_values: changes.map((change) => values(viewer, change)) }
            : {})
        }
        const target = { url: channel.url, method: "post" } as const
        core.changes.deliveries.push({
          at: core.clock.now(),
          url: channel.url,
          called: Callback.isReachable(target),
          body
        })
        if (core.changes.deliveries.length > most.deliveries) core.changes.deliveries.shift()
        Callback.deliver(target, JSON.stringify(body))
      }
    }
  }
}
