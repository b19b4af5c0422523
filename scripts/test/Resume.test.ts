/** Runs that were killed or partly failed, and what the same command does after: nothing lost, nothing twice. */
import * as Deleted from "@effect-zoho/records/Deleted"
import * as Accounts from "@effect-zoho/records/modules/Accounts"
import * as Contacts from "@effect-zoho/records/modules/Contacts"
import { Leads, module as leadsModule } from "@effect-zoho/records/modules/Leads"
import * as Records from "@effect-zoho/records/Records"
import * as Related from "@effect-zoho/records/Related"
import * as Output from "@effect-zoho/toolkit/Output"
import * as Script from "@effect-zoho/toolkit/Script"
import { assert, layer } from "@effect/vitest"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Fs from "node:fs"
import * as NodePath from "node:path"
import * as Zlib from "node:zlib"
import { exportRows } from "../export.ts"
import { updateLeads } from "../update-leads.ts"
import { execute, folderFor, rowsOf, start } from "./support.ts"

const isUpdate = (it: { readonly method: string; readonly url: string }) =>
  it.method === "PUT" && it.url.includes("/Leads")

/** The updates that were sent so far. */
const updates = Effect.map(
  Effect.flatMap(Emulator.Emulator, (it) => it.requests),
  (all) => all.filter(isUpdate)
)

/** Waits for something that a process of its own brings about. */
const until = <E, R>(isSo: Effect.Effect<boolean, E, R>): Effect.Effect<void, E, R> =>
  Effect.flatMap(isSo, (it) => (it ? Effect.void : Effect.andThen(Effect.sleep("20 millis"), until(isSo))))

const wrong = (code: string, id: string) => ({
  code,
  details: { id, api_name: "City" },
  message: "refused",
  status: "error"
})

