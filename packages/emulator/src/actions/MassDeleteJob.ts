/** A mass delete by custom view, when its time has come. */
import * as Inside from "../records/Inside.ts"
import * as MassJob from "./MassJob.ts"
import * as Selection from "./Selection.ts"

export const type = "mass_delete"

export const run = MassJob.runner((core, module, job) => {
  const ids = Selection.ids(core, module, job.user, Selection.decode(job.input))
  const done = Inside.remove(core, job.user, module, ids).filter((outcome) => outcome.ok).length
  return { total: ids.length, done, failed: ids.length - done }
})
