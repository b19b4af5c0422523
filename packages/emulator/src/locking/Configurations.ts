/** How the records of a module can be locked: by hand, by rules, against what, and for whom. A module has this once or not at all. */
import type { Core } from "../Core.ts"
import type { Database } from "../Database.ts"
import * as Json from "../Json.ts"
import * as Memo from "../Memo.ts"
import type { Module } from "../Metadata.ts"
import * as Documents from "../settings/Documents.ts"

export const lockTypes = ["manual", "automatic", "both"] as const
export const audiences = ["all_profiles", "all_profiles_except_excluded_profiles"] as const
export const actions = ["convert", "update", "delete", "change_owner", "tags"] as const
export const communications = ["send_mail", "send_survey", "send_portal_invitation"] as const

export type Action = (typeof actions)[number]

/** Records that match its criteria are locked. */
export interface Rule {
  readonly id: string
  readonly name: string
  readonly existing: boolean
  readonly criteria: unknown
}

export interface Configuration {
  readonly id: string
  readonly module: string
  readonly lockType: (typeof lockTypes)[number]
  readonly lockedFor: (typeof audiences)[number]
  /** Profiles whose users a lock does not keep from anything. */
  readonly profiles: ReadonlyArray<string>
  readonly actions: ReadonlyArray<Action>
  readonly communications: ReadonlyArray<string>
  /** Names of fields that may be written all the same. */
  readonly fields: ReadonlyArray<string>
  readonly rules: ReadonlyArray<Rule>
  readonly portal: boolean
  readonly createdBy: string
  readonly modifiedBy: string
  /** Epoch seconds. */
  readonly created: number
  readonly modified: number
}

const kind = "record_locking_configuration"
const none = "none"

/** Can records of this module be locked at all? */
export const applies = (module: Module): boolean => module.byName.has("Locked__s") && module.parent === undefined

const stored = Memo.of("document", (db: Database, module: string): Configuration | undefined => {
  const json = db.get("SELECT json FROM document WHERE kind=? AND json->>'module'=?", kind, module)?.["json"]
  if (json === undefined) return undefined
  // Written by `save` only.
  const configuration: Configuration = JSON.parse(Json.asText(json))
  return configuration
})

const keyOf = (module: Module): string => `locking ${module.id}`

/** What a module has before anybody configures it: locks by hand, against everything. */
const initial = (core: Core, module: Module): Configuration | undefined => {
  const key = keyOf(module)
  const known = core.db.get("SELECT value FROM meta WHERE key=?", key)?.["value"]
  if (known === none) return undefined
  const id = typeof known === "string" ? known : core.db.nextId()
  if (id !== known) core.db.run("INSERT INTO meta(key, value) VALUES(?,?)", key, id)
  const founder = Json.asText(core.db.get("SELECT MIN(id) AS id FROM user")?.["id"])
  return {
    id,
    module: module.apiName,
    lockType: "manual",
    lockedFor: "all_profiles",
    profiles: [],
    actions,
    communications: [],
    fields: [],
    rules: [],
    portal: true,
    createdBy: founder,
    modifiedBy: founder,
    created: module.modified,
    modified: module.modified
  }
}

/** The configuration of a module; undefined where its records cannot be locked. */
export const of = (core: Core, module: Module): Configuration | undefined =>
  applies(module)
    ? (stored(core.db, module.apiName) ?? (core.switches().recordLocking ? initial(core, module) : undefined))
    : undefined

/** The rules by which records of a module are locked; a cheap question, asked for every write. */
export const rulesOf = (core: Core, module: Module): ReadonlyArray<Rule> => stored(core.db, module.apiName)?.rules ?? []

export const save = (core: Core, configuration: Configuration): void => {
  Documents.save(core, kind, { ...configuration })
}

/** Takes the configuration away, and the one before anybody configured anything with it. */
export const remove = (core: Core, module: Module, id: string): void => {
  Documents.remove(core, kind, id)
  core.db.run("INSERT OR REPLACE INTO meta(key, value) VALUES(?,?)", keyOf(module), none)
}
