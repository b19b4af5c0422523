import { assert, describe, it, layer } from "@effect/vitest"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as Effect from "effect/Effect"
import { folderWith, isFailure, update, type Variables, variables } from "./support.ts"

type Rule = Emulator.Rule

/** One thing that is wrong, and what the script must say about it. */
interface Case {
  readonly name: string
  readonly env?: Variables
  readonly args?: ReadonlyArray<string>
  readonly faults?: ReadonlyArray<Rule>
  readonly said: ReadonlyArray<string>
}

const token = { host: "accounts", path: "/oauth/v2/token" } as const
const read = { host: "api", method: "GET", path: "/crm/v8/Leads/*" } as const
const write = { host: "api", method: "PUT" } as const
const quick = ["--timeout", "0.3"]

/** These cases look at how a failure is told, not at how often a read is sent again before. */
const once = { REQUEST_ATTEMPTS: "1" }

const missing: ReadonlyArray<Case> = ["CLIENT_ID", "CLIENT_SECRET", "LEAD_ID_TO_UPDATE", "NEW_MOBILE_NUMBER"].flatMap(
  (name) => [
    {
      name: `${name} missing`,
      env: { [name]: undefined },
      said: ["One setting needs attention", `${name} is missing.`]
    },
    { name: `${name} empty`, env: { [name]: "" }, said: [`${name} is missing.`] }
  ]
)

const malformed: ReadonlyArray<Case> = [
  ["CLIENT_ID", "<your client id>"],
  ["CLIENT_SECRET", "two words"],
  ["REFRESH_TOKEN", "two words"],
  ["USER_EMAIL", "ada"],
  ["ORG_ID", "twelve"],
  ["ACCOUNTS_URL", "accounts.zoho.com"],
  ["API_URL", "http://www.zohoapis.com"],
  ["UPLOAD_URL", "ftp://content.zohoapis.com"],
  ["ENVIRONMENT", "staging"],
  ["TOKEN_STORE", "floppy:a"],
  ["LEAD_ID_TO_UPDATE", "Ada Marlow"],
  ["LEAD_ID_TO_UPDATE", "12345678901234567890"],
  ["LOG_LEVEL", "loud"],
  ["HTTPS_PROXY", "socks5://proxy.example.com"],
  ["OTEL_EXPORTER_OTLP_ENDPOINT", "collector"],
  ["REQUEST_TIMEOUT", "soon"],
  ["REQUEST_ATTEMPTS", "0"],
  ["WRITE_TRIGGER", "everything"]
].map(([name = "", value = ""]) => ({
  name: `${name} malformed: ${value}`,
  env: { [name]: value },
  said: [`  ${name} is not `]
}))

const refused: ReadonlyArray<Case> = [
  {
    name: "unknown host",
    env: { ACCOUNTS_URL: "https://accounts.zoho.example", API_URL: undefined, UPLOAD_URL: undefined },
    said: ["no data center this version knows", "https://accounts.zoho.eu", "https://accounts.zohocloud.ca"]
  },
  {
    name: "no refresh token",
    env: { REFRESH_TOKEN: undefined },
    said: ["There is no refresh token", "exchange-grant"]
  },
  { name: "empty refresh token", env: { REFRESH_TOKEN: "" }, said: ["There is no refresh token"] },
  {
    name: "wrong client id",
    env: { CLIENT_ID: "1000.NOBODY" },
    said: ["The client id is not known", "invalid_client"]
  },
  { name: "wrong secret", env: { CLIENT_SECRET: "guessed" }, said: ["The client secret is wrong"] },
  {
    name: "unknown refresh token",
    env: { REFRESH_TOKEN: "1000.00000000000000000000000000000000.00000000000000000000000000000000" },
    said: ["The grant is not valid any more", "generate a new code"]
  },
  {
    name: "no such lead",
    args: ["--lead", "5843104000000999999"],
    said: ["There is no such record", "5843104000000999999"]
  },
  {
    name: "mobile too long",
    args: ["--mobile", "+1 555 0100 0100 0100 0100 0100 0100"],
    said: ["INVALID_DATA", "$.data[0].Mobile", "Shorten Mobile to at most 30 characters"]
  },
  { name: "unknown flag", args: ["--moble", "1"], said: ["Did you mean --mobile?"] },
  { name: "flag without a value", args: ["--lead"], said: ["--lead needs a value"] },
  { name: "empty flag does not bring back .env", args: ["--mobile", ""], said: ["NEW_MOBILE_NUMBER is missing"] }
]

