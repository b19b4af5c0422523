/** A person at the emulator's consent page, over plain HTTP: opens it, chooses, sends the form as a browser would. */
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"

/** What the person does. */
export interface Choice {
  /** Accepts unless told to reject. */
  readonly decision?: "allow" | "deny"
  /** The user's email address as the page shows it; the administrator when left out. */
  readonly user?: string
  /** The data center of the account, when it is another one: `eu`. */
  readonly location?: string
}

/** What the page answered. */
export interface Answer {
  readonly status: number
  /** Where the browser is sent, if anywhere. */
  readonly location: string | undefined
  readonly body: string
}

const unescape = (text: string): string =>
  text
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")

const attribute = (tag: string, name: string): string | undefined => {
  const value = new RegExp(`\\b${name}="([^"]*)"`, "u").exec(tag)?.[1]
  return value === undefined ? undefined : unescape(value)
}

/** The fields of the form in a page, as they stand before anybody touches them. */
const fieldsOf = (html: string): Map<string, string> => {
  const fields = new Map<string, string>()
  for (const [tag] of html.matchAll(/<input\b[^>]*>/gu)) {
    const name = attribute(tag, "name")
    if (name === undefined || (attribute(tag, "type") === "radio" && !/\schecked\b/u.test(tag))) continue
    fields.set(name, attribute(tag, "value") ?? "")
  }
  for (const [select] of html.matchAll(/<select\b.*?<\/select>/gsu)) {
    const selected = /<option\b[^>]*\sselected\b[^>]*>/u.exec(select)?.[0]
    fields.set(attribute(select, "name") ?? "", attribute(selected ?? "", "value") ?? "")
  }
  return fields
}

/** The radio button whose label holds the text. */
const radioOf = (html: string, text: string): readonly [string, string] | undefined => {
  for (const [label] of html.matchAll(/<label\b.*?<\/label>/gsu)) {
    const [name, value] = [attribute(label, "name"), attribute(label, "value")]
    if (label.includes(text) && name !== undefined && value !== undefined) return [name, value]
  }
  return undefined
}

type Sent = Effect.Effect<Answer, HttpClientError.HttpClientError, HttpClient.HttpClient>

/** Opens an address and gives what came of it; redirects are not followed. */
export const open = (url: string): Sent =>
  Effect.gen(function* () {
    const response = yield* HttpClient.get(url)
    return { status: response.status, location: response.headers["location"], body: yield* response.text }
  })

/** Sends the form of the consent page at this address. */
export const answer = Effect.fn("Consent.answer")(function* (url: string, choice: Choice = {}) {
  const page = yield* open(url)
  const action = /<form\b[^>]*\baction="([^"]*)"/u.exec(page.body)?.[1]
  if (page.status !== 200 || action === undefined) return page
  const fields = fieldsOf(page.body)
  fields.set("decision", choice.decision ?? "allow")
  if (choice.location !== undefined) fields.set("location", choice.location)
  const radio = choice.user === undefined ? undefined : radioOf(page.body, choice.user)
  if (radio !== undefined) fields.set(...radio)
  const request = HttpClientRequest.post(new URL(action, url)).pipe(
    HttpClientRequest.setHeaders({ origin: new URL(url).origin, "sec-fetch-site": "same-origin" }),
    HttpClientRequest.bodyUrlParams(Object.fromEntries(fields))
  )
  const response = yield* HttpClient.execute(request)
  const answered: Answer = {
    status: response.status,
    location: response.headers["location"],
    body: yield* response.text
  }
  return answered
})

/** Enters the code of a device on the page at its `verification_url`, and answers there. */
export const enterCode = (verificationUrl: string, userCode: string, choice: Choice = {}) =>
  answer(`${verificationUrl}?user_code=${encodeURIComponent(userCode)}`, choice)
