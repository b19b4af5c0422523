/** The calls of `actions/watch`: enable, list, update, renew, disable. */
import * as Clock from "../Clock.ts"
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"
import * as Params from "../Params.ts"
import type { Call, Route } from "../Router.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Channels from "./Channels.ts"

type Input = { readonly [name: string]: unknown }
type Failure = ZohoError.ZohoError
/** What became of one item: what it says, or why it was refused. */
type Outcome = { readonly ok: boolean; readonly item: object }

const week = 7 * 86_400_000
const hour = 3_600_000

const invalid = (api_name: string, json_path: string, more: ZohoError.Details = {}): Failure =>
  ZohoError.make("INVALID_DATA", "invalid data", { api_name, json_path, ...more })
const missing = (api_name: string, json_path: string): Failure =>
  ZohoError.make("MANDATORY_NOT_FOUND", "required field not found", { api_name, json_path })

/** `Leads.create`; a module by any case, `all` for all three. */
const eventOf = (
  call: Call,
  text: unknown
): { readonly module: Module; readonly verb: Channels.Verb | "all" } | undefined => {
  const [, name = "", verb = ""] = /^(\w+)\.(create|edit|delete|all)$/u.exec(typeof text === "string" ? text : "") ?? []
  const module = call.core.metadata.module(name)
  const known = (["create", "edit", "delete", "all"] as const).find((one) => one === verb)
  return module === undefined || !module.apiSupported || known === undefined ? undefined : { module, verb: known }
}

const urlOf = (text: unknown): string | undefined => {
  if (typeof text !== "string" || text.length > 255 || !URL.canParse(text)) return undefined
  const { hostname, protocol } = new URL(text)
  // Zoho wants https; a receiver of a test listens on this machine without it.
  const local = protocol === "http:" && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/u.test(hostname)
  return protocol === "https:" || local ? text : undefined
}

/** A nested group of fields; its errors name where they stand. */
const conditionOf = (value: unknown, path: string, depth = 0): Channels.FieldCondition | Failure => {
  const given = Json.asObject(value)
  if (given === undefined || depth > 5) return invalid("field_selection", path, { expected_data_type: "jsonobject" })
  const field = Json.asObject(given["field"])?.["api_name"]
  if (typeof field === "string") return { field }
  const operator = given["group_operator"]
  if (operator === undefined) return missing("group_operator", `${path}.group_operator`)
  if (operator !== "and" && operator !== "or")
    return invalid("group_operator", `${path}.group_operator`, { supported_values: ["or", "and"] })
  const group = given["group"]
  if (!Array.isArray(group) || group.length === 0 || group.length > 10) return invalid("group", `${path}.group`)
  const parts: Array<Channels.FieldCondition> = []
  for (const [index, part] of group.entries()) {
    const read = conditionOf(part, `${path}.group[${index}]`, depth + 1)
    if ("code" in read) return read
    parts.push(read)
  }
  return { operator, group: parts }
}

/** The module of a condition, by name or by id. */
const moduleOf = (call: Call, value: unknown, path: string): string | Failure => {
  // Zoho's own code for a module that is missing.
  if (value === undefined)
    return ZohoError.make("INVALID_DATA", "required field not found", { api_name: "module", json_path: path })
  const { api_name: name, id } = Json.asObject(value) ?? {}
  const places = [
    { api_name: "api_name", json_path: `${path}.api_name` },
    { api_name: "id", json_path: `${path}.id` }
  ]
  if (name === undefined && id === undefined)
    return ZohoError.make("EXPECTED_FIELD_MISSING", "Specify atleast one field", { expected_fields: places })
  if (name !== undefined && typeof name !== "string")
    return invalid("api_name", `${path}.api_name`, { expected_data_type: "string" })
  const byId = id === undefined ? undefined : call.core.metadata.byId(Json.idOf(id) ?? "")
  if (name === undefined) return byId?.apiName ?? invalid("id", `${path}.id`)
  return id === undefined || byId?.apiName === name
    ? name
    : ZohoError.make("AMBIGUITY_DURING_PROCESSING", "AMBIGUITY_DURING_PROCESSING", { ambiguity_due_to: places })
}

