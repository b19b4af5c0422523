/** What a custom view chooses, as a condition on its module's table. */
import * as Criteria from "../bulk/Criteria.ts"
import type { Core } from "../Core.ts"
import type { Value } from "../Database.ts"
import type { Module } from "../Metadata.ts"
import * as ViewStore from "../settings/ViewStore.ts"

export interface View {
  readonly where: string
  readonly values: ReadonlyArray<Value>
  readonly view: ViewStore.View
}

/** The view of a module as `user` sees it, without converted records; undefined when there is none of that id. */
export const find = (core: Core, module: Module, cvid: string, user: string): View | undefined => {
  const view = ViewStore.find(core, module, cvid)
  if (view === undefined || !ViewStore.isSeen(view, user)) return undefined
  const open = '"$converted"=0'
  if (view.criteria === null) return { where: open, values: [], view }
  const sql = Criteria.compile(core, module, view.criteria, { userId: user })
  return Criteria.isError(sql) ? undefined : { where: `${open} AND ${sql.sql}`, values: sql.values, view }
}
