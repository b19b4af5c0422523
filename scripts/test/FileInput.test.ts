/** What a newcomer may give to `import`, `export` and `update-leads`: each is refused before anything is lost, and says what to do. */
import * as Emulator from "@effect-zoho/emulator/Emulator"
import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import * as Fs from "node:fs"
import * as NodePath from "node:path"
import { exportRows } from "../export.ts"
import { importRows } from "../import.ts"
import { updateLeads } from "../update-leads.ts"
import { execute, folderFor, isClean, isFailure } from "./support.ts"

const written = (emulator: Emulator.Emulator["Service"]) =>
  Effect.map(emulator.stats, ({ byOperation }) => byOperation["POST /crm/v8/{module}"] ?? 0)

layer(Emulator.layerServer({ limits: "off", leads: 20 }), { excludeTestServices: true })(
  "files from anywhere",
  (it) => {
    it.effect("import: what is no file of rows is refused for what it is", () =>
      Effect.gen(function* () {
        const { emulator, folder, put } = yield* folderFor
        Fs.mkdirSync(NodePath.join(folder, "folder"))
        put("empty.csv", "")
        put(
          "binary.csv",
          Uint8Array.from({ length: 500 }, (_, n) => (n * 7 + 129) % 256)
        )
        put("unknown.csv", "Last_Name,Nope\na,b\n")
        put("two.csv", "Last_Name,Last Name\na,b\n")
        put("ok.csv", "Last_Name\nReed\n")
        const cases = [
          ["folder", "It is a folder."],
          ["/dev/null", "It is no file, and what is in it is read more than once."],
          ["empty.csv", "It has no header."],
          ["binary.csv", "is not text"],
          ["unknown.csv", '"Nope"'],
          ["two.csv", "Two columns mean Last_Name."],
          ["none.csv", "There is no such file."]
        ] as const
        for (const [name, said] of cases)
          isFailure(yield* execute(importRows, folder, ["--file", name, "--yes"]), emulator, said)
        isFailure(
          yield* execute(importRows, folder, ["--file", "ok.csv", "--key", "Email", "--yes"]),
          emulator,
          "No column means Email."
        )
        isFailure(yield* execute(updateLeads, folder, ["--file", "folder", "--yes"]), emulator, "It is a folder.")
        assert.strictEqual(yield* written(emulator), 0)
      })
    )

    it.effect("import, update-leads: rows without a key are not sent, and kept for loading back", () =>
      Effect.gen(function* () {
        const { emulator, folder, put, read, runs } = yield* folderFor
        put("keys.csv", "Last_Name,External_Key\nAda,k1\nBo,\nCy, \nDi,k4\n")
        const args = ["--file", "keys.csv", "--key", "External_Key", "--yes"]
        const upsert = yield* execute(importRows, folder, [...args, "--operation", "upsert"])
        isClean(upsert, emulator)
        assert.strictEqual(upsert.code, 2, upsert.out)
        assert.include(upsert.out, "Row 2: InvalidInput. It has no External_Key. Give it a External_Key")
        assert.include(upsert.out, "2 written, 2 failed")
        const [failures = ""] = runs(".failures.csv")
        assert.match(read(failures), /^Bo,,failed,InvalidInput,$/mu)
        const update = yield* execute(updateLeads, folder, args)
        assert.strictEqual(update.code, 2, update.out)
        assert.match(update.out, /Row 2: InvalidInput\. It has no External_Key\./u)
        assert.include(update.out, "2 written, 2 failed")
      })
    )

    it.effect("import: a ledger that is somebody else's file stays as it is", () =>
      Effect.gen(function* () {
        const { emulator, folder, put, read } = yield* folderFor
        put("ok.csv", "Last_Name\nReed\n")
        put("notes.txt", "my notes, one line without an end")
        put("lines.txt", "my notes\nof two lines\n")
        for (const [name, said] of [
          ["notes.txt", "The ledger is damaged"],
          ["lines.txt", "The ledger is damaged"],
          [".", "The ledger cannot be used"],
          ["/dev/full", "The ledger cannot be used"]
        ] as const)
          isFailure(yield* execute(importRows, folder, ["--file", "ok.csv", "--ledger", name, "--yes"]), emulator, said)
        assert.strictEqual(read("notes.txt"), "my notes, one line without an end")
        assert.strictEqual(yield* written(emulator), 0)
        // One that a killed run had just begun is gone on with.
        put("torn.ndjson", '{"header":{"run":"x","inp')
        const torn = yield* execute(importRows, folder, ["--file", "ok.csv", "--ledger", "torn.ndjson", "--yes"])
        assert.strictEqual(torn.code, 0, torn.out)
        put("other.csv", "Last_Name\nBerg\n")
        isFailure(
          yield* execute(importRows, folder, ["--file", "other.csv", "--ledger", "torn.ndjson", "--yes"]),
          emulator,
          "The ledger belongs to another run"
        )
      })
    )

    it.effect(
      "import: a grant that is revoked midway ends the run; with a new one the same command goes on, nothing twice",
      () =>
        Effect.gen(function* () {
          const { emulator, folder, put } = yield* folderFor
          put(
            "people.csv",
            ["Last_Name,External_Key", ...Array.from({ length: 350 }, (_, n) => `Person ${n},k${n}`)].join("\n")
          )
          const refused = (body: Readonly<Record<string, Schema.Json>>, status = 400) =>
            ({ kind: "respond", status, body }) as const
          yield* emulator.addFaults(
            {
              match: { host: "api", method: "POST", path: "/crm/v8/Leads", nth: 2 },
              times: 1,
              when: "before",
              action: refused(
                { code: "INVALID_TOKEN", details: {}, message: "invalid oauth token", status: "error" },
                401
              )
            },
            {
              match: { host: "accounts", path: "/oauth/v2/token", nth: 2 },
              times: 1,
              when: "before",
              action: refused({ error: "invalid_code" })
            }
          )
          const args = ["--file", "people.csv", "--key", "External_Key", "--yes"]
          const first = yield* execute(importRows, folder, args)
          isFailure(first, emulator, "The grant is not valid any more")
          yield* emulator.clearFaults
          const second = yield* execute(importRows, folder, [...args, "--retry-failed", "--json"])
          assert.strictEqual(second.code, 0, second.out)
          const found = yield* execute(exportRows, folder, [
            "--to",
            "out.csv",
            "--fields",
            "External_Key",
            "--where",
            "Last_Name like 'Person %'",
            "--json"
          ])
          assert.deepInclude(found.events().at(-1), { event: "summary", rows: 350 })
        })
    )

    it.effect("export: what is there stays, and what cannot be written or read is told before it is paid for", () =>
      Effect.gen(function* () {
        const { emulator, folder, put, read } = yield* folderFor
        put("mine.csv", "precious\n")
        Fs.mkdirSync(NodePath.join(folder, "folder.csv"))
        const args = ["--fields", "Last_Name", "--limit", "3"]
        for (const [to, said] of [
          ["mine.csv", "is there already"],
          ["folder.csv", "is no file"],
          ["no/such/leads.csv", "There is no folder"]
        ] as const)
          isFailure(yield* execute(exportRows, folder, [...args, "--to", to]), emulator, said)
        assert.strictEqual(read("mine.csv"), "precious\n")
        assert.deepStrictEqual(
          Fs.readdirSync(folder).filter((it) => it.endsWith(".part") || it.endsWith(".cursor")),
          []
        )
        isFailure(
          yield* execute(exportRows, folder, ["--to", "a.csv", "--fields", "Last_Name,Emial"]),
          emulator,
          "Leads has no field Emial",
          "Did you mean Email?"
        )
        // A job gives all that there is: three of it would be paid and waited for as twenty.
        isFailure(
          yield* execute(exportRows, folder, [...args, "--to", "a.csv", "--via", "bulk"]),
          emulator,
          "A bulk read takes no limit."
        )
        const paths = ["Last_Name", "Owner", "$approved", "Layout", "Converted_Account.Account_Name"].join(",")
        const fine = yield* execute(exportRows, folder, [
          "--to",
          "mine.csv",
          "--overwrite",
          "--fields",
          paths,
          "--via",
          "coql"
        ])
        assert.strictEqual(fine.code, 0, fine.out)
        assert.include(read("mine.csv"), `id,${paths}`)
      })
    )
  }
)
