/** The question itself: who grants what to whom, as a form that works without any script. */
import type { Core } from "../Core.ts"
import * as Html from "../Html.ts"
import * as Http from "../Http.ts"
import * as Center from "./Center.ts"
import * as Consent from "./Consent.ts"
import * as Page from "./Page.ts"

const names: { readonly [group: string]: string } = {
  modules: "records",
  settings: "settings and metadata",
  users: "users",
  org: "the organisation",
  bulk: "bulk jobs",
  coql: "queries",
  notifications: "notifications",
  securesearch: "results of searches",
  files: "files"
}

const verbs: { readonly [operation: string]: string } = {
  all: "Read and change",
  read: "Read",
  create: "Create",
  update: "Change",
  delete: "Delete",
  write: "Create and change"
}

/** `ZohoCRM.modules.leads.READ` in words; a scope that is not known is its own description. */
const describe = (scope: string): string => {
  const [, group = "", ...rest] = scope.split(".")
  const operation = rest.pop() ?? ""
  const [verb, name] = [verbs[operation.toLowerCase()], names[group.toLowerCase()]]
  if (verb === undefined || name === undefined) return scope
  return `${verb} ${name}${rest.length === 0 ? "" : ` (${rest.join(", ")})`}`
}

const radio = (name: string, value: string, checked: boolean, label: string, small = ""): string =>
  `<label class="option"><input type="radio" name="${name}" value="${Html.escape(value)}"${checked ? " checked" : ""} required> <span>${Html.escape(label)}${small === "" ? "" : `<small>${Html.escape(small)}</small>`}</span></label>`

const chooseOrg = (core: Core): string => {
  const orgs = Consent.orgs(core)
  if (orgs.length === 1) return `<p>Organisation: <strong>${Html.escape(orgs[0]?.name ?? "")}</strong></p>`
  const options = orgs.map((org, index) => radio("org", org.id, index === 0, org.name))
  return `<fieldset><legend>For which organisation</legend>${options.join("")}</fieldset>`
}

const chooseCenter = (core: Core): string => {
  const { center } = core.options
  const options = Center.names.map(
    (name) =>
      `<option value="${name}"${name === center ? " selected" : ""}>${name}${name === center ? " (this one)" : ""}</option>`
  )
  return `<details><summary>The account lives at another data center</summary><div class="field"><label class="top" for="location">Data center of the account</label><select id="location" name="location">${options.join("")}</select></div></details>`
}

/** The consent page. `scopes` are separated by blanks; `formTarget` is where the answer will lead. */
export const page = (
  core: Core,
  options: {
    readonly action: string
    readonly ticket: string
    readonly scopes: string
    readonly offline: boolean
    /** Who asks, as far as one can tell without its credentials. */
    readonly client: string
    readonly formTarget?: string
  }
): Http.Reply => {
  const users = Consent.users(core)
  const scopes = options.scopes.split(" ").map((scope) => {
    const text = describe(scope)
    return `<li>${Html.escape(text)}${text === scope ? "" : ` <span class="quiet">${Html.escape(scope)}</span>`}</li>`
  })
  const access = options.offline
    ? "It keeps this access until you revoke it."
    : "It has this access for a limited time, without a refresh token."
  return Page.render({
    status: 200,
    title: "Allow access to Zoho CRM?",
    ...(options.formTarget === undefined ? {} : { formTarget: options.formTarget }),
    body: `<p>${Html.escape(options.client)} asks for this access to Zoho CRM (${core.options.center}, ${core.options.environment}):</p>
<ul>${scopes.join("")}</ul>
<p>${access}</p>
<form method="post" action="${options.action}">
<input type="hidden" name="ticket" value="${options.ticket}">
<fieldset><legend>Who grants it</legend>${users.map((user, index) => radio("user", user.id, index === 0, user.name, user.email)).join("")}</fieldset>
${chooseOrg(core)}
${chooseCenter(core)}
<div class="actions"><button class="main" type="submit" name="decision" value="allow">Accept</button><button type="submit" name="decision" value="deny" formnovalidate>Reject</button></div>
</form>`
  })
}

/** What the user answered. */
export type Answer =
  | { readonly _tag: "Denied" }
  | { readonly _tag: "Elsewhere"; readonly location: Center.Center }
  | { readonly _tag: "Allowed"; readonly user: string; readonly org: string }
  | { readonly _tag: "Unclear" }

/** Reads the form; a user or organisation that was not offered is no answer. */
export const read = (core: Core, form: ReadonlyMap<string, string>): Answer => {
  if (form.get("decision") === "deny") return { _tag: "Denied" }
  if (form.get("decision") !== "allow") return { _tag: "Unclear" }
  const location = Center.find(form.get("location"))
  if (location !== undefined && location !== core.options.center) return { _tag: "Elsewhere", location }
  const orgs = Consent.orgs(core)
  const user = Consent.users(core).find((it) => it.id === form.get("user"))
  const org = orgs.length === 1 ? orgs[0] : orgs.find((it) => it.id === form.get("org"))
  if (user === undefined || org === undefined) return { _tag: "Unclear" }
  return { _tag: "Allowed", user: user.id, org: org.id }
}

/** The form that a consent page sent, and the question that it answers: each question is answered once. */
export const answered = (core: Core, request: Http.WireRequest) => {
  if (Consent.isForeign(core, request))
    return Page.problem(403, "access_denied", "Only the consent page itself may answer.")
  const form = Http.formOf(request)
  return { form, question: Consent.take(core, form.get("ticket") ?? "") }
}
