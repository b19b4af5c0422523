import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Reason } from "@effect-zoho/client/ApiError"
import * as Envelope from "@effect-zoho/client/Envelope"

const answer = (text: string, httpStatus = 200, more: Partial<Envelope.Answer> = {}): Envelope.Answer => ({
  text,
  httpStatus,
  contentType: "application/json",
  ...more
})

const of = (body: unknown, httpStatus = 200, more: Partial<Envelope.Answer> = {}) =>
  Envelope.decode(answer(JSON.stringify(body), httpStatus, more))

/** The envelope's tag, or the reason's. */
const tagOf = (decoded: Result.Result<Envelope.Envelope, Reason>): string =>
  Result.match(decoded, { onSuccess: (it) => it._tag, onFailure: (it) => it._tag })

const failure = (decoded: Result.Result<Envelope.Envelope, Reason>): Reason => {
  if (Result.isSuccess(decoded)) return assert.fail(`succeeded as ${decoded.success._tag}`)
  return decoded.failure
}

const success = (decoded: Result.Result<Envelope.Envelope, Reason>): Envelope.Envelope => {
  if (Result.isFailure(decoded)) return assert.fail(`failed as ${decoded.failure._tag}`)
  return decoded.success
}

const done = { code: "SUCCESS", details: { id: "111" }, message: "record updated", status: "success" }
const bad = { code: "INVALID_DATA", details: { api_name: "Email" }, message: "invalid data", status: "error" }
const wrongModule = { code: "INVALID_MODULE", details: {}, message: "wrong", status: "error" }

describe("successes", () => {
  it("a document", () => {
    const list = { data: [{ id: "111", Last_Name: "Doe" }], info: { more_records: false } }
    assert.deepStrictEqual(success(of(list)), { _tag: "Document", httpStatus: 200, body: list })
    assert.strictEqual(tagOf(of({ count: 12 })), "Document")
    assert.strictEqual(tagOf(of({ data: [] })), "Document")
    assert.strictEqual(tagOf(of({})), "Document")
  })

  it("a record with a field called code is a document, not a result", () => {
    assert.strictEqual(tagOf(of({ data: [{ id: "1", code: "X" }] })), "Document")
    assert.strictEqual(tagOf(of({ data: [{ id: "1", code: "X", status: "open" }] })), "Document")
  })

  it("a result a row, under any root key", () => {
    for (const root of ["data", "tags", "users", "watch", "__composite_requests"]) {
      const rows = success(of({ [root]: [done, bad] }, 207))
      assert.deepInclude(rows, { _tag: "Rows", root, httpStatus: 207 })
      assert.deepStrictEqual(rows._tag === "Rows" ? rows.rows.map((it) => it.status) : [], ["success", "error"])
    }
  })

  it("rows beside other keys, and rows that leave status out", () => {
    const { status: _, ...withoutStatus } = done
    assert.strictEqual(tagOf(of({ wf_scheduler: false, data: [withoutStatus], locked_count: "0" })), "Rows")
  })

  it("an upsert's action and the field that matched", () => {
    const rows = success(of({ data: [{ ...done, action: "insert", duplicate_field: null }] }))
    assert.deepInclude(rows._tag === "Rows" ? rows.rows[0] : {}, { action: "insert", duplicateField: null })
  })

  it("one result for the call: at the root, under a key, in lower case without status", () => {
    assert.strictEqual(tagOf(of(done)), "Single")
    assert.strictEqual(tagOf(of({ run_rules: { ...done, code: "SCHEDULED" } }, 202)), "Single")
    assert.strictEqual(tagOf(of({ code: "success", details: { output: "" }, message: "function executed" })), "Single")
  })

  it("204 and 304 are empty, whatever the body", () => {
    for (const status of [204, 304]) {
      assert.deepStrictEqual(success(Envelope.decode(answer("", status))), { _tag: "Empty", httpStatus: status })
    }
  })

  it("JSON under another content type, after a byte order mark, between blanks", () => {
    for (const contentType of ["", "text/html", "text/plain;charset=utf-8"]) {
      assert.strictEqual(tagOf(Envelope.decode(answer(`\uFEFF {"count":1}\n`, 200, { contentType }))), "Document")
    }
  })
})

