import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { type Details, Reason, type Said } from "@effect-zoho/client/ApiError"
import * as Classify from "@effect-zoho/client/Classify"

const said = (code: string, details: Details = {}, httpStatus = 400): Said => ({
  code,
  message: "words that must not matter",
  httpStatus,
  details
})

const tagOf = (code: string, details?: Details, context?: Classify.Context) =>
  Classify.reason(said(code, details), context)._tag

describe("by code", () => {
  const expected: ReadonlyArray<readonly [Reason["_tag"], ReadonlyArray<string>]> = [
    ["InvalidData", ["INVALID_DATA", "MAPPING_MISMATCH", "JSON_PARSE_ERROR", "DEPENDENT_MISMATCH"]],
    ["MandatoryNotFound", ["MANDATORY_NOT_FOUND", "EXPECTED_FIELD_MISSING"]],
    ["DuplicateData", ["DUPLICATE_DATA"]],
    ["MultipleErrors", ["MULTIPLE_OR_MULTI_ERRORS"]],
    ["NotFound", ["NO_RECORDS_FOUND"]],
    ["RecordLocked", ["RECORD_LOCKED"]],
    ["AlreadyModified", ["ALREADY_MODIFIED", "RECORD_MODIFIED"]],
    ["NoPermission", ["NO_PERMISSION", "AUTHORIZATION_FAILED", "NOT_SUPPORTED", "RECORD_IN_BLUEPRINT"]],
    ["ScopeMismatch", ["OAUTH_SCOPE_MISMATCH"]],
    ["AuthenticationFailure", ["AUTHENTICATION_FAILURE"]],
    ["InvalidToken", ["INVALID_TOKEN", "INVALID_OAUTHTOKEN"]],
    ["InvalidRequest", ["INVALID_MODULE", "INVALID_URL_PATTERN", "REQUIRED_PARAM_MISSING", "INVALID_QUERY"]],
    ["LimitExceeded", ["LIMIT_EXCEEDED", "DISCRETE_PAGINATION_LIMIT_EXCEEDED", "LIMIT_REACHED"]],
    ["PageTokenInvalid", ["EXPIRED_VALUE", "TOKEN_BOUND_DATA_MISMATCH"]],
    ["RateLimited", ["TOO_MANY_REQUESTS", "RATE_LIMIT_EXCEEDED"]],
    ["ServerError", ["INTERNAL_ERROR", "SERVICE_UNAVAILABLE"]],
    ["UploadRefused", ["FILE_SIZE_MORE_THAN_ALLOWED_SIZE", "VIRUS_DETECTED"]],
    ["Refused", ["SOMETHING_NEW", "constructor", "__proto__", "toString"]]
  ]
  for (const [tag, codes] of expected) {
    it(`${codes.join(", ")}: ${tag}`, () => {
      for (const code of codes) assert.strictEqual(tagOf(code), tag)
    })
  }

  it("keeps what Zoho said", () => {
    const details = { api_name: "Company", json_path: "$.data[0].Company" }
    const reason = Classify.reason(said("MANDATORY_NOT_FOUND", details))
    assert.deepInclude(reason, { code: "MANDATORY_NOT_FOUND", httpStatus: 400, details })
    assert.match(reason.remedy, /Company/)
  })

  it("points at the place in a query", () => {
    const remedy = (details: Details) => Classify.reason(said("SYNTAX_ERROR", details)).remedy
    assert.include(remedy({ line: 1, column: 15, near: "FROM" }), '"FROM"')
    assert.include(Classify.reason(said("INVALID_QUERY", { column_name: "Nope" })).remedy, '"Nope"')
    assert.include(remedy({}), "query")
  })

  it("tells why a page token fails", () => {
    assert.deepInclude(Classify.reason(said("EXPIRED_VALUE")), { why: "expired" })
    assert.deepInclude(Classify.reason(said("TOKEN_BOUND_DATA_MISMATCH")), { why: "parameters-changed" })
  })

  it("tells what forbids: permission, edition or state, each with its own remedy", () => {
    const remedies = ["NO_PERMISSION", "FEATURE_NOT_ENABLED", "CONVERTED_RECORD"].map(
      (code) => Classify.reason(said(code)).remedy
    )
    assert.strictEqual(new Set(remedies).size, 3)
  })
})

