import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { caller, multipart, rowsOf, settle, unzip, zip } from "./Support.ts"
import type { Caller } from "./Support.ts"

const uploadFiles = (at: Caller, files: { readonly [name: string]: string }) =>
  Effect.map(
    Effect.promise(() => zip(files)),
    (archive) => String(at.upload(archive).json.details.file_id)
  )

const create = (at: Caller, body: object) => at.api("POST", "/crm/bulk/v8/write", body)
const job = (at: Caller, id: string) => at.api("GET", `/crm/bulk/v8/write/${id}`).json

/** Uploads, creates, waits; the job and its result files. */
const write = Effect.fnUntraced(function* (
  at: Caller,
  operation: string,
  module: string,
  csv: string,
  resource: object = {},
  root: object = {}
) {
  const file_id = yield* uploadFiles(at, { "rows.csv": csv })
  const made = create(at, {
    operation,
    ...root,
    resource: [{ type: "data", module: { api_name: module }, file_id, ...resource }]
  })
  assert.strictEqual(made.status, 201, JSON.stringify(made.json))
  settle(at)
  const ended = job(at, made.json.details.id)
  const url: string | undefined = ended.result?.download_url
  if (url === undefined) return { ended, rows: [] }
  const files = yield* Effect.promise(() => unzip(at.send("GET", url, { host: "upload" }).bytes))
  return { ended, rows: yield* Effect.promise(() => rowsOf(files["rows.csv"] ?? "")) }
})

const record = (at: Caller, module: string, id: string | undefined) =>
  at.api("GET", `/crm/v8/${module}/${String(id)}`).json.data[0]

