import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import * as Core from "@effect-zoho/emulator/Core"
import * as Jobs from "@effect-zoho/emulator/jobs/Jobs"
import { acting } from "./Support.ts"

// Minutes that the clock is moved by, also backwards.
const jump = Schema.Int.check(Schema.isBetween({ minimum: -3, maximum: 5 }))
const jumps = Schema.Array(jump)

describe("jobs run once", () => {
  it.prop(
    "whatever the clock does, each at last and in the order of their time",
    [Schema.Array(Schema.Struct({ before: jump, looks: jumps }))],
    ([steps]) => {
      const core = Core.make({ switches: { jobQueuedSeconds: 60, jobRunningSeconds: 60 }, leads: 1 })
      const ran: Array<string> = []
      const runners: Jobs.Runners = {
        note: (_core, job) => {
          ran.push(job.id)
          return { state: "done", output: {} }
        }
      }
      const made: Array<string> = []
      for (const { before, looks } of steps) {
        core.clock.advance(before * 60_000)
        made.push(Jobs.create(core, { type: "note", user: "1", input: {} }))
        for (const minutes of looks) {
          core.clock.advance(minutes * 60_000)
          Jobs.advance(core, runners)
        }
      }
      core.clock.advance(3_600_000)
      Jobs.advance(core, runners)
      Jobs.advance(core, runners)
      assert.deepStrictEqual(ran.toSorted(), made.toSorted())
      core.close()
    },
    { arbitrary: { runs: 60 } }
  )

  it.prop(
    "so no lead of a mass conversion is converted twice, by two jobs or one",
    [Schema.Array(Schema.Literals([0, 1, 2])), jumps],
    ([picks, waits]) => {
      const at = acting({ leads: 1 })
      const ids = ["A", "B", "C"].map((name) => at.add("Leads", { Last_Name: `Only ${name}` }))
      const move = (minutes: number): void => {
        // The token must live through the test.
        at.core.clock.advance(Math.max(-2, Math.min(minutes, 2)) * 1000)
        at.api("GET", "/crm/v8/org")
      }
      const path = "/crm/v8/Leads/actions/mass_convert"
      const asked = new Set<number>()
      picks.forEach((pick, index) => {
        const pair = [pick, (pick + 1) % 3]
        // A call that names a lead which is converted already is refused as a whole.
        const answer = at.api("POST", path, { ids: pair.map((one) => ids[one]) })
        if (answer.status === 202) pair.forEach((one) => asked.add(one))
        move(waits[index] ?? 0)
      })
      waits.forEach(move)
      at.core.clock.advance(60_000)
      at.api("GET", "/crm/v8/org")
      ids.forEach((id, index) => {
        const found = at.core.db.all('SELECT id FROM "record_Contacts" WHERE "Last_Name"=?', `Only ${"ABC"[index]}`)
        assert.lengthOf(found, asked.has(index) ? 1 : 0)
        assert.strictEqual(at.get("Leads", id).$converted, asked.has(index))
      })
      assert.strictEqual(at.core.counters.defects, 0)
      at.core.close()
    },
    { arbitrary: { runs: 25 } }
  )
})
