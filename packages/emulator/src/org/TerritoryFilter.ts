/** The records of one territory, where a list or a mass action asks for these alone. */
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"
import * as Store from "./TerritoryStore.ts"

/** As it stands in a body, and in a job's input. */
export interface Chosen {
  readonly id: string
  /** Those of the territories below it, too. */
  readonly include_child: boolean
}

/** Records in any of these territories, as a condition on a module's table. Ids are digits: they can stand in SQL. */
export const within = (territories: ReadonlyArray<string>): string =>
  `id IN (SELECT record FROM record_territory WHERE territory IN (${territories
    .filter(Json.isId)
    .map((id) => `'${id}'`)
    .join(",")}))`

/** A territory's records, as a condition on a module's table; undefined for one that the org does not have. */
export const where = (core: Core, { id, include_child: below }: Chosen): string | undefined => {
  if (!Store.enabled(core) || Store.find(core, id) === undefined) return undefined
  const ids = Store.list(core).map((it) => Json.asText(it["id"]))
  return within(below ? ids.filter((one) => Store.isBelow(core, one, id)) : [id])
}
