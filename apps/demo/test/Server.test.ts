import * as Emulator from "@effect-zoho/emulator/Emulator"
import { RecordId } from "@effect-zoho/records/RecordId"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as HttpApiClient from "effect/http-api/HttpApiClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Ref from "effect/Ref"
import { Api } from "../src/Api.ts"
import { perPage } from "../src/Crm.ts"
import * as Problem from "../src/Problem.ts"
import * as Harness from "./Harness.ts"

const api = HttpApiClient.make(Api)

const status = Effect.flatMap(api, (it) => it.session.status())
const list = Effect.flatMap(api, (it) => it.leads.list({ query: {} }))
const update = (mobile: string | null, id?: string) =>
  Effect.gen(function* () {
    const emulator = yield* Emulator.Emulator
    const client = yield* api
    return yield* client.leads.update({
      params: { id: RecordId.make(id ?? emulator.credentials.leadId) },
      payload: { mobile }
    })
  })

/** The failure of a call, which must be one of ours. */
const problem = <A, E, R>(call: Effect.Effect<A, E, R>) =>
  Effect.flatMap(Effect.flip(call), (error) => {
    assert.isTrue(Problem.isProblem(error), String(error))
    return Problem.isProblem(error) ? Effect.succeed(error) : Effect.die(error)
  })

const failedStatus = Effect.flatMap(status, (it) => {
  assert.strictEqual(it.state, "failed")
  return it.state === "failed" ? Effect.succeed(it) : Effect.die(it)
})

const faults = (...rules: ReadonlyArray<Emulator.Rule>) =>
  Effect.flatMap(Emulator.Emulator, (it) => it.addFaults(...rules))

const onList = (action: Emulator.Rule["action"]): Emulator.Rule => ({
  match: { host: "api", method: "GET", path: "/crm/v8/Leads" },
  action
})

describe("with settings that work", () => {
  it.live("says which organisation it talks to, lists page by page, and changes a number", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      const { target } = { target: undefined, ...(yield* status) }
      assert.strictEqual(target?.source, "emulator")
      assert.strictEqual(target?.orgId, emulator.credentials.orgId)
      assert.strictEqual(target?.user, emulator.credentials.userEmail)

      const client = yield* api
      const first = yield* client.leads.list({ query: {} })
      assert.strictEqual(first.leads.length, perPage)
      const second = yield* client.leads.list({ query: { page_token: first.nextPageToken ?? "" } })
      const ids = new Set([...first.leads, ...second.leads].map((it) => it.id))
      assert.strictEqual(ids.size, 13)
      assert.isUndefined(second.nextPageToken)

      const saved = yield* update("+44 7700 900123")
      assert.deepInclude(saved, { code: "SUCCESS", message: "record updated" })
      assert.strictEqual(saved.lead.mobile, "+44 7700 900123")
      assert.strictEqual((yield* update(null)).lead.mobile, null)
    }).pipe(Effect.provide(Harness.layer({}, { leads: 13 })))
  )

  it.live("renders the list into the page, with the page's address for the next one", () =>
    Effect.gen(function* () {
      const response = yield* HttpClient.get("/")
      const page = yield* response.text
      assert.strictEqual(response.status, 200)
      for (const { name } of (yield* list).leads) assert.include(page, name)
      assert.include(page, "page=2&amp;page_token=")
      assert.include(page, "Northwind Trading (emulated)")
      const next = /href="(\/\?page=2[^"]*)"/u.exec(page)?.[1]?.replaceAll("&amp;", "&") ?? ""
      assert.include(yield* (yield* HttpClient.get(next)).text, "All leads, page 2")
    }).pipe(Effect.provide(Harness.layer()))
  )

  it.live("serves the files of the page and keeps nothing in a cache", () =>
    Effect.gen(function* () {
      for (const [path, type] of [
        ["/app.js", "text/javascript"],
        ["/view.js", "text/javascript"],
        ["/style.css", "text/css"],
        ["/icon.svg", "image/svg+xml"]
      ] as const) {
        const response = yield* HttpClient.get(path)
        assert.strictEqual(response.status, 200, path)
        assert.isNotEmpty(yield* response.text)
        assert.include(response.headers["content-type"], type)
        assert.strictEqual(response.headers["cache-control"], "no-store")
        assert.include(response.headers["content-security-policy"], "default-src 'none'")
      }
    }).pipe(Effect.provide(Harness.layer()))
  )
})

