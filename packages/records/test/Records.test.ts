import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as Field from "@effect-zoho/records/Field"
import * as Module from "@effect-zoho/records/Module"
import * as Leads from "@effect-zoho/records/modules/Leads"
import { RecordId } from "@effect-zoho/records/RecordId"
import * as Records from "@effect-zoho/records/Records"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import { layer, nobody } from "./support/Emulated.ts"

const leadId = Effect.map(Emulator.Emulator, (emulator) => RecordId.make(emulator.credentials.leadId))

/** The reason that a call fails with; a failed sign-in is a failed test. */
const reasonOf = <A, R>(call: Effect.Effect<A, { readonly _tag: string; readonly reason: any }, R>) =>
  Effect.map(Effect.flip(call), (error) => {
    assert.strictEqual(error._tag, "ApiError")
    return error.reason
  })

/** What reached the emulator on the records' paths. */
const sent = Effect.map(
  Effect.flatMap(Emulator.Emulator, (emulator) => emulator.requests),
  (all) => all.filter((it) => it.url.includes("/crm/v8/Leads"))
)

const body = (request: { readonly requestBody: unknown } | undefined): unknown =>
  typeof request?.requestBody === "string" ? JSON.parse(request.requestBody) : request?.requestBody

describe("get", () => {
  it.effect("gives the fields asked for, typed ones and the org's own, and nothing else", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const id = yield* leadId
      const lead = yield* leads.get(id, ["Last_Name", "Mobile", "Owner", "External_Key"])
      assert.hasAllKeys(lead, ["id", "Last_Name", "Mobile", "Owner", "External_Key"])
      assert.strictEqual(lead.id, id)
      assert.isNotEmpty(lead.Last_Name)
      assert.match(lead.Owner?.id ?? "", /^\d+$/)
    }).pipe(Effect.provide(layer()))
  )

  it.effect("without fields is a look whether the record is there", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const id = yield* leadId
      assert.deepStrictEqual(yield* leads.get(id, []), { id })
    }).pipe(Effect.provide(layer()))
  )

  it.effect("of nobody is NotFound with the id", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const reason = yield* reasonOf(leads.get(nobody, ["Mobile"]))
      assert.deepInclude(reason, { _tag: "NotFound", id: nobody, httpStatus: 204 })
      assert.include(reason.remedy, nobody)
    }).pipe(Effect.provide(layer()))
  )

  it.effect("of a field that Zoho leaves out fails and names the field, instead of calling it empty", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const reason = yield* reasonOf(leads.get(yield* leadId, ["Mobile", "Mobil"]))
      assert.deepInclude(reason, { _tag: "UnexpectedResponse", problem: "unknown-form", path: "data[0].Mobil" })
      assert.include(reason.remedy, "data[0].Mobil")
    }).pipe(Effect.provide(layer()))
  )

  it.effect("of a field with another type than listed names the field", () =>
    Effect.gen(function* () {
      const odd = yield* Records.make(Module.make("Leads", { fields: { Last_Name: Field.integer } }))
      const reason = yield* reasonOf(odd.get(yield* leadId, ["Last_Name"]))
      assert.deepInclude(reason, { problem: "unknown-form", path: "data[0].Last_Name" })
    }).pipe(Effect.provide(layer()))
  )
})

