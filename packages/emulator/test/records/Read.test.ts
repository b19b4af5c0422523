import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Emulator, layer as emulatorLayer } from "@effect-zoho/emulator/Emulator"
import { call, signIn } from "../support/Client.ts"

const code = (method: string, path: string) =>
  Effect.map(call(method, path), (answer) => [answer.status, answer.json?.code, answer.json?.details])

describe("reading records", () => {
  layer(emulatorLayer({ limits: "off" }))((it) => {
    it.effect("lists with fields, newest id first, ids always there", () =>
      Effect.gen(function* () {
        const answer = yield* call("GET", "/crm/v8/Leads?fields=Last_Name,Owner,Nonsense&per_page=10")
        assert.strictEqual(answer.status, 200)
        assert.lengthOf(answer.json.data, 10)
        const ids: Array<string> = answer.json.data.map((row: any) => row.id)
        assert.deepStrictEqual(ids, [...ids].sort().reverse())
        assert.isTrue(ids.every((id) => /^\d{19}$/.test(id)))
        assert.deepStrictEqual(Object.keys(answer.json.data[0]), ["id", "Last_Name", "Owner"])
        assert.deepStrictEqual(Object.keys(answer.json.data[0].Owner), ["name", "id", "email"])
        assert.deepInclude(answer.json.info, {
          per_page: 10,
          count: 10,
          page: 1,
          sort_by: "id",
          sort_order: "desc",
          more_records: true
        })
        assert.isString(answer.json.info.next_page_token)
      })
    )

    it.effect("refuses lists without fields, with too many, and with bad parameters", () =>
      Effect.gen(function* () {
        const many = Array.from({ length: 51 }, (_, i) => `F${i}`).join(",")
        assert.deepStrictEqual(yield* code("GET", "/crm/v8/Leads"), [
          400,
          "REQUIRED_PARAM_MISSING",
          { param_name: "fields" }
        ])
        assert.deepStrictEqual(yield* code("GET", `/crm/v8/Leads?fields=${many}`), [
          400,
          "LIMIT_EXCEEDED",
          { limit: 50, param_name: "fields" }
        ])
        assert.deepStrictEqual(yield* code("GET", "/crm/v8/Leads?fields=id"), [
          400,
          "INVALID_DATA",
          { param_name: "fields" }
        ])
        assert.deepStrictEqual(yield* code("GET", "/crm/v8/Nothing?fields=a"), [
          400,
          "INVALID_MODULE",
          { resource_path_index: 0 }
        ])
        const fields = "fields=Last_Name"
        for (const [query, name] of [
          ["per_page=201", "per_page"],
          ["per_page=x", "per_page"],
          ["page=0", "page"],
          ["sort_by=Email", "sort_by"],
          ["sort_order=up", "sort_order"],
          ["ids=abc", "ids"],
          ["converted=maybe", "converted"],
          ["page_token=zzz", "page_token"]
        ] as const) {
          const answer = yield* call("GET", `/crm/v8/Leads?${fields}&${query}`)
          assert.deepStrictEqual(
            [answer.status, answer.json.code, answer.json.details.param_name],
            [400, "INVALID_DATA", name],
            query
          )
        }
        assert.strictEqual(
          (yield* code("GET", `/crm/v8/Leads?${fields}&cvid=1&sort_by=id`))[1],
          "AMBIGUITY_DURING_PROCESSING"
        )
        assert.strictEqual((yield* code("PATCH", "/crm/v8/Leads"))[1], "INVALID_REQUEST_METHOD")
        assert.deepStrictEqual(yield* code("GET", "/crm/v8/Leads/"), [404, "INVALID_URL_PATTERN", {}])
      })
    )

    it.effect("reads one lead, some of its fields, and 204 for none", () =>
      Effect.gen(function* () {
        const { credentials } = yield* Emulator
        const answer = yield* call("GET", `/crm/v8/Leads/${credentials.leadId}`)
        const lead = answer.json.data[0]
        assert.deepInclude(lead, {
          id: credentials.leadId,
          Last_Name: "Marlow",
          Full_Name: "Ada Marlow",
          Mobile: "+1 555 0101",
          $approved: true,
          Email_Opt_Out: false
        })
        assert.match(lead.Created_Time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+05:30$/)
        assert.strictEqual(lead.Layout.name, "Standard")
        const some = yield* call("GET", `/crm/v8/leads/${credentials.leadId}?fields=Mobile`)
        assert.deepStrictEqual(some.json, { data: [{ id: credentials.leadId, Mobile: "+1 555 0101" }] })
        const none = yield* call("GET", "/crm/v8/Leads/1234567890123456789")
        assert.deepStrictEqual([none.status, none.text], [204, ""])
        assert.deepStrictEqual(yield* code("GET", "/crm/v8/Leads/abc"), [
          400,
          "INVALID_DATA",
          { resource_path_index: 1 }
        ])
      })
    )

    it.effect("answers If-Modified-Since with 304 or what changed", () =>
      Effect.gen(function* () {
        const { credentials } = yield* Emulator
        const since = (at: string) =>
          call("GET", "/crm/v8/Leads?fields=Mobile", { headers: { "if-modified-since": at } })
        assert.strictEqual((yield* since("2026-06-01T00:00:00+05:30")).status, 304)
        assert.lengthOf((yield* since("2024-01-01T00:00:00+05:30")).json.data, 25)
        yield* call("PUT", "/crm/v8/Leads", { body: { data: [{ id: credentials.leadId, Mobile: "1" }] } })
        assert.deepStrictEqual((yield* since("Mon, 01 Jun 2026 00:00:00 GMT")).json.data, [
          { id: credentials.leadId, Mobile: "1" }
        ])
        assert.strictEqual((yield* since("soon")).status, 400)
      })
    )
  })

  layer(emulatorLayer({ limits: "off", leads: 2450 }))("over many leads", (it) => {
    it.effect("walks past 2,000 by token, where pages end", () =>
      Effect.gen(function* () {
        const token = yield* signIn
        const query = "fields=Last_Name&sort_by=Created_Time&sort_order=asc"
        const last = yield* call("GET", `/crm/v8/Leads?${query}&page=10`, { token })
        assert.strictEqual(last.json.info.count, 200)
        const past = yield* call("GET", `/crm/v8/Leads?${query}&page=11`, { token })
        assert.deepStrictEqual(
          [past.json.code, past.json.details],
          ["DISCRETE_PAGINATION_LIMIT_EXCEEDED", { limit: 2000 }]
        )

        const seen = new Set<string>()
        let next = ""
        let pages = 0
        for (;;) {
          const page = yield* call("GET", `/crm/v8/Leads?${query}${next}`, { token })
          pages++
          for (const row of page.json.data) seen.add(row.id)
          assert.strictEqual(page.json.info.page, pages)
          if (page.json.info.next_page_token === null) break
          next = `&page_token=${page.json.info.next_page_token}`
        }
        assert.deepStrictEqual([seen.size, pages], [2450, 13])

        const changed = yield* call("GET", `/crm/v8/Leads?fields=Email&sort_by=Created_Time&sort_order=asc${next}`, {
          token
        })
        assert.strictEqual(changed.json.code, "TOKEN_BOUND_DATA_MISMATCH")
        const both = yield* call("GET", `/crm/v8/Leads?${query}&page=2${next}`, { token })
        assert.strictEqual(both.json.code, "AMBIGUITY_DURING_PROCESSING")
        const emulator = yield* Emulator
        yield* emulator.advance("25 hours")
        const late = yield* call("GET", `/crm/v8/Leads?${query}${next}`)
        assert.deepStrictEqual([late.json.code, late.json.details.json_path], ["EXPIRED_VALUE", "$.query.page_token"])
      })
    )
  })
})