/** The conditions of a channel by module. */
const conditionsOf = (
  call: Call,
  value: unknown,
  path: string
): ReadonlyMap<string, Channels.FieldCondition> | Failure => {
  const found = new Map<string, Channels.FieldCondition>()
  if (Json.isAbsent(value)) return found
  if (!Array.isArray(value) || value.length > 2) return invalid("notification_condition", path)
  for (const [index, one] of value.entries()) {
    const at = `${path}[${index}]`
    const given = Json.asObject(one)
    if (given === undefined) return invalid("notification_condition", at)
    if (given["type"] === undefined) return missing("type", `${at}.type`)
    if (given["type"] !== "field_selection")
      return invalid("type", `${at}.type`, { supported_values: ["field_selection"] })
    const name = moduleOf(call, given["module"], `${at}.module`)
    if (typeof name !== "string") return name
    if (given["field_selection"] === undefined)
      return ZohoError.make("DEPENDENT_FIELD_MISSING", "DEPENDENT_FIELD_MISSING", {
        api_name: "field_selection",
        json_path: `${at}.field_selection`,
        dependee: { api_name: "type", json_path: `${at}.type` }
      })
    const condition = conditionOf(given["field_selection"], `${at}.field_selection`)
    if ("code" in condition) return condition
    found.set(name, condition)
  }
  return found
}

const flag = (given: Input, name: string, otherwise: boolean, path: string): boolean | Failure => {
  const value = given[name]
  if (Json.isAbsent(value)) return otherwise
  return typeof value === "boolean" ? value : invalid(name, `${path}.${name}`, { expected_data_type: "boolean" })
}

/** Until when, at most a week from now; an hour where nothing or too much is asked for. */
const expiryOf = (call: Call, given: Input, path: string): number | Failure => {
  const now = call.core.clock.now()
  const value = given["channel_expiry"]
  if (Json.isAbsent(value)) return now + hour
  const at = typeof value === "string" ? Clock.parse(value) : undefined
  if (at === undefined || at * 1000 <= now) return invalid("channel_expiry", `${path}.channel_expiry`)
  return at * 1000 - now > week ? now + hour : at * 1000
}

const eventsOf = (call: Call, value: unknown, path: string) => {
  if (!Array.isArray(value) || value.length === 0 || value.length > 50) return invalid("events", path)
  const byModule = new Map<string, { readonly module: Module; readonly verbs: Set<Channels.Verb | "all"> }>()
  for (const text of value) {
    const event = eventOf(call, text)
    if (event === undefined) return invalid("events", path)
    const entry = byModule.get(event.module.apiName) ?? { module: event.module, verbs: new Set() }
    byModule.set(event.module.apiName, entry)
    entry.verbs.add(event.verb)
  }
  return byModule
}

const channelIdOf = (given: Input, path: string): string | Failure => {
  const value = given["channel_id"]
  if (Json.isAbsent(value) || value === "") return missing("channel_id", `${path}.channel_id`)
  const id = typeof value === "string" ? value : Json.idOf(value)
  return id !== undefined && /^\d{1,64}$/u.test(id) ? id : invalid("channel_id", `${path}.channel_id`)
}

const told = (call: Call, channels: ReadonlyArray<Channels.Channel>, message: string): Outcome => ({
  ok: true,
  item: {
    code: "SUCCESS",
    details: {
      events: channels.map((channel) => ({
        channel_expiry: Clock.format(Math.floor(channel.expires / 1000)),
        resource_uri: `${call.core.urls().apiUrl}/crm/v8/${channel.module}`,
        resource_id: call.core.metadata.module(channel.module)?.id ?? null,
        resource_name: channel.module,
        channel_id: channel.channelId
      }))
    },
    message,
    status: "success"
  }
})

const failed = (item: object): Outcome => ({ ok: false, item })
const notSubscribed = failed(ZohoError.make("NOT_SUBSCRIBED", "Not subscribed for actions-watch of the given channel"))

