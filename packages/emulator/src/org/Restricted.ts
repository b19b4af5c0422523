/**
 * The org as one user sees it: a core whose modules lack the fields and the records that are hidden from them. Whoever is
 * hidden nothing from gets the core itself.
 */
import * as RelativeDate from "../bulk/RelativeDate.ts"
import type { Core } from "../Core.ts"
import type { Database } from "../Database.ts"
import type * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import * as Memo from "../Memo.ts"
import type { Field, Metadata, Module } from "../Metadata.ts"
import type { Route } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as SharingRuleAccess from "./SharingRuleAccess.ts"
import * as TerritoryAccess from "./TerritoryAccess.ts"
import * as Territories from "./TerritoryShown.ts"
import * as Visibility from "./Visibility.ts"

/** Kinds of documents that hold what is restricted. */
export const sharingKind = "data_sharing"
export const fieldsKind = "field_permission"

export type FieldAccess = "read_only" | "hidden"

interface Restrictions {
  /** Modules that are not open to everybody for everything, by API name. */
  readonly sharing: ReadonlyMap<string, Visibility.ShareType>
  /** By profile, then by the field's id. */
  readonly fields: ReadonlyMap<string, ReadonlyMap<string, FieldAccess>>
}

/** What the org restricts, for whomever. Undefined: nothing. */
export const restrictions = Memo.of("document", (db: Database): Restrictions | undefined => {
  const sharing = new Map<string, Visibility.ShareType>()
  const fields = new Map<string, Map<string, FieldAccess>>()
  for (const row of db.all("SELECT kind, id, json FROM document WHERE kind IN (?,?)", sharingKind, fieldsKind)) {
    const id = Json.asText(row["id"])
    const value = Json.asObject(Json.parse(Json.asText(row["json"])))
    if (row["kind"] === sharingKind) {
      const type = Visibility.shareTypes.find((one) => one === value?.["share_type"])
      if (type !== undefined && type !== "public") sharing.set(id, type)
      continue
    }
    for (const [profile, access] of Object.entries(Json.asObject(value?.["profiles"]) ?? {})) {
      if (access !== "hidden" && access !== "read_only") continue
      const known = fields.get(profile) ?? new Map<string, FieldAccess>()
      known.set(id, access)
      fields.set(profile, known)
    }
  }
  return sharing.size === 0 && fields.size === 0 ? undefined : { sharing, fields }
})

/** What a profile may do with a field. */
export const accessOf = (db: Database, profile: string, field: string): FieldAccess | undefined =>
  restrictions(db, "")?.fields.get(profile)?.get(field)

interface User {
  readonly id: string
  readonly profile: string
  readonly sharing: ReadonlyMap<string, Visibility.Part>
  readonly owners: ReadonlyArray<string>
}

const userOf = (core: Core, id: string, all: Restrictions): User => {
  const { db, metadata } = core
  const row = db.get(
    "SELECT u.profile AS profile, p.json AS json FROM user AS u LEFT JOIN profile AS p ON p.id=u.profile WHERE u.id=?",
    id
  )
  const profile = Json.asObject(Json.parse(Json.asText(row?.["json"] ?? "{}")))
  // Zoho's own administrators see every record.
  const administers = profile?.["name"] === "Administrator"
  const owners = administers || all.sharing.size === 0 ? [] : Visibility.ownersFor(db, id)
  const sharing = new Map<string, Visibility.Part>()
  if (!administers && all.sharing.size > 0) {
    const placed = TerritoryAccess.grants(core, id)
    const ruled = SharingRuleAccess.grants(core, id)
    for (const [name, type] of all.sharing) {
      const module = metadata.module(name)
      const part =
        module === undefined
          ? undefined
          : Visibility.partOf(db, id, owners, type, module, [...placed(module), ...ruled(module)])
      if (part !== undefined) sharing.set(name, part)
    }
  }
  return { id, profile: Json.asText(row?.["profile"]), sharing, owners }
}

/** Fields of the module as the profile has them; the same array where nothing is restricted. */
const fieldsFor = (module: Module, access: ReadonlyMap<string, FieldAccess> | undefined): ReadonlyArray<Field> =>
  access === undefined || !module.fields.some((field) => access.has(field.id))
    ? module.fields
    : module.fields.flatMap((field) => {
        switch (access.get(field.id)) {
          case "hidden":
            return []
          case "read_only":
            return [{ ...field, readOnly: true, lockedByProfile: true }]
          default:
            return [field]
        }
      })

/** Modules whose records hang on records of any module, by their Parent_Id. */
const hanging = ["Notes", "Attachments"]

/** What is seen of rows that belong to a record, or hang on one: those of records that are seen. */
const rowsOf = (metadata: Metadata, module: Module, user: User): string => {
  const from = (where: string) => `(SELECT * FROM ${module.table} WHERE ${where})`
  const own = user.sharing.get(module.apiName)?.seen
  if (own !== undefined) return from(own)
  const privates = [...user.sharing].flatMap(([name, { seen }]) => {
    const known = metadata.module(name)
    return known === undefined || seen === undefined ? [] : [{ seen, table: known.table, name: known.apiName }]
  })
  if (hanging.includes(module.apiName) && module.byName.has("Parent_Id")) {
    const where = privates.map(
      ({ seen, table }) =>
        `NOT EXISTS(SELECT 1 FROM ${table} AS p WHERE p.id=${module.table}."Parent_Id" AND NOT IFNULL(${seen},0))`
    )
    return where.length === 0 ? module.table : from(where.join(" AND "))
  }
  const parent = privates.find(({ name }) => name === module.parent)
  const link = parent === undefined ? undefined : module.fields.find((field) => field.lookup === parent.name)
  return parent === undefined || link === undefined
    ? module.table
    : from(`"${link.apiName}" IN (SELECT id FROM ${parent.table} WHERE ${parent.seen})`)
}

