/** Who works in which shift, now and next: kept with the users, who show it. */
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"
import * as Documents from "../settings/Documents.ts"
import type { Assignment } from "./ShiftInput.ts"

export const kind = "shift"

export interface Ref {
  readonly name: unknown
  readonly id: string
}

/** The shift that an object names by its id. */
export const refOf = (core: Core, value: unknown): Ref | undefined => {
  const id = Json.idOf(Json.asObject(value)?.["id"] ?? undefined)
  const shift = id === undefined ? undefined : Documents.find(core, kind, id)
  return shift === undefined || id === undefined ? undefined : { name: shift["name"], id }
}

interface Placed {
  readonly user: { readonly [key: string]: unknown }
  readonly now: boolean
}

const placed = (core: Core, shift: string): ReadonlyArray<Placed> =>
  core.db
    .all(
      `SELECT json, json_extract(json, '$."$current_shift".id')=?1 AS now FROM user
       WHERE status<>'deleted' AND (now OR json_extract(json, '$."$next_shift".id')=?1) ORDER BY id`,
      shift
    )
    .map((row) => ({
      user: Json.asObject(Json.parse(Json.asText(row["json"]))) ?? {},
      now: row["now"] === 1
    }))

/** Users of a shift as it shows them. */
export const of = (core: Core, shift: string) =>
  placed(core, shift).map(({ now, user }) => ({
    role: user["role"],
    name: user["full_name"],
    id: user["id"],
    email: user["email"],
    zuid: user["zuid"],
    effective_from: now ? null : user["$shift_effective_from"]
  }))

const save = (core: Core, user: string, change: object): void => {
  core.db.run(
    "UPDATE user SET json=json_patch(json, ?), modified=? WHERE id=?",
    JSON.stringify(change),
    Math.floor(core.clock.now() / 1000),
    user
  )
}

// A patch takes null for a key to take away, which every user shows.
const cleared = (key: string): string => `json_set(json, '$."${key}"', json('null'))`

const clear = (core: Core, user: string, keys: ReadonlyArray<string>): void => {
  for (const key of keys) core.db.run(`UPDATE user SET json=${cleared(key)} WHERE id=?`, user)
}

/** Sets who works in a shift; undefined leaves them, under the name that it has now. */
export const set = (core: Core, shift: Ref, users: ReadonlyArray<Assignment> | undefined): void => {
  for (const { now, user } of placed(core, shift.id)) {
    const id = Json.asText(user["id"])
    if (users !== undefined) clear(core, id, now ? ["$current_shift"] : ["$next_shift", "$shift_effective_from"])
    else save(core, id, now ? { $current_shift: shift } : { $next_shift: shift })
  }
  for (const { from, id } of users ?? [])
    save(core, id, from === null ? { $current_shift: shift } : { $next_shift: shift, $shift_effective_from: from })
}
