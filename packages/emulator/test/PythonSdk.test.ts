/**
 * What the official Python SDK sends, byte for byte where it matters, over real sockets: the token request as a form,
 * JSON without a content type, record ids as numbers of 19 digits, its own header, and `requests`' way with connections.
 */
import { once } from "node:events"
import { Agent, request } from "node:http"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Core from "@effect-zoho/emulator/Core"
import * as Server from "@effect-zoho/emulator/Server"

interface Answer {
  readonly status: number | undefined
  readonly type: string
  readonly text: string
  readonly json: any
}

// One connection for everything, as a session of `requests` has.
const agent = new Agent({ keepAlive: true, maxSockets: 1 })

/** Sends a request with these headers and no others but those that HTTP itself needs. */
const send = async (
  method: string,
  url: string,
  headers: { readonly [name: string]: string },
  body?: string | Uint8Array
): Promise<Answer> => {
  const call = request(url, { method, agent })
  const always = { "User-Agent": "python-requests/2.28.1", "Accept-Encoding": "gzip, deflate", Accept: "*/*" }
  for (const [name, value] of Object.entries({ ...always, Connection: "keep-alive", ...headers }))
    call.setHeader(name, value)
  if (body !== undefined) call.setHeader("Content-Length", String(Buffer.byteLength(body)))
  call.end(body)
  const [response] = await once(call, "response")
  let text = ""
  for await (const chunk of response) text += String(chunk)
  const type = String(response.headers["content-type"] ?? "")
  return {
    status: response.statusCode,
    type,
    text,
    json: type.startsWith("application/json") ? JSON.parse(text) : undefined
  }
}

