import * as Taxes from "@effect-zoho/api/Taxes"
import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { said, signedIn } from "./support/SignedIn.ts"

layer(signedIn())("Taxes", (it) => {
  it.effect("are added, changed and taken away in one call", () =>
    Effect.gen(function* () {
      const [sales, vat] = (yield* Taxes.list({})).org_taxes.taxes
      assert.deepInclude(vat, { name: "Vat", value: 20 })
      const outcomes = yield* Taxes.update({
        org_taxes: {
          taxes: [
            { name: "City", value: 1.5 },
            { id: vat?.id ?? "", value: 21 },
            { id: sales?.id ?? "", _delete: true },
            { name: "City", value: 2 }
          ],
          preference: { auto_populate_tax: true }
        }
      })
      assert.deepStrictEqual(said(outcomes), ["SUCCESS", "SUCCESS", "SUCCESS", "DuplicateData"])
      const { preference, taxes } = (yield* Taxes.list({})).org_taxes
      assert.deepStrictEqual(
        taxes.map((it) => [it.name, it.value]),
        [
          ["Vat", 21],
          ["City", 1.5]
        ]
      )
      assert.deepInclude(preference, { auto_populate_tax: true })
      assert.deepInclude((yield* Taxes.get({ id: vat?.id ?? "" })).org_taxes.taxes[0], { name: "Vat", value: 21 })
      assert.deepStrictEqual(said(yield* Taxes.update({ org_taxes: { preference: { modify_tax_rates: true } } })), [
        "SUCCESS"
      ])
    })
  )
})
