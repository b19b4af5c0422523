/** What each way gives, as the planner knows it, against what the emulator takes. */
import * as Fields from "@effect-zoho/api/Fields"
import * as ZohoClient from "@effect-zoho/client/ZohoClient"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as Field from "@effect-zoho/records/Field"
import * as Filter from "@effect-zoho/records/Filter"
import * as Module from "@effect-zoho/records/Module"
import * as Leads from "@effect-zoho/records/modules/Leads"
import * as Reader from "@effect-zoho/records/Reader"
import type * as ReadPlan from "@effect-zoho/records/ReadPlan"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, layer as shared } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { layer } from "./support/Emulated.ts"

const emulated = Layer.mergeAll(layer({ leads: 330, limits: "off" }), NodeServices.layer)
const vias = ["list", "coql", "bulk"] as const

/** A module as the org describes it, layout and territories beside, which the fields' settings do not list. */
const described = Effect.fnUntraced(function* (name: string) {
  const { fields } = yield* Fields.list({ module: name })
  const typed = fields.map((it) => [it.api_name, Schema.optionalKey(Field.fromMetadata(it))] as const)
  return Module.make<Schema.Struct.Fields>(name, {
    fields: {
      ...Object.fromEntries(typed),
      ...(name === "Leads" ? { Territories: Schema.optionalKey(Field.nullable(Field.territories)) } : {}),
      Layout: Schema.optionalKey(Field.nullable(Field.layout))
    },
    ...(name === "Leads" && Leads.module.listed !== undefined ? { listed: Leads.module.listed } : {})
  })
})

/** The fields that a way is to give by itself: those that the plan reads neither otherwise nor not at all. */
const own = Effect.fnUntraced(function* (module: Module.Module<Schema.Struct.Fields>, via: ReadPlan.Way) {
  const names = Object.keys(module.fields)
  const kept: Array<string> = []
  const left: Array<string> = []
  for (const name of names) {
    const plan = yield* Effect.result(Reader.plan(module, { fields: ["id", name], via }))
    const gives = Result.isSuccess(plan) && plan.success.beside === undefined
    ;(gives ? kept : left).push(name)
  }
  return { kept, left }
})

const takes = <A, E, R>(call: Effect.Effect<A, E, R>) => Effect.map(Effect.result(call), Result.isSuccess)

