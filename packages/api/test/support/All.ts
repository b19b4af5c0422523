/** Every operation of the package, by its group and its name there. */
import * as Api from "@effect-zoho/api"
import type * as Operation from "@effect-zoho/client/Operation"
import type * as WriteOperation from "@effect-zoho/client/WriteOperation"
import type * as Schema from "effect/Schema"

type Spec = Operation.Spec<string, object, unknown> | WriteOperation.ManySpec<string, object, object, unknown>

export interface Known {
  readonly group: string
  readonly key: string
  readonly spec: Spec
}

const hasSpec = (it: unknown): it is { readonly spec: Spec } => typeof it === "function" && "spec" in it

export const all: ReadonlyArray<Known> = Object.entries(Api).flatMap(([group, members]) =>
  Object.entries(members).flatMap(([key, it]) => (hasSpec(it) ? [{ group, key, spec: it.spec }] : []))
)

/** What a change reads of each success; nothing for a read. */
export const detailsOf = (spec: Spec): Schema.Decoder<unknown> | undefined =>
  "details" in spec ? spec.details : undefined

/** What a read reads; nothing for a change. */
export const successOf = (spec: Spec): Schema.Decoder<unknown> | undefined =>
  "success" in spec ? spec.success : undefined
