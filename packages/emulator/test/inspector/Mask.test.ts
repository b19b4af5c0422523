import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Emulator, layer as emulatorLayer } from "@effect-zoho/emulator/Emulator"
import { call, send, signIn } from "../support/Client.ts"

const tokenLike = `1000.${"ab".repeat(16)}.${"cd".repeat(16)}`
const web = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl"

describe("what the inspector and the log show", () => {
  layer(emulatorLayer({ limits: "off" }))((it) => {
    it.effect("holds no credential, wherever it stood", () =>
      Effect.gen(function* () {
        const { accountsUrl, controlUrl, credentials, requests } = yield* Emulator
        const token = yield* signIn
        const { code } = (yield* send("POST", `${controlUrl}/grants`, { body: {} })).json
        const more = [
          [`chan-"secret-1`, "chan-"],
          ["secret-in-cookie", "a=b; sid=secret-in-cookie"],
          ["secret-key-2", "secret-key-2"]
        ] as const
        yield* send("GET", `${accountsUrl}/oauth/v2/auth?client_id=${credentials.clientId}&state=secret-state-3`)
        yield* send("POST", `${accountsUrl}/oauth/v2/token?grant_type=authorization_code&code=${code}`)
        yield* call("POST", "/crm/v8/actions/watch", {
          token,
          headers: { cookie: more[1][1], "x-api-key": more[2][1], "x-other": `Bearer ${tokenLike}` },
          body: {
            watch: [{ channel_id: "10", events: ["Leads.all"], notify_url: "http://127.0.0.1:9/", token: more[0][0] }]
          }
        })
        const made = yield* call("POST", "/crm/v8/Leads", {
          token,
          body: {
            data: [
              {
                Last_Name: "Keeper",
                Description: `Zoho-oauthtoken ${token} and ${tokenLike} and ${web} and http://x.example.com/?access_token=secret-param-4`,
                State: "shown"
              }
            ]
          }
        })
        const { id } = made.json.data[0].details
        yield* call("GET", `/crm/v8/Leads/${id}`, { token })
        yield* call("GET", `/crm/v8/Leads?fields=Email&access_token=secret-param-4`, { token: null })
        yield* call("PUT", "/crm/v8/actions/watch", {
          token,
          body: { watch: [{ channel_id: "x", token: "secret-5" }] }
        })
        // A rule may hold one too.
        yield* send("POST", `${controlUrl}/faults`, {
          body: { times: 0, action: { kind: "respond", status: 200, body: { access_token: tokenLike } } }
        })
        const secrets = [
          token,
          credentials.clientSecret,
          credentials.refreshToken,
          code,
          tokenLike,
          web,
          "secret-1",
          "secret-in-cookie",
          "secret-key-2",
          "secret-state-3",
          "secret-param-4",
          "secret-5"
        ]
        const pages = ["/", "/tokens", "/faults", "/modules/Leads", `/modules/Leads/${id}`, "/jobs", "/live?after=0"]
        const count = (yield* requests).length
        for (const path of [...pages, ...Array.from({ length: count }, (_, index) => `/requests/${index + 1}`)]) {
          for (const accept of ["text/html", "application/json"]) {
            // Data of records are shown to programs as they are: these are the org's own.
            if (accept === "application/json" && path.startsWith("/modules")) continue
            // So are fault rules: a program that set one gets it back.
            if (accept === "application/json" && path === "/faults") continue
            const { text } = yield* send("GET", controlUrl + path, { headers: { accept } })
            for (const secret of secrets) assert.notInclude(text, secret, `${accept} ${path}`)
          }
        }
        const log = yield* send("GET", `${controlUrl}/requests`)
        for (const secret of secrets) assert.notInclude(log.text, secret)
        // What is no credential stays.
        assert.include(log.text, '\\"State\\":\\"shown\\"')
        assert.include(log.text, '\\"code\\":\\"SUCCESS\\"')
        assert.include(log.text, "Zoho-oauthtoken ***")
      })
    )
  })
})
