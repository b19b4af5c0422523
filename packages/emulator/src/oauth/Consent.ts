/** What a user is asked in a browser, kept between the page and its answer, and what was granted before. */
import { randomBytes } from "node:crypto"
import type { Core } from "../Core.ts"
import * as Foreign from "../Foreign.ts"
import type * as Http from "../Http.ts"
import * as Json from "../Json.ts"

/** A page that waits for its answer lives this long, in milliseconds. */
const ticketLife = 15 * 60_000

/**
 * Keeps a question and gives the one-time word that its answer must carry: no other site can read it, so no other site
 * can answer in the user's name.
 */
export const open = (core: Core, question: object): string => {
  const ticket = randomBytes(18).toString("base64url")
  const now = core.clock.now()
  core.db.run("DELETE FROM consent_ticket WHERE expires<=?", now)
  core.db.run(
    "INSERT INTO consent_ticket(ticket, question, expires) VALUES(?,?,?)",
    ticket,
    JSON.stringify(question),
    now + ticketLife
  )
  return ticket
}

/** The question behind a ticket, which is spent then; undefined when there is none, or none any more. */
export const take = (core: Core, ticket: string): { readonly [key: string]: unknown } | undefined => {
  const row = core.db.get("SELECT question, expires FROM consent_ticket WHERE ticket=?", ticket)
  core.db.run("DELETE FROM consent_ticket WHERE ticket=?", ticket)
  if (row === undefined || Number(row["expires"]) <= core.clock.now()) return undefined
  return Json.asObject(Json.parse(String(row["question"])))
}

const addressOnly = /^(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:]+\])(?::\d{1,5})?$/i

/** Whether a page of somebody else made a browser answer. */
export const isForeign = (core: Core, request: Http.WireRequest): boolean =>
  Foreign.isForeign(request, new URL(core.urls().accountsUrl).origin, addressOnly)

export interface User {
  readonly id: string
  readonly name: string
  readonly email: string
}

/** Users who can sign in: active and confirmed, the administrator first. */
export const users = (core: Core): ReadonlyArray<User> =>
  core.db
    .all(
      "SELECT id, name, email FROM user WHERE status='active' AND confirmed=1 ORDER BY email<>?, id LIMIT 200",
      core.credentials().userEmail
    )
    .map((row) => ({ id: String(row["id"]), name: String(row["name"]), email: String(row["email"]) }))

export interface Org {
  readonly id: string
  readonly name: string
}

/** The organisations that a user can choose from; tokens are for one of them. */
export const orgs = (core: Core): ReadonlyArray<Org> =>
  core.db.all("SELECT id, json FROM org ORDER BY id").map((row) => {
    const name = Json.asObject(Json.parse(String(row["json"])))?.["company_name"]
    return { id: String(row["id"]), name: typeof name === "string" ? name : "without a name" }
  })

/**
 * Notes a consent and says whether a refresh token comes of it: with `prompt=consent` always, else only the first time
 * that this user grants these scopes to this client.
 */
export const grant = (
  core: Core,
  granted: { readonly client: string; readonly user: string; readonly scopes: string; readonly prompted: boolean }
): boolean => {
  const { client, prompted, user } = granted
  const row = core.db.get("SELECT scopes FROM consent WHERE client=? AND user=?", client, user)
  const known = new Set(row === undefined ? [] : String(row["scopes"]).split(" "))
  const wanted = granted.scopes.split(" ")
  const first = row === undefined || wanted.some((scope) => !known.has(scope))
  for (const scope of wanted) known.add(scope)
  core.db.run(
    "INSERT INTO consent(client, user, scopes) VALUES(?,?,?) ON CONFLICT(client, user) DO UPDATE SET scopes=excluded.scopes",
    client,
    user,
    [...known].join(" ")
  )
  return prompted || first || core.switches().repeatedConsent === "refresh-token"
}
