/** Notes: text on a record, which `Parent_Id` names. Scope: ZohoCRM.modules.notes.ALL, or its parts. */
import type { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import * as Field from "../Field.ts"
import * as Module from "../Module.ts"
import * as Records from "../Records.ts"

const nullable = Field.nullable

/** Every standard field; an org's own pass through as JSON. */
export const module = Module.make("Notes", {
  fields: {
    Owner: nullable(Field.user),
    Created_By: nullable(Field.user),
    Modified_By: nullable(Field.user),
    Created_Time: nullable(Field.datetime),
    Modified_Time: nullable(Field.datetime),
    Note_Title: nullable(Field.text),
    Note_Content: nullable(Field.text),
    /** A new note needs the module too, here or in `$se_module`. */
    Parent_Id: nullable(Field.parentOfNote),
    /** The module of `Parent_Id`: `Field.customModule("Projects_X")` for one of the org's own. */
    $se_module: nullable(Field.noteParent)
  },
  mandatory: ["Parent_Id"]
})

export class Notes extends Context.Service<Notes, Records.Records<typeof module.fields>>()(
  "@effect-zoho/records/Notes"
) {}

export const layer: Layer.Layer<Notes, never, ZohoClient> = Layer.effect(Notes, Records.make(module))
