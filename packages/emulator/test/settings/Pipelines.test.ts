/** Pipelines: what is changed through the API holds for deals at once. */
import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { acting, type Acting, calls, said } from "../actions/Support.ts"

const path = "/crm/v8/settings/pipeline"

const set = () => {
  const at = acting({ leads: 1 })
  const layout = at.api("GET", "/crm/v8/settings/layouts?module=Deals").json.layouts[0].id
  const ask = (method: string, tail: string, body?: unknown) =>
    at.api(method, `${path}${tail}?layout_id=${layout}`, body)
  const pipelines = (): any => ask("GET", "").json.pipeline
  const stages: { readonly [name: string]: string } = Object.fromEntries(
    pipelines()[0].maps.map((it: any) => [it.display_value, it.id])
  )
  const create = (pipeline: object) => ask("POST", "", { pipeline: [pipeline] })
  return { at, ask, pipelines, stages, create }
}

const short = (stages: { readonly [name: string]: string }) => ({
  display_value: "Short",
  maps: [
    { id: stages["Closed Won"], sequence_number: 2 },
    { id: stages["Qualification"], sequence_number: 1 }
  ]
})

const deal = (at: Acting, fields: object) =>
  at.api("POST", "/crm/v8/Deals", { data: [{ Deal_Name: "D", Closing_Date: "2026-12-01", ...fields }] })

