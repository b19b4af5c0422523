/** The app's own HTTP API, typed from path to failure. */
import { RecordId } from "@effect-zoho/records/RecordId"
import * as HttpApi from "effect/http-api/HttpApi"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiMiddleware from "effect/http-api/HttpApiMiddleware"
import * as Schema from "effect/Schema"
import * as Problem from "./Problem.ts"

/** A lead as the page shows it. */
export const Lead = Schema.Struct({
  id: RecordId,
  name: Schema.String,
  company: Schema.NullOr(Schema.String),
  email: Schema.NullOr(Schema.String),
  mobile: Schema.NullOr(Schema.String)
})
export type Lead = typeof Lead.Type

/** One page of leads; `nextPageToken` is there when there are more. */
export const LeadPage = Schema.Struct({
  leads: Schema.Array(Lead),
  nextPageToken: Schema.optionalKey(Schema.String)
})
export type LeadPage = typeof LeadPage.Type

/** The lead as read back after the change, with Zoho's own code and words. */
export const Saved = Schema.Struct({ lead: Lead, code: Schema.String, message: Schema.String })
export type Saved = typeof Saved.Type

/** Which CRM the app talks to. */
export const Target = Schema.Struct({
  /** `emulator`: a CRM made up on this machine. `account`: a real one. */
  source: Schema.Literals(["emulator", "account"]),
  environment: Schema.String,
  center: Schema.String,
  /** The host that the calls go to. */
  host: Schema.String,
  /** The organisation's name; absent while nobody could ask. */
  organisation: Schema.optionalKey(Schema.String),
  orgId: Schema.optionalKey(Schema.String),
  /** Whom the token acts as. */
  user: Schema.optionalKey(Schema.String)
})
export type Target = typeof Target.Type

/** Signed in, or why not. */
export const Status = Schema.Union([
  Schema.Struct({ state: Schema.Literal("connected"), target: Target }),
  Schema.Struct({
    state: Schema.Literal("failed"),
    target: Schema.optionalKey(Target),
    problem: Problem.Problem
  })
])
export type Status = typeof Status.Type

/** Turns a request that does not decode into a `Problem`. */
export class Readable extends HttpApiMiddleware.Service<Readable>()("@effect-zoho/demo/Readable", {
  error: Problem.schemas
}) {}

const Leads = HttpApiGroup.make("leads")
  .add(
    HttpApiEndpoint.get("list", "/", {
      query: { page_token: Schema.optionalKey(Schema.String) },
      success: LeadPage,
      error: Problem.schemas
    }),
    HttpApiEndpoint.get("get", "/:id", { params: { id: RecordId }, success: Lead, error: Problem.schemas }),
    HttpApiEndpoint.put("update", "/:id", {
      params: { id: RecordId },
      payload: Schema.Struct({ mobile: Schema.NullOr(Schema.String) }),
      success: Saved,
      error: Problem.schemas
    })
  )
  .prefix("/api/leads")

const Session = HttpApiGroup.make("session")
  .add(
    HttpApiEndpoint.get("status", "/status", { success: Status, error: Problem.schemas }),
    HttpApiEndpoint.post("retry", "/retry", { success: Status, error: Problem.schemas })
  )
  .prefix("/api")

export const Api = HttpApi.make("demo").add(Leads).add(Session).middleware(Readable)
