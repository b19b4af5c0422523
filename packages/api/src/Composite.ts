/** Up to five calls in one, one after the other or at once. Scopes: those of its calls, and ZohoCRM.composite_requests.CUSTOM. */
import * as WriteOperation from "@effect-zoho/client/WriteOperation"
import * as Schema from "effect/Schema"
import * as Bounds from "./internal/Bounds.ts"
import { maybe } from "./internal/Lenient.ts"

/** One of the calls. Another one's answer is put in by `@{1:$.data[0].details.id}`: its id, then where in its body. */
export const SubRequest = Schema.Struct({
  sub_request_id: Schema.String.check(
    Schema.isPattern(/^[a-zA-Z0-9]\w{0,99}$/u, { expected: "an id of letters, digits and underscores, at most 100" })
  ),
  method: Schema.Literals(["GET", "POST", "PUT", "PATCH", "DELETE"]),
  /** `/crm/v8/Leads`: of the same version as the call itself. */
  uri: Schema.String.check(
    Schema.isPattern(/^\/crm(\/.*)?\/v\d+(\.\d+)?\/.*/u, { expected: "a path as /crm/v8/Leads" })
  ),
  headers: Schema.optionalKey(
    Schema.Record(Schema.String, Schema.String).check(
      Schema.makeFilter((it) => !Object.keys(it).some((name) => /^(authorization|x-crm-org)$/iu.test(name)), {
        expected: "headers without Authorization and X-CRM-ORG, which all calls share"
      })
    )
  ),
  params: Schema.optionalKey(Schema.JsonObject),
  body: Schema.optionalKey(Schema.Json)
})
export type SubRequest = typeof SubRequest.Type

/** What a call was answered with. */
export const SubResponse = Schema.Struct({
  response: Schema.Struct({
    /** What the call alone would have been answered with: look here for whether it went well. */
    status_code: Schema.Number,
    headers: maybe(Schema.JsonObject),
    /** Nothing where there was nothing to say: 204. */
    body: Schema.optionalKey(Schema.Json)
  })
})
export type SubResponse = typeof SubResponse.Type

/**
 * Sends them, and gives what became of each. One that is `Done` was sent, not more: what it came to is in its
 * `status_code`. Writes take one record each, reads give at most 25. It costs 1 credit, and 1 more, which is not counted
 * here, where `rollback_on_fail` was asked for and all went well.
 */
export const send = /* @__PURE__ */ WriteOperation.makeMany({
  name: "Composite.send",
  method: "POST",
  path: "/crm/v8/__composite_requests",
  body: Schema.Struct({
    __composite_requests: Bounds.some(SubRequest, 5),
    /** Undoes what was done where one of them fails. */
    rollback_on_fail: Schema.optionalKey(Schema.Boolean),
    /** At once, as Zoho does unless told otherwise; then none may name another one's answer. */
    parallel_execution: Schema.optionalKey(Schema.Boolean)
  }),
  items: "__composite_requests",
  details: SubResponse,
  credits: 1,
  weight: { heavy: true, units: 5 },
  retry: "after-lookup"
})
