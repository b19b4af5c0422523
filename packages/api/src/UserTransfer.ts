/** What a user owns, handed over to another one. Scopes: ZohoCRM.users.READ, UPDATE; to transfer also ZohoCRM.change_owner.CREATE. */
import * as Operation from "@effect-zoho/client/Operation"
import * as WriteOperation from "@effect-zoho/client/WriteOperation"
import * as Schema from "effect/Schema"
import * as Bounds from "./internal/Bounds.ts"
import { maybe } from "./internal/Lenient.ts"

/** What hangs on a user. */
export const Validation = Schema.Struct({
  id: Schema.String,
  name: maybe(Schema.String),
  /** In assignment rules? */
  assignment: maybe(Schema.Boolean),
  /** In criteria? */
  criteria: maybe(Schema.Boolean),
  /** Does anybody report to them? */
  subordinates: maybe(Schema.Boolean),
  alert: maybe(Schema.Boolean)
})
export type Validation = typeof Validation.Type

/** Who gets what. */
export const Transfer = Schema.Struct({
  transfer: Schema.Struct({
    /** The user who takes over. */
    id: Bounds.Id,
    records: Schema.Boolean,
    assignment: Schema.Boolean,
    criteria: Schema.Boolean
  }),
  /** Whom those report to from now on who reported to the user. */
  move_subordinate: Schema.optionalKey(Bounds.Ref)
})
export type Transfer = typeof Transfer.Type

const Scheduled = Schema.Struct({ job_id: Schema.String })
const job = Schema.Struct({ job_id: Bounds.Id })
/** `completed`, `failed`, or that it goes on, in small letters. */
const Status = Schema.Array(Schema.Struct({ status: Schema.String }))

/** What hangs on a user, before it is handed over; the org's founder cannot be asked about. */
export const validate = /* @__PURE__ */ Operation.make({
  name: "UserTransfer.validate",
  method: "GET",
  path: "/crm/v8/users/{id}/actions/validate_before_transfer",
  success: Schema.Struct({ validate_before_transfer: Schema.Array(Validation) }),
  credits: 1,
  retry: "safe"
})

/** Hands over what a user has, by a job. */
export const transfer = /* @__PURE__ */ WriteOperation.make({
  name: "UserTransfer.transfer",
  method: "POST",
  path: "/crm/v8/users/{id}/actions/transfer",
  body: Schema.Struct({ transfer: Bounds.one(Transfer) }),
  details: Scheduled,
  credits: 1,
  retry: "after-lookup"
})

/** How far a transfer is. */
export const status = /* @__PURE__ */ Operation.make({
  name: "UserTransfer.status",
  method: "GET",
  path: "/crm/v8/users/actions/transfer",
  query: job,
  success: Schema.Struct({ transfer: Status }),
  credits: 1,
  retry: "safe"
})

/** Hands over what a user has, by a job, and deletes the user after it. */
export const transferAndRemove = /* @__PURE__ */ WriteOperation.make({
  name: "UserTransfer.transferAndRemove",
  method: "POST",
  path: "/crm/v8/users/{id}/actions/transfer_and_delete",
  body: Schema.Struct({ transfer_and_delete: Bounds.one(Transfer) }),
  details: Scheduled,
  credits: 1,
  retry: "after-lookup"
})

/** How far a transfer is that deletes its user. */
export const removalStatus = /* @__PURE__ */ Operation.make({
  name: "UserTransfer.removalStatus",
  method: "GET",
  path: "/crm/v8/users/actions/transfer_and_delete",
  query: job,
  success: Schema.Struct({ transfer_and_delete: Status }),
  credits: 1,
  retry: "safe"
})
