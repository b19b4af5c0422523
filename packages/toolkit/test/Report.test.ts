import { assert, describe, it } from "@effect/vitest"
import * as Auth from "@effect-zoho/auth/AuthError"
import * as Api from "@effect-zoho/client/ApiError"
import * as Initialization from "@effect-zoho/config/InitializationError"
import * as Report from "../src/Report.ts"
import { ScriptError, UsageError } from "../src/ScriptError.ts"

const api = (reason: Api.Reason) => new Api.ApiError({ operation: "Leads.update", reason })

describe("Report", () => {
  it("shows what Zoho said about a value, where, and what to do", () => {
    const reason = new Api.InvalidData({
      code: "INVALID_DATA",
      message: "invalid data",
      httpStatus: 400,
      details: { api_name: "Mobile", json_path: "$.data[0].Mobile", maximum_length: 30 }
    })
    assert.strictEqual(
      Report.text(api(reason)),
      [
        "Zoho refused a value (INVALID_DATA, HTTP 400).",
        '  Leads.update: Zoho said "invalid data".',
        "  Where: $.data[0].Mobile",
        "  What to do: Shorten Mobile to at most 30 characters."
      ].join("\n")
    )
    assert.deepStrictEqual(Report.render(api(reason)), {
      area: "call",
      reason: "InvalidData",
      title: "Zoho refused a value",
      happened: ['Leads.update: Zoho said "invalid data".'],
      remedy: "Shorten Mobile to at most 30 characters.",
      retry: "never",
      operation: "Leads.update",
      code: "INVALID_DATA",
      httpStatus: 400,
      details: { api_name: "Mobile", json_path: "$.data[0].Mobile", maximum_length: 30 },
      jsonPath: "$.data[0].Mobile"
    })
  })

  it("lists every setting with its own remedy", () => {
    const error = new Initialization.InitializationError({
      reason: new Initialization.InvalidSettings({
        issues: [
          { setting: "CLIENT_ID", problem: "missing", message: "is missing.", remedy: "Copy it." },
          { setting: "ORG_ID", problem: "malformed", message: "is not a number.", remedy: "Digits only." }
        ]
      })
    })
    const lines = Report.text(error).split("\n")
    assert.deepStrictEqual(lines.slice(0, 5), [
      "2 settings need attention.",
      "  CLIENT_ID is missing.",
      "    Copy it.",
      "  ORG_ID is not a number.",
      "    Digits only."
    ])
    assert.strictEqual(Report.render(error).issues?.length, 2)
  })

  it("tells an unknown outcome by what hid it", () => {
    const because = new Api.ConnectionFailed({ problem: "timeout", host: "api.example.com", afterMillis: 30_000 })
    const report = Report.render(api(new Api.Ambiguous({ because })))
    assert.strictEqual(report.retry, "after-lookup")
    assert.include(report.happened.join(" "), "api.example.com: no answer in time (after 30000 ms)")
  })

  it("leaves the code out where a gateway answered without one", () => {
    const reason = new Api.ServerError({ code: "", message: "", httpStatus: 502, details: {} })
    assert.include(Report.text(api(reason)), "Zoho failed (HTTP 502).")
    assert.notInclude(Report.text(api(reason)), '""')
  })

  it("names each of several errors of one row", () => {
    const one = (name: string) => ({
      code: "INVALID_DATA",
      message: "no",
      httpStatus: 400,
      details: { api_name: name }
    })
    const errors = [one("Mobile"), one("Email")]
    const reason = new Api.MultipleErrors({
      code: "MULTIPLE_OR_MULTI_ERRORS",
      message: "several",
      httpStatus: 400,
      details: {},
      errors
    })
    const text = Report.text(api(reason))
    for (const name of ["Mobile", "Email"]) assert.include(text, `INVALID_DATA: "no" at ${name}`)
  })

  it("shows sign-in failures with Zoho's word", () => {
    const error = new Auth.AuthError({
      reason: new Auth.InvalidGrant({ code: "invalid_code", httpStatus: 200, grant: "refresh_token" })
    })
    const text = Report.text(error)
    assert.include(text, "The grant is not valid any more (invalid_code, HTTP 200).")
    assert.include(text, "exchange-grant")
  })

  it("ends every kind of failure with a title and a remedy", () => {
    const failures: ReadonlyArray<Report.Failure> = [
      new ScriptError({ title: "T", happened: "H.", remedy: "Rest." }),
      new UsageError({ happened: "H.", remedy: "R." }),
      new Initialization.InitializationError({
        reason: new Initialization.UserMismatch({ expected: "a@example.com", actual: "b@example.com" })
      }),
      new Initialization.InitializationError({
        reason: new Initialization.OrgMismatch({ expected: "1", actual: "2" })
      }),
      new Auth.AuthError({ reason: new Auth.NoRefreshToken({ key: "k" }) }),
      new Auth.AuthError({
        reason: new Auth.AccountsUnreachable({ problem: "connection", host: "https://accounts.example.com" })
      }),
      api(new Api.UnexpectedResponse({ problem: "html", httpStatus: 200, contentType: "text/html", excerpt: "Login" })),
      api(new Api.InvalidInput({ problem: "P.", remedy: "R." }))
    ]
    for (const failure of failures) {
      assert.match(Report.text(failure), /^[A-Z][^\n]*\.\n[\s\S]*\n {2}What to do: .+\.$/u)
    }
  })

  it("aligns before and after", () => {
    const rows = [
      { field: "Mobile", before: "+1 555 0100", after: "+1 555 0142" },
      { field: "Lead_Status", before: null, after: "Contacted" }
    ]
    assert.strictEqual(
      Report.changes(rows),
      [
        "                before        after",
        "  Mobile        +1 555 0100   +1 555 0142",
        "  Lead_Status   (empty)       Contacted"
      ].join("\n")
    )
  })
})

describe("a wait", () => {
  it("is a line where it lasts long enough to be noticed", () => {
    const wait = { limit: "token-throttle", operation: "AccessToken.get", since: 0 } as const
    assert.match(
      Report.wait({ ...wait, until: 600_000 }) ?? "",
      /^Waiting up to 10 minutes: .*10 in 10 minutes.*Ctrl-C/u
    )
    assert.match(Report.wait({ ...wait, limit: "retry", until: 5_000 }) ?? "", /^Waiting up to 5 seconds: /u)
    assert.isUndefined(Report.wait({ ...wait, limit: "retry", until: 400 }))
    assert.isUndefined(Report.wait({ ...wait, limit: "concurrency" }))
  })
})
