import * as Fields from "@effect-zoho/api/Fields"
import * as ZohoClient from "@effect-zoho/client/ZohoClient"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as Field from "@effect-zoho/records/Field"
import type * as Module from "@effect-zoho/records/Module"
import * as Accounts from "@effect-zoho/records/modules/Accounts"
import * as Appointments from "@effect-zoho/records/modules/Appointments"
import * as AppointmentsRescheduledHistory from "@effect-zoho/records/modules/AppointmentsRescheduledHistory"
import * as Attachments from "@effect-zoho/records/modules/Attachments"
import * as Calls from "@effect-zoho/records/modules/Calls"
import * as Campaigns from "@effect-zoho/records/modules/Campaigns"
import * as Cases from "@effect-zoho/records/modules/Cases"
import * as Contacts from "@effect-zoho/records/modules/Contacts"
import * as Deals from "@effect-zoho/records/modules/Deals"
import * as Events from "@effect-zoho/records/modules/Events"
import * as Invoices from "@effect-zoho/records/modules/Invoices"
import * as Leads from "@effect-zoho/records/modules/Leads"
import * as Notes from "@effect-zoho/records/modules/Notes"
import * as PriceBooks from "@effect-zoho/records/modules/PriceBooks"
import * as Products from "@effect-zoho/records/modules/Products"
import * as PurchaseOrders from "@effect-zoho/records/modules/PurchaseOrders"
import * as Quotes from "@effect-zoho/records/modules/Quotes"
import * as SalesOrders from "@effect-zoho/records/modules/SalesOrders"
import * as Services from "@effect-zoho/records/modules/Services"
import * as Solutions from "@effect-zoho/records/modules/Solutions"
import * as Tasks from "@effect-zoho/records/modules/Tasks"
import * as Vendors from "@effect-zoho/records/modules/Vendors"
import { RecordId } from "@effect-zoho/records/RecordId"
import * as Records from "@effect-zoho/records/Records"
import * as Deleted from "@effect-zoho/records/Deleted"
import * as Filter from "@effect-zoho/records/Filter"
import * as Related from "@effect-zoho/records/Related"
import * as Search from "@effect-zoho/records/Search"
import * as EmulatorLayers from "@effect-zoho/testing/EmulatorLayers"
import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Schema from "effect/Schema"
import type * as SchemaAST from "effect/SchemaAST"
import * as Stream from "effect/Stream"

const modules: ReadonlyArray<Module.Module<Schema.Struct.Fields>> = [
  Accounts.module,
  Appointments.module,
  AppointmentsRescheduledHistory.module,
  Attachments.module,
  Calls.module,
  Campaigns.module,
  Cases.module,
  Contacts.module,
  Deals.module,
  Events.module,
  Invoices.module,
  Leads.module,
  Notes.module,
  PriceBooks.module,
  Products.module,
  PurchaseOrders.module,
  Quotes.module,
  SalesOrders.module,
  Services.module,
  Solutions.module,
  Tasks.module,
  Vendors.module
].map(({ apiName, fields, mandatory }) => ({ apiName, fields, unique: [], mandatory }))

const emulated = Layer.mergeAll(
  Leads.layer,
  Deals.layer,
  Contacts.layer,
  Accounts.layer,
  Quotes.layer,
  Products.layer,
  Tasks.layer
).pipe(
  Layer.provideMerge(ZohoClient.layerWith({ retry: { attempts: 1 } })),
  Layer.provideMerge(EmulatorLayers.layer({ leads: 60 }))
)

/** Only orgs with enrichment or a website's visitors have these. */
const notEverywhere = new Set([
  "Skype_ID",
  "Twitter",
  "Data_Source",
  "Data_Processing_Basis",
  "Data_Processing_Basis_Details",
  "Converted__s",
  "$se_module"
])

