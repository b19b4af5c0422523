import { assert, layer } from "@effect/vitest"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as Effect from "effect/Effect"
import { doctor } from "../doctor.ts"
import { folderWith, isClean, runPlain, type Variables, variables } from "./support.ts"

const examine = Effect.fnUntraced(function* (change: Variables = {}, args: ReadonlyArray<string> = []) {
  const emulator = yield* Emulator.Emulator
  yield* emulator.reset
  const folder = yield* folderWith({ ...variables(emulator), ...change })
  const run = yield* runPlain(doctor, folder, args)
  isClean(run, emulator)
  return { emulator, run }
})

layer(Emulator.layerServer({ limits: "off" }), { excludeTestServices: true })("doctor", (it) => {
  it.effect("finds everything well, a line for each check", () =>
    Effect.gen(function* () {
      const { emulator, run } = yield* examine()
      assert.strictEqual(run.code, 0, run.out + run.err)
      const checked = [...run.out.matchAll(/^ok {4}([a-zA-Z ]+):/gmu)].map((it) => it[1])
      assert.deepStrictEqual(checked, [
        "Node",
        "settings",
        "data center",
        "token store",
        "token",
        "scopes",
        "organisation",
        "user",
        "lead"
      ])
      assert.include(run.out, emulator.credentials.userEmail)
    })
  )

  const cases: ReadonlyArray<readonly [string, Variables, string, ReadonlyArray<string>]> = [
    ["a missing setting", { CLIENT_SECRET: undefined }, "settings", ["CLIENT_SECRET is missing"]],
    ["an unknown center", { API_URL: undefined }, "settings", ["ACCOUNTS_URL", "no data center"]],
    ["a wrong secret", { CLIENT_SECRET: "wrong" }, "token", ["CLIENT_SECRET"]],
    ["no refresh token", { REFRESH_TOKEN: undefined }, "token", ["exchange-grant"]],
    ["another user", { USER_EMAIL: "nobody@example.com" }, "user", ["Set USER_EMAIL to"]],
    ["another organisation", { ORG_ID: "1" }, "organisation", ["Set ORG_ID to"]],
    ["a lead that is not there", { LEAD_ID_TO_UPDATE: "5843104000009999999" }, "lead", ["Check the id"]],
    ["a store that cannot be opened", { TOKEN_STORE: "file:/dev/null/tokens" }, "token store", ["/dev/null"]]
  ]
  for (const [name, change, check, said] of cases) {
    it.effect(`names ${name} with its remedy, and ends with 1`, () =>
      Effect.gen(function* () {
        const { run } = yield* examine(change)
        assert.strictEqual(run.code, 1, run.out + run.err)
        const failed = [...run.out.matchAll(/^FAIL {2}([a-zA-Z ]+):.*\n {6}(\S.*)$/gmu)]
        assert.deepStrictEqual(
          failed.map((it) => it[1]),
          [check],
          run.out
        )
        for (const it of said) assert.include(failed[0]?.[0], it)
      })
    )
  }

  it.effect("gives a program one JSON line a check", () =>
    Effect.gen(function* () {
      const { run } = yield* examine({}, ["--json"])
      assert.strictEqual(run.events().length, 9)
      assert.isTrue(run.events().every((it) => it["ok"] === true))
      assert.include(run.err, "All is well.")
    })
  )
})

layer(Emulator.layerServer({ limits: "off", scopes: ["ZohoCRM.users.READ", "ZohoCRM.org.READ"] }), {
  excludeTestServices: true
})("doctor, with few scopes", (it) => {
  it.effect("says which are missing", () =>
    Effect.gen(function* () {
      const { run } = yield* examine()
      assert.strictEqual(run.code, 1, run.out + run.err)
      assert.match(
        run.out,
        /^FAIL {2}scopes: .*Missing: ZohoCRM\.modules\.ALL, ZohoCRM\.settings\.READ, ZohoSearch\.securesearch\.READ, ZohoCRM\.coql\.READ, ZohoCRM\.bulk\.ALL, ZohoFiles\.files\.CREATE\./mu
      )
    })
  )
})
