/** The shapes of the official example exchanges; the examples themselves are not part of this repository. */
import { assert, it } from "@effect/vitest"
import * as Examples from "../support/Examples.ts"
import * as Support from "./support.ts"

const asker = Support.make()

/** What makes the emulator give each answer; by code and the keys of its details, because the answers name no request. */
const provoking: { readonly [shape: string]: readonly [unknown, object?] } = {
  "SYNTAX_ERROR clause": ["select Last_Name from Leads"],
  "SYNTAX_ERROR operator": ["select id from Leads where not id = 1"],
  "SYNTAX_ERROR ": ["update Leads"],
  "SYNTAX_ERROR near": ["select id from Leads where"],
  "SYNTAX_ERROR column,line,near": ["select id, from Leads where id > 1"],
  "INVALID_QUERY column_name,operator,reason": ["select id from Leads where First_Name > 'a'"],
  "INVALID_QUERY limit": ["select id from Leads where id > 1 limit s"],
  "INVALID_QUERY offset": ["select id from Leads where id > 1 limit s, 1"],
  "INVALID_QUERY column_name": ["select Record_Image from Leads where id > 1"],
  "INVALID_QUERY module": ["select id from Nowhere where id > 1"],
  "INVALID_QUERY ": ["select Last_Name, COUNT(id) from Leads where id > 1"],
  "INVALID_QUERY column_name,cv_criteria,operator,value": ["select id from Leads where Tag is not null"],
  "INVALID_QUERY operator,sub_query_sequence": [
    "select id from Leads where Annual_Revenue > (select Annual_Revenue from Leads where id > 1)"
  ],
  "INVALID_QUERY column_name,sub_query_sequence": [
    "select id from Leads where id in (select Last_Name, Annual_Revenue from Leads where id > 1)"
  ],
  "MANDATORY_NOT_FOUND api_name": [undefined],
  "INVALID_ALIAS alias,column_name": ["select First_Name as '' from Leads where id > 1"],
  "DUPLICATE_ALIAS alias,referred_columns": ["select City as a, State as a from Leads where id > 1"],
  "DUPLICATE_DATA column_name": ["select First_Name, First_Name from Leads where id > 1"],
  "DUPLICATE_DATA aggregate,column_name": ["select MAX(id), MAX(id) from Leads where id > 1"],
  "INVALID_DATA api_name,expected_data_type,json_path": [
    "select id from Leads where id > 1",
    { include_meta: "fields" }
  ],
  "INVALID_DATA api_name,json_path,supported_values": ["select id from Leads where id > 1", { include_meta: ["x"] }],
  "INVALID_DATA api_name,expected_data_type,json_path,supported_values": [
    "select id from Leads where id > 1",
    { include_meta: [1] }
  ],
  "INVALID_DATA column,reason": ["select Foo(Last_Name) from Leads where id > 1"],
  "INVALID_DATA ": ["select id from Leads where id > 1 limit 0"],
  "INVALID_MODULE ": ["select id from Deals where id > 1"]
}

const keysOf = (value: unknown): ReadonlyArray<string> =>
  typeof value === "object" && value !== null ? Object.keys(value).toSorted() : []

const shapeOf = (error: any): string => `${error?.code} ${keysOf(error?.details).join(",")}`

Examples.suite("COQL", ["coql"], (examples) => {
  it("there are some", () => assert.isAbove(examples.length, 20))

  examples.forEach((example, index) => {
    it(`${index + 1} ${example.title} ${shapeOf(example.response)}`, () => {
      if (example.request !== null) {
        const { select_query, ...rest } = example.request
        assert.oneOf(asker.ask(select_query, rest).status, [200, 204])
        return
      }
      if (example.status === 200) {
        const columns = keysOf(example.response.data[0]).filter((name) => name !== "id")
        const { json, status } = asker.ask(`select ${columns.join(", ")} from Leads where Last_Name is not null`)
        assert.strictEqual(status, 200)
        assert.deepStrictEqual(keysOf(json), keysOf(example.response))
        assert.deepStrictEqual(keysOf(json.info), keysOf(example.response.info))
        assert.deepStrictEqual(
          keysOf(json.data[0]).filter((name) => name !== "id"),
          columns
        )
        return
      }
      const way = provoking[shapeOf(example.response)]
      assert.isDefined(way, "no request is known to bring this answer")
      if (example.response.code === "INVALID_MODULE") {
        asker.core.db.run(
          `UPDATE module SET json = json_set(json, '$.apiSupported', json('false')) WHERE json LIKE '%"Deals"%'`
        )
        asker.core.metadata.reload()
      }
      const { json, status } = asker.ask(way?.[0], way?.[1])
      assert.strictEqual(status, example.status)
      assert.strictEqual(shapeOf(json), shapeOf(example.response))
      assert.strictEqual(json.status, example.response.status)
      // The one column error that has two wordings.
      assert.strictEqual(json.message, example.response.message)
    })
  })
})
