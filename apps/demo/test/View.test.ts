import { assert, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { Lead } from "../src/Api.ts"
import { Problem } from "../src/Problem.ts"
import * as view from "../src/public/view.js"

const hostile = "\"><script>alert('x')</script>&"

it("escapes everything that comes from outside", () => {
  const lead = { id: "1", name: hostile, company: hostile, email: hostile, mobile: hostile }
  const problem = {
    kind: "html",
    title: hostile,
    message: hostile,
    code: hostile,
    field: hostile,
    jsonPath: hostile,
    details: { [hostile]: [hostile] },
    remedy: hostile,
    issues: [{ name: hostile, message: hostile, remedy: hostile }]
  }
  const target = { source: "account" as const, environment: hostile, center: "us", host: hostile, user: hostile }
  for (const piece of [
    view.listView({ leads: [lead], nextPageToken: hostile }, 1),
    view.mobileForm(lead),
    view.mobileView(lead, hostile),
    view.rowProblem(lead, problem),
    view.pageProblem(problem, { connected: true }),
    view.targetView({ state: "connected", target })
  ]) {
    assert.notInclude(piece.text, "<script")
    assert.notInclude(piece.text, '"&gt;')
  }
})

it.prop(
  "writes no markup but its own, whatever a lead and a problem hold",
  [Schema.toType(Lead), Problem],
  ([lead, problem]) => {
    const tags = (text: string) => text.match(/<(?!wbr)[a-z0-9]+/gu) ?? []
    const plain = {
      ...lead,
      name: "x",
      company: lead.company && "x",
      email: lead.email && "x",
      mobile: lead.mobile && "x"
    }
    assert.deepStrictEqual(tags(view.rowView(lead).text), tags(view.rowView(plain).text))
    const allowed = new Set("section h2 p ul li code strong span dl div dt dd button".split(" ").map((it) => `<${it}`))
    for (const tag of tags(view.pageProblem(problem, { connected: true }).text)) assert.isTrue(allowed.has(tag), tag)
  }
)
