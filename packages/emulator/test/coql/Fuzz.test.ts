import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import * as Support from "./support.ts"
import * as Tape from "./tape.ts"

const asker = Support.make({ leads: 40 })
const { core } = asker

/** The answer is one that the API could give. */
const sound = (answer: Support.Answer, query: string): void => {
  assert.oneOf(answer.status, [200, 204, 400], query)
  assert.strictEqual(core.counters.defects, 0, query)
  if (answer.status === 400) assert.notMatch(answer.text, /sqlite|SELECT .* FROM|\.ts|node:/, query)
}

const fields = core.metadata.module("Contacts")?.fields.map((field) => field.apiName) ?? []
const pieces = [
  ...fields,
  "id",
  "Owner.email",
  "Account_Name.Industry",
  "Account_Name.Parent_Account.Owner.role.name",
  "'Account_Name->Accounts.id'",
  "Leads",
  "Contacts",
  "Users",
  "count(id)",
  "SUM(Annual_Revenue)",
  "max(Created_Time)",
  "(",
  ")",
  "(",
  ")",
  ",",
  ",",
  ".",
  "and",
  "or",
  "not",
  "in",
  "is null",
  "is not null",
  "like",
  "between",
  "=",
  "!=",
  ">",
  "<=",
  "'a'",
  "'a%'",
  "'%'",
  "'%%'",
  "'2024-01-01'",
  "'2024-01-01T00:00:00+05:30'",
  "1",
  "99999999999999999999999",
  "-1e999",
  "true",
  '"q"',
  "as",
  "x",
  "group by",
  "order by",
  "desc",
  "limit",
  "offset",
  "5",
  "select id from Contacts where"
]

describe("no query makes it fail", () => {
  it.prop("of any text", [Schema.String, Schema.Json], ([text, json]) => {
    for (const query of [
      text,
      `select id from Leads where Last_Name = '${text}'`,
      `select '${text}' from Leads where id > 1`,
      `select id as "${text}" from Leads where id > 1`
    ]) {
      sound(asker.ask(query), query)
    }
    sound(asker.ask("select id from Leads where id > 1 limit 1", { include_meta: json }), "include_meta")
    sound(asker.ask(json), "select_query")
  })

  it.prop(
    "of its own pieces",
    [Tape.arbitrary],
    ([numbers]) => {
      const tape = Tape.make(numbers)
      const some = (most: number) => tape.list(1, most, () => pieces[tape.int(pieces.length)] ?? "id").join(" ")
      for (const query of [
        `select ${some(4)} from Contacts where ${some(6)}`,
        `select ${some(2)} from Contacts where id is not null ${some(6)}`,
        some(20)
      ]) {
        sound(asker.ask(query), query)
      }
    },
    { arbitrary: { runs: 700 }, timeout: 30_000 }
  )

  const operators = [
    "=",
    "!=",
    ">",
    ">=",
    "<",
    "<=",
    "like",
    "not like",
    "in",
    "not in",
    "between",
    "not between",
    "is null",
    "is not null"
  ] as const
  const values = [
    "'a'",
    "'a%'",
    "'%a%'",
    "'%'",
    "''",
    "1",
    "-2.5",
    "1e400",
    "99999999999999999999",
    "true",
    "'false'",
    "'2024-02-29'",
    "'2024-02-30'",
    "'2024-01-01T00:00:00+05:30'",
    "'2024-01-01T00:00:00.123456789Z'",
    "'9999-12-31T23:59:59-12:00'",
    "'\u{10FFFF}%'",
    "'\u{D7FF}%'",
    "'\0'",
    "'\uD800%'",
    "(select id from Contacts where id > 1)",
    "(select MAX(Created_Time) from Contacts where id > 1)"
  ] as const
  // One column of each data type stands for all of it.
  const types = new Map(core.metadata.module("Leads")?.fields.map((field) => [field.dataType, field.apiName]))
  const columns = ["id", "Owner.email", "Owner.role.name", ...types.values()]
  const every = (columns: ReadonlyArray<string>): void => {
    for (const column of columns) {
      for (const operator of operators) {
        for (const value of operator.startsWith("is") ? [""] : values) {
          const list = operator.includes("in") && !value.startsWith("(")
          const operand = operator.includes("between") ? `${value} and ${value}` : list ? `(${value})` : value
          const query = `select ${column} from Leads where ${column} ${operator} ${operand} limit 3`
          sound(asker.ask(query), query)
        }
      }
      for (const name of ["COUNT", "SUM", "AVG", "MIN", "MAX"]) {
        sound(asker.ask(`select ${name}(${column}) from Leads where id > 1`), name)
        const grouped = `select ${column}, ${name}(${column}) as x from Leads where id > 1 group by ${column} order by x desc`
        sound(asker.ask(grouped), grouped)
      }
      sound(
        asker.ask(`select id from Leads where id > 1 order by ${column} desc`, { include_meta: ["fields"] }),
        column
      )
    }
  }
  it("of any type of column with any operator and any value", { timeout: 30_000 }, () => every(columns))
  it("of the same with the switches turned", { timeout: 30_000 }, () => {
    const before = core.switches()
    core.setSwitches({ ...before, coqlOperators: "any", coqlTextCase: "exact", coqlNegationMatchesEmpty: true })
    every(["Last_Name", "Interests", "Email_Opt_Out", "Description", "Owner.email"])
    core.setSwitches(before)
  })

  const bytes = Arbitrary.map(
    Arbitrary.schema(Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 255 })))),
    (list) => Uint8Array.from(list)
  )
  it.prop("of any bytes", [bytes, bytes], ([body, inside]) => {
    sound(asker.send(body), "bytes")
    const head = new TextEncoder().encode('{"select_query":"select id from Leads where Last_Name = \'')
    sound(asker.send(Buffer.concat([head, inside, new TextEncoder().encode("'\"}")])), "bytes inside")
  })

  it("of keys that are poison to objects", () => {
    const { json } = asker.ask("select Last_Name as '__proto__', City as constructor from Leads where id > 1 limit 1", {
      include_meta: ["fields"]
    })
    assert.isTrue(Object.hasOwn(json.data[0], "__proto__"))
    assert.isTrue(Object.hasOwn(json.fields, "__proto__"))
  })
})
