import { assert, describe, it } from "@effect/vitest"
import * as Switches from "@effect-zoho/emulator/Switches"
import * as CoqlSwitches from "@effect-zoho/emulator/coql/CoqlSwitches"
import * as Support from "./support.ts"

const asker = Support.make({ leads: 260 })
const { ask, core } = asker
const leadId = core.credentials().leadId

/** Runs with some switches turned, then puts them back. */
const turned = <A>(changes: Partial<CoqlSwitches.CoqlSwitches>, body: () => A): A => {
  const before = core.switches()
  const next = Switches.change(before, changes)
  assert.isObject(next)
  if (typeof next !== "string") core.setSwitches(next)
  try {
    return body()
  } finally {
    core.setSwitches(before)
  }
}

const names = (count: number, of: (index: number) => string, separator: string) =>
  Array.from({ length: count }, (_, index) => of(index)).join(separator)

/** Conditions nested in pairs. */
const pairs = (count: number): string => (count === 1 ? "id > 1" : `(id > 1 and ${pairs(count - 1)})`)

describe("answers", () => {
  it("hold the columns as named, and the id besides", () => {
    const { json, status } = ask(`select Last_Name from Leads where id = ${leadId}`)
    assert.strictEqual(status, 200)
    assert.deepStrictEqual(json, {
      data: [{ Last_Name: "Marlow", id: leadId }],
      info: { count: 1, more_records: false }
    })
  })

  it("are 204 with no body when nothing is found", () => {
    const { status, text } = ask("select id from Leads where Last_Name = 'Nobody'")
    assert.deepStrictEqual([status, text], [204, ""])
  })

  it("give a lookup as its id, and what is behind it under the dotted name", () => {
    const { json } = ask(
      "select Account_Name, Account_Name.Industry, Account_Name.Parent_Account.Account_Name, Owner, Owner.email, Owner.role.name " +
        "from Contacts where Account_Name.Industry = 'Technology' limit 1"
    )
    const [row] = json.data
    assert.deepStrictEqual(Object.keys(row.Account_Name), ["id"])
    assert.deepStrictEqual(Object.keys(row.Owner), ["id"])
    assert.strictEqual(row["Account_Name.Industry"], "Technology")
    assert.strictEqual(row["Account_Name.Parent_Account.Account_Name"], null)
    assert.strictEqual(row["Owner.email"], "asha.menon@example.com")
    assert.strictEqual(row["Owner.role.name"], "CEO")
  })

  it("come by id, 200 of them, and say that there are more", () => {
    const { json } = ask("select Last_Name from Leads where id is not null")
    const ids = json.data.map((row: { readonly id: string }) => row.id)
    assert.deepStrictEqual(ids, ids.toSorted())
    assert.deepStrictEqual(json.info, { count: 200, more_records: true })
    const rest = ask("select Last_Name from Leads where id is not null limit 200, 200")
    assert.deepStrictEqual(rest.json.info, { count: 60, more_records: false })
    assert.deepStrictEqual(ask("select Last_Name from Leads where id is not null limit 200 offset 200").json, rest.json)
  })

  it("page on by id", () => {
    const first = ask("select id from Leads where id is not null order by id limit 200").json.data
    const next = ask(`select id from Leads where id > '${first.at(-1).id}' order by id limit 200`).json
    assert.strictEqual(next.info.count, 60)
  })

  it("compare instants, whatever their offset", () => {
    const { Created_Time } = ask(`select Created_Time from Leads where id = '${leadId}'`).json.data[0]
    const utc = new Date(Created_Time).toISOString().replace(".000Z", "+00:00")
    assert.notStrictEqual(utc, Created_Time)
    assert.match(Created_Time, /\+05:30$/)
    for (const at of [utc, Created_Time, utc.replace("+00:00", "Z")]) {
      const { json } = ask(`select id from Leads where (Created_Time = '${at}' and id = '${leadId}')`)
      assert.strictEqual(json.data[0].id, leadId)
    }
  })

  it("see a write at once", () => {
    core.db.run(`UPDATE record_Leads SET "City" = 'Elsewhere' WHERE id = ?`, leadId)
    assert.strictEqual(ask("select id from Leads where City = 'Elsewhere'").json.info.count, 1)
  })

  it("group and count, with the aggregate's text or alias as the key", () => {
    const { json } = ask(
      "select Lead_Source, COUNT(id), max(Created_Time) as newest from Leads where id is not null group by Lead_Source order by COUNT(id) desc"
    )
    const counts = json.data.map((row: { readonly "COUNT(id)": number }) => row["COUNT(id)"])
    assert.strictEqual(
      counts.reduce((a: number, b: number) => a + b, 0),
      260
    )
    assert.deepStrictEqual(
      counts,
      counts.toSorted((a: number, b: number) => b - a)
    )
    assert.deepStrictEqual(Object.keys(json.data[0]), ["Lead_Source", "COUNT(id)", "newest"])
    assert.match(json.data[0].newest, /\+05:30$/)
  })

  it("count nothing as 0", () => {
    assert.deepStrictEqual(ask("select COUNT(id) from Leads where Last_Name = 'Nobody'").json.data, [
      { "COUNT(id)": 0 }
    ])
  })

  it("take what a query finds", () => {
    const { json } = ask(
      "select Deal_Name, Amount from Deals where Amount = (select MAX(Amount) from Deals where id is not null)"
    )
    assert.deepStrictEqual([json.info.count, json.data[0].Amount], [1, 60000])
  })

  it("know a column by its alias and in quotes, and its module by alias and !", () => {
    const plain = ask(`select Last_Name from Leads where id = ${leadId}`).text
    for (const query of [
      `select l.Last_Name from Leads as l where l.id = ${leadId}`,
      `select l.Last_Name from Leads l where l.id = ${leadId}`,
      `select 'Last_Name' from 'Leads' where 'id' = ${leadId}`,
      `SELECT !Leads.Last_Name FROM Leads WHERE !Leads.id = "${leadId}"`
    ]) {
      assert.strictEqual(ask(query).text, plain)
    }
    assert.deepStrictEqual(ask(`select Last_Name as "a b" from Leads where id = ${leadId}`).json.data, [
      { "a b": "Marlow", id: leadId }
    ])
  })

  it("follow an arrow to the module that it names", () => {
    const one = ask(
      "select 'Account_Name->Accounts.Account_Name' from Contacts where 'Account_Name->Accounts.id' is not null limit 1"
    )
    assert.isString(one.json.data[0]["Account_Name->Accounts.Account_Name"])
    assert.strictEqual(ask("select 'Account_Name->Leads.Company' from Contacts where id is not null").status, 400)
  })

  it("bring the metadata of the columns when asked to", () => {
    const { json } = ask(`select Last_Name, Owner.email from Leads where id = ${leadId}`, { include_meta: ["fields"] })
    assert.deepStrictEqual(Object.keys(json.fields), ["Last_Name"])
    const { Last_Name } = json.fields
    assert.deepStrictEqual([Last_Name.api_name, Last_Name.data_type, Last_Name.length], ["Last_Name", "text", 80])
    for (const key of ["table_name", "lucene_colname", "generated_type"]) assert.property(Last_Name, key)
    for (const key of ["profiles", "associated_module", "private", "mass_update", "hipaa_compliance"])
      assert.notProperty(Last_Name, key)
    assert.notProperty(ask(`select id from Leads where id = ${leadId}`, { include_meta: [] }).json, "fields")
  })

  it("cost 1, 2 or 3 credits by LIMIT", () => {
    const cost = (limit: string) => ask(`select id from Leads where id is not null ${limit}`).credits
    assert.deepStrictEqual(
      ["", "limit 200", "limit 201", "limit 1000", "limit 1001", "limit 5, 2000"].map(cost),
      [1, 1, 2, 2, 3, 3]
    )
    assert.strictEqual(ask("select").credits, 1)
  })
})

