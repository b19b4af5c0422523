/** The options of a pick-list: how they are shown and ordered, and what becomes of the records that hold them. */
import type { Core } from "../Core.ts"
import { quote } from "../Database.ts"
import type { Field, Module, PickValue } from "../Metadata.ts"
import * as Blueprint from "../records/Blueprint.ts"

/** What every pick-list of a field begins with: nothing chosen. */
export const none = "-None-"

/** Where a value has no more than one line of text. */
export const longest = 120

export const isUsed = (option: PickValue): boolean => option.unused !== true

export const referenceOf = (option: PickValue): string => option.actual ?? option.value

/** The option by itself, tied to no global pick-list. */
export const own = (option: PickValue): PickValue => {
  const { from: _, ...rest } = option
  return rest
}

/** An option as fields and global pick-lists show it. */
export const shown = (option: PickValue, index: number) => ({
  id: option.id,
  display_value: option.value,
  reference_value: referenceOf(option),
  actual_value: referenceOf(option),
  sequence_number: index + 1,
  type: isUsed(option) ? "used" : "unused"
})

/** The options in the order of the alphabet, `-None-` first. */
export const sorted = (options: ReadonlyArray<PickValue>): ReadonlyArray<PickValue> => [
  ...options.filter(({ value }) => value === none),
  ...options.filter(({ value }) => value !== none).toSorted((a, b) => a.value.localeCompare(b.value, "en"))
]

/** The options with some of them, by id, at places of their own, counted from 1. */
export const placed = (
  options: ReadonlyArray<PickValue>,
  places: ReadonlyMap<string, number>
): ReadonlyArray<PickValue> => {
  const result = options.filter(({ id }) => !places.has(id))
  for (const [id, place] of [...places].toSorted(([, a], [, b]) => a - b)) {
    const option = options.find((it) => it.id === id)
    if (option !== undefined) result.splice(Math.max(0, place - 1), 0, option)
  }
  return result
}

const isStored = (field: Field): boolean => !field.computed

/** How many records hold this value. */
export const count = (core: Core, module: Module, field: Field, value: string): number => {
  if (!isStored(field)) return 0
  const column = quote(field.apiName)
  const where =
    field.dataType === "multiselectpicklist"
      ? `EXISTS(SELECT 1 FROM json_each(${column}) AS o WHERE o.value=?)`
      : `${column}=?`
  return Number(core.db.get(`SELECT COUNT(*) AS n FROM ${module.table} WHERE ${where}`, value)?.["n"] ?? 0)
}

/** Writes other values where records hold these, all at once and with no trace in their times. */
const rewriteAll = (core: Core, module: Module, field: Field, renames: ReadonlyMap<string, string>): void => {
  if (renames.size === 0 || !isStored(field)) return
  const column = quote(field.apiName)
  const pairs = JSON.stringify([...renames])
  const known = "SELECT json_extract(value, '$[0]') FROM json_each(?)"
  if (field.dataType !== "multiselectpicklist") {
    const held = `${module.table}.${column}`
    const next = `SELECT json_extract(r.value, '$[1]') FROM json_each(?) AS r WHERE json_extract(r.value, '$[0]')=${held}`
    core.db.run(`UPDATE ${module.table} SET ${column}=(${next}) WHERE ${column} IN (${known})`, pairs, pairs)
    return
  }
  const rows = core.db.all(
    `SELECT id, ${column} AS held FROM ${module.table} WHERE EXISTS(SELECT 1 FROM json_each(${column}) AS o WHERE o.value IN (${known}))`,
    pairs
  )
  for (const row of rows) {
    // Written by the checks of writes only: an array of texts.
    const values: ReadonlyArray<string> = JSON.parse(String(row["held"]))
    const next = [...new Set(values.map((value) => renames.get(value) ?? value))]
    core.db.run(
      `UPDATE ${module.table} SET ${column}=? WHERE id=?`,
      JSON.stringify(next),
      typeof row["id"] === "string" ? row["id"] : ""
    )
  }
}

/** Writes one value where records hold another. Returns in how many. */
export const rewrite = (core: Core, module: Module, field: Field, from: string, to: string): number => {
  const held = count(core, module, field, from)
  if (held === 0 || from === to) return 0
  rewriteAll(core, module, field, new Map([[from, to]]))
  return held
}

/** Keeps a field's options, and what holds the ones of them that have a new name: records, blueprints, the default. */
export const keep = (core: Core, module: Module, next: Field): void => {
  const before = module.fields.find(({ id }) => id === next.id)
  // Together: two options may have changed their names with each other.
  const renames = new Map<string, string>()
  for (const option of before?.pickList ?? []) {
    const renamed = next.pickList.find(({ id }) => id === option.id)
    if (renamed !== undefined && renamed.value !== option.value) renames.set(option.value, renamed.value)
  }
  rewriteAll(core, module, next, renames)
  Blueprint.renameStates(core.db, module.apiName, next.apiName, renames)
  const standard = typeof next.defaultValue === "string" ? renames.get(next.defaultValue) : undefined
  const field = standard === undefined ? next : { ...next, defaultValue: standard }
  core.metadata.setField(module.apiName, field, Math.floor(core.clock.now() / 1000))
}

/** What else of the org uses an option, as errors tell it. */
export const associations = (core: Core, module: Module, field: Field, value: string) =>
  Blueprint.using(core, module, field.apiName, value).map(({ id, name }) => ({
    resources: [{ name, id, _details: null }],
    type: "blueprint"
  }))