const formOf = (ast: SchemaAST.AST): string => {
  if (ast._tag === "Union") {
    const some = ast.types.flatMap((it) => (it._tag === "Null" ? [] : [formOf(it)]))
    return some.toSorted().join(" or ")
  }
  return ast._tag === "Arrays" ? `list of ${ast.rest.map(formOf).join()}` : ast._tag
}

/** What a value is, nothing aside; undefined where JSON of any kind may stand. */
const formsOf = (schema: Schema.Constraint): string | undefined => {
  const form = formOf(schema.ast)
  return form.includes("Declaration") ? undefined : form
}

/** An order's own is an amount, a line's may be a share. */
const eitherWay = new Set(["Discount"])

/** A list has neither line items nor these. */
const onOneRecordOnly = new Set(["Comments", "Participants", "Pricing_Details", "Members", "Available_Dates"])

layer(emulated)("modules", (it) => {
  for (const module of modules) {
    it.effect(
      `${module.apiName}: every standard field by its name and type, mandatory ones named, rows of every field decoded`,
      () =>
        Effect.gen(function* () {
          const { fields } = yield* Fields.list({ module: module.apiName })
          const standard = fields.filter((it) => it.custom_field !== true && it.api_name !== "id")
          const listed = Object.keys(module.fields).filter((it) => !notEverywhere.has(it))
          assert.deepStrictEqual(
            standard.map((it) => it.api_name).filter((it) => !(it in module.fields)),
            []
          )
          // Leads has more than the emulator's seed shows.
          if (module.apiName !== "Leads") {
            const names = new Set(standard.map((it) => it.api_name))
            assert.deepStrictEqual(
              listed.filter((it) => !names.has(it)),
              []
            )
            assert.deepStrictEqual(
              [...module.mandatory],
              standard.filter((it) => it.system_mandatory === true).map((it) => it.api_name)
            )
          }
          for (const field of standard) {
            const own = module.fields[field.api_name]
            const said = Field.fromMetadata(field)
            const [ours, theirs] = [own === undefined ? undefined : formsOf(own), formsOf(said)]
            if (ours !== undefined && theirs !== undefined && !eitherWay.has(field.api_name)) {
              assert.strictEqual(ours, theirs, `${module.apiName}.${field.api_name}, ${field.data_type}`)
            }
          }
          const records = yield* Records.make(module)
          const known = standard
            .filter(
              (it) => it.api_name in module.fields && it.data_type !== "subform" && !onOneRecordOnly.has(it.api_name)
            )
            .map((it) => it.api_name)
          for (let at = 0; at < known.length; at += 50) {
            const { rows } = yield* records.list(known.slice(at, at + 50))
            for (const row of rows) assert.containsAllKeys(row, known.slice(at, at + 50))
          }
          const [first] = (yield* records.list(known.slice(0, 1))).rows
          const all = Object.keys(module.fields).filter((it) => standard.some((field) => field.api_name === it))
          if (first !== undefined) assert.containsAllKeys(yield* records.get(first.id, all), all)
        })
    )
  }
})

