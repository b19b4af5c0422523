import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Redacted from "effect/Redacted"
import * as Mask from "../src/Mask.ts"

const access = "1000.6f0d1c2b3a49586776859403a2b1c0d9.0f1e2d3c4b5a69788796a5b4c3d2e1f0"
const mask = Mask.make([Redacted.make("s3cr/t+value"), Redacted.make("abc")])

describe("Mask", () => {
  it("hides known secrets, plain, percent-encoded and as JSON", () => {
    const text = `a s3cr/t+value b ${encodeURIComponent("s3cr/t+value")} c ${JSON.stringify({ k: "s3cr/t+value" })}`
    assert.strictEqual(mask.secrets(text), 'a [secret] b [secret] c {"k":"[secret]"}')
  })

  it("leaves texts alone that are too short to be told from words", () => {
    assert.strictEqual(mask.secrets("the abc of it"), "the abc of it")
  })

  it("knows tokens, header values and passwords in addresses by their form", () => {
    assert.strictEqual(mask.secrets(`got ${access}.`), "got [token].")
    assert.strictEqual(mask.secrets("Authorization: Zoho-oauthtoken xyz"), "Authorization: Zoho-oauthtoken [token]")
    assert.strictEqual(mask.secrets("grant_type=x&refresh_token=abc&y=1"), "grant_type=x&refresh_token=[token]&y=1")
    assert.strictEqual(mask.secrets("http://me:pw@proxy.example.com"), "http://me:[secret]@proxy.example.com")
  })

  it("hides addresses and international numbers in log texts, and keeps record ids", () => {
    assert.strictEqual(
      mask.text("ada@example.com called +1 (555) 010-0199 about 5843104000000001609"),
      "[masked] called [masked] about 5843104000000001609"
    )
  })

  it("hides personal fields by name at any depth, and keeps what explains an error", () => {
    const value = {
      before: { Mobile: "0151 234", Last_Name: "Marlow", Lead_Status: "New" },
      details: { api_name: "Mobile", json_path: "$.data[0].Mobile", maximum_length: 30 },
      empty: { Mobile: null, Email: "" }
    }
    assert.deepStrictEqual(mask.json(value), {
      before: { Mobile: "[masked]", Last_Name: "[masked]", Lead_Status: "New" },
      details: { api_name: "Mobile", json_path: "$.data[0].Mobile", maximum_length: 30 },
      empty: { Mobile: null, Email: "" }
    })
  })

  it("hides redacted values and fields whose name says that they are secret", () => {
    assert.deepStrictEqual(
      mask.json({ a: Redacted.make("x"), client_secret: "y", refreshToken: "z", list: [access] }),
      {
        a: "[secret]",
        client_secret: "[secret]",
        refreshToken: "[secret]",
        list: ["[token]"]
      }
    )
  })

  it("takes errors, causes, dates, maps and values that hold themselves", () => {
    const self: Record<string, unknown> = { at: new Date(0), map: new Map([["Email", "a@example.com"]]) }
    self["self"] = self
    assert.deepStrictEqual(mask.json(self), {
      at: "1970-01-01T00:00:00.000Z",
      map: { Email: "[masked]" },
      self: "[…]"
    })
    assert.deepStrictEqual(mask.json(new Error("for ada@example.com")), { message: "for [masked]" })
    assert.notInclude(String(mask.json(Cause.fail(new Error(`no ${access}`)))), access)
  })
})
