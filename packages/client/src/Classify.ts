/** From what Zoho says to a reason: by HTTP status where that decides alone, else by code, never by message text. */
import {
  AlreadyModified,
  ApiError,
  AuthenticationFailure,
  type Details,
  DuplicateData,
  InvalidData,
  InvalidRequest,
  InvalidToken,
  LimitExceeded,
  MandatoryNotFound,
  MultipleErrors,
  NoPermission,
  NotFound,
  PageTokenInvalid,
  RateLimited,
  type Reason,
  RecordLocked,
  Refused,
  type Said,
  ScopeMismatch,
  ServerError,
  UploadRefused
} from "./ApiError.ts"
import { isArray, isObject, readSaid, textOf } from "./internal/Json.ts"

/** What the caller knows beside Zoho's words. */
export interface Context {
  /** The request's path: tells which part of it `resource_path_index` blames. */
  readonly path?: string | undefined
  /** The record the row or call was about. */
  readonly id?: string | undefined
  /** Of the header `X-API-CREDITS-REMAINING`; absent while less than half of the day's credits are used. */
  readonly creditsRemaining?: number | undefined
}

type Make = (said: Said, context: Context) => Reason

/** The part of the path below `/crm/v8` that Zoho counts as `index`. */
const segment = (path: string, index: number): string | undefined =>
  path
    .replace(/^\/crm\/[^/]+/u, "")
    .split("/")
    .slice(1)[index]

/** Is it the record's own id, and not a value inside it, that `INVALID_DATA` blames? */
const blamesId = (details: Details, path: string | undefined): boolean => {
  const index = details["resource_path_index"]
  if (typeof index === "number") {
    // 0 is the module, 1 the record; further on only digits are an id, as in `/settings/fields/111`.
    return index === 1 || (index > 1 && (path === undefined || /^\d+$/u.test(segment(path, index) ?? "")))
  }
  if (details["api_name"] === "id") {
    const place = details["json_path"]
    // `$.data[0].Owner.id` is a lookup's id, not the row's.
    return typeof place !== "string" || /^\$\.\w+\[\d+\]\.id$/u.test(place)
  }
  const keys = Object.keys(details)
  return keys.length === 1 && keys[0] === "id"
}

const notFound: Make = (said, context) => {
  const id = textOf(said.details["id"]) ?? context.id
  return new NotFound({ ...said, ...(id === undefined ? {} : { id }) })
}

const invalidData: Make = (said, context) => {
  if (blamesId(said.details, context.path)) return notFound(said, context)
  return typeof said.details["resource_path_index"] === "number" ? new InvalidRequest(said) : new InvalidData(said)
}

const duplicateData: Make = (said) => {
  const record = said.details["duplicate_record"]
  // Older answers name the other record's id directly.
  const duplicateId = (isObject(record) ? textOf(record["id"]) : undefined) ?? textOf(said.details["id"])
  return new DuplicateData({ ...said, ...(duplicateId === undefined ? {} : { duplicateId }) })
}

const multiple: Make = (said) => {
  const nested = said.details["errors"]
  const errors = isArray(nested) ? nested.flatMap((it) => readSaid(it, said.httpStatus) ?? []) : []
  return new MultipleErrors({ ...said, errors })
}

const rateLimited: Make = (said, { creditsRemaining }) => {
  // With credits left the refusal can only be about calls at the same time; which of the two pools, Zoho does not say.
  const limit =
    creditsRemaining === 0 || spentCredits.has(said.code)
      ? "credits"
      : creditsRemaining === undefined
        ? "unknown"
        : "concurrency"
  return new RateLimited({ ...said, limit })
}

/** Codes, in use only with HTTP 429, that mean the credits of the last 24 hours; `429` is the oldest form's number. */
const spentCredits: ReadonlySet<string> = new Set(["API_LIMIT_EXCEEDED", "LIMIT_EXCEEDED", "429"])

const noPermission =
  (forbiddenBy: NoPermission["forbiddenBy"]): Make =>
  (said) =>
    new NoPermission({ ...said, forbiddenBy })

