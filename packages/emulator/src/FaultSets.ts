/** Named sets of faults and switches: what surprises clients of the real API, one set each, to be set in one call. */
import type { Rule } from "./Faults.ts"
import type { Switches } from "./Switches.ts"

export interface FaultSet {
  /** What a client meets while it is set. */
  readonly what: string
  readonly rules?: ReadonlyArray<Rule>
  readonly switches?: Partial<Switches>
}

const error = (code: string, message: string, details: { readonly [key: string]: string | number } = {}) => ({
  code,
  details,
  message,
  status: "error"
})

const token = { host: "accounts", path: "/oauth/v2/token" } as const
const list = { host: "api", method: "GET", path: "/crm/v8/{module}" } as const

export const sets: { readonly [name: string]: FaultSet } = {
  "token-error-with-200": {
    what: "The token endpoint refuses with HTTP 200: only the missing access_token tells.",
    rules: [{ match: token, times: 1, action: { kind: "respond", status: 200, body: { error: "invalid_code" } } }]
  },
  "token-throttled": {
    what: "The token endpoint has given out its ten tokens in ten minutes: HTTP 400, Access Denied.",
    rules: [
      {
        match: token,
        times: 1,
        action: {
          kind: "respond",
          status: 400,
          body: {
            error: "Access Denied",
            error_description: "You have made too many requests continuously. Please try again after some time.",
            status: "failure"
          }
        }
      }
    ]
  },
  "tokens-vanish": {
    what: "Each new access token makes the one before it invalid, without notice.",
    switches: { liveAccessTokens: 1 }
  },
  "wrong-center": {
    what: "The accounts host of another center does not say so: the client is unknown there.",
    rules: [{ match: token, times: 1, action: { kind: "respond", status: 200, body: { error: "invalid_client" } } }]
  },
  "token-refused-early": {
    what: "An access token is refused before its time; a refresh helps.",
    rules: [
      {
        match: { host: "api" },
        times: 1,
        action: { kind: "respond", status: 401, body: error("INVALID_TOKEN", "invalid oauth token") }
      }
    ]
  },
  "page-token-expired": {
    what: "The second page's token is older than a day.",
    rules: [
      {
        match: { ...list, nth: 2 },
        action: {
          kind: "respond",
          status: 400,
          body: error("EXPIRED_VALUE", "Page token expired", {
            api_name: "page_token",
            json_path: "$.query.page_token"
          })
        }
      }
    ]
  },
  "page-token-mismatch": {
    what: "The second page's token is bound to other parameters.",
    rules: [
      {
        match: { ...list, nth: 2 },
        action: {
          kind: "respond",
          status: 400,
          body: error("TOKEN_BOUND_DATA_MISMATCH", "the page token is bound to other parameters", {
            param_name: "page_token"
          })
        }
      }
    ]
  },
  "nothing-there": {
    what: "A read finds nothing: 204 and no body to parse.",
    rules: [{ match: { host: "api", method: "GET" }, times: 1, action: { kind: "respond", status: 204 } }]
  },
  "errors-with-202": {
    what: "A write whose rows all failed answers 2xx: each row's status decides.",
    rules: [
      {
        match: { host: "api", method: "PUT" },
        times: 1,
        action: {
          kind: "respond",
          status: 202,
          body: { data: [error("INVALID_DATA", "invalid data", { api_name: "Mobile", maximum_length: 30 })] }
        }
      }
    ]
  },
  "search-lags": {
    what: "What was written is found by search a minute later; COQL finds it at once.",
    switches: { searchLagSeconds: 60 }
  },
  "scope-missing": {
    what: "COQL needs a scope that the token lacks: 401 that no refresh mends.",
    rules: [
      {
        match: { host: "api", path: "/crm/v8/coql" },
        action: {
          kind: "respond",
          status: 401,
          body: error("OAUTH_SCOPE_MISMATCH", "invalid oauth scope to access this URL")
        }
      }
    ]
  },
  "misspelt-fields-vanish": {
    what: "A write with an unknown field succeeds, and the value is lost.",
    switches: { unknownFields: "ignore" }
  },
  "misspelt-fields-fail": {
    what: "A write with an unknown field is refused for its row.",
    switches: { unknownFields: "error" }
  },
  "channel-gone": {
    what: "A notification channel expired without notice: renewing it answers NOT_SUBSCRIBED.",
    rules: [
      {
        match: { host: "api", method: "PATCH", path: "/crm/v8/actions/watch" },
        times: 1,
        action: {
          kind: "respond",
          status: 400,
          body: { watch: [error("NOT_SUBSCRIBED", "Not subscribed for actions-watch of the given channel")] }
        }
      }
    ]
  },
  "job-state-without-space": {
    what: "A bulk write that runs is INPROGRESS, where others say IN PROGRESS.",
    switches: { bulkWriteRunningState: "INPROGRESS" }
  },
  "too-many-calls": {
    what: "429 that names no limit and no time to come back.",
    rules: [
      {
        match: { host: "api" },
        times: 1,
        action: {
          kind: "respond",
          status: 429,
          body: error("TOO_MANY_REQUESTS", "Too many requests at the same time")
        }
      }
    ]
  },
  "too-many-calls-2026": {
    what: "429 with the newer code RATE_LIMIT_EXCEEDED.",
    rules: [
      {
        match: { host: "api" },
        times: 1,
        action: {
          kind: "respond",
          status: 429,
          body: error("RATE_LIMIT_EXCEEDED", "Too many requests. Please try again later.")
        }
      }
    ]
  },
  "server-error": {
    what: "The server fails for no reason of the client's: 500 INTERNAL_ERROR, once.",
    rules: [
      {
        match: { host: "api" },
        times: 1,
        action: { kind: "respond", status: 500, body: error("INTERNAL_ERROR", "Internal Server Error") }
      }
    ]
  },
  unavailable: {
    what: "The service is gone for two calls: 502, then 503, both SERVICE_UNAVAILABLE.",
    rules: [502, 503].map((status) => ({
      match: { host: "api" },
      times: 1,
      action: {
        kind: "respond",
        status,
        body: error("SERVICE_UNAVAILABLE", "Service temporarily unavailable")
      }
    }))
  },
  "credits-spent-old-form": {
    what: "The day's credits are spent, in the older body form with a number for its code.",
    rules: [
      {
        match: { host: "api" },
        times: 1,
        action: {
          kind: "respond",
          status: 429,
          headers: { "x-api-credits-remaining": "0" },
          body: { code: 429, error: "TOO_MANY_REQUESTS", error_info: "The day's limit is reached.", details: [] }
        }
      }
    ]
  },
  "several-errors-in-one": {
    what: "One row has several errors, nested in details.errors.",
    rules: [
      {
        match: { host: "api", method: "POST", path: "/crm/v8/{module}" },
        times: 1,
        action: {
          kind: "respond",
          status: 400,
          body: {
            data: [
              {
                ...error("MULTIPLE_OR_MULTI_ERRORS", "multiple errors"),
                details: {
                  errors: [
                    error("MANDATORY_NOT_FOUND", "required field not found", { api_name: "Last_Name" }),
                    error("INVALID_DATA", "invalid data", { api_name: "Email", expected_data_type: "email" })
                  ]
                }
              }
            ]
          }
        }
      }
    ]
  },
  "answer-lost-after-write": {
    what: "A write takes effect and its answer never arrives.",
    rules: [{ match: { host: "api", method: "PUT" }, times: 1, when: "after", action: { kind: "reset" } }]
  },
  "a-proxys-page": {
    what: "A page of HTML with status 200 stands in for an answer.",
    rules: [{ match: { host: "api" }, times: 1, action: { kind: "html", status: 200 } }]
  }
}
