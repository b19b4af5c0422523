import type { SettingIssue } from "@effect-zoho/config/InitializationError"
import * as DataCenter from "@effect-zoho/config/DataCenter"
import * as Setting from "@effect-zoho/config/Setting"
import * as Settings from "@effect-zoho/config/Settings"
import { assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { inspect } from "node:util"

type Env = Readonly<Record<string, string>>

const base: Env = { CLIENT_ID: "1000.CLIENT", CLIENT_SECRET: "s3cret-of-the-client" }

const withEnv = <A, E>(env: Env, effect: Effect.Effect<A, E>) =>
  Effect.provideService(effect, ConfigProvider.ConfigProvider, ConfigProvider.fromEnvRecord(env))

const load = (env: Env) => withEnv({ ...base, ...env }, Settings.load)

const issuesOf = (env: Env) =>
  withEnv(env, Settings.load).pipe(
    Effect.flip,
    Effect.map(({ reason }): ReadonlyArray<SettingIssue> => (reason._tag === "InvalidSettings" ? reason.issues : []))
  )

const extra = {
  leadId: Setting.required("LEAD_ID_TO_UPDATE", {
    schema: Schema.String.check(Schema.isPattern(/^\d{18,19}$/u)),
    expected: "a number of 18 or 19 digits",
    remedy: "Copy it from the lead's address."
  })
}

describe("Settings", () => {
  for (const center of DataCenter.centers) {
    it.effect.each(DataCenter.Environment.literals)(`${center.name} in %s`, (environment) =>
      Effect.gen(function* () {
        const { hosts } = yield* load({ ACCOUNTS_URL: center.accounts, ENVIRONMENT: environment })
        assert.deepStrictEqual(hosts, {
          center: center.name,
          environment,
          accountsUrl: center.accounts,
          apiUrl: center.api[environment],
          uploadUrl: center.upload
        })
      })
    )
  }

  it.effect("takes the US, production and data/tokens when nothing is said", () =>
    Effect.gen(function* () {
      const values = yield* load({})
      assert.deepStrictEqual([values.hosts.center, values.hosts.environment], ["us", "production"])
      assert.deepStrictEqual(values.tokenStore, { _tag: "File", path: "data/tokens" })
      assert.isTrue(Option.isNone(values.userEmail) && Option.isNone(values.orgId))
      assert.isTrue(Option.isNone(values.credentials.refreshToken))
    })
  )

  it.effect("reads every setting", () =>
    Effect.gen(function* () {
      const values = yield* load({
        ACCOUNTS_URL: "https://accounts.zoho.eu/",
        API_URL: " https://proxy.example.com:8443 ",
        UPLOAD_URL: "HTTPS://Upload.Example.com",
        REFRESH_TOKEN: "1000.refresh",
        USER_EMAIL: "ada@example.com",
        ORG_ID: "60001234567",
        TOKEN_STORE: "memory"
      })
      assert.deepStrictEqual(values.hosts, {
        center: "eu",
        environment: "production",
        accountsUrl: "https://accounts.zoho.eu",
        apiUrl: "https://proxy.example.com:8443",
        uploadUrl: "https://upload.example.com"
      })
      assert.strictEqual(Redacted.value(values.credentials.clientId), "1000.CLIENT")
      assert.strictEqual(Redacted.value(values.credentials.clientSecret), "s3cret-of-the-client")
      assert.strictEqual(Redacted.value(Option.getOrThrow(values.credentials.refreshToken)), "1000.refresh")
      assert.deepStrictEqual(
        [values.userEmail, values.orgId],
        [Option.some("ada@example.com"), Option.some("60001234567")]
      )
      assert.deepStrictEqual(values.tokenStore, { _tag: "Memory" })
      assert.notInclude(inspect(values, { depth: 9 }), "s3cret")
    })
  )

  it.effect("layerConfig and layer give the same service", () =>
    Effect.gen(function* () {
      const values = yield* withEnv(base, Effect.provide(Effect.service(Settings.Settings), Settings.layerConfig))
      const again = yield* Effect.provide(Effect.service(Settings.Settings), Settings.layer(values))
      assert.strictEqual(again, values)
    })
  )

  const custom: ReadonlyArray<readonly [string, string, string, string]> = [
    ["emulator ports", "http://127.0.0.1:4000", "http://localhost:4001", "http://[::1]:4002"],
    [
      "the emulator in process",
      "http://emulator.invalid:8081",
      "http://emulator.invalid",
      "http://emulator.invalid:8082"
    ],
    ["a center not yet known", "https://accounts.zoho.uk", "https://www.zohoapis.uk", "https://content.zohoapis.uk"]
  ]
  it.effect.each(custom)("custom hosts: %s", ([, accountsUrl, apiUrl, uploadUrl]) =>
    Effect.gen(function* () {
      const { hosts } = yield* load({ ACCOUNTS_URL: accountsUrl, API_URL: apiUrl, UPLOAD_URL: uploadUrl })
      assert.deepStrictEqual(hosts, { center: "custom", environment: "production", accountsUrl, apiUrl, uploadUrl })
    })
  )

  it.effect.each([
    ["memory", { _tag: "Memory" }],
    ["file:data/other", { _tag: "File", path: "data/other" }],
    ["file:/var/lib/tokens", { _tag: "File", path: "/var/lib/tokens" }],
    ["file:///var/lib/tokens", { _tag: "File", path: "/var/lib/tokens" }],
    ["file:with space/é", { _tag: "File", path: "with space/é" }]
  ] as const)("TOKEN_STORE=%s", ([text, expected]) =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* load({ TOKEN_STORE: text })).tokenStore, expected)
    })
  )
})

