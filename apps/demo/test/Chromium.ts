/** A real Chromium for the tests of this file: found on this machine, never downloaded. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { existsSync } from "node:fs"
import { type Browser, chromium } from "playwright-core"

const path = process.env["CHROMIUM"] ?? "/usr/bin/chromium"

/** In CI a missing browser is a failure: the launch itself then says so. */
export const missing = !existsSync(path) && (process.env["CI"] ?? "") === ""

if (missing)
  console.warn(`SKIPPED: no Chromium at ${path}; install one, or name it in CHROMIUM, to test the page in it.`)

export class Chromium extends Context.Service<Chromium, Browser>()("@effect-zoho/demo/test/Chromium") {
  static readonly layer = Layer.effect(
    Chromium,
    Effect.acquireRelease(
      // A fresh profile folder in the system's temporary one is the launcher's default.
      Effect.promise(() =>
        chromium.launch({
          executablePath: path,
          args: [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync"
          ]
        })
      ),
      (browser) => Effect.promise(() => browser.close())
    )
  )
}