describe("list", () => {
  it.effect("walks pages by token and sees each record once", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const seen: Array<string> = []
      let page = yield* leads.list(["Last_Name"], { perPage: 10 })
      while (true) {
        seen.push(...page.rows.map((row) => row.id))
        if (page.nextPageToken === undefined) break
        page = yield* leads.list(["Last_Name"], { perPage: 10, pageToken: page.nextPageToken })
      }
      assert.isFalse(page.moreRecords)
      assert.strictEqual(new Set(seen).size, 25)
      assert.lengthOf(seen, 25)
    }).pipe(Effect.provide(layer({ leads: 25 })))
  )

  it.effect("sends what it was given and nothing else", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const id = yield* leadId
      yield* leads.list(["Last_Name", "Email"], { page: 1, perPage: 5, sortBy: "Modified_Time", sortOrder: "asc" })
      yield* leads.list(["Last_Name"], { ids: [id] })
      const queries = (yield* sent).map((it) => Object.fromEntries(new URL(it.url, "http://x").searchParams))
      assert.deepStrictEqual(queries, [
        { fields: "Last_Name,Email", page: "1", per_page: "5", sort_by: "Modified_Time", sort_order: "asc" },
        { fields: "Last_Name", ids: id }
      ])
    }).pipe(Effect.provide(layer()))
  )

  it.effect("of nothing is a page without rows", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const page = yield* leads.list(["Last_Name"], { ids: [nobody] })
      assert.deepStrictEqual(page, { rows: [], moreRecords: false })
    }).pipe(Effect.provide(layer()))
  )

  it.effect("past the token's life and with other parameters are told apart", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const emulator = yield* Emulator.Emulator
      const first = yield* leads.list(["Last_Name"], { perPage: 5 })
      const pageToken = first.nextPageToken ?? assert.fail("no token")
      const changed = yield* reasonOf(leads.list(["Email"], { perPage: 5, pageToken }))
      assert.deepInclude(changed, { _tag: "PageTokenInvalid", why: "parameters-changed" })
      yield* emulator.advance("25 hours")
      const expired = yield* reasonOf(leads.list(["Last_Name"], { perPage: 5, pageToken }))
      assert.deepInclude(expired, { _tag: "PageTokenInvalid", why: "expired" })
    }).pipe(Effect.provide(layer()))
  )
})

describe("search", () => {
  it.effect("finds by each of the four ways, with characters that a URL must not hold as they are", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const id = yield* leads.insert({
        Last_Name: "Lovelace & Söhne",
        Email: "ada+lovelace@example.com",
        Phone: "+44 20 7946 0000",
        Company: "Analytical Engines"
      })
      const ways: ReadonlyArray<Records.SearchBy> = [
        { criteria: "(Last_Name:equals:Lovelace & Söhne)" },
        { email: "ada+lovelace@example.com" },
        { phone: "+44 20 7946 0000" },
        { word: "Analytical" }
      ]
      for (const way of ways) {
        const page = yield* leads.search(way, ["Last_Name"])
        assert.deepStrictEqual(
          page.rows.map((row) => row.id),
          [id],
          JSON.stringify(way)
        )
      }
      assert.deepStrictEqual(yield* leads.search({ word: "Nobodyhere" }, ["Last_Name"]), {
        rows: [],
        moreRecords: false
      })
    }).pipe(Effect.provide(layer()))
  )

  it.effect("with criteria that Zoho cannot read is InvalidRequest", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      assert.strictEqual((yield* reasonOf(leads.search({ criteria: "((" }, ["Email"])))._tag, "InvalidRequest")
    }).pipe(Effect.provide(layer()))
  )
})