describe("refusals of a call", () => {
  it("one object, with 200 too, without details or status", () => {
    assert.strictEqual(tagOf(of(wrongModule, 400)), "InvalidRequest")
    assert.strictEqual(tagOf(of(wrongModule, 200)), "InvalidRequest")
    assert.strictEqual(tagOf(of({ code: "OAUTH_SCOPE_MISMATCH", message: "no" }, 401)), "ScopeMismatch")
    assert.strictEqual(
      tagOf(of({ code: "NO_PERMISSION", details: null, message: "no", status: "error" }, 403)),
      "NoPermission"
    )
  })

  it("an object where an array is usual", () => {
    assert.strictEqual(tagOf(of({ data: bad }, 400)), "InvalidData")
  })

  it("one item for several rows, or for none", () => {
    assert.strictEqual(tagOf(of({ data: [bad] }, 400, { rows: 3 })), "InvalidData")
    assert.strictEqual(tagOf(of({ data: [bad] }, 400, { rows: 0 })), "InvalidData")
    assert.strictEqual(tagOf(of({ data: [bad] }, 200, { rows: 0 })), "InvalidData")
  })

  it("in the place of the only row: about the row unless it cannot be", () => {
    assert.strictEqual(tagOf(of({ data: [bad] }, 400, { rows: 1 })), "Rows")
    assert.strictEqual(tagOf(of({ data: [wrongModule] }, 400, { rows: 1 })), "InvalidRequest")
    assert.strictEqual(tagOf(of({ data: [{ ...bad, code: "INVALID_TOKEN" }] }, 401, { rows: 1 })), "InvalidToken")
    assert.strictEqual(tagOf(of({ data: [bad] }, 500, { rows: 1 })), "ServerError")
  })

  it("the oldest form for spent credits", () => {
    const old = { code: 429, error: "TOO_MANY_REQUESTS", error_info: "Many requests fired", details: [] }
    assert.deepInclude(failure(of(old, 429)), { _tag: "RateLimited", limit: "credits" })
    assert.deepInclude(failure(of(old, 200)), { _tag: "RateLimited", limit: "credits" })
  })

  it("429 in any form", () => {
    assert.strictEqual(tagOf(Envelope.decode(answer("", 429))), "RateLimited")
    assert.strictEqual(tagOf(Envelope.decode(answer("<html>slow down</html>", 429))), "RateLimited")
    assert.strictEqual(tagOf(of({ data: [{ id: "1" }] }, 429)), "RateLimited")
    assert.strictEqual(tagOf(of([], 429)), "RateLimited")
    const limited = failure(of({ code: "TOO_MANY_REQUESTS", message: "" }, 429, { creditsRemaining: 0 }))
    assert.deepInclude(limited, { limit: "credits" })
  })

  it("5xx with Zoho's JSON, with other JSON, with nothing", () => {
    assert.deepInclude(failure(of({ code: "INTERNAL_ERROR", message: "" }, 500)), { _tag: "ServerError" })
    assert.strictEqual(tagOf(of({ oops: true }, 502)), "ServerError")
    assert.strictEqual(tagOf(Envelope.decode(answer("", 504))), "ServerError")
  })

  it("the upload host's own form, any part of it", () => {
    const forms = [
      { ERROR_CODE: 400, ERROR_MESSAGE: "Bad Request" },
      { "x-error": "check the headers", info: "Forbidden" },
      { status: "error", http_status: "403" }
    ]
    for (const form of forms) assert.strictEqual(tagOf(of(form, 400)), "UploadRefused")
    assert.deepInclude(failure(of(forms[0], 400)), { code: "400", message: "Bad Request" })
    assert.strictEqual(tagOf(of(forms[0], 500)), "ServerError")
  })
})

