/** A plain HTTP caller for the tests: a method, a path, a body; an answer. */
import * as Effect from "effect/Effect"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import { Emulator } from "@effect-zoho/emulator/Emulator"

interface Answer {
  readonly status: number
  readonly headers: { readonly [name: string]: string | undefined }
  readonly text: string
  /** The parsed body; tests look into it freely. */
  readonly json: any
}

export interface Options {
  readonly body?: unknown
  /** Sent as it is, instead of `body` as JSON. */
  readonly raw?: string | Uint8Array
  readonly headers?: { readonly [name: string]: string }
  /** null: no Authorization header. */
  readonly token?: string | null
}

const isMethod = (method: string): method is "GET" => /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)$/.test(method)

/** Sends one request to an absolute URL. */
export const send = Effect.fnUntraced(function* (method: string, url: string, options: Options = {}) {
  const http = yield* HttpClient.HttpClient
  const headers = {
    ...options.headers,
    ...(typeof options.token === "string" ? { authorization: `Zoho-oauthtoken ${options.token}` } : {})
  }
  let request = HttpClientRequest.make(isMethod(method) ? method : "GET")(url, { headers })
  const raw = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body))
  if (raw !== undefined) {
    const bytes = typeof raw === "string" ? new TextEncoder().encode(raw) : raw
    // Zoho's own clients send JSON with no content type at all.
    request = HttpClientRequest.setBody(
      request,
      HttpBody.raw(bytes, { contentType: options.headers?.["content-type"] })
    )
  }
  const response = yield* http.execute(request)
  const text = yield* response.text
  let json: any
  try {
    json = JSON.parse(text)
  } catch {
    json = undefined
  }
  return { status: response.status, headers: response.headers, text, json } satisfies Answer
})

/** A form POST to the accounts host. */
export const form = Effect.fnUntraced(function* (path: string, fields: { readonly [name: string]: string }) {
  const emulator = yield* Emulator
  return yield* send("POST", emulator.accountsUrl + path, {
    raw: new URLSearchParams(fields).toString(),
    headers: { "content-type": "application/x-www-form-urlencoded" }
  })
})

/** The form of a refresh with the seeded credentials. */
export const refreshForm = (emulator: Emulator["Service"]) => ({
  grant_type: "refresh_token",
  client_id: emulator.credentials.clientId,
  client_secret: emulator.credentials.clientSecret,
  refresh_token: emulator.credentials.refreshToken
})

/** A new access token. */
export const signIn = Effect.gen(function* () {
  const emulator = yield* Emulator
  const answer = yield* form("/oauth/v2/token", refreshForm(emulator))
  return String(answer.json?.access_token)
})

/** A call to the API host, signed in unless `token` says otherwise. */
export const call = Effect.fnUntraced(function* (method: string, path: string, options: Options = {}) {
  const emulator = yield* Emulator
  const token = options.token === undefined ? yield* signIn : options.token
  return yield* send(method, emulator.apiUrl + path, { ...options, token })
})
