/** One schema for each kind of Zoho field: its JSON form, the same for reading and writing. */
import * as Schema from "effect/Schema"
import { isLossless } from "./internal/Lossless.ts"
import { RecordId } from "./RecordId.ts"

/** Text of any kind: single line, multi-line, auto-number. */
export const text = Schema.String
/** An address; Zoho checks its form. */
export const email = Schema.String
/** A number as people write it. */
export const phone = Schema.String
/** A URL, with or without its scheme. */
export const website = Schema.String
/** The display value of one choice. */
export const picklist = Schema.String
/** The display values of any number of choices. */
export const multiPicklist = Schema.Array(Schema.String)
/** A whole number. */
export const integer = Schema.Finite
/** A number with decimals: decimal, percent. */
export const decimal = Schema.Finite
/** An amount in the record's own currency. */
export const currency = Schema.Finite
/** A whole number that may be longer than a JavaScript number holds: digits as text. */
export const bigint = Schema.String
export const boolean = Schema.Boolean
/** `2025-01-31`. */
export const date = Schema.String
/** `2025-01-31T10:20:30+05:30`: ISO with the organisation's offset, no milliseconds. Compare as instants, not as text. */
export const datetime = Schema.String

/** Annotates fields that a list gives and a query does not know as a column. */
export const notInQueries = { "@effect-zoho/records/not-in-queries": true } as const

/** Annotates fields of which a file's cell says too little. */
export const notInFiles = { "@effect-zoho/records/not-in-files": true } as const

/** Another record. A write needs the id only. */
export const lookup = Schema.Struct({ id: RecordId, name: Schema.optionalKey(Schema.NullOr(Schema.String)) })

/** A user: owner, creator, modifier. A write needs the id only. */
export const user = Schema.Struct({
  id: RecordId,
  name: Schema.optionalKey(Schema.NullOr(Schema.String)),
  email: Schema.optionalKey(Schema.NullOr(Schema.String))
})

/** A page layout. */
export const layout = Schema.Struct({
  id: RecordId,
  name: Schema.optionalKey(Schema.NullOr(Schema.String)),
  display_label: Schema.optionalKey(Schema.NullOr(Schema.String))
}).annotate(notInQueries)

/** The tags of a record. A write needs the names only. */
export const tags = Schema.Array(
  Schema.Struct({
    name: Schema.String,
    id: Schema.optionalKey(RecordId),
    color_code: Schema.optionalKey(Schema.NullOr(Schema.String))
  })
)

/** The territories of a record. */
export const territories = Schema.Array(lookup)

/** Whatever a custom field holds. Refuses whole numbers beyond 2^53, which cannot be told from a rounded id. */
export const json = Schema.declare(isLossless, { expected: "JSON without rounded numbers" })

/** A field that may be empty: null. */
export const nullable = <S extends Schema.Top>(schema: S): Schema.NullOr<S> => Schema.NullOr(schema)

/** Made where it is used only: a bundler leaves out what no script names. */
const kind = <A>(make: () => A): A => make()

/** A key that may be missing or null: Zoho shows some parts in some places only. */
const maybe = <S extends Schema.Top>(schema: S): Schema.optionalKey<Schema.NullOr<S>> =>
  Schema.optionalKey(Schema.NullOr(schema))

/** Parts by name with what else Zoho puts beside them, which passes through as JSON. */
const open = <const Fields extends Schema.Struct.Fields>(fields: Fields) =>
  Schema.StructWithRest(Schema.Struct(fields), [Schema.Record(Schema.String, json)])

/** Annotates fields that are on a single record only: no list, query or file holds them. */
export const onSingleRecords = { "@effect-zoho/records/single": true } as const

/** A record of one of several modules, such as `What_Id`; an activity names the module in `$se_module` too. */
export const multiModuleLookup = /* @__PURE__ */ kind(() =>
  open({ id: RecordId, name: maybe(Schema.String), module: maybe(json) })
)

const activityParents = [
  "Accounts",
  "Deals",
  "Leads",
  "Campaigns",
  "Products",
  "Vendors",
  "Quotes",
  "Sales_Orders",
  "Purchase_Orders",
  "Invoices",
  "Cases",
  "Solutions",
  "Price_Books"
] as const

/** The API name of a module that is not Zoho's own. */
const custom = /* @__PURE__ */ kind(() => Schema.String.pipe(Schema.brand("CustomModule")))
export type CustomModule = typeof custom.Type

/** Names a custom module where Zoho's own are typed: `$se_module: Field.customModule("Projects_X")`. */
export const customModule = (apiName: string): CustomModule => custom.make(apiName)

/** The module of an activity's `What_Id`: one of Zoho's whose records an activity can be about, or a custom one. */
export const activityParent = /* @__PURE__ */ kind(() => Schema.Union([Schema.Literals(activityParents), custom]))

