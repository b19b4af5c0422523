/** A browser's part in a sign-in, without a browser: opens the page, fills its form, sends it. */
import * as Effect from "effect/Effect"
import { assert } from "@effect/vitest"
import { Emulator } from "@effect-zoho/emulator/Emulator"
import { send } from "./Client.ts"

export interface Choice {
  readonly decision?: "allow" | "deny"
  /** Part of the label of a user; the first one when left out. */
  readonly user?: string
  /** Replaces or adds fields. */
  readonly fields?: { readonly [name: string]: string }
  readonly headers?: { readonly [name: string]: string }
}

/** The fields of a page's form as they stand: hidden ones, checked radios, selected options. */
export const fieldsOf = (html: string): { [name: string]: string } => {
  const fields: { [name: string]: string } = {}
  for (const [, attributes = ""] of html.matchAll(/<input ([^>]*)>/g)) {
    const name = /name="([^"]*)"/.exec(attributes)?.[1]
    const value = /value="([^"]*)"/.exec(attributes)?.[1] ?? ""
    if (name !== undefined && (!attributes.includes('type="radio"') || attributes.includes("checked")))
      fields[name] = value
  }
  for (const [, name = "", options = ""] of html.matchAll(/<select [^>]*name="([^"]*)">(.*?)<\/select>/gs))
    fields[name] = /value="([^"]*)" selected/.exec(options)?.[1] ?? ""
  return fields
}

const userOf = (html: string, label: string): string => {
  const option = [...html.matchAll(/<label class="option">(.*?)<\/label>/gs)].find(([, text = ""]) =>
    text.includes(label)
  )
  return /value="([^"]*)"/.exec(option?.[1] ?? "")?.[1] ?? assert.fail(`no user ${label} on the page`)
}

/** Answers the consent page that stands in `html`. */
export const answerPage = Effect.fnUntraced(function* (html: string, choice: Choice = {}) {
  const { accountsUrl } = yield* Emulator
  const action = /action="([^"]*)"/.exec(html)?.[1] ?? assert.fail(`no form in ${html}`)
  const fields = {
    ...fieldsOf(html),
    decision: choice.decision ?? "allow",
    ...(choice.user === undefined ? {} : { user: userOf(html, choice.user) }),
    ...choice.fields
  }
  return yield* send("POST", accountsUrl + action, {
    raw: new URLSearchParams(fields).toString(),
    headers: { "content-type": "application/x-www-form-urlencoded", ...choice.headers }
  })
})

/** Parameters of a good authorization request. */
export const request = (emulator: Emulator["Service"], more: { readonly [name: string]: string } = {}) => ({
  response_type: "code",
  client_id: emulator.credentials.clientId,
  scope: "ZohoCRM.modules.ALL,ZohoCRM.users.READ",
  redirect_uri: "http://127.0.0.1:8765/callback",
  access_type: "offline",
  prompt: "consent",
  state: "s t&te/1",
  ...more
})

/** Opens the authorization page. */
export const authorize = Effect.fnUntraced(function* (query: { readonly [name: string]: string }) {
  const { accountsUrl } = yield* Emulator
  return yield* send("GET", `${accountsUrl}/oauth/v2/auth?${new URLSearchParams(query).toString()}`)
})

/** Consents, and gives what the browser takes back to the client. */
export const consent = Effect.fnUntraced(function* (
  more: { readonly [name: string]: string } = {},
  choice: Choice = {}
) {
  const emulator = yield* Emulator
  const page = yield* authorize(request(emulator, more))
  assert.strictEqual(page.status, 200, page.text)
  const answer = yield* answerPage(page.text, choice)
  assert.strictEqual(answer.status, 302, answer.text)
  return new URL(answer.headers["location"] ?? "").searchParams
})
