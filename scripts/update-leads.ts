#!/usr/bin/env zx
/** `npm run update-leads`: changes many leads, by a CSV file or all that a condition finds; one outcome a lead. */
import * as Setting from "@effect-zoho/config/Setting"
import * as KeyLookup from "@effect-zoho/records/KeyLookup"
import { module } from "@effect-zoho/records/modules/Leads"
import * as Writer from "@effect-zoho/records/Writer"
import * as Script from "@effect-zoho/toolkit/Script"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as NodePath from "node:path"
import * as Choices from "./internal/Choices.ts"
import * as Found from "./internal/Found.ts"
import * as MassWrite from "./internal/MassWrite.ts"
import * as Table from "./internal/Table.ts"

/** What the command takes and does. */
export const updateLeads = Script.define({
  name: "update-leads",
  summary: "Changes many leads: those of a CSV file, or all that a condition finds.",
  inputs: {
    file: Script.input(
      Setting.optional("FILE", {
        schema: Choices.Text,
        expected: "the path of a CSV file",
        remedy: "Give --file with the path of a CSV file, or --where and --set."
      }),
      "A CSV file: a column id, or that of --key, and the fields to change.",
      "file"
    ),
    where: Choices.where,
    set: Script.input(
      Setting.optional("SET", {
        schema: Choices.Text,
        expected: "changes such as Lead_Status=Contacted;Rating=Hot",
        remedy: 'Give --set "Lead_Status=Contacted;Rating=Hot" with --where.'
      }),
      'What --where is to become: "Lead_Status=Contacted;Rating=Hot"; nothing after = clears the field.',
      "set"
    ),
    key: Choices.key,
    map: Choices.map,
    decimal: Choices.decimal,
    limit: Choices.limit,
    ledger: Choices.ledger,
    via: Choices.via,
    check: Choices.check,
    trigger: Choices.trigger("the changes")
  },
  switches: Choices.switches,
  main: Effect.fnUntraced(function* ({ folder, inputs, switches }) {
    const limit = Option.getOrUndefined(inputs.limit)
    const isFile = Option.isSome(inputs.file)
    if (isFile === (Option.isSome(inputs.where) || Option.isSome(inputs.set))) {
      return yield* new Script.ScriptError({
        title: "Which leads, and what about them",
        happened: isFile ? "Both a file and a condition are given." : "Neither a file nor a condition is given.",
        remedy: "Give --file FILE, or --where CONDITION with --set CHANGES."
      })
    }
    const file = Option.isSome(inputs.file)
      ? inputs.file.value
      : // What a condition finds changes with the leads: the rows are settled before the first one is sent.
        yield* Found.file({
          folder,
          where: Option.getOrElse(inputs.where, () => "id is not null"),
          set: Option.getOrElse(inputs.set, () => ""),
          limit
        })
    const key = isFile ? Option.getOrUndefined(inputs.key) : undefined
    const table = yield* Table.open(NodePath.resolve(folder, file), {
      module: module.apiName,
      key: key ?? "id",
      limit,
      columns: {
        map: new Map(inputs.map),
        decimal: Option.getOrUndefined(inputs.decimal),
        empty: switches.clearEmpty || !isFile ? "clear" : "keep"
      }
    })
    // A mass update needs a scope of its own: it is never chosen unasked.
    const isOneChange = !isFile && Found.changesOf(Option.getOrElse(inputs.set, () => "")).length === 1
    const via = Option.getOrUndefined(inputs.via)
    const trigger = Option.match(inputs.trigger, { onNone: () => ({}), onSome: (trigger) => ({ trigger }) })
    return yield* MassWrite.run(
      {
        module: module.apiName,
        shape: { operation: "update", ...trigger, via, sameValue: via === "mass" && isOneChange },
        input: file,
        inputHash: table.hash,
        rows: table.rows,
        extraCredits: key === undefined || key === "id" ? 0 : KeyLookup.credits(table.rows),
        fields: table.fields,
        apiNames: table.columns.apiNames,
        header: table.file.header,
        lines: Table.taken(table.file.lines, limit),
        write: (options) =>
          Writer.update(
            module,
            Table.identified(Table.inputs(table, limit, key), { module: module.apiName, key, ledger: options.ledger }),
            { ...options, ...trigger, ...(key === undefined ? {} : { key }) }
          )
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

await Script.runMain(import.meta.filename, updateLeads)
