import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import type * as Database from "@effect-zoho/emulator/Database"
import * as Parser from "@effect-zoho/emulator/coql/Parser"
import * as Plan from "@effect-zoho/emulator/coql/Plan"
import * as Run from "@effect-zoho/emulator/coql/Run"
import * as Support from "./support.ts"

const { core } = Support.make({ leads: 30_000 })
const parser = Parser.make()

/** How SQLite goes about the query's main statement. */
const explain = (text: string): string => {
  const sent: Array<readonly [string, ReadonlyArray<Database.Value>]> = []
  const db: Database.Database = {
    ...core.db,
    arrays: (sql, ...values) => {
      sent.push([sql, values])
      return core.db.arrays(sql, ...values)
    }
  }
  const switches = core.switches()
  const query = Result.getOrThrow(parser.parse(text, switches))
  const plan = Result.getOrThrow(Plan.make({ core, switches, allowed: () => true }, query))
  if (plan === "scope") throw new Error("refused")
  assert.isTrue(Result.isSuccess(Run.run(db, plan, switches)))
  const [sql, values] = sent.at(-1) ?? ["", []]
  return core.db
    .all(`EXPLAIN QUERY PLAN ${sql}`, ...values)
    .map((row) => String(row["detail"]))
    .join("\n")
}

const key = "KEY-77"

describe("a filter on an indexed column", () => {
  for (const where of [
    `External_Key = '${key}'`,
    `External_Key in ('${key}', 'KEY-78')`,
    `(External_Key = '${key}' and City is not null)`,
    `(Email = 'ada.marlow@example.com' or External_Key = '${key}')`
  ]) {
    it(where, () =>
      assert.match(
        explain(`select Last_Name from Leads where ${where}`),
        /SEARCH t0 USING (COVERING )?INDEX ix_Leads_(External_Key|Email)/
      )
    )
  }

  it("by id reads the table itself", () => {
    assert.match(
      explain("select Last_Name from Leads where id > '5843104000000002000'"),
      /SEARCH t0 USING PRIMARY KEY \(id>\?\)/
    )
  })

  it("in a narrow range uses the index and sorts ids only", () => {
    const narrow = explain(
      "select Last_Name, Email from Leads where Created_Time between '2025-11-01T00:00:00Z' and '2025-11-02T00:00:00Z'"
    )
    assert.match(narrow, /SEARCH t0 USING COVERING INDEX ix_Leads_Created_Time/)
    assert.match(narrow, /SEARCH t0 USING PRIMARY KEY \(id=\?\)/)
    assert.match(
      explain("select Last_Name from Leads where Email like 'ada.marlow%'"),
      /SEARCH t0 USING (COVERING )?INDEX ix_Leads_Email/
    )
  })

  it("in a range that most rows are in walks the ids", () => {
    assert.notMatch(
      explain("select Last_Name from Leads where Created_Time > '2000-01-01T00:00:00Z'"),
      /ix_Leads|TEMP B-TREE/
    )
  })

  it("finds the same rows either way", () => {
    const count = (where: string) => {
      const row = core.db.get(`SELECT COUNT(*) AS n FROM record_Leads WHERE ${where}`)
      return Number(row?.["n"])
    }
    assert.isAbove(count(`"Created_Time" > 0`), 20_000)
    assert.isAbove(count(`"Email" LIKE 'ada.marlow%'`), 0)
  })
})

it("an order on an indexed column reads by the index", () => {
  assert.match(
    explain("select Last_Name from Leads where id is not null order by Modified_Time desc limit 10"),
    /USING (COVERING )?INDEX ix_Leads_Modified_Time/
  )
})

it("a column behind a lookup is found by the id of its record", () => {
  const plan = explain("select Last_Name from Contacts where Account_Name.Industry = 'Technology'")
  assert.match(plan, /SEARCH t1 USING PRIMARY KEY \(id=\?\)/)
})