describe("INVALID_DATA is NotFound only where it blames the record's id", () => {
  const cases: ReadonlyArray<readonly [string, Details, Reason["_tag"], Classify.Context?]> = [
    ["only an id", { id: "111" }, "NotFound"],
    ["the row's id", { api_name: "id", json_path: "$.data[3].id" }, "NotFound"],
    ["an id without a path", { api_name: "id" }, "NotFound"],
    ["a lookup's id", { api_name: "id", json_path: "$.data[0].Owner.id" }, "InvalidData"],
    ["the path's record", { resource_path_index: 1 }, "NotFound", { path: "/crm/v8/Leads/111" }],
    ["the path's module", { resource_path_index: 0 }, "InvalidRequest", { path: "/crm/v8/Leads/111" }],
    ["a setting's id", { resource_path_index: 2 }, "NotFound", { path: "/crm/v8/settings/fields/111" }],
    ["a related list's name", { resource_path_index: 2 }, "InvalidRequest", { path: "/crm/v8/Leads/111/Nots" }],
    ["a field", { api_name: "Email", json_path: "$.data[0].Email" }, "InvalidData"],
    ["a field of a row with an id", { id: "111", api_name: "Email" }, "InvalidData"],
    ["nothing", {}, "InvalidData"]
  ]
  for (const [name, details, tag, context] of cases) {
    it(name, () => assert.strictEqual(tagOf("INVALID_DATA", details, context), tag))
  }

  it("knows the id from the details, else from what was sent", () => {
    assert.deepInclude(Classify.reason(said("INVALID_DATA", { id: "111" }), { id: "222" }), { id: "111" })
    assert.deepInclude(Classify.reason(said("INVALID_DATA", { api_name: "id" }), { id: "222" }), { id: "222" })
  })

  it("never takes a rounded number for an id", () => {
    const reason = Classify.reason(said("DUPLICATE_DATA", { id: 5843104000000376008 }))
    assert.notProperty(reason, "duplicateId")
  })
})

describe("DUPLICATE_DATA", () => {
  it("names the other record in the new form and in the old one", () => {
    const other = { duplicate_record: { id: "333", module: { api_name: "Leads" } }, id: "111", api_name: "Email" }
    assert.deepInclude(Classify.reason(said("DUPLICATE_DATA", other)), { duplicateId: "333" })
    assert.deepInclude(Classify.reason(said("DUPLICATE_DATA", { id: "111" })), { duplicateId: "111" })
    assert.match(Classify.reason(said("DUPLICATE_DATA", other)).remedy, /Email.*333/)
  })
})

describe("MULTIPLE_OR_MULTI_ERRORS", () => {
  it("holds each error and names each field", () => {
    const errors = ["Email", "Mobile"].map((api_name) => ({
      code: "DUPLICATE_DATA",
      details: { api_name },
      message: "",
      status: "error"
    }))
    const reason = Classify.reason(said("MULTIPLE_OR_MULTI_ERRORS", { errors: [...errors, 7, null] }))
    assert.strictEqual(reason._tag, "MultipleErrors")
    assert.match(reason.remedy, /Email, Mobile/)
  })
})

describe("by status", () => {
  it("429 is RateLimited whatever the code", () => {
    for (const code of ["", "INVALID_DATA", "INVALID_TOKEN", "NEW"]) {
      assert.strictEqual(Classify.reason(said(code, {}, 429))._tag, "RateLimited")
    }
  })

  it("tells spent credits from calls at the same time by the header", () => {
    const limit = (code: string, creditsRemaining?: number) =>
      Classify.reason(said(code, {}, 429), { creditsRemaining })
    assert.deepInclude(limit("TOO_MANY_REQUESTS", 0), { limit: "credits" })
    assert.deepInclude(limit("TOO_MANY_REQUESTS", 12), { limit: "concurrency" })
    assert.deepInclude(limit("TOO_MANY_REQUESTS"), { limit: "unknown" })
    assert.deepInclude(limit("API_LIMIT_EXCEEDED"), { limit: "credits" })
  })

  it("5xx is ServerError whatever the code, but 501 had no effect", () => {
    assert.strictEqual(Classify.reason(said("INVALID_DATA", {}, 503))._tag, "ServerError")
    assert.strictEqual(Classify.reason(said("NOT_EMULATED", {}, 501))._tag, "Refused")
  })
})

describe("any words", () => {
  it.effect.prop(
    "become a reason with a remedy and a retry, and survive encoding",
    {
      said: Schema.Struct({
        code: Schema.String,
        message: Schema.String,
        httpStatus: Schema.Literals([200, 202, 207, 400, 401, 403, 404, 412, 429, 500, 503]),
        details: Schema.Record(Schema.String, Schema.Json)
      }),
      known: Schema.Literals(["INVALID_DATA", "DUPLICATE_DATA", "MULTIPLE_OR_MULTI_ERRORS", "LIMIT_EXCEEDED", ""])
    },
    Effect.fnUntraced(function* ({ known, said }) {
      const reason = Classify.reason(known === "" ? said : { ...said, code: known })
      assert.isNotEmpty(reason.remedy)
      assert.include(["safe", "after-lookup", "never"], reason.retry)
      const error = Classify.fromSaid("Leads.update", said)
      assert.include(error.message, "Leads.update")
      yield* Schema.encodeUnknownEffect(Reason)(reason)
    })
  )
})
