/** Tags on records: added and taken away by name, on up to 100 records a call. */
import { InvalidInput, type ZohoError } from "@effect-zoho/client/ApiError"
import * as Credits from "@effect-zoho/client/Credits"
import type { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import * as Check from "./internal/Check.ts"
import * as Outcomes from "./internal/Outcomes.ts"
import type { RecordId } from "./RecordId.ts"
import type * as Records from "./Records.ts"

type In = { readonly apiName: string }

const change = (verb: "add_tags" | "remove_tags", word: string) =>
  Effect.fnUntraced(function* (
    module: In,
    ids: ReadonlyArray<RecordId>,
    names: ReadonlyArray<string>
  ): Effect.fn.Return<ReadonlyArray<Records.Outcome>, ZohoError, ZohoClient> {
    const operation = `${module.apiName}.${word}`
    const isNamed = names.length > 0 && names.every((it) => it.trim() !== "" && it.length <= 25)
    yield* Check.run(
      operation,
      Check.ids(ids),
      isNamed
        ? undefined
        : new InvalidInput({
            problem: "A tag has no name, or a longer one than Zoho takes.",
            remedy: "Give names of 1 to 25 characters."
          })
    )
    return yield* Outcomes.ofIds(
      {
        operation,
        method: "POST",
        path: `/crm/v8/${encodeURIComponent(module.apiName)}/actions/${verb}`,
        body: { tags: names.map((name) => ({ name })), ids },
        credits: Credits.cost.tags(ids.length),
        // A tag that is there already is there.
        retry: "safe"
      },
      "update",
      ids
    )
  })

/** Adds tags, besides those that the records have; tags that the module does not know yet are made. 1 credit for 50 records. */
export const add = change("add_tags", "addTags")

/** Takes tags away. 1 credit for 50 records. */
export const remove = change("remove_tags", "removeTags")
