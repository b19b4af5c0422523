/** Tags in a write: names or ids, turned into the module's tags once the whole row is good. */
import type { Core } from "../../Core.ts"
import * as Json from "../../Json.ts"
import * as Tags from "../../tags/Tags.ts"
import type { Draft } from "../Draft.ts"
import { type Refusal, refuse } from "../Outcome.ts"
import { type Checked, missingKey, ok, tooLong, tooMany, wrongType } from "./Checked.ts"

/** What a write names, until it is resolved. */
interface Named {
  readonly id?: string
  readonly name?: string
}

export const check = (core: Core, value: unknown): Checked => {
  if (!Array.isArray(value)) return wrongType("jsonarray")
  const limit = core.switches().tagsPerRecord
  if (value.length > limit) return tooMany(limit)
  const named: Array<Named> = []
  for (const [index, item] of value.entries()) {
    const given = typeof item === "string" ? { name: item } : Json.asObject(item)
    if (given === undefined) return wrongType("jsonobject", `[${index}]`)
    const { name } = given
    if (typeof name === "string" && name.trim() !== "") {
      if (name.trim().length > Tags.longestName) return tooLong(Tags.longestName, `[${index}].name`)
      named.push({ name: name.trim() })
      continue
    }
    if (name !== undefined && name !== null) return wrongType("text", `[${index}].name`)
    const id = Json.idOf("id" in given ? given["id"] : undefined)
    if (id === undefined) return missingKey(`[${index}].name`)
    named.push({ id })
  }
  return ok(JSON.stringify(named))
}

const namedOf = (value: unknown): ReadonlyArray<Named> => {
  const parsed = typeof value === "string" ? Json.parse(value) : undefined
  return (Array.isArray(parsed) ? parsed : []).map((item) => {
    const { id, name } = Json.asObject(item) ?? {}
    return typeof id === "string" ? { id } : typeof name === "string" ? { name } : {}
  })
}

/** Makes tags of the names: the last thing before a row is stored, so that a refused row leaves none behind. */
export const settle = (draft: Draft): Refusal | undefined => {
  const { core, module, path, user, values } = draft
  const given = values.get("Tag")
  if (typeof given !== "string" || module.byName.get("Tag")?.dataType !== "tags") return undefined
  const append = Json.asObject(draft.row["$append_values"])?.["Tag"] === true
  const ids: Array<string> = append ? Tags.ofValue(core, draft.stored()["Tag"]).map((tag) => tag.id) : []
  for (const [index, { id, name }] of namedOf(given).entries()) {
    const at = { api_name: "Tag", json_path: `${path}.Tag[${index}]` }
    const known = id === undefined ? Tags.byName(core, module.apiName, name ?? "") : Tags.byId(core, id)
    if (id !== undefined && known?.module !== module.apiName)
      return refuse("INVALID_DATA", "the id given seems to be invalid", { ...at, json_path: `${at.json_path}.id` })
    const tag = known ?? Tags.create(core, user, module.apiName, name ?? "", null)
    if (tag === undefined) return refuse("LICENSE_LIMIT_EXCEEDED", "tags edition limit exceeded", at)
    ids.push(tag.id)
  }
  const limit = core.switches().tagsPerRecord
  if (new Set(ids).size > limit)
    return refuse("LIMIT_EXCEEDED", "the number of values given exceeds the limit", {
      limit,
      api_name: "Tag",
      json_path: `${path}.Tag`
    })
  values.set("Tag", Tags.stored(ids))
  return undefined
}

/** Writes a record's tags. One reply shows the same few again and again. */
export const encoder = (core: Core): ((value: unknown) => string) => {
  // Good for one request: the next one may find them renamed.
  const known = new Map<string, string>()
  let request = -1
  return (value) => {
    if (request !== core.counters.requests) {
      known.clear()
      request = core.counters.requests
    }
    if (typeof value !== "string") return "[]"
    const cached = known.get(value)
    if (cached !== undefined) return cached
    const text = JSON.stringify(Tags.ofValue(core, value).map(Tags.shown))
    known.set(value, text)
    return text
  }
}