layer(emulated)("verbs", (it) => {
  describe("of one module", () => {
    it.effect("a lead is converted once, to a contact, an account and a deal, whose contact gets a role", () =>
      Effect.gen(function* () {
        const { leads, deals } = { leads: yield* Leads.Leads, deals: yield* Deals.Deals }
        const id = RecordId.make((yield* Emulator.Emulator).credentials.leadId)
        const made = yield* leads.convert(id, {
          deal: {
            Deal_Name: "Lighthouse",
            Closing_Date: "2027-01-31",
            Stage: "Qualification",
            Pipeline: "Standard (Standard)"
          }
        })
        assert.strictEqual((yield* deals.get(made.Deals?.id ?? id, ["Deal_Name"])).Deal_Name, "Lighthouse")
        const again = yield* Effect.flip(leads.convert(id))
        assert.strictEqual(again._tag, "ApiError")

        const deal = made.Deals?.id
        const contact = made.Contacts?.id
        if (deal === undefined || contact === undefined) return assert.fail("nothing was made")
        const client = yield* ZohoClient.ZohoClient
        const roles = yield* client.send({
          operation: "roles",
          method: "GET",
          path: "/crm/v8/Contacts/roles",
          credits: 1,
          retry: "safe"
        })
        const role = /"id":"(\d+)"/u.exec(roles._tag === "Document" ? JSON.stringify(roles.body) : "")?.[1] ?? ""
        yield* deals.setContactRole(deal, contact, RecordId.make(role))
        const [first] = yield* deals.contactRoles(deal)
        assert.strictEqual(first?.id, contact)
        assert.strictEqual(first?.Contact_Role?.id, role)
        yield* deals.removeContactRole(deal, contact)
        assert.deepStrictEqual(yield* deals.contactRoles(deal), [])
      })
    )

    it.effect("a quote has lines with totals of Zoho's, and becomes an order once", () =>
      Effect.gen(function* () {
        const quotes = yield* Quotes.Quotes
        const products = yield* Products.Products
        const product = yield* products.insert({ Product_Name: "Lamp", Unit_Price: 20 })
        const account = yield* (yield* Accounts.Accounts).insert({ Account_Name: "Harbour Ltd" })
        const id = yield* quotes.insert({
          Subject: "Lamps",
          Account_Name: { id: account },
          Quoted_Items: [{ Product_Name: { id: product }, Quantity: 3, List_Price: 20, Discount: "10%" }]
        })
        const quote = yield* quotes.get(id, ["Quoted_Items", "Grand_Total"])
        const [line] = quote.Quoted_Items ?? []
        assert.strictEqual(line?.Product_Name?.id, product)
        assert.strictEqual(line?.Total, 60)
        assert.strictEqual(quote.Grand_Total, 54)
        const made = yield* quotes.convert(id, ["Sales_Orders"])
        assert.isNotEmpty(made)
        yield* Effect.flip(quotes.convert(id, ["Sales_Orders"]))
      })
    )

    it.effect("a task is about a record of the module that $se_module names", () =>
      Effect.gen(function* () {
        const tasks = yield* Tasks.Tasks
        const account = yield* (yield* Accounts.Accounts).insert({ Account_Name: "Quay Ltd" })
        const id = yield* tasks.insert({ Subject: "Call back", What_Id: { id: account }, $se_module: "Accounts" })
        const task = yield* tasks.get(id, ["What_Id", "Subject"])
        assert.strictEqual(task.What_Id?.id, account)
      })
    )
  })

  describe("of every module", () => {
    it.effect("related records, deleted ones, and what search finds come as streams", () =>
      Effect.gen(function* () {
        const contacts = yield* Contacts.Contacts
        const account = yield* (yield* Accounts.Accounts).insert({ Account_Name: "Many Ltd" })
        const outcomes = yield* contacts.insertMany(
          Array.from({ length: 30 }, (_, n) => ({ Last_Name: `Crew ${n}`, Account_Name: { id: account } }))
        )
        const ids = outcomes.flatMap((it) => (it._tag === "Done" ? [it.id] : []))
        const related = yield* Stream.runCollect(
          Related.stream(Accounts.module, account, "Contacts", Contacts.module, ["Last_Name"])
        )
        assert.sameMembers(
          related.map((it) => it.id),
          ids
        )
        const found = yield* Stream.runCollect(
          Search.stream(Contacts.module, Filter.startsWith("Last_Name", "Crew"), ["Last_Name"])
        )
        assert.sameMembers(
          found.map((it) => it.id),
          ids
        )
        yield* contacts.deleteMany(ids.slice(0, 20))
        const deleted = yield* Stream.runCollect(Deleted.stream(Contacts.module, { type: "recycle" }))
        assert.includeMembers(
          deleted.map((it) => it.id),
          ids.slice(0, 20)
        )
      })
    )
  })
})
