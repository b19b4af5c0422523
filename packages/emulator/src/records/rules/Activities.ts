/** Tasks, meetings and calls: closing times, durations, and the last activity of what they are about. */
import * as Draft from "../Draft.ts"
import { absent, refuse, type Refusal } from "../Outcome.ts"
import * as MultiModule from "../values/MultiModule.ts"
import type { Rule } from "./Rule.ts"

/** The records that an activity is about have seen activity now. */
const touch = (draft: Draft.Draft): void => {
  const { core, module } = draft
  for (const name of ["What_Id", "Who_Id"]) {
    const field = module.byName.get(name)
    const id = Draft.willText(draft, name)
    if (field === undefined || id === undefined) continue
    const found = MultiModule.find(core, field, id)
    if (found?.module.byName.has("Last_Activity_Time") === true)
      core.db.run(`UPDATE ${found.module.table} SET "Last_Activity_Time"=? WHERE id=?`, Draft.now(core), id)
  }
}

export const tasks: Rule = {
  before: (draft) => {
    const status = draft.values.get("Status")
    if (status === "Completed" && Draft.willNumber(draft, "Closed_Time") === undefined)
      draft.values.set("Closed_Time", Draft.now(draft.core))
    else if (status !== undefined && status !== "Completed") draft.values.set("Closed_Time", null)
    return undefined
  },
  after: touch
}

export const events: Rule = {
  before: (draft) => {
    const { path, values } = draft
    if (!values.has("Start_DateTime") && !values.has("End_DateTime")) return undefined
    const start = Draft.willNumber(draft, "Start_DateTime")
    const end = Draft.willNumber(draft, "End_DateTime")
    if (start === undefined || end === undefined || end >= start) return undefined
    const name = values.has("End_DateTime") ? "End_DateTime" : "Start_DateTime"
    return refuse("INVALID_DATA", "the end of a meeting cannot be before its start", {
      api_name: name,
      json_path: `${path}.${name}`
    })
  },
  after: touch
}

/** Seconds of `mm:ss`. */
const seconds = (text: string): number | undefined => {
  const found = /^(\d{1,4}):([0-5]\d)$/.exec(text)
  return found === null ? undefined : Number(found[1]) * 60 + Number(found[2])
}

const badDuration = (draft: Draft.Draft): Refusal =>
  refuse("INVALID_DATA", "invalid data", {
    api_name: "Call_Duration",
    json_path: `${draft.path}.Call_Duration`,
    regex: "mm:ss"
  })

export const calls: Rule = {
  before: (draft) => {
    const { core, values } = draft
    const watched = ["Call_Duration", "Call_Type", "Call_Start_Time", "Outgoing_Call_Status"]
    if (!watched.some((name) => values.has(name))) return undefined
    const type = Draft.willText(draft, "Call_Type")
    const given = Draft.willText(draft, "Call_Duration")
    const planned =
      Draft.willText(draft, "Outgoing_Call_Status") === "Scheduled" ||
      (Draft.willNumber(draft, "Call_Start_Time") ?? 0) > Draft.now(core)
    if (given === undefined) {
      values.set("Call_Duration_in_seconds", null)
      // A call that was missed, or is still to come, has lasted no time yet.
      return type === "Missed" || planned || draft.id !== undefined ? undefined : absent("Call_Duration", draft.path)
    }
    const length = seconds(given)
    if (length === undefined || (length === 0 && type !== "Missed" && !planned)) return badDuration(draft)
    values.set("Call_Duration_in_seconds", length)
    return undefined
  },
  after: touch
}
