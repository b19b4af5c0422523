import { assert, describe, it } from "@effect/vitest"
import * as Database from "@effect-zoho/emulator/Database"
import * as Memo from "@effect-zoho/emulator/Memo"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const role = (db: Database.Database, id: string) => db.get("SELECT json FROM role WHERE id=?", id)?.["json"]
const add = (db: Database.Database, id: string, json: string) =>
  db.run("INSERT INTO role(id, json) VALUES(?,?)", id, json)

const setup = (file?: string) => {
  const db = Database.open(file)
  let reads = 0
  const roles = Memo.of("role", (from, id) => {
    reads++
    return role(from, id)
  })
  add(db, "1", "one")
  return { db, get: (id: string) => roles(db, id), roles, reads: () => reads }
}

const wanted = (kept: boolean) => () => kept

describe("a memo", () => {
  it("asks once for each key, also for what is not there, whatever happens to other tables", () => {
    const { db, get, reads } = setup()
    for (let i = 0; i < 3; i++) {
      assert.strictEqual(get("1"), "one")
      assert.strictEqual(get("2"), undefined)
      db.run("INSERT INTO profile(id, json) VALUES(?,'role')", String(i))
      db.get("SELECT json FROM role WHERE id='1'")
    }
    assert.strictEqual(reads(), 2)
  })

  it("sees every kind of statement that writes to its table", () => {
    const { db, get } = setup()
    const after = (sql: string, write: (sql: string) => void = (text) => void db.run(text)) => {
      get("1")
      write(sql)
      assert.strictEqual(get("1"), role(db, "1"), sql)
    }
    after("UPDATE role SET json='two' WHERE id='1'")
    after("update \"role\" set json='three' where id='1'")
    after("UPDATE OR IGNORE role SET json='four' WHERE id='1'")
    after("UPDATE main.role SET json='qualified' WHERE id='1'")
    after("DELETE FROM role WHERE id='1'")
    after("INSERT INTO role(id, json) VALUES('1','five')")
    after("INSERT OR REPLACE INTO role(id, json) VALUES('1','six')")
    after("REPLACE INTO role(id, json) VALUES('1','seven')")
    after(
      "INSERT INTO role(id, json) VALUES('1','eight') ON CONFLICT(id) DO UPDATE SET json=excluded.json RETURNING id",
      (sql) => void db.get(sql)
    )
    after("WITH x AS (SELECT 'nine' AS json) UPDATE role SET json=(SELECT json FROM x)")
    after("UPDATE role SET json='ten' RETURNING id", (sql) => void db.all(sql))
    after("UPDATE role SET json='eleven' RETURNING id", (sql) => void db.arrays(sql))
    after("UPDATE role SET json='twelve'", db.exec)
    // The same text again: it was compiled before.
    db.run("UPDATE role SET json='other'")
    after("UPDATE role SET json='two' WHERE id='1'")
    assert.strictEqual(get("1"), "two")
  })

  it("forgets what it saw of a write that is undone", () => {
    const { db, get } = setup()
    const change = () => {
      db.run("UPDATE role SET json='undone' WHERE id='1'")
      assert.strictEqual(get("1"), "undone")
    }
    db.attempt(change, wanted(false))
    assert.strictEqual(get("1"), "one")
    db.transaction(() => {
      db.attempt(change, wanted(false))
      assert.strictEqual(get("1"), "one")
    })
    assert.throws(() =>
      db.transaction(() => {
        change()
        throw new Error("a bug")
      })
    )
    assert.strictEqual(get("1"), "one")
  })

  it("follows a restore and a wipe, in memory and in a file", () => {
    const folder = mkdtempSync(join(tmpdir(), "effect-zoho-memo-"))
    try {
      for (const file of [undefined, join(folder, "org.db")]) {
        const { db, get } = setup(file)
        const image = db.snapshot()
        db.run("UPDATE role SET json='later' WHERE id='1'")
        assert.strictEqual(get("1"), "later")
        db.restore(image)
        assert.strictEqual(get("1"), "one")
        db.wipe()
        assert.strictEqual(get("1"), undefined)
        db.close()
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it("keeps databases apart and holds only so much", () => {
    const { db, get, reads, roles } = setup()
    const other = Database.open()
    add(other, "1", "of the other")
    assert.strictEqual(get("1"), "one")
    assert.strictEqual(roles(other, "1"), "of the other")
    assert.strictEqual(get("1"), "one")
    for (let i = 0; i < 2500; i++) get(`none ${i}`)
    const before = reads()
    assert.strictEqual(get("1"), role(db, "1"))
    assert.strictEqual(reads(), before + 1)
  })
})
