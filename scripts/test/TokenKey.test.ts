import { assert, layer } from "@effect/vitest"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as Effect from "effect/Effect"
import * as Fs from "node:fs"
import * as NodePath from "node:path"
import { doctor } from "../doctor.ts"
import { folderWith, isClean, isFailure, runPlain, start, update, variables } from "./support.ts"

const keyOf = (byte: number) => Buffer.alloc(32, byte).toString("base64")

layer(Emulator.layerServer({ limits: "off" }), { excludeTestServices: true })("TOKEN_KEY", (it) => {
  const setUp = Effect.fnUntraced(function* (store: string) {
    const emulator = yield* Emulator.Emulator
    yield* emulator.reset
    const env = { ...variables(emulator), TOKEN_STORE: store, TOKEN_KEY: keyOf(1) }
    return { emulator, env, folder: yield* folderWith(env) }
  })

  it.effect.each(["file:tokens", "sqlite:tokens/all.db"])(
    "%s: another key ends with 1, a remedy and no stack trace; the right one goes on with the stored token",
    (store) =>
      Effect.gen(function* () {
        const { emulator, folder } = yield* setUp(store)
        const first = yield* update(folder, ["--dry-run"])
        assert.strictEqual(first.code, 0, first.out + first.err)
        for (const name of Fs.readdirSync(NodePath.join(folder, "tokens"))) {
          assert.notInclude(Fs.readFileSync(NodePath.join(folder, "tokens", name), "latin1"), "accessToken")
        }
        for (const key of [keyOf(2), ""]) {
          const wrong = yield* update(folder, ["--dry-run", "--token-key", key])
          isFailure(
            wrong,
            emulator,
            "TOKEN_KEY does not fit the stored tokens",
            "Set TOKEN_KEY to the key that wrote them"
          )
          for (const it of [keyOf(1), keyOf(2)]) assert.notInclude(wrong.out + wrong.err + wrong.log, it)
        }
        assert.strictEqual((yield* update(folder, ["--dry-run"])).code, 0)
        assert.strictEqual((yield* emulator.stats).accessTokensIssued, 1)
      })
  )

  it.effect("the same as a process of its own, as JSON", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* setUp("file:tokens")
      yield* update(folder, ["--dry-run"])
      const run = yield* start("update-lead.ts", folder, ["--dry-run", "--json"], { TOKEN_KEY: keyOf(2) }).run
      isClean(run, emulator)
      assert.strictEqual(run.code, 1)
      assert.deepInclude(run.events().at(-1), { event: "error", area: "sign-in", reason: "WrongTokenKey" })
    })
  )

  it.effect("a passphrase is refused with the other settings, before anything is sent", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* setUp("file:tokens")
      const run = yield* update(folder, ["--token-key", "correct horse", "--token-store", "mongodb://u:hidden-word@h"])
      isFailure(run, emulator, "TOKEN_KEY is not base64", "Passphrases are not taken", "TOKEN_STORE is not a store")
      assert.include(run.out, "mariadb://")
      assert.notMatch(run.out + run.err + run.log, /correct horse|hidden-word/u)
      assert.strictEqual((yield* emulator.stats).requests, 0)
    })
  )

  it.effect("doctor says that the store is sealed", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* setUp("file:tokens")
      const run = yield* runPlain(doctor, folder)
      isClean(run, emulator)
      assert.include(run.out, "tokens, sealed with TOKEN_KEY")
    })
  )
})
