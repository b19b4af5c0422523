/** Restoring or deleting many records of the recycle bin, as a job. */
import type { Core } from "../Core.ts"
import type * as Jobs from "../jobs/Jobs.ts"
import * as Restricted from "../org/Restricted.ts"
import * as Visibility from "../org/Visibility.ts"
import * as Bin from "./Bin.ts"
import * as Filters from "./Filters.ts"

export const type = "recycle_bin"

export type Action = "restore" | "delete"

/** Which records: some by id, those that match, or all. */
export interface Chosen {
  readonly ids?: ReadonlyArray<string>
  readonly filters?: unknown
}

const idsOf = (core: Core, chosen: Chosen): ReadonlyArray<string> => {
  if (chosen.ids !== undefined) return chosen.ids.filter((id) => Visibility.seesDeleted(core, id))
  const filters = chosen.filters === undefined ? { where: "1", values: [] } : Filters.compile(chosen.filters)
  if (Filters.isError(filters)) return []
  return core.db
    .all(
      `SELECT id FROM deleted_record WHERE ${Visibility.ofDeleted(core)} AND type='recycle' AND parent IS NULL AND ${filters.where} ORDER BY id`,
      ...filters.values
    )
    .map((row) => String(row["id"]))
}

/** Does it at once. Returns how many of how many were done. */
export const work = (
  given: Core,
  user: string,
  action: Action,
  chosen: Chosen
): { readonly total: number; readonly done: number } =>
  given.db.transaction(() => {
    // Records come back and go as they are, with the fields that the user does not see.
    const core = Restricted.baseOf(given)
    Bin.expire(core)
    const ids = idsOf(Restricted.of(core, user), chosen)
    const done = ids.filter((id) =>
      action === "restore" ? Bin.restore(core, user, id) === "done" : Bin.purge(core, id)
    )
    // A note that was deleted before its record has a parent only once that is back.
    const late = ids.filter(
      (id) => !done.includes(id) && action === "restore" && Bin.restore(core, user, id) === "done"
    )
    return { total: ids.length, done: done.length + late.length }
  })

export const run: Jobs.Runner = (core, job) => {
  const { action, filters, ids } = job.input
  const chosen = {
    ...(Array.isArray(ids) ? { ids: ids.filter((id) => typeof id === "string") } : {}),
    ...(filters === undefined ? {} : { filters })
  }
  return { state: "done", output: { ...work(core, job.user, action === "restore" ? "restore" : "delete", chosen) } }
}
