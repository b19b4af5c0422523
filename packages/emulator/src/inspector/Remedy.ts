/** What to do about each refusal, by its code. */
import type { Host } from "../Http.ts"

const api: { readonly [code: string]: string } = {
  ALREADY_MODIFIED: "The record was changed after the time of If-Unmodified-Since: read it again, then decide.",
  ALREADY_SCHEDULED: "Such a job waits or runs already: Jobs shows it.",
  AMBIGUITY_DURING_PROCESSING: "Send only one of the parameters that the details name.",
  AUTHENTICATION_FAILURE: "Send the header Authorization: Zoho-oauthtoken followed by an access token.",
  AUTHORIZATION_FAILED: "The profile of the token's user shows these records and may not do this with them.",
  CANNOT_ASSIGN: "The new owner's profile does not show this module: choose somebody else, or change the profile.",
  CANNOT_BE_UPDATED: "Leave this field out: it cannot be changed.",
  CONVERTED_RECORD: "The lead was converted: use the contact, account or deal it became.",
  DEPENDENT_FIELD_MISSING: "Send the field that the details name together with this one.",
  DEPENDENT_MISMATCH: "Send values that go together; the details name the other field.",
  DISCRETE_PAGINATION_LIMIT_EXCEEDED: "Beyond 2,000 records go on with the next_page_token of the page before.",
  DUPLICATE_DATA: "Another record has this value already: its id is in the details. Use upsert, or another value.",
  DUPLICATE_LINKING_DATA: "The two records are tied already: nothing is left to do.",
  EXPECTED_FIELD_MISSING: "Send one of the fields that the details name.",
  EXPECTED_PARAM_MISSING: "Send one of the parameters that the details name.",
  EXPIRED_VALUE: "Begin again without page_token: a token lives 24 hours.",
  HEADER_LIMIT_EXCEEDED: "Shorten the header.",
  ID_ALREADY_CONVERTED: "The lead was converted before: nothing is left to do.",
  INVALID_DATA: "Correct the value that the details name; what is expected and what was sent stand above.",
  INVALID_FIELD: "Use the API name of a field; Records lists the fields of each module.",
  INVALID_FIELD_NAME: "Use the API name of a field; Records lists the fields of each module.",
  INVALID_FILE_ID: "Upload the file again: the id is unknown, spent or too old.",
  INVALID_MODULE: "Use the API name of a module; Records lists them.",
  INVALID_QUERY: "Correct the query where the details point.",
  INVALID_REFERENCE: "Point to a request of the same composite call that was answered before.",
  INVALID_REQUEST: "Compare the parameters with the page of this call in Zoho's documentation.",
  INVALID_REQUEST_METHOD: "Use another HTTP method for this path.",
  INVALID_TOKEN: "Get a new access token with the refresh token, and repeat the call.",
  INVALID_URL_PATTERN: "Compare the path with the documentation, and the host with the URL the emulator printed.",
  JSON_PARSE_ERROR: "Send a body that is JSON.",
  LICENSE_LIMIT_EXCEEDED: "The edition allows no more of these: start the emulator with a larger --edition.",
  MANDATORY_NOT_FOUND: "Send the field that the details name: it is mandatory.",
  MEDIA_TYPE_NOT_SUPPORTED: "Send the content type that this call takes, mostly application/json.",
  MISSING_REQUIRED_KEY: "Send the key that the details name.",
  MODULE_NOT_AVAILABLE: "Use the API name of a module; Records lists them.",
  MODULE_NOT_SUPPORTED: "This call does not work on this module.",
  NOT_ALLOWED: "The details name what is not allowed here; a switch may decide it.",
  NOT_EMULATED: "Zoho has this call, the emulator does not answer it yet.",
  NOT_SUBSCRIBED: "The channel is gone or was never there: enable it again.",
  NOT_SUPPORTED: "This module, field or value does not take part in this call.",
  NO_PERMISSION:
    "The profile of the token's user lacks the permission that the details name; for a row, its module is closed by data sharing, or the profile only shows the field.",
  NO_RECORDS_FOUND: "Nothing matches what was asked for.",
  OAUTH_SCOPE_MISMATCH: "Ask for a token with the scope that the call needs: a refresh keeps the old scopes.",
  PAGINATION_LIMIT_EXCEEDED: "At most 100,000 records can be listed: use bulk read.",
  PATTERN_NOT_MATCHED: "The value does not look as this field's values must.",
  RATE_LIMIT_EXCEEDED: "Too many calls at once: wait for some to end.",
  RECORD_IN_BLUEPRINT: "Use the transitions of the blueprint for this field.",
  RECORD_LOCKED: "Unlock the record first.",
  RECORD_NOT_IN_PROCESS: "The record is in no blueprint.",
  REQUEST_BODY_IS_EMPTY: "Send a body.",
  REQUEST_BODY_NOT_READABLE: "Send a body that is JSON.",
  REQUIRED_PARAM_MISSING: "Send the parameter that the details name.",
  RESOURCE_NOT_FOUND: "Compare the id in the path with the list of these resources.",
  SYNTAX_ERROR: "Correct the query where the details point.",
  TOKEN_BOUND_DATA_MISMATCH: "Send page_token with the very parameters of the page that gave it.",
  TOO_MANY_REQUESTS: "Wait until calls have ended or credits come back; Clock can move a day on.",
  UNABLE_TO_PARSE_DATA_TYPE: "Send JSON of the form that this call takes."
}

/** Codes of one kind. */
const families: ReadonlyArray<readonly [RegExp, string]> = [
  [/LIMIT_EXCEEDED|LIMIT_REACHED|TOO_LARGE|FILE_SIZE|BODY_SIZE/, "Send less: the details say how much is allowed."],
  [/CRITERIA|COMPARATOR/, "Correct the criteria where the details point."],
  [/^FILE_|^INVALID_FILE/, "Send a file of the kind that this call takes."],
  [/MAPP/, "Compare the mapping with the columns of the file and the fields of the module."]
]

const accounts: { readonly [code: string]: string } = {
  "Access Denied": "Too many tokens in too short a time: keep an access token for its hour instead of asking anew.",
  access_denied: "The user refused, or asked too often.",
  authorization_pending: "The user has not answered yet: ask again after the interval.",
  expired: "The code is older than it may be: start again.",
  invalid_client:
    "Client id or data center is wrong: compare CLIENT_ID and ACCOUNTS_URL with what the emulator printed.",
  invalid_client_secret: "Compare CLIENT_SECRET with what the emulator printed.",
  invalid_code: "The code or refresh token is spent, revoked, expired, or of another emulator: sign in again.",
  invalid_grant: "The grant type does not fit what was sent.",
  invalid_redirect_uri: "Use the redirect URI that is registered: http://127.0.0.1:8765/callback, at any port.",
  slow_down: "Ask less often: the interval came with the code."
}

const byStatus: { readonly [code: string]: string } = {
  HTTP_401: "Send a valid access token.",
  HTTP_404: "Compare host and path with what the emulator printed.",
  HTTP_413: "Send a smaller body.",
  HTTP_500: "A defect of the emulator: please report it with this request."
}

/** Undefined where the answer says all there is. */
export const remedyOf = (host: Host, code: string): string | undefined => {
  const table = host === "accounts" ? accounts : api
  if (Object.hasOwn(table, code)) return table[code]
  if (Object.hasOwn(byStatus, code)) return byStatus[code]
  return host === "accounts" ? undefined : families.find(([pattern]) => pattern.test(code))?.[1]
}
