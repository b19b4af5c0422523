/** Channels that watch modules: one row for each channel and module, gone when they expire. */
import type { Core } from "../Core.ts"
import type { Row } from "../Database.ts"
import * as Json from "../Json.ts"

export type Verb = "create" | "edit" | "delete"

export interface Channel {
  readonly channelId: string
  readonly user: string
  /** API name. */
  readonly module: string
  readonly verbs: ReadonlyArray<Verb | "all">
  readonly url: string
  readonly token: string | null
  readonly relatedActions: boolean
  readonly withValues: boolean
  /** As it was given. */
  readonly condition: unknown
  /** Names of the fields that must be among those changed, each group joined by its word; undefined: any change. */
  readonly fields: FieldCondition | undefined
  /** Epoch milliseconds. */
  readonly expires: number
}

export type FieldCondition =
  | { readonly field: string }
  | { readonly operator: "and" | "or"; readonly group: ReadonlyArray<FieldCondition> }

const channelOf = (row: Row): Channel => {
  // Written by `save` only; the text is a channel.
  const channel: Channel = JSON.parse(String(row["json"]))
  return channel
}

/** Channels of a user that still run, of one id where it is given; expired ones are removed without notice. */
export const of = (core: Core, user: string, id?: string): ReadonlyArray<Channel> => {
  core.db.run("DELETE FROM channel WHERE expires<=?", core.clock.now())
  const rows =
    id === undefined
      ? core.db.all("SELECT json FROM channel WHERE user=? ORDER BY id, module", user)
      : core.db.all("SELECT json FROM channel WHERE user=? AND id=? ORDER BY module", user, id)
  return rows.map(channelOf)
}

/** Is there a channel at all? */
export const exist = (core: Core): boolean => core.db.get("SELECT 1 FROM channel LIMIT 1") !== undefined

/** Channels of anybody that watch a module. */
export const watching = (core: Core, module: string): ReadonlyArray<Channel> => {
  return core.db
    .all("SELECT json FROM channel WHERE module=? AND expires>? ORDER BY id", module, core.clock.now())
    .map(channelOf)
}

export const save = (core: Core, channel: Channel): void => {
  core.changes.any = undefined
  core.db.run(
    "INSERT INTO channel(user, id, module, expires, json) VALUES(?,?,?,?,?) ON CONFLICT(user, id, module) DO UPDATE SET expires=excluded.expires, json=excluded.json",
    channel.user,
    channel.channelId,
    channel.module,
    channel.expires,
    Json.stringify(channel)
  )
}

/** Ends the watch of one module by a channel, or of all its modules. */
export const remove = (core: Core, user: string, id: string, module?: string): void => {
  if (module === undefined) core.db.run("DELETE FROM channel WHERE user=? AND id=?", user, id)
  else core.db.run("DELETE FROM channel WHERE user=? AND id=? AND module=?", user, id, module)
}
