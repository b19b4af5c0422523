import { assert, describe, it } from "@effect/vitest"
import * as Database from "@effect-zoho/emulator/Database"
import * as Schema from "effect/Schema"
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { caller } from "./bulk/Support.ts"
import { runs } from "./support/Runs.ts"

/** Everything that a database holds, tables as they were created included. */
const whole = (db: Database.Database): string => {
  const tables = db.all("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
  const rows = tables
    .filter(({ sql }) => /^CREATE TABLE/iu.test(String(sql)))
    .map(({ name }) => db.all(`SELECT * FROM ${Database.quote(String(name))}`))
  return JSON.stringify([tables, rows])
}

const small = (most: number) => Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: most }))
const Step = Schema.Struct({
  verb: Schema.Literals([
    "put",
    "put",
    "many",
    "delete",
    "id",
    "failing",
    "attempt",
    "create",
    "widen",
    "drop",
    "save",
    "save",
    "save",
    "restore",
    "restore",
    "restore",
    "restore",
    "wipe"
  ]),
  n: small(5),
  slot: Schema.Literals(["a", "a", "b", "c"])
})
type Step = typeof Step.Type

interface Saved {
  readonly image: Database.Image
  readonly whole: string
  /** The next id after it. */
  nextId: string | undefined
}

const play = (db: Database.Database, steps: ReadonlyArray<Step>): void => {
  const saved = new Map<string, Saved>()
  // What the newest save or restore left, while nothing else came after it.
  let fresh: Saved | undefined
  const put = (n: number, text: string): void => {
    db.run(
      "INSERT INTO meta(key, value) VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET value=excluded.value",
      `k${n}`,
      text
    )
  }
  steps.forEach(({ n, slot, verb }, index) => {
    const last = fresh
    fresh = undefined
    switch (verb) {
      case "put":
        return put(n, `${index}`)
      case "many":
        return db.transaction(() => {
          for (let i = 0; i < n * 40; i++) put(i, `${index} `.repeat(50))
        })
      case "delete":
        return void db.run("DELETE FROM meta WHERE key=?", `k${n}`)
      case "id": {
        const id = db.nextId()
        if (last?.nextId !== undefined) assert.strictEqual(id, last.nextId)
        if (last !== undefined) last.nextId = id
        return
      }
      case "failing": {
        const before = whole(db)
        assert.throws(() =>
          db.transaction(() => {
            put(n, "never")
            if (n > 2) db.exec("CREATE TABLE never(n INTEGER)")
            throw new Error("a bug")
          })
        )
        assert.strictEqual(whole(db), before)
        return
      }
      case "attempt": {
        const before = whole(db)
        db.attempt(
          () => {
            for (let i = 0; i < n; i++) put(i, `tried ${index}`)
            if (n > 2) db.exec(`CREATE TABLE IF NOT EXISTS tried${n}(n INTEGER)`)
          },
          () => n % 2 === 0
        )
        if (n % 2 === 1) assert.strictEqual(whole(db), before)
        return
      }
      case "create":
        db.exec(`CREATE TABLE IF NOT EXISTS more${n}(id TEXT PRIMARY KEY, v TEXT) WITHOUT ROWID`)
        db.exec(`CREATE INDEX IF NOT EXISTS more_v${n} ON more${n}(v)`)
        db.run(`INSERT OR REPLACE INTO more${n}(id, v) VALUES(?, ?)`, `${index}`, "x")
        return
      case "widen":
        db.exec(`ALTER TABLE tag ADD COLUMN "c ${index}" TEXT`)
        db.run(
          `INSERT OR REPLACE INTO tag(id, module, name, created, modified, created_by, modified_by, "c ${index}") VALUES(?,'m',?,0,0,'','',?)`,
          `${n}`,
          `tag ${n}`,
          `${index}`
        )
        return
      case "drop":
        return db.exec(`DROP TABLE IF EXISTS more${n}`)
      case "save": {
        const former = saved.get(slot)
        if (former !== undefined) db.forget(former.image)
        fresh = { image: db.snapshot(), whole: whole(db), nextId: undefined }
        saved.set(slot, fresh)
        return
      }
      case "restore": {
        const one = saved.get(slot)
        if (one === undefined) return
        db.restore(one.image)
        assert.strictEqual(whole(db), one.whole)
        fresh = one
        return
      }
      case "wipe":
        return n > 3 ? db.wipe() : undefined
    }
  })
  // Each is still there at the end, in any order, and what is stored is sound.
  for (const one of [...saved.values(), ...[...saved.values()].toReversed()]) {
    db.restore(one.image)
    assert.strictEqual(whole(db), one.whole)
  }
  assert.deepStrictEqual(
    db.all("PRAGMA integrity_check").map((row) => ({ ...row })),
    [{ integrity_check: "ok" }]
  )
}