shared(emulated, { excludeTestServices: true })("fields", (it) => {
  it.effect(
    "of every standard module that the planner leaves to a query or a file, these take; the others a query refuses",
    () =>
      Effect.gen(function* () {
        const client = yield* ZohoClient.ZohoClient
        const query = (module: string, names: ReadonlyArray<string>) =>
          takes(
            client.send({
              operation: "a query",
              method: "POST",
              path: "/crm/v8/coql",
              body: {
                select_query: `select ${["id", ...names].join(", ")} from ${module} where id is not null limit 1`
              },
              credits: 1,
              retry: "never"
            })
          )
        for (const name of ["Leads", "Deals", "Tasks", "Products", "Quotes", "Services__s"]) {
          const module = yield* described(name)
          const { kept, left } = yield* own(module, "coql")
          assert.isTrue(yield* query(name, kept), name)
          assert.isNotEmpty(left)
          for (const field of left) assert.isFalse(yield* query(name, [field]), `${name}.${field}`)
          // A file of what it is to hold; what it could hold besides has cells that say too little.
          const job = yield* client.send({
            operation: "a job",
            method: "POST",
            path: "/crm/bulk/v8/read",
            body: { query: { module: { api_name: name }, fields: (yield* own(module, "bulk")).kept } },
            credits: 50,
            retry: "never"
          })
          assert.strictEqual(job._tag === "Rows" ? job.rows[0]?.status : job._tag, "success", name)
        }
      })
  )

  it.effect(
    "in any mix: the planned way is taken, and gives what a list gives of each",
    () =>
      Effect.gen(function* () {
        yield* (yield* Emulator.Emulator).setSwitches({ jobQueuedSeconds: 0, jobRunningSeconds: 0 })
        const module = yield* described("Leads")
        const names = Object.keys(module.fields)
        const whole = yield* Effect.flatMap(
          Stream.runCollect(Reader.pages(module, { fields: names, via: "list", limit: 400 })),
          (pages) => Effect.succeed(new Map(pages.flatMap((page) => page.rows).map((row) => [row.id, row])))
        )
        assert.isAbove(whole.size, 300)
        // Of records and users a query and a file give the id alone; an empty cell may have been an empty list.
        const plain = (value: unknown): unknown =>
          Array.isArray(value)
            ? value.length === 0
              ? null
              : value.map(plain)
            : typeof value === "object" && value !== null && "id" in value
              ? { id: value.id }
              : (value ?? null)
        const Case = Schema.Struct({
          fields: Schema.Array(Schema.Literals(names)).check(Schema.isMinLength(1), Schema.isMaxLength(20)),
          via: Schema.Literals([...vias, "cheapest"]),
          where: Schema.Boolean
        })
        const cases = yield* Arbitrary.sampleEffect(Arbitrary.schema(Case), { count: 20, seed: 7 })
        for (const { fields, via, where } of cases) {
          const query: Reader.Query<string> = {
            fields,
            ...(via === "cheapest" ? {} : { via }),
            ...(where ? { where: Filter.isNotNull("Email") } : {})
          }
          const planned = yield* Effect.result(Reader.plan(module, query))
          if (Result.isFailure(planned)) {
            assert.isTrue(via === "list" && where, JSON.stringify([query, planned.failure]))
            continue
          }
          const plan = planned.success
          const before = (yield* (yield* Emulator.Emulator).requests).length
          const rows = yield* Stream.runCollect(Reader.stream(module, query, { plan, poll: "1 millis" }))
          const made = (yield* (yield* Emulator.Emulator).requests).slice(before)
          const isStatus = (it: (typeof made)[number]) => it.method === "GET" && it.url.includes("/crm/bulk/")
          const credits = made.filter((it) => !isStatus(it)).reduce((sum, it) => sum + it.credits, 0)
          assert.strictEqual(credits, plan.credits, JSON.stringify(query))
          assert.strictEqual(rows.length, plan.rows)
          for (const row of rows) {
            const given: Readonly<Record<string, unknown>> = row
            const listed: Readonly<Record<string, unknown>> = whole.get(row.id) ?? {}
            for (const name of fields.filter((it) => it !== "Tag" && it !== "Record_Image")) {
              assert.deepStrictEqual(plain(given[name]), plain(listed[name]), `${plan.via} ${name}`)
            }
          }
        }
      }),
    60_000
  )

  it.effect("of a condition in COQL's words: a bulk read finds what the query finds, or is not planned", () =>
    Effect.gen(function* () {
      yield* (yield* Emulator.Emulator).setSwitches({ jobQueuedSeconds: 0, jobRunningSeconds: 0 })
      const module = yield* described("Leads")
      const ids = (where: string, via: ReadPlan.Way) =>
        Effect.map(
          Stream.runCollect(
            Reader.stream(module, { fields: ["Email"], where: Filter.coql(where), via }, { poll: "1 millis" })
          ),
          (rows) => rows.map((row) => row.id)
        )
      const { rows: some } = yield* Effect.flatMap(Leads.Leads, (leads) =>
        leads.list(["Last_Name", "City", "Company", "Created_Time", "Annual_Revenue", "Owner"], { perPage: 5 })
      )
      const [row] = some
      const [name, city, company] = [row?.Last_Name ?? "", row?.City ?? "", row?.Company ?? ""]
      const Leaf = Schema.Literals([
        `Last_Name = '${name}'`,
        `Last_Name LIKE '${name.slice(0, 1)}%'`,
        `Last_Name in ('${name}', '${some[1]?.Last_Name}')`,
        `City is not null`,
        `City is null`,
        `City = '${city.toUpperCase()}'`,
        `Company like '%${company.slice(2, 5)}%'`,
        `Company like '%${company.slice(-4)}'`,
        `Company like '${company.slice(0, 3)}%'`,
        `Annual_Revenue >= ${row?.Annual_Revenue ?? 1000}`,
        `Annual_Revenue between 1000 and 900000.5`,
        `No_of_Employees < '500'`,
        `Email_Opt_Out = false`,
        `Email_Opt_Out = 'true'`,
        `Created_Time <= '${row?.Created_Time}'`,
        `Owner = '${row?.Owner?.id}'`,
        `id in (${some.map((it) => it.id).join(", ")})`
      ])
      const Case = Schema.Struct({
        leaves: Schema.Tuple([Leaf, Leaf, Leaf]),
        ors: Schema.Tuple([Schema.Boolean, Schema.Boolean])
      })
      const cases = yield* Arbitrary.sampleEffect(Arbitrary.schema(Case), { count: 15, seed: 3 })
      let found = 0
      for (const {
        leaves: [a, b, c],
        ors: [one, two]
      } of cases) {
        const where = `(${a} ${one ? "or" : "AND"} ${b}) ${two ? "OR" : "and"} ${c}`
        const byCoql = yield* ids(where, "coql")
        assert.deepStrictEqual(yield* ids(where, "bulk"), byCoql, where)
        found += byCoql.length
      }
      assert.isAbove(found, 100)
    })
  )

  it.effect("of a condition that a bulk read might understand otherwise: the plan says why not", () =>
    Effect.gen(function* () {
      const module = yield* described("Leads")
      const why = (where: string) =>
        Effect.map(Reader.plan(module, { fields: ["Email"], where: Filter.coql(where) }), ({ alternatives }) => {
          const bulk = alternatives.find((it) => it.via === "bulk")
          return bulk === undefined || !("why" in bulk)
            ? ""
            : bulk.why.replace(/^a bulk read cannot say the conditions\. /u, "")
        })
      assert.strictEqual(yield* why("City = 'Rome'"), "")
      for (const [where, said] of [
        ["City != 'Rome'", 'A bulk read may find records without a value by "City !=", and a query does not'],
        ["City not in ('Rome', 'Bath')", "not in"],
        ["City not like 'R%'", "not like"],
        ["Interests = 'Chess'", "may compare Interests otherwise"],
        ["Converted_Account.Industry = 'ERP'", "no conditions on other records such as Converted_Account.Industry"],
        ["Created_Time > '2020-01-31T10:00:00.5+00:00'", "may take the value of Created_Time otherwise"],
        ["City = '${EMPTY}'", "may take the value of City otherwise"],
        ["City = ''", "may take the value of City otherwise"],
        ["id > '1'", "does not order by id"],
        ["City like '%'", "the pattern of City"]
      ] as const) {
        assert.include(yield* why(where), said)
      }
      const forced = yield* Effect.flip(
        Stream.runCollect(
          Reader.stream(module, { fields: ["Email"], where: Filter.notEquals("City", "x"), via: "bulk" })
        )
      )
      assert.strictEqual(forced._tag === "ApiError" ? forced.reason._tag : "", "InvalidInput")
    })
  )
})
