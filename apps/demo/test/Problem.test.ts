import { AuthError } from "@effect-zoho/auth/AuthError"
import * as ApiError from "@effect-zoho/client/ApiError"
import { InitializationError } from "@effect-zoho/config/InitializationError"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Problem from "../src/Problem.ts"

const json = Schema.fromJsonString(Schema.toCodecJson(Problem.Problem))

/** Says what it is and what to do, answers with a status of its own, and survives the way to the page. */
const isComplete = Effect.fnUntraced(function* (problem: Problem.Problem, remedy: string) {
  assert.strictEqual(problem.remedy, remedy)
  assert.isNotEmpty(problem.title)
  const status = Problem.httpStatus(problem)
  assert.isTrue(status >= 400 && status <= 504)
  const text = yield* Schema.encodeEffect(json)(problem)
  assert.strictEqual(yield* Schema.encodeEffect(json)(yield* Schema.decodeEffect(json)(text)), text)
})

describe("every failure becomes a problem", () => {
  it.effect.prop("of a call", [Schema.toType(ApiError.Reason)], ([reason]) =>
    isComplete(Problem.fromError(new ApiError.ApiError({ operation: "Leads.update", reason })), reason.remedy)
  )
  it.effect.prop("of a sign-in", [Schema.toType(AuthError)], ([error]) =>
    isComplete(Problem.fromError(error), error.reason.remedy)
  )
  it.effect.prop("of the settings", [Schema.toType(InitializationError)], ([error]) => {
    const problem = Problem.fromError(error)
    const { reason } = error
    if (reason._tag !== "InvalidSettings") return isComplete(problem, reason.remedy)
    assert.deepStrictEqual(
      problem.issues?.map((it) => it.name),
      reason.issues.map((it) => it.setting)
    )
    assert.include(problem.remedy, ".env")
    return isComplete(problem, problem.remedy)
  })
})

describe("a problem", () => {
  const said = { code: "INVALID_DATA", message: "invalid data", httpStatus: 202 }

  it("names the field and its place apart from the other details", () => {
    const details = { api_name: "Mobile", json_path: "$.data[0].Mobile", maximum_length: 30 }
    const reason = new ApiError.InvalidData({ ...said, details })
    const problem = Problem.fromError(new ApiError.ApiError({ operation: "Leads.update", reason }))
    assert.deepInclude(problem, { field: "Mobile", jsonPath: "$.data[0].Mobile", httpStatus: 202 })
    assert.deepStrictEqual(problem.details, { maximum_length: 30 })
    assert.include(problem.message, "invalid data")
    assert.strictEqual(Problem.httpStatus(problem), 422)
  })

  it("of an unknown outcome says why it is not known", () => {
    const because = new ApiError.ConnectionFailed({ problem: "timeout", host: "www.zohoapis.com", afterMillis: 30_000 })
    const reason = new ApiError.Ambiguous({ because })
    const problem = Problem.fromError(new ApiError.ApiError({ operation: "Leads.update", reason }))
    assert.strictEqual(problem.kind, "ambiguous")
    assert.include(problem.message, "www.zohoapis.com")
    assert.include(problem.remedy, "Read the record back")
  })
})
