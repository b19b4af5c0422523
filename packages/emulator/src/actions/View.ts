/** What a custom view chooses, as a condition on its module's table. */
import * as Criteria from "../bulk/Criteria.ts"
import type { Core } from "../Core.ts"
import type { Value } from "../Database.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"

export interface View {
  readonly where: string
  readonly values: ReadonlyArray<Value>
}

/** The view of a module as `user` sees it, without converted records; undefined when there is none of that id. */
export const find = (core: Core, module: Module, cvid: string, user: string): View | undefined => {
  const row = core.db.get("SELECT json FROM custom_view WHERE id=? AND module=?", cvid, module.apiName)
  if (row === undefined) return undefined
  const open = '"$converted"=0'
  const criteria = Json.asObject(Json.parse(Json.asText(row["json"])))?.["criteria"] ?? null
  if (criteria === null) return { where: open, values: [] }
  const sql = Criteria.compile(core, module, criteria, { userId: user })
  return Criteria.isError(sql) ? undefined : { where: `${open} AND ${sql.sql}`, values: sql.values }
}
