import { assert, describe, it } from "@effect/vitest"
import * as Database from "@effect-zoho/emulator/Database"

describe("an attempt", () => {
  const make = () => {
    const db = Database.open()
    db.exec("CREATE TABLE t(n INTEGER)")
    const add = (n: number) => db.run("INSERT INTO t(n) VALUES(?)", n)
    const kept = () => db.all("SELECT n FROM t ORDER BY n").map((row) => row["n"])
    return { db, add, kept }
  }

  it("keeps what was wanted and undoes what was not, within a transaction and alone", () => {
    const { add, db, kept } = make()
    const inside = (n: number, keep: boolean) =>
      db.attempt(
        () => {
          add(n)
          return keep
        },
        (wanted) => wanted
      )
    inside(1, true)
    inside(2, false)
    db.transaction(() => {
      inside(3, true)
      inside(4, false)
      add(5)
    })
    assert.deepStrictEqual(kept(), [1, 3, 5])
  })

  it("within an attempt is undone with it, and alone when only it is not wanted", () => {
    const { add, db, kept } = make()
    const nested = (outer: boolean, inner: boolean, n: number) =>
      db.attempt(
        () => {
          add(n)
          db.attempt(
            () => add(n + 1),
            () => inner
          )
          return outer
        },
        (wanted) => wanted
      )
    nested(true, false, 10)
    nested(false, true, 20)
    nested(true, true, 30)
    assert.deepStrictEqual(kept(), [10, 30, 31])
  })

  it("that throws leaves nothing behind, and the next one works", () => {
    const { add, db, kept } = make()
    const throwing = () =>
      db.attempt(
        () => {
          add(1)
          throw new Error("a bug")
        },
        () => true
      )
    db.transaction(() => {
      add(2)
      assert.throws(throwing)
    })
    assert.throws(throwing)
    add(3)
    assert.deepStrictEqual(kept(), [2, 3])
  })
})

describe("the version of a table", () => {
  it("grows with each write to it and no other, however its name is written", () => {
    const db = Database.open()
    const awkward = Database.quote('a "table" of ours')
    db.exec(`CREATE TABLE t(n INTEGER); CREATE TABLE ${awkward}(n INTEGER)`)
    const versions = () => [db.version("t"), db.version('"t"'), db.version(awkward), db.version("user")]
    const grew = (write: () => void) => {
      const before = versions()
      write()
      return versions().map((version, index) => version > (before[index] ?? 0))
    }
    assert.deepStrictEqual(
      grew(() => db.run("INSERT INTO t(n) VALUES(1)")),
      [true, true, false, false]
    )
    assert.deepStrictEqual(
      grew(() => db.run('UPDATE "t" SET n=2')),
      [true, true, false, false]
    )
    assert.deepStrictEqual(
      grew(() => db.run(`DELETE FROM ${awkward}`)),
      [false, false, true, false]
    )
    assert.deepStrictEqual(
      grew(() => db.transaction(() => db.all("SELECT n FROM t"))),
      [false, false, false, false]
    )
    assert.deepStrictEqual(
      grew(() =>
        db.attempt(
          () => {},
          () => false
        )
      ),
      [true, true, true, true]
    )
  })
})