describe("a write of one row", () => {
  it.effect("insert, update, upsert and delete change what a read then shows", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const id = yield* leads.insert({ Last_Name: "Hopper", Email: "grace@example.com", External_Key: "K-1" })
      const done = yield* leads.update(id, { Mobile: "555 0101", Email: null })
      assert.strictEqual(done.details["id"], id)
      assert.isString(done.details["Modified_Time"])
      assert.deepInclude(done, {
        _tag: "Done",
        row: 0,
        id,
        action: "update",
        code: "SUCCESS",
        message: "record updated"
      })
      const after = yield* leads.get(id, ["Mobile", "Email", "External_Key"])
      assert.deepInclude(after, { Mobile: "555 0101", Email: null, External_Key: "K-1" })

      const matched = yield* leads.upsert(
        { Last_Name: "Hopper", External_Key: "K-1" },
        { duplicateCheckFields: ["External_Key"] }
      )
      assert.deepInclude(matched, { id, action: "update", duplicateField: "External_Key" })
      const added = yield* leads.upsert(
        { Last_Name: "Hopper", External_Key: "K-2" },
        { duplicateCheckFields: ["External_Key"] }
      )
      assert.deepInclude(added, { action: "insert" })
      assert.notStrictEqual(added.id, id)

      yield* leads.delete(id)
      assert.strictEqual((yield* reasonOf(leads.get(id, ["Mobile"])))._tag, "NotFound")
    }).pipe(Effect.provide(layer()))
  )

  it.effect("fails with the row's own reason and its place", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const id = yield* leadId

      const long = yield* reasonOf(leads.update(id, { Mobile: "5".repeat(200) }))
      assert.deepInclude(long, { _tag: "InvalidData", code: "INVALID_DATA" })
      assert.deepInclude(long.details, { api_name: "Mobile", json_path: "$.data[0].Mobile" })
      assert.match(long.remedy, /Shorten Mobile to at most \d+ characters/)

      const missing = yield* reasonOf(leads.insert({ Company: "Nameless" }))
      assert.deepInclude(missing, { _tag: "MandatoryNotFound" })
      assert.match(missing.remedy, /Last_Name/)

      const first = yield* leads.insert({ Last_Name: "One", External_Key: "same" })
      const duplicate = yield* reasonOf(leads.insert({ Last_Name: "Two", External_Key: "same" }))
      assert.deepInclude(duplicate, { _tag: "DuplicateData", duplicateId: first })

      const nobodys = yield* Effect.flip(leads.update(nobody, { Mobile: "1" }))
      assert.deepInclude(nobodys.reason, { _tag: "NotFound", id: nobody })
      assert.match(nobodys.message, /^Leads\.update: NotFound INVALID_DATA\./)

      assert.deepInclude(yield* reasonOf(leads.delete(nobody)), { _tag: "NotFound", id: nobody })
    }).pipe(Effect.provide(layer()))
  )

  it.effect("made with an older copy is refused as AlreadyModified", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const emulator = yield* Emulator.Emulator
      const id = yield* leadId
      const { Modified_Time } = yield* leads.get(id, ["Modified_Time"])
      yield* emulator.advance("1 minute")
      yield* leads.update(id, { Mobile: "555 0102" })
      const late = leads.update(id, { Mobile: "555 0103" }, { ifUnmodifiedSince: Modified_Time ?? "" })
      assert.deepInclude(yield* reasonOf(late), { _tag: "AlreadyModified", httpStatus: 412, retry: "after-lookup" })
      assert.deepInclude(yield* leads.get(id, ["Mobile"]), { Mobile: "555 0102" })
    }).pipe(Effect.provide(layer()))
  )
})

describe("header and body of a write", () => {
  it.effect("trigger: left out, none, some", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const id = yield* leadId
      yield* leads.update(id, { Mobile: "1" })
      yield* leads.update(id, { Mobile: "2" }, { trigger: [] })
      yield* leads.update(id, { Mobile: "3", Not_Sent: undefined }, { trigger: ["workflow", "blueprint"] })
      assert.deepStrictEqual((yield* sent).map(body), [
        { data: [{ Mobile: "1", id }] },
        { data: [{ Mobile: "2", id }], trigger: [] },
        { data: [{ Mobile: "3", id }], trigger: ["workflow", "blueprint"] }
      ])
      assert.deepStrictEqual(
        (yield* sent).map((it) => [it.method, new URL(it.url, "http://x").pathname]),
        Array.from({ length: 3 }, () => ["PUT", "/crm/v8/Leads"])
      )
    }).pipe(Effect.provide(layer()))
  )

  it.effect("an upsert's fields to match by, in their order", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const row = { Last_Name: "x", External_Key: "K" }
      yield* leads.upsert(row, { duplicateCheckFields: ["External_Key", "Email"], trigger: [] })
      const [request] = yield* sent
      assert.deepStrictEqual(body(request), {
        data: [row],
        trigger: [],
        duplicate_check_fields: ["External_Key", "Email"]
      })
      assert.strictEqual(new URL(request?.url ?? "", "http://x").pathname, "/crm/v8/Leads/upsert")
    }).pipe(Effect.provide(layer()))
  )

  it.effect("the row's id is the one given, not one hidden in the changes", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const id = yield* leadId
      yield* leads.update(id, { id: nobody, Mobile: "1" })
      assert.deepStrictEqual((yield* sent).map(body), [{ data: [{ id, Mobile: "1" }] }])
    }).pipe(Effect.provide(layer()))
  )
})

