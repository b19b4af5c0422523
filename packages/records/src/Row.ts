/** The types of rows: what a read gives and what a write takes. */
import type * as Schema from "effect/Schema"
import type { RecordId } from "./Module.ts"

/** A field's name: listed ones are offered by the editor, custom ones are allowed. */
export type Name<Fields> = (keyof Fields & string) | (string & {})

/** The value of one field by name; a custom field that the module does not list is JSON. */
export type Value<Fields extends Schema.Struct.Fields, N extends PropertyKey> = N extends keyof Fields
  ? Fields[N]["Type"]
  : Schema.Json

/** A row with just the fields that were asked for. */
export type Row<Fields extends Schema.Struct.Fields, N extends string> = { readonly id: RecordId } & {
  readonly [K in N]: Value<Fields, K>
}

/** Changes to a row: listed fields typed, custom fields as JSON, `null` to clear. Fields left out keep their value. */
export type Changes<Fields extends Schema.Struct.Fields> = {
  readonly [K in keyof Fields]?: Fields[K]["Type"] | null
} & { readonly [custom: string]: Schema.Json | undefined }
