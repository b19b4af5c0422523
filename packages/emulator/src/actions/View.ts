/** What a custom view chooses, as a condition on its module's table. */
import * as Criteria from "../bulk/Criteria.ts"
import type { Core } from "../Core.ts"
import type { Value } from "../Database.ts"
import type { Module } from "../Metadata.ts"
import * as CrossFilters from "../settings/CrossFilters.ts"
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
  const wheres = ['"$converted"=0']
  const values: Array<Value> = []
  if (view.criteria !== null) {
    const sql = Criteria.compile(core, module, view.criteria, { userId: user })
    if (Criteria.isError(sql)) return undefined
    wheres.push(sql.sql)
    values.push(...sql.values)
  }
  for (const filter of view.crossFilters) {
    const sql = CrossFilters.compile(core, module, filter, user)
    if (sql === undefined) return undefined
    wheres.push(sql.where)
    values.push(...sql.values)
  }
  return { where: wheres.join(" AND "), values, view }
}
