/** The tags that a call gives: names and colours, checked as Zoho's validator does before anything else is looked at. */
import * as Body from "../actions/Body.ts"
import type * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import * as Tags from "./Tags.ts"

export interface Given {
  readonly id: string | undefined
  /** Undefined where none is given. */
  readonly name: string | undefined
  /** Undefined where none is given, null to take the colour away. */
  readonly color: string | null | undefined
}

export const root = "tags"
const inTags = Body.under(root)

/** The validator names no row. */
const invalid = (name: string, details: object): { readonly ok: false; readonly reply: Http.Reply } =>
  Body.no(
    inTags(400, "INVALID_DATA", "expected_data_type" in details ? "Invalid data type" : "Invalid data", {
      api_name: name,
      ...details,
      json_path: `$.tags[*].${name}`
    })
  )

/** `tags` of a body, at most `maximum`. */
export const read = (body: Body.Input, maximum: number): Body.Checked<ReadonlyArray<Given>> => {
  const items = Body.array(body[root], "$.tags", maximum)
  if (!items.ok) return items
  const given: Array<Given> = []
  for (const item of items.value) {
    const row = Json.asObject(item)
    if (row === undefined) return Body.invalid("$.tags", { expected_data_type: "jsonobject" })
    const { color_code: color, id, name } = row
    if (name !== undefined && name !== null && typeof name !== "string")
      return invalid("name", { expected_data_type: "text" })
    if (typeof name === "string" && name.trim().length > Tags.longestName)
      return invalid("name", { maximum_length: Tags.longestName })
    if (color !== undefined && color !== null && typeof color !== "string")
      return invalid("color_code", { expected_data_type: "text" })
    if (typeof color === "string" && color.length > 7) return invalid("color_code", { maximum_length: 7 })
    const text = typeof name === "string" ? name.trim() : ""
    given.push({
      id: Json.idOf(id),
      name: text === "" ? undefined : text,
      color: Json.isAbsent(color) ? color : color.trim()
    })
  }
  return Body.ok(given)
}

/** True for a colour as `#RRGGBB`. */
export const isColor = (text: string): boolean => /^#[0-9a-f]{6}$/i.test(text)
