import { assert, describe, it, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Emulator, layer as emulatorLayer } from "@effect-zoho/emulator/Emulator"
import * as Limits from "@effect-zoho/emulator/Limits"
import { call, signIn } from "./support/Client.ts"

describe("credits", () => {
  it("knows what each edition has", () => {
    assert.deepStrictEqual(
      Limits.editions.map((edition) => Limits.dailyCredits(edition, 100)),
      [5000, 75_000, 100_000, 150_000, 250_000]
    )
    assert.strictEqual(Limits.dailyCredits("standard", 10_000), 100_000)
  })

  layer(emulatorLayer({ credits: 20 }))((it) => {
    it.effect("shows what remains from half on, refuses at none, and gives back after 24 hours", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        const token = yield* signIn
        const org = (using: string) => call("GET", "/crm/v8/org", { token: using })
        const header = "x-api-credits-remaining"
        assert.isUndefined((yield* org(token)).headers[header])
        // 100 rows are 10 credits: 11 of 20 are gone then.
        const write = yield* call("POST", "/crm/v8/Leads", {
          token,
          body: { data: Array.from({ length: 100 }, (_, i) => ({ Last_Name: `L${i}` })) }
        })
        assert.deepStrictEqual([write.status, write.headers[header]], [201, "9"])
        for (let i = 0; i < 9; i++) yield* org(token)
        const refused = yield* org(token)
        assert.deepStrictEqual(
          [refused.status, refused.json.code, refused.headers[header]],
          [429, "TOO_MANY_REQUESTS", "0"]
        )
        assert.strictEqual((yield* emulator.stats).creditsUsed, 20)
        yield* emulator.advance("24 hours")
        yield* emulator.advance("1 minute")
        const later = yield* org(yield* signIn)
        assert.deepStrictEqual([later.status, later.headers[header]], [200, undefined])
      })
    )
  })
})