describe("answers that are not Zoho's", () => {
  const problem = (text: string, httpStatus = 200, contentType = "application/json") => {
    const reason = failure(Envelope.decode(answer(text, httpStatus, { contentType })))
    return reason._tag === "UnexpectedResponse" ? reason.problem : reason._tag
  }

  it("a page: by its content or by its first character", () => {
    assert.strictEqual(problem("<!doctype html><title>Login</title>"), "html")
    assert.strictEqual(problem("\n  <html>", 403), "html")
    assert.strictEqual(problem("Gateway", 502, "text/html"), "html")
  })

  it("cut off inside an object, an array, a string, an escape; a body that never came", () => {
    for (const text of [
      '{"data":[{"id":"1"}',
      '{"data":[',
      '{"a":"b',
      '{"a":"b\\',
      '{"a":"b\\"}',
      '{"a":"]}',
      "",
      "  "
    ]) {
      assert.strictEqual(problem(text), "cut-off")
    }
  })

  it("not JSON, though it may begin so", () => {
    assert.strictEqual(problem("Service unavailable", 200, "text/plain"), "not-json")
    assert.strictEqual(problem('{"a":1}}'), "not-json")
    assert.strictEqual(problem("", 404), "not-json")
  })

  it("JSON of an unknown form", () => {
    for (const text of ["[]", "1", "null", '"text"']) assert.strictEqual(problem(text), "unknown-form")
    assert.strictEqual(problem('{"hello":1}', 400), "unknown-form")
    assert.strictEqual(problem('{"code":"","message":"","status":"error"}', 400), "unknown-form")
  })

  it("a redirect", () => {
    assert.strictEqual(problem("", 302), "not-json")
    assert.strictEqual(problem("<a href='/login'>Moved</a>", 302, "text/html"), "html")
  })

  it("shows a page's words and never its tokens or scripts", () => {
    const page = `<html><script>var t = "1000.aaaabbbbccccdddd.eeeeffff0000"</script><style>p{}</style>
      <h1>Blocked</h1><p>authorization: Zoho-oauthtoken short1</p><p>1000.0123456789abcdef.0123456789abcdef</p>${"x ".repeat(500)}`
    const reason = failure(Envelope.decode(answer(page, 403)))
    const excerpt = reason._tag === "UnexpectedResponse" ? reason.excerpt : ""
    assert.match(excerpt, /^Blocked/)
    assert.notMatch(excerpt, /1000|short1|var t/)
    assert.isAtMost(excerpt.length, 200)
  })

  it("shows nothing of JSON", () => {
    const reason = failure(Envelope.decode(answer('{"data":[{"Email":"ada@example.com"')))
    assert.deepInclude(reason, { excerpt: "" })
  })
})

describe("another number of results than rows sent", () => {
  it("is never matched with rows", () => {
    for (const [results, rows] of [
      [[done], 2],
      [[done, done, done], 2],
      [[bad, bad], 3]
    ] as const) {
      const reason = failure(of({ data: results }, 207, { rows }))
      assert.deepInclude(reason, { _tag: "UnexpectedResponse", problem: "unknown-form" })
    }
  })

  it("one refusal with a 2xx status is not taken for the whole call's", () => {
    assert.strictEqual(tagOf(of({ data: [bad] }, 207, { rows: 2 })), "UnexpectedResponse")
  })
})

describe("any body", () => {
  const status = Schema.Literals([200, 201, 202, 204, 207, 302, 304, 400, 401, 403, 404, 412, 429, 500, 501, 502])

  it.prop("of text never throws", { text: Schema.String, status, html: Schema.Boolean }, ({ html, status, text }) => {
    const contentType = html ? "text/html" : "application/json"
    assert.isNotEmpty(tagOf(Envelope.decode(answer(text, status, { contentType }))))
  })

  it.prop(
    "of JSON never throws, and is never refused without a code",
    { body: Schema.Json, status },
    ({ body, status }) => {
      const decoded = of(body, status)
      if (Result.isFailure(decoded) && decoded.failure._tag === "Refused") assert.isNotEmpty(decoded.failure.code)
    }
  )

  it.prop(
    "cut anywhere is never read as something else",
    { names: Schema.Array(Schema.String), at: Schema.Number.check(Schema.isBetween({ minimum: 0, maximum: 1 })) },
    ({ at, names }) => {
      const whole = JSON.stringify({ data: names.map((name, i) => ({ id: String(i), name })), info: {} })
      const cut = whole.slice(0, Math.floor(at * (whole.length - 1)))
      assert.deepInclude(failure(Envelope.decode(answer(cut))), { _tag: "UnexpectedResponse", problem: "cut-off" })
    }
  )

  const result = Schema.Struct({
    code: Schema.Literals(["SUCCESS", "INVALID_DATA", "DUPLICATE_DATA", "RECORD_LOCKED"]),
    status: Schema.Literals(["success", "error"]),
    message: Schema.String,
    details: Schema.Record(Schema.String, Schema.Json)
  })

  it.prop("of results keeps each in its place", { results: Schema.Array(result) }, ({ results }) => {
    const first = { ...done, details: { row: "first" } }
    const all = [first, ...results]
    const decoded = success(of({ data: all }, 207, { rows: all.length }))
    const rows = decoded._tag === "Rows" ? decoded.rows : assert.fail(decoded._tag)
    assert.deepStrictEqual(
      rows.map(({ code, details, message, status }) => ({ code, status, message, details })),
      JSON.parse(JSON.stringify(all.map(({ code, details, message, status }) => ({ code, status, message, details }))))
    )
  })
})
