/** The forms in which Zoho answers, told apart by the body's shape and never by its status alone. */
import * as Result from "effect/Result"
import type * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import { type Details, type Reason, ServerError, UnexpectedResponse, UploadRefused } from "./ApiError.ts"
import * as Classify from "./Classify.ts"
import { isArray, isObject, readResult, said, textOf } from "./internal/Json.ts"

/** What Zoho says about one row of a write. */
export interface RowResult {
  readonly code: string
  readonly status: "success" | "error"
  readonly message: string
  readonly details: Details
  /** Of an upsert. */
  readonly action?: "insert" | "update"
  /** Of an upsert: the field that matched. */
  readonly duplicateField?: string | null
}

/** A success, by shape. Errors of a whole call never arrive here: they are `ApiError`s. */
export type Envelope =
  /** A document: `{"data":[…],"info":{…}}`, `{"count":3}`, `{"users":[…]}`. */
  | { readonly _tag: "Document"; readonly httpStatus: number; readonly body: Readonly<Record<string, unknown>> }
  /** One result a row, under any root key, in the order of the rows sent. Some or all may have failed. */
  | {
      readonly _tag: "Rows"
      readonly httpStatus: number
      readonly root: string
      readonly rows: ReadonlyArray<RowResult>
    }
  /** One result for the whole call: photo, blueprint, upload. */
  | { readonly _tag: "Single"; readonly httpStatus: number; readonly result: RowResult }
  /** 204: nothing there. 304: nothing changed. */
  | { readonly _tag: "Empty"; readonly httpStatus: number }

/** An answer as it came over the wire, with what the request knows that helps to read it. */
export interface Answer {
  readonly text: string
  readonly httpStatus: number
  /** The header's value; empty when there was none. */
  readonly contentType: string
  /** How many rows were sent; 0 for a read. Leave it out where results need not match what was sent. */
  readonly rows?: number | undefined
  /** The request's path. */
  readonly path?: string | undefined
  /** Of the header `X-API-CREDITS-REMAINING`. */
  readonly creditsRemaining?: number | undefined
}

type Decoded = Result.Result<Envelope, Reason>

const unexpected = (
  answer: Answer,
  problem: UnexpectedResponse["problem"],
  more: { readonly excerpt?: string; readonly path?: string } = {}
): UnexpectedResponse =>
  new UnexpectedResponse({
    problem,
    httpStatus: answer.httpStatus,
    contentType: answer.contentType,
    excerpt: "",
    ...more
  })

const isServerFailure = (httpStatus: number): boolean => httpStatus >= 500 && httpStatus !== 501

/** 429 and 5xx say enough by themselves, whatever the body or the lack of one. */
const byStatus = (answer: Answer): Reason =>
  Classify.reason({ code: "", message: "", httpStatus: answer.httpStatus, details: {} }, answer)

/** The visible text of a page, without what could be a token in a header that the page repeats. */
const excerptOf = (page: string): string =>
  page
    .slice(0, 20_000)
    .replace(/<(script|style)\b[\s\S]*?(<\/\1\s*>|$)/giu, " ")
    .replace(/<[^>]*(>|$)/gu, " ")
    .replace(/(Zoho-oauthtoken|Bearer)[\s:]+\S+/giu, "$1 <redacted>")
    .replace(/(?=[\w.-]*\d)[\w.-]{24,}/gu, "<redacted>")
    .replace(/\s+/gu, " ")
    .trim()
    .slice(0, 200)

/** Does text that begins as JSON end inside a string, an object or an array? */
const isCutOff = (text: string): boolean => {
  let depth = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    if (inString) {
      if (char === "\\") i++
      else if (char === '"') inString = false
    } else if (char === '"') inString = true
    else if (char === "{" || char === "[") depth++
    else if (char === "}" || char === "]") depth--
  }
  // Inside a string too, since it stands in an object or array that is still open.
  return depth > 0
}

