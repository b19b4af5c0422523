import * as Notifications from "@effect-zoho/api/Notifications"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { said, signedIn } from "./support/SignedIn.ts"

const channel = {
  channel_id: "1000000068001",
  notify_url: "https://www.example.com/notify",
  token: Redacted.make("hush-hush")
}

layer(signedIn())("Notifications", (it) => {
  it.effect("are enabled, listed, changed, replaced and disabled", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* Notifications.list({})).watch, [])
      const outcomes = yield* Notifications.enable({
        watch: [
          {
            ...channel,
            events: ["Leads.create", "Contacts.all"],
            notification_condition: [
              {
                type: "field_selection",
                module: { api_name: "Leads" },
                field_selection: { group_operator: "or", group: [{ field: { api_name: "Email" } }] }
              }
            ]
          },
          { ...channel, channel_id: "1000000068002", events: ["Nothings.create"] }
        ]
      })
      assert.deepStrictEqual(said(outcomes), ["SUCCESS", "InvalidData"])
      const [first] = outcomes
      const told = first?._tag === "Done" ? first.details.events : []
      assert.sameMembers(
        told.map((it) => it.resource_name),
        ["Contacts", "Leads"]
      )

      const { watch } = yield* Notifications.list({ module: "Leads" })
      assert.deepInclude(watch[0], { channel_id: channel.channel_id, events: ["Leads.create"] })
      const token = watch[0]?.token
      assert.strictEqual(token == null ? "" : Redacted.value(token), "hush-hush")
      assert.notInclude(JSON.stringify(watch), "hush")

      const { channel_id } = channel
      yield* Notifications.update({ watch: [{ channel_id, events: ["Contacts.all"], _delete_events: true }] })
      assert.lengthOf((yield* Notifications.list({ channel_id })).watch, 1)
      yield* Notifications.replace({ watch: [{ ...channel, events: ["Deals.edit", "Tasks.create"] }] })
      assert.sameMembers(
        (yield* Notifications.list({ channel_id })).watch.flatMap((it) => it.events ?? []),
        ["Deals.edit", "Tasks.create"]
      )
      const gone = yield* Notifications.disable({ channel_ids: [channel_id, "77"] })
      assert.deepStrictEqual(
        gone.map((it) => (it._tag === "Done" ? it.details.channel_id : it.error.reason._tag)),
        [channel_id, "Refused"]
      )
    })
  )

  it.effect("that have expired are gone, and say so", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      yield* Notifications.enable({ watch: [{ ...channel, events: ["Leads.all"] }] })
      yield* emulator.advance("2 hours")
      const [late] = yield* Notifications.update({
        watch: [{ channel_id: channel.channel_id, channel_expiry: "2030-01-01T00:00:00+00:00" }]
      })
      assert.isTrue(late?._tag === "Failed" && late.error.message.includes("NOT_SUBSCRIBED"))
    })
  )
})