describe("errors", () => {
  const where = "from Leads where id is not null"
  const cases: ReadonlyArray<readonly [string, string, object]> = [
    ["select Last_Name", "SYNTAX_ERROR", { clause: "from" }],
    ["select Last_Name from Leads", "SYNTAX_ERROR", { clause: "where" }],
    ["select Last_Name from Leads limit 5", "SYNTAX_ERROR", { clause: "where" }],
    ["select id from Nowhere where id is not null", "INVALID_QUERY", { module: "Nowhere" }],
    [`select Nothing ${where}`, "INVALID_QUERY", { column_name: "Nothing" }],
    [`select Owner.nothing ${where}`, "INVALID_QUERY", { column_name: "Owner.nothing" }],
    [`select Last_Name.x ${where}`, "INVALID_QUERY", { column_name: "Last_Name.x" }],
    [`select toString ${where}`, "INVALID_QUERY", { column_name: "toString" }],
    [`select Record_Image ${where}`, "INVALID_QUERY", { column_name: "Record_Image" }],
    ["select id from Leads where Nothing = 1", "INVALID_QUERY", { column_name: "Nothing" }],
    [
      "select id from Leads where First_Name > 'a'",
      "INVALID_QUERY",
      { reason: "invalid operator found", column_name: "First_Name", operator: ">" }
    ],
    [
      "select id from Leads where Email_Opt_Out != true",
      "INVALID_QUERY",
      { reason: "invalid operator found", column_name: "Email_Opt_Out", operator: "!=" }
    ],
    [
      "select id from Leads where Annual_Revenue like '1%'",
      "INVALID_QUERY",
      { reason: "invalid operator found", column_name: "Annual_Revenue", operator: "like" }
    ],
    [
      "select id from Leads where Tag is not null",
      "INVALID_QUERY",
      { cv_criteria: false, column_name: "Tag", value: "${EMPTY}", operator: "!=" }
    ],
    ["select id from Leads where Annual_Revenue = 'much'", "INVALID_QUERY", { column_name: "Annual_Revenue" }],
    ["select id from Leads where Annual_Revenue = true", "INVALID_QUERY", { column_name: "Annual_Revenue" }],
    ["select id from Leads where Email_Opt_Out = 1", "INVALID_QUERY", { column_name: "Email_Opt_Out" }],
    ["select id from Leads where Created_Time > '2024-01-31'", "INVALID_QUERY", { column_name: "Created_Time" }],
    ["select id from Leads where Created_Time > 5", "INVALID_QUERY", { column_name: "Created_Time" }],
    ["select id from Leads where Next_Call_Date = '2024-02-30'", "INVALID_QUERY", { column_name: "Next_Call_Date" }],
    ["select id from Leads where Owner = 'asha'", "INVALID_QUERY", { column_name: "Owner" }],
    ["select id from Leads where Last_Name like 'a%b'", "INVALID_QUERY", { column_name: "Last_Name" }],
    [`select id ${where} order by Description`, "INVALID_QUERY", { column_name: "Description", clause: "order by" }],
    [
      "select COUNT(id) from Leads where id is not null group by Interests",
      "INVALID_QUERY",
      { column_name: "Interests", clause: "group by" }
    ],
    [
      `select COUNT(id), City ${where} group by City order by Last_Name`,
      "INVALID_QUERY",
      { column_name: "Last_Name", clause: "order by" }
    ],
    [`select Last_Name, COUNT(id) ${where}`, "INVALID_QUERY", {}],
    [`select Last_Name ${where} group by City`, "INVALID_QUERY", {}],
    [`select SUM(Last_Name) ${where}`, "INVALID_QUERY", { column_name: "Last_Name" }],
    [`select City as Last_Name, Last_Name ${where}`, "INVALID_QUERY", { alias: "Last_Name" }],
    [`select id ${where} limit s`, "INVALID_QUERY", { limit: "s" }],
    [`select id ${where} limit 1.5`, "INVALID_QUERY", { limit: "1.5" }],
    [`select id ${where} limit x, 5`, "INVALID_QUERY", { offset: "x" }],
    [`select id ${where} limit 5 offset -1`, "INVALID_QUERY", { offset: "-1" }],
    [`select id ${where} limit 100000, 5`, "INVALID_QUERY", { offset: "100000" }],
    [`select id ${where} limit 0`, "INVALID_DATA", {}],
    [`select id ${where} limit -5`, "INVALID_DATA", {}],
    [
      "select id from Leads where Owner = (select Last_Name, Annual_Revenue from Leads where id is not null)",
      "INVALID_QUERY",
      { sub_query_sequence: 0, column_name: ["Last_Name", "Annual_Revenue"] }
    ],
    [
      "select id from Leads where Annual_Revenue > (select Annual_Revenue from Leads where id is not null)",
      "INVALID_QUERY",
      { sub_query_sequence: 0, operator: ">" }
    ],
    [
      "select id from Leads where (id in (select id from Leads where id > 1) and id = (select id from Leads where id > 1))",
      "INVALID_QUERY",
      { sub_query_sequence: 1, operator: "=" }
    ],
    [
      "select id from Leads where id in (select id from Leads where id in (select id from Leads where id > 1))",
      "SYNTAX_ERROR",
      {}
    ],
    [`select City, City ${where}`, "DUPLICATE_DATA", { column_name: "City" }],
    [`select MAX(id), max(id) ${where}`, "DUPLICATE_DATA", { column_name: "id", aggregate: "MAX" }],
    [`select id ${where} order by id, id`, "DUPLICATE_DATA", { column_name: "id" }],
    [`select COUNT(id) ${where} group by City, City`, "DUPLICATE_DATA", { column_name: "City" }],
    [`select City as a, State as a ${where}`, "DUPLICATE_ALIAS", { referred_columns: ["City", "State"], alias: "a" }],
    [`select City as '' ${where}`, "INVALID_ALIAS", { column_name: "City", alias: "" }],
    [`select Foo(City) ${where}`, "INVALID_DATA", { reason: "unsupported aggregate function", column: "Foo(City)" }]
  ]
  for (const [query, code, details] of cases) {
    it(query, () => {
      const { json, status } = ask(query)
      assert.strictEqual(status, 400)
      assert.deepStrictEqual(Object.keys(json), ["code", "details", "message", "status"])
      assert.deepStrictEqual({ code: json.code, details: json.details }, { code, details })
    })
  }

  const bodies: ReadonlyArray<readonly [string, string, object]> = [
    ["{}", "MANDATORY_NOT_FOUND", { api_name: "select_query" }],
    ['{"select_query":null}', "MANDATORY_NOT_FOUND", { api_name: "select_query" }],
    [
      '{"select_query":5}',
      "INVALID_DATA",
      { expected_data_type: "text", api_name: "select_query", json_path: "$.select_query" }
    ],
    [
      '{"select_query":"x","include_meta":"fields"}',
      "INVALID_DATA",
      { expected_data_type: "jsonarray", api_name: "include_meta", json_path: "$.include_meta" }
    ],
    [
      '{"select_query":"x","include_meta":["fields","x"]}',
      "INVALID_DATA",
      { api_name: "include_meta", json_path: "$.include_meta[1]", supported_values: ["fields"] }
    ],
    [
      '{"select_query":"x","include_meta":[1]}',
      "INVALID_DATA",
      {
        expected_data_type: "text",
        api_name: "include_meta",
        json_path: "$.include_meta[0]",
        supported_values: ["fields"]
      }
    ],
    ["", "JSON_PARSE_ERROR", {}],
    ["[]", "INVALID_DATA", { expected_data_type: "jsonobject" }]
  ]
  for (const [body, code, details] of bodies) {
    it(`body ${JSON.stringify(body)}`, () => {
      const { json, status } = asker.send(new TextEncoder().encode(body))
      assert.deepStrictEqual({ status, code: json.code, details: json.details }, { status: 400, code, details })
    })
  }

  it("refuse GET", () => {
    assert.strictEqual(asker.send(new Uint8Array(), "GET").json.code, "INVALID_REQUEST_METHOD")
  })

  it("a module that the API does not serve", () => {
    assert.deepStrictEqual(ask("select id from Activities where id > 1").json.code, "INVALID_MODULE")
  })
})

