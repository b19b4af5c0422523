import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Core from "@effect-zoho/emulator/Core"
import { Emulator, layerData } from "@effect-zoho/emulator/Emulator"
import * as SeedFile from "@effect-zoho/emulator/seedfile/SeedFile"
import { call } from "../support/Client.ts"

const yaml = `
edition: professional
leads: 3
users:
  - $key: kim
    first_name: Kim
    last_name: Aalto
    email: kim.aalto@example.com
modules:
  - api_name: Ships
    fields:
      - { api_name: Tonnage, type: integer }
      - { api_name: Home, type: lookup, lookup: Accounts }
fields:
  Contacts:
    - { api_name: Shoe_Size, type: picklist, values: ["42", "43"] }
records:
  Contacts:
    - { Last_Name: Berg, Account_Name: { $key: harbour }, Shoe_Size: "43", Owner: { $key: kim } }
  Accounts:
    - { $key: harbour, Account_Name: Harbour Works }
  Ships:
    - { $key: ada, Name: Ada, Tonnage: 900, Home: { $key: harbour } }
`

const value = (text: string): SeedFile.Data => {
  const source = SeedFile.parse("seed.yaml", text)
  return source instanceof SeedFile.SeedFileError ? assert.fail(source.message) : source.data
}

const problems = (text: string): ReadonlyArray<SeedFile.Problem> => {
  const folder = mkdtempSync(join(tmpdir(), "seedfile-"))
  const file = join(folder, "seed.yaml")
  writeFileSync(file, text)
  const core = Core.make({ data: file })
  core.close()
  rmSync(folder, { recursive: true })
  return core.seedError?.problems ?? []
}

describe("seed files", () => {
  layer(layerData({ data: value(yaml), limits: "off" }))((it) => {
    it.effect("make users, modules, fields and records that point to each other, and a reset makes them again", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        const read = Effect.gen(function* () {
          const contacts = yield* call("GET", "/crm/v8/Contacts/search?criteria=(Last_Name:equals:Berg)")
          const ships = yield* call("GET", "/crm/v8/Ships?fields=Name,Tonnage,Home,Created_Time")
          return { contact: contacts.json.data[0], ships: ships.json.data }
        })
        const first = yield* read
        assert.strictEqual(first.contact.Account_Name.name, "Harbour Works")
        assert.strictEqual(first.contact.Shoe_Size, "43")
        assert.strictEqual(first.contact.Owner.email, "kim.aalto@example.com")
        assert.deepInclude(first.ships[0], { Name: "Ada", Tonnage: 900, Created_Time: "2026-01-05T09:00:00+05:30" })
        assert.strictEqual(first.ships[0].Home.id, first.contact.Account_Name.id)
        const layouts = yield* call("GET", "/crm/v8/settings/layouts?module=Contacts")
        assert.include(layouts.text, "Shoe_Size")
        yield* call("DELETE", `/crm/v8/Ships/${first.ships[0].id}`)
        yield* emulator.reset
        assert.deepStrictEqual(yield* read, first)
      })
    )
  })

  it("name what is wrong with its line", () => {
    const cases: ReadonlyArray<readonly [string, number, string]> = [
      ["users: [\n", 2, ""],
      ["leads: 3\nnope: 1\n", 2, "nope"],
      ["records:\n  Leads:\n    - { Last_Name: A }\n    - { Last_Nam: B }\n", 4, "records.Leads[1].Last_Nam"],
      ["records:\n  Leads:\n    - { Company: A }\n", 3, "records.Leads[0]"],
      ["records:\n  Leads:\n    - { Last_Name: A, Email: nonsense }\n", 3, "records.Leads[0].Email"],
      ["records:\n  Nothings:\n    - { Name: A }\n", 3, "records.Nothings"],
      ["records:\n  Contacts:\n    - { Last_Name: A, Account_Name: { $key: none } }\n", 3, "records.Contacts[0]"],
      ["fields:\n  Leads:\n    - { api_name: City, type: text }\n", 3, "fields.Leads[0].api_name"],
      ["modules:\n  - { api_name: leads }\n", 2, "modules[0].api_name"]
    ]
    for (const [text, line, path] of cases) {
      const [one] = problems(text)
      assert.deepInclude(one, { line, path }, text)
      assert.notStrictEqual(one?.remedy, "")
    }
  })

  it("leave nothing in a database that they failed to fill", () => {
    const folder = mkdtempSync(join(tmpdir(), "seedfile-"))
    const db = join(folder, "org.db")
    Core.make({ db, data: { records: { Leads: [{ Company: "A" }] } } }).close()
    const again = Core.make({ db, data: value(yaml) })
    assert.isUndefined(again.seedError)
    assert.isDefined(again.metadata.module("Ships"))
    again.close()
    rmSync(folder, { recursive: true })
  })

  it("keep to the published schema", () => {
    const published: unknown = JSON.parse(readFileSync(new URL("../../seed.schema.json", import.meta.url), "utf8"))
    const { definitions, schema } = Schema.toJsonSchemaDocument(SeedFile.Data)
    assert.deepInclude(published, JSON.parse(JSON.stringify({ ...schema, $defs: definitions })))
  })

  it("end the program with 1 and no stack trace where they are wrong", { timeout: 60_000 }, () => {
    const bin = fileURLToPath(new URL("../../src/bin.ts", import.meta.url))
    const ended = spawnSync(process.execPath, [bin, "--data", "no-such-file.yaml"], { encoding: "utf8" })
    assert.deepStrictEqual(
      [ended.status, ended.stdout, ended.stderr],
      [
        1,
        "",
        "emulator: no-such-file.yaml: it cannot be read (ENOENT). Check the path; it counts from the working directory.\n"
      ]
    )
  })
})
