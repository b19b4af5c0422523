/** What territories open to a user: records of those that they are in or manage, and of all below these. */
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"
import * as TerritoryFilter from "./TerritoryFilter.ts"
import * as TerritoryShown from "./TerritoryShown.ts"
import * as Store from "./TerritoryStore.ts"
import type * as Visibility from "./Visibility.ts"

interface Place {
  readonly id: string
  readonly member: boolean
  readonly manager: boolean
  /** The territory lets those in it change and delete its records. */
  readonly writable: boolean
}

/** Territories that the user reaches from the top down. */
const places = (core: Core, user: string): ReadonlyArray<Place> => {
  const all = Store.known(core)
  const byId = new Map(all.map((it) => [it["id"], it]))
  return all.flatMap((territory): ReadonlyArray<Place> => {
    let [member, manager] = [false, false]
    for (let at: typeof territory | undefined = territory; at !== undefined; at = byId.get(at["$parent"])) {
      member ||= Store.usersOf(at).includes(user)
      manager ||= at["manager"] === user
    }
    const writable = territory["permission_type"] === "read_write_delete"
    return member || manager ? [{ id: Json.asText(territory["id"]), member, manager, writable }] : []
  })
}

const within = (some: ReadonlyArray<Place>): string => TerritoryFilter.within(some.map((it) => it.id))

/** Records that territories open to the user: seen in all, changed where the territory lets them or they manage it. */
export const grants = (core: Core, user: string): ((module: Module) => ReadonlyArray<Visibility.Grant>) => {
  const mine = Store.enabled(core) ? places(core, user) : []
  if (mine.length === 0) return () => []
  const opened: ReadonlyArray<Visibility.Grant> = [
    { where: within(mine), edit: false, delete: false },
    { where: within(mine.filter((it) => it.writable || it.manager)), edit: true, delete: false },
    { where: within(mine.filter((it) => it.writable)), edit: true, delete: true }
  ]
  return (module) => (TerritoryShown.isPlaced(module) ? opened : [])
}