const failing: ReadonlyArray<Case> = [
  {
    name: "accounts: HTML",
    faults: [{ match: token, action: { kind: "html", status: 200 } }],
    said: ["The accounts server's answer is not Zoho's", "a page in HTML"]
  },
  {
    name: "accounts: cut-off JSON",
    faults: [{ match: token, action: { kind: "truncate", close: "clean" } }],
    said: ["The accounts server's answer is not Zoho's"]
  },
  {
    name: "accounts: 500",
    faults: [{ match: token, action: { kind: "respond", status: 500, body: "oops" } }],
    said: ["The accounts server cannot be reached", "HTTP 500"]
  },
  {
    name: "accounts: throttled with 400",
    args: ["--max-wait", "0"],
    faults: [
      {
        match: token,
        action: {
          kind: "respond",
          status: 400,
          body: { error: "Access Denied", error_description: "You have made too many requests continuously." }
        }
      }
    ],
    said: ["Too many access tokens were asked for", "10 access tokens per refresh token in 10 minutes"]
  },
  {
    name: "accounts: reset",
    faults: [{ match: token, action: { kind: "reset" } }],
    said: ["The accounts server cannot be reached"]
  },
  {
    name: "accounts: silence",
    args: quick,
    faults: [{ match: token, action: { kind: "hang" } }],
    said: ["The accounts server cannot be reached", "no answer in time"]
  },
  {
    name: "read: HTML",
    faults: [{ match: read, action: { kind: "html", status: 200, body: "<html><body>Please sign in</body></html>" } }],
    said: ["The answer is not Zoho's", "a page in HTML", "Please sign in"]
  },
  {
    name: "read: cut-off JSON",
    faults: [{ match: read, action: { kind: "truncate", close: "clean" } }],
    said: ["The answer is not Zoho's", "JSON that is cut off"]
  },
  {
    name: "read: 500",
    faults: [
      {
        match: read,
        action: {
          kind: "respond",
          status: 500,
          body: { code: "INTERNAL_ERROR", status: "error", message: "Internal Server Error", details: {} }
        }
      }
    ],
    said: ["Zoho failed (INTERNAL_ERROR, HTTP 500)"]
  },
  {
    name: "read: 429",
    faults: [
      {
        match: read,
        action: {
          kind: "respond",
          status: 429,
          body: { code: "TOO_MANY_REQUESTS", status: "error", message: "too many requests", details: {} }
        }
      }
    ],
    said: ["Zoho's limit is reached", "HTTP 429"]
  },
  {
    name: "read: reset",
    faults: [{ match: read, action: { kind: "reset" } }],
    said: ["Zoho cannot be reached"]
  },
  {
    name: "read: silence",
    args: quick,
    faults: [{ match: read, action: { kind: "hang" } }],
    said: ["Zoho cannot be reached", "no answer in time"]
  },
  {
    name: "write: HTML",
    faults: [{ match: write, when: "before", action: { kind: "html", status: 502 } }],
    said: ["It is not known whether the change was made", "The change did not arrive"]
  },
  {
    name: "write: cut-off JSON",
    faults: [{ match: write, when: "before", action: { kind: "truncate" } }],
    said: ["It is not known whether the change was made", "The change did not arrive"]
  },
  {
    name: "write: 500",
    faults: [{ match: write, when: "before", action: { kind: "respond", status: 500, body: "oops" } }],
    said: ["It is not known whether the change was made", "The change did not arrive"]
  },
  {
    name: "write: 429",
    faults: [
      {
        match: write,
        action: {
          kind: "respond",
          status: 429,
          body: { code: "TOO_MANY_REQUESTS", status: "error", message: "too many requests", details: {} }
        }
      }
    ],
    said: ["Zoho's limit is reached"]
  },
  {
    name: "write: silence",
    args: quick,
    faults: [{ match: write, when: "before", action: { kind: "hang" } }],
    said: ["It is not known whether the change was made", "The change did not arrive"]
  },
  {
    name: "missing scope",
    faults: [
      {
        match: read,
        action: {
          kind: "respond",
          status: 401,
          body: { code: "OAUTH_SCOPE_MISMATCH", status: "error", message: "invalid oauth scope", details: {} }
        }
      }
    ],
    said: ["The token lacks a scope", "exchange-grant"]
  }
]

layer(Emulator.layerServer({ limits: "off" }), { excludeTestServices: true })(
  "update-lead refuses and explains",
  (it) => {
    for (const { args, env, faults, name, said } of [...missing, ...malformed, ...refused, ...failing]) {
      it.effect(name, () =>
        Effect.gen(function* () {
          const emulator = yield* Emulator.Emulator
          yield* emulator.reset
          yield* emulator.clearFaults
          yield* emulator.addFaults(...(faults ?? []))
          const run = yield* update(yield* folderWith({ ...variables(emulator), ...once, ...env }), args)
          isFailure(run, emulator, ...said)
        })
      )
    }

    it.effect("no .env: everything that is missing at once, before any network", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator.Emulator
        yield* emulator.reset
        const run = yield* update(yield* folderWith(undefined))
        const names = ["CLIENT_ID", "CLIENT_SECRET", "LEAD_ID_TO_UPDATE", "NEW_MOBILE_NUMBER"]
        isFailure(run, emulator, "4 settings need attention", ...names.map((it) => `${it} is missing.`))
        assert.strictEqual((yield* emulator.stats).requests, 0)
      })
    )

    it.effect("a malformed setting beside a missing one, both at once", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator.Emulator
        const env = { CLIENT_ID: undefined, LEAD_ID_TO_UPDATE: "x", LOG_LEVEL: "loud" }
        const run = yield* update(yield* folderWith({ ...variables(emulator), ...env }))
        isFailure(run, emulator, "3 settings", "CLIENT_ID is missing", "LEAD_ID_TO_UPDATE is not", "LOG_LEVEL is not")
      })
    )

    it.effect("revoked refresh token", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator.Emulator
        yield* emulator.reset
        yield* emulator.clearFaults
        yield* emulator.revokeRefreshToken()
        const run = yield* update(yield* folderWith(variables(emulator)))
        isFailure(run, emulator, "The grant is not valid any more", "was revoked")
        yield* emulator.reset
      })
    )
  }
)

describe("update-lead under Zoho's real limits", () => {
  it.live("throttled token endpoint: the eleventh token in ten minutes", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      const folder = yield* folderWith(variables(emulator))
      for (let i = 0; i < 10; i++) assert.strictEqual((yield* update(folder, ["--dry-run"])).code, 0)
      const run = yield* update(folder, ["--dry-run", "--max-wait", "60"])
      isFailure(run, emulator, "Too many access tokens were asked for", "Wait up to 10 minutes", "TOKEN_STORE")
    }).pipe(Effect.provide(Emulator.layerServer()))
  )
})