/** A whole channel from its item: what POST sets up and PUT puts in place of what was. */
const channelsOf = (call: Call, given: Input, path: string): ReadonlyArray<Channels.Channel> | Failure => {
  const id = channelIdOf(given, path)
  if (typeof id !== "string") return id
  if (given["notify_url"] === undefined) return missing("notify_url", `${path}.notify_url`)
  const url = urlOf(given["notify_url"])
  if (url === undefined) return invalid("notify_url", `${path}.notify_url`)
  if (given["events"] === undefined) return missing("events", `${path}.events`)
  const events = eventsOf(call, given["events"], `${path}.events`)
  if ("code" in events) return events
  const token = given["token"] ?? null
  if (token !== null && (typeof token !== "string" || token.length > 50))
    return invalid("token", `${path}.token`, { maximum_length: 50 })
  const expires = expiryOf(call, given, path)
  if (typeof expires !== "number") return expires
  const relatedActions = flag(given, "notify_on_related_action", true, path)
  if (typeof relatedActions !== "boolean") return relatedActions
  const withValues = flag(given, "return_affected_field_values", false, path)
  if (typeof withValues !== "boolean") return withValues
  const conditions = conditionsOf(call, given["notification_condition"], `${path}.notification_condition`)
  if ("code" in conditions) return conditions
  return [...events.values()].map(({ module, verbs }) => ({
    channelId: id,
    user: call.identity.userId,
    module: module.apiName,
    verbs: [...verbs],
    url,
    token,
    relatedActions,
    withValues,
    condition: given["notification_condition"] ?? null,
    fields: conditions.get(module.apiName),
    expires
  }))
}

const enable = (call: Call, given: Input, path: string): Outcome => {
  const channels = channelsOf(call, given, path)
  if ("code" in channels) return failed(channels)
  for (const channel of channels) Channels.save(call.core, channel)
  return told(call, channels, "Successfully subscribed for actions-watch of the given module")
}

const replace = (call: Call, given: Input, path: string): Outcome => {
  const channels = channelsOf(call, given, path)
  if ("code" in channels) return failed(channels)
  const id = channels[0]?.channelId ?? ""
  if (Channels.of(call.core, call.identity.userId, id).length === 0) return notSubscribed
  Channels.remove(call.core, call.identity.userId, id)
  for (const channel of channels) Channels.save(call.core, channel)
  return told(call, channels, "Successfully updated the subscribe details")
}

/** PATCH: what is given takes the place of what was; `_delete_events` takes events away. */
const patch = (call: Call, given: Input, path: string): Outcome => {
  const id = channelIdOf(given, path)
  if (typeof id !== "string") return failed(id)
  const before = Channels.of(call.core, call.identity.userId, id)
  const [first] = before
  if (first === undefined) return notSubscribed
  const events = given["events"] === undefined ? undefined : eventsOf(call, given["events"], `${path}.events`)
  if (events !== undefined && "code" in events) return failed(events)
  const removing = flag(given, "_delete_events", false, path)
  if (typeof removing !== "boolean") return failed(removing)
  if (removing) {
    for (const { module, verbs } of events?.values() ?? []) {
      const channel = before.find((one) => one.module === module.apiName)
      if (channel === undefined) continue
      const left = verbs.has("all") ? [] : channel.verbs.filter((verb) => !verbs.has(verb))
      if (left.length === 0) Channels.remove(call.core, call.identity.userId, id, module.apiName)
      else Channels.save(call.core, { ...channel, verbs: left })
    }
    return told(call, before, "Successfully removed the subscribe details")
  }
  // What PATCH leaves out stays as it is.
  const whole = channelsOf(
    call,
    {
      events: before.flatMap((one) => one.verbs.map((verb) => `${one.module}.${verb}`)),
      notify_url: first.url,
      token: first.token,
      notify_on_related_action: first.relatedActions,
      return_affected_field_values: first.withValues,
      notification_condition: first.condition,
      ...given
    },
    path
  )
  if ("code" in whole) return failed(whole)
  const unchanged = given["channel_expiry"] === undefined
  const after = whole.map((channel) => (unchanged ? { ...channel, expires: first.expires } : channel))
  Channels.remove(call.core, call.identity.userId, id)
  for (const channel of after) Channels.save(call.core, channel)
  return told(call, after, "Successfully updated the subscribe details")
}

const answer = (outcomes: ReadonlyArray<Outcome>, allDone: 200 | 201): Http.Reply => {
  const good = outcomes.filter((outcome) => outcome.ok).length
  const status = good === outcomes.length ? allDone : good === 0 ? 400 : 207
  return Http.json(status, { watch: outcomes.map((outcome) => outcome.item) })
}

