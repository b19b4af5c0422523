#!/usr/bin/env zx
/** `npm run export`: the records of a module into a CSV or NDJSON file, by the cheapest way, going on where it stopped. */
import * as Setting from "@effect-zoho/config/Setting"
import * as Script from "@effect-zoho/toolkit/Script"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as NodePath from "node:path"
import * as Choices from "./internal/Choices.ts"
import * as ExportFile from "./internal/ExportFile.ts"

const Names = Schema.String.check(Schema.isPattern(/^[A-Za-z$][\w$.]*(?:\s*,\s*[A-Za-z$][\w$.]*)*$/u)).pipe(
  Schema.decodeTo(Schema.Array(Schema.String), {
    decode: SchemaGetter.transform((text: string) => text.split(",").map((it) => it.trim())),
    encode: SchemaGetter.transform((names) => names.join(","))
  })
)

/** What the command takes and does. */
export const exportRows = Script.define({
  name: "export",
  summary: "Writes the records of a module to a CSV or NDJSON file, by list, COQL or bulk read, whichever costs least.",
  inputs: {
    to: Script.input(
      Setting.required("TO", {
        schema: Schema.String.check(Schema.isPattern(/\.(?:csv|ndjson|jsonl)(?:\.gz)?$/u)),
        expected: "a path that ends in .csv, .ndjson, .csv.gz or .ndjson.gz",
        remedy: "Give --to with the path of the file: leads.csv, leads.ndjson.gz."
      }),
      "The file; its name says what it holds: .csv or .ndjson, with .gz compressed.",
      "to"
    ),
    module: Choices.module,
    fields: Script.input(
      Setting.optional("FIELDS", {
        schema: Names,
        expected: "API names of fields with commas between them",
        remedy: "Give --fields Last_Name,Email,Phone, or leave it out for all."
      }),
      "API names with commas between them. All fields unless given.",
      "fields"
    ),
    where: Choices.where,
    since: Script.input(
      Setting.optional("MODIFIED_SINCE", {
        schema: Schema.String.check(Schema.isPattern(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:Z|[+-]\d{2}:\d{2})$/u)),
        expected: "a time such as 2026-01-31T10:00:00+00:00",
        remedy: "Give --since with a time and its offset, such as 2026-01-31T10:00:00+00:00."
      }),
      "Only records changed since this time: 2026-01-31T10:00:00+00:00.",
      "since"
    ),
    via: Script.input(
      Setting.optional("VIA", {
        schema: Schema.Literals(["list", "coql", "bulk"]),
        expected: "list, coql or bulk",
        remedy: "Give --via list, coql or bulk, or leave it out for the cheapest."
      }),
      "Forces a way: list, coql or bulk.",
      "via"
    ),
    limit: Choices.limit
  },
  switches: {
    dryRun: Choices.switches.dryRun,
    overwrite: Script.toggle("overwrite", "Takes the place of a file that is there; without this it is refused.")
  },
  main: ({ folder, inputs, switches }) =>
    ExportFile.write({
      folder,
      module: inputs.module,
      to: NodePath.resolve(folder, inputs.to),
      fields: Option.getOrUndefined(inputs.fields),
      where: Option.getOrUndefined(inputs.where),
      modifiedSince: Option.getOrUndefined(inputs.since),
      via: Option.getOrUndefined(inputs.via),
      limit: Option.getOrUndefined(inputs.limit),
      dryRun: switches.dryRun,
      overwrite: switches.overwrite
    })
})

await Script.runMain(import.meta.filename, exportRows)
