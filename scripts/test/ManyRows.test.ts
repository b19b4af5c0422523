import { assert, layer } from "@effect/vitest"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as Effect from "effect/Effect"
import * as ChildProcess from "node:child_process"
import * as Fs from "node:fs"
import * as Os from "node:os"
import * as NodePath from "node:path"
import * as Zlib from "node:zlib"
import { exportRows } from "../export.ts"
import { importRows } from "../import.ts"
import { updateLeads } from "../update-leads.ts"
import { atTerminal, execute, folderFor, isClean, isFailure, rowsOf, start } from "./support.ts"

const calls = (emulator: Emulator.Emulator["Service"], operation: string) =>
  Effect.map(emulator.stats, (it) => it.byOperation[operation] ?? 0)

const people = (count: number) =>
  ["Last_Name,External_Key,City", ...Array.from({ length: count }, (_, n) => `Person ${n},p${n},Town ${n % 3}`)].join(
    "\n"
  )

/** A second pipeline of deals, with the first of their stages alone. */
const renewals = (emulator: Emulator.Emulator["Service"]) =>
  Effect.promise(async () => {
    const { clientId, clientSecret, refreshToken } = emulator.credentials
    const form = { client_id: clientId, client_secret: clientSecret, refresh_token: refreshToken }
    const call = async (url: string, init: RequestInit = {}) => JSON.parse(await (await fetch(url, init)).text())
    const { access_token: token } = await call(`${emulator.accountsUrl}/oauth/v2/token`, {
      method: "POST",
      body: new URLSearchParams({ ...form, grant_type: "refresh_token" })
    })
    const settings = (path: string, init: RequestInit = {}) =>
      call(`${emulator.apiUrl}/crm/v8/settings/${path}`, {
        ...init,
        headers: { authorization: `Zoho-oauthtoken ${token}` }
      })
    const [layout] = (await settings("layouts?module=Deals")).layouts
    const [first] = (await settings(`pipeline?layout_id=${layout.id}`)).pipeline[0].maps
    const maps = [{ id: first.id, sequence_number: 1 }]
    await settings(`pipeline?layout_id=${layout.id}`, {
      method: "POST",
      body: JSON.stringify({ pipeline: [{ display_value: "Renewals", default: false, maps }] })
    })
  })

