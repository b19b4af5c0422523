/** Settings and switches that scripts about many rows share. */
import * as Setting from "@effect-zoho/config/Setting"
import * as Script from "@effect-zoho/toolkit/Script"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import { Triggers } from "./Triggers.ts"

const Text = Schema.String.check(Schema.isNonEmpty())
const Whole = Schema.String.check(Schema.isPattern(/^[1-9]\d{0,8}$/u)).pipe(
  Schema.decodeTo(Schema.Finite, { decode: SchemaGetter.transform(Number), encode: SchemaGetter.transform(String) })
)
const ApiName = Schema.String.check(Schema.isPattern(/^[A-Za-z][A-Za-z0-9_]*$/u))

/** `Header=Api_Name,Other header=Other_Field`. */
const Pairs = Schema.String.check(Schema.isPattern(/^[^=,]+=[^=,]+(?:,[^=,]+=[^=,]+)*$/u)).pipe(
  Schema.decodeTo(Schema.Array(Schema.Tuple([Schema.String, Schema.String])), {
    decode: SchemaGetter.transform((text: string) =>
      text.split(",").map((it): readonly [string, string] => {
        const [name = "", value = ""] = it.split("=")
        return [name.trim(), value.trim()]
      })
    ),
    encode: SchemaGetter.transform((pairs) => pairs.map((it) => it.join("=")).join(","))
  })
)

const text = (name: string, what: string, remedy: string) =>
  Setting.optional(name, { schema: Text, expected: what, remedy })

export const module = Script.input(
  Setting.withDefault("MODULE", "Leads", {
    schema: ApiName,
    expected: "a module's API name",
    remedy: "Give --module with the API name from Setup > Developer Hub > APIs, such as Contacts."
  }),
  "The module's API name: Leads.",
  "module"
)

export const where = Script.input(
  text("WHERE", "a condition", "Give --where with a condition in COQL, such as \"Lead_Source = 'Web'\"."),
  "A condition in COQL: \"Lead_Source = 'Web' and Email is not null\".",
  "where"
)

export const key = Script.input(
  Setting.optional("KEY_FIELD", {
    schema: ApiName,
    expected: "a field's API name",
    remedy: "Give --key with the API name of a field whose values are unique, such as Email."
  }),
  "The field whose value names a record: Email. Without it, rows have an id.",
  "key"
)

export const map = Script.input(
  Setting.withDefault("COLUMN_MAP", [], {
    schema: Pairs,
    expected: "pairs such as Header=Api_Name,Other=Other_Field",
    remedy: 'Give --map "Header=Api_Name" for each column that has another name, with commas between them.'
  }),
  'Columns with other names: "Telephone=Phone,Remarks=-". A minus leaves a column out.',
  "map"
)

export const decimal = Script.input(
  Setting.optional("DECIMAL", {
    schema: Schema.Literals(["point", "comma"]),
    expected: "point or comma",
    remedy: "Give --decimal comma for 1.234,5 or --decimal point for 1,234.5."
  }),
  "How numbers are written: comma in files with semicolons, point in others.",
  "decimal"
)

export const limit = Script.input(
  Setting.optional("LIMIT", {
    schema: Whole,
    expected: "a whole number",
    remedy: "Give --limit with how many rows at most, or leave it out."
  }),
  "At most so many rows.",
  "limit"
)

export const ledger = Script.input(
  text("LEDGER", "a path", "Give --ledger with the path of a file, or leave it out for one in data/runs."),
  "The ledger of this run: one in data/runs for the same rows.",
  "ledger"
)

export const via = Script.input(
  Setting.optional("WRITE_VIA", {
    schema: Schema.Literals(["calls", "mass", "bulk"]),
    expected: "calls, mass or bulk",
    remedy: "Give --via calls, --via mass (one field, the same value for all) or --via bulk, or leave it out."
  }),
  "How rows are sent, whatever it costs: calls, mass or bulk. The cheapest unless given; bulk only with --trigger none, mass never unasked.",
  "via"
)

export const check = Script.input(
  Setting.withDefault("FIELD_CHECK", "warn", {
    schema: Schema.Literals(["off", "warn", "refuse"]),
    expected: "off, warn or refuse",
    remedy:
      "Give --check refuse to send no row that cannot be right by the fields' settings, or --check off to ask nothing."
  }),
  "Rows against the fields' settings (length, choices, mandatory, read only): off, warn or refuse: warn.",
  "check"
)

export const switches = {
  dryRun: Script.toggle("dry-run", "Says what would be done and what it would cost, and sends nothing."),
  yes: Script.toggle("yes", "Goes on without asking."),
  retryFailed: Script.toggle("retry-failed", "Sends those rows again that failed and may be sent again."),
  clearEmpty: Script.toggle("clear-empty", "An empty cell clears the field; without this it leaves the field alone.")
}

export { Text }

/** The automation that a write may set off; `what` is written. */
export const trigger = (what: string) =>
  Script.input(
    Setting.optional("WRITE_TRIGGER", {
      schema: Triggers,
      expected: "none, or some of workflow, approval, blueprint, pathfinder, orchestration with commas between them",
      remedy: "Give --trigger workflow,approval, or --trigger none, or leave it out for everything."
    }),
    `Automation that ${what} may set off: workflow,approval for instance, or none. All of it unless given.`,
    "trigger"
  )
