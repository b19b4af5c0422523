/** Channels that tell a URL what changes in modules. Scopes: ZohoCRM.notifications.READ, CREATE, UPDATE, DELETE. */
import * as Operation from "@effect-zoho/client/Operation"
import * as WriteOperation from "@effect-zoho/client/WriteOperation"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Bounds from "./internal/Bounds.ts"
import { Info, maybe } from "./internal/Lenient.ts"

/** Fields whose change is told: one, or several joined. */
export interface FieldCondition {
  readonly field?: { readonly api_name: string } | null
  readonly group_operator?: "and" | "or" | null
  readonly group?: ReadonlyArray<FieldCondition> | null
}
export const FieldCondition: Schema.Codec<FieldCondition> = Schema.Struct({
  field: maybe(Schema.Struct({ api_name: Schema.String })),
  group_operator: maybe(Schema.Literals(["and", "or"])),
  group: maybe(Schema.Array(Schema.suspend((): Schema.Codec<FieldCondition> => FieldCondition)))
})

/** Tells only of changes of some fields of one module. */
export const Condition = Schema.Struct({
  type: Schema.Literal("field_selection"),
  module: Schema.Struct({ api_name: Schema.optionalKey(Schema.String), id: Schema.optionalKey(Schema.String) }),
  field_selection: FieldCondition
})
export type Condition = typeof Condition.Type

/** What one channel watches of one module. */
export const Channel = Schema.Struct({
  channel_id: Schema.String,
  resource_name: maybe(Schema.String),
  resource_id: maybe(Schema.String),
  resource_uri: maybe(Schema.String),
  /** `Leads.create`, `Leads.edit`. */
  events: maybe(Schema.Array(Schema.String)),
  notify_url: maybe(Schema.String),
  /** Echoed in every call of `notify_url`: the only sign that it comes from Zoho. */
  token: maybe(Schema.RedactedFromValue(Schema.String)),
  channel_expiry: maybe(Schema.String),
  notify_on_related_action: maybe(Schema.Boolean),
  return_affected_field_values: maybe(Schema.Boolean),
  notification_condition: maybe(Schema.Array(Condition))
})
export type Channel = typeof Channel.Type

const fieldsOf = (it: FieldCondition): number =>
  (it.field == null ? 0 : 1) + (it.group ?? []).reduce((sum, part) => sum + fieldsOf(part), 0)

const conditions = Schema.Array(Condition).check(
  Schema.isMaxLength(2, { expected: "at most 2 conditions" }),
  Schema.makeFilter((them) => them.every((it) => fieldsOf(it.field_selection) <= 10), {
    expected: "at most 10 fields in a condition"
  })
)

/** A number of one's own choice, as text. */
const ChannelId = Schema.String.check(
  Schema.isPattern(/^\d{1,64}$/u, { expected: "a channel id: up to 64 digits, as text" })
)

const Url = Schema.String.check(
  // Without TLS only to this machine: for tests.
  Schema.isPattern(/^(https:\/\/|http:\/\/(localhost|127\.\d|\[::1\]))\S+$/u, { expected: "an https URL" }),
  Schema.isMaxLength(255, { expected: "a URL of at most 255 characters" })
)

const Event = Schema.String.check(
  Schema.isPattern(/^[A-Za-z]\w*\.(create|edit|delete|all)$/u, {
    expected: "an event: a module's API name, a dot, then create, edit, delete or all"
  })
)

/** Zoho's pages differ between 50 and 256 characters: 50 do by both. */
const Token = Schema.RedactedFromValue(Schema.String).check(
  Schema.makeFilter((it) => Redacted.value(it).length >= 1 && Redacted.value(it).length <= 50, {
    expected: "a token of 1 to 50 characters"
  })
)

/** ISO 8601 with an offset. At most a week from now; an hour where it is left out or too far. */
const Expiry = Schema.String.check(
  Schema.isPattern(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})$/u, {
    expected: "a time as 2026-12-31T23:59:59+00:00"
  })
)