describe("a write of many rows", () => {
  it.effect("ends as one outcome a row, in order, good and bad mixed", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const inserted = yield* leads.insertMany([
        { Last_Name: "A", External_Key: "1" },
        { Company: "no name" },
        { Last_Name: "C", External_Key: "1" },
        { Last_Name: "D" }
      ])
      assert.deepStrictEqual(
        inserted.map((it) => [it.row, it._tag === "Done" ? it.action : it.error.reason._tag]),
        [
          [0, "insert"],
          [1, "MandatoryNotFound"],
          [2, "DuplicateData"],
          [3, "insert"]
        ]
      )
      const ids = inserted.flatMap((it) => (it._tag === "Done" ? [it.id] : []))
      assert.lengthOf(ids, 2)
      const [first, last] = ids
      if (first === undefined || last === undefined) return assert.fail("two rows were inserted")

      const updated = yield* leads.updateMany([
        { id: first, Mobile: "555 0104" },
        { id: nobody, Mobile: "555 0105" },
        { id: last, Mobile: "555 0106" }
      ])
      assert.deepStrictEqual(
        updated.map((it) => (it._tag === "Done" ? it.id : it.error.reason._tag)),
        [first, "NotFound", last]
      )

      const upserted = yield* leads.upsertMany(
        [
          { Last_Name: "A2", External_Key: "1" },
          { Last_Name: "E", External_Key: "2" }
        ],
        { duplicateCheckFields: ["External_Key"] }
      )
      assert.deepStrictEqual(
        upserted.map((it) => it._tag === "Done" && it.action),
        ["update", "insert"]
      )

      const deleted = yield* leads.deleteMany([last, nobody, first])
      assert.deepStrictEqual(
        deleted.map((it) => [it.row, it._tag === "Done" ? it.id : it.error.reason._tag]),
        [
          [0, last],
          [1, "NotFound"],
          [2, first]
        ]
      )
    }).pipe(Effect.provide(layer()))
  )

  it.effect("that all fail still ends as one outcome a row", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const outcomes = yield* leads.insertMany([{ Company: "x" }, { Company: "y" }])
      assert.deepStrictEqual(
        outcomes.map((it) => it._tag === "Failed" && it.error.reason._tag),
        ["MandatoryNotFound", "MandatoryNotFound"]
      )
    }).pipe(Effect.provide(layer()))
  )

  it.effect("of a hundred rows keeps their order and costs ten credits", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const emulator = yield* Emulator.Emulator
      const before = (yield* emulator.stats).creditsUsed
      const rows = Array.from({ length: 100 }, (_, i) => ({ Last_Name: `Row ${i}` }))
      const outcomes = yield* leads.insertMany(rows)
      assert.strictEqual((yield* emulator.stats).creditsUsed - before, 10)
      const ids = outcomes.map((it) => (it._tag === "Done" ? it.id : assert.fail(it.error.message)))
      const page = yield* leads.list(["Last_Name"], { ids })
      const names = new Map(page.rows.map((row) => [row.id, row.Last_Name]))
      assert.deepStrictEqual(
        ids.map((id) => names.get(id)),
        rows.map((row) => row.Last_Name)
      )
    }).pipe(Effect.provide(layer()))
  )

  it.effect("of a wrong module fails as a whole", () =>
    Effect.gen(function* () {
      const odd = yield* Records.make(Module.make("Leadz", { fields: {} }))
      for (const rows of [[{ a: 1 }], [{ a: 1 }, { a: 2 }]]) {
        const error = yield* Effect.flip(odd.insertMany(rows))
        assert.strictEqual(error.reason._tag, "InvalidRequest")
        assert.match(error.message, /^Leadz\.insertMany/)
      }
    }).pipe(Effect.provide(layer()))
  )
})

