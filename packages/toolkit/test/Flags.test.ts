import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as Flags from "../src/Flags.ts"

const flags: ReadonlyArray<Flags.Flag> = [
  { name: "lead-id-to-update", aliases: ["lead"], kind: "value" },
  { name: "new-mobile-number", aliases: ["mobile"], kind: "value" },
  { name: "client-secret", aliases: [], kind: "value" },
  { name: "dry-run", aliases: [], kind: "switch" },
  { name: "help", aliases: ["h"], kind: "switch" }
]

const parse = (...args: ReadonlyArray<string>) => Flags.parse(args, flags)
const values = (...args: ReadonlyArray<string>) => Object.fromEntries(Result.getOrThrow(parse(...args)).values)
const problem = (...args: ReadonlyArray<string>) => {
  const result = parse(...args)
  assert(Result.isFailure(result))
  return result.failure.message
}

describe("Flags", () => {
  it("reads long and short forms, with a space or an equals sign", () => {
    assert.deepStrictEqual(values("--lead", "1", "--mobile=+1 555"), {
      "lead-id-to-update": "1",
      "new-mobile-number": "+1 555"
    })
    assert.deepStrictEqual(values("--lead-id-to-update", "2"), { "lead-id-to-update": "2" })
  })

  it("takes values that begin with one dash, and empty ones", () => {
    assert.deepStrictEqual(values("--mobile", "-5"), { "new-mobile-number": "-5" })
    assert.deepStrictEqual(values("--mobile", ""), { "new-mobile-number": "" })
  })

  it("turns switches on", () => {
    assert.deepStrictEqual([...Result.getOrThrow(parse("--dry-run", "-h")).switches], ["dry-run", "help"])
  })

  it("names the nearest flag for an unknown one", () => {
    assert.include(problem("--dryrun"), "There is no flag --dryrun. Did you mean --dry-run?")
    assert.include(problem("--mobil=1"), "Did you mean --mobile?")
    assert.notInclude(problem("--zzzzzzzz"), "Did you mean")
  })

  it("refuses what it would have to guess", () => {
    assert.include(problem("--mobile"), "--mobile needs a value")
    assert.include(problem("--lead", "--dry-run"), "--lead needs a value")
    assert.include(problem("--dry-run=no"), "--dry-run takes no value")
    assert.include(problem("--lead", "1", "--lead-id-to-update", "2"), "given twice")
    assert.include(problem("12345"), "no argument without a flag")
  })

  it("quotes no value: it may be a secret", () => {
    assert.notInclude(problem("--client-secert", "hunter2"), "hunter2")
    assert.notInclude(problem("--client-secret", "a", "--client-secret", "hunter2"), "hunter2")
    assert.notInclude(problem("--dry-run=hunter2"), "hunter2")
    assert.notInclude(problem("hunter2"), "hunter2")
  })
})