describe("bulk write", () => {
  it.effect("goes from ADDED over IN PROGRESS to COMPLETED, its rows appear at the end", () =>
    Effect.gen(function* () {
      const at = caller({ switches: { jobQueuedSeconds: 600, jobRunningSeconds: 600 } })
      const file_id = yield* uploadFiles(at, { "data.csv": "Last_Name\nBulk One\nBulk Two\n" })
      const callback = { url: "http://receiver.example.com/done", method: "post" }
      const made = create(at, {
        operation: "insert",
        callback,
        resource: [
          {
            type: "data",
            module: { api_name: "Contacts" },
            file_id,
            file_names: ["data.csv"],
            field_mappings: [{ api_name: "Last_Name", index: 0 }]
          }
        ]
      })
      assert.deepStrictEqual(
        [made.status, made.json.code, made.json.message, made.json.status],
        [201, "SUCCESS", "success", "success"]
      )
      const { id } = made.json.details
      const seen = () => {
        const at_ = job(at, id)
        const rows = at.core.db.get(`SELECT COUNT(*) AS n FROM "record_Contacts" WHERE "Last_Name" LIKE 'Bulk %'`)
        return [at_.status, at_.resource[0].status, at_.resource[0].file.added_count, rows?.["n"], "result" in at_]
      }
      assert.deepStrictEqual(seen(), ["ADDED", "ADDED", 0, 0, false])
      at.core.clock.advance(700_000)
      assert.deepStrictEqual(seen(), ["IN PROGRESS", "IN PROGRESS", 0, 0, false])
      at.core.clock.advance(700_000)
      assert.deepStrictEqual(seen(), ["COMPLETED", "COMPLETED", 2, 2, true])
      const done = job(at, id)
      assert.deepInclude(done, { id, operation: "insert", character_encoding: "UTF-8", callback })
      assert.deepStrictEqual(done.resource[0].field_mappings, [{ api_name: "Last_Name", index: 0 }])
      assert.deepStrictEqual(done.resource[0].file, {
        status: "COMPLETED",
        name: "data.csv",
        added_count: 2,
        skipped_count: 0,
        updated_count: 0,
        total_count: 2
      })
      // The result lies on a host that is not the API's.
      assert.isFalse(done.result.download_url.startsWith(`${at.core.urls().apiUrl}/`))
      assert.strictEqual(
        at.send("GET", done.result.download_url, { host: "upload" }).headers["content-disposition"],
        `attachment;filename=${id}.zip`
      )
    })
  )

  it.effect("judges each row as the records API does, and says so in the result", () =>
    Effect.gen(function* () {
      const at = caller()
      const csv =
        "Last_Name,Email,No_of_Employees,External_Key\nDoe,doe@example.com,12,B-1\n,no.name@example.com,1,B-2\nBad,not an address,1,B-3\nText,t@example.com,twelve,B-4\nTwin,twin@example.com,3,KEY-1\n"
      const { ended, rows } = yield* write(at, "insert", "Leads", csv)
      assert.deepStrictEqual(rows[0], [
        "Last_Name",
        "Email",
        "No_of_Employees",
        "External_Key",
        "STATUS",
        "RECORD_ID",
        "ERRORS"
      ])
      assert.deepStrictEqual(
        rows.slice(1).map((row) => [row[4], row[6]]),
        [
          ["ADDED", ""],
          ["SKIPPED", "MANDATORY_NOT_FOUND:Last_Name"],
          ["SKIPPED", "INVALID_DATA:Email"],
          ["SKIPPED", "INVALID_DATA:No_of_Employees"],
          ["SKIPPED", "DUPLICATE_DATA:External_Key"]
        ]
      )
      assert.deepInclude(ended.resource[0].file, { added_count: 1, skipped_count: 4, updated_count: 0, total_count: 5 })
      assert.deepInclude(record(at, "Leads", rows[1]?.[5]), {
        Last_Name: "Doe",
        No_of_Employees: 12,
        External_Key: "B-1"
      })
    })
  )

  it.effect("is COMPLETED even when every row was skipped", () =>
    Effect.gen(function* () {
      const { ended } = yield* write(caller(), "insert", "Leads", "Last_Name,Email\n,a@example.com\n")
      assert.deepStrictEqual([ended.status, ended.resource[0].file.skipped_count], ["COMPLETED", 1])
    })
  )

  it.effect("updates by a field, upserts by a field, and finds the rows of its own file again", () =>
    Effect.gen(function* () {
      const at = caller()
      const updated = yield* write(at, "update", "Leads", "External_Key,Mobile\nkey-1,+1 555 9999\nNOPE,1\n,2\n", {
        find_by: "External_Key"
      })
      assert.deepStrictEqual(
        updated.rows.slice(1).map((row) => [row[2], row[3], row[4]]),
        [
          ["UPDATED", at.core.credentials().leadId, ""],
          ["SKIPPED", "", "INVALID_DATA:External_Key"],
          ["SKIPPED", "", "MANDATORY_NOT_FOUND:External_Key"]
        ]
      )
      assert.strictEqual(record(at, "Leads", at.core.credentials().leadId).Mobile, "+1 555 9999")
      const byId = yield* write(at, "update", "Leads", `Id,City\n${at.core.credentials().leadId},Oslo\n1,Rome\n`, {
        find_by: "id"
      })
      assert.deepStrictEqual(
        byId.rows.slice(1).map((row) => row[2]),
        ["UPDATED", "SKIPPED"]
      )
      const upserted = yield* write(
        at,
        "upsert",
        "Leads",
        "Last_Name,Email\nFresh,fresh@example.com\nAgain,FRESH@example.com\nMarlow,ada.marlow@example.com\n",
        { find_by: "Email" }
      )
      assert.deepStrictEqual(
        upserted.rows.slice(1).map((row) => row[2]),
        ["ADDED", "UPDATED", "UPDATED"]
      )
      assert.strictEqual(upserted.rows[1]?.[3], upserted.rows[2]?.[3])
      assert.deepInclude(upserted.ended.resource[0].file, { added_count: 1, updated_count: 2 })
    })
  )

  it.effect("reads cells by type: formats, lists, lookups by any field, defaults", () =>
    Effect.gen(function* () {
      const at = caller()
      const account = at.core.db.get('SELECT id, "Account_Name" AS name FROM "record_Accounts" ORDER BY id LIMIT 1')
      const csv = `name;born;account\nOne;03-02-1990;${String(account?.["name"]).toUpperCase()}\nTwo;1990-02-03;\nThree;;No Such Ltd\n`
      const { rows } = yield* write(at, "insert", "Contacts", csv, {
        field_mappings: [
          { api_name: "Last_Name", index: 0 },
          { api_name: "Date_of_Birth", index: 1, format: "dd-MM-yyyy" },
          { api_name: "Account_Name", index: 2, find_by: "Account_Name" },
          { api_name: "Lead_Source", default_value: { value: "Chat" } }
        ]
      })
      assert.deepStrictEqual(
        rows.slice(1).map((row) => [row[3], row[5]]),
        [
          ["ADDED", ""],
          ["SKIPPED", "INVALID_DATA:Date_of_Birth"],
          ["SKIPPED", "INVALID_DATA:Account_Name"]
        ]
      )
      const one = record(at, "Contacts", rows[1]?.[4])
      assert.deepInclude(one, { Date_of_Birth: "1990-02-03", Lead_Source: "Chat" })
      assert.strictEqual(one.Account_Name.id, account?.["id"])
      const lead = yield* write(
        at,
        "insert",
        "Leads",
        "Last_Name,Interests,Email_Opt_Out,Consent_Until\nL,Product;Support,yes,05/01/2026 03:20 PM\n",
        {
          field_mappings: [
            { api_name: "Last_Name", index: 0 },
            { api_name: "Interests", index: 1 },
            { api_name: "Email_Opt_Out", index: 2 },
            { api_name: "Consent_Until", index: 3, format: "dd/MM/yyyy hh:mm a" }
          ]
        }
      )
      assert.deepInclude(record(at, "Leads", lead.rows[1]?.[5]), {
        Interests: ["Product", "Support"],
        Email_Opt_Out: true,
        Consent_Until: "2026-01-05T15:20:00+05:30"
      })
    })
  )

  it.effect("maps by header, lookups too, and empties or keeps what a blank cell names", () =>
    Effect.gen(function* () {
      const at = caller()
      const account = at.core.db.get('SELECT id FROM "record_Accounts" ORDER BY id LIMIT 1')
      const inserted = yield* write(
        at,
        "insert",
        "Contacts",
        `Last_Name,Phone,Account_Name.id,Unknown\nDoe,123,${String(account?.["id"])},x\n`
      )
      const id = inserted.rows[1]?.at(-2)
      assert.strictEqual(record(at, "Contacts", id).Account_Name.id, account?.["id"])
      yield* write(at, "update", "Contacts", `id,Phone\n${String(id)},\n`, { find_by: "id", ignore_empty: true })
      assert.strictEqual(record(at, "Contacts", id).Phone, "123")
      yield* write(at, "update", "Contacts", `id,Phone\n${String(id)},\n`, { find_by: "id" })
      assert.strictEqual(record(at, "Contacts", id).Phone, null)
    })
  )

  it.effect("ties children to parents of the same archive", () =>
    Effect.gen(function* () {
      const at = caller()
      const file_id = yield* uploadFiles(at, {
        "accounts.csv": "key,Account_Name\na1,Parent One\na2,Parent Two\n",
        "contacts.csv": "Last_Name,key\nChild One,a2\nChild Two,zz\n"
      })
      const made = create(at, {
        operation: "insert",
        resource: [
          {
            type: "data",
            module: { api_name: "Accounts" },
            file_id,
            file_names: ["accounts.csv"],
            field_mappings: [{ api_name: "Account_Name", index: 1 }]
          },
          {
            type: "data",
            module: { api_name: "Contacts" },
            file_id,
            file_names: ["contacts.csv"],
            field_mappings: [
              { api_name: "Last_Name", index: 0 },
              { api_name: "Account_Name", module: "Accounts", index: 1, parent_column_index: 0 }
            ]
          }
        ]
      })
      settle(at)
      const ended = job(at, made.json.details.id)
      assert.deepStrictEqual(
        ended.resource.map((resource: any) => [
          resource.file.name,
          resource.file.added_count,
          resource.file.skipped_count
        ]),
        [
          ["accounts.csv", 2, 0],
          ["contacts.csv", 1, 1]
        ]
      )
      const child = at.core.db.get(
        `SELECT a."Account_Name" AS name FROM "record_Contacts" c JOIN "record_Accounts" a ON a.id=c."Account_Name" WHERE c."Last_Name"='Child One'`
      )
      assert.strictEqual(child?.["name"], "Parent Two")
    })
  )

  it.effect("fails a resource whose file it cannot take, with a code", () =>
    Effect.gen(function* () {
      const at = caller()
      const failing = Effect.fnUntraced(function* (csv: string, resource: object = {}) {
        const { ended } = yield* write(at, "insert", "Leads", csv, resource)
        return [ended.status, ended.resource[0].status, ended.resource[0].code]
      })
      const wide = Array.from({ length: 201 }, (_, i) => (i === 0 ? "Last_Name" : `c${i}`)).join(",")
      assert.deepStrictEqual(yield* failing(`${wide}\n`), ["FAILED", "FAILED", "HEADER_LIMIT_EXCEEDED"])
      assert.deepStrictEqual(yield* failing(`Last_Name\n${"x\n".repeat(25_001)}`), [
        "FAILED",
        "FAILED",
        "LIMIT_EXCEEDED"
      ])
      assert.deepStrictEqual(yield* failing("\n"), ["FAILED", "FAILED", "INVALID_FORMAT"])
      assert.deepStrictEqual(yield* failing("Zork\n1\n"), ["FAILED", "FAILED", "INVALID_FIELD_NAME"])
      assert.deepStrictEqual(yield* failing("Company\n1\n"), ["FAILED", "FAILED", "MANDATORY_FIELDS_NOT_MAPPED"])
      assert.deepStrictEqual(
        yield* failing("Last_Name\n1\n", { field_mappings: [{ api_name: "Last_Name", index: 7 }] }),
        ["FAILED", "FAILED", "COLUMN_INDEX_NOT_FOUND"]
      )
      assert.strictEqual(at.core.db.get('SELECT COUNT(*) AS n FROM "record_Leads" WHERE "Last_Name"=\'x\'')?.["n"], 0)
    })
  )

  it.effect(
    "takes 25,000 rows",
    () =>
      Effect.gen(function* () {
        const { ended } = yield* write(
          caller(),
          "upsert",
          "Leads",
          `Last_Name,Email\n${Array.from({ length: 25_000 }, (_, i) => `L${i},l${i}@example.com`).join("\n")}`,
          { find_by: "Email" }
        )
        assert.deepInclude(ended.resource[0].file, { added_count: 25_000, total_count: 25_000 })
      }),
    60_000
  )

  it.effect("answers a wrong request with the documented codes", () =>
    Effect.gen(function* () {
      const at = caller()
      const file_id = yield* uploadFiles(at, { "a.csv": "Last_Name\nx\n" })
      const resource = { type: "data", module: { api_name: "Leads" }, file_id }
      const mapped = (...field_mappings: ReadonlyArray<object>) => ({
        operation: "insert",
        resource: [{ ...resource, field_mappings }]
      })
      const cases: ReadonlyArray<readonly [unknown, string]> = [
        [[], "REQUEST_BODY_NOT_SUPPORTED"],
        [{}, "MISSING_REQUIRED_KEY"],
        [{ operation: "delete" }, "INVALID_DATA"],
        [{ operation: "insert" }, "MISSING_REQUIRED_KEY"],
        [{ operation: "insert", resource: [] }, "MISSING_REQUIRED_KEY"],
        [{ operation: "insert", resource: [{}] }, "MISSING_REQUIRED_KEY"],
        [{ operation: "insert", resource: [{ ...resource, type: "x" }] }, "INVALID_DATA"],
        [{ operation: "insert", resource: [{ ...resource, module: { api_name: "Xs" } }] }, "MODULE_NOT_AVAILABLE"],
        [{ operation: "insert", resource: [{ ...resource, file_id: "1" }] }, "INVALID_FILE_ID"],
        [{ operation: "insert", resource: [{ ...resource, file_names: ["b.csv"] }] }, "FILE_NOT_FOUND"],
        [{ operation: "insert", resource: Array.from({ length: 101 }, () => resource) }, "LIMIT_EXCEEDED"],
        [{ operation: "update", resource: [resource] }, "MANDATORY_NOT_FOUND"],
        [{ operation: "update", resource: [{ ...resource, find_by: "Company" }] }, "INVALID_FIELD"],
        [{ operation: "insert", character_encoding: "klingon", resource: [resource] }, "INVALID_DATA"],
        [mapped({ api_name: "Nope", index: 0 }), "INVALID_FIELD"],
        [mapped({ api_name: "Last_Name" }), "COLUMN_INDEX_NOT_FOUND"],
        [mapped({ api_name: "Company", index: 0 }), "MANDATORY_FIELDS_NOT_MAPPED"],
        [mapped({ api_name: "Last_Name", index: 0 }, { api_name: "Last_Name", index: 0 }), "DUPLICATE_DATA"],
        [mapped({ api_name: "Last_Name", index: 0, module: "Accounts" }), "MANDATORY_NOT_FOUND"],
        [{ operation: "insert", callback: { url: "x", method: "post" }, resource: [resource] }, "INVALID_CALLBACK_URL"],
        [
          { operation: "insert", callback: { url: "https://example.com", method: "put" }, resource: [resource] },
          "INVALID_CALLBACK_METHOD"
        ]
      ]
      for (const [index, [body, code]] of cases.entries()) {
        const answer = at.api("POST", "/crm/bulk/v8/write", body)
        assert.deepStrictEqual(
          [answer.status, answer.json.code, answer.json.status],
          [400, code, "error"],
          `case ${index}`
        )
      }
      const unknown = at.api("GET", "/crm/bulk/v8/write/1")
      assert.deepStrictEqual(
        [unknown.status, unknown.json.code, unknown.json.message],
        [400, "RESOURCE_NOT_FOUND", "The requested resource doesn't exist."]
      )
      // A file serves one job.
      assert.strictEqual(create(at, { operation: "insert", resource: [resource] }).status, 201)
      assert.strictEqual(create(at, { operation: "insert", resource: [resource] }).json.code, "INVALID_FILE_ID")
    })
  )

  it.effect("costs 500 credits, is kept for a day, and lets no one without the scope in", () =>
    Effect.gen(function* () {
      const at = caller()
      const file_id = yield* uploadFiles(at, { "a.csv": "Last_Name\nx\n" })
      const before = at.core.counters.creditsUsed
      const made = create(at, {
        operation: "insert",
        resource: [{ type: "data", module: { api_name: "Leads" }, file_id }]
      })
      assert.strictEqual(at.core.counters.creditsUsed - before, 500)
      settle(at)
      const url: string = job(at, made.json.details.id).result.download_url
      assert.strictEqual(at.send("GET", url, { host: "upload" }).status, 200)
      at.core.clock.advance(86_400_000)
      assert.strictEqual(at.send("GET", url, { host: "upload" }).status, 404)
      const stale = yield* uploadFiles(at, { "a.csv": "Last_Name\nx\n" })
      at.core.clock.advance(86_400_000)
      assert.strictEqual(
        create(at, { operation: "insert", resource: [{ type: "data", module: { api_name: "Leads" }, file_id: stale }] })
          .json.code,
        "INVALID_FILE_ID"
      )
      const poor = caller({ scopes: ["ZohoCRM.bulk.ALL"] })
      assert.strictEqual(poor.upload(new Uint8Array(0)).json.code, "OAUTH_SCOPE_MISMATCH")
    })
  )
})

