import * as Currencies from "@effect-zoho/api/Currencies"
import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { ids, said, signedIn } from "./support/SignedIn.ts"

layer(signedIn())("Currencies", (it) => {
  it.effect("are refused until multi-currency is on, then added and changed one by one", () =>
    Effect.gen(function* () {
      const off = yield* Effect.flip(Currencies.list({}))
      assert.match(off.message, /CURRENCIES_NOT_ENABLED/)
      const { available_currencies: available } = yield* Currencies.available({})
      assert.deepInclude(
        available.find((it) => it.iso_code === "USD"),
        { symbol: "$" }
      )
      const base = yield* Currencies.enable({
        base_currency: { iso_code: "USD", exchange_rate: "1", name: "US Dollar - USD", symbol: "$" }
      })
      assert.strictEqual(base.code, "SUCCESS")
      yield* Currencies.updateBase({
        base_currency: { iso_code: "USD", exchange_rate: "1", symbol: "$", prefix_symbol: false }
      })

      const euro = { iso_code: "EUR", exchange_rate: "0.92", name: "Euro - EUR", symbol: "€" }
      // Some may do and others not: each has its own outcome, in its place.
      const outcomes = yield* Currencies.create({ currencies: [euro, { ...euro, iso_code: "XQX" }] })
      assert.deepStrictEqual(said(outcomes), ["SUCCESS", "InvalidData"])
      const [id = ""] = ids(outcomes.slice(0, 1))
      assert.deepStrictEqual(ids(yield* Currencies.update({ currencies: [{ id, exchange_rate: "0.93" }] })), [id])
      yield* Currencies.updateOne({ id, currencies: [{ is_active: false }] })
      assert.deepInclude((yield* Currencies.get({ id })).currencies[0], {
        iso_code: "EUR",
        exchange_rate: "0.930000000",
        is_active: false,
        is_base: false
      })
      const { currencies } = yield* Currencies.list({})
      assert.deepStrictEqual(
        currencies.map((it) => [it.iso_code, it.is_base, it.prefix_symbol]),
        [
          ["USD", true, false],
          ["EUR", false, true]
        ]
      )
    })
  )
})
