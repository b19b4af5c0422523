/** Records held to the dependencies between the pick-lists of their layout, where the org wants that of the API. */
import * as Json from "../Json.ts"
import * as Draft from "../records/Draft.ts"
import { type Refusal, refuse } from "../records/Outcome.ts"
import * as MapDependencies from "./MapDependencies.ts"

/** The texts of a pick-list's value, or of a multi-select one's. */
const textsOf = (value: unknown, isMulti: boolean): ReadonlyArray<unknown> => {
  if (typeof value !== "string") return []
  const texts = isMulti ? Json.parse(value) : [value]
  return Array.isArray(texts) ? texts : []
}

/** The first value of a record that does not go with the one it depends on. A value with no options of its own binds none. */
export const broken = (draft: Draft.Draft, layout: string): Refusal | undefined => {
  const { core, module, path, values } = draft
  if (core.switches().mapDependencies === "ignore") return undefined
  for (const { child, maps, parent } of MapDependencies.list(core, layout)) {
    const [above, below] = [parent, child].map((id) => module.fields.find((field) => field.id === id))
    if (above === undefined || below === undefined) continue
    if (!values.has(above.apiName) && !values.has(below.apiName)) continue
    const chosen = above.pickList.find(({ value }) => value === Draft.will(draft, above.apiName))
    const allowed = chosen === undefined ? undefined : maps.get(chosen.id)
    if (allowed === undefined || allowed.length === 0) continue
    const held = textsOf(Draft.will(draft, below.apiName), below.dataType === "multiselectpicklist")
    const fits = held.every((text) => below.pickList.some(({ id, value }) => value === text && allowed.includes(id)))
    if (!fits)
      return refuse("MAPPING_MISMATCH", `${below.label} doesn't go with the ${above.label}`, {
        mapped_field: above.apiName,
        api_name: below.apiName,
        json_path: `${path}.${below.apiName}`
      })
  }
  return undefined
}
