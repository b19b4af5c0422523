import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fs from "node:fs"
import * as NodePath from "node:path"
import * as Browser from "../src/Browser.ts"
import { temporaryFolder } from "./support.ts"

/** A program that notes its arguments and ends with a code. */
const program = Effect.fnUntraced(function* (code: number) {
  const folder = yield* temporaryFolder
  const path = NodePath.join(folder, "browser")
  Fs.writeFileSync(path, `#!/bin/sh\nprintf '%s\\n' "$@" > "$0.args"\nexit ${code}\n`, { mode: 0o755 })
  return path
})

describe("opening a browser", () => {
  it.live("hands the address over as one argument, whatever it holds", () =>
    Effect.gen(function* () {
      const path = yield* program(0)
      const address = "http://127.0.0.1:1/a?b=1&c=$(touch x);'\""
      assert.isTrue(yield* Browser.open(address, path))
      assert.strictEqual(Fs.readFileSync(`${path}.args`, "utf8"), `${address}\n`)
    })
  )

  it.live("says when the program fails or is not there", () =>
    Effect.gen(function* () {
      assert.isFalse(yield* Browser.open("http://127.0.0.1:1/", yield* program(3)))
      assert.isFalse(yield* Browser.open("http://127.0.0.1:1/", "/no/such/browser"))
    })
  )

  it.live("is an application's own to replace", () =>
    Effect.gen(function* () {
      const opened: Array<string> = []
      const own: Browser.Open = (address) => Effect.sync(() => opened.push(address) > 0)
      assert.isTrue(yield* Effect.provideService(Browser.open("http://127.0.0.1:1/"), Browser.OpenBrowser, own))
      assert.deepStrictEqual(opened, ["http://127.0.0.1:1/"])
    })
  )
})
