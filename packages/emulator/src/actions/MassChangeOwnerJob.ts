/** A change of owner by custom view, when its time has come. */
import * as Json from "../Json.ts"
import * as Inside from "../records/Inside.ts"
import * as MassJob from "./MassJob.ts"
import * as Selection from "./Selection.ts"

export const type = "mass_change_owner"

export const run = MassJob.runner((core, module, job) => {
  const Owner = { id: Json.asText(job.input["owner"]) }
  const ids = Selection.ids(core, module, job.user, Selection.decode(job.input))
  const rows = ids.map((id) => ({ id, Owner }))
  const done = Inside.write(core, job.user, "update", module, rows).filter((outcome) => outcome.ok).length
  return { total: ids.length, done, failed: ids.length - done }
})
