/** Misuse that must not compile; `tsc -b` checks it, and nothing here runs. */
import * as Module from "@effect-zoho/records/Module"
import * as Field from "@effect-zoho/records/Field"
import * as Leads from "@effect-zoho/records/modules/Leads"
import * as Notes from "@effect-zoho/records/modules/Notes"
import * as Tasks from "@effect-zoho/records/modules/Tasks"
import { RecordId } from "@effect-zoho/records/RecordId"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

const id = RecordId.make("5843104000000000001")

const misuse = Effect.gen(function* () {
  const leads = yield* Leads.Leads
  const row = yield* leads.get(id, ["Mobile", "Owner", "Region__c"])
  const mobile: string | null = row.Mobile
  const region: Schema.Json = row.Region__c
  const owner: string | undefined = row.Owner?.id

  // @ts-expect-error Email was not asked for
  void row.Email
  // @ts-expect-error an empty field is null
  const never: string = row.Mobile
  // @ts-expect-error an id is not any text
  yield* leads.get("5843104000000000001", ["Mobile"])
  // @ts-expect-error a read says which fields it wants
  yield* leads.list()

  yield* leads.update(id, { Mobile: null, Region__c: { anything: ["goes"] } })
  // @ts-expect-error a listed field has its type
  yield* leads.update(id, { Mobile: 5550100 })
  // @ts-expect-error a lookup is an object
  yield* leads.update(id, { Owner: "5843104000000000001" })
  // @ts-expect-error a custom field is JSON
  yield* leads.update(id, { Region__c: new Map() })
  // @ts-expect-error no such trigger
  yield* leads.update(id, { Mobile: "1" }, { trigger: ["workflows"] })
  // @ts-expect-error each row of an update has an id
  yield* leads.updateMany([{ Mobile: "1" }])
  // @ts-expect-error one of the four ways
  yield* leads.search({ text: "x" }, ["Mobile"])
  // @ts-expect-error only an upsert has fields to match by
  yield* leads.insert({ Last_Name: "x" }, { duplicateCheckFields: ["Email"] })
  return { mobile, never, owner, region }
})

const parents = Effect.gen(function* () {
  const tasks = yield* Tasks.Tasks
  const about = { Subject: "Call back", What_Id: { id } }
  yield* tasks.insert({ ...about, $se_module: "Deals" })
  yield* tasks.insert({ ...about, $se_module: Field.customModule("Projects_X") })
  // @ts-expect-error a task is about no other task
  yield* tasks.insert({ ...about, $se_module: "Tasks" })
  // @ts-expect-error no module of Zoho's own: an own one is said to be so
  yield* tasks.insert({ ...about, $se_module: "Deal" })
  const notes = yield* Notes.Notes
  yield* notes.insert({ Note_Content: "x", Parent_Id: { id, module: { api_name: "Contacts" } } })
  yield* notes.insert({ Note_Content: "x", Parent_Id: { id }, $se_module: "Tasks" })
  // @ts-expect-error a note has no notes
  yield* notes.insert({ Note_Content: "x", Parent_Id: { id, module: { api_name: "Notes" } } })
})

const modules = () => [
  Module.make("Projects", { fields: { Name: Schema.String }, unique: ["Name"] }),
  // @ts-expect-error unique fields are listed fields
  Module.make("Projects", { fields: { Name: Schema.String }, unique: ["Nmae"] })
]

it("is checked by the compiler", () => {
  assert.isObject(misuse)
  assert.isObject(parents)
  assert.isFunction(modules)
})
