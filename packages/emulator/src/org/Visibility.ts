/** Which records of a module a user sees, changes and deletes: by data sharing, the role tree and shares of single records. */
import type { Core } from "../Core.ts"
import { type Database, quote } from "../Database.ts"
import * as Json from "../Json.ts"
import type { Module, Rights } from "../Metadata.ts"
import * as ZohoError from "../ZohoError.ts"
import { ofModule } from "./Permissions.ts"
import * as RoleTree from "./RoleTree.ts"

/** How open a module is to those who own nothing of it. */
export const shareTypes = ["private", "public_read_only", "public_read_write", "public"] as const

export type ShareType = (typeof shareTypes)[number]

/** What of one module a user sees; undefined where that is everything, and everything may be changed. */
export interface Part {
  /** Condition on the table's own columns. */
  readonly seen: string | undefined
  readonly rights: Rights
}

/** Records that something besides owning and sharing them one by one opens to a user: a condition on the module's table. */
export interface Grant {
  readonly where: string
  readonly edit: boolean
  readonly delete: boolean
}

// Ids are digits: they can stand in SQL as they are.
const listOf = (ids: Iterable<string>): string =>
  [...ids]
    .filter(Json.isId)
    .map((id) => `'${id}'`)
    .join(",")

/** A user's own id, and those of whom their role is above; their peers too, where the role shares with peers. */
export const ownersFor = (db: Database, user: string): ReadonlyArray<string> => {
  const role = Json.asText(db.get("SELECT role FROM user WHERE id=?", user)?.["role"])
  const roles = RoleTree.all(db)
  const below = new Set(RoleTree.from(roles, [role]))
  if (roles.find((one) => one.id === role)?.peers !== true) below.delete(role)
  return [
    user,
    ...db
      .all("SELECT id, role FROM user")
      .filter((row) => below.has(Json.asText(row["role"])) && row["id"] !== user)
      .map((row) => Json.asText(row["id"]))
  ]
}

/** Columns of a module that point to another record. */
const pointers = (module: Module): ReadonlyArray<string> =>
  module.fields.flatMap((field) =>
    !field.computed && (field.dataType === "lookup" || field.dataType === "multi_module_lookup")
      ? [quote(field.apiName)]
      : []
  )

/** What `user` sees of a module that is this open. */
export const partOf = (
  db: Database,
  user: string,
  owners: ReadonlyArray<string>,
  type: ShareType,
  module: Module,
  grants: ReadonlyArray<Grant>
): Part | undefined => {
  if (type === "public") return undefined
  const role = Json.asText(db.get("SELECT role FROM user WHERE id=?", user)?.["role"])
  const own = `"Owner" IN (${listOf(owners)})`
  /** Shared by itself, or with a record that it points to and that was shared with its related records. */
  const shared = (...permissions: ReadonlyArray<string>): string => {
    const permitted =
      permissions.length === 0 ? "" : ` AND permission IN (${permissions.map((one) => `'${one}'`).join(",")})`
    const records = (more = "") =>
      `(SELECT record FROM share WHERE member IN (${listOf([user, role])})${permitted}${more})`
    const related = pointers(module).map((column) => `${column} IN ${records(" AND related=1")}`)
    return [`id IN ${records()}`, ...related].join(" OR ")
  }
  const any = (...conditions: ReadonlyArray<string>) => `IFNULL(${conditions.join(" OR ")},0)`
  const granted = (some: ReadonlyArray<Grant>) => some.map((it) => it.where)
  return {
    seen: type === "private" ? `(${[own, shared(), ...granted(grants)].join(" OR ")})` : undefined,
    rights: {
      edit:
        type === "public_read_write"
          ? "1"
          : any(own, shared("read_write", "full_access"), ...granted(grants.filter((it) => it.edit))),
      delete: any(own, shared("full_access"), ...granted(grants.filter((it) => it.delete))),
      // What was shared with somebody is not theirs to share.
      share: own
    }
  }
}

/** Why the caller may not do this to a record; undefined where they may, and for records that are not there. */
export const denied = (
  core: Core,
  module: Module,
  id: string,
  verb: keyof Rights
): "unseen" | "refused" | undefined => {
  const { rights, rows, table } = module
  if (rights === undefined && rows === table) return undefined
  const row = core.db.get(`SELECT ${rights?.[verb] ?? "1"} AS may FROM ${rows} AS t WHERE id=?`, id)
  return row === undefined ? "unseen" : row["may"] === 1 ? undefined : "refused"
}

/** True for a record that the caller sees, and everywhere where nothing is hidden. */
export const sees = (core: Core, { rows, table }: Module, id: string): boolean =>
  rows === table || core.db.get(`SELECT id FROM ${rows} AS t WHERE id=?`, id) !== undefined

/** The item of a record that the caller sees and may not touch so. */
export const refusal = (action: "Edit" | "Delete", module: Module): ZohoError.ZohoError =>
  ZohoError.make("NO_PERMISSION", "permission denied", { permissions: [ofModule(action, module.apiName)] })

const hidden = new WeakMap<Core, string>()

/** Sets which deleted records the callers of this core see. */
export const limitDeleted = (core: Core, where: string): void => {
  hidden.set(core, where)
}

/** Which records of the recycle bin this core's caller sees, as a condition. */
export const ofDeleted = (core: Core): string => hidden.get(core) ?? "1"

/** True for a deleted record that this core's caller sees; and for none at all where there is nothing to hide. */
export const seesDeleted = (core: Core, id: string): boolean =>
  !hidden.has(core) || core.db.get(`SELECT id FROM deleted_record WHERE id=? AND ${ofDeleted(core)}`, id) !== undefined

/** Of deleted records of private modules, those that some of these owned. */
export const deletedWhere = (modules: ReadonlyArray<string>, owners: ReadonlyArray<string>): string =>
  modules.length === 0
    ? "1"
    : `(module NOT IN (${modules.map((name) => `'${name.replaceAll("'", "''")}'`).join(",")}) OR owner IN (${listOf(owners)}))`
