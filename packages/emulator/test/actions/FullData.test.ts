import { assert, describe, it } from "@effect/vitest"
import { acting, said } from "./Support.ts"

const at = acting()

describe("rich text in full", () => {
  const html = `<p>${"long ".repeat(4000)}</p>`
  const id = at.add("Deals", { Deal_Name: "D", Stage: "Qualification", Proposal_Text: html, Description: "plain" })

  it("comes for one record, all of its rich fields or those asked for", () => {
    assert.deepStrictEqual(at.api("GET", `/crm/v8/Deals/${id}/actions/fetch_full_data`).json, {
      data: [{ id, Proposal_Text: html }]
    })
    assert.deepStrictEqual(at.api("GET", `/crm/v8/Deals/${id}/actions/fetch_full_data?fields=Description`).json, {
      data: [{ id, Description: "plain" }]
    })
  })

  it("comes for many records, and says what it misses", () => {
    const path = "/crm/v8/Deals/actions/fetch_full_data"
    const answer = at.api("GET", `${path}?fields=Proposal_Text&ids=${id},99`)
    assert.deepStrictEqual(answer.json.data, [{ id, Proposal_Text: html }])
    const cases: ReadonlyArray<readonly [string, string, ReadonlyArray<string>]> = [
      ["", "REQUIRED_PARAM_MISSING", ["param_name"]],
      ["?fields=Proposal_Text", "REQUIRED_PARAM_MISSING", ["param_name"]],
      [`?fields=Amount&ids=${id}`, "INVALID_REQUEST", []],
      ["?fields=Proposal_Text&ids=x", "UNABLE_TO_PARSE_DATA_TYPE", []]
    ]
    for (const [query, code, details] of cases)
      assert.deepStrictEqual(said(at.api("GET", path + query).json), [code, details])
    assert.strictEqual(at.api("GET", `${path}?fields=Proposal_Text&ids=99`).status, 204)
    assert.strictEqual(at.core.counters.defects, 0)
  })
})
