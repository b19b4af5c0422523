import { assert, describe, it } from "@effect/vitest"
import * as Core from "@effect-zoho/emulator/Core"
import * as Database from "@effect-zoho/emulator/Database"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** All that an org's database holds, its tables and indexes included. */
const whole = ({ db }: Core.Core) => {
  const objects = db.all("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid")
  return objects.map((one) => ({
    ...one,
    rows: one["type"] === "table" ? db.all(`SELECT * FROM ${Database.quote(String(one["name"]))}`) : []
  }))
}

const options: Core.Options = { leads: 3, seed: 5021, center: "eu" }

describe("the second org of a seed", () => {
  it("is what the first was, and what one in a file is, to the last index and the next id", () => {
    const folder = mkdtempSync(join(tmpdir(), "template-"))
    const orgs = [
      Core.make(options),
      Core.make(options),
      Core.make(options),
      Core.make({ ...options, db: join(folder, "a.db") })
    ]
    const [first, ...others] = orgs.map((core) => [
      whole(core),
      core.credentials(),
      core.metadata.modules(),
      core.db.nextId()
    ])
    for (const other of others) assert.deepStrictEqual(other, first)
    for (const core of orgs) core.close()
    rmSync(folder, { recursive: true })
  })

  it("is no other seed's, and no other center's or scopes'", () => {
    const different: ReadonlyArray<Core.Options> = [
      options,
      { ...options, leads: 4 },
      { ...options, seed: 5022 },
      { ...options, center: "in" },
      { ...options, environment: "sandbox" },
      { ...options, scopes: ["ZohoCRM.users.READ"] },
      { ...options, data: { users: [{ last_name: "Fresh", email: "fresh@example.com" }] } }
    ]
    const texts = different.map((one) => {
      const core = Core.make(one)
      const text = JSON.stringify(whole(core))
      core.close()
      return text
    })
    assert.strictEqual(new Set(texts).size, different.length)
  })

  it("has records, fields and snapshots of its own, and a reset takes it back to the seed", () => {
    const [one, other] = [Core.make(options), Core.make(options)]
    const untouched = whole(other)
    const lead = () => one.db.get("SELECT Last_Name AS name FROM record_Leads ORDER BY id LIMIT 1")?.["name"]
    const leads = () => one.db.get("SELECT COUNT(*) AS n FROM record_Leads")?.["n"]
    one.saveSnapshot("before")
    one.db.transaction(() => one.db.run("UPDATE record_Leads SET Last_Name='Changed'"))
    const [module] = one.metadata.modules().filter(({ apiName }) => apiName === "Leads")
    const field = module?.byName.get("Company")
    if (field === undefined) assert.fail("no such field")
    one.metadata.removeField("Leads", field)
    one.saveSnapshot("after")
    assert.strictEqual(other.metadata.module("Leads")?.byName.has("Company"), true)
    assert.deepStrictEqual(whole(other), untouched)
    one.restoreSnapshot("before")
    assert.deepStrictEqual([lead(), one.metadata.module("Leads")?.byName.has("Company")], ["Marlow", true])
    one.restoreSnapshot("after")
    assert.deepStrictEqual([lead(), one.metadata.module("Leads")?.byName.has("Company")], ["Changed", false])
    one.reset()
    assert.deepStrictEqual([whole(one), leads()], [untouched, 3])
    assert.deepStrictEqual(one.metadata.modules(), other.metadata.modules())
    assert.strictEqual(one.db.nextId(), other.db.nextId())
  })
})

describe("an org of many leads", () => {
  it("has the tables and indexes of every other, and each lead in each of its indexes", () => {
    const [few, many] = [Core.make({ leads: 2 }), Core.make({ leads: 2100 })]
    const objects = ({ db }: Core.Core) => db.all("SELECT type, name, sql FROM sqlite_schema ORDER BY name")
    assert.deepStrictEqual(objects(many), objects(few))
    assert.isAbove(objects(many).filter(({ sql }) => String(sql).includes('ON "record_Leads"')).length, 1)
    assert.deepStrictEqual(many.db.get("PRAGMA integrity_check"), { integrity_check: "ok" })
    for (const core of [few, many]) core.close()
  })
})
