import * as ZohoClient from "@effect-zoho/client/ZohoClient"
import * as Field from "@effect-zoho/records/Field"
import * as Metadata from "@effect-zoho/records/Metadata"
import * as Module from "@effect-zoho/records/Module"
import * as Products from "@effect-zoho/records/modules/Products"
import * as Reader from "@effect-zoho/records/Reader"
import * as Records from "@effect-zoho/records/Records"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { assert, it, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Emulated from "./support/Emulated.ts"

const { RecordId } = Module

const everyModule = [
  ["Leads", "Accounts", "Contacts", "Deals", "Campaigns", "Cases", "Solutions"],
  ["Tasks", "Events", "Calls", "Notes", "Products", "Vendors", "Price_Books"],
  ["Quotes", "Sales_Orders", "Purchase_Orders", "Invoices", "Services__s", "Appointments__s"]
].flat()

/** An uploaded file's id. */
const upload = Effect.gen(function* () {
  const client = yield* ZohoClient.ZohoClient
  const form = new FormData()
  form.append("file", new Blob(["lines of a contract"], { type: "text/plain" }), "contract.txt")
  const envelope = yield* client.send({
    operation: "upload",
    method: "POST",
    path: "/crm/v8/files",
    form,
    credits: 1,
    retry: "never"
  })
  const id = envelope._tag === "Rows" ? envelope.rows[0]?.details["id"] : undefined
  return typeof id === "string" ? id : assert.fail("no id of a file")
})

layer(Layer.mergeAll(Metadata.layerMemory().pipe(Layer.provideMerge(Emulated.layer())), NodeFileSystem.layer))(
  "types of fields",
  (it) => {
    for (const name of everyModule) {
      it.effect(`${name}: rows of every field there is are read as its metadata says, from lists and by id`, () =>
        Effect.gen(function* () {
          const module = yield* Metadata.dynamic(name)
          const records = yield* Records.make(module)
          const names = Object.keys(module.fields)
          for (let at = 0; at < names.length; at += 50) {
            const { rows } = yield* records.list(names.slice(at, at + 50))
            const [first] = rows
            if (first !== undefined) yield* records.get(first.id, names)
          }
        })
      )
    }

    it.effect("files, links and long text are written and read by the same types", () =>
      Effect.gen(function* () {
        const module = Module.make("Deals", {
          fields: {
            Deal_Name: Field.text,
            Contract_Files: Field.nullable(Field.files),
            Decision_Makers: Field.nullable(Field.multiLookup),
            Proposal_Text: Field.nullable(Field.text),
            Amount: Field.nullable(Field.currency)
          }
        })
        const deals = yield* Records.make(module)
        const contacts = yield* Records.make(Module.make("Contacts", { fields: { Last_Name: Field.text } }))
        const contact = yield* contacts.insert({ Last_Name: "Marlow" })
        const id = yield* deals.insert({
          Deal_Name: "Lighthouse",
          Stage: "Qualification",
          Pipeline: "Standard (Standard)",
          Closing_Date: "2027-01-31",
          Contract_Files: [{ File_Id__s: yield* upload }],
          Decision_Makers: [{ Decision_Makers: { id: contact } }],
          Proposal_Text: "<b>light</b>",
          Amount: 12.5
        })
        const names = ["Contract_Files", "Decision_Makers", "Proposal_Text", "Amount"] as const
        const deal = yield* deals.get(id, names)
        assert.strictEqual(deal.Contract_Files?.[0]?.File_Name__s, "contract.txt")
        assert.deepInclude(deal.Decision_Makers?.[0], { Decision_Makers: { id: contact, name: "Marlow" } })
        assert.deepInclude(deal, { Proposal_Text: "<b>light</b>", Amount: 12.5 })
        // What was read can be sent again, and one entry of each taken away by its id.
        const file = deal.Contract_Files?.[0]?.id ?? RecordId.make("1")
        const link = deal.Decision_Makers?.[0]?.id ?? RecordId.make("1")
        yield* deals.update(id, {
          Contract_Files: [{ id: file, _delete: null }],
          Decision_Makers: [{ id: link, _delete: null }]
        })
        const after = yield* deals.get(id, names)
        assert.deepStrictEqual(after.Decision_Makers ?? [], [])
        assert.deepStrictEqual(after.Contract_Files ?? [], [])
        // Links come with a single record only, and the reader says so before it asks.
        const refused = yield* Effect.flip(
          Stream.runDrain(Reader.stream(module, { fields: ["Deal_Name", "Decision_Makers"] }))
        )
        assert.strictEqual(refused.reason._tag, "InvalidInput")
      })
    )

    it.effect("a product's taxes are written as choices, and read with their ids", () =>
      Effect.gen(function* () {
        const products = yield* Records.make(Products.module)
        const id = yield* products.insert({ Product_Name: "Lamp", Tax: ["Vat - 20.0 %"] })
        const { Tax } = yield* products.get(id, ["Tax"])
        assert.deepInclude(Tax?.[0], { value: "Vat - 20.0 %" })
        // Sent back as it was read.
        yield* products.update(id, { Tax })
        assert.deepStrictEqual((yield* products.get(id, ["Tax"])).Tax, Tax)
      })
    )
  }
)

/** Is the value one of the schema's, as it stands? */
const decodes = (schema: Schema.Constraint, value: unknown): boolean => Schema.is(schema)(value)

it("every type of the API takes its JSON form and null, and no other type's", () => {
  const id = "5843104000000000001"
  const forms: ReadonlyArray<readonly [types: string, right: unknown, wrong: unknown]> = [
    ["text textarea email phone website picklist autonumber profileimage date datetime bigint", "text", 5],
    ["integer double currency percent", 5, "5"],
    ["boolean", true, "true"],
    ["multiselectpicklist", ["a", "b"], "a;b"],
    ["lookup layout", { id, name: "A" }, id],
    ["ownerlookup userlookup", { id, name: "A", email: "a@example.com" }, { name: "A" }],
    ["multi_module_lookup", { id, name: "A", module: { api_name: "Deals", id } }, { module: "Deals" }],
    ["multiselectlookup multiuserlookup", [{ id, Field: { id, name: "A" } }], { id }],
    ["subform", [{ id, Parent_Id: { id }, Own: 5 }, { Own: null }, { id, _delete: null }], [{ id: 5 }]],
    ["fileupload", [{ id, File_Id__s: "f", File_Name__s: "a.txt", Size__s: 5, Owner__s: { id } }], "f"],
    ["imageupload", [{ File_Id__s: "f", Sequence_Number__s: 1, Description__s: null }], [{ Sequence_Number__s: "1" }]],
    ["formula rollup_summary", 5, { value: 5 }],
    ["formula rollup_summary", "text", []],
    ["ALARM", { ALARM: "FREQ=NONE" }, "FREQ=NONE"],
    ["RRULE", { RRULE: "FREQ=DAILY", EXDATE: "" }, { EXDATE: "" }],
    ["multireminder event_reminder", [{ unit: 1, period: "hours", time: null }], [{ unit: "1" }]],
    ["multireminder event_reminder", "2026-01-31T10:20:30+00:00", 5],
    ["consent_lookup", { Consent_Through: "Email", Contact_Through_Email: true }, { Contact_Through_Email: "yes" }]
  ]
  for (const [types, right, wrong] of forms) {
    for (const type of types.split(" ")) {
      const schema = Field.ofType(type)
      assert.isTrue(decodes(schema, right), `${type}: ${JSON.stringify(right)}`)
      assert.isTrue(decodes(schema, null), `${type}: null`)
      assert.isFalse(decodes(schema, wrong), `${type}: ${JSON.stringify(wrong)}`)
    }
  }
  // Of a type that nobody knows, anything but a number that was rounded.
  assert.isTrue(decodes(Field.ofType("hologram"), { any: [1, null] }))
  assert.isFalse(decodes(Field.ofType("hologram"), 2 ** 60))
})

it("a field whose data_type is not its form is told by its json_type or name", () => {
  const of = (api_name: string, data_type: string, json_type?: string | null) =>
    Field.fromMetadata({ api_name, data_type, json_type })
  assert.isTrue(decodes(of("Tag", "text", "jsonarray"), [{ name: "new", id: "5", color_code: null }]))
  assert.isFalse(decodes(of("Tag", "text"), "new"))
  assert.isTrue(decodes(of("Participants", "text", "jsonarray"), [{ participant: "5" }]))
  assert.isTrue(decodes(of("Tax", "multiselectpicklist", "jsonarray"), [{ id: "5", value: "Vat" }]))
  assert.isTrue(decodes(of("Discount", "currency", "double"), "5%"))
  assert.isFalse(decodes(of("City", "text", "string"), ["Rome"]))
  assert.isFalse(decodes(of("City", "text", null), ["Rome"]))
})
