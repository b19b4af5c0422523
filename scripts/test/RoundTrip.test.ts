/** What `export` writes, `import` reads: the same records, by every way and in every form of file. */
import * as Emulator from "@effect-zoho/emulator/Emulator"
import { assert, layer } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Fs from "node:fs"
import * as NodePath from "node:path"
import * as Zlib from "node:zlib"
import { exportRows } from "../export.ts"
import { importRows } from "../import.ts"
import { execute, folderFor, isClean, isFailure } from "./support.ts"

/** Text that a file or a spreadsheet may stumble over; spaces around it are the file's. */
const Text = Schema.Union([
  Schema.Literals([
    'Say "hi"',
    "a,b;c|d\te",
    "two\nlines",
    "and\r\nthree",
    "=1+1",
    "+1 555",
    "'=x",
    "''",
    "-",
    "@a",
    "\uFEFFmark"
  ]),
  Schema.String.check(Schema.isMaxLength(20))
])

/** A value of each type that a lead's fields have; a key that is missing stays empty. */
const Lead = Schema.Struct({
  Last_Name: Text,
  Description: Schema.optionalKey(Text),
  Email: Schema.optionalKey(Schema.Literals(["ada@example.com", "o'hara+x@example.co.uk"])),
  Phone: Schema.optionalKey(Schema.Literals(["+1 555 0100", "(0)20 7946", "0044"])),
  Website: Schema.optionalKey(Schema.Literals(["www.example.com", "https://example.com/?a=1,2;3"])),
  Lead_Source: Schema.optionalKey(Schema.Literals(["Advertisement", "Cold Call"])),
  Interests: Schema.optionalKey(Schema.Array(Schema.Literals(["Product", "Training"])).check(Schema.isMaxLength(2))),
  Annual_Revenue: Schema.optionalKey(Schema.Literals([0, 0.1, -12.5, 1234567.89])),
  No_of_Employees: Schema.optionalKey(Schema.Literals([0, 7, 12_000])),
  Email_Opt_Out: Schema.Boolean,
  Next_Call_Date: Schema.optionalKey(Schema.Literal("2026-02-28")),
  Consent_Until: Schema.optionalKey(Schema.Literal("2026-12-31T10:20:30+05:30")),
  Tag: Schema.optionalKey(
    Schema.Array(Schema.Struct({ name: Schema.Literals(["hot", "new"]) })).check(Schema.isMaxLength(2))
  )
})
const fields = [...Object.keys(Lead.fields), "Owner", "External_Key"]

/** Forms of files with a way each: every way with every form is four times as slow, and says no more. */
const cases = [
  ["list", "csv"],
  ["coql", "ndjson.gz"],
  ["bulk", "csv.gz"],
  ["list", "ndjson"]
] as const

layer(Emulator.layerServer({ limits: "off", leads: 1 }), { excludeTestServices: true })("round trips", (it) => {
  it.effect(
    "of any records give the same records",
    () =>
      Effect.gen(function* () {
        const { emulator, folder, put } = yield* folderFor
        yield* emulator.setSwitches({ jobQueuedSeconds: 0, jobRunningSeconds: 0 })
        yield* emulator.snapshot("before")
        const leads = (yield* Arbitrary.sampleEffect(Arbitrary.schema(Lead), { count: 40, seed: 21 })).map(
          (lead, n) => ({
            ...lead,
            Last_Name: `${n} ${lead.Last_Name}`.toWellFormed().trim(),
            ...(lead.Description === undefined ? {} : { Description: lead.Description.toWellFormed().trim() }),
            External_Key: `trip-${n}`
          })
        )
        put("leads.ndjson", leads.map((it) => `${JSON.stringify(it)}\n`).join(""))
        const bring = Effect.fnUntraced(function* (file: string) {
          const args = [
            "--file",
            file,
            "--operation",
            "upsert",
            "--key",
            "External_Key",
            "--map",
            "id=-",
            "--ledger",
            `${file}.ledger`,
            "--yes"
          ]
          const run = yield* execute(importRows, folder, args)
          isClean(run, emulator)
          assert.strictEqual(run.code, 0, run.out)
        })
        const write = Effect.fnUntraced(function* (file: string, via: string) {
          const args = ["--fields", fields.join(), "--to", file, "--overwrite", "--via", via]
          const run = yield* execute(exportRows, folder, args)
          assert.strictEqual(run.code, 0, run.out)
        })
        const records = Effect.gen(function* () {
          yield* write("look.ndjson", "coql")
          const lines = Fs.readFileSync(NodePath.join(folder, "look.ndjson"), "utf8").trimEnd().split("\n")
          const rows = lines.map((line): Readonly<Record<string, unknown>> => JSON.parse(line))
          return Object.fromEntries(
            rows.map(({ Tag, id: _id, ...row }) => [row["External_Key"], { ...row, Tag: names(Tag) }])
          )
        })
        yield* bring("leads.ndjson")
        const before = yield* records
        for (const { External_Key: key, Tag, ...lead } of leads) {
          // A choice that was made twice was made once.
          const once = lead.Interests === undefined ? {} : { Interests: [...new Set(lead.Interests)] }
          const row: Readonly<Record<string, unknown>> = before[key] ?? {}
          for (const [name, value] of Object.entries({ ...lead, ...once, Tag: names(Tag) }))
            assert.deepStrictEqual(row[name], value === "" ? null : value, `${key} ${name}`)
        }
        for (const [via, form] of cases) {
          const file = `${via}.${form}`
          yield* write(file, via)
          yield* emulator.snapshot("after")
          yield* emulator.restore("before")
          yield* bring(file)
          assert.deepStrictEqual(yield* records, before, file)
          yield* emulator.restore("after")
        }
      }),
    60_000
  )

  it.effect("of files that are not whole end before anything is sent", () =>
    Effect.gen(function* () {
      const { emulator, folder, put } = yield* folderFor
      put("broken.ndjson", '{"Last_Name":"a"}\n\n{"Last_Name":\n')
      put("list.ndjson", '["Last_Name"]\n')
      put("none.jsonl", "\n\n")
      const packed = Zlib.gzipSync(`Last_Name\n${"Reed\n".repeat(9000)}`)
      put("cut.csv.gz", packed.subarray(0, packed.length - 12))
      for (const [file, said] of [
        ["broken.ndjson", "Line 3 is no JSON object."],
        ["list.ndjson", "Line 1 is no JSON object."],
        ["none.jsonl", "is empty"],
        ["cut.csv.gz", "It begins as gzip does, and is cut off or damaged."]
      ] as const)
        isFailure(yield* execute(importRows, folder, ["--file", file, "--yes"]), emulator, said)
      assert.isUndefined((yield* emulator.stats).byOperation["POST /crm/v8/{module}"])
    })
  )
})

const names = (tags: unknown): ReadonlyArray<unknown> =>
  Array.isArray(tags) ? ["hot", "new"].filter((name) => tags.some((tag) => tag.name === name)) : []