describe("upload", () => {
  it.effect("answers a ZIP with its id", () =>
    Effect.gen(function* () {
      const at = caller()
      const answer = at.upload(yield* Effect.promise(() => zip({ "a.csv": "x\n" })))
      assert.deepInclude(answer.json, { status: "success", code: "FILE_UPLOAD_SUCCESS", message: "file uploaded." })
      assert.match(answer.json.details.file_id, /^\d{15,19}$/)
    })
  )

  it.effect("speaks the gateway's language when its headers are missing", () =>
    Effect.gen(function* () {
      const at = caller()
      const archive = yield* Effect.promise(() => zip({ "a.csv": "x\n" }))
      for (const headers of [{ feature: "" }, { "x-crm-org": "" }, { "x-crm-org": "1" }]) {
        const answer = at.upload(archive, headers)
        assert.strictEqual(answer.status, 400)
        assert.deepInclude(answer.json, {
          ERROR_CODE: 400,
          ERROR_MESSAGE: "Bad Request",
          "x-error": "check if headers [feature, X-CRM-ORG] are present and valid"
        })
        assert.notProperty(answer.json, "code")
      }
    })
  )

  it.effect("refuses what is no ZIP, too large, under another name, or on the API host", () =>
    Effect.gen(function* () {
      const at = caller()
      const text = new TextEncoder().encode("Last_Name\nx\n")
      assert.strictEqual(at.upload(text).json.code, "INVALID_FILE_FORMAT")
      assert.strictEqual(at.upload(new Uint8Array(25 * 1024 * 1024 + 1)).json.code, "FILE_TOO_LARGE")
      const archive = yield* Effect.promise(() => zip({ "a.csv": "x\n" }))
      assert.strictEqual(at.upload(archive, {}, "upload").json.code, "MANDATORY_NOT_FOUND")
      assert.strictEqual(at.upload(archive, { "content-type": "application/zip" }).json.code, "INVALID_DATA")
      const headers = {
        feature: "bulk-write",
        "x-crm-org": at.core.credentials().orgId,
        "content-type": "multipart/form-data; boundary=----bulk7d1"
      }
      const wrong = at.send("POST", "/crm/v8/upload", { headers, body: multipart("file", archive) })
      assert.strictEqual(wrong.status, 400)
      assert.notStrictEqual(wrong.json.code, "FILE_UPLOAD_SUCCESS")
    })
  )
})
