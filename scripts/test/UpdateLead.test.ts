import { assert, layer } from "@effect/vitest"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as Effect from "effect/Effect"
import * as Fs from "node:fs"
import * as NodePath from "node:path"
import { folderWith, isClean, isFailure, mobile, update, type Variables, variables } from "./support.ts"

const writes = (emulator: Emulator.Emulator["Service"]) =>
  Effect.map(emulator.stats, (it) => it.byOperation["PUT /crm/v8/{module}"] ?? 0)

/** A fresh emulator, a folder with its `.env`, changed where the test wants it. */
const setUp = Effect.fnUntraced(function* (change: Variables = {}) {
  const emulator = yield* Emulator.Emulator
  yield* emulator.reset
  yield* emulator.clearFaults
  return { emulator, folder: yield* folderWith({ ...variables(emulator), ...change }) }
})

const put = { host: "api", method: "PUT" } as const

layer(Emulator.layerServer({ limits: "off" }), { excludeTestServices: true })("update-lead", (it) => {
  it.effect("shows before and after, changes the lead, proves it, and says what Zoho said", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* setUp()
      const run = yield* update(folder)
      isClean(run, emulator)
      assert.strictEqual(run.code, 0, run.out + run.err)
      const { leadId } = emulator.credentials
      assert.include(run.out, `Lead ${leadId}`)
      assert.match(run.out, /Mobile {3}\+1 555 0101 {3}\+1 555 0142/u)
      assert.include(run.out, "Zoho answered SUCCESS: record updated")
      assert.include(run.out, "The change is there.")
      assert.strictEqual(run.err, "")
      assert.strictEqual(yield* writes(emulator), 1)
      const events = run.log
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).message)
      assert.deepStrictEqual(events, ["lead", "change", "row", "verified"])
    })
  )

  it.effect("sends nothing when the lead has the number already", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* setUp()
      yield* update(folder)
      const again = yield* update(folder)
      assert.strictEqual(again.code, 0)
      assert.include(again.out, "already; nothing was sent")
      assert.strictEqual(yield* writes(emulator), 1)
    })
  )

  it.effect("sends nothing in a dry run", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* setUp()
      const run = yield* update(folder, ["--dry-run"])
      assert.strictEqual(run.code, 0)
      assert.include(run.out, "+1 555 0142")
      assert.include(run.out, "Dry run: nothing was sent.")
      assert.strictEqual(yield* writes(emulator), 0)
    })
  )

  it.effect("gives a program JSON lines on stdout and people their text on stderr", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* setUp()
      const run = yield* update(folder, ["--json"])
      isClean(run, emulator)
      assert.deepStrictEqual(
        run.events().map((it) => it["event"]),
        ["lead", "change", "row", "verified"]
      )
      const id = emulator.credentials.leadId
      assert.deepInclude(run.events()[1], { id, before: { Mobile: "+1 555 0101" }, after: { Mobile: mobile } })
      assert.deepInclude(run.events()[2], { status: "done", code: "SUCCESS", message: "record updated" })
      assert.include(run.err, "The change is there.")
      const failed = yield* update(folder, ["--json", "--lead", "12345"])
      assert.strictEqual(failed.code, 1)
      assert.deepInclude(failed.events()[0], { event: "error", area: "call", reason: "NotFound" })
      assert.isString(failed.events()[0]?.["remedy"])
    })
  )

  it.effect("prefers flags to the environment and that to .env", () =>
    Effect.gen(function* () {
      const { folder } = yield* setUp()
      const environment = { NEW_MOBILE_NUMBER: "+1 555 0177" }
      const byEnvironment = yield* update(folder, [], { environment })
      assert.include(byEnvironment.out, "+1 555 0177. The change is there")
      const byFlag = yield* update(folder, ["--mobile", "+1 555 0178"], { environment })
      assert.include(byFlag.out, "+1 555 0178. The change is there")
    })
  )

  it.effect("passes on which automation may run", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* setUp()
      const triggers = [["--trigger", "workflow, Approval"], ["--trigger=none"], []]
      for (const [i, args] of triggers.entries()) yield* update(folder, [...args, "--mobile", `+1 555 020${i}`])
      const bodies = (yield* emulator.requests).filter((it) => it.method === "PUT").map((it) => it.requestBody)
      assert.deepStrictEqual(
        bodies.map((it) => JSON.parse(String(it)).trigger),
        [["workflow", "approval"], [], undefined]
      )
      const wrong = yield* update(folder, ["--trigger", "workflows"])
      isFailure(wrong, emulator, "WRITE_TRIGGER is not none, or some of workflow")
    })
  )

  it.effect("sends the lead's own required fields along when Zoho asks for them, and says so", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* setUp()
      yield* emulator.setSwitches({ updateNeedsMandatory: true })
      const run = yield* update(folder)
      yield* emulator.setSwitches({ updateNeedsMandatory: false })
      isClean(run, emulator)
      assert.strictEqual(run.code, 0, run.out)
      assert.include(run.out, "Zoho asks for Last_Name")
      assert.include(run.out, "The change is there.")
      assert.strictEqual(yield* writes(emulator), 2)
      const last = (yield* emulator.requests).findLast((it) => it.method === "PUT")
      assert.deepInclude(JSON.parse(String(last?.requestBody)).data[0], { Last_Name: "Marlow", Mobile: mobile })
    })
  )

  it.effect("asks for another round when Zoho names another field", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* setUp()
      const missing = (api_name: string) => ({
        match: put,
        times: 1,
        action: {
          kind: "respond",
          status: 400,
          body: {
            data: [
              {
                code: "MANDATORY_NOT_FOUND",
                status: "error",
                message: "required field not found",
                details: { api_name, json_path: `$.data[0].${api_name}` }
              }
            ]
          }
        } as const
      })
      yield* emulator.addFaults(missing("Company"), missing("Email"))
      const run = yield* update(folder)
      assert.strictEqual(run.code, 0, run.out)
      assert.include(run.out, "Zoho asks for Last_Name, Company")
      assert.include(run.out, "Zoho asks for Last_Name, Email")
      assert.strictEqual((yield* emulator.requests).filter((it) => it.method === "PUT").length, 3)
      // A field that is asked for although it was sent is no longer ours to fill in.
      yield* emulator.addFaults(missing("Mobile"))
      isFailure(yield* update(folder, ["--mobile", "+1 555 0300"]), emulator, "MANDATORY_NOT_FOUND", "$.data[0].Mobile")
    })
  )

  it.effect("names a required field that the lead itself lacks, and changes nothing", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* setUp()
      yield* emulator.addFaults({
        match: put,
        when: "before",
        action: {
          kind: "respond",
          status: 400,
          body: {
            data: [
              {
                code: "MANDATORY_NOT_FOUND",
                status: "error",
                message: "required field not found",
                details: { api_name: "Fax", json_path: "$.data[0].Fax" }
              }
            ]
          }
        }
      })
      isFailure(yield* update(folder), emulator, "A required field of the lead is empty", "Fill in Fax")
    })
  )

  for (const [name, when, arrived] of [
    ["looks up a change whose answer was lost, and finds it", "after", true],
    ["looks up a change whose request was lost, and says that it is not there", "before", false]
  ] as const) {
    it.effect(name, () =>
      Effect.gen(function* () {
        const { emulator, folder } = yield* setUp()
        yield* emulator.addFaults({ match: put, when, action: { kind: "reset" } })
        const run = yield* update(folder)
        isClean(run, emulator)
        assert.include(run.out, "It is not known whether the change was made")
        assert.include(run.out, "Reading the lead back")
        assert.strictEqual(run.code, arrived ? 0 : 1, run.out)
        assert.include(run.out, arrived ? "The change is there." : "The change did not arrive")
        // Sent once: a write of unknown outcome is never repeated.
        assert.strictEqual((yield* emulator.requests).filter((it) => it.method === "PUT").length, 1)
      })
    )
  }

  it.effect("fails when the change is not there although Zoho said so", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* setUp()
      const body = {
        data: [
          {
            code: "SUCCESS",
            status: "success",
            message: "record updated",
            details: { id: emulator.credentials.leadId }
          }
        ]
      }
      yield* emulator.addFaults({ match: put, when: "before", action: { kind: "respond", status: 200, body } })
      isFailure(yield* update(folder), emulator, "The change is not there", "+1 555 0101")
    })
  )

  it.effect("compares the number as Zoho keeps it, without blanks at its ends", () =>
    Effect.gen(function* () {
      const { folder } = yield* setUp({ NEW_MOBILE_NUMBER: "  +1 555 0142  " })
      const run = yield* update(folder)
      assert.strictEqual(run.code, 0, run.out)
    })
  )

  it.effect("stops before any write when the token acts as somebody else or for another organisation", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* setUp({ USER_EMAIL: "mallory@example.com" })
      isFailure(yield* update(folder), emulator, "The token acts as somebody else", emulator.credentials.userEmail)
      const other = yield* folderWith({ ...variables(emulator), ORG_ID: "42" })
      isFailure(yield* update(other), emulator, "another organisation")
      const sameUser = emulator.credentials.userEmail.toUpperCase()
      const same = yield* folderWith({ ...variables(emulator), USER_EMAIL: sameUser })
      assert.strictEqual((yield* update(same, ["--dry-run"])).code, 0)
      assert.strictEqual(yield* writes(emulator), 0)
    })
  )

  it.effect("keeps tokens and logs below the working directory", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* setUp({ TOKEN_STORE: undefined })
      const first = yield* update(folder)
      const second = yield* update(folder, ["--mobile", "+1 555 0199"])
      assert.deepStrictEqual([first.code, second.code], [0, 0])
      assert.deepStrictEqual(Fs.readdirSync(folder).sort(), [".env", "data", "logs"])
      assert.strictEqual((yield* emulator.stats).accessTokensIssued, 1)
      assert.strictEqual(Fs.statSync(NodePath.join(folder, "logs/zoho.log")).mode & 0o777, 0o600)
    })
  )

  it.effect("says that the token store cannot be written", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* setUp({ TOKEN_STORE: "file:data/tokens" })
      Fs.writeFileSync(NodePath.join(folder, "data"), "a file in the folder's place")
      isFailure(yield* update(folder), emulator, "The token store failed")
    })
  )

  it.effect("explains itself with --help, without settings", () =>
    Effect.gen(function* () {
      const folder = yield* folderWith(undefined)
      const run = yield* update(folder, ["--help"])
      assert.strictEqual(run.code, 0)
      for (const it of ["--lead", "--mobile", "--dry-run", "--json", "CLIENT_SECRET", "Keep CLIENT_SECRET"]) {
        assert.include(run.out, it)
      }
    })
  )
})