describe("when starting up fails", () => {
  it.live("names every missing or malformed setting, and connects once they are there", () =>
    Effect.gen(function* () {
      const failed = yield* failedStatus
      assert.strictEqual(failed.problem.kind, "settings")
      assert.sameMembers(
        (failed.problem.issues ?? []).map((it) => it.name),
        ["CLIENT_ID", "CLIENT_SECRET", "ENVIRONMENT"]
      )
      for (const issue of failed.problem.issues ?? []) assert.isNotEmpty(issue.remedy)

      const page = yield* HttpClient.get("/")
      assert.strictEqual(page.status, 503)
      const text = yield* page.text
      for (const name of ["CLIENT_ID", "CLIENT_SECRET", "ENVIRONMENT", "Connect again"]) assert.include(text, name)

      assert.strictEqual((yield* problem(list)).kind, "settings")

      yield* Ref.set(yield* Harness.Changes, {})
      const client = yield* api
      assert.strictEqual((yield* client.session.retry()).state, "connected")
      assert.strictEqual((yield* list).leads.length, perPage)
    }).pipe(Effect.provide(Harness.layer({ CLIENT_ID: "", CLIENT_SECRET: " ", ENVIRONMENT: "prodution" })))
  )

  it.live("shows a wrong secret, and where the sign-in would have gone", () =>
    Effect.gen(function* () {
      const { problem, target } = yield* failedStatus
      assert.strictEqual(problem.kind, "credentials")
      assert.strictEqual(problem.code, "invalid_client_secret")
      assert.include(problem.remedy, "CLIENT_SECRET")
      const emulator = yield* Emulator.Emulator
      assert.strictEqual(`http://${target?.host}`, emulator.apiUrl)
    }).pipe(Effect.provide(Harness.layer({ CLIENT_SECRET: "wrong" })))
  )

  it.live("shows a revoked refresh token after a retry, not the connection of before", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* status).state, "connected")
      yield* (yield* Emulator.Emulator).revokeRefreshToken()
      const client = yield* api
      assert.strictEqual((yield* client.session.retry()).state, "failed")
      const { problem } = yield* failedStatus
      assert.strictEqual(problem.kind, "credentials")
      assert.include(problem.remedy, "exchange-grant")
    }).pipe(Effect.provide(Harness.layer()))
  )

  it.live("shows a token of another user", () =>
    Effect.gen(function* () {
      const { problem } = yield* failedStatus
      assert.strictEqual(problem.kind, "identity")
      assert.include(problem.message, "somebody@example.com")
    }).pipe(Effect.provide(Harness.layer({ USER_EMAIL: "somebody@example.com" })))
  )

  for (const [name, action, kind] of [
    ["a web page", { kind: "html", status: 200 }, "html"],
    ["no answer", { kind: "hang" }, "timeout"],
    ["a reset connection", { kind: "reset" }, "unreachable"],
    [
      "too many sign-ins",
      {
        kind: "respond",
        status: 400,
        body: JSON.stringify({
          error: "Access Denied",
          error_description: "You have made too many requests continuously. Please try again after some time."
        })
      },
      "throttled"
    ]
  ] as const) {
    it.live(`shows ${name} from the sign-in server`, () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* status).state, "connected")
        yield* faults({ match: { host: "accounts" }, action })
        yield* Ref.set(yield* Harness.Changes, { REQUEST_TIMEOUT: "0.3" })
        const client = yield* api
        yield* client.session.retry()
        const { problem } = yield* failedStatus
        assert.strictEqual(problem.kind, kind)
        assert.isNotEmpty(problem.remedy)
      }).pipe(Effect.provide(Harness.layer()))
    )
  }
})