layer(Emulator.layerServer({ limits: "off", leads: 450 }), { excludeTestServices: true })("after a run that", (it) => {
  const allIds = Effect.fnUntraced(function* (folder: string, read: (name: string) => string) {
    yield* execute(exportRows, folder, ["--to", "ids.csv", "--fields", "City", "--via", "list"])
    return rowsOf(read("ids.csv")).map((line) => line.split(",")[0] ?? "")
  })

  it.effect("was killed, an export goes on after the last page that is whole, CSV in gzip too", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* folderFor
      const args = ["--fields", "Last_Name,Email", "--via", "list", "--to"]
      yield* execute(exportRows, folder, [...args, "whole.csv.gz"])
      yield* emulator.addFaults({
        match: { host: "api", method: "GET", path: "/crm/v8/Leads", nth: 3 },
        when: "before",
        action: { kind: "hang" }
      })
      const { child, run } = start("export.ts", folder, [...args, "late.csv.gz"])
      const mark = NodePath.join(folder, "late.csv.gz.cursor")
      yield* until(Effect.sync(() => Fs.existsSync(mark) && Fs.readFileSync(mark, "utf8").includes('"rows":400')))
      // What a page in the writing leaves behind: it is cut off again.
      Fs.appendFileSync(NodePath.join(folder, "late.csv.gz.part"), "half a page")
      child.kill("SIGKILL")
      assert.isNull((yield* run).code)
      yield* emulator.clearFaults
      const resumed = yield* execute(exportRows, folder, [...args, "late.csv.gz"])
      assert.include(resumed.out, "Going on after 400 records.", resumed.err)
      const text = (name: string) => Zlib.gunzipSync(Fs.readFileSync(NodePath.join(folder, name))).toString()
      assert.isAbove(rowsOf(text("whole.csv.gz")).length, 400)
      assert.strictEqual(text("late.csv.gz"), text("whole.csv.gz"))
      assert.deepStrictEqual(
        Fs.readdirSync(folder).filter((it) => it.startsWith("late")),
        ["late.csv.gz"]
      )
    })
  )

  it.effect("was killed, update-leads finds out what took effect, and sends no row twice that did", () =>
    Effect.gen(function* () {
      const { emulator, folder, put, read } = yield* folderFor
      const ids = (yield* allIds(folder, read)).slice(0, 300)
      put("changes.csv", ["id,City", ...ids.map((id) => `${id},Penarth`)].join("\n"))
      // Every second batch takes effect and its answer never comes.
      yield* emulator.addFaults({
        match: { host: "api", method: "PUT", nth: 2 },
        when: "after",
        action: { kind: "hang" }
      })
      const args = ["--file", "changes.csv", "--yes"]
      const { child, run } = start("update-leads.ts", folder, args)
      yield* until(Effect.map(updates, (it) => it.length >= 3))
      child.kill("SIGKILL")
      assert.isNull((yield* run).code)
      yield* emulator.clearFaults
      const before = (yield* updates).length
      const second = yield* execute(updateLeads, folder, [...args, "--json"])
      assert.strictEqual(second.code, 0, second.out + second.err)
      const summary = second.events().at(-1)
      assert.strictEqual(Number(summary?.["done"]) + Number(summary?.["skipped"]), 300)
      const lookedUp = (yield* emulator.requests).filter((it) => it.url.includes("/coql") || it.url.includes("ids="))
      assert.isNotEmpty(lookedUp)
      // All three batches had taken effect: none is sent again.
      assert.lengthOf(yield* updates, before)
      yield* execute(exportRows, folder, ["--to", "out.csv", "--fields", "City", "--where", "City = 'Penarth'"])
      assert.deepStrictEqual(
        rowsOf(read("out.csv")).map((line) => line.split(",")[0]),
        ids
      )
    })
  )

  it.effect("failed in part, --retry-failed sends those that may be sent again; failures.csv loads straight back", () =>
    Effect.gen(function* () {
      const { emulator, folder, put, read, runs } = yield* folderFor
      const [locked = "", bad = "", good = ""] = yield* allIds(folder, read)
      put("changes.csv", `id,City\n${locked},Barry\n${bad},Barry\n${good},Barry\n`)
      const refused = [wrong("RECORD_LOCKED", locked), wrong("INVALID_DATA", bad), wrong("RECORD_LOCKED", good)]
      yield* emulator.addFaults({
        match: { host: "api", method: "PUT" },
        times: 1,
        when: "before",
        action: { kind: "respond", status: 207, body: { data: refused } }
      })
      const args = ["--file", "changes.csv", "--yes"]
      const first = yield* execute(updateLeads, folder, args)
      assert.strictEqual(first.code, 2, first.err)
      assert.include(first.out, "0 written, 3 failed")
      const [failures = ""] = runs(".failures.csv")
      const kept = read(failures)
      assert.deepStrictEqual(
        rowsOf(kept).map((line) => line.split(",").slice(1).join()),
        [
          "Barry,failed,RecordLocked,RECORD_LOCKED",
          "Barry,failed,InvalidData,INVALID_DATA",
          "Barry,failed,RecordLocked,RECORD_LOCKED"
        ]
      )
      const before = (yield* updates).length
      const again = yield* execute(updateLeads, folder, args)
      assert.include(again.out, "--retry-failed sends what may be sent again")
      assert.lengthOf(yield* updates, before)
      const retried = yield* execute(updateLeads, folder, [...args, "--retry-failed"])
      assert.strictEqual(retried.code, 2, retried.err)
      assert.include(retried.out, "2 written, 0 failed, 0 unclear, 1 known from an earlier run")
      const [sent] = (yield* updates).slice(before)
      assert.deepStrictEqual(
        JSON.parse(String(sent?.requestBody)).data.map((row: { readonly id: string }) => row.id),
        [locked, good]
      )
      // As the first run left it, with its columns about what went wrong.
      put("again.csv", kept)
      const loaded = yield* execute(updateLeads, folder, args.with(1, "again.csv"))
      assert.strictEqual(loaded.code, 0, loaded.out)
      assert.include(loaded.out, "3 written, 0 failed")
    })
  )

  it.effect("ended some time ago, an export takes what changed since; by a file or a query, the same", () =>
    Effect.gen(function* () {
      const { emulator, folder, put, read } = yield* folderFor
      yield* emulator.setSwitches({ jobQueuedSeconds: 0, jobRunningSeconds: 0 })
      const ids = (yield* allIds(folder, read)).slice(3, 5)
      yield* emulator.advance("1 hour")
      const since = new Date(yield* emulator.now).toISOString().replace(/\.\d+Z$/u, "+00:00")
      yield* emulator.advance("1 minute")
      put("changes.csv", ["id,City", ...ids.map((id) => `${id},Tenby`)].join("\n"))
      yield* execute(updateLeads, folder, ["--file", "changes.csv", "--yes"])
      for (const via of ["list", "coql", "bulk"]) {
        const run = yield* execute(exportRows, folder, [
          "--to",
          `${via}.csv`,
          "--fields",
          "City",
          "--since",
          since,
          "--via",
          via
        ])
        assert.strictEqual(run.code, 0, run.out)
        assert.deepStrictEqual(
          rowsOf(read(`${via}.csv`)),
          ids.map((id) => `${id},Tenby`),
          via
        )
      }
      // Said in COQL, a condition goes by a file as well; what it cannot say is told.
      const where = ["--fields", "City", "--where", "(City = 'Tenby' and Email is not null) or City like 'Ten%'"]
      const bulk = yield* execute(exportRows, folder, ["--to", "where.csv", ...where, "--via", "bulk"])
      assert.strictEqual(bulk.code, 0, bulk.out)
      assert.strictEqual(read("where.csv"), read("bulk.csv"))
      const plan = yield* execute(exportRows, folder, ["--to", "x.csv", "--where", "City != 'Tenby'", "--dry-run"])
      assert.include(plan.out, 'A bulk read may find records without a value by "City !="')
      const whole = yield* execute(exportRows, folder, ["--to", "x.csv", "--dry-run"])
      assert.match(
        whole.out,
        /bulk: \d+ credits, \d of them for [\w, ]*Data_Processing_Basis_Details[\w, ]*, which a file does not hold/u
      )
    })
  )

  it.effect("deleted some, a script of one's own reads what was deleted, and what hangs on a record", () =>
    Effect.gen(function* () {
      const { folder } = yield* folderFor
      const script = Script.define({
        name: "look",
        summary: "Looks at deleted leads and at an account's contacts.",
        inputs: {},
        switches: {},
        main: Effect.fnUntraced(function* () {
          const leads = yield* Leads
          const { rows } = yield* leads.list(["Last_Name"], { perPage: 2 })
          for (const { id } of rows) yield* leads.delete(id)
          const gone = yield* Stream.runCollect(Deleted.stream(leadsModule, { type: "recycle" }))
          const accounts = yield* Records.make(Accounts.module)
          const contacts = yield* Records.make(Contacts.module)
          const account = yield* accounts.insert({ Account_Name: "Northgate" })
          for (const Last_Name of ["One", "Two"]) yield* contacts.insert({ Last_Name, Account_Name: { id: account } })
          const related = yield* Stream.runCollect(
            Related.stream(Accounts.module, account, "Contacts", Contacts.module, ["Last_Name"])
          )
          const names = related.map((it) => it.Last_Name).toSorted()
          const isGone = rows.every(({ id }) => gone.some((it) => it.id === id && it.type === "recycle"))
          yield* Output.line([isGone, ...names].join())
        })
      })
      const run = yield* execute(script, folder)
      assert.strictEqual(run.code, 0, run.out + run.err)
      assert.include(run.out, "true,One,Two")
    })
  )
})
