/** The table of known operations, the router. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import * as Cli from "@effect-zoho/emulator/Cli"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as Coverage from "@effect-zoho/emulator/operations/Coverage"
import * as Router from "@effect-zoho/emulator/Router"
import * as Routes from "@effect-zoho/emulator/Routes"
import { assert, describe, it, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { call, signIn } from "../support/Client.ts"

const operations = Routes.coverage()
const missing = operations.filter((one) => one.route === undefined && one.path !== "/{download_url}")
const path = (template: string): string => template.replaceAll(/\{[^}]*\}/gu, "5843104000000000001")

describe("the table of operations", () => {
  it("holds 515, each once", () => {
    assert.strictEqual(operations.length, 515)
    const keys = operations.map((one) => `${one.host} ${one.method} ${one.path.replaceAll(/\{[^}]*\}/gu, "{}")}`)
    assert.strictEqual(new Set(keys).size, 515)
  })

  it("agrees with the router: what counts as emulated is answered by that route, and by none of ours for a 501", () => {
    const router = Router.make(Routes.areas())
    for (const one of operations) {
      if (one.path === "/{download_url}") continue
      const match = router.match(one.host, one.method, path(one.path).split("/").slice(1))
      assert(match._tag === "Found", `${one.method} ${one.path}`)
      if (one.route === undefined) assert.strictEqual(match.route.path, one.path)
      else assert.strictEqual(match.route, one.route, `${one.method} ${one.path}`)
    }
  })

  it("knows every route of the API hosts, but for these", () => {
    const answering = new Set(operations.map((one) => one.route))
    const own = Routes.areas()
      .flat()
      .filter((route) => route.host !== "accounts" && !answering.has(route))
      .filter((route) => !missing.some((one) => one.path === route.path && one.method === route.method))
      .map((route) => `${route.method} ${route.path}`)
    assert.deepStrictEqual(own, Coverage.beyond)
  })

  it("is counted in the README as it is", () => {
    const readme = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8")
    assert.include(readme, Coverage.count(operations))
  })

  it("is printed with a line for each operation and the count at the end", () => {
    assert.deepStrictEqual(Cli.parse(["--coverage"]), { _tag: "Coverage" })
    const lines = Coverage.table(operations).trimEnd().split("\n")
    assert.strictEqual(lines.at(-1), Coverage.count(operations))
    assert.strictEqual(lines.filter((line) => line.startsWith("  yes ") || line.startsWith("  501 ")).length, 515)
    assert.include(lines, "coql: 1 of 1")
  })
})

layer(Emulator.layer({ limits: "off" }))("what is not emulated", (it) => {
  it.effect("says so for every operation, by its name, to who shows a token", () =>
    Effect.gen(function* () {
      const token = yield* signIn
      for (const one of missing) {
        const answer = yield* call(one.method, path(one.path), { token })
        assert.strictEqual(answer.status, 501, one.path)
        assert.deepInclude(answer.json, { code: "NOT_EMULATED", status: "error" })
        assert.deepStrictEqual(answer.json.details, { operation: `${one.method} ${one.path}`, group: one.group })
      }
      const [first] = missing
      if (first !== undefined)
        assert.strictEqual((yield* call(first.method, path(first.path), { token: null })).status, 401)
    })
  )

  it.effect("costs nothing, and is no defect", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      const token = yield* signIn
      const before = (yield* emulator.stats).creditsUsed
      const [first] = missing
      if (first !== undefined) yield* call(first.method, path(first.path), { token })
      const after = yield* emulator.stats
      assert.strictEqual(after.creditsUsed, before)
      assert.strictEqual(after.defects, 0)
    })
  )
})
