/** Mass update: the same value of one field for up to 500 records in one call of 1 credit. */
import { InvalidInput, type ZohoError } from "@effect-zoho/client/ApiError"
import * as Credits from "@effect-zoho/client/Credits"
import type { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import * as Check from "./internal/Check.ts"
import * as Outcomes from "./internal/Outcomes.ts"
import type { Module } from "./Module.ts"
import type { RecordId } from "./RecordId.ts"
import type * as Records from "./Records.ts"
import type { Changes } from "./Row.ts"
import { limits } from "./WritePlan.ts"

/** Sets one field of up to 500 records; each record ends as an outcome, in the order of the ids. */
export const apply = Effect.fnUntraced(function* <Fields extends Schema.Struct.Fields>(
  module: Module<Fields>,
  ids: ReadonlyArray<RecordId>,
  value: Changes<Fields>
): Effect.fn.Return<ReadonlyArray<Records.Outcome>, ZohoError, ZohoClient> {
  const operation = `${module.apiName}.massUpdate`
  const refuse = (problem: string, remedy: string) => new InvalidInput({ problem, remedy })
  const names = Object.entries(value).filter(([, it]) => it !== undefined)
  yield* Check.run(
    operation,
    Check.ids(ids, limits.mass),
    names.length === 1 ? undefined : refuse(`${names.length} fields were given.`, "Give one field."),
    Check.rows([value])
  )
  return yield* Outcomes.ofIds(
    {
      operation,
      method: "POST",
      path: `/crm/v8/${encodeURIComponent(module.apiName)}/actions/mass_update`,
      body: { data: [value], ids },
      credits: Credits.cost.massUpdate,
      weight: { heavy: ids.length > 10 },
      retry: "after-lookup"
    },
    "update",
    ids
  )
})
