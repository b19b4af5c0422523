import * as Token from "@effect-zoho/auth/Token"
import type { Values } from "@effect-zoho/config/Settings"
import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { inspect } from "node:util"

interface Identity {
  readonly center: Values["hosts"]["center"]
  readonly environment: Values["hosts"]["environment"]
  readonly accountsUrl: string
  readonly apiUrl: string
  readonly clientId: string
  readonly refreshToken: string | undefined
  readonly userEmail: string | undefined
  readonly orgId: string | undefined
}

const ada: Identity = {
  center: "eu",
  environment: "production",
  accountsUrl: "https://accounts.zoho.eu",
  apiUrl: "https://www.zohoapis.eu",
  clientId: "1000.CLIENT",
  refreshToken: "1000.s3cret.refresh",
  userEmail: "ada@example.com",
  orgId: undefined
}

const values = (changes: Partial<Identity> = {}): Values => {
  const it = { ...ada, ...changes }
  return {
    hosts: {
      center: it.center,
      environment: it.environment,
      accountsUrl: it.accountsUrl,
      apiUrl: it.apiUrl,
      uploadUrl: "https://content.zohoapis.eu"
    },
    credentials: {
      clientId: Redacted.make(it.clientId),
      clientSecret: Redacted.make("s3cret of the client"),
      refreshToken: Option.map(Option.fromUndefinedOr(it.refreshToken), (token) => Redacted.make(token))
    },
    userEmail: Option.fromUndefinedOr(it.userEmail),
    orgId: Option.fromUndefinedOr(it.orgId),
    tokenStore: { _tag: "Memory" },
    tokenKey: Option.none()
  }
}

const key = (changes?: Partial<Identity>): string => Token.makeKey(values(changes))

describe("makeKey", () => {
  it.each([
    ["center, environment, client and user", {}, "eu/production/1000.CLIENT/ada@example.com"],
    ["the org too, where it is known", { orgId: "6000123" }, "eu/production/1000.CLIENT/ada@example.com/6000123"],
    [
      "one user, however the address is written",
      { userEmail: "Ada@Example.COM" },
      "eu/production/1000.CLIENT/ada@example.com"
    ],
    [
      "the refresh token's fingerprint while the user is not known",
      { userEmail: undefined },
      "eu/production/1000.CLIENT/refresh:8a38a1ce904bac02"
    ],
    [
      "one sign-in when neither is known",
      { userEmail: undefined, refreshToken: undefined },
      "eu/production/1000.CLIENT/signed-in"
    ],
    [
      "hosts of the user's own",
      { center: "custom", accountsUrl: "http://127.0.0.1:4000", apiUrl: "http://127.0.0.1:4001" },
      "custom%20127.0.0.1:4000%20127.0.0.1:4001/production/1000.CLIENT/ada@example.com"
    ]
  ] as const)("%s", (_, changes, expected) => {
    assert.strictEqual(key(changes), expected)
  })

  it("another center, environment, client, user or org is another key", () => {
    const others: ReadonlyArray<Partial<Identity>> = [
      { center: "us" },
      { environment: "sandbox" },
      { clientId: "1000.OTHER" },
      { userEmail: "eve@example.com" },
      { userEmail: undefined },
      { userEmail: undefined, refreshToken: "1000.other" },
      { userEmail: undefined, refreshToken: undefined },
      { orgId: "1" },
      { orgId: "2" },
      { center: "custom" },
      { center: "custom", apiUrl: "https://other.example.com" },
      { center: "custom", accountsUrl: "https://other.example.com" }
    ]
    assert.strictEqual(new Set([key(), ...others.map(key)]).size, others.length + 1)
  })

  it("a known user keeps the key when the refresh token is replaced", () => {
    assert.strictEqual(key({ refreshToken: "1000.other" }), key())
  })

  const part = Arbitrary.schema(Schema.String.check(Schema.isPattern(/^[a-c/%@: ]{1,4}$/u)))
  it.effect.prop(
    "no two identities share a key, whatever characters are in them",
    { a: part, b: part, c: part, d: part },
    ({ a, b, c, d }) =>
      Effect.sync(() => {
        const one = key({ clientId: a, userEmail: b })
        assert.strictEqual(one === key({ clientId: c, userEmail: d }), a === c && b === d)
        assert.notStrictEqual(one, key({ clientId: c, userEmail: d, orgId: "1" }))
      })
  )

  it("holds no secret", () => {
    for (const changes of [{}, { userEmail: undefined }]) assert.notInclude(key(changes), "s3cret")
  })
})

describe("fingerprint", () => {
  it("is the same for the same token, another for another, and shows nothing of it", () => {
    const fingerprint = (token: string) => Token.fingerprint(Redacted.make(token))
    assert.strictEqual(fingerprint("1000.s3cret.refresh"), "8a38a1ce904bac02")
    assert.notStrictEqual(fingerprint("1000.s3cret.refresh "), "8a38a1ce904bac02")
    assert.match(fingerprint(""), /^[0-9a-f]{16}$/u)
  })
})

describe("Entry", () => {
  const entry: Token.Entry = {
    accessToken: Redacted.make("1000.s3cret.access"),
    apiDomain: "https://www.zohoapis.eu",
    issuedAt: 1,
    expiresAt: 3_600_001,
    refreshFingerprint: "0123456789abcdef",
    refreshToken: Redacted.make("1000.s3cret.refresh"),
    scopes: ["ZohoCRM.modules.ALL"]
  }

  it("shows no secret when it is printed", () => {
    assert.notInclude(inspect(entry, { depth: 9, showHidden: true }), "s3cret")
    assert.notInclude(JSON.stringify(entry), "s3cret")
  })

  it.effect("goes to JSON text and back", () =>
    Effect.gen(function* () {
      const json = Schema.fromJsonString(Token.EntryJson)
      const text = yield* Schema.encodeEffect(json)(entry)
      const back = yield* Schema.decodeUnknownEffect(json)(text)
      assert.isTrue(Token.same(entry, back))
      assert.deepStrictEqual(Object.keys(back).sort(), Object.keys(entry).sort())
    })
  )

  it.effect("a text that is not one is refused without its content in the error", () =>
    Effect.gen(function* () {
      const json = Schema.fromJsonString(Token.EntryJson)
      for (const text of ["", "{}", '{"accessToken":"1000.s3cret"}', '{"accessToken":{"a":"s3cret"}}', "s3cret"]) {
        const error = yield* Effect.flip(Schema.decodeUnknownEffect(json)(text))
        assert.strictEqual(error._tag, "SchemaError")
      }
    })
  )
})