const replay = async (core: Core.Core): Promise<void> => {
  const { clientId, clientSecret, leadId, orgId, refreshToken, userEmail } = core.credentials()
  const { accountsUrl, apiUrl, uploadUrl } = core.urls()
  const form = new URLSearchParams({
    refresh_token: refreshToken,
    client_id: clientId,
    client_secret: clientSecret,
    grant_type: "refresh_token"
  }).toString()
  const signedIn = await send(
    "POST",
    `${accountsUrl}/oauth/v2/token`,
    { "Content-Type": "application/x-www-form-urlencoded" },
    form
  )
  assert.deepStrictEqual([signedIn.status, typeof signedIn.json.expires_in], [200, "number"])
  // The SDK moves to whatever host this names.
  assert.strictEqual(signedIn.json.api_domain, apiUrl)
  const wrong = await send(
    "POST",
    `${accountsUrl}/oauth/v2/token`,
    { "Content-Type": "application/x-www-form-urlencoded" },
    form.replace(clientSecret, "x")
  )
  assert.deepStrictEqual([wrong.status, wrong.json], [200, { error: "invalid_client_secret" }])

  const headers = {
    Authorization: `Zoho-oauthtoken ${signedIn.json.access_token}`,
    "X-ZOHO-SDK": "linux/6.1.0/python-8.0/3.11.2:6.0.0"
  }
  const get = (path: string, more = {}) => send("GET", apiUrl + path, { ...headers, ...more })
  // What `json.dumps` writes: a blank after each colon and comma, and all else than ASCII escaped.
  const write = (method: string, path: string, body: string) => send(method, apiUrl + path, headers, body)

  assert.strictEqual((await get("/crm/v8/users?type=CurrentUser")).json.users[0].email, userEmail)
  assert.strictEqual((await get("/crm/v8/org")).json.org[0].zgid, orgId)
  const modules = await get("/crm/v8/settings/modules")
  for (const it of modules.json.modules) assert.containsAllKeys(it, ["api_name", "api_supported", "generated_type"])
  const unchanged = await get("/crm/v8/settings/modules", { "If-Modified-Since": "2099-01-01T00:00:00+00:00" })
  assert.deepStrictEqual([unchanged.status, unchanged.text], [304, ""])
  const { json: fields } = await get("/crm/v8/settings/fields?module=Leads")
  for (const it of fields.fields) assert.containsAllKeys(it, ["api_name", "data_type", "json_type", "system_mandatory"])

  // The id is a number that JSON.parse would round.
  const updated = await write("PUT", "/crm/v8/Leads", `{"data": [{"id": ${leadId}, "City": "Z\\u00fcrich"}]}`)
  assert.deepStrictEqual([updated.status, updated.json.data[0].details.id], [200, leadId])
  const single = await write("PUT", `/crm/v8/Leads/${leadId}`, '{"data": [{"Mobile": "+1 555 0142"}]}')
  assert.strictEqual(single.json.data[0].code, "SUCCESS")
  const read = await get(`/crm/v8/Leads/${leadId}`)
  assert.deepStrictEqual([read.json.data[0].City, read.json.data[0].Mobile], ["Zürich", "+1 555 0142"])
  assert.match(read.text, new RegExp(`"id":"${leadId}"`))
  const rows = Array.from({ length: 100 }, (_, n) => `{"Last_Name": "Py ${n}", "External_Key": "py${n}"}`).join(", ")
  const inserted = await write("POST", "/crm/v8/Leads", `{"data": [${rows}], "trigger": []}`)
  assert.deepStrictEqual([inserted.status, inserted.json.data.length], [201, 100])
  const ids: ReadonlyArray<string> = inserted.json.data.map((it: any) => it.details.id)
  const upsert = `{"data": [${rows}], "duplicate_check_fields": ["External_Key"]}`
  const upserted = await write("POST", "/crm/v8/Leads/upsert", upsert)
  assert.isTrue(upserted.json.data.every((it: any, n: number) => it.action === "update" && it.details.id === ids[n]))
  const listed = await get("/crm/v8/Leads?fields=Last_Name%2CCity&per_page=200")
  assert.deepStrictEqual([listed.json.data.length, listed.json.info.more_records], [200, true])
  const found = await get("/crm/v8/Leads/search?criteria=%28Last_Name%3Aequals%3APy+99%29&fields=Last_Name")
  assert.strictEqual(found.json.data[0].Last_Name, "Py 99")
  const nothing = await get("/crm/v8/Leads/search?criteria=%28Last_Name%3Aequals%3ANobody%29&fields=Last_Name")
  assert.deepStrictEqual([nothing.status, nothing.text], [204, ""])
  const query = `{"select_query": "select Last_Name from Leads where id in (${ids[0]}, ${ids[1]})"}`
  assert.lengthOf((await write("POST", "/crm/v8/coql", query)).json.data, 2)
  const deleted = await send("DELETE", `${apiUrl}/crm/v8/Leads?ids=${ids.slice(0, 3).join("%2C")}`, headers)
  assert.deepStrictEqual(new Set(deleted.json.data.map((it: any) => it.code)), new Set(["SUCCESS"]))

  // A refusal is JSON too: any other content type would send the SDK down the way of a file.
  for (const refused of [
    await get("/crm/v8/Nowhere?fields=City"),
    await send("GET", `${apiUrl}/crm/v8/Leads?fields=City`, { Authorization: "Zoho-oauthtoken old" }),
    await write("PUT", "/crm/v8/Leads", '{"data": [')
  ]) {
    assert.isAtLeast(refused.status ?? 0, 400)
    assert.match(refused.type, /^application\/json/)
    assert.strictEqual(refused.json.status, "error")
  }
  const boundary = "9f1f0c2d"
  const upload = await send(
    "POST",
    `${uploadUrl}/crm/v8/upload`,
    {
      ...headers,
      feature: "bulk-write",
      "X-CRM-ORG": orgId,
      "Content-Type": `multipart/form-data; boundary=${boundary}`
    },
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="leads.zip"\r\n\r\nno archive\r\n--${boundary}--\r\n`
  )
  assert.strictEqual(upload.json.code, "INVALID_FILE_FORMAT")
  assert.strictEqual(core.counters.defects, 0)
}

describe("the official Python SDK's way to ask", () => {
  it.live("is answered as by Zoho: sign-in, metadata, one and many records, search, COQL, files", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const core = Core.make({ leads: 250, limits: "off" })
        yield* Server.listen(core, {})
        yield* Effect.ensuring(
          Effect.promise(() => replay(core)),
          Effect.sync(() => agent.destroy())
        )
      })
    )
  )
})