describe("limits", () => {
  const fields = core.metadata.module("Leads")?.fields.map((field) => field.apiName) ?? []
  const sortable = fields.filter(
    (name) => !["Description", "Interests", "Tag", "Territories", "Record_Image"].includes(name)
  )
  const exceeds = (within: string, beyond: string) => {
    assert.oneOf(ask(within).status, [200, 204], `${within}\n${ask(within).text}`)
    const { json } = ask(beyond)
    assert.deepStrictEqual([json.code, json.details], ["LIMIT_EXCEEDED", {}], beyond)
  }
  it("25 criteria, those of inner queries included", () => {
    exceeds(`select id from Leads where ${pairs(25)}`, `select id from Leads where ${pairs(26)}`)
    const inner = `id in (select id from Leads where ${pairs(10)})`
    exceeds(
      `select id from Leads where (${inner} and ${pairs(14)})`,
      `select id from Leads where (${inner} and ${pairs(15)})`
    )
  })
  it("100 values of in", () => {
    const of = (count: number) => `select id from Leads where City in (${names(count, (n) => `'c${n}'`, ",")})`
    exceeds(of(100), of(101))
  })
  it("2,000 rows", () => {
    exceeds("select id from Leads where id > 1 limit 2000", "select id from Leads where id > 1 limit 2001")
  })
  it("500 columns", () => {
    // Lookups have columns enough.
    const wide = turned({ coqlSelectColumns: 3 }, () => [
      ask("select City, State, Zip_Code from Leads where id > 1").status,
      ask("select City, State, Zip_Code, Country from Leads where id > 1").json.code
    ])
    assert.deepStrictEqual(wide, [200, "LIMIT_EXCEEDED"])
    assert.strictEqual(core.switches().coqlSelectColumns, 500)
    assert.strictEqual(
      ask(`select ${names(501, (n) => `c${n}`, ",")} from Leads where id > 1`).json.code,
      "LIMIT_EXCEEDED"
    )
  })
  it("10 columns to order by, 4 to group by, 5 aggregates", () => {
    const by = (count: number) => `select id from Leads where id > 1 order by ${sortable.slice(0, count).join(", ")}`
    exceeds(by(10), by(11))
    const group = (count: number) =>
      `select COUNT(id) from Leads where id > 1 group by ${sortable.slice(0, count).join(", ")}`
    exceeds(group(4), group(5))
    const counts = (count: number) =>
      `select ${sortable
        .slice(0, count)
        .map((name) => `COUNT(${name})`)
        .join(", ")} from Leads where id > 1`
    exceeds(counts(5), counts(6))
  })
  it("5 relations in the conditions, 15 in the columns", () => {
    const deep = (count: number) => `${"Reporting_To.".repeat(count)}Last_Name`
    exceeds(`select id from Contacts where ${deep(5)} is null`, `select id from Contacts where ${deep(6)} is null`)
    const spread = (extra: string) =>
      `select id from Contacts where (${deep(4)} is null and Account_Name.Industry is null)${extra}`
    exceeds(spread(""), spread(" order by Owner.email"))
    const wide = [
      "Account_Name.Account_Name",
      `Account_Name.${"Parent_Account.".repeat(4)}Phone`,
      deep(5),
      "Owner.email",
      "Owner.role.name",
      "Account_Name.Owner.email",
      "Created_By.email",
      "Reporting_To.Owner.email"
    ]
    exceeds(
      `select ${wide.join(", ")} from Contacts where id > 1`,
      `select ${wide.join(", ")}, Modified_By.email from Contacts where id > 1`
    )
  })
  it("a page ends where the 100,000 rows end", () => {
    assert.strictEqual(ask("select id from Leads where id > 1 limit 99999, 2000").status, 204)
  })
})