describe("when a call fails", () => {
  it.live("shows a missing scope", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* list).leads.length, perPage)
      const shown = yield* problem(update("+44 7700 900123"))
      assert.deepInclude(shown, { kind: "scope", code: "OAUTH_SCOPE_MISMATCH" })
      assert.include(shown.remedy, "scope")
    }).pipe(
      Effect.provide(
        Harness.layer(
          {},
          { scopes: ["ZohoCRM.modules.leads.READ", "ZohoCRM.users.READ", "ZohoCRM.org.READ", "ZohoCRM.settings.READ"] }
        )
      )
    )
  )

  it.live("connects without the scopes for names, which are then not shown", () =>
    Effect.gen(function* () {
      const { target } = { target: undefined, ...(yield* status) }
      assert.strictEqual(target?.source, "emulator")
      assert.isUndefined(target?.organisation)
      assert.strictEqual((yield* list).leads.length, perPage)
    }).pipe(Effect.provide(Harness.layer({ USER_EMAIL: "", ORG_ID: "" }, { scopes: ["ZohoCRM.modules.leads.READ"] })))
  )

  it.live("shows a value that is too long, with its field and place", () =>
    Effect.gen(function* () {
      const shown = yield* problem(update("7".repeat(40)))
      assert.deepInclude(shown, {
        kind: "invalid-data",
        code: "INVALID_DATA",
        field: "Mobile",
        jsonPath: "$.data[0].Mobile",
        remedy: "Shorten Mobile to at most 30 characters."
      })
      assert.deepInclude(shown.details, { maximum_length: 30 })
    }).pipe(Effect.provide(Harness.layer()))
  )

  it.live("shows a lead that does not exist", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* problem(update("+44 7700 900123", "1"))).kind, "not-found")
    }).pipe(Effect.provide(Harness.layer()))
  )

  it.live("shows a required field and a duplicate with the record that has it", () =>
    Effect.gen(function* () {
      const details = { api_name: "Last_Name", json_path: "$.data[0].Last_Name" }
      yield* faults({ ...Harness.rowError(400, "MANDATORY_NOT_FOUND", "required field not found", details), times: 1 })
      const missing = yield* problem(update("1"))
      assert.deepInclude(missing, { kind: "mandatory-field", field: "Last_Name", code: "MANDATORY_NOT_FOUND" })
      assert.include(missing.remedy, "Last_Name")

      yield* faults(
        Harness.rowError(400, "DUPLICATE_DATA", "duplicate data", {
          api_name: "Mobile",
          json_path: "$.data[0].Mobile",
          duplicate_record: { id: "5843104000000001111", module: { api_name: "Leads", id: "5843104000000000002" } }
        })
      )
      const duplicate = yield* problem(update("1"))
      assert.deepInclude(duplicate, { kind: "duplicate", field: "Mobile", code: "DUPLICATE_DATA" })
      assert.include(duplicate.remedy, "5843104000000001111")
    }).pipe(Effect.provide(Harness.layer()))
  )

  for (const [name, action, kind, httpStatus] of [
    ["a web page from a proxy", { kind: "html" }, "html", 502],
    ["a body that is cut off", { kind: "truncate", close: "clean" }, "cut-off", 502],
    ["a reset connection", { kind: "reset" }, "unreachable", 502],
    ["a failure of Zoho's", { kind: "respond", status: 500, body: "" }, "server-error", 502],
    [
      "a limit",
      {
        kind: "respond",
        status: 429,
        body: JSON.stringify({
          code: "TOO_MANY_REQUESTS",
          details: { limit: 10 },
          message: "too many requests fired in parallel",
          status: "error"
        })
      },
      "throttled",
      429
    ]
  ] as const) {
    it.live(`shows ${name}, in the API and on the page`, () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* status).state, "connected")
        yield* faults(onList(action))
        const shown = yield* problem(list)
        assert.strictEqual(shown.kind, kind)
        const page = yield* HttpClient.get("/")
        const text = yield* page.text
        assert.strictEqual(page.status, httpStatus)
        assert.include(text, `data-kind="${kind}"`)
        assert.include(text, "What to do")
        assert.include(text, "Load again")
      }).pipe(Effect.provide(Harness.layer()))
    )
  }

  it.live("shows that no answer came in time", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* status).state, "connected")
      yield* faults(onList({ kind: "hang" }))
      const page = yield* HttpClient.get("/")
      assert.strictEqual(page.status, 504)
      assert.include(yield* page.text, "Zoho did not answer in time")
    }).pipe(Effect.provide(Harness.layer({ REQUEST_TIMEOUT: "1.5" })))
  )

  it.live("does not know whether an unanswered change was saved, and can read the lead again", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      yield* faults({ match: { host: "api", method: "PUT" }, when: "after", times: 1, action: { kind: "reset" } })
      const shown = yield* problem(update("+44 7700 900456"))
      assert.strictEqual(shown.kind, "ambiguous")
      const client = yield* api
      const lead = yield* client.leads.get({ params: { id: RecordId.make(emulator.credentials.leadId) } })
      assert.strictEqual(lead.mobile, "+44 7700 900456")
    }).pipe(Effect.provide(Harness.layer()))
  )
})