describe("pipelines", () => {
  it("begin with one that has every stage, and is what a deal gets", () => {
    const { at, pipelines } = set()
    const [first, ...others] = pipelines()
    assert.isEmpty(others)
    assert.deepInclude(first, { display_value: "Standard (Standard)", default: true })
    assert.deepInclude(first.maps[3], {
      display_value: "Identify Decision Makers",
      actual_value: "Id. Decision Makers",
      sequence_number: 4,
      forecast_type: "Open"
    })
    assert.match(first.maps[6].forecast_category.id, /^\d{18,19}$/u)
    const id = at.add("Deals", { Deal_Name: "D", Stage: "Qualification", Closing_Date: "2026-12-01" })
    assert.strictEqual(at.get("Deals", id).Pipeline, "Standard (Standard)")
  })

  it("hold deals to their stages, in writes and in conversions", () => {
    const { at, create, pipelines, stages } = set()
    const made = create(short(stages))
    assert.strictEqual(made.status, 201)
    const { id } = made.json.pipeline[0].details
    const shown = pipelines().find((it: any) => it.id === id)
    assert.deepStrictEqual(
      shown.maps.map((it: any) => [it.display_value, it.sequence_number]),
      [
        ["Qualification", 1],
        ["Closed Won", 2]
      ]
    )
    assert.strictEqual(deal(at, { Stage: "Closed Won", Pipeline: "Short" }).status, 201)
    const wrong = deal(at, { Stage: "Negotiation/Review", Pipeline: "Short" }).json.data[0]
    assert.deepInclude(wrong, { code: "MAPPING_MISMATCH" })
    assert.deepStrictEqual(wrong.details, {
      mapped_field: "Pipeline",
      api_name: "Stage",
      json_path: "$.data[0].Stage"
    })
    // Only one of the two is sent: the other is what the deal has.
    const known = at.add("Deals", {
      Deal_Name: "D",
      Stage: "Qualification",
      Closing_Date: "2026-12-01",
      Pipeline: "Short"
    })
    const update = (fields: object) => at.api("PUT", `/crm/v8/Deals/${known}`, { data: [fields] }).json.data[0].code
    assert.strictEqual(update({ Stage: "Needs Analysis" }), "MAPPING_MISMATCH")
    assert.strictEqual(update({ Stage: "Needs Analysis", Pipeline: "Standard (Standard)" }), "SUCCESS")
    assert.strictEqual(update({ Pipeline: "Short" }), "MAPPING_MISMATCH")
    const lead = at.add("Leads", { Last_Name: "L", Company: "C" })
    const convert = at.api("POST", `/crm/v8/Leads/${lead}/actions/convert`, {
      data: [{ Deals: { Deal_Name: "N", Stage: "Needs Analysis", Closing_Date: "2026-12-01", Pipeline: "Short" } }]
    })
    assert.include(JSON.stringify(convert.json), "MAPPING_MISMATCH")
  })

  it("are renamed with their deals, and made the default", () => {
    const { at, ask, create, pipelines, stages } = set()
    const { id } = create(short(stages)).json.pipeline[0].details
    const known = at.add("Deals", {
      Deal_Name: "D",
      Stage: "Qualification",
      Closing_Date: "2026-12-01",
      Pipeline: "Short"
    })
    const changed = ask("PATCH", `/${id}`, { pipeline: [{ display_value: "Brief", default: true }] })
    assert.deepInclude(changed.json.pipeline[0], { code: "SUCCESS", message: "Pipeline updated" })
    assert.strictEqual(at.get("Deals", known).Pipeline, "Brief")
    assert.deepStrictEqual(
      pipelines().map((it: any) => [it.display_value, it.default]),
      [
        ["Standard (Standard)", false],
        ["Brief", true]
      ]
    )
    const next = at.add("Deals", { Deal_Name: "E", Stage: "Qualification", Closing_Date: "2026-12-01" })
    assert.strictEqual(at.get("Deals", next).Pipeline, "Brief")
    // PUT replaces the stages, PATCH adds to them and takes some away.
    const maps = (method: string, given: ReadonlyArray<object>) => {
      const body = { pipeline: [{ id, display_value: "Brief", default: true, maps: given }] }
      const answer = ask(method, "", body)
      assert.strictEqual(answer.status, 200, JSON.stringify(answer.json))
      return pipelines()
        .at(-1)
        .maps.map((it: any) => it.display_value)
    }
    assert.deepStrictEqual(maps("PUT", [{ id: stages["Qualification"] }]), ["Qualification"])
    assert.deepStrictEqual(maps("PATCH", [{ id: stages["Closed Lost"], sequence_number: 0 }]), [
      "Closed Lost",
      "Qualification"
    ])
    assert.deepStrictEqual(maps("PATCH", [{ id: stages["Closed Lost"], delete: true }]), ["Qualification"])
  })

  it("hand their deals over and go", () => {
    const { at, ask, create, pipelines, stages } = set()
    const { id } = create(short(stages)).json.pipeline[0].details
    const standard = pipelines()[0].id
    const known = at.add("Deals", {
      Deal_Name: "D",
      Stage: "Closed Won",
      Closing_Date: "2026-12-01",
      Pipeline: "Short"
    })
    const remove = () => ask("PATCH", `/${id}`, { pipeline: [{ _delete: { permanent: null } }] }).json.pipeline[0]
    assert.strictEqual(remove().code, "CANNOT_DELETE")
    const transfer = (pipeline: object, pairs: ReadonlyArray<object>) =>
      ask("POST", "/actions/transfer", { transfer_pipeline: [{ pipeline, stages: pairs }] })
    const pair = { from: stages["Closed Won"], to: stages["Closed Lost"] }
    const ways = { from: id, to: standard }
    assert.deepStrictEqual(said(transfer(ways, []).json.transfer_pipeline[0]), [
      "MANDATORY_NOT_FOUND",
      ["api_name", "json_path"]
    ])
    assert.deepStrictEqual(transfer(ways, [pair, pair]).json.transfer_pipeline[0].details, {
      exists_in: { json_path: "$.transfer_pipeline[0].stages[0].from" },
      api_name: "from",
      json_path: "$.transfer_pipeline[0].stages[1].from"
    })
    assert.strictEqual(transfer({ from: id, to: id }, [pair]).json.transfer_pipeline[0].code, "INVALID_DATA")
    const moved = transfer(ways, [pair])
    assert.match(moved.json.transfer_pipeline[0].details.job_id, /^\d{18,19}$/u)
    assert.deepInclude(at.get("Deals", known), { Pipeline: "Standard (Standard)", Stage: "Closed Lost" })
    assert.strictEqual(pipelines().length, 1)
  })

  it("refuse what is wrong, in Zoho's words", () => {
    const { at, ask, create, pipelines, stages } = set()
    const first = (answer: any) => said(answer.json.pipeline[0])
    const named = ["api_name", "json_path"]
    assert.deepStrictEqual(first(create({ maps: [{ id: stages["Closed Won"] }] })), ["MANDATORY_NOT_FOUND", named])
    assert.deepStrictEqual(first(create({ display_value: "X", maps: [{}] })), ["MANDATORY_NOT_FOUND", named])
    assert.deepStrictEqual(first(create({ display_value: "X", maps: [{ id: "1" }] })), ["INVALID_DATA", named])
    assert.deepStrictEqual(first(create({ ...short(stages), display_value: "standard (standard)" })), [
      "DUPLICATE_DATA",
      named
    ])
    const [{ id }] = pipelines()
    const last = pipelines()[0].maps.map((it: any) => ({ id: it.id, delete: true }))
    assert.deepStrictEqual(first(ask("PATCH", `/${id}`, { pipeline: [{ maps: last }] })), ["CANNOT_DELETE", named])
    assert.deepStrictEqual(first(ask("PATCH", `/${id}`, { pipeline: [{}] })), ["INVALID_DATA", []])
    assert.deepStrictEqual(first(ask("PATCH", "", { pipeline: [{ id: "1" }] })), ["INVALID_DATA", ["id"]])
    assert.deepStrictEqual(said(ask("PATCH", "/1", { pipeline: [{}] }).json), ["INVALID_DATA", ["resource_path_index"]])
    assert.deepStrictEqual(said(at.api("GET", path).json), ["REQUIRED_PARAM_MISSING", ["param_name"]])
    assert.deepStrictEqual(said(at.api("GET", `${path}?layout_id=1`).json), ["INVALID_DATA", ["param_name"]])
    assert.strictEqual(ask("GET", "/1").status, 204)
    at.core.db.run("UPDATE profile SET json=json_patch(json, ?)", '{"$disabled":["Crm_Implied_Customize_Zoho_CRM"]}')
    assert.strictEqual(calls(at, at.users.other)("POST", `${path}?layout_id=1`, {}).status, 403)
  })

  const fuzzed = set()
  it.prop("answer whatever they are given", [Schema.Json], ([body]) => {
    for (const [method, tail, key] of [
      ["POST", "", "pipeline"],
      ["PUT", "", "pipeline"],
      ["PATCH", `/${fuzzed.pipelines()[0].id}`, "pipeline"],
      ["POST", "/actions/transfer", "transfer_pipeline"]
    ] as const) {
      for (const sent of [body, { [key]: body }, { [key]: [body] }, { [key]: [{ display_value: "F", maps: body }] }])
        fuzzed.ask(method, tail, sent)
    }
    assert.strictEqual(fuzzed.at.core.counters.defects, 0)
  })
})
