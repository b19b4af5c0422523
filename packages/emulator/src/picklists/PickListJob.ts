/** What takes its time with pick-lists: values replaced in records, options and global pick-lists taken away. */
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"
import type * as Jobs from "../jobs/Jobs.ts"
import type { Field, Module } from "../Metadata.ts"
import * as Restricted from "../org/Restricted.ts"
import * as GlobalSets from "./GlobalSets.ts"
import * as Options from "./Options.ts"

export const type = "pick_list"

/** A job of a field. `deletes`: the option `from` goes away when it is done. */
export interface FieldInput {
  readonly action: "REPLACE_PICKLIST_OPTION" | "DELETE_PICKLIST_OPTION"
  readonly module: string
  readonly field: string
  readonly from: string
  /** Null: records that hold the value keep it. */
  readonly to: string | null
  readonly deletes: boolean
}

/** A job of a global pick-list. */
export type SetInput =
  | { readonly action: "delete_set"; readonly set: string }
  | { readonly action: "replace_in_set"; readonly set: string; readonly from: string; readonly to: string }

/** Writes the new value into the records of every field of a global pick-list, and takes the old one out of it. */
const replaceInSet = (core: Core, job: Jobs.Job): number => {
  const [id, from, to] = ["set", "from", "to"].map((key) => Json.asText(job.input[key]))
  const set = GlobalSets.find(core, id ?? "")
  if (set === undefined) return 0
  let count = 0
  for (const { field, module } of GlobalSets.associated(core, set.id))
    count += Options.rewrite(core, module, field, from ?? "", to ?? "")
  GlobalSets.save(core, {
    ...set,
    options: set.options.filter(({ value }) => value !== from),
    replacing: (set.replacing ?? []).filter((it) => it.job !== job.id)
  })
  return count
}

/** The field that a job is about, while it is there. */
export const fieldOf = (
  core: Core,
  input: Jobs.Data
): { readonly module: Module; readonly field: Field } | undefined => {
  const module = core.metadata.module(Json.asText(input["module"]))
  const field = module?.fields.find(({ id }) => id === input["field"])
  return module === undefined || field === undefined ? undefined : { module, field }
}

const changeField = (core: Core, { input }: Jobs.Job): number => {
  const found = fieldOf(core, input)
  if (found === undefined) return 0
  const { field, module } = found
  const from = Json.asText(input["from"])
  const count =
    typeof input["to"] === "string"
      ? Options.rewrite(core, module, field, from, input["to"])
      : Options.count(core, module, field, from)
  if (input["deletes"] === true)
    Options.keep(core, module, { ...field, pickList: field.pickList.filter(({ value }) => value !== from) })
  return count
}

export const run: Jobs.Runner = (given, job) => {
  // Fields that are hidden from whoever asked for it are changed like all others.
  const core = Restricted.baseOf(given)
  switch (job.input["action"]) {
    case "delete_set":
      GlobalSets.remove(core, Json.asText(job.input["set"]))
      return { state: "done", output: {} }
    case "replace_in_set":
      return { state: "done", output: { processed: replaceInSet(core, job) } }
    default:
      return { state: "done", output: { processed: changeField(core, job) } }
  }
}
