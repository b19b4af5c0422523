import * as BusinessHours from "@effect-zoho/api/BusinessHours"
import * as Holidays from "@effect-zoho/api/Holidays"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { ids, said, signedIn } from "./support/SignedIn.ts"

layer(signedIn())("BusinessHours", (it) => {
  it.effect("are not there, then set, then changed", () =>
    Effect.gen(function* () {
      const none = yield* Effect.flip(BusinessHours.get({}))
      assert.strictEqual(none.reason._tag, "NotFound")
      const { details } = yield* BusinessHours.create({
        business_hours: {
          week_starts_on: "Monday",
          type: "custom",
          business_days: ["Monday", "Friday"],
          same_as_everyday: false,
          custom_timing: [
            { days: "Monday", business_timing: ["09:00", "18:00"] },
            { days: "Friday", business_timing: ["09:00", "14:00"] }
          ]
        }
      })
      assert.deepInclude((yield* BusinessHours.get({})).business_hours, { type: "custom", daily_timing: [] })
      yield* BusinessHours.update({
        business_hours: { id: details.id, week_starts_on: "Sunday", type: "24_by_7" }
      })
      assert.deepInclude((yield* BusinessHours.get({})).business_hours, { week_starts_on: "Sunday", type: "24_by_7" })
    })
  )
})

layer(signedIn())("Holidays", (it) => {
  it.effect("are made, changed, listed by year and deleted", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      const year = new Date(yield* emulator.now).getUTCFullYear()
      const day = (text: string) => `${year}-${text}`
      const type = "business_holiday"
      const outcomes = yield* Holidays.create({
        holidays: [
          { name: "New Year's Eve", date: day("12-31"), type },
          { name: "Christmas", date: day("12-25"), type },
          { name: "Christmas", date: day("12-25"), type }
        ]
      })
      assert.deepStrictEqual(said(outcomes), ["SUCCESS", "SUCCESS", "DuplicateData"])
      const [eve = "", christmas = ""] = ids(outcomes.slice(0, 2))
      assert.deepStrictEqual(ids(yield* Holidays.update({ holidays: [{ id: christmas, date: day("12-26") }] })), [
        christmas
      ])
      yield* Holidays.updateOne({ id: eve, holidays: [{ name: "Silvester" }] })
      assert.deepStrictEqual(
        (yield* Holidays.list({ year, type })).holidays.map((it) => [it.name, it.date]),
        [
          ["Christmas", day("12-26")],
          ["Silvester", day("12-31")]
        ]
      )
      yield* Holidays.remove({ id: eve })
      assert.deepInclude((yield* Holidays.get({ id: christmas })).holidays[0], { name: "Christmas" })
      assert.deepStrictEqual((yield* Holidays.list({ type: "shift_holiday" })).holidays, [])
    })
  )
})
