/** Custom views as they are kept; a module's system-defined ones are made when it is first asked for its views. */
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"

export type Access = "public" | "only_to_me" | "shared"

export interface Column {
  readonly name: string
  readonly pin: boolean
}

/** Records that have, or have not, what criteria choose in one of their related lists. */
export interface CrossFilter {
  /** The API name of the related list. */
  readonly list: string
  /** False: records that have nothing of the kind. */
  readonly include: boolean
  readonly criteria: unknown
}

export interface View {
  readonly id: string
  readonly name: string
  /** Zoho's own name of a system-defined view; null for all others. */
  readonly systemName: string | null
  readonly accessType: Access
  /** Whom it is shared with, as it was given. */
  readonly sharedTo: ReadonlyArray<{ readonly [key: string]: unknown }> | null
  /** JSON criteria; null chooses everything. */
  readonly criteria: unknown
  /** What records must have, or must not, in their related lists besides. */
  readonly crossFilters: ReadonlyArray<CrossFilter>
  readonly fields: ReadonlyArray<Column>
  readonly sortBy: string | null
  readonly sortOrder: "asc" | "desc" | null
  readonly locked: boolean
  readonly createdBy: string | null
  readonly modifiedBy: string | null
  /** Epoch seconds. */
  readonly created: number | null
  readonly modified: number | null
}

/** What a body says of a view: what is undefined stays as it is. */
export type Change = Partial<
  Pick<
    View,
    "name" | "accessType" | "sharedTo" | "criteria" | "crossFilters" | "fields" | "sortBy" | "sortOrder" | "locked"
  >
>

type Stored = Omit<View, "id">

const isCrossFilter = (value: unknown): value is CrossFilter => {
  const given = Json.asObject(value)
  return typeof given?.["list"] === "string" && typeof given["include"] === "boolean"
}

const isColumn = (value: unknown): value is Column => typeof Json.asObject(value)?.["name"] === "string"

/** A view from its row; one that a test put there may hold criteria alone. */
const viewOf = (id: string, text: string): View => {
  const kept = Json.asObject(Json.parse(text)) ?? {}
  const text_ = (key: string): string | null => (typeof kept[key] === "string" ? kept[key] : null)
  const number = (key: string): number | null => (typeof kept[key] === "number" ? kept[key] : null)
  const { accessType, crossFilters, fields, sharedTo, sortOrder } = kept
  return {
    id,
    name: text_("name") ?? id,
    systemName: text_("systemName"),
    accessType: accessType === "only_to_me" || accessType === "shared" ? accessType : "public",
    sharedTo: Array.isArray(sharedTo) ? Json.objects(sharedTo) : null,
    criteria: kept["criteria"] ?? null,
    crossFilters: Array.isArray(crossFilters) ? crossFilters.filter(isCrossFilter) : [],
    fields: Array.isArray(fields) ? fields.filter(isColumn) : [],
    sortBy: text_("sortBy"),
    sortOrder: sortOrder === "asc" || sortOrder === "desc" ? sortOrder : null,
    locked: kept["locked"] === true,
    createdBy: text_("createdBy"),
    modifiedBy: text_("modifiedBy"),
    created: number("created"),
    modified: number("modified")
  }
}

const insert = (core: Core, module: Module, stored: Stored): string => {
  const id = core.db.nextId()
  core.db.run("INSERT INTO custom_view(id, module, json) VALUES(?,?,?)", id, module.apiName, JSON.stringify(stored))
  return id
}

const empty: Stored = {
  name: "",
  systemName: null,
  accessType: "public",
  sharedTo: null,
  criteria: null,
  crossFilters: [],
  fields: [],
  sortBy: null,
  sortOrder: null,
  locked: false,
  createdBy: null,
  modifiedBy: null,
  created: null,
  modified: null
}

const columnsOf = (module: Module): ReadonlyArray<Column> =>
  [module.displayField, "Company", "Account_Name", "Email", "Phone", "Owner"]
    .filter((name, index, all) => module.byName.has(name) && all.indexOf(name) === index)
    .map((name) => ({ name, pin: false }))

/** Zoho's own views, so far as every module has them. */
const standard = (module: Module): ReadonlyArray<Stored> => {
  const fields = columnsOf(module)
  const of = (name: string, systemName: string, criteria: unknown): Stored => ({
    ...empty,
    name,
    systemName,
    criteria,
    fields
  })
  return [
    of(`All ${module.plural}`, "ALLVIEWS", null),
    ...(module.byName.has("Owner")
      ? [
          of(`My ${module.plural}`, "MYVIEWS", {
            field: { api_name: "Owner" },
            comparator: "equal",
            value: "${CURRENTUSER}"
          })
        ]
      : [])
  ]
}

const rows = (core: Core, module: Module) =>
  core.db.all("SELECT id, json FROM custom_view WHERE module=? ORDER BY id", module.apiName)

/** The views of a module, the system-defined ones first. */
export const list = (core: Core, module: Module): ReadonlyArray<View> => {
  const read = () => rows(core, module).map((row) => viewOf(String(row["id"]), String(row["json"])))
  const known = read()
  const isSystem = (view: View) => view.systemName !== null
  if (!known.some(isSystem)) {
    for (const view of standard(module)) insert(core, module, view)
    return list(core, module)
  }
  return [...known.filter(isSystem), ...known.filter((view) => !isSystem(view))]
}

/** One view of a module. */
export const find = (core: Core, module: Module, id: string): View | undefined => {
  const row = core.db.get("SELECT json FROM custom_view WHERE id=? AND module=?", id, module.apiName)
  return row === undefined ? undefined : viewOf(id, Json.asText(row["json"]))
}

/** May `user` see the view? */
export const isSeen = (view: View, user: string): boolean =>
  view.accessType === "public" ||
  view.createdBy === user ||
  (view.accessType === "shared" && (view.sharedTo?.some((it) => it["id"] === user) ?? false))

export const categoryOf = (view: View, user: string): string => {
  if (view.systemName !== null) return "public_views"
  if (view.createdBy === user) return "created_by_me"
  return view.accessType === "shared" ? "shared_with_me" : "other_users_views"
}

export const add = (core: Core, module: Module, user: string, change: Change & { readonly name: string }): string => {
  // Zoho's own come first, whoever asks when.
  list(core, module)
  const now = Math.floor(core.clock.now() / 1000)
  return insert(core, module, {
    ...empty,
    fields: columnsOf(module),
    accessType: "only_to_me",
    ...change,
    createdBy: user,
    modifiedBy: user,
    created: now,
    modified: now
  })
}

export const change = (core: Core, user: string, view: View, given: Change): void => {
  const { id, ...stored } = view
  const next: Stored = { ...stored, ...given, modifiedBy: user, modified: Math.floor(core.clock.now() / 1000) }
  core.db.run("UPDATE custom_view SET json=? WHERE id=?", JSON.stringify(next), id)
}

export const remove = (core: Core, id: string): void => {
  core.db.run("DELETE FROM custom_view WHERE id=?", id)
}