describe("what is refused here", () => {
  const put = (headers: Readonly<Record<string, string>>, path: string, body = '{"mobile":"1"}') =>
    Effect.flatMap(HttpClient.HttpClient, (it) =>
      it.execute(
        HttpClientRequest.put(path).pipe(
          HttpClientRequest.bodyText(body, "application/json"),
          HttpClientRequest.setHeaders(headers)
        )
      )
    )

  it.live("a write from another page, before Zoho hears of it", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      const response = yield* put(
        { origin: "http://elsewhere.example.com" },
        `/api/leads/${emulator.credentials.leadId}`
      )
      assert.strictEqual(response.status, 403)
      assert.deepInclude(yield* response.json, { kind: "cross-origin" })
      const sent = yield* emulator.requests
      assert.isFalse(sent.some((it) => it.method === "PUT"))
    }).pipe(Effect.provide(Harness.layer()))
  )

  it.live("an address or a body that cannot be read", () =>
    Effect.gen(function* () {
      for (const [path, body] of [
        ["/api/leads/not-an-id", undefined],
        ["/api/leads/1", '{"mobile":5}'],
        ["/api/leads/1", '{"mob']
      ] as const) {
        const response = yield* put({}, path, body)
        assert.strictEqual(response.status, 400, path)
        assert.deepInclude(yield* response.json, { kind: "bad-request" })
      }
    }).pipe(Effect.provide(Harness.layer()))
  )
})

it.live("no secret is in the page or an answer, connected or failed", () =>
  Effect.gen(function* () {
    const emulator = yield* Emulator.Emulator
    const bodies: Array<string> = []
    const read = Effect.gen(function* () {
      for (const path of ["/", "/api/status", "/api/leads"]) bodies.push(yield* (yield* HttpClient.get(path)).text)
    })
    yield* read
    yield* emulator.revokeRefreshToken()
    yield* Effect.flatMap(api, (it) => it.session.retry())
    yield* read
    const { clientId, clientSecret, refreshToken } = emulator.credentials
    for (const body of bodies) {
      for (const secret of [clientId, clientSecret, refreshToken]) assert.notInclude(body, secret)
    }
  }).pipe(Effect.provide(Harness.layer()))
)
