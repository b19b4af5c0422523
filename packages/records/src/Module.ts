/** A CRM module as a value: its API name and the types of its fields. */
import type * as Schema from "effect/Schema"
import type * as Filter from "./Filter.ts"

export { RecordId } from "./RecordId.ts"

export interface Module<Fields extends Schema.Struct.Fields> {
  readonly apiName: string
  /** Listed fields with the schema of their JSON form, which a write sends as it is; others pass through as JSON. */
  readonly fields: Fields
  /** Fields whose value Zoho keeps unique: what an upsert may match on. */
  readonly unique: ReadonlyArray<keyof Fields & string>
  /** Fields an insert must hold, by Zoho's own rules; layouts may ask for more. */
  readonly mandatory: ReadonlyArray<keyof Fields & string>
  /** What a list shows by itself and a query must ask for, so that both read the same records. */
  readonly listed?: Filter.Filter
}

/** Describes a module, standard or custom. */
export const make = <const Fields extends Schema.Struct.Fields>(
  apiName: string,
  options: {
    readonly fields: Fields
    readonly unique?: ReadonlyArray<keyof Fields & string>
    readonly mandatory?: ReadonlyArray<keyof Fields & string>
    readonly listed?: Filter.Filter
  }
): Module<Fields> => ({
  apiName,
  fields: options.fields,
  unique: options.unique ?? [],
  mandatory: options.mandatory ?? [],
  ...(options.listed === undefined ? {} : { listed: options.listed })
})