layer(Emulator.layerServer({ limits: "off", leads: 450 }), { excludeTestServices: true })("many rows", (it) => {
  it.effect("say before they begin whether the credits that are left will do", () =>
    Effect.gen(function* () {
      const { emulator, folder, put } = yield* folderFor
      put("people.csv", people(60))
      Fs.appendFileSync(NodePath.join(folder, ".env"), "\nCREDITS_LIMIT=20\n")
      const args = ["--file", "people.csv", "--key", "External_Key", "--dry-run"]
      const enough = yield* execute(importRows, folder, args)
      isClean(enough, emulator)
      assert.match(enough.out, /for about 6 credits\. 1\d are left\./u)
      put("people.csv", people(200))
      const json = yield* execute(importRows, folder, [...args, "--json"])
      assert.include(json.out, '"fits":false')
      const short = yield* execute(importRows, folder, args)
      assert.match(short.out, /Only \d+ are left: the run stops there, and the same command goes on with the rest\./u)
      assert.strictEqual(short.code, 0)
    })
  )

  it.effect("import: a file as spreadsheets save it, one wrong row left out and kept for loading back", () =>
    Effect.gen(function* () {
      const { emulator, folder, put, read, runs } = yield* folderFor
      const text = [
        "Last Name;E-Mail;Annual Revenue;External_Key;Email Opt Out;_note",
        "Müller;mueller@example.com;1.234,5;k1;yes;left out",
        'Meier;meier@example.com;"12\n3";k2;;',
        "'=Sum;;7;k3;no;"
      ].join("\r\n")
      // UTF-16 with its mark, as spreadsheets save "Unicode text".
      put("people.csv", Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]))
      const args = ["--file", "people.csv", "--map", "E-Mail=Email", "--key", "External_Key", "--yes"]
      const run = yield* execute(importRows, folder, args)
      isClean(run, emulator)
      assert.strictEqual(run.code, 2, run.out + run.err)
      assert.match(run.out, /insert Leads: 3 rows of people\.csv, in .* for about 1 credit\./u)
      assert.include(run.out, "Row 2 (k2): InvalidInput. Annual_Revenue is not a number such as 1.234,5.")
      assert.include(run.out, "2 written, 1 failed, 0 unclear, 0 known from an earlier run")
      const [failures = ""] = runs(".failures.csv")
      assert.strictEqual(
        read(failures),
        'Last Name,E-Mail,Annual Revenue,External_Key,Email Opt Out,_note,_status,_reason,_code\r\nMeier,meier@example.com,"12\n3",k2,,,failed,InvalidInput,\r\n'
      )
      // Corrected, the file of failures loads.
      put("again.csv", read(failures).replace('"12\n3"', "123"))
      const again = yield* execute(importRows, folder, args.with(1, "again.csv"))
      assert.strictEqual(again.code, 0, again.out)
      const exported = yield* execute(exportRows, folder, [
        "--to",
        "out.csv",
        "--fields",
        "Last_Name,Annual_Revenue,Email_Opt_Out",
        "--where",
        "External_Key in ('k1','k2','k3')"
      ])
      assert.strictEqual(exported.code, 0, exported.out)
      assert.deepStrictEqual(
        rowsOf(read("out.csv")).map((line) => line.replace(/^\d+,/u, "")),
        ["Müller,1234.5,true", "'=Sum,7,false", "Meier,123,false"]
      )
    })
  )

  it.effect("import: a row with more cells than the header is not sent, and nothing of it gets lost", () =>
    Effect.gen(function* () {
      const { emulator, folder, put, read, runs } = yield* folderFor
      put("people.csv", "Last_Name,Annual_Revenue,City\nOne,1,5,Rome\nTwo,2,Bath,\nThree\n")
      const run = yield* execute(importRows, folder, ["--file", "people.csv", "--yes"])
      assert.strictEqual(run.code, 2, run.out)
      assert.include(run.out, "Row 1: InvalidInput. It has 4 cells, and the header 3.")
      assert.include(run.out, "2 written, 1 failed")
      const [failures = ""] = runs(".failures.csv")
      assert.include(read(failures), "\r\nOne,1,5,failed,InvalidInput,,Rome\r\n")
      // Uncorrected it is refused again.
      put("again.csv", read(failures))
      const again = yield* execute(importRows, folder, ["--file", "again.csv", "--yes"])
      assert.strictEqual(again.code, 1, again.out)
      assert.strictEqual(yield* calls(emulator, "POST /crm/v8/{module}"), 1)
    })
  )

  it.effect("import: rows that cannot be right by the fields' settings are told of, or not sent", () =>
    Effect.gen(function* () {
      const { emulator, folder, put } = yield* folderFor
      const rows = ["Last_Name,Lead_Status", "One,Contacted", "Two,Contcted", "Three,Nope", ",Contacted"].join("\n")
      put("people.csv", rows)
      const args = ["--file", "people.csv", "--yes"]
      const refused = yield* execute(importRows, folder, [...args, "--check", "refuse", "--ledger", "a.ndjson"])
      assert.strictEqual(refused.code, 2)
      assert.include(refused.out, "1 written, 3 failed")
      assert.include(refused.out, "Row 2: InvalidInput. Lead_Status (pick-list) cannot be right.")
      assert.strictEqual((yield* emulator.requests).findLast((it) => it.method === "POST")?.credits, 1)
      const warned = yield* execute(importRows, folder, [...args, "--ledger", "b.ndjson"])
      // Of one kind on one field the first row alone; Zoho has the last word.
      assert.lengthOf(warned.out.match(/should be one of/gu) ?? [], 1)
      assert.match(warned.out, /Row 2: Lead_Status should be one of .* \(pick-list\)/u)
      assert.match(warned.out, /Row 4: Last_Name should be a value \(mandatory\)/u)
      const off = yield* execute(importRows, folder, [...args, "--ledger", "c.ndjson", "--check", "off"])
      assert.notInclude(off.out, "should be")
    })
  )

  it.effect("import: a deal whose stage no pipeline of its layout has is told of, or not sent", () =>
    Effect.gen(function* () {
      const { emulator, folder, put } = yield* folderFor
      const rows = ["Qualification", "Closed Won"].map((it) => `${it},${it},Renewals,2027-01-31`)
      put("deals.csv", ["Deal_Name,Stage,Pipeline,Closing_Date", ...rows].join("\n"))
      const args = ["--file", "deals.csv", "--module", "Deals", "--yes"]
      // Without that pipeline the field's own choices are what is wrong.
      const unknown = yield* execute(importRows, folder, [...args, "--check", "refuse", "--ledger", "a.ndjson"])
      assert.include(unknown.out, "0 written, 2 failed")
      yield* renewals(emulator)
      const refused = yield* execute(importRows, folder, [...args, "--check", "refuse", "--ledger", "b.ndjson"])
      assert.include(refused.out, "1 written, 1 failed")
      assert.include(
        refused.out,
        "Row 2: InvalidInput. Stage (stage) cannot be right. Correct Stage: one of Qualification."
      )
      // Of rows that name no pipeline, the deal's own is known to Zoho alone: what is not checked is said.
      assert.notInclude(refused.out, "Not checked")
      put("stages.csv", "Deal_Name,Stage\nQualification,Closed Won\n")
      const open = [
        "--file",
        "stages.csv",
        "--module",
        "Deals",
        "--operation",
        "upsert",
        "--key",
        "Deal_Name",
        "--dry-run"
      ]
      const plan = yield* execute(importRows, folder, [...open, "--check", "refuse"])
      assert.include(plan.out, "Not checked: of rows that name no pipeline")
      const json = yield* execute(importRows, folder, [...open, "--json"])
      assert.include(json.out, '"unchecked":["Stage"]')
      const off = yield* execute(importRows, folder, [...open, "--check", "off"])
      assert.notInclude(off.out, "Not checked")
      yield* emulator.addFaults({
        match: { path: "/crm/v8/settings/pipeline" },
        when: "before",
        action: {
          kind: "respond",
          status: 403,
          body: { code: "NO_PERMISSION", details: {}, message: "permission denied", status: "error" }
        }
      })
      const without = yield* execute(importRows, folder, [...args, "--ledger", "c.ndjson"])
      assert.include(without.out, "Whether stages belong to their pipelines is not checked")
      assert.include(without.out, "Row 2: InvalidData.")
    })
  )

  it.effect(
    "import: the same command again sends nothing; a key that is there twice, or no terminal to ask, ends it",
    () =>
      Effect.gen(function* () {
        const { emulator, folder, put } = yield* folderFor
        put("people.csv", people(250))
        const args = ["--file", "people.csv", "--key", "External_Key"]
        const silent = yield* execute(importRows, folder, args)
        isFailure(silent, emulator, "Nobody can be asked whether to go on.", "--yes")
        const asked = yield* execute(importRows, folder, args, { ask: () => Promise.resolve("n") })
        isFailure(asked, emulator, "The answer was no.")
        const dry = yield* execute(importRows, folder, [...args, "--dry-run"])
        assert.strictEqual(dry.code, 0)
        assert.include(dry.out, "250 rows")
        assert.strictEqual(yield* calls(emulator, "POST /crm/v8/{module}"), 0)
        const first = yield* execute(importRows, folder, args, { ask: () => Promise.resolve("y") })
        assert.strictEqual(first.code, 0, first.out)
        assert.include(first.out, "250 written, 0 failed, 0 unclear, 0 known from an earlier run; 25 credits.")
        const second = yield* execute(importRows, folder, [...args, "--yes", "--json"])
        assert.strictEqual(second.code, 0)
        assert.deepInclude(second.events().at(-1), { event: "summary", done: 0, skipped: 250, credits: 0 })
        assert.strictEqual(yield* calls(emulator, "POST /crm/v8/{module}"), 3)
        put("twice.csv", `${people(3)}\nAnother,P1,Town\n`)
        isFailure(
          yield* execute(importRows, folder, args.with(1, "twice.csv")),
          emulator,
          "Rows 2 and 4 have the same External_Key."
        )
        isFailure(yield* execute(importRows, folder, args.with(1, "none.csv")), emulator, "There is no such file.")
        put("broken.csv", 'Last_Name,External_Key\n"open,1\n')
        isFailure(yield* execute(importRows, folder, args.with(1, "broken.csv")), emulator, "is not a CSV file")
        put("latin.csv", Buffer.from("Last_Name,External_Key\nM\xfcller,1\n", "latin1"))
        isFailure(yield* execute(importRows, folder, args.with(1, "latin.csv")), emulator, "CSV UTF-8")
      })
  )

  it.effect("update-leads: by a file with a key; an empty cell keeps, or clears where it is told to", () =>
    Effect.gen(function* () {
      const { folder, put, read } = yield* folderFor
      put("people.csv", people(3))
      yield* execute(importRows, folder, ["--file", "people.csv", "--key", "External_Key", "--yes"])
      put("changes.csv", "External_Key,City,Lead_Status\np0,Rome,Contacted\np1,,Contacted\nnobody,Oslo,\n")
      const args = ["--file", "changes.csv", "--key", "External_Key", "--yes"]
      const run = yield* execute(updateLeads, folder, args)
      assert.strictEqual(run.code, 2, run.out)
      assert.include(run.out, "Row 3 (nobody): InvalidInput. No record has this External_Key.")
      const out = Effect.gen(function* () {
        const get = [
          "--to",
          "out.csv",
          "--overwrite",
          "--fields",
          "City,Lead_Status",
          "--where",
          "External_Key in ('p0','p1','p2')"
        ]
        yield* execute(exportRows, folder, get)
        return rowsOf(read("out.csv")).map((line) => line.replace(/^\d+,/u, ""))
      })
      assert.deepStrictEqual(yield* out, ["Rome,Contacted", "Town 1,Contacted", "Town 2,"])
      put("clear.csv", "External_Key,City\np1,\n")
      const clear = yield* execute(updateLeads, folder, [...args.with(1, "clear.csv"), "--clear-empty"])
      assert.strictEqual(clear.code, 0, clear.out)
      assert.deepStrictEqual(yield* out, ["Rome,Contacted", ",Contacted", "Town 2,"])
    })
  )

  it.effect("update-leads: all that a condition finds, which stays the same when the changes take it away", () =>
    Effect.gen(function* () {
      const { emulator, folder, put } = yield* folderFor
      put("people.csv", people(250))
      yield* execute(importRows, folder, ["--file", "people.csv", "--key", "External_Key", "--yes"])
      const args = ["--where", "City = 'Town 1'", "--set", "City=Cardigan", "--yes", "--json"]
      // The second run goes on with the leads that the first one found.
      yield* emulator.addFaults({
        match: { host: "api", method: "PUT" },
        times: 1,
        when: "before",
        action: {
          kind: "respond",
          status: 400,
          body: { code: "INVALID_DATA", details: {}, message: "", status: "error" }
        }
      })
      const first = yield* execute(updateLeads, folder, args)
      assert.deepInclude(first.events().at(-1), { event: "summary", rows: 83, failed: 83 })
      assert.strictEqual(first.code, 2)
      const second = yield* execute(updateLeads, folder, args)
      assert.deepInclude(second.events().at(-1), { event: "summary", rows: 83, done: 0, skipped: 83 })
      const limited = yield* execute(updateLeads, folder, [...args, "--limit", "10"])
      assert.deepInclude(limited.events().at(-1), { event: "summary", rows: 10, done: 10 })
      isFailure(yield* execute(updateLeads, folder, ["--where", "City = 'Town 1'"]), emulator, "--set")
      isFailure(
        yield* execute(updateLeads, folder, ["--file", "a", "--where", "b"]),
        emulator,
        "Both a file and a condition"
      )
    })
  )

  it.effect("export: the same rows by every way, NDJSON and gzip by name, and on from where a killed run was", () =>
    Effect.gen(function* () {
      const { emulator, folder, read } = yield* folderFor
      yield* emulator.setSwitches({ jobQueuedSeconds: 0, jobRunningSeconds: 0 })
      const args = ["--fields", "Last_Name,Email,Annual_Revenue,Owner", "--to"]
      for (const via of ["list", "coql", "bulk"]) {
        const run = yield* execute(exportRows, folder, [...args, `${via}.csv`, "--via", via])
        assert.strictEqual(run.code, 0, run.out)
      }
      assert.isAbove(rowsOf(read("list.csv")).length, 400)
      assert.strictEqual(read("coql.csv"), read("list.csv"))
      assert.strictEqual(read("bulk.csv"), read("list.csv"))
      yield* execute(exportRows, folder, [...args, "all.ndjson.gz", "--via", "list"])
      const zipped = Zlib.gunzipSync(Fs.readFileSync(NodePath.join(folder, "all.ndjson.gz"))).toString()
      assert.strictEqual(zipped.trim().split("\n").length, rowsOf(read("list.csv")).length)
      // Page 3 is refused for good: two pages are kept, and the next run goes on after them.
      const [id] = yield* emulator.addFaults({
        match: { host: "api", method: "GET", path: "/crm/v8/Leads", nth: 3 },
        when: "before",
        action: {
          kind: "respond",
          status: 400,
          body: { code: "INVALID_DATA", details: {}, message: "", status: "error" }
        }
      })
      assert.isString(id)
      const broken = yield* execute(exportRows, folder, [...args, "late.csv", "--via", "list"])
      assert.strictEqual(broken.code, 1, broken.out)
      assert.isFalse(Fs.existsSync(NodePath.join(folder, "late.csv")))
      yield* emulator.clearFaults
      const resumed = yield* execute(exportRows, folder, [...args, "late.csv", "--via", "list"])
      assert.include(resumed.out, "Going on after 400 records.")
      assert.strictEqual(read("late.csv"), read("list.csv"))
      assert.deepStrictEqual(
        Fs.readdirSync(folder).filter((it) => it.startsWith("late")),
        ["late.csv"]
      )
    })
  )

  it.effect("temporary files lie with the runs, and those of a run that was killed go with the next one", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* folderFor
      yield* emulator.setSwitches({ jobQueuedSeconds: 0, jobRunningSeconds: 0 })
      const runsFolder = NodePath.join(folder, "data/runs")
      const dead = ChildProcess.spawnSync("true").pid
      const ofDead = NodePath.join(runsFolder, `tmp-${encodeURIComponent(Os.hostname())}-${dead}`)
      const elsewhere = NodePath.join(runsFolder, `tmp-another-machine-${dead}`)
      for (const it of [ofDead, elsewhere]) Fs.mkdirSync(it, { recursive: true })
      Fs.writeFileSync(NodePath.join(ofDead, "job-1.zip"), "left over")
      let there: ReadonlyArray<string> = []
      const run = yield* execute(exportRows, folder, ["--to", "all.ndjson", "--fields", "Email", "--via", "bulk"], {
        stdout: (it) => {
          if (it.includes("to ")) there = Fs.readdirSync(runsFolder)
        }
      })
      assert.strictEqual(run.code, 0, run.err)
      assert.include(there, NodePath.basename(ofDead))
      assert.deepStrictEqual(Fs.readdirSync(runsFolder), [NodePath.basename(elsewhere)])
    })
  )

  it.effect("export: goes on when the page token has expired meanwhile, and never with another export's file", () =>
    Effect.gen(function* () {
      const { emulator, folder, read } = yield* folderFor
      const args = ["--fields", "Last_Name,Email", "--via", "list", "--to"]
      yield* execute(exportRows, folder, [...args, "whole.csv"])
      yield* emulator.addFaults({
        match: { host: "api", method: "GET", path: "/crm/v8/Leads", nth: 2 },
        times: 1,
        when: "before",
        action: {
          kind: "respond",
          status: 400,
          body: { code: "INVALID_DATA", details: {}, message: "", status: "error" }
        }
      })
      const broken = yield* execute(exportRows, folder, [...args, "late.csv"])
      assert.strictEqual(broken.code, 1, broken.out)
      yield* emulator.clearFaults
      const other = yield* execute(exportRows, folder, [...args.with(1, "Last_Name"), "late.csv"])
      isFailure(other, emulator, "Another export to this file was begun", "late.csv.cursor")
      yield* emulator.advance("25 hours")
      const resumed = yield* execute(exportRows, folder, [...args, "late.csv"])
      assert.strictEqual(resumed.code, 0, resumed.out)
      assert.include(resumed.out, "Going on after 200 records.")
      assert.strictEqual(read("late.csv"), read("whole.csv"))
    })
  )

  it.effect("export: Ctrl-C says how to go on, and the same command does", () =>
    Effect.gen(function* () {
      const { emulator, folder, read } = yield* folderFor
      const args = ["--fields", "Last_Name,Email", "--via", "list", "--to"]
      yield* execute(exportRows, folder, [...args, "whole.csv"])
      const { child, run } = start("export.ts", folder, [...args, "late.csv"])
      yield* emulator.addFaults({
        match: { host: "api", method: "GET", path: "/crm/v8/Leads", nth: 3 },
        when: "before",
        action: { kind: "hang" }
      })
      const mark = NodePath.join(folder, "late.csv.cursor")
      const isAfterTwo = () => Fs.existsSync(mark) && Fs.readFileSync(mark, "utf8").includes('"rows":400')
      const watch = setInterval(() => {
        if (isAfterTwo()) child.kill("SIGINT")
      }, 50)
      const stopped = yield* run
      clearInterval(watch)
      assert.strictEqual(stopped.code, 130, stopped.out + stopped.err)
      assert.include(stopped.out, "Run the same command again to go on after 400 records")
      yield* emulator.clearFaults
      const resumed = yield* execute(exportRows, folder, [...args, "late.csv"])
      assert.include(resumed.out, "Going on after 400 records.")
      assert.strictEqual(read("late.csv"), read("whole.csv"))
    })
  )

  it.effect("at a terminal: asks, shows how far it is on one line, and Ctrl-C at the question is no answer", () =>
    Effect.gen(function* () {
      const { emulator, folder, put } = yield* folderFor
      put("people.csv", people(600))
      yield* emulator.setSwitches({ latencyMillis: 250 })
      const args = ["--file", "people.csv", "--key", "External_Key"]
      const left = yield* atTerminal("import.ts", folder, args, [["Go on?", "\u0003"]])
      assert.strictEqual(left.code, 130, left.out)
      assert.notInclude(left.out, "The answer was no")
      assert.strictEqual(yield* calls(emulator, "POST /crm/v8/{module}"), 0)
      const run = yield* atTerminal("import.ts", folder, args, [["Go on?", "y\r"]])
      yield* emulator.setSwitches({ latencyMillis: 0 })
      assert.strictEqual(run.code, 0, run.out)
      // Rewriting a line begins with an escape sequence.
      const shown = run.out.replaceAll("\r\u001b[K", "<again>")
      assert.match(shown, /<again>[1-5]00 of 600 rows, [\d,]+ rows\/s, \d+ credits, \d+ s left/u)
      assert.match(shown, /<again>600 of 600 rows, [\d,]+ rows\/s, 60 credits, 0 s left\r\n/u)
      assert.include(run.out, "600 written, 0 failed, 0 unclear, 0 known from an earlier run; 60 credits.")
    })
  )

  it.effect("Ctrl-C: what is under way is seen through and noted, and the next run goes on", () =>
    Effect.gen(function* () {
      const { emulator, folder, put, read } = yield* folderFor
      put("people.csv", people(1500))
      yield* emulator.setSwitches({ latencyMillis: 150 })
      const args = ["--file", "people.csv", "--key", "External_Key", "--yes"]
      const { child, run } = start("import.ts", folder, args)
      child.stdout.once("data", () => setTimeout(() => child.kill("SIGINT"), 300))
      const stopped = yield* run
      yield* emulator.setSwitches({ latencyMillis: 0 })
      assert.strictEqual(stopped.code, 130, stopped.out + stopped.err)
      assert.include(stopped.out, "Run the same command again to go on")
      const second = yield* execute(importRows, folder, [...args, "--json"])
      const summary = second.events().at(-1)
      assert.strictEqual(second.code, 0, second.out + second.err)
      assert.isAbove(Number(summary?.["skipped"]), 0)
      assert.isAbove(Number(summary?.["done"]), 0)
      yield* execute(exportRows, folder, [
        "--to",
        "out.csv",
        "--fields",
        "External_Key",
        "--where",
        "Last_Name like 'Person %'"
      ])
      const keys = rowsOf(read("out.csv")).map((line) => line.split(",")[1])
      assert.strictEqual(keys.length, 1500)
      assert.strictEqual(new Set(keys).size, 1500)
    })
  )
})
