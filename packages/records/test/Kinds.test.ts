/** One record gives one typed row whichever way it is read, of fields of every type that there is. */
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as Field from "@effect-zoho/records/Field"
import * as Filter from "@effect-zoho/records/Filter"
import * as Module from "@effect-zoho/records/Module"
import * as Quotes from "@effect-zoho/records/modules/Quotes"
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
import * as Kinds from "./support/Kinds.ts"

type Values = Readonly<Record<string, unknown>>

const ways = ["list", "coql", "bulk"] as const

/** Zoho names another record, a user or a tag in lists alone, or in more words there: what it is, is the same. */
const known = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(known)
  if (typeof value !== "object" || value === null) return value
  if ("color_code" in value && "name" in value) return { name: value.name }
  return "id" in value && "name" in value ? { id: value.id } : value
}

const rowsOf = (module: Module.Module<Schema.Struct.Fields>, query: Reader.Query<string>, plan?: ReadPlan.Plan) =>
  Effect.map(
    Stream.runCollect(Reader.stream(module, query, { poll: "1 millis", ...(plan === undefined ? {} : { plan }) })),
    (rows) => rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, it]) => [name, known(it)])))
  )

const spent = Effect.gen(function* () {
  const emulator = yield* Emulator.Emulator
  const isStatus = (it: Emulator.LoggedRequest) => it.method === "GET" && it.url.includes("/crm/bulk/")
  return (yield* emulator.requests).filter((it) => !isStatus(it)).reduce((sum, it) => sum + it.credits, 0)
})

/** Fields that a reading of many gives, not those of single records. */
const readable = Effect.fnUntraced(function* (module: Module.Module<Schema.Struct.Fields>) {
  const names = Object.keys(module.fields)
  return yield* Effect.filter(names, (name) =>
    Effect.map(Effect.result(Reader.plan(module, { fields: ["id", name] })), Result.isSuccess)
  )
})

