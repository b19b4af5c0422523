/** An org whose accounts have a custom field of each type that Zoho makes, formulas of each result, and records to read. */
import * as Fields from "@effect-zoho/api/Fields"
import * as Users from "@effect-zoho/api/Users"
import * as ZohoClient from "@effect-zoho/client/ZohoClient"
import * as Field from "@effect-zoho/records/Field"
import * as Module from "@effect-zoho/records/Module"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

const choices = ["Red", "Green", "Blue"].map((it) => ({ display_value: it, actual_value: it }))

const formula = (type: string, expression: string, label = `Formula ${type}`, dynamic = false) => ({
  field_label: label,
  data_type: "formula",
  formula: { return_type: type, expression, dynamic }
})

/** Custom fields by type: those that others are worked out from come first. */
const made: ReadonlyArray<object> = [
  ...[
    "text",
    "textarea",
    "email",
    "phone",
    "website",
    "date",
    "datetime",
    "integer",
    "bigint",
    "double",
    "currency",
    "percent",
    "boolean",
    "userlookup",
    "multiuserlookup",
    "fileupload",
    "imageupload",
    "subform"
  ].map((type) => ({ field_label: `Of ${type}`, data_type: type })),
  { field_label: "Of rich text", data_type: "textarea", textarea: { type: "rich_text" } },
  { field_label: "Of picklist", data_type: "picklist", pick_list_values: choices },
  { field_label: "Of multiselectpicklist", data_type: "multiselectpicklist", pick_list_values: choices },
  { field_label: "Of lookup", data_type: "lookup", lookup: { module: { api_name: "Contacts" } } },
  { field_label: "Of autonumber", data_type: "autonumber", auto_number: { prefix: "A-", start_number: "7" } },
  {
    field_label: "Of multiselectlookup",
    data_type: "multiselectlookup",
    multiselectlookup: {
      connected_details: { module: { api_name: "Contacts" }, field: { field_label: "Linked" } },
      linking_details: { module: { plural_label: "Linkings" } }
    }
  },
  formula("double", "${Of_double} * 2"),
  formula("currency", "${Of_currency} / 3"),
  formula("text", "Concat('=', ${Account_Name})"),
  formula("date", "Datepart(${Of_datetime})"),
  formula("datetime", "${Of_datetime}"),
  formula("boolean", "${Of_integer} > 3"),
  ...[1, 2, 3, 4, 5, 6, 7].map((it) => formula("double", `\${Of_integer} * ${it}`, `Dynamic ${it}`, true)),
  ...(
    [
      ["SUM", "currency"],
      ["AVG", "double"],
      ["COUNT", "integer"]
    ] as const
  ).map(([name, type]) => ({
    field_label: `Rollup ${type}`,
    data_type: "rollup_summary",
    rollup_summary: {
      return_type: type,
      based_on_module: { api_name: "Deals" },
      related_list: { api_name: "Deals" },
      expression: { function: name, function_parameters: [{ api_name: "Amount" }] }
    }
  }))
]

const send = Effect.fnUntraced(function* (path: string, rows: object, query: { readonly module?: string } = {}) {
  const client = yield* ZohoClient.ZohoClient
  const envelope = yield* client.send({
    operation: `make ${path}`,
    method: "POST",
    path: `/crm/v8/${path}`,
    query,
    body: rows,
    credits: 1,
    retry: "never"
  })
  return envelope._tag === "Rows" ? envelope.rows : []
})

const Id = Schema.Struct({ id: Schema.String })
const idOf = (row: { readonly details: unknown } | undefined) => Schema.decodeUnknownSync(Id)(row?.details).id

/** Text that a file, a query or a spreadsheet may stumble over. */
const awkward = ['Say "hi"', "a,b;c", "two\nlines", "=1+1", "+1 555", "'=x", " é ☃ 漢", "A;B", "\ttab"]

/** Makes the fields and, of each mix of values, accounts; the module as the org describes it. */
export const make = Effect.gen(function* () {
  for (const field of made) yield* send("settings/fields", { fields: [field] }, { module: "Accounts" })
  for (const [label, type] of [
    ["Line", "text"],
    ["Worth", "double"]
  ])
    yield* send("settings/fields", { fields: [{ field_label: label, data_type: type }] }, { module: "Of_subform" })
  const contact = idOf((yield* send("Contacts", { data: [{ Last_Name: "Reed" }] }))[0])
  const [user] = (yield* Users.list({ type: "ActiveUsers" })).users
  const whole = (text: string, n: number) => ({
    Of_text: text,
    Of_textarea: `${text}\n"${text}"`,
    Of_rich_text: `<b>${n}</b>`,
    Of_email: `a${n}@example.com`,
    Of_phone: "+1 555 0100",
    Of_website: "www.example.com",
    Of_date: "2026-02-03",
    Of_datetime: "2026-02-03T10:20:30+05:30",
    Of_integer: n,
    Of_bigint: "123456789012345678",
    Of_double: n + 0.25,
    Of_currency: n * 3.5,
    Of_percent: 12.5,
    Of_boolean: n % 2 === 0,
    Of_userlookup: { id: user?.id ?? "" },
    Of_picklist: "Green",
    Of_multiselectpicklist: n % 2 === 0 ? ["Red"] : ["Red", "Blue"],
    Of_lookup: { id: contact },
    Of_multiselectlookup: [{ Of_multiselectlookup: { id: contact } }],
    Of_multiuserlookup: [{ Of_multiuserlookup: { id: user?.id ?? "" } }],
    Of_subform: [{ Line: text }, { Line: null, Worth: n }]
  })
  const rows = [
    // Empty in every way that a write can say.
    { Account_Name: "Nothing" },
    { Account_Name: "Cleared", Of_text: "", Of_multiselectpicklist: [], Tag: [] },
    ...awkward.map((text, n) => ({ Account_Name: text.trim(), ...whole(text, n) })),
    ...awkward.map((text, n) => ({ Account_Name: `Half ${n}`, Of_text: text, Of_integer: 0, Of_double: -0.5 })),
    { Account_Name: "Tagged", Tag: [{ name: "Hot" }, { name: "New" }] }
  ]
  const ids = (yield* send("Accounts", { data: rows })).map(idOf)
  yield* send("Deals", {
    data: [1, 2, 4].map((it) => ({
      Deal_Name: `D${it}`,
      Stage: "Qualification",
      Pipeline: "Standard (Standard)",
      Closing_Date: "2027-01-31",
      Amount: it,
      Account_Name: { id: ids[it] }
    }))
  })
  return ids
})

/** A module as the org describes it. */
export const described = Effect.fnUntraced(function* (name: string) {
  const { fields } = yield* Fields.list({ module: name })
  const typed = fields.map((it) => [it.api_name, Schema.optionalKey(Field.fromMetadata(it))] as const)
  return Module.make<Schema.Struct.Fields>(name, { fields: Object.fromEntries(typed) })
})
