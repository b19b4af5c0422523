import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fs from "node:fs/promises"
import * as NodePath from "node:path"
import * as Environment from "../src/Environment.ts"
import { temporaryFolder } from "./support.ts"

const read = Effect.fnUntraced(function* (name: string, sources: Environment.Sources) {
  const provider = yield* Environment.provider(sources)
  return (yield* provider.load([name]))?.value
})

const flags = new Map<string, string>()

describe("Environment", () => {
  it.effect("prefers a flag to the environment and that to .env", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      yield* Effect.promise(() => Fs.writeFile(NodePath.join(folder, ".env"), "CLIENT_ID=file\r\nORG_ID='7'\r\n"))
      const environment = { CLIENT_ID: "environment" }
      const all = { flags: new Map([["client-id", "flag"]]), environment, folder }
      assert.strictEqual(yield* read("CLIENT_ID", all), "flag")
      assert.strictEqual(yield* read("CLIENT_ID", { ...all, flags }), "environment")
      assert.strictEqual(yield* read("CLIENT_ID", { flags, environment: {}, folder }), "file")
      assert.strictEqual(yield* read("ORG_ID", all), "7")
      assert.isUndefined(yield* read("USER_EMAIL", all))
    })
  )

  it.effect("lets an empty value hide what stands further down", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      yield* Effect.promise(() => Fs.writeFile(NodePath.join(folder, ".env"), "NEW_MOBILE_NUMBER=+1 555 0100\n"))
      const emptyFlag = { flags: new Map([["new-mobile-number", ""]]), environment: {}, folder }
      assert.strictEqual(yield* read("NEW_MOBILE_NUMBER", emptyFlag), "")
      const emptyVariable = { flags, environment: { NEW_MOBILE_NUMBER: "" }, folder }
      assert.strictEqual(yield* read("NEW_MOBILE_NUMBER", emptyVariable), "")
    })
  )

  it.effect("is not misled by variables whose name begins with a setting's", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      yield* Effect.promise(() => Fs.writeFile(NodePath.join(folder, ".env"), "ENVIRONMENT=sandbox\nENVIRONMENT_X=2\n"))
      assert.strictEqual(
        yield* read("ENVIRONMENT", { flags, environment: { ENVIRONMENT_NAME: "x", ENVIRONMENT_0: "y" }, folder }),
        "sandbox"
      )
    })
  )

  it.effect("knows proxies by their names in small letters too", () =>
    Effect.gen(function* () {
      const environment = { https_proxy: "http://a.example.com", HTTPS_PROXY: "http://b.example.com" }
      assert.strictEqual(yield* read("HTTPS_PROXY", { flags, environment }), "http://a.example.com")
      assert.isUndefined(yield* read("CLIENT_ID", { flags, environment: { client_id: "x" } }))
    })
  )

  it.effect("reads no file where no folder is given, and none is needed where there is one", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      assert.isUndefined(yield* read("CLIENT_ID", { flags, environment: {}, folder }))
      assert.isUndefined(yield* read("CLIENT_ID", { flags, environment: {} }))
    })
  )

  it.effect("says so when .env is there but cannot be read", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      yield* Effect.promise(() => Fs.mkdir(NodePath.join(folder, ".env")))
      const error = yield* Effect.flip(read("CLIENT_ID", { flags, environment: {}, folder }))
      assert.strictEqual(error._tag, "InitializationError")
      assert.include(error.message, ".env: is there but cannot be read (EISDIR)")
    })
  )
})