/** The module of a note's `Parent_Id`: one of Zoho's whose records can have notes, or a custom one. */
export const noteParent = /* @__PURE__ */ kind(() =>
  Schema.Union([
    Schema.Literals([...activityParents, "Contacts", "Tasks", "Events", "Calls", "Services__s", "Appointments__s"]),
    custom
  ])
)

/** The record that a note is on; a new note names its module, here or in `$se_module`. */
export const parentOfNote = /* @__PURE__ */ kind(() =>
  Schema.Struct({
    id: RecordId,
    name: maybe(Schema.String),
    module: maybe(Schema.Struct({ api_name: noteParent, id: maybe(RecordId) }))
  })
)

/**
 * Rows of a subform. In a change, a row without id is added, one with its id changed; `_delete: null` takes it away, and
 * rows that are not named stay.
 */
export const subform = /* @__PURE__ */ kind(() =>
  Schema.Array(open({ id: Schema.optionalKey(RecordId), _delete: Schema.optionalKey(Schema.Null) })).annotate(
    onSingleRecords
  )
)

/** Links to other records or users: each has its own id and, under the name of the linking module's field, the record. */
export const multiLookup = /* @__PURE__ */ kind(() =>
  Schema.Array(open({ id: Schema.optionalKey(RecordId), _delete: Schema.optionalKey(Schema.Null) })).annotate(
    onSingleRecords
  )
)

/** An entry of a file field. */
const file = () => ({
  /** Of the entry; takes the file away together with `_delete: null`. */
  id: Schema.optionalKey(RecordId),
  /** What `POST /files` gave: all that a new entry needs. */
  File_Id__s: maybe(Schema.String),
  File_Name__s: maybe(Schema.String),
  /** Bytes. */
  Size__s: maybe(Schema.Union([Schema.Finite, Schema.String])),
  Created_Time__s: maybe(Schema.String),
  _delete: Schema.optionalKey(Schema.Null)
})

/** Uploaded files. A change adds entries with `File_Id__s` to those there are. */
export const files = /* @__PURE__ */ kind(() => Schema.Array(open(file())).annotate(notInQueries))

/** Uploaded pictures, in the order of `Sequence_Number__s`. */
export const images = /* @__PURE__ */ kind(() =>
  Schema.Array(
    open({ ...file(), Sequence_Number__s: maybe(Schema.Finite), Description__s: maybe(Schema.String) })
  ).annotate(notInQueries)
)

/** What a formula or a roll-up comes to; its type is the formula's own. Read only. */
export const formula = /* @__PURE__ */ kind(() => Schema.Union([Schema.Finite, Schema.String, Schema.Boolean]))

/** Annotates what holds values of several types with how a file's cell, which is but text, is read. */
export const cellKey = "@effect-zoho/records/cell"
/** What the cell of a formula, or of a discount, holds. */
export type Cell = "number" | "boolean" | "text" | "number or text"

/** Annotates formulas that Zoho works out anew at each reading: a query takes five of them. */
export const dynamicFormula = { "@effect-zoho/records/dynamic-formula": true } as const

const cellOf = (returns: unknown): Cell =>
  returns === "double" || returns === "currency" || returns === "integer" || returns === "percent"
    ? "number"
    : returns === "boolean"
      ? "boolean"
      : "text"

/** A formula or a roll-up whose result is of this type: `currency`, `double`, `text`, `date`, `datetime`, `boolean`. */
export const formulaOf = (returns: string, options: { readonly dynamic?: boolean } = {}) =>
  formula.annotate({ [cellKey]: cellOf(returns), ...(options.dynamic === true ? dynamicFormula : {}) })

/** An amount that Zoho adds up. Read only. */
export const total = /* @__PURE__ */ kind(() => formulaOf("currency"))

/** An amount, or a share of the price as text: `5%`. */
export const discount = /* @__PURE__ */ kind(() =>
  Schema.Union([Schema.Finite, Schema.String]).annotate({ [cellKey]: "number or text" satisfies Cell })
)

/** When a reminder of a task is due: `FREQ=NONE;ACTION=POPUP;TRIGGER=DATE-TIME:2026-01-31T10:20:30+00:00`. */
export const alarm = /* @__PURE__ */ kind(() => open({ ALARM: Schema.String }))

/** How an activity recurs: `FREQ=DAILY;INTERVAL=10;UNTIL=2026-08-14;DTSTART=2026-07-03`. */
export const recurrence = /* @__PURE__ */ kind(() => open({ RRULE: Schema.String, EXDATE: maybe(Schema.String) }))

/** When to remind people of a meeting: some time before it. Older records have one moment. */
export const reminders = /* @__PURE__ */ kind(() =>
  Schema.Union([
    Schema.Array(open({ unit: maybe(Schema.Finite), period: maybe(Schema.String), time: maybe(Schema.String) })),
    Schema.String
  ])
)

