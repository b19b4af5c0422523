import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import * as Core from "@effect-zoho/emulator/Core"
import * as Http from "@effect-zoho/emulator/Http"
import { signIn } from "./support/SignIn.ts"

const core = Core.make({ limits: "off", leads: 5 })

const answer = (
  host: Http.Host,
  method: string,
  url: string,
  headers: { readonly [name: string]: string },
  body: Uint8Array
): Http.Reply => core.plan({ host, method, url, headers, body }).deliver().reply

const token = signIn(core)

/** Every reply is one that Zoho could give: a status it uses, and JSON where it says JSON. */
const sound = (reply: Http.Reply): void => {
  assert.notStrictEqual(reply.status, 500, Http.textOf(reply.body))
  if (/json/.test(reply.headers["content-type"] ?? "") && !/ndjson/.test(reply.headers["content-type"] ?? ""))
    JSON.parse(Http.textOf(reply.body))
  assert.strictEqual(core.counters.defects, 0)
}

const host = Schema.Literals(["accounts", "api", "upload"])
const method = Schema.Literals(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
const bytes = Arbitrary.map(
  Arbitrary.schema(Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 255 })))),
  (values) => Uint8Array.from(values)
)

const paths = [
  "/crm/v8/Leads",
  "/crm/v8/Leads/upsert",
  "/crm/v8/Leads/search",
  "/crm/v8/Leads/deleted",
  "/crm/v8/Leads/actions/count",
  `/crm/v8/Leads/${core.credentials().leadId}`,
  "/crm/v8/users",
  "/crm/v8/org",
  "/crm/v8/settings/modules",
  "/crm/v8/settings/fields",
  "/crm/v8/settings/layouts",
  "/oauth/v2/token",
  "/oauth/v2/token/revoke",
  "/__emulator/faults/x",
  "/__emulator/clock",
  "/__emulator/switches",
  "/__emulator/grants"
] as const
const parameters = [
  "fields",
  "page",
  "per_page",
  "page_token",
  "sort_by",
  "sort_order",
  "ids",
  "cvid",
  "criteria",
  "email",
  "phone",
  "word",
  "module",
  "type",
  "converted",
  "approved",
  "grant_type",
  "client_id",
  "code",
  "refresh_token"
] as const
const query = Schema.Array(Schema.Tuple([Schema.Literals(parameters), Schema.String]))

describe("no request makes it crash or answer 500", () => {
  it.prop(
    "of any path and any bytes",
    [host, method, Schema.String, bytes],
    ([at, verb, path, body]) => {
      sound(answer(at, verb, `/${path}`, { authorization: `Zoho-oauthtoken ${token}` }, body))
    },
    { arbitrary: { runs: 300 } }
  )

  it.prop(
    "of known paths with any parameters and any bytes",
    [method, Schema.Literals(paths), query, bytes],
    ([verb, path, pairs, body]) => {
      sound(
        answer(
          path.startsWith("/oauth") ? "accounts" : "api",
          verb,
          `${path}?${pairs.map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`).join("&")}`,
          {
            authorization: `Zoho-oauthtoken ${token}`,
            "content-type": "multipart/form-data; boundary=x",
            "if-modified-since": pairs[0]?.[1] ?? ""
          },
          body
        )
      )
    },
    { arbitrary: { runs: 500 } }
  )

  const fields = core.metadata.module("Leads")?.fields.map((field) => field.apiName) ?? []
  const row = Schema.Array(
    Schema.Tuple([Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: fields.length - 1 })), Schema.Json])
  )
  it.prop(
    "of any row of any values",
    [Schema.Literals(["POST", "PUT"]), Schema.Literals(["", "/upsert"]), Schema.Array(row), Schema.Json],
    ([verb, path, rows, extra]) => {
      const data = rows.map((pairs) =>
        Object.fromEntries([["Last_Name", "F"], ...pairs.map(([index, value]) => [fields[index] ?? "x", value])])
      )
      const body = JSON.stringify({
        data,
        trigger: extra,
        duplicate_check_fields: extra,
        apply_feature_execution: extra
      })
      sound(
        answer("api", verb, `/crm/v8/Leads${path}`, { authorization: `Zoho-oauthtoken ${token}` }, Http.bytesOf(body))
      )
    },
    { arbitrary: { runs: 300 } }
  )

  it.prop(
    "of any search criteria",
    [
      Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: fields.length - 1 })),
      Schema.Literals(["equals", "not_equal", "in", "between", "starts_with", "greater_than"]),
      Schema.String
    ],
    ([index, operator, value]) => {
      const criteria = `(${fields[index] ?? "x"}:${operator}:${value.replaceAll(/[()\\]/g, "\\$&")})`
      sound(
        answer(
          "api",
          "GET",
          `/crm/v8/Leads/search?${new URLSearchParams({ criteria }).toString()}`,
          { authorization: `Zoho-oauthtoken ${token}` },
          new Uint8Array()
        )
      )
    },
    { arbitrary: { runs: 500 } }
  )

  it("of bodies that are huge, deep, or poisonous", () => {
    const send = (text: string) =>
      sound(answer("api", "POST", "/crm/v8/Leads", { authorization: `Zoho-oauthtoken ${token}` }, Http.bytesOf(text)))
    send(`{"data":${"[".repeat(100_000)}${"]".repeat(100_000)}}`)
    send(`{"data":[{"Last_Name":"x","Tag":[${"[".repeat(50_000)}1${"]".repeat(50_000)}]}]}`)
    send('{"data":[{"__proto__":{"Last_Name":"x"},"constructor":1,"Last_Name":"x","toString":2}]}')
    send(
      '{"data":[{"Last_Name":"\\ud800\\u0000","No_of_Employees":1e999,"Annual_Revenue":-0,"id":99999999999999999999999}]}'
    )
    sound(
      answer(
        "api",
        "GET",
        `/crm/v8/Leads/search?word=${"a".repeat(60_000)}`,
        { authorization: `Zoho-oauthtoken ${token}` },
        new Uint8Array()
      )
    )
    sound(
      answer(
        "api",
        "GET",
        `/crm/v8/Leads?fields=Last_Name&page_token=${Buffer.from('{"bind":1}').toString("base64url")}`,
        { authorization: `Zoho-oauthtoken ${token}` },
        new Uint8Array()
      )
    )
  })
})

it("a feature's name that is an object with a toString of its own is refused, not run", () => {
  const body = JSON.stringify({
    data: [{ Last_Name: "Okafor", Company: "Brightwater" }],
    apply_feature_execution: [{ name: { toString: 1 } }]
  })
  const headers = { authorization: `Zoho-oauthtoken ${token}`, "content-type": "application/json" }
  const reply = answer("api", "POST", `${core.urls().apiUrl}/crm/v8/Leads`, headers, new TextEncoder().encode(body))
  sound(reply)
  assert.strictEqual(reply.status, 400)
  assert.deepInclude(JSON.parse(Http.textOf(reply.body)).data[0], { code: "INVALID_DATA" })
})