describe("switches", () => {
  const flat = "select id from Leads where id > 1 and id > 2 and id > 3"
  it("flat conditions", () => {
    assert.deepStrictEqual(ask(flat).json.details, { near: "and" })
    assert.strictEqual(turned({ coqlFlatConditions: "accept" }, () => ask(flat)).status, 200)
  })
  it("text by letter or by ASCII case", () => {
    const query = "select id from Leads where (Last_Name = 'MARLOW' and Email like 'ADA.%')"
    assert.strictEqual(ask(query).status, 200)
    assert.strictEqual(turned({ coqlTextCase: "exact" }, () => ask(query)).status, 204)
  })
  it("operators by type", () => {
    const query = "select id from Leads where Last_Name > 'A'"
    assert.strictEqual(ask(query).status, 400)
    assert.strictEqual(turned({ coqlOperators: "any" }, () => ask(query)).status, 200)
  })
  it("empty values under a negation", () => {
    const count = () => ask("select COUNT(id) from Leads where Rating != 'Hot'").json.data[0]["COUNT(id)"]
    const known = ask("select COUNT(Rating) from Leads where id > 1").json.data[0]["COUNT(Rating)"]
    assert.isBelow(count(), known + 1)
    assert.isAbove(turned({ coqlNegationMatchesEmpty: true }, count), count())
  })
  it("multi-line text in conditions", () => {
    const query = "select id from Leads where Description like '%licensing'"
    assert.strictEqual(ask(query).status, 200)
    assert.deepStrictEqual(turned({ coqlTextAreaCriteria: "refuse" }, () => ask(query)).json.details, {
      column_name: "Description",
      clause: "where"
    })
  })
  it("numbers in quotes", () => {
    const query = "select id from Leads where No_of_Employees = '250'"
    assert.strictEqual(ask(query).status, 200)
    assert.strictEqual(turned({ coqlQuotedNumbers: "refuse" }, () => ask(query)).status, 400)
  })
  it("the word offset, and what is said beyond the last row", () => {
    const query = "select id from Leads where id > 1 limit 5 offset 5"
    assert.deepStrictEqual(turned({ coqlOffsetKeyword: "refuse" }, () => ask(query)).json.details, { offset: "5" })
    const far = "select id from Leads where id > 1 limit 100000, 5"
    assert.strictEqual(turned({ coqlOffsetError: "LIMIT_REACHED" }, () => ask(far)).json.code, "LIMIT_REACHED")
  })
  it("the key of an aggregate", () => {
    const key = () => Object.keys(ask("select count(id) from Leads where id > 1").json.data[0])[0]
    assert.deepStrictEqual([key(), turned({ coqlAggregateKey: "upper-case" }, key)], ["count(id)", "COUNT(id)"])
  })
  it("the name of a lookup", () => {
    const keys = () =>
      Object.keys(ask("select Account_Name from Contacts where id > 1").json.data[0].Account_Name).toSorted()
    assert.deepStrictEqual([keys(), turned({ coqlLookupNames: true }, keys)], [["id"], ["id", "name"]])
  })
  it("converted leads", () => {
    core.db.run(`UPDATE record_Leads SET "$converted" = 1 WHERE id = ?`, leadId)
    const query = `select id from Leads where id = ${leadId}`
    assert.strictEqual(ask(query).status, 200)
    assert.strictEqual(turned({ coqlConvertedLeads: "exclude" }, () => ask(query)).status, 204)
  })
  it("values of in, and relations of a path", () => {
    const status = (changes: Partial<CoqlSwitches.CoqlSwitches>, query: string) =>
      turned(changes, () => ask(query)).status
    assert.strictEqual(status({ coqlInValues: 2 }, "select id from Leads where City in ('a','b','c')"), 400)
    const deep = "select Reporting_To.Reporting_To.Account_Name.Phone from Contacts where id > 1"
    assert.deepStrictEqual([status({}, deep), status({ coqlJoinDepth: 2 }, deep)], [200, 400])
  })
  it("take no value that they do not have", () => {
    for (const [name, value] of [
      ["coqlTextCase", "loud"],
      ["coqlInValues", 0],
      ["coqlInValues", 1e9],
      ["coqlLookupNames", "yes"]
    ] as const) {
      assert.isString(Switches.change(core.switches(), { [name]: value }))
    }
    assert.deepStrictEqual(
      Object.keys(CoqlSwitches.defaults).filter((name) => !CoqlSwitches.isName(name)),
      []
    )
  })
})

describe("scopes", () => {
  const limited = Support.make({ scopes: ["ZohoCRM.coql.READ", "ZohoCRM.modules.leads.READ"] })
  it("a module needs its own besides", () => {
    assert.strictEqual(limited.ask("select id from Leads where id > 1").status, 200)
    assert.strictEqual(limited.ask("select id from Contacts where id > 1").json.code, "OAUTH_SCOPE_MISMATCH")
    const inner = "select id from Leads where id in (select id from Contacts where id > 1)"
    assert.deepStrictEqual([limited.ask(inner).status, limited.ask(inner).json.code], [401, "OAUTH_SCOPE_MISMATCH"])
  })
  it("metadata need that of the fields", () => {
    const asked = limited.ask("select id from Leads where id > 1", { include_meta: ["fields"] })
    assert.strictEqual(asked.json.code, "OAUTH_SCOPE_MISMATCH")
  })
  it("nothing goes without that of COQL", () => {
    const none = Support.make({ scopes: ["ZohoCRM.modules.ALL"] })
    assert.strictEqual(none.ask("select id from Leads where id > 1").status, 401)
  })
})

it("none of this was a defect", () => {
  assert.strictEqual(core.counters.defects, 0)
})