shared(Layer.mergeAll(layer({ leads: 3, limits: "off" }), NodeServices.layer), { excludeTestServices: true })(
  "every kind of field",
  (it) => {
    it.effect(
      "gives one row by list, by query and by file, for what the plan said",
      () =>
        Effect.gen(function* () {
          yield* (yield* Emulator.Emulator).setSwitches({ jobQueuedSeconds: 0, jobRunningSeconds: 0 })
          const ids = yield* Kinds.make
          const module = yield* Kinds.described("Accounts")
          const names = yield* readable(module)
          const left = Object.keys(module.fields).filter((name) => !names.includes(name))
          assert.includeMembers(left, ["Of_subform", "Of_multiselectlookup", "Of_multiuserlookup"])
          assert.includeMembers(names, ["Formula_currency", "Rollup_double", "Of_multiselectpicklist", "Of_fileupload"])
          const whole = new Map((yield* rowsOf(module, { fields: names, via: "list" })).map((row) => [row["id"], row]))
          for (const id of ids) assert.isTrue(whole.has(id))
          // Something is there of each kind, so that it is not nothing that is compared.
          const types = Object.fromEntries(
            names.map((name) => [name, new Set([...whole.values()].map((row) => typeof row[name]))])
          )
          for (const name of ["Formula_double", "Formula_currency", "Rollup_currency", "Dynamic_7"])
            assert.isTrue(types[name]?.has("number"), name)
          assert.isTrue(types["Formula_boolean"]?.has("boolean"))
          const cleared: Values = whole.get(ids[1] ?? "") ?? {}
          assert.deepStrictEqual(
            [cleared["Of_multiselectpicklist"], cleared["Tag"], cleared["Of_text"]],
            [[], [], null]
          )

          const Case = Schema.Struct({
            fields: Schema.Array(Schema.Literals(names)).check(Schema.isMinLength(1), Schema.isMaxLength(15)),
            untold: Schema.Boolean,
            where: Schema.Boolean
          })
          const dynamic = names.filter((name) => name.startsWith("Dynamic"))
          const cases = [
            { fields: names, untold: false, where: false },
            { fields: names, untold: true, where: true },
            { fields: dynamic, untold: false, where: true },
            ...(yield* Arbitrary.sampleEffect(Arbitrary.schema(Case), { count: 8, seed: 11 }))
          ]
          for (const { fields, untold, where } of cases) {
            // A module that somebody wrote by hand may not list any of them.
            const of = untold ? Module.make<Schema.Struct.Fields>("Accounts", { fields: {} }) : module
            for (const via of ways) {
              if (where && via === "list") continue
              // Which fields a query refuses, nobody can know then: Zoho says so itself.
              const { beside } = yield* Reader.plan(module, { fields, via })
              if (untold && via === "coql" && beside !== undefined) continue
              const query = { fields, via, ...(where ? { where: Filter.isNotNull("Account_Name") } : {}) }
              const plan = yield* Reader.plan(of, query)
              const before = yield* spent
              const rows = yield* rowsOf(of, query, plan)
              const credits = (yield* spent) - before
              // Where nothing is known of the fields, what comes beside a file is known only then.
              if (!untold) assert.strictEqual(credits, plan.credits, `${via} ${fields.join()}`)
              assert.strictEqual(rows.length, whole.size)
              for (const row of rows) {
                const listed: Values = whole.get(row["id"]) ?? {}
                for (const name of fields) assert.deepStrictEqual(row[name], listed[name], `${via} ${name}`)
              }
            }
          }
        }),
      60_000
    )

    it.effect("is an empty list where nothing is chosen, also where Zoho should say null", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator.Emulator
        const id = "5843104000000001234"
        yield* emulator.addFaults({
          match: { method: "GET", path: "/crm/v8/Accounts" },
          times: 1,
          action: { kind: "respond", status: 200, body: { data: [{ id, Tag: null, Phone: null }] } }
        })
        const module = Module.make("Accounts", {
          fields: { Tag: Field.nullable(Field.tags), Phone: Field.nullable(Field.phone) }
        })
        const rows = yield* Stream.runCollect(Reader.stream(module, { fields: ["Tag", "Phone"], via: "list" }))
        assert.deepStrictEqual(JSON.parse(JSON.stringify(rows)), [{ id, Tag: [], Phone: null }])
      })
    )

    it.effect("of the lines and links that records have, read as modules of their own", () =>
      Effect.gen(function* () {
        for (const name of ["Of_subform", "Linkings"]) {
          const module = yield* Kinds.described(name)
          const names = yield* readable(module)
          const [listed, ...others] = yield* Effect.forEach(ways, (via) => rowsOf(module, { fields: names, via }))
          assert.isAbove(listed?.length ?? 0, 5, name)
          for (const rows of others) assert.deepStrictEqual(rows, listed, name)
        }
      })
    )

    it.effect("of the standard modules: totals, discounts, taxes", () =>
      Effect.gen(function* () {
        for (const name of ["Leads", "Deals", "Tasks", "Events", "Products", "Quotes", "Invoices", "Services__s"]) {
          const module = yield* Kinds.described(name)
          const names = (yield* readable(module)).filter((it) => it !== "Record_Image")
          const [listed, ...others] = yield* Effect.forEach(ways, (via) => rowsOf(module, { fields: names, via }))
          const ids = new Set(listed?.map((row) => row["id"]))
          for (const rows of others) {
            // A list leaves converted leads out, which this module says nothing of.
            for (const row of rows) if (ids.has(row["id"])) assert.deepInclude(listed, row, name)
          }
        }
        const quote = yield* Effect.forEach(ways, (via) =>
          Stream.runCollect(
            Reader.stream(
              Quotes.module,
              { fields: ["Sub_Total", "Grand_Total", "Discount", "Tax"], via },
              { poll: "1 millis" }
            )
          )
        )
        const [listed, ...others] = quote
        assert.isAbove(listed?.length ?? 0, 0)
        for (const rows of others) assert.deepStrictEqual(rows, listed)
      })
    )
  }
)
