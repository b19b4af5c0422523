/** Channels over their whole life: set up, told, renewed, expired, ended. */
import * as NodeHttp from "node:http"
import { Emulator, layer as emulatorLayer } from "@effect-zoho/emulator/Emulator"
import { assert, describe, it, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { call, send, signIn } from "../support/Client.ts"

const watch = "/crm/v8/actions/watch"

const control = Effect.fnUntraced(function* (method: string, path: string, body?: unknown) {
  const emulator = yield* Emulator
  return yield* send(method, emulator.controlUrl + path, body === undefined ? {} : { body })
})

/** Callbacks so far, oldest first. */
const deliveries = Effect.map(control("GET", "/notifications"), (answer) =>
  answer.text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line))
)

const channel = (id: string, events: ReadonlyArray<string>, more: object = {}) => ({
  channel_id: id,
  events,
  notify_url: "https://example.com/notify",
  token: "echoed",
  ...more
})

const post = (token: string, ...items: ReadonlyArray<object>) => call("POST", watch, { token, body: { watch: items } })

describe("notifications", () => {
  it.effect("tell of inserts, updates and deletes, with the token and the fields that were written", () =>
    Effect.gen(function* () {
      const { credentials, apiUrl } = yield* Emulator
      const token = yield* signIn
      const enabled = yield* post(token, channel("1001", ["Leads.all", "Deals.create"]))
      assert.strictEqual(enabled.status, 201)
      assert.deepStrictEqual(
        enabled.json.watch[0].details.events.map((event: any) => [event.resource_name, event.channel_id]),
        [
          ["Leads", "1001"],
          ["Deals", "1001"]
        ]
      )
      const insert = yield* call("POST", "/crm/v8/Leads", {
        token,
        body: { data: [{ Last_Name: "A" }, { Last_Name: "B" }] }
      })
      const ids = insert.json.data.map((row: any) => row.details.id)
      yield* call("PUT", "/crm/v8/Leads", {
        token,
        body: { data: [{ id: credentials.leadId, Mobile: "+1 555 0188" }] }
      })
      yield* call("DELETE", `/crm/v8/Leads?ids=${ids[0]}`, { token })
      // Nobody watches contacts.
      yield* call("POST", "/crm/v8/Contacts", { token, body: { data: [{ Last_Name: "C" }] } })
      const told = yield* deliveries
      assert.deepStrictEqual(
        told.map(({ body, called, url }: any) => [
          called,
          url,
          body.operation,
          body.module,
          body.ids,
          body.affected_fields,
          body.token,
          body.channel_id,
          body.resource_uri
        ]),
        [
          ["insert", ids, []],
          ["update", [credentials.leadId], [{ [credentials.leadId]: ["Mobile"] }]],
          ["delete", [ids[0]], []]
        ].map(([operation, changed, fields]) => [
          false,
          "https://example.com/notify",
          operation,
          "Leads",
          changed,
          fields,
          "echoed",
          "1001",
          `${apiUrl}/crm/v8/Leads`
        ])
      )
    }).pipe(Effect.provide(emulatorLayer()))
  )

  it.effect("of an edit keep to the fields that the condition names, and hold the new values where asked", () =>
    Effect.gen(function* () {
      const { credentials } = yield* Emulator
      const token = yield* signIn
      const condition = {
        type: "field_selection",
        module: { api_name: "Leads" },
        field_selection: {
          group_operator: "or",
          group: [{ field: { api_name: "Email" } }, { field: { api_name: "Phone" } }]
        }
      }
      yield* post(
        token,
        channel("7", ["Leads.edit"], { notification_condition: [condition], return_affected_field_values: true })
      )
      const update = (changes: object) =>
        call("PUT", `/crm/v8/Leads/${credentials.leadId}`, { token, body: { data: [changes] } })
      yield* update({ City: "Oslo" })
      assert.isEmpty(yield* deliveries)
      yield* update({ Phone: "+47 555" })
      const [told] = yield* deliveries
      assert.deepStrictEqual(told.body.affected_values, [
        { record_id: credentials.leadId, values: { Phone: "+47 555" } }
      ])
    }).pipe(Effect.provide(emulatorLayer()))
  )

  it.live("are really sent to an address of this machine", () =>
    Effect.gen(function* () {
      const received: Array<any> = []
      const server = yield* Effect.acquireRelease(
        Effect.callback<NodeHttp.Server>((resume) => {
          const made = NodeHttp.createServer((request, response) => {
            let text = ""
            request.on("data", (chunk) => (text += String(chunk)))
            request.on("end", () => {
              received.push(JSON.parse(text))
              response.end()
            })
          })
          made.listen(0, "127.0.0.1", () => resume(Effect.succeed(made)))
        }),
        (made) => Effect.sync(() => void made.close())
      )
      const address = server.address()
      const port = typeof address === "object" ? address?.port : 0
      const token = yield* signIn
      yield* post(token, channel("5", ["Leads.create"], { notify_url: `http://127.0.0.1:${port}/hook` }))
      yield* call("POST", "/crm/v8/Leads", { token, body: { data: [{ Last_Name: "A" }] } })
      yield* Effect.callback<void>((resume) => {
        const look = () => (received.length > 0 ? resume(Effect.void) : setImmediate(look))
        look()
      })
      assert.deepInclude(received[0], { operation: "insert", module: "Leads", channel_id: "5", token: "echoed" })
    }).pipe(Effect.scoped, Effect.provide(emulatorLayer()))
  )

  it.effect("end without notice when the channel expires: an hour, or what was asked, a week at most", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator
      const token = yield* signIn
      const inDays = (days: number) => `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 19)}+00:00`
      yield* post(
        token,
        channel("1", ["Leads.all"]),
        channel("2", ["Leads.all"], { channel_expiry: inDays(2) }),
        channel("3", ["Leads.all"], { channel_expiry: inDays(30) })
      )
      const running = Effect.map(call("GET", watch), (answer) =>
        answer.status === 204 ? [] : answer.json.watch.map((one: any) => one.channel_id)
      )
      assert.deepStrictEqual(yield* running, ["1", "2", "3"])
      yield* emulator.advance("61 minutes")
      // Too far ahead counts as nothing said.
      assert.deepStrictEqual(yield* running, ["2"])
      const renew = yield* call("PATCH", watch, { body: { watch: [{ channel_id: "2", channel_expiry: inDays(5) }] } })
      assert.strictEqual(renew.status, 200, renew.text)
      yield* emulator.advance("3 days")
      assert.deepStrictEqual(yield* running, ["2"])
      const gone = yield* call("PATCH", watch, { body: { watch: [{ channel_id: "1", events: ["Leads.all"] }] } })
      assert.deepStrictEqual([gone.status, gone.json.watch[0].code], [400, "NOT_SUBSCRIBED"])
      yield* call("POST", "/crm/v8/Leads", { body: { data: [{ Last_Name: "A" }] } })
      assert.deepStrictEqual(
        (yield* deliveries).map(({ body }: any) => body.channel_id),
        ["2"]
      )
    }).pipe(Effect.provide(emulatorLayer()))
  )

  it.effect("can be changed in part or whole, and ended", () =>
    Effect.gen(function* () {
      const token = yield* signIn
      yield* post(token, channel("1", ["Leads.create", "Leads.edit", "Contacts.all"]))
      const events = Effect.map(call("GET", `${watch}?channel_id=1`, { token }), (answer) =>
        answer.json.watch.flatMap((one: any) => one.events)
      )
      const patch = (item: object) => call("PATCH", watch, { token, body: { watch: [{ channel_id: "1", ...item }] } })
      assert.strictEqual((yield* patch({ events: ["Leads.edit"], _delete_events: true })).status, 200)
      assert.deepStrictEqual(yield* events, ["Contacts.all", "Leads.create"])
      assert.strictEqual((yield* patch({ token: "other" })).status, 200)
      assert.deepStrictEqual(yield* events, ["Contacts.all", "Leads.create"])
      const put = { watch: [channel("1", ["Deals.delete"])] }
      assert.strictEqual((yield* call("PUT", watch, { token, body: put })).status, 200)
      assert.deepStrictEqual(yield* events, ["Deals.delete"])
      const ended = yield* call("DELETE", `${watch}?channel_ids=1,2`, { token })
      assert.deepStrictEqual(
        [ended.status, ended.json.watch.map((one: any) => one.code)],
        [207, ["SUCCESS", "NOT_SUBSCRIBED"]]
      )
      assert.strictEqual((yield* call("GET", watch, { token })).status, 204)
    }).pipe(Effect.provide(emulatorLayer()))
  )
})