/** Why a body is not JSON at all. */
const notJson = (answer: Answer, text: string): Reason => {
  if (answer.httpStatus === 429) return byStatus(answer)
  if (text.startsWith("<") || (/\bhtml\b/iu.test(answer.contentType) && !/^[{[]/u.test(text))) {
    return unexpected(answer, "html", { excerpt: excerptOf(text) })
  }
  if (text === "" && isServerFailure(answer.httpStatus)) return byStatus(answer)
  // A status that promises a body and has none lost it on the way.
  if (text === "" && answer.httpStatus < 300) return unexpected(answer, "cut-off")
  if (/^[{[]/u.test(text)) return unexpected(answer, isCutOff(text) ? "cut-off" : "not-json")
  return unexpected(answer, "not-json", { excerpt: excerptOf(text) })
}

/** The upload host's own form: keys in upper case or with hyphens, any of them, values of any kind. */
const uploadHostKeys = ["ERROR_CODE", "ERROR_MESSAGE", "x-error", "x-info", "http_status"]

const readUploadRefusal = (answer: Answer, body: Schema.JsonObject): Reason | undefined => {
  if (!uploadHostKeys.some((key) => key in body)) return undefined
  const code = textOf(body["ERROR_CODE"]) ?? textOf(body["http_status"]) ?? String(answer.httpStatus)
  const words = ["ERROR_MESSAGE", "x-error", "x-info", "info"].flatMap((key) => textOf(body[key]) ?? [])
  const refusal = { code, message: words.join("; "), httpStatus: answer.httpStatus, details: body }
  if (answer.httpStatus === 429) return Classify.reason(refusal, answer)
  return isServerFailure(answer.httpStatus) ? new ServerError(refusal) : new UploadRefused(refusal)
}

/** The oldest form of a refusal for spent credits: `{"code":429,"error":"TOO_MANY_REQUESTS",…}`. */
const readNumericCode = (answer: Answer, body: Schema.JsonObject): Reason | undefined => {
  const { code, error, error_info: info } = body
  if (typeof code !== "number" || typeof error !== "string" || error === "") return undefined
  const { code: _code, error: _error, ...details } = body
  const httpStatus = code === 429 ? 429 : answer.httpStatus
  return Classify.reason(
    { code: code === 429 ? "429" : error, message: typeof info === "string" ? info : error, httpStatus, details },
    answer
  )
}

/** The first root key that holds nothing but results, with the results. */
const findRows = (body: Schema.JsonObject): { root: string; rows: ReadonlyArray<RowResult> } | undefined => {
  for (const root in body) {
    const value = body[root]
    if (!isArray(value) || value.length === 0) continue
    const rows: Array<RowResult> = []
    for (const item of value) {
      const result = readResult(item)
      if (result === undefined) break
      rows.push(result)
    }
    if (rows.length === value.length) return { root, rows }
  }
  return undefined
}

/** Reasons that are about the call even where they stand in the place of a row. */
const aboutTheCall: ReadonlySet<Reason["_tag"]> = new Set<Reason["_tag"]>([
  "InvalidToken",
  "ScopeMismatch",
  "AuthenticationFailure",
  "RateLimited",
  "InvalidRequest"
])

const single = (answer: Answer, result: RowResult): Decoded =>
  result.status === "success"
    ? Result.succeed({ _tag: "Single", httpStatus: answer.httpStatus, result })
    : Result.fail(Classify.reason(said(result, answer.httpStatus), answer))

const decodeRows = (answer: Answer, root: string, rows: ReadonlyArray<RowResult>): Decoded => {
  const [first] = rows
  const sent = answer.rows
  if (first !== undefined && rows.every((it) => it.status === "error")) {
    const reason = Classify.reason(said(first, answer.httpStatus), answer)
    const alone = rows.length === 1
    const wrapped = alone && sent !== undefined && sent !== 1 && answer.httpStatus >= 400
    if (wrapped || isServerFailure(answer.httpStatus) || (alone && aboutTheCall.has(reason._tag))) {
      return Result.fail(reason)
    }
    if (alone && sent === 0) return Result.fail(reason)
  }
  // Results that cannot be matched with the rows sent must not be handed to them.
  if (sent !== undefined && sent > 0 && rows.length !== sent) {
    return Result.fail(unexpected(answer, "unknown-form", { path: `${root}[${Math.min(sent, rows.length)}]` }))
  }
  return Result.succeed({ _tag: "Rows", httpStatus: answer.httpStatus, root, rows })
}

const decodeObject = (answer: Answer, body: Schema.JsonObject): Decoded => {
  const refused = readNumericCode(answer, body) ?? readUploadRefusal(answer, body)
  if (refused !== undefined) return Result.fail(refused)
  const whole = readResult(body)
  if (whole !== undefined) return single(answer, whole)
  const found = findRows(body)
  if (found !== undefined) return decodeRows(answer, found.root, found.rows)
  for (const root in body) {
    // One result under a root key, where an array is usual.
    const result = readResult(body[root])
    if (result !== undefined) return single(answer, result)
  }
  if (answer.httpStatus === 429 || isServerFailure(answer.httpStatus)) return Result.fail(byStatus(answer))
  return answer.httpStatus < 300
    ? Result.succeed({ _tag: "Document", httpStatus: answer.httpStatus, body })
    : Result.fail(unexpected(answer, "unknown-form"))
}

const parse = (text: string): Result.Result<Schema.Json, unknown> =>
  Result.try({ try: (): Schema.Json => JSON.parse(text), catch: (cause) => cause })

/** Reads an answer by its shape: a success as an envelope, everything else as a reason. Never throws. */
export const decode = (answer: Answer): Decoded => {
  if (answer.httpStatus === 204 || answer.httpStatus === 304) {
    return Result.succeed({ _tag: "Empty", httpStatus: answer.httpStatus })
  }
  // A byte order mark is not JSON's.
  const text = answer.text.startsWith("\uFEFF") ? answer.text.slice(1) : answer.text
  const body = parse(text)
  if (Result.isFailure(body)) return Result.fail(notJson(answer, text.trim()))
  if (isObject(body.success)) return decodeObject(answer, body.success)
  if (answer.httpStatus === 429 || isServerFailure(answer.httpStatus)) return Result.fail(byStatus(answer))
  return Result.fail(unexpected(answer, "unknown-form"))
}

const format = SchemaIssue.makeFormatterStandardSchemaV1()

/** Where a value first departs from its schema, as `data[3].Mobile`; it holds nothing of the value. */
export const pathOf = (error: Schema.SchemaError): string => {
  const path = format(error.issue).issues[0]?.path ?? []
  return path
    .map((it) => (typeof it === "object" ? it.key : it))
    .reduce<string>((at, key) => (typeof key === "number" ? `${at}[${key}]` : `${at}${at && "."}${String(key)}`), "")
}

/** The reason when an answer was read and `at` that place it is not what the operation expects. */
export const unknownForm = (envelope: Envelope, at: Schema.SchemaError | string): UnexpectedResponse =>
  new UnexpectedResponse({
    problem: "unknown-form",
    httpStatus: envelope.httpStatus,
    contentType: "",
    excerpt: "",
    path: (typeof at === "string" ? at : pathOf(at)) || "the whole body"
  })
