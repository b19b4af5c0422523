/** The organisation that the token belongs to. Scope: ZohoCRM.org.READ. */
import * as Operation from "@effect-zoho/client/Operation"
import * as Schema from "effect/Schema"
import { maybe } from "./internal/Lenient.ts"

export const Org = Schema.Struct({
  id: Schema.String,
  /** What `ORG_ID` is compared with, and what the upload host wants in `X-CRM-ORG`. */
  zgid: Schema.String,
  company_name: maybe(Schema.String),
  /** `production`, `sandbox`, `developer`, `bigin`, in any case. */
  type: maybe(Schema.String),
  primary_email: maybe(Schema.String),
  country_code: maybe(Schema.String),
  time_zone: maybe(Schema.String),
  iso_code: maybe(Schema.String),
  /** Multi-currency on? */
  mc_status: maybe(Schema.Boolean),
  license_details: maybe(
    Schema.Struct({
      paid: maybe(Schema.Boolean),
      /** `free`, `standard`, `professional`, `enterprise`, `ultimate`, in any case: decides on limits. */
      paid_type: maybe(Schema.String),
      trial_type: maybe(Schema.String),
      users_license_purchased: maybe(Schema.Number)
    })
  )
})
export type Org = typeof Org.Type

/** The organisation, as a list of one. */
export const get = /* @__PURE__ */ Operation.make({
  name: "Org.get",
  method: "GET",
  path: "/crm/v8/org",
  success: Schema.Struct({ org: Schema.Array(Org) }),
  credits: 1,
  retry: "safe"
})