layer(emulatorLayer({ limits: "off" }))("what is wrong with a channel", (it) => {
  const good = channel("1", ["Leads.all"])
  const at = (name: string) => `$.watch[0].${name}`
  const wrong: ReadonlyArray<readonly [string, object, string, string]> = [
    ["no channel id", { ...good, channel_id: undefined }, "MANDATORY_NOT_FOUND", at("channel_id")],
    ["no address", { ...good, notify_url: undefined }, "MANDATORY_NOT_FOUND", at("notify_url")],
    ["plain http elsewhere", { ...good, notify_url: "http://example.com" }, "INVALID_DATA", at("notify_url")],
    ["an unknown event", { ...good, events: ["Leads.touch"] }, "INVALID_DATA", at("events")],
    ["an unknown module", { ...good, events: ["Nowhere.all"] }, "INVALID_DATA", at("events")],
    ["a long token", { ...good, token: "x".repeat(51) }, "INVALID_DATA", at("token")],
    [
      "an expiry in the past",
      { ...good, channel_expiry: "2020-01-01T00:00:00+00:00" },
      "INVALID_DATA",
      at("channel_expiry")
    ],
    [
      "a condition without its fields",
      { ...good, notification_condition: [{ type: "field_selection", module: { api_name: "Leads" } }] },
      "DEPENDENT_FIELD_MISSING",
      at("notification_condition[0].field_selection")
    ]
  ]
  for (const [what, item, code, path] of wrong) {
    it.effect(what, () =>
      Effect.gen(function* () {
        const answer = yield* call("POST", watch, { body: { watch: [item] } })
        assert.deepStrictEqual([answer.status, answer.json.code, answer.json.details.json_path], [400, code, path])
        const mixed = yield* call("POST", watch, { body: { watch: [item, channel("99", ["Leads.all"])] } })
        assert.deepStrictEqual([mixed.status, mixed.json.watch.map((one: any) => one.code)], [207, [code, "SUCCESS"]])
      })
    )
  }

  it.effect.prop(
    "never makes it fail, whatever stands in an item",
    [
      Schema.Literals(["channel_id", "events", "notify_url", "token", "channel_expiry", "notification_condition"]),
      Schema.Json
    ],
    ([name, value]) =>
      Effect.gen(function* () {
        for (const method of ["POST", "PUT", "PATCH"]) {
          const answer = yield* call(method, watch, { body: { watch: [{ ...good, [name]: value }] } })
          assert.isBelow(answer.status, 500)
        }
        assert.strictEqual((yield* (yield* Emulator).stats).defects, 0)
      })
  )
})