const steps = Schema.Array(Step).check(Schema.isMinLength(10), Schema.isMaxLength(40))

describe("a snapshot", () => {
  it.prop(
    "is what it was, whatever came between, in memory",
    [steps],
    ([list]) => {
      const db = Database.open()
      play(db, list)
      db.close()
    },
    runs(80)
  )

  it("is what it was, though it was saved after another was brought back from a copy", () => {
    const db = Database.open()
    const step = (verb: Step["verb"], slot: Step["slot"] = "a"): Step => ({ verb, n: 0, slot })
    play(db, [
      step("save"),
      step("save", "c"),
      step("restore"),
      step("restore", "c"),
      step("put"),
      step("save", "b"),
      step("put"),
      step("save"),
      step("restore", "b"),
      step("restore")
    ])
    db.close()
  })

  it.prop(
    "is what it was, whatever came between, in a file",
    [steps],
    ([list]) => {
      const folder = mkdtempSync(join(tmpdir(), "effect-zoho-snapshot-"))
      try {
        const db = Database.open(join(folder, "org.db"))
        play(db, list)
        db.close()
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
    runs(10)
  )

  it("of an org gives the same answers again: records, bin, fields, modules, COQL", () => {
    const at = caller({ limits: "off", leads: 20 })
    const answers = () =>
      [
        at.api("GET", "/crm/v8/Leads?fields=Last_Name,City,Modified_Time"),
        at.api("GET", "/crm/v8/Leads/deleted"),
        at.api("GET", "/crm/v8/settings/fields?module=Leads"),
        at.api("GET", "/crm/v8/settings/modules"),
        at.api("POST", "/crm/v8/coql", { select_query: "select Last_Name, City from Leads where id is not null" })
      ].map(({ json, status }) => [status, json])
    const [first, second] = at.core.db.all('SELECT id FROM "record_Leads" ORDER BY id').map((row) => row["id"])
    const change = (city: string) => {
      const done = [
        at.api("PUT", "/crm/v8/Leads", { data: [{ id: first, City: city }] }),
        at.api("POST", "/crm/v8/Leads", { data: [{ Last_Name: city }] }),
        at.api("DELETE", `/crm/v8/Leads/${String(second)}`),
        at.api("POST", "/crm/v8/settings/fields?module=Leads", {
          fields: [{ field_label: `Field ${city}`, data_type: "text", length: 20 }]
        })
      ]
      return done.map((answer) => answer.status)
    }
    const before = answers()
    at.core.saveSnapshot("before")
    assert.deepStrictEqual(change("Aden"), [200, 201, 200, 201])
    const between = answers()
    assert.notDeepEqual(between, before)
    at.core.saveSnapshot("between")
    change("Brest")
    for (const [name, expected] of [
      ["between", between],
      ["before", before],
      ["before", before],
      ["between", between]
    ] as const) {
      assert.isTrue(at.core.restoreSnapshot(name))
      assert.deepStrictEqual(answers(), expected, name)
      change("Cadiz")
    }
    at.core.reset()
    assert.isTrue(at.core.restoreSnapshot("before"))
    assert.deepStrictEqual(answers(), before)
    assert.strictEqual(at.core.counters.defects, 0)
  })

  it("of a file leaves its connection the locks that keep other processes out", () => {
    const folder = mkdtempSync(join(tmpdir(), "effect-zoho-snapshot-"))
    try {
      const file = join(folder, "org.db")
      const db = Database.open(file)
      db.run("INSERT INTO meta(key, value) VALUES('k', 'v')")
      db.snapshot()
      // Writes without a look at what others do, once it has the file for itself.
      const script = `const db = new (require("node:sqlite").DatabaseSync)(process.argv[1])
        try { db.exec("PRAGMA locking_mode=EXCLUSIVE; DELETE FROM meta"); console.log("written") } catch (error) { console.log(error.message) }`
      const other = spawnSync(process.execPath, ["-e", script, file], { encoding: "utf8" })
      assert.strictEqual(other.stdout.trim(), "database is locked")
      db.close()
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it("in memory is no copy while undoing reaches it", () => {
    const db = Database.open()
    const bytes = (image: Database.Image) => (image._tag === "Memory" ? image.mark.bytes : undefined)
    const first = db.snapshot()
    for (let i = 0; i < 3; i++) {
      db.run("INSERT INTO meta(key, value) VALUES('k', 'v')")
      db.restore(first)
      assert.isUndefined(db.get("SELECT value FROM meta WHERE key='k'"))
    }
    const second = db.snapshot()
    db.restore(second)
    assert.isUndefined(bytes(first))
    assert.isUndefined(bytes(second))
    // Beyond an older one it is one.
    db.restore(first)
    assert.isDefined(bytes(second))
    db.forget(second)
    assert.isUndefined(bytes(second))
    db.close()
  })
})
