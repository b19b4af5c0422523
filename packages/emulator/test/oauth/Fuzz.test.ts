import { assert, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import * as Core from "@effect-zoho/emulator/Core"
import * as Http from "@effect-zoho/emulator/Http"
import { fieldsOf } from "../support/Consent.ts"

const core = Core.make({ leads: 1 })
const { clientId, clientSecret, refreshToken } = core.credentials()
const [{ id: user } = { id: "" }] = core.db.all("SELECT id FROM user")

const answer = (method: string, path: string, form: URLSearchParams): Http.Reply =>
  core
    .plan({
      host: "accounts",
      method,
      url: method === "GET" ? `${path}?${form.toString()}` : path,
      headers: {},
      body: method === "GET" ? new Uint8Array() : new Uint8Array(Http.bytesOf(form.toString()))
    })
    .deliver().reply

/** Values that mean something, and any other. */
const good: { readonly [name: string]: string } = {
  client_id: clientId,
  client_secret: clientSecret,
  refresh_token: refreshToken,
  redirect_uri: "http://127.0.0.1:9/callback",
  response_type: "code",
  scope: "ZohoCRM.users.READ",
  access_type: "offline",
  prompt: "consent",
  decision: "allow",
  user: String(user)
}
const names = [...Object.keys(good), "grant_type", "code", "token", "state", "ticket", "user_code", "location"] as const
const grants = ["authorization_code", "refresh_token", "device_request", "device_token", "client_credentials"] as const
const field = Schema.Tuple([Schema.Literals(names), Schema.String])
const paths = [
  "/oauth/v2/auth",
  "/oauth/v2/token",
  "/oauth/v2/token/revoke",
  "/oauth/v3/device",
  "/oauth/v3/device/code",
  "/oauth/v3/device/token",
  "/oauth/v3/device/verify"
] as const

it.prop(
  "no request to the accounts host makes it crash, whatever is changed in a good one",
  [
    Schema.Literals(["GET", "POST", "PUT", "HEAD"]),
    Schema.Literals(paths),
    Schema.Literals(grants),
    Schema.Array(field),
    Schema.Boolean
  ],
  ([method, path, grant, changes, ticket]) => {
    const form = new URLSearchParams({ ...good, grant_type: grant })
    // A page's ticket, so that the answer reaches what lies behind it.
    if (ticket) {
      const page = answer("GET", "/oauth/v2/auth", new URLSearchParams(good))
      form.set("ticket", fieldsOf(Http.textOf(page.body))["ticket"] ?? assert.fail("no ticket"))
    }
    for (const [name, value] of changes) form.set(name, value)
    const reply = answer(method, path, form)
    assert.notStrictEqual(reply.status, 500)
    assert.strictEqual(core.counters.defects, 0)
    const type = reply.headers["content-type"] ?? ""
    if (type.includes("json")) JSON.parse(Http.textOf(reply.body))
    // What was sent never becomes markup.
    if (type.includes("html")) assert.notMatch(Http.textOf(reply.body), /<script|<img|onerror=/i)
    // A browser is only ever sent to where the client is registered.
    const location = reply.headers["location"]
    if (location !== undefined) assert.match(location, /^http:\/\/127\.0\.0\.1:\d+\/callback\?/)
  },
  { arbitrary: { runs: 300 } }
)