/** The metadata with another module in place of each. */
const each = (base: Metadata, change: (module: Module) => Module): Metadata => {
  const one = (module: Module | undefined): Module | undefined => (module === undefined ? undefined : change(module))
  return {
    ...base,
    modules: () => base.modules().map(change),
    module: (name) => one(base.module(name)),
    byId: (id) => one(base.byId(id))
  }
}

const byNameOf = (fields: ReadonlyArray<Field>): ReadonlyMap<string, Field> =>
  new Map(fields.map((field) => [field.apiName, field]))

const metadataFor = (base: Metadata, user: User, access: ReadonlyMap<string, FieldAccess> | undefined): Metadata => {
  const known = new WeakMap<Module, Module>()
  // Every module becomes one of this user's own: what is kept for a module must not be shared with those who see more.
  const restricted = (module: Module): Module => {
    const found = known.get(module)
    if (found !== undefined) return found
    const fields = fieldsFor(module, access)
    const part = user.sharing.get(module.apiName)
    const made: Module = {
      ...module,
      fields,
      byName: fields === module.fields ? module.byName : byNameOf(fields),
      rows: rowsOf(base, module, user),
      rights: part?.rights
    }
    known.set(module, made)
    return made
  }
  return each(base, restricted)
}

const placeless = new WeakMap<Core, Core>()
const placed = new WeakMap<Core, Core>()

/** An org without territories: no module has a field for them. */
const withoutTerritories = (base: Core): Core => {
  const known = placeless.get(base)
  if (known !== undefined) return known
  // A module is compiled anew when it changes, so what follows from one holds as long as it lives.
  const modules = new WeakMap<Module, Module>()
  const without = (module: Module): Module => {
    if (!Territories.isPlaced(module)) return module
    const found = modules.get(module)
    if (found !== undefined) return found
    const fields = module.fields.filter((field) => !Territories.isShownBy(field))
    const made = { ...module, fields, byName: byNameOf(fields) }
    modules.set(module, made)
    return made
  }
  const core: Core = { ...base, metadata: each(base.metadata, without) }
  placeless.set(base, core)
  placed.set(core, base)
  return core
}

interface Known {
  readonly stamp: string
  readonly core: Core
}

/** Tables that say who sees what. */
const stamped = ["document", "user", "role", "profile", "module", "field"]

const cores = new WeakMap<Core, Map<string, Known>>()
const bases = new WeakMap<Core, Core>()

/** What `id` sees of `open`, which is the base as everybody sees it. */
const make = (base: Core, open: Core, id: string, all: Restrictions): Core => {
  const user = userOf(open, id, all)
  const access = all.fields.get(user.profile)
  if (user.sharing.size === 0 && access === undefined) return open
  const core: Core = { ...open, metadata: metadataFor(open.metadata, user, access) }
  bases.set(core, base)
  const closed = [...user.sharing].flatMap(([module, { seen }]) => (seen === undefined ? [] : [module]))
  Visibility.limitDeleted(core, Visibility.deletedWhere(closed, user.owners))
  return core
}

/** The org as it is, whoever looks. */
export const baseOf = (core: Core): Core => bases.get(core) ?? placed.get(core) ?? core

/** The core as this user sees the org. */
export const of = (given: Core, user: string): Core => {
  const base = baseOf(given)
  const { db } = base
  const all = restrictions(db, "")
  const open = base.switches().territories ? base : withoutTerritories(base)
  if (all === undefined) return open
  // Criteria of a sharing rule may name today.
  const day = RelativeDate.today(base.clock.now())
  const stamp = `${day} ${stamped.map((table) => db.version(table)).join(" ")}`
  const known = cores.get(open) ?? new Map<string, Known>()
  cores.set(open, known)
  const found = known.get(user)
  if (found?.stamp === stamp) return found.core
  const core = make(base, open, user, all)
  known.set(user, { stamp, core })
  return core
}

/** Writes that say themselves whom they refuse: row by row, or in words of their own; and what any reader may add. */
const free = /\/(?:Notes|Attachments|share|send_mail|unblock_email|get_related_records_count|clone|change_owner)$/u

/** The reply that refuses to change a record that the caller sees and may not change. */
export const refused = (
  core: Core,
  { method, path }: Route,
  params: { readonly [name: string]: string }
): Http.Reply | undefined => {
  if (!isRestricted(core) || method === "GET" || !path.includes("/{id}/") || free.test(path)) return undefined
  const module = core.metadata.module(params["module"] ?? /^\/crm\/v8\/([A-Z]\w*)\//u.exec(path)?.[1] ?? "")
  const id = params["id"] ?? ""
  if (module === undefined || !Json.isId(id)) return undefined
  if (Visibility.denied(core, module, id, "edit") !== "refused") return undefined
  const { code, details, message } = Visibility.refusal("Edit", module)
  return ZohoError.reply(403, code, message, details)
}

/** True for the core of a user from whom something is hidden. */
export const isRestricted = (core: Core): boolean => bases.has(core)

/** The core that a call of this user works on: settings are written as they are, not as somebody sees them. */
export const forRoute = (given: Core, user: string, { scope }: Route): Core =>
  scope !== "none" && scope.group === "settings" && scope.operation !== "READ" ? baseOf(given) : of(given, user)