describe("refused before anything is sent", () => {
  it.effect("what cannot be right", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const id = yield* leadId
      // What a script without types, or a cast, may hand over.
      const wrongId: any = "12x/../../Contacts"
      const names = (count: number) => Array.from({ length: count }, (_, i) => `Field_${i}`)
      const rows = (count: number) => Array.from({ length: count }, () => ({ Last_Name: "x" }))
      const calls: ReadonlyArray<Effect.Effect<unknown, any>> = [
        leads.get(wrongId, ["Mobile"]),
        leads.update(wrongId, { Mobile: "1" }),
        leads.delete(wrongId),
        leads.updateMany([{ id }, { id: wrongId }]),
        leads.list([]),
        leads.list(names(51)),
        leads.search({ word: "x" }, []),
        leads.search({ word: "x" }, names(51)),
        leads.get(id, ["Mobile,Email"]),
        leads.list(["Last_Name"], { perPage: 201 }),
        leads.list(["Last_Name"], { perPage: 0 }),
        leads.list(["Last_Name"], { page: 0 }),
        leads.list(["Last_Name"], { page: 2, pageToken: "t" }),
        leads.list(["Last_Name"], { ids: [] }),
        leads.insertMany([]),
        leads.insertMany(rows(101)),
        leads.updateMany([]),
        leads.upsertMany(rows(101)),
        leads.deleteMany([]),
        leads.deleteMany(Array.from({ length: 101 }, () => id)),
        leads.update(id, { Annual_Revenue: Number.NaN }),
        leads.update(id, { Annual_Revenue: Infinity }),
        leads.insert({ Last_Name: "x", Custom_Lookup: { id: 5843104000000376008 } })
      ]
      for (const call of calls) {
        const reason = yield* reasonOf(call)
        assert.strictEqual(reason._tag, "InvalidInput")
        assert.isNotEmpty(reason.remedy)
      }
      assert.lengthOf(yield* sent, 0)
    }).pipe(Effect.provide(layer()))
  )
})

describe("what the emulator can do to a call", () => {
  it.effect("a revoked token is renewed in the middle of a script, writes included", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const emulator = yield* Emulator.Emulator
      const id = yield* leadId
      yield* leads.get(id, ["Mobile"])
      yield* emulator.revokeAccessTokens
      yield* leads.update(id, { Mobile: "555 0107" })
      assert.deepInclude(yield* leads.get(id, ["Mobile"]), { Mobile: "555 0107" })
      assert.strictEqual((yield* emulator.stats).tokenRequests.refresh_token.ok, 2)
    }).pipe(Effect.provide(layer()))
  )

  it.effect("a reset after the write took effect is Ambiguous, and the record tells", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const emulator = yield* Emulator.Emulator
      const id = yield* leadId
      yield* emulator.addFaults({ match: { method: "PUT" }, when: "after", times: 1, action: { kind: "reset" } })
      const reason = yield* reasonOf(leads.update(id, { Mobile: "555 0108" }))
      assert.deepInclude(reason, { _tag: "Ambiguous", retry: "after-lookup" })
      assert.deepInclude(yield* leads.get(id, ["Mobile"]), { Mobile: "555 0108" })
      assert.lengthOf(
        (yield* sent).filter((it) => it.method === "PUT"),
        1
      )
    }).pipe(Effect.provide(layer()))
  )

  it.effect("a hanging update ends as Ambiguous after the timeout", () =>
    Effect.gen(function* () {
      const leads = yield* Leads.Leads
      const emulator = yield* Emulator.Emulator
      const id = yield* leadId
      yield* leads.get(id, [])
      yield* emulator.addFaults({ match: { method: "PUT" }, action: { kind: "hang" } })
      const running = yield* Effect.forkChild(reasonOf(leads.update(id, { Mobile: "1" })))
      yield* TestClock.adjust("30 seconds")
      assert.strictEqual((yield* Fiber.join(running))._tag, "Ambiguous")
    }).pipe(Effect.provide(layer()))
  )
})