describe("issues", () => {
  it.effect("nothing set: each required setting is missing, with its remedy", () =>
    Effect.gen(function* () {
      const issues = yield* issuesOf({})
      assert.deepStrictEqual(
        issues.map((it) => [it.setting, it.problem]),
        [
          ["CLIENT_ID", "missing"],
          ["CLIENT_SECRET", "missing"]
        ]
      )
    })
  )

  it.effect("everything wrong is reported at once, a script's own settings included", () =>
    Effect.gen(function* () {
      const env = {
        ACCOUNTS_URL: "zoho.com",
        ENVIRONMENT: "staging",
        API_URL: "ftp://x",
        UPLOAD_URL: "https://x/y",
        CLIENT_ID: "a b",
        CLIENT_SECRET: "",
        REFRESH_TOKEN: "<refresh token>",
        USER_EMAIL: "ada",
        ORG_ID: "org",
        TOKEN_STORE: "redis://",
        TOKEN_KEY: "correct horse battery staple",
        LEAD_ID_TO_UPDATE: "12"
      }
      const error = yield* Effect.flip(withEnv(env, Settings.loadWith(extra)))
      assert.strictEqual(error.reason._tag, "InvalidSettings")
      const issues = error.reason._tag === "InvalidSettings" ? error.reason.issues : []
      assert.sameMembers(
        issues.map((it) => it.setting),
        Object.keys(env)
      )
      for (const issue of issues) assert.include(error.message, issue.remedy)
    })
  )

  it.effect("a script's own settings come back typed", () =>
    Effect.gen(function* () {
      const found = yield* withEnv({ ...base, LEAD_ID_TO_UPDATE: "1234567890123456789" }, Settings.loadWith(extra))
      const leadId: string = found.extra.leadId
      assert.strictEqual(leadId, "1234567890123456789")
      assert.strictEqual(found.settings.hosts.center, "us")
    })
  )

  /** One wrong setting each; the value holds a marker that must not come back where it is or may be a secret. */
  const malformed: ReadonlyArray<readonly [string, string]> = [
    ["ACCOUNTS_URL", "accounts.zoho.com"],
    ["ACCOUNTS_URL", "https://accounts.zoho.com/oauth/v2/MARKER"],
    ["ACCOUNTS_URL", "https://accounts.zoho.com?MARKER"],
    ["ACCOUNTS_URL", "https://accounts.zoho.com/?"],
    ["ACCOUNTS_URL", "https://accounts.zoho.com/#"],
    ["ACCOUNTS_URL", "https://user:MARKER@accounts.zoho.com"],
    ["ACCOUNTS_URL", "http://accounts.zoho.com"],
    ["ACCOUNTS_URL", "https:accounts.zoho.com"],
    ["ACCOUNTS_URL", "https://"],
    ["ACCOUNTS_URL", "MARKER"],
    ["API_URL", "http://api.example.com/MARKER"],
    ["API_URL", "https://api.example.com/crm/v8"],
    ["API_URL", "http://127.0.0.1.example.com"],
    ["UPLOAD_URL", "http://192.168.0.7"],
    ["UPLOAD_URL", "javascript:MARKER"],
    ["ENVIRONMENT", "MARKER"],
    ["ENVIRONMENT", "Production"],
    ["CLIENT_ID", "1000.CLIENT MARKER"],
    ["CLIENT_SECRET", "MARKER\tx"],
    ["CLIENT_SECRET", "<MARKER>"],
    ["REFRESH_TOKEN", "1000.MARKER 1000.MARKER"],
    ["USER_EMAIL", "MARKER"],
    ["USER_EMAIL", "ada@MARKER"],
    ["USER_EMAIL", "a b@example.com"],
    ["USER_EMAIL", "ada@example.com,eve@example.com"],
    ["ORG_ID", "6000MARKER"],
    ["ORG_ID", "-1"],
    ["ORG_ID", "٣"],
    ["TOKEN_STORE", "MARKER"],
    ["TOKEN_STORE", "file:"],
    ["TOKEN_STORE", "file://host/tokens"],
    ["TOKEN_STORE", "mongodb://user:MARKER@db.example.com/tokens"],
    ["TOKEN_STORE", "postgres://user:MARKER@/tokens"],
    ["TOKEN_KEY", "MARKER"],
    ["TOKEN_STORE", "MEMORY"]
  ]
  it.effect.each(malformed)("%s=%s is malformed", ([name, value]) =>
    Effect.gen(function* () {
      const issues = yield* issuesOf({ ...base, [name]: value })
      assert.deepStrictEqual(
        issues.map((it) => [it.setting, it.problem]),
        [[name, "malformed"]]
      )
      assert.notInclude(JSON.stringify(issues), "MARKER")
      assert.isAbove(issues[0]?.remedy.length ?? 0, 20)
    })
  )

  it.effect.each(Object.values(Settings.all).map((it) => it.name))("%s empty or blank counts as absent", (name) =>
    Effect.gen(function* () {
      const { [name]: _, ...without } = base
      const outcome = (env: Env) => Effect.result(withEnv(env, Settings.load))
      const absent = yield* outcome(without)
      assert.deepStrictEqual(yield* outcome({ ...without, [name]: "" }), absent)
      assert.deepStrictEqual(yield* outcome({ ...without, [name]: " \t " }), absent)
    })
  )

  it.effect("an unknown accounts host lists the known ones and never falls back", () =>
    Effect.gen(function* () {
      for (const more of [{}, { API_URL: "https://api.example.com" }, { UPLOAD_URL: "https://content.example.com" }]) {
        const [issue] = yield* issuesOf({ ...base, ACCOUNTS_URL: "https://accounts.example.com", ...more })
        assert.strictEqual(issue?.setting, "ACCOUNTS_URL")
        for (const center of DataCenter.centers) assert.include(issue?.message, center.accounts)
        assert.include(issue?.remedy, "API_URL and UPLOAD_URL")
      }
    })
  )

  it.effect.each(DataCenter.undocumented)("the hint for $accounts names what it needs", ({ accounts, api }) =>
    Effect.gen(function* () {
      const [issue] = yield* issuesOf({ ...base, ACCOUNTS_URL: accounts })
      assert.include(issue?.remedy, api)
      assert.include(issue?.remedy, "UPLOAD_URL")
    })
  )

  it.effect("an unknown accounts host is reported beside the other issues", () =>
    Effect.gen(function* () {
      const issues = yield* issuesOf({ CLIENT_ID: "1000.CLIENT", ACCOUNTS_URL: "https://accounts.example.com" })
      assert.sameMembers(
        issues.map((it) => it.setting),
        ["CLIENT_SECRET", "ACCOUNTS_URL"]
      )
    })
  )

  it.effect("a host that cannot be resolved because a part is malformed is not reported twice", () =>
    Effect.gen(function* () {
      const issues = yield* issuesOf({ ...base, ACCOUNTS_URL: "https://accounts.example.com", API_URL: "nothing" })
      assert.deepStrictEqual(
        issues.map((it) => it.setting),
        ["API_URL"]
      )
    })
  )

  it.effect("an unknown scheme lists the stores that exist", () =>
    Effect.gen(function* () {
      const [issue] = yield* issuesOf({ ...base, TOKEN_STORE: "mongodb://user:secret@host/x" })
      for (const form of ["memory", "file:", "sqlite:", "postgres:", "mysql:", "mariadb:", "redis:", "rediss:"]) {
        assert.include(issue?.remedy, form)
      }
    })
  )
})