/** Who takes part in a meeting. A write needs `participant`, an id or an address, and `type`. */
export const participants = /* @__PURE__ */ kind(() =>
  Schema.Array(
    open({
      participant: maybe(Schema.String),
      type: maybe(Schema.String),
      name: maybe(Schema.String),
      Email: maybe(Schema.String),
      invited: maybe(Schema.Boolean),
      status: maybe(Schema.String)
    })
  )
)

/** Taxes of a product, one choice each. A write may be the choices alone. */
export const taxes = /* @__PURE__ */ kind(() =>
  Schema.Array(Schema.Union([Schema.String, open({ id: maybe(Schema.String), value: maybe(Schema.String) })]))
)

/** Prices by quantity. */
export const pricing = /* @__PURE__ */ kind(() =>
  Schema.Array(
    open({ from_range: maybe(Schema.Finite), to_range: maybe(Schema.Finite), discount: maybe(Schema.Finite) })
  )
)

/** How somebody agreed to be contacted. */
export const consent = /* @__PURE__ */ kind(() =>
  open({
    Consent_Through: maybe(Schema.String),
    Consent_Remarks: maybe(Schema.String),
    Consent_Date: maybe(Schema.String),
    Contact_Through_Email: maybe(Schema.Boolean),
    Contact_Through_Phone: maybe(Schema.Boolean),
    Contact_Through_Survey: maybe(Schema.Boolean),
    Contact_Through_Social: maybe(Schema.Boolean)
  })
)

/** `09:00` to `18:00`, any number of times. */
export const timeRanges = /* @__PURE__ */ kind(() =>
  Schema.Array(open({ From: maybe(Schema.String), To: maybe(Schema.String) }))
)

/** Known, but not of a kind that is known here: a list tells what it holds, a file does not. */
export const opaque = /* @__PURE__ */ kind(() => json.annotate(notInFiles))

/** The schema of a field by its `data_type` in the org's metadata, empty allowed; `json` for a type not known here. */
export const ofType = (dataType: string): Schema.Struct.Fields[string] => {
  switch (dataType) {
    case "integer":
    case "double":
    case "decimal":
    case "currency":
    case "percent":
      return nullable(decimal)
    case "boolean":
      return nullable(boolean)
    case "lookup":
      return nullable(lookup)
    case "ownerlookup":
    case "userlookup":
      return nullable(user)
    case "multiselectpicklist":
      return nullable(multiPicklist)
    case "text":
    case "textarea":
    case "mediumtext":
    case "email":
    case "phone":
    case "website":
    case "picklist":
    case "autonumber":
    case "profileimage":
    case "bigint":
    case "date":
    case "datetime":
      return nullable(text)
    case "multi_module_lookup":
      return nullable(multiModuleLookup)
    case "multiselectlookup":
    case "multiuserlookup":
      return nullable(multiLookup)
    case "subform":
      return nullable(subform)
    case "fileupload":
      return nullable(files)
    case "imageupload":
      return nullable(images)
    case "formula":
    case "rollup_summary":
      return nullable(formula)
    case "layout":
      return nullable(layout)
    case "ALARM":
      return nullable(alarm)
    case "RRULE":
      return nullable(recurrence)
    case "multireminder":
    case "event_reminder":
      return nullable(reminders)
    case "consent_lookup":
      return nullable(consent)
    default:
      return opaque
  }
}

/** Types of one plain value: where `json_type` says that the field is a list or an object, they are not its form. */
const plain: ReadonlySet<string> = /* @__PURE__ */ new Set([
  "text",
  "textarea",
  "picklist",
  "currency",
  "double",
  "integer",
  "boolean"
])

/**
 * The schema of a field as the org's metadata describes it, empty allowed; `json` where nothing tells. Some fields have
 * a `data_type` that is not their form: tags and participants are `text`, a product's taxes `multiselectpicklist`.
 */
export const fromMetadata = (field: {
  readonly api_name: string
  readonly data_type: string
  readonly json_type?: string | null | undefined
  readonly formula?: Schema.JsonObject | null | undefined
  readonly rollup_summary?: Schema.JsonObject | null | undefined
}): Schema.Struct.Fields[string] => {
  const { api_name: name, data_type: type } = field
  if (type === "formula" || type === "rollup_summary") {
    const { dynamic, return_type: returns } = (type === "formula" ? field.formula : field.rollup_summary) ?? {}
    return typeof returns === "string" ? nullable(formulaOf(returns, { dynamic: dynamic === true })) : ofType(type)
  }
  if (name === "Tag") return nullable(tags)
  if (name === "Tax" && type === "multiselectpicklist") return nullable(taxes)
  if (name === "Discount" && type === "currency") return nullable(discount)
  const isPlain = field.json_type !== "jsonarray" && field.json_type !== "jsonobject"
  return plain.has(type) && !isPlain ? opaque : ofType(type)
}
