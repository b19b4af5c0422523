import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Emulator, layer as emulatorLayer } from "@effect-zoho/emulator/Emulator"
import { call, send, signIn } from "../support/Client.ts"

/** What a browser's navigation says of itself. */
const browser = { accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" }

const open = Effect.fnUntraced(function* (path: string) {
  const { controlUrl } = yield* Emulator
  return yield* send("GET", controlUrl + path, { headers: browser })
})

const json = Effect.fnUntraced(function* (path: string) {
  const { controlUrl } = yield* Emulator
  return (yield* send("GET", controlUrl + path)).json
})

/** Sends a form of a page, as a browser does. */
const submit = Effect.fnUntraced(function* (
  path: string,
  fields: { readonly [name: string]: string },
  headers: { readonly [name: string]: string } = {}
) {
  const { apiUrl, controlUrl } = yield* Emulator
  return yield* send("POST", controlUrl + path, {
    raw: new URLSearchParams(fields).toString(),
    headers: {
      ...browser,
      "content-type": "application/x-www-form-urlencoded",
      origin: new URL(apiUrl).origin,
      "sec-fetch-site": "same-origin",
      ...headers
    }
  })
})

/** The text of a page as a reader sees it: entities read, tags gone. */
const textOf = (html: string): string =>
  html
    .replace(/^.*<main/s, "<main")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(
      /&lt;|&gt;|&quot;|&#39;|&amp;/g,
      (entity) => ({ "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&amp;": "&" })[entity] ?? ""
    )
    .replaceAll(/\s+/g, " ")

const attack = `"><img src=x onerror=alert(1)><script>alert('&')</script>`

describe("inspector", () => {
  layer(emulatorLayer({ limits: "off" }))((it) => {
    it.effect("answers browsers with pages and programs with JSON, under one address", () =>
      Effect.gen(function* () {
        const { controlUrl } = yield* Emulator
        for (const path of ["/", "/modules", "/modules/Leads", "/jobs", "/tokens", "/faults", "/clock", "/snapshots"]) {
          const page = yield* open(path)
          assert.strictEqual(page.status, 200, path)
          assert.match(page.headers["content-type"] ?? "", /^text\/html/)
          assert.strictEqual(page.headers["vary"], "accept")
          for (const accept of ["application/json", "*/*", "application/json, text/html"]) {
            const program = yield* send("GET", controlUrl + path, { headers: { accept } })
            assert.match(program.headers["content-type"] ?? "", /^application\/json/)
            assert.isObject(program.json, path)
          }
        }
        assert.strictEqual((yield* open("/requests/12345")).status, 404)
        assert.strictEqual((yield* open("/modules/Nope")).status, 404)
        assert.strictEqual((yield* open("/modules/Leads/1")).status, 404)
        assert.strictEqual((yield* json("/modules/Leads/fields")).module, "Leads")
      })
    )

    it.effect("lets nothing in but its own style and script, and loads nothing", () =>
      Effect.gen(function* () {
        const page = yield* open("/")
        const policy = page.headers["content-security-policy"] ?? ""
        for (const part of ["default-src 'none'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"])
          assert.include(policy, part)
        assert.notMatch(policy, /unsafe|\*|https?:/)
        assert.match(policy, /script-src 'sha256-[^']+';/)
        assert.notMatch(page.text, /\ssrc=|<link(?! rel="icon" href="data:,")|url\(|@import|\son\w+=/)
        assert.strictEqual(page.headers["x-frame-options"], "DENY")
      })
    )

    it.effect("escapes whatever a request or a record holds", () =>
      Effect.gen(function* () {
        const token = yield* signIn
        const name = attack.slice(0, 70)
        const made = yield* call("POST", "/crm/v8/Leads", {
          token,
          headers: { "x-note": attack },
          body: {
            data: [
              { Last_Name: name, Description: attack, Email: attack },
              { Last_Name: name, Description: attack }
            ]
          }
        })
        const { id } = made.json.data[1].details
        yield* call("GET", `/crm/v8/${encodeURIComponent(attack)}?fields=${encodeURIComponent(attack)}`, { token })
        yield* submit(`/snapshots`, { name: attack })
        yield* submit(`/faults`, { kind: "respond", path: attack, body: attack, times: "0", method: "PUT" })
        const last = (yield* json("/requests/2")).seq
        assert.strictEqual(last, 2)
        const query = encodeURIComponent(attack)
        for (const path of [
          "/",
          `/?q=${query}&host=${query}&method=${query}&outcome=${query}`,
          "/requests/2",
          "/requests/3",
          "/modules/Leads",
          `/modules/Leads?q=${query}`,
          `/modules/Leads/${id}`,
          "/snapshots",
          "/faults",
          `/faults?path=${query}&body=${query}`,
          `/clock?did=${query}`
        ]) {
          const { status, text } = yield* open(path)
          assert.strictEqual(status, 200, path)
          assert.notInclude(text.replace(/<script>\n"use strict"/, ""), "<script", path)
          assert.notInclude(text, "<img", path)
        }
        assert.include(textOf((yield* open("/requests/2")).text), "onerror=alert(1)")
        assert.include(textOf((yield* open(`/modules/Leads/${id}`)).text), attack)
        assert.include(textOf((yield* open("/snapshots")).text), attack)
        const live = yield* json("/live?after=0")
        assert.notInclude(live.rows, "<img")
      })
    )

    it.effect("says in one place why a call was refused", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        yield* emulator.reset
        const token = yield* signIn
        const why = Effect.fnUntraced(function* (expected: ReadonlyArray<string>) {
          const { last } = yield* json("/live")
          const text = textOf((yield* open(`/requests/${last}`)).text)
          for (const part of expected) assert.include(text, part)
          const list = textOf((yield* open("/")).text)
          return list.slice(list.indexOf(` ${last} `), list.indexOf(` ${last - 1} `))
        })
        yield* call("PUT", "/crm/v8/Leads", {
          token,
          body: { data: [{ id: emulator.credentials.leadId, Email: "nobody at all" }, { id: "1" }] }
        })
        const brief = yield* why([
          "INVALID_DATA",
          "INVALID_DATA Email",
          "expected_data_type email",
          "data[0]",
          '"nobody at all"',
          "What to do:"
        ])
        assert.include(brief, "INVALID_DATA Email and 1 more")
        yield* call("GET", "/crm/v8/Leads", { token: "1000.0.0" })
        yield* why(["INVALID_TOKEN", "has no access token", "Get a new access token"])
        yield* call("GET", "/crm/v8/Leads", { token })
        yield* why(["REQUIRED_PARAM_MISSING", "no parameter fields"])
        yield* call("DELETE", "/crm/v8/coql", { token })
        yield* why(["INVALID_REQUEST_METHOD", "This path takes POST."])
        yield* call("GET", "/oauth/v2/auth", { token })
        yield* why(["INVALID_URL_PATTERN", "the accounts host answers this path"])
        yield* emulator.addFaults({ times: 1, action: { kind: "respond", status: 503 } })
        yield* call("GET", "/crm/v8/org", { token })
        yield* why(["A fault struck this request", "fault-", "before it took effect: respond"])
        yield* emulator.advance("2 hours")
        yield* call("GET", "/crm/v8/org", { token })
        yield* why(["INVALID_TOKEN", "expired at"])
        yield* call("GET", "/crm/v8/org")
        yield* why(["It got what it asked for."])
      })
    )

    it.effect("names the scope that is missing", () =>
      Effect.gen(function* () {
        const { accountsUrl, controlUrl, credentials } = yield* Emulator
        const { code } = (yield* send("POST", `${controlUrl}/grants`, { body: { scopes: ["ZohoCRM.org.READ"] } })).json
        const query = new URLSearchParams({
          grant_type: "authorization_code",
          client_id: credentials.clientId,
          client_secret: credentials.clientSecret,
          code
        })
        const token = (yield* send("POST", `${accountsUrl}/oauth/v2/token?${query.toString()}`)).json.access_token
        yield* call("GET", "/crm/v8/Leads?fields=Email", { token })
        const text = textOf((yield* open(`/requests/${(yield* json("/live")).last}`)).text)
        assert.include(text, "This call needs the scope ZohoCRM.modules.Leads.READ. The token holds: ZohoCRM.org.READ.")
      })
    )

    it.effect("filters, and gives what is new by number", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        yield* emulator.reset
        const token = yield* signIn
        yield* call("GET", "/crm/v8/org", { token })
        const { generation, last } = yield* json("/live")
        yield* call("GET", "/crm/v8/users?type=Nobody", { token })
        yield* call("POST", "/crm/v8/Leads", { token, body: { data: [{ Last_Name: "Zubrowka" }] } })
        const calls = (text: string) => [...text.matchAll(/class="mono">(\w+ [^<]*)</g)].map((match) => match[1])
        const list = (query: string) => Effect.map(open(`/?${query}`), ({ text }) => calls(text))
        assert.deepStrictEqual(yield* list("q=zubrowka"), ["POST /crm/v8/Leads"])
        assert.deepStrictEqual(yield* list("q=invalid_"), yield* list("outcome=refused"))
        assert.lengthOf(yield* list("outcome=refused"), 1)
        assert.deepStrictEqual(yield* list("host=accounts"), ["POST /oauth/v2/token"])
        assert.deepStrictEqual(yield* list("method=POST&host=api"), ["POST /crm/v8/Leads"])
        assert.deepStrictEqual(yield* list("q=nothing+of+the+kind"), [])
        const news = yield* json(`/live?after=${last}`)
        assert.deepInclude(news, { count: 2, last: last + 2, generation, more: false })
        assert.lengthOf(calls(news.rows), 2)
        assert.strictEqual((yield* json(`/live?after=${last}&method=POST`)).count, 1)
        const lines = yield* send("GET", `${emulator.controlUrl}/requests?after=${last}`)
        assert.deepStrictEqual(
          lines.text
            .trim()
            .split("\n")
            .map((line) => JSON.parse(line).seq),
          [last + 1, last + 2]
        )
        yield* emulator.reset
        assert.notStrictEqual((yield* json("/live")).generation, generation)
        yield* call("GET", "/crm/v8/org")
        assert.isAbove((yield* json("/live")).last, last + 2)
      })
    )

    it.effect("does by forms what the control plane does, and nothing for another site", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        yield* emulator.reset
        const back = (answer: {
          readonly status: number
          readonly headers: { readonly [name: string]: string | undefined }
        }) => {
          assert.strictEqual(answer.status, 303)
          return answer.headers["location"]
        }
        const rule = {
          kind: "respond",
          status: "418",
          method: "GET",
          path: "/crm/v8/org",
          times: "1",
          host: "",
          body: '{"a": 1}'
        }
        assert.strictEqual(back(yield* submit("/faults", rule)), "/__emulator/faults?did=added")
        const [{ id, ...kept }] = (yield* json("/faults")).faults
        assert.deepStrictEqual(kept, {
          match: { method: "GET", path: "/crm/v8/org" },
          times: 1,
          action: { kind: "respond", status: 418, body: { a: 1 } },
          seen: 0,
          struck: 0
        })
        assert.strictEqual((yield* call("GET", "/crm/v8/org")).status, 418)
        assert.include(textOf((yield* open("/faults?did=added")).text), "GET /crm/v8/org: answers 418, once")
        const wrong = yield* submit("/faults", { ...rule, status: "many" })
        assert.strictEqual(wrong.status, 400)
        assert.match(wrong.text, /role="alert"[^>]*>not a fault rule[^<]*status/)
        assert.include(wrong.text, 'value="/crm/v8/org"')
        yield* submit("/faults", { set: "too-many-calls" })
        assert.strictEqual(
          back(yield* submit(`/faults/${id}`, { _method: "DELETE" })),
          "/__emulator/faults?did=removed"
        )
        assert.lengthOf((yield* json("/faults")).faults, 1)
        yield* submit("/faults", { _method: "DELETE" })
        assert.lengthOf((yield* json("/faults")).faults, 0)

        const before = Date.parse((yield* json("/clock")).now)
        assert.strictEqual(back(yield* submit("/clock", { advance: "61 minutes" })), "/__emulator/clock?did=moved")
        assert.isAtLeast(Date.parse((yield* json("/clock")).now), before + 61 * 60_000)
        assert.include((yield* submit("/clock", { advance: "a while" })).text, 'value="a while"')

        assert.strictEqual(back(yield* submit("/snapshots", { name: "a b/c" })), "/__emulator/snapshots?did=saved")
        yield* call("POST", "/crm/v8/Leads", { body: { data: [{ Last_Name: "Gone" }] } })
        assert.strictEqual(
          back(yield* submit(`/snapshots/${encodeURIComponent("a b/c")}/restore`, {})),
          "/__emulator/snapshots?did=restored"
        )
        assert.lengthOf((yield* json("/modules/Leads?q=Gone")).records, 0)
        assert.deepInclude((yield* json("/snapshots")).snapshots, {
          ...(yield* json("/snapshots")).snapshots.at(-1),
          name: "a b/c"
        })

        const token = yield* signIn
        const { tokens } = yield* json("/tokens")
        const newest = tokens.find((one: { readonly kind: string }) => one.kind === "access")
        yield* submit("/tokens/revoke", { accessTokens: newest.tokenId })
        assert.strictEqual((yield* call("GET", "/crm/v8/org", { token })).status, 401)
        assert.strictEqual(back(yield* submit("/reset", {})), "/__emulator/snapshots?did=reset")

        for (const headers of [
          { origin: "https://evil.example.com" },
          { origin: "null" },
          { "sec-fetch-site": "cross-site" },
          { "sec-fetch-site": "same-site" },
          { host: "evil.example.com" }
        ]) {
          const refused = yield* submit("/clock", { advance: "1 day" }, headers)
          assert.strictEqual(refused.status, 403, JSON.stringify(headers))
        }
        assert.isBelow(Math.abs((yield* json("/clock")).offset), 5000)
        const { controlUrl } = emulator
        // A link from elsewhere may lead here: it changes nothing.
        const followed = yield* send("GET", `${controlUrl}/`, {
          headers: { ...browser, "sec-fetch-site": "cross-site" }
        })
        assert.strictEqual(followed.status, 200)
      })
    )

    it.effect("browses modules, fields and records, and shows a job until it is done", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        yield* emulator.reset
        const text = (path: string) => Effect.map(open(path), (page) => textOf(page.text))
        assert.match(yield* text("/modules"), / Leads Leads 25 \d+ fields standard /)
        assert.match(yield* text("/modules/Leads/fields"), / Last_Name Last Name text mandatory/)
        const rows = yield* json("/modules/Leads")
        assert.lengthOf(rows.records, 25)
        const { id, Owner } = rows.records[0]
        assert.include(yield* text("/modules/leads"), id)
        assert.include(yield* text(`/modules/Leads?q=${id}`), id)
        const record = yield* text(`/modules/Leads/${id}`)
        assert.include(record, Owner.name)
        assert.match(record, /\d+ empty fields?/)
        yield* Effect.forEach(Array.from({ length: 30 }), () =>
          call("POST", "/crm/v8/Leads", { body: { data: [{ Last_Name: "More" }] } })
        )
        const first = yield* json("/modules/Leads")
        assert.isTrue(first.more)
        const rest = yield* json(`/modules/Leads?before=${first.records.at(-1).id}`)
        assert.lengthOf(new Set([...first.records, ...rest.records].map((one) => one.id)), 55)
        assert.isFalse(rest.more)
        const job = yield* call("POST", "/crm/bulk/v8/read", {
          headers: { "content-type": "application/json" },
          body: { query: { module: { api_name: "Leads" }, fields: ["Email"] } }
        })
        assert.strictEqual(job.status, 201, job.text)
        assert.match(yield* text("/jobs"), /(waiting|running) due in /)
        yield* emulator.advance("1 day")
        assert.include(yield* text("/jobs"), " bulk_read done")
      })
    )
  })
})