/** Codes by reason; whatever is not here is `Refused`. */
const groups: ReadonlyArray<readonly [Make, ReadonlyArray<string>]> = [
  [invalidData, ["INVALID_DATA"]],
  [
    (said) => new InvalidData(said),
    [
      "DEPENDENT_MISMATCH",
      "MAPPING_MISMATCH",
      "PATTERN_NOT_MATCHED",
      "RESERVED_KEYWORD_NOT_ALLOWED",
      "UNABLE_TO_PARSE_DATA_TYPE",
      "JSON_PARSE_ERROR",
      "INVALID_CALLBACK_URL"
    ]
  ],
  [
    (said) => new MandatoryNotFound(said),
    ["MANDATORY_NOT_FOUND", "EXPECTED_FIELD_MISSING", "REQUIRED_DATA_NOT_FOUND", "DEPENDENT_FIELD_MISSING"]
  ],
  [duplicateData, ["DUPLICATE_DATA", "DUPLICATE_LINKING_DATA"]],
  [multiple, ["MULTIPLE_OR_MULTI_ERRORS"]],
  [
    notFound,
    ["NOT_FOUND", "NO_RECORDS_FOUND", "NO_CONTENT", "RECORD_NOT_FOUND", "RESOURCE_NOT_FOUND", "ENTITY_ID_INVALID"]
  ],
  [(said) => new RecordLocked(said), ["RECORD_LOCKED"]],
  [(said) => new AlreadyModified(said), ["ALREADY_MODIFIED", "RECORD_MODIFIED"]],
  [
    noPermission("permission"),
    ["NO_PERMISSION", "AUTHORIZATION_FAILED", "PERMISSION_DENIED", "FEATURE_PERMISSION", "CANNOT_ASSIGN"]
  ],
  [
    noPermission("edition"),
    [
      "NOT_SUPPORTED",
      "NOT_SUPPORTED_FEATURE",
      "FEATURE_NOT_SUPPORTED",
      "FEATURE_NOT_ENABLED",
      "TERRITORY_NOT_ENABLED",
      "FIELD_TYPE_UNAVAILABLE",
      "LICENSE_LIMIT_EXCEEDED",
      "UNAPPROVABLE"
    ]
  ],
  [
    noPermission("state"),
    [
      "NOT_ALLOWED",
      "CANNOT_PERFORM_ACTION",
      "CANNOT_PROCESS",
      "CANNOT_DELETE",
      "CANNOT_BE_UPDATED",
      "NOT_APPROVED",
      "NOT_REVIEWED",
      "RECORD_IN_BLUEPRINT",
      "RECORD_NOT_IN_PROCESS",
      "CONVERTED_RECORD",
      "ID_ALREADY_CONVERTED"
    ]
  ],
  [(said) => new ScopeMismatch(said), ["OAUTH_SCOPE_MISMATCH"]],
  [(said) => new AuthenticationFailure(said), ["AUTHENTICATION_FAILURE"]],
  [
    (said) => new InvalidToken(said),
    ["INVALID_TOKEN", "INVALID_OAUTHTOKEN", "INVALID_OAUTH_TOKEN", "INVALID_ACCESS_TOKEN", "EXPIRED_TOKEN"]
  ],
  [
    (said) => new InvalidRequest(said),
    [
      "INVALID_MODULE",
      "INVALID_URL_PATTERN",
      "INVALID_REQUEST_METHOD",
      "INVALID_REQUEST",
      "BAD_REQUEST",
      "API_NOT_SUPPORTED",
      "REQUIRED_PARAM_MISSING",
      "EXPECTED_PARAM_MISSING",
      "DEPENDENT_PARAM_MISSING",
      "AMBIGUITY_DURING_PROCESSING",
      "INVALID_QUERY",
      "SYNTAX_ERROR",
      "INVALID_ALIAS",
      "REQUEST_BODY_NOT_SUPPORTED"
    ]
  ],
  [
    (said) => new LimitExceeded(said),
    [
      "LIMIT_EXCEEDED",
      "LIMIT_REACHED",
      "CRITERIA_LIMIT_EXCEEDED",
      "DISCRETE_PAGINATION_LIMIT_EXCEEDED",
      "PAGINATION_LIMIT_EXCEEDED",
      "STORAGE_SPACE_EXCEEDED",
      "SHARE_LIMIT_EXCEEDED",
      "CONCURRENT_JOB_LIMIT_EXCEEDED"
    ]
  ],
  [(said) => new PageTokenInvalid({ ...said, why: "expired" }), ["EXPIRED_VALUE"]],
  [(said) => new PageTokenInvalid({ ...said, why: "parameters-changed" }), ["TOKEN_BOUND_DATA_MISMATCH"]],
  [rateLimited, ["TOO_MANY_REQUESTS", "RATE_LIMIT_EXCEEDED", "API_LIMIT_EXCEEDED"]],
  [
    (said) => new ServerError(said),
    ["INTERNAL_ERROR", "INTERNAL_SERVER_ERROR", "SERVICE_UNAVAILABLE", "REQUEST_TIMEOUT"]
  ],
  [
    (said) => new UploadRefused(said),
    [
      "FILE_SIZE_MORE_THAN_ALLOWED_SIZE",
      "BODY_SIZE_REACHED",
      "FILE_SIZE_EXCEEDS",
      "FILE_TOO_LARGE",
      "INVALID_FILE_FORMAT",
      "FILE_NOT_SUPPORTED",
      "VIRUS_DETECTED",
      "failure_in_attachment_handling"
    ]
  ]
]

const byCode: ReadonlyMap<string, Make> = new Map(
  groups.flatMap(([make, codes]) => codes.map((code): readonly [string, Make] => [code, make]))
)

/**
 * The reason behind what Zoho said about a call or a row. HTTP 429 is always `RateLimited` and 5xx (but 501) always
 * `ServerError`, whatever the code; a code without a reason of its own is `Refused`.
 */
export const reason = (said: Said, context: Context = {}): Reason => {
  if (said.httpStatus === 429) return rateLimited(said, context)
  // 501 says that the call does not exist, so it had no effect.
  if (said.httpStatus >= 500 && said.httpStatus !== 501) return new ServerError(said)
  const make = byCode.get(said.code)
  return make === undefined ? new Refused(said) : make(said, context)
}

/** The error of an operation that Zoho refused with these words. */
export const fromSaid = (operation: string, said: Said, context: Context = {}): ApiError =>
  new ApiError({ operation, reason: reason(said, context) })
