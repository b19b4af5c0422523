import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Jobs from "@effect-zoho/emulator/jobs/Jobs"
import * as ReadJob from "@effect-zoho/emulator/bulk/ReadJob"
import * as ReadQuery from "@effect-zoho/emulator/bulk/ReadQuery"
import { caller, rowsOf, settle, unzip } from "./Support.ts"
import type { Caller } from "./Support.ts"

const start = (at: Caller, query: object, more: object = {}) => at.api("POST", "/crm/bulk/v8/read", { query, ...more })
const idOf = (answer: { readonly json: any }): string => String(answer.json.data[0].details.id)
const job = (at: Caller, id: string) => at.api("GET", `/crm/bulk/v8/read/${id}`)

/** The rows of a finished job, header first. */
const result = (at: Caller, id: string) =>
  Effect.promise(async () =>
    rowsOf((await unzip(at.api("GET", `/crm/bulk/v8/read/${id}/result`).bytes))[`${id}.csv`] ?? "")
  )

const read = (at: Caller, query: object) => {
  const id = idOf(start(at, query))
  settle(at)
  return { id, answer: job(at, id).json.data[0] }
}

describe("bulk read", () => {
  it.effect("goes from ADDED over QUEUED and IN PROGRESS to COMPLETED as the clock moves", () =>
    Effect.gen(function* () {
      const at = caller({ leads: 12, switches: { jobQueuedSeconds: 600, jobRunningSeconds: 600 } })
      const query = { module: { api_name: "Leads" }, fields: ["Last_Name"], page: 1 }
      const added = start(at, query)
      assert.strictEqual(added.status, 201)
      assert.deepStrictEqual(Object.keys(added.json), ["data", "info"])
      assert.deepInclude(added.json.data[0], {
        status: "success",
        code: "ADDED_SUCCESSFULLY",
        message: "Added successfully."
      })
      assert.deepInclude(added.json.data[0].details, { operation: "read", state: "ADDED" })
      const id = idOf(added)
      const look = () => job(at, id).json.data[0]
      assert.deepStrictEqual([look().state, "result" in look()], ["QUEUED", false])
      assert.strictEqual(at.api("GET", `/crm/bulk/v8/read/${id}/result`).status, 404)
      at.core.clock.advance(700_000)
      assert.deepStrictEqual([look().state, "result" in look()], ["IN PROGRESS", false])
      at.core.clock.advance(700_000)
      assert.strictEqual(look().state, "COMPLETED")
      assert.deepStrictEqual(look().result, {
        page: 1,
        per_page: 200_000,
        count: 12,
        download_url: `/crm/bulk/v8/read/${id}/result`,
        more_records: false,
        next_page_token: null
      })
      assert.deepInclude(look(), { id, operation: "read", file_type: "csv" })
      assert.deepInclude(look().query, { fields: ["Last_Name"], page: 1 })
      const download = at.api("GET", look().result.download_url)
      assert.strictEqual(download.headers["content-disposition"], `attachment;filename=${id}.zip`)
      const rows = yield* result(at, id)
      assert.deepStrictEqual(rows[0], ["Id", "Last_Name"])
      assert.strictEqual(rows.length, 13)
    })
  )

  it("is done within real seconds where nobody moves the clock", () => {
    const at = caller()
    const job = at.core.db.get(
      "SELECT due - created AS milliseconds FROM job WHERE id=?",
      idOf(start(at, { module: { api_name: "Leads" } }))
    )
    assert.strictEqual(job?.["milliseconds"], 2000)
  })

  it.effect("writes each type of field as a cell, follows lookups, and quotes", () =>
    Effect.gen(function* () {
      const at = caller()
      const { db } = at.core
      const contact = db.get('SELECT id, "Account_Name" AS account FROM "record_Contacts" ORDER BY id LIMIT 1')
      const account = db.get(
        'SELECT "Account_Name" AS name FROM "record_Accounts" WHERE id=?',
        String(contact?.["account"])
      )
      const contacts = read(at, {
        module: { api_name: "Contacts" },
        fields: ["Account_Name", "Account_Name.Account_Name", "Last_Name"],
        criteria: { field: { api_name: "id" }, comparator: "equal", value: contact?.["id"] }
      })
      const rows = yield* result(at, contacts.id)
      assert.deepStrictEqual(rows[0], ["Id", "Account_Name", "Account_Name.Account_Name", "Last_Name"])
      assert.deepStrictEqual(rows[1]?.slice(0, 3), [
        String(contact?.["id"]),
        String(contact?.["account"]),
        String(account?.["name"])
      ])
      const { leadId } = at.core.credentials()
      at.api("PUT", `/crm/v8/Leads/${leadId}`, {
        data: [
          {
            Interests: ["Product", "Support"],
            Company: 'A "quoted", one\nof two lines',
            Annual_Revenue: 12.5,
            Consent_Until: "2026-01-05T10:20:30+05:30",
            Email: null
          }
        ]
      })
      const leads = read(at, {
        module: { api_name: "Leads" },
        fields: ["Interests", "Company", "Annual_Revenue", "Consent_Until", "Email", "Email_Opt_Out"],
        criteria: { field: { api_name: "id" }, comparator: "equal", value: leadId }
      })
      assert.deepStrictEqual((yield* result(at, leads.id))[1], [
        leadId,
        "Product;Support",
        'A "quoted", one\nof two lines',
        "12.5",
        "2026-01-05T10:20:30+05:30",
        "",
        "false"
      ])
    })
  )

  it.effect("reads every field when none is named, and leaves converted leads out unless they are asked for", () =>
    Effect.gen(function* () {
      const at = caller({ leads: 3 })
      at.core.db.run(
        'UPDATE "record_Leads" SET "$converted"=1, "Converted__s"=1 WHERE id=?',
        at.core.credentials().leadId
      )
      const all = read(at, { module: { api_name: "Leads" } })
      assert.strictEqual(all.answer.result.count, 2)
      const [header] = yield* result(at, all.id)
      assert.includeMembers([...(header ?? [])], ["Id", "Last_Name", "Owner", "Created_Time", "Interests"])
      const converted = read(at, {
        module: { api_name: "Leads" },
        criteria: { field: { api_name: "Converted__s" }, comparator: "equal", value: true }
      })
      assert.strictEqual(converted.answer.result.count, 1)
    })
  )

  it.effect(
    "gives 200,000 rows a page, by number and by token, and holds a few of them at a time",
    () =>
      Effect.gen(function* () {
        const at = caller()
        const { core } = at
        const extra = 200_100
        const nextId = core.db.nextIds(extra)
        core.db.transaction(() => {
          for (let i = 0; i < extra; i++)
            core.db.run('INSERT INTO "record_Accounts"(id,"Account_Name") VALUES(?,?)', nextId(), `Account ${i}`)
        })
        let largest = 0
        const spied = {
          ...core,
          db: {
            ...core.db,
            arrays: (...given: Parameters<typeof core.db.arrays>) => {
              const rows = core.db.arrays(...given)
              largest = Math.max(largest, rows.length)
              return rows
            }
          }
        }
        const query = { module: { api_name: "Accounts" }, fields: ["Account_Name"] }
        const id = idOf(start(at, query))
        core.clock.advance(3000)
        assert.strictEqual(Jobs.advance(spied, { [ReadJob.type]: ReadJob.run }), 1)
        assert.isBelow(largest, 5000)
        const { result: first } = job(at, id).json.data[0]
        assert.deepInclude(first, { count: ReadQuery.perPage, more_records: true, page: 1 })
        const rows = yield* result(at, id)
        assert.strictEqual(rows.length, 200_001)
        const rest = read(at, { ...query, page: 2 })
        assert.deepInclude(rest.answer.result, { count: 105, more_records: false, page: 2 })
        const walked = read(at, { ...query, page_token: first.next_page_token })
        assert.deepInclude(walked.answer.result, { count: 105, more_records: false, page: 2 })
        const ids = [...rows.slice(1), ...(yield* result(at, rest.id)).slice(1)].map((row) => row[0])
        assert.strictEqual(new Set(ids).size, extra + 5)
        assert.deepStrictEqual(yield* result(at, walked.id), yield* result(at, rest.id))
        // A token is bound to its query, and lives for a day.
        const other = start(at, { ...query, fields: ["Phone"], page_token: first.next_page_token })
        assert.deepStrictEqual([other.status, other.json.code], [400, "INVALID_REQUEST"])
        core.clock.advance(86_400_000)
        assert.strictEqual(start(at, { ...query, page_token: first.next_page_token }).json.code, "INVALID_REQUEST")
      }),
    60_000
  )

  it("answers what it cannot read with the documented codes", () => {
    const at = caller()
    const module = { api_name: "Leads" }
    const cases: ReadonlyArray<readonly [object, string]> = [
      [{}, "QUERY_NOT_SUPPORTED"],
      [{ query: {} }, "MODULE_NOT_AVAILABLE"],
      [{ query: { module: { api_name: "Xs" } } }, "MODULE_NOT_AVAILABLE"],
      [{ query: { module: { api_name: "Notes" } } }, "MODULE_NOT_SUPPORTED"],
      [{ query: { module, fields: ["Zork"] } }, "FIELD_NOT_AVAILABLE"],
      [{ query: { module, fields: ["Last_Name.Zork"] } }, "FIELD_NOT_AVAILABLE"],
      [
        { query: { module: { api_name: "Accounts" }, fields: ["Parent_Account.Parent_Account.Parent_Account.Phone"] } },
        "JOIN_LIMIT_EXCEEDED"
      ],
      [{ query: { module, cvid: "1" } }, "CVID_NOT_SUPPORTED"],
      [{ query: { module, page: 0 } }, "PAGE_NOT_SUPPORTED"],
      [{ query: { module, page: 501 } }, "PAGE_RANGE_EXCEEDED"],
      [{ query: { module }, file_type: "ics" }, "NOT_SUPPORTED_FEATURE"],
      [{ query: { module }, file_type: "xls" }, "NOT_SUPPORTED_FEATURE"],
      [{ query: { module, criteria: { group_operator: "xor", group: [{}] } } }, "GROUP_OPERATOR_NOT_SUPPORTED"],
      [{ query: { module }, callback: { url: "example", method: "post" } }, "INVALID_CALLBACK_URL"],
      [{ query: { module }, callback: { url: "https://example.com", method: "get" } }, "INVALID_CALLBACK_METHOD"]
    ]
    for (const [body, code] of cases) {
      const answer = at.api("POST", "/crm/bulk/v8/read", body)
      assert.deepStrictEqual([answer.status, answer.json.code, answer.json.status], [400, code, "error"])
    }
    const raw = (body: string, type = "application/json") =>
      at.send("POST", "/crm/bulk/v8/read", { headers: { "content-type": type }, body }).json.code
    assert.strictEqual(raw("{}", "text/plain"), "MEDIA_TYPE_NOT_SUPPORTED")
    assert.strictEqual(at.send("POST", "/crm/bulk/v8/read", { body: "{}" }).json.code, "MEDIA_TYPE_NOT_SUPPORTED")
    assert.strictEqual(raw(""), "REQUEST_BODY_IS_EMPTY")
    assert.strictEqual(raw("{"), "REQUEST_BODY_NOT_READABLE")
    assert.strictEqual(raw("[]"), "REQUEST_BODY_NOT_SUPPORTED")
    const unknown = at.api("GET", "/crm/bulk/v8/read/1")
    assert.deepStrictEqual(
      [unknown.status, unknown.json.code, unknown.json.details],
      [404, "RESOURCE_NOT_FOUND", { resource: "1" }]
    )
    assert.strictEqual(at.core.counters.defects, 0)
  })

  it("fails when what it was to read went away meanwhile", () => {
    const at = caller()
    const id = idOf(start(at, { module: { api_name: "Deals" }, fields: ["Deal_Name"] }))
    at.core.db.run("DELETE FROM field WHERE module='Deals' AND json LIKE '%\"apiName\":\"Deal_Name\"%'")
    at.core.metadata.reload()
    settle(at)
    const { result: ended, state } = job(at, id).json.data[0]
    assert.deepStrictEqual([state, ended.error_message.code], ["FAILURE", "FIELD_NOT_AVAILABLE"])
    assert.strictEqual(at.api("GET", `/crm/bulk/v8/read/${id}/result`).status, 404)
  })

  it("costs 50 credits, and 1 where it is refused or looked at", () => {
    const at = caller()
    const cost = (act: () => void): number => {
      const before = at.core.counters.creditsUsed
      act()
      return at.core.counters.creditsUsed - before
    }
    let id = ""
    assert.strictEqual(
      cost(() => (id = idOf(start(at, { module: { api_name: "Leads" } })))),
      50
    )
    assert.strictEqual(
      cost(() => start(at, {})),
      1
    )
    assert.strictEqual(
      cost(() => job(at, id)),
      1
    )
  })

  it("lets ten results be downloaded in a minute, and keeps them for a day", () => {
    const at = caller()
    const { id } = read(at, { module: { api_name: "Deals" } })
    const download = () => at.api("GET", `/crm/bulk/v8/read/${id}/result`)
    const statuses = Array.from({ length: 11 }, () => download().status)
    assert.deepStrictEqual(statuses, [...Array.from({ length: 10 }, () => 200), 429])
    assert.strictEqual(download().json.code, "TOO_MANY_REQUESTS")
    at.core.clock.advance(61_000)
    assert.strictEqual(download().status, 200)
    at.core.clock.advance(86_400_000)
    assert.strictEqual(download().status, 404)
    assert.strictEqual(job(at, id).json.data[0].state, "COMPLETED")
  })

  it("survives a snapshot and its restore", () => {
    const at = caller({ switches: { jobQueuedSeconds: 600 } })
    const id = idOf(start(at, { module: { api_name: "Deals" } }))
    // Long enough that no busy machine's own clock gets there.
    at.core.saveSnapshot("waiting")
    at.core.clock.advance(1_200_000)
    assert.strictEqual(job(at, id).json.data[0].state, "COMPLETED")
    at.core.restoreSnapshot("waiting")
    assert.notStrictEqual(job(at, id).json.data[0].state, "COMPLETED")
    at.core.clock.advance(1_200_000)
    assert.strictEqual(job(at, id).json.data[0].state, "COMPLETED")
    at.core.reset()
    assert.strictEqual(at.core.db.get("SELECT name FROM sqlite_master WHERE name='job'"), undefined)
  })

  it("needs the bulk scope", () => {
    const at = caller({ scopes: ["ZohoCRM.modules.ALL"] })
    assert.strictEqual(start(at, { module: { api_name: "Leads" } }).json.code, "OAUTH_SCOPE_MISMATCH")
  })
})
