/** The org's photo, and the currencies it can have. */
import { assert, describe, it } from "@effect/vitest"
import { acting } from "../actions/Support.ts"
import * as Support from "../content/Support.ts"

describe("the org's photo", () => {
  it("is put up, seen, replaced and taken away", () => {
    const { call, core, upload } = Support.make()
    const path = "/org/photo"
    assert.strictEqual(call("GET", path).status, 204)
    const { orgId } = core.credentials()
    for (const [type, start] of [
      ["image/gif", "GIF89a first"],
      ["image/bmp", "BM second"]
    ] as const) {
      const { json, status } = upload(path, [["logo.gif", start]])
      assert.deepInclude([status, json.code, json.details], { id: core.db.get("SELECT id FROM org")?.["id"] })
      const photo = call("GET", path)
      assert.deepStrictEqual([photo.headers["content-type"], Buffer.from(photo.bytes).toString()], [type, start])
    }
    assert.notStrictEqual(orgId, "")
    assert.strictEqual(core.db.get("SELECT COUNT(*) AS n FROM content")?.["n"], 1)
    for (const wrong of [upload(path, []), upload(path, [["a.txt", "text"]]), call("POST", path, {})])
      assert.deepStrictEqual([wrong.status, wrong.json.code], [400, "INVALID_DATA"])
    assert.strictEqual(call("DELETE", path).json.status, "success")
    assert.strictEqual(call("GET", path).status, 204)
  })
})

describe("available currencies", () => {
  it("are those that the org does not have", () => {
    const at = acting({ leads: 1 })
    const codes = () => at.api("GET", "/crm/v8/org/currencies/actions/available_currencies").json.available_currencies
    const yen = codes().find((it: any) => it.iso_code === "JPY")
    assert.deepStrictEqual(yen, {
      display_value: "Japanese Yen - JPY",
      display_name: "Japanese Yen",
      iso_code: "JPY",
      symbol: "¥",
      decimal_separator: "Period",
      thousand_separator: "Comma",
      decimal_places: "0"
    })
    const base = { base_currency: { name: yen.display_name, iso_code: "JPY", symbol: yen.symbol, exchange_rate: "1" } }
    assert.strictEqual(at.api("POST", "/crm/v8/org/currencies/actions/enable", base).status, 200)
    const left = codes().map((it: any) => it.iso_code)
    assert.deepStrictEqual([left.includes("JPY"), left.includes("EUR")], [false, true])
  })
})
