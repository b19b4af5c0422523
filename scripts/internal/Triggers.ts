/** Automation as a setting's text: `workflow,approval`, or `none`. */
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"

const Known = Schema.Literals(["workflow", "approval", "blueprint", "pathfinder", "orchestration"])
const isKnown = Schema.is(Known)

const words = (text: string): ReadonlyArray<string> =>
  text.trim().toLowerCase() === "none" ? [] : text.split(",").map((it) => it.trim().toLowerCase())

/** The list behind `workflow,approval`; `none` is the empty one. One unknown word makes the whole text malformed. */
export const Triggers = Schema.String.check(Schema.makeFilter((text) => words(text).every(isKnown))).pipe(
  Schema.decodeTo(Schema.Array(Known), {
    decode: SchemaGetter.transform((text: string) => words(text).filter(isKnown)),
    encode: SchemaGetter.transform((list) => (list.length === 0 ? "none" : list.join(",")))
  })
)
