/** Misuse that must not compile; `tsc -b` checks it, and nothing here runs. */
import type { Reason } from "@effect-zoho/client/ApiError"
import * as Operation from "@effect-zoho/client/Operation"
import type * as ZohoClient from "@effect-zoho/client/ZohoClient"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

const get = Operation.make({
  name: "Things.get",
  method: "GET",
  path: "/crm/v8/things/{id}",
  query: Schema.Struct({ view: Schema.Literals(["short", "long"]), page: Schema.optionalKey(Schema.Number) }),
  success: Schema.Struct({ count: Schema.Number }),
  credits: 1,
  retry: "safe"
})

const misuse = () => [
  get({ id: "1", view: "short" }),
  // @ts-expect-error a path parameter is missing
  get({ view: "short" }),
  // @ts-expect-error ids are text: a number cannot hold them
  get({ id: 1, view: "short" }),
  // @ts-expect-error not one of the values
  get({ id: "1", view: "tall" }),
  // @ts-expect-error no such parameter
  get({ id: "1", view: "short", pgae: 1 }),
  // @ts-expect-error the answer holds a number
  Effect.map(get({ id: "1", view: "short" }), (it) => it.count.toUpperCase()),
  // @ts-expect-error a query holds text, numbers and booleans
  Operation.make({ ...get.spec, query: Schema.Struct({ at: Schema.Struct({ x: Schema.String }) }) }),
  // @ts-expect-error what 204 means must be what the operation gives
  Operation.make({ ...get.spec, empty: { count: "none" } }),
  // @ts-expect-error no such reason
  Effect.catchReason(get({ id: "1", view: "short" }), "ApiError", "NotFuond", () => Effect.void)
]

// @ts-expect-error a request says whether it may be repeated
const request: ZohoClient.Request = { operation: "x", method: "GET", path: "/", credits: 1 }

/** Every reason can be told apart, and each says what to do. */
const remedyOf = (reason: Reason): string => {
  switch (reason._tag) {
    // @ts-expect-error a reason that does not exist
    case "Nonsense":
      return ""
    default:
      return reason.remedy
  }
}

it("is checked by the compiler", () => {
  assert.isFunction(misuse)
  assert.isFunction(remedyOf)
  assert.isObject(request)
})
