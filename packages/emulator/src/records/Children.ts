/** Values that are rows of another module (subforms, multi-select and multi-user lookups): stored and written out. */
import type { Core } from "../Core.ts"
import type { Value } from "../Database.ts"
import { quote } from "../Database.ts"
import type { Child, Module } from "../Metadata.ts"
import * as Draft from "./Draft.ts"
import * as FieldType from "./FieldType.ts"

/** System values of a row that its module has fields for. */
const stamps = (row: Draft.Draft, at: number): ReadonlyArray<readonly [string, Value]> => {
  const changed: ReadonlyArray<readonly [string, Value]> = [
    ["Modified_Time", at],
    ["Modified_By", row.user]
  ]
  const created: ReadonlyArray<readonly [string, Value]> =
    row.id === undefined
      ? [
          ["Created_Time", at],
          ["Created_By", row.user],
          ["Owner", row.user],
          ["Record_Status__s", "Available"],
          ["Locked__s", 0]
        ]
      : []
  return [...changed, ...created].filter(([name]) => row.module.byName.has(name) && !row.values.has(name))
}

/** Rows of a line-item table are numbered in the order they came. */
const numbered = "Sequence_Number"

const countOf = (core: Core, module: Module, parent: string, id: string): number =>
  Number(core.db.get(`SELECT COUNT(*) AS n FROM ${module.table} WHERE ${quote(parent)}=?`, id)?.["n"] ?? 0)

/** Stores the rows of a record that is stored already. */
export const apply = (draft: Draft.Draft, id: string): void => {
  const { core } = draft
  const at = Draft.now(core)
  for (const { field, module, replace, rows } of draft.children.values()) {
    const parent = field.child?.parent
    if (parent === undefined) continue
    if (replace) {
      const kept = rows.flatMap((row) => (row.draft.id === undefined ? [] : [row.draft.id]))
      core.db.run(
        `DELETE FROM ${module.table} WHERE ${quote(parent)}=? AND id NOT IN (${kept.map(() => "?").join(",")})`,
        id,
        ...kept
      )
    }
    const fallback = module.layouts[0]?.id ?? null
    for (const { draft: row, remove } of rows) {
      if (remove) {
        core.db.run(`DELETE FROM ${module.table} WHERE id=?`, row.id ?? "")
        continue
      }
      for (const [name, value] of stamps(row, at)) row.values.set(name, value)
      if (row.id === undefined) {
        row.values.set(parent, id)
        if (module.byName.has(numbered) && !row.values.has(numbered))
          row.values.set(numbered, 1 + countOf(core, module, parent, id))
      }
      const names = [...row.values.keys()]
      if (row.id === undefined)
        core.db.run(
          `INSERT INTO ${module.table}(id,"$layout",${names.map(quote).join(",")}) VALUES(?,?${",?".repeat(names.length)})`,
          core.db.nextId(),
          fallback,
          ...row.values.values()
        )
      else
        core.db.run(
          `UPDATE ${module.table} SET ${names.map((name) => `${quote(name)}=?`).join(",")} WHERE id=?`,
          ...row.values.values(),
          row.id
        )
    }
  }
}

/** Writes the rows of a record, from the record's id. */
export const encoder = (core: Core, child: Child): FieldType.Encoder => {
  const module = core.metadata.module(child.module)
  if (module === undefined) return () => "[]"
  const shown = child.link === null ? module.fields : module.fields.filter((field) => field.apiName === child.link)
  const fields = shown.filter((field) => !field.computed)
  const encoders = fields.map((field) => FieldType.encoder(core, field))
  const keys = fields.map((field) => `,${JSON.stringify(field.apiName)}:`)
  const sql = `SELECT id${fields.map((field) => `,${quote(field.apiName)}`).join("")} FROM ${module.table} WHERE ${quote(child.parent)}=? ORDER BY id`
  return (id) =>
    typeof id !== "string"
      ? "[]"
      : `[${core.db
          .arrays(sql, id)
          .map((row) => {
            let text = `{"id":"${String(row[0])}"`
            for (let i = 0; i < encoders.length; i++) text += (keys[i] ?? "") + (encoders[i]?.(row[i + 1]) ?? "null")
            return `${text}}`
          })
          .join(",")}]`
}
