import * as EntryCodec from "@effect-zoho/auth/EntryCodec"
import { Entry, TokenKey } from "@effect-zoho/auth/Token"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"

const secret = "1000.secret-access-token"
const entry: Entry = {
  accessToken: Redacted.make(secret),
  apiDomain: "https://www.zohoapis.com",
  issuedAt: 1000,
  expiresAt: 3_601_000,
  refreshFingerprint: "0123456789abcdef",
  refreshToken: Redacted.make("1000.secret-refresh-token"),
  scopes: ["ZohoCRM.modules.ALL"]
}
const key = TokenKey.make("us/production/1000.X/ada@example.com")

const keyOf = (byte: number) => Redacted.make(new Uint8Array(32).fill(byte))
const codec = (store: string, tokenKey = keyOf(1)) =>
  Effect.provide(
    Effect.flatMap(EntryCodec.EntryCodec, (it) => it.forStore(store)),
    EntryCodec.layer(tokenKey)
  )
const plain = Effect.flatMap(EntryCodec.EntryCodec, (it) => it.forStore("sqlite:t"))

const revealed = (it: Entry) => ({
  ...it,
  // JSON knows no minus zero.
  issuedAt: it.issuedAt + 0,
  expiresAt: it.expiresAt + 0,
  accessToken: Redacted.value(it.accessToken),
  refreshToken: it.refreshToken && Redacted.value(it.refreshToken)
})

describe("EntryCodec", () => {
  it.effect("writes plain JSON when no key is given, and reads it back", () =>
    Effect.gen(function* () {
      const { decode, encode } = yield* plain
      const text = yield* encode(key, entry)
      assert.strictEqual(JSON.parse(text).accessToken, secret)
      assert.deepStrictEqual(revealed(yield* decode(key, text)), revealed(entry))
    })
  )

  it.effect("seals with a key: no part of the entry is in the text, and it opens again", () =>
    Effect.gen(function* () {
      const { decode, encode } = yield* codec("sqlite:t")
      const text = yield* encode(key, entry)
      assert.match(text, /^v1\.[\w-]{8}\.[\w-]{16}\.[\w-]+$/u)
      assert.notInclude(Buffer.from(text.split(".")[3] ?? "", "base64url").toString("latin1"), "1000.secret")
      assert.deepStrictEqual(revealed(yield* decode(key, text)), revealed(entry))
    })
  )

  it.effect.prop("gives back any entry", [Entry], ([any]) =>
    Effect.gen(function* () {
      // The schema allows empty secrets and odd numbers, which no answer of Zoho gives; stores refuse them.
      if (Redacted.value(any.accessToken) === "" || (any.refreshToken && Redacted.value(any.refreshToken) === ""))
        return
      if (!Number.isFinite(any.issuedAt) || !Number.isFinite(any.expiresAt)) return
      const { decode, encode } = yield* codec("redis:t")
      const back = yield* Effect.flatMap(encode(key, any), (text) => decode(key, text))
      assert.deepStrictEqual(revealed(back), revealed(any))
    })
  )

  it.effect("never makes the same text twice", () =>
    Effect.gen(function* () {
      const { encode } = yield* codec("sqlite:t")
      assert.notStrictEqual(yield* encode(key, entry), yield* encode(key, entry))
    })
  )

  it.effect("names a wrong key as such, and says what to do", () =>
    Effect.gen(function* () {
      const text = yield* Effect.flatMap(codec("sqlite:t"), (it) => it.encode(key, entry))
      const other = yield* codec("sqlite:t", keyOf(2))
      const error = yield* Effect.flip(other.decode(key, text))
      assert.strictEqual(error._tag === "WrongTokenKey" && error.found, "another-key")
      const without = yield* Effect.flip(Effect.flatMap(plain, (it) => it.decode(key, text)))
      assert.strictEqual(without._tag === "WrongTokenKey" && without.found, "sealed")
    })
  )

  it.effect("derives another key for every store", () =>
    Effect.gen(function* () {
      const text = yield* Effect.flatMap(codec("sqlite:t"), (it) => it.encode(key, entry))
      const error = yield* Effect.flip(Effect.flatMap(codec("redis:t"), (it) => it.decode(key, text)))
      assert.strictEqual(error._tag, "WrongTokenKey")
    })
  )

  it.effect("refuses plain text where a key is set: nobody can slip in a token", () =>
    Effect.gen(function* () {
      const text = yield* Effect.flatMap(plain, (it) => it.encode(key, entry))
      const error = yield* Effect.flip(Effect.flatMap(codec("sqlite:t"), (it) => it.decode(key, text)))
      assert.strictEqual(error._tag === "WrongTokenKey" && error.found, "plain")
    })
  )

  it.effect("takes text under another token key for damaged: one identity's row is no use to another", () =>
    Effect.gen(function* () {
      const { decode, encode } = yield* codec("sqlite:t")
      const text = yield* encode(key, entry)
      const error = yield* Effect.flip(decode(TokenKey.make("us/production/1000.X/eve@example.com"), text))
      assert.strictEqual(error._tag, "DamagedEntry")
    })
  )

  it.effect("takes text with one changed or missing character for damaged, never for an entry", () =>
    Effect.gen(function* () {
      const { decode, encode } = yield* codec("sqlite:t")
      const text = yield* encode(key, entry)
      const start = "v1.12345678.".length
      for (let at = start; at < text.length - 1; at++) {
        const changed = text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1)
        assert.strictEqual((yield* Effect.flip(decode(key, changed)))._tag, "DamagedEntry")
        assert.strictEqual((yield* Effect.flip(decode(key, text.slice(0, at))))._tag, "DamagedEntry")
      }
    })
  )

  it.effect("says nothing of the text when it is damaged", () =>
    Effect.gen(function* () {
      const { decode } = yield* plain
      for (const text of [`{"accessToken":"${secret}"`, `{"accessToken":"${secret}","expiresAt":"x"}`, secret, ""]) {
        const error = yield* Effect.flip(decode(key, text))
        assert.strictEqual(error._tag, "DamagedEntry")
        assert.notInclude(String(error) + JSON.stringify(error), secret)
      }
    })
  )

  it("reads base64 and base64url of 32 bytes", () => {
    const bytes = new Uint8Array(32).fill(0xfb)
    for (const encoding of ["base64", "base64url"] as const) {
      const parsed = EntryCodec.parseKey(Redacted.make(Buffer.from(bytes).toString(encoding)))
      assert.deepStrictEqual(Redacted.value(Result.getOrThrow(parsed)), bytes)
      assert.notInclude(JSON.stringify(parsed), "251")
    }
  })

  it("refuses passphrases and other lengths with a remedy, and never shows them", () => {
    const bad = [
      "correct horse battery staple",
      "hunter2hunter2hunter2",
      "",
      "ÄÖÜ",
      "AAAA",
      "A".repeat(44),
      "=".repeat(44)
    ]
    for (const text of bad) {
      const error = Result.getOrThrow(Result.flip(EntryCodec.parseKey(Redacted.make(text))))
      assert.strictEqual(error._tag, "InvalidTokenKey")
      assert.include(error.message, "openssl rand -base64 32")
      if (text.length > 4) assert.notInclude(error.message, text)
    }
  })
})