const each =
  (allDone: 200 | 201, one: (call: Call, given: Input, path: string) => Outcome) =>
  (call: Call): Http.Reply => {
    const watch = Json.asObject(Json.parse(Http.textOf(call.request.body)))?.["watch"]
    if (watch === undefined)
      return ZohoError.reply(400, "MANDATORY_NOT_FOUND", "required field not found", { api_name: "watch" })
    if (!Array.isArray(watch) || watch.length === 0 || watch.length > 50)
      return ZohoError.reply(400, "INVALID_DATA", "invalid data", {
        api_name: "watch",
        json_path: "$.watch",
        maximum_length: 50
      })
    const outcomes = call.core.db.transaction(() =>
      watch.map((value, index) => {
        const path = `$.watch[${index}]`
        const given = Json.asObject(value)
        return given === undefined
          ? failed(invalid("watch", path, { expected_data_type: "jsonobject" }))
          : one(call, given, path)
      })
    )
    const [only] = outcomes
    // One wrong item alone is answered as an error of the call, but a channel that is gone is not.
    if (outcomes.length === 1 && only !== undefined && !only.ok && only !== notSubscribed)
      return Http.json(400, only.item)
    return answer(outcomes, allDone)
  }

const list = (call: Call): Http.Reply => {
  const { query } = call.target
  const page = Params.page(query)
  if (!page.ok) return page.reply
  const module = query.get("module")
  const found = Channels.of(call.core, call.identity.userId, query.get("channel_id") ?? undefined).filter(
    (channel) => module === null || channel.module.toLowerCase() === module.toLowerCase()
  )
  const from = (page.page - 1) * page.perPage
  const shown = found.slice(from, from + page.perPage)
  if (shown.length === 0) return Http.empty(204)
  return Http.json(200, {
    watch: shown.map((channel) => ({
      notify_on_related_action: channel.relatedActions,
      channel_expiry: Clock.format(Math.floor(channel.expires / 1000)),
      return_affected_field_values: channel.withValues,
      resource_uri: `${call.core.urls().apiUrl}/crm/v8/${channel.module}`,
      resource_id: call.core.metadata.module(channel.module)?.id ?? null,
      resource_name: channel.module,
      notify_url: channel.url,
      fields: null,
      notification_condition: channel.condition,
      channel_id: channel.channelId,
      events: channel.verbs.map((verb) => `${channel.module}.${verb}`),
      token: channel.token
    })),
    info: {
      per_page: page.perPage,
      count: shown.length,
      page: page.page,
      more_records: found.length > from + shown.length
    }
  })
}

const disable = (call: Call): Http.Reply => {
  const ids = Params.names(call.target.query.get("channel_ids"))
  if (ids.length === 0) return ZohoError.requiredParam("channel_ids")
  const outcomes = ids.map((id): Outcome => {
    const channels = Channels.of(call.core, call.identity.userId, id)
    const [first] = channels
    if (first === undefined) return notSubscribed
    Channels.remove(call.core, call.identity.userId, id)
    return {
      ok: true,
      item: {
        code: "SUCCESS",
        details: {
          resource_uri: `${call.core.urls().apiUrl}/crm/v8/${first.module}`,
          resource_id: call.core.metadata.module(first.module)?.id ?? null,
          channel_id: id
        },
        message: "Successfully un-subscribed from actions-watch",
        status: "success"
      }
    }
  })
  return answer(outcomes, 200)
}

const path = "/crm/v8/actions/watch"
const scope = (operation: "READ" | "CREATE" | "UPDATE" | "DELETE") => ({ group: "notifications", operation }) as const

export const routes: ReadonlyArray<Route> = [
  { host: "api", method: "POST", path, scope: scope("CREATE"), handler: each(201, enable) },
  { host: "api", method: "GET", path, scope: scope("READ"), handler: list },
  { host: "api", method: "PUT", path, scope: scope("UPDATE"), handler: each(200, replace) },
  { host: "api", method: "PATCH", path, scope: scope("UPDATE"), handler: each(200, patch) },
  { host: "api", method: "DELETE", path, scope: scope("DELETE"), handler: disable }
]
