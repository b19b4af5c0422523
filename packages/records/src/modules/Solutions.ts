/** Solutions: answers to cases. Scope: ZohoCRM.modules.solutions.ALL, or its parts. */
import type { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import * as Field from "../Field.ts"
import * as Module from "../Module.ts"
import * as Records from "../Records.ts"

const nullable = Field.nullable

/** Every standard field; an org's own pass through as JSON. */
export const module = Module.make("Solutions", {
  fields: {
    Owner: nullable(Field.user),
    Created_By: nullable(Field.user),
    Modified_By: nullable(Field.user),
    Created_Time: nullable(Field.datetime),
    Modified_Time: nullable(Field.datetime),
    Last_Activity_Time: nullable(Field.datetime),
    Tag: nullable(Field.tags),
    Record_Status__s: nullable(Field.picklist),
    Locked__s: nullable(Field.boolean),
    Solution_Number: nullable(Field.text),
    Solution_Title: Field.text,
    Product_Name: nullable(Field.lookup),
    Status: nullable(Field.picklist),
    Published: nullable(Field.boolean),
    Currency: nullable(Field.picklist),
    Question: nullable(Field.text),
    Answer: nullable(Field.text),
    /** On a single record only. */
    Comments: Field.json,
    No_of_comments: nullable(Field.integer)
  },
  mandatory: ["Solution_Title"]
})

export class Solutions extends Context.Service<Solutions, Records.Records<typeof module.fields>>()(
  "@effect-zoho/records/Solutions"
) {}

export const layer: Layer.Layer<Solutions, never, ZohoClient> = Layer.effect(Solutions, Records.make(module))
