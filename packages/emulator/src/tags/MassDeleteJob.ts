/** Deletes tags of a module when its time has come. */
import * as Json from "../Json.ts"
import type * as Jobs from "../jobs/Jobs.ts"
import * as Tags from "./Tags.ts"

export const type = "tags_mass_delete"

export const run: Jobs.Runner = (core, { input }) => {
  const given: unknown = input["tags"]
  const ids = Array.isArray(given) ? given.map(Json.asText) : []
  const there = ids.filter((id) => Tags.byId(core, id) !== undefined)
  for (const id of there) Tags.remove(core, id)
  return {
    state: "done",
    output: { total: ids.length, done: there.length, failed: ids.length - there.length }
  }
}
