/** `GET /oauth/v2/auth`: the request of a server-based client, the consent of its user, and the way back with a code. */
import * as Http from "../Http.ts"
import type { Call } from "../Router.ts"
import * as Center from "./Center.ts"
import * as Clients from "./Clients.ts"
import * as Consent from "./Consent.ts"
import * as ConsentForm from "./ConsentForm.ts"
import * as GrantCodes from "./GrantCodes.ts"
import * as Page from "./Page.ts"

const path = "/oauth/v2/auth"
const scopeForm = /^[A-Za-z]{1,40}(?:\.[A-Za-z0-9_-]{1,60}){1,4}$/

/** Scopes with blanks between them, or undefined when one of them is no scope. */
export const readScopes = (text: string): string | undefined => {
  const scopes = [...new Set(text.split(/[\s,]+/).filter((scope) => scope !== ""))]
  return scopes.length > 0 && scopes.length <= 100 && scopes.every((scope) => scopeForm.test(scope))
    ? scopes.join(" ")
    : undefined
}

/** The page that a request gets instead of a consent, or undefined. A code must never reach an unregistered address. */
const refuse = (call: Call, query: URLSearchParams): Http.Reply | undefined => {
  const client = Clients.find(call.core, query.get("client_id") ?? "")
  if (client === undefined) {
    return Page.problem(400, "invalid_client", "No client of this id is registered at this data center.")
  }
  if (!Clients.accepts(call.core, client, query.get("redirect_uri") ?? "")) {
    return Page.problem(400, "invalid_redirect_uri", "The redirect_uri is not one that is registered for this client.")
  }
  if (query.get("response_type") !== "code") {
    return Page.problem(400, "invalid_response_type", "response_type must be code.")
  }
  if (readScopes(query.get("scope") ?? "") === undefined) {
    return Page.problem(400, "invalid_scope", "Name scopes as ZohoCRM.modules.READ, with commas between them.")
  }
  if (!["offline", "online"].includes(query.get("access_type") ?? "online")) {
    return Page.problem(400, "invalid_access_type", "access_type must be offline or online.")
  }
  return undefined
}

const show = (call: Call): Http.Reply => {
  const { query } = call.target
  const refused = refuse(call, query)
  if (refused !== undefined) return refused
  const redirect = query.get("redirect_uri") ?? ""
  const question = {
    kind: "code",
    client: query.get("client_id") ?? "",
    redirect,
    scopes: readScopes(query.get("scope") ?? "") ?? "",
    offline: query.get("access_type") === "offline",
    prompted: query.get("prompt") === "consent",
    state: query.get("state")
  }
  return ConsentForm.page(call.core, {
    action: path,
    ticket: Consent.open(call.core, question),
    scopes: question.scopes,
    offline: question.offline,
    client: `The application that answers at ${new URL(redirect).host}`,
    formTarget: redirect
  })
}

/** Sends the browser back to the client. */
const sendBack = (redirect: string, parameters: { readonly [name: string]: string | null }): Http.Reply => {
  const url = new URL(redirect)
  for (const [name, value] of Object.entries(parameters)) if (value !== null) url.searchParams.set(name, value)
  return {
    status: 302,
    headers: { location: url.href, "cache-control": "no-store", "referrer-policy": "no-referrer" },
    body: ""
  }
}

const text = (value: unknown): string => (typeof value === "string" ? value : "")

const decide = (call: Call): Http.Reply => {
  const { core } = call
  const answered = ConsentForm.answered(core, call.request)
  if ("status" in answered) return answered
  const { form, question } = answered
  if (question === undefined || question["kind"] !== "code") {
    return Page.problem(
      400,
      "invalid_request",
      "This page was answered already or is too old. Start the sign-in again."
    )
  }
  const [client, redirect, scopes] = [text(question["client"]), text(question["redirect"]), text(question["scopes"])]
  const state = typeof question["state"] === "string" ? question["state"] : null
  const answer = ConsentForm.read(core, form)
  switch (answer._tag) {
    case "Unclear":
      return Page.problem(400, "invalid_request", "Choose one of the users shown. Start the sign-in again.")
    case "Denied":
      return sendBack(redirect, { error: "access_denied", state })
    case "Elsewhere":
      // The code is the other center's: nothing here can exchange it.
      return core.switches().multiDc
        ? sendBack(redirect, {
            code: GrantCodes.foreign(),
            location: answer.location,
            "accounts-server": Center.accounts[answer.location],
            state
          })
        : Page.problem(
            400,
            "invalid_client",
            `The client is not known at the account's data center (${answer.location}): multi-DC is not switched on for it.`
          )
    case "Allowed": {
      const { org, user } = answer
      const prompted = question["prompted"] === true
      const refreshes = Consent.grant(core, { client, user, scopes, prompted })
      const offline = question["offline"] === true && refreshes
      const code = GrantCodes.issueForConsent(core, { client, user, org, scopes, redirect, offline })
      if (code === undefined) return sendBack(redirect, { error: "access_denied", state })
      const { center } = core.options
      return sendBack(redirect, { code, location: center, "accounts-server": core.urls().accountsUrl, state })
    }
  }
}

export const routes = [
  { host: "accounts", method: "GET", path, scope: "none", credits: 0, handler: show },
  { host: "accounts", method: "POST", path, scope: "none", credits: 0, handler: decide }
] as const
