/** Attachments: what is known of files on records; the files themselves are not fields. Scope: ZohoCRM.modules.attachments.ALL, or its parts. */
import type { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import * as Field from "../Field.ts"
import * as Module from "../Module.ts"
import * as Records from "../Records.ts"

const nullable = Field.nullable

/** Every standard field; an org's own pass through as JSON. */
export const module = Module.make("Attachments", {
  fields: {
    Owner: nullable(Field.user),
    Created_By: nullable(Field.user),
    Modified_By: nullable(Field.user),
    Created_Time: nullable(Field.datetime),
    Modified_Time: nullable(Field.datetime),
    File_Name: nullable(Field.text),
    Size: nullable(Field.bigint),
    Parent_Id: nullable(Field.lookup)
  },
  mandatory: ["Parent_Id"]
})

export class Attachments extends Context.Service<Attachments, Records.Records<typeof module.fields>>()(
  "@effect-zoho/records/Attachments"
) {}

export const layer: Layer.Layer<Attachments, never, ZohoClient> = Layer.effect(Attachments, Records.make(module))