const more = {
  channel_expiry: Schema.optionalKey(Expiry),
  token: Schema.optionalKey(Token),
  notify_on_related_action: Schema.optionalKey(Schema.Boolean),
  return_affected_field_values: Schema.optionalKey(Schema.Boolean),
  notification_condition: Schema.optionalKey(Schema.NullOr(conditions))
}

/** A channel as a whole. */
export const NewChannel = Schema.Struct({
  channel_id: ChannelId,
  events: Bounds.some(Event, 50),
  notify_url: Url,
  ...more
})
export type NewChannel = typeof NewChannel.Type

/** What of a channel is to be otherwise; with `_delete_events` the `events` are taken away. */
export const ChannelChange = Schema.Struct({
  channel_id: ChannelId,
  events: Schema.optionalKey(Bounds.some(Event, 50)),
  notify_url: Schema.optionalKey(Url),
  _delete_events: Schema.optionalKey(Schema.Boolean),
  ...more
})
export type ChannelChange = typeof ChannelChange.Type

/** What is said of a channel: one entry for each module that it watches. */
const Told = Schema.Struct({
  events: Schema.Array(
    Schema.Struct({
      channel_id: Schema.String,
      /** Until when it tells. In a mixed answer of the examples it has no offset. */
      channel_expiry: maybe(Schema.String),
      resource_name: maybe(Schema.String),
      resource_id: maybe(Schema.String),
      resource_uri: maybe(Schema.String)
    })
  )
})

/** The user's channels, one entry for each module that they watch. */
export const list = /* @__PURE__ */ Operation.make({
  name: "Notifications.list",
  method: "GET",
  path: "/crm/v8/actions/watch",
  query: Schema.Struct({
    channel_id: Schema.optionalKey(ChannelId),
    module: Schema.optionalKey(Bounds.ApiName),
    ...Bounds.paging
  }),
  success: Schema.Struct({ watch: Schema.Array(Channel), info: maybe(Info) }),
  empty: { watch: [] },
  credits: 1,
  retry: "safe"
})

/** Sets up to 50 channels up. Enabling one again is enabling it once. */
export const enable = /* @__PURE__ */ WriteOperation.makeMany({
  name: "Notifications.enable",
  method: "POST",
  path: "/crm/v8/actions/watch",
  body: Schema.Struct({ watch: Bounds.some(NewChannel, 50) }),
  items: "watch",
  details: Told,
  credits: 1,
  retry: "safe"
})

/** Puts up to 50 channels in the place of those with their ids. */
export const replace = /* @__PURE__ */ WriteOperation.makeMany({
  name: "Notifications.replace",
  method: "PUT",
  path: "/crm/v8/actions/watch",
  body: Schema.Struct({ watch: Bounds.some(NewChannel, 50) }),
  items: "watch",
  details: Told,
  credits: 1,
  retry: "safe"
})

/** Changes up to 50 channels: later expiry, other events. One that has expired is gone: `NOT_SUBSCRIBED`; enable it anew. */
export const update = /* @__PURE__ */ WriteOperation.makeMany({
  name: "Notifications.update",
  method: "PATCH",
  path: "/crm/v8/actions/watch",
  body: Schema.Struct({ watch: Bounds.some(ChannelChange, 50) }),
  items: "watch",
  details: Told,
  credits: 1,
  retry: "safe"
})

/** Ends channels. Zoho answers with one result for each module that they watched, so that there may be more of them than ids. */
export const disable = /* @__PURE__ */ WriteOperation.makeMany({
  name: "Notifications.disable",
  method: "DELETE",
  path: "/crm/v8/actions/watch",
  query: Schema.Struct({ channel_ids: Bounds.commaSeparated(ChannelId, 50) }),
  details: Schema.Struct({
    channel_id: Schema.String,
    resource_id: maybe(Schema.String),
    resource_uri: maybe(Schema.String)
  }),
  credits: 1,
  retry: "after-lookup"
})
