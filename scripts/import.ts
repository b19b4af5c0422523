#!/usr/bin/env zx
/** `npm run import`: the rows of a CSV or NDJSON file into a module, one outcome a row, none twice. */
import * as Setting from "@effect-zoho/config/Setting"
import * as Module from "@effect-zoho/records/Module"
import * as Writer from "@effect-zoho/records/Writer"
import * as Script from "@effect-zoho/toolkit/Script"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as NodePath from "node:path"
import * as Choices from "./internal/Choices.ts"
import * as MassWrite from "./internal/MassWrite.ts"
import * as Table from "./internal/Table.ts"

/** What the command takes and does. */
export const importRows = Script.define({
  name: "import",
  summary: "Adds the rows of a CSV or NDJSON file to a module, or adds and changes them by a key.",
  inputs: {
    file: Script.input(
      Setting.required("FILE", {
        schema: Choices.Text,
        expected: "the path of a CSV or NDJSON file",
        remedy: "Give --file with the path of a CSV file whose first line names fields, or of an .ndjson file."
      }),
      "The CSV file: its first line holds API names or labels of fields. Or .ndjson, a record a line; .gz too.",
      "file"
    ),
    module: Choices.module,
    operation: Script.input(
      Setting.withDefault("OPERATION", "insert", {
        schema: Schema.Literals(["insert", "upsert"]),
        expected: "insert or upsert",
        remedy: "Give --operation insert to add only, or --operation upsert with --key to add and change."
      }),
      "insert adds records, upsert changes those that have the key already: insert.",
      "operation"
    ),
    key: Choices.key,
    map: Choices.map,
    decimal: Choices.decimal,
    limit: Choices.limit,
    ledger: Choices.ledger,
    via: Choices.via,
    check: Choices.check,
    trigger: Choices.trigger("the rows")
  },
  switches: Choices.switches,
  main: Effect.fnUntraced(function* ({ folder, inputs, switches }) {
    const key = Option.getOrUndefined(inputs.key)
    const limit = Option.getOrUndefined(inputs.limit)
    if (inputs.operation === "upsert" && key === undefined) {
      return yield* new Script.ScriptError({
        title: "An upsert needs a key",
        happened: "Without a key every row would be a new record.",
        remedy: "Give --key with a unique field, such as Email."
      })
    }
    const table = yield* Table.open(NodePath.resolve(folder, inputs.file), {
      module: inputs.module,
      key,
      limit,
      columns: {
        map: new Map(inputs.map),
        decimal: Option.getOrUndefined(inputs.decimal),
        empty: switches.clearEmpty ? "clear" : "keep"
      }
    })
    const module = Module.make(inputs.module, { fields: {} })
    const trigger = Option.match(inputs.trigger, { onNone: () => ({}), onSome: (trigger) => ({ trigger }) })
    return yield* MassWrite.run(
      {
        module: inputs.module,
        shape: { operation: inputs.operation, ...trigger, via: Option.getOrUndefined(inputs.via) },
        input: inputs.file,
        inputHash: table.hash,
        rows: table.rows,
        extraCredits: 0,
        fields: table.fields,
        apiNames: table.columns.apiNames,
        header: table.file.header,
        lines: Table.taken(table.file.lines, limit),
        write: (options) => {
          const named = {
            ...options,
            ...trigger,
            ...(key === undefined ? {} : { key, keyIsUnique: Table.isUnique(table, key) })
          }
          const rows = Table.inputs(table, limit, key)
          return inputs.operation === "insert" || key === undefined
            ? Writer.insert(module, rows, named)
            : Writer.upsert(module, Table.keyed(rows, key), named)
        }
      },
      {
        folder,
        dryRun: switches.dryRun,
        yes: switches.yes,
        retryFailed: switches.retryFailed,
        check: inputs.check,
        ledger: Option.getOrUndefined(inputs.ledger)
      }
    )
  })
})

await Script.runMain(import.meta.filename, importRows)
