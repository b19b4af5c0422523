/** Automation as a setting's text: `workflow,approval`, or `none`. */
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"

const Known = Schema.Literals(["workflow", "approval", "blueprint", "pathfinder", "orchestration"])

/** The list behind `workflow,approval`; `none` is the empty one. */
export const Triggers = Schema.String.pipe(
  Schema.decodeTo(Schema.Array(Known), {
    decode: SchemaGetter.transform((text: string) =>
      text.trim().toLowerCase() === "none" ? [] : text.split(",").map((it) => it.trim().toLowerCase())
    ),
    encode: SchemaGetter.transform((list) => (list.length === 0 ? "none" : list.join(",")))
  })
)
