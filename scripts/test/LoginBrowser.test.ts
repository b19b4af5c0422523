/** The whole sign-in in a real browser: the address login shows, the consent page, the page at the end. */
import { assert, layer } from "@effect/vitest"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as Browser from "@effect-zoho/toolkit/Browser"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { Chromium, missing } from "../../apps/demo/test/Chromium.ts"
import { loginScript } from "../login.ts"
import { folderWith, isClean, runPlain, variables } from "./support.ts"

type Page = Awaited<ReturnType<Chromium["Service"]["newPage"]>>

interface Look {
  readonly width: number
  readonly colorScheme: "light" | "dark"
}

/** Runs login with a browser that a person steers; gives the run and the text of the last page. */
const login = Effect.fnUntraced(function* ({ colorScheme, width }: Look, person: (page: Page) => Promise<void>) {
  const emulator = yield* Emulator.Emulator
  yield* emulator.reset
  const chromium = yield* Chromium
  const folder = yield* folderWith({
    ...variables(emulator),
    REFRESH_TOKEN: undefined,
    TOKEN_STORE: undefined,
    USER_EMAIL: undefined
  })
  const context = yield* Effect.acquireRelease(
    Effect.promise(() => chromium.newContext({ viewport: { width, height: 700 }, colorScheme })),
    (it) => Effect.promise(() => it.close())
  )
  const errors: Array<string> = []
  let steered: Fiber.Fiber<string> | undefined
  const open: Browser.Open = (address) =>
    Effect.promise(async () => {
      const page = await context.newPage()
      page.setDefaultTimeout(30_000)
      page.on("pageerror", (error) => errors.push(error.message))
      // The icon that a browser asks for is not there, and the pages at the end of a failure have a status of their own.
      page.on("console", (it) => {
        if (it.type() === "error" && !it.text().startsWith("Failed to load resource")) errors.push(it.text())
      })
      await page.goto(address)
      await person(page)
      const last = page.locator("main[data-kind]")
      await last.waitFor()
      await fits(page, colorScheme)
      return last.innerText()
    }).pipe(
      Effect.forkDetach,
      Effect.map((fiber) => {
        steered = fiber
        return true
      })
    )
  const run = yield* runPlain(loginScript, folder).pipe(Effect.provideService(Browser.OpenBrowser, open))
  isClean(run, emulator)
  const page = steered === undefined ? assert.fail(run.out) : yield* Fiber.join(steered)
  assert.deepStrictEqual(errors, [])
  return { run, page }
})

/** Nothing is cut off or scrolls sideways, and the colours are those the person wants. */
const fits = async (page: Page, colorScheme: Look["colorScheme"]) => {
  assert.strictEqual(await page.evaluate("document.documentElement.scrollWidth - innerWidth"), 0)
  const paper = await page.evaluate("getComputedStyle(document.body).backgroundColor")
  assert.strictEqual(paper, colorScheme === "light" ? "rgb(246, 245, 242)" : "rgb(20, 23, 26)")
}

const Live = Layer.merge(Chromium.layer, Emulator.layerServer({ limits: "off" }))

layer(Live, { excludeTestServices: true })("login in Chromium", (suite) => {
  const live = suite.effect.skipIf(missing)

  live("signs another user in by keyboard alone, on a phone", () =>
    Effect.gen(function* () {
      const { page, run } = yield* login({ width: 320, colorScheme: "dark" }, async (it) => {
        await fits(it, "dark")
        // The first stop is the chosen user; arrows go to the others.
        await it.keyboard.press("Tab")
        await it.keyboard.press("ArrowDown")
        assert.isTrue(await it.getByRole("radio", { name: "Tomas Lindqvist" }).isChecked())
        for (let i = 0; i < 5; i++) {
          await it.keyboard.press("Tab")
          if (await it.evaluate("document.activeElement.textContent === 'Accept'")) break
        }
        await it.keyboard.press("Enter")
      })
      assert.strictEqual(run.code, 0, run.out)
      assert.include(run.out, "tomas.lindqvist@example.com")
      assert.include(page, "You are signed in")
      assert.include(page, "Data center: us")
    })
  )

  live("shows a rejection as what it is", () =>
    Effect.gen(function* () {
      const { page, run } = yield* login({ width: 1024, colorScheme: "light" }, async (it) => {
        await it.getByRole("heading", { name: "Allow access to Zoho CRM?" }).waitFor()
        await it.getByRole("button", { name: "Reject" }).click()
      })
      assert.strictEqual(run.code, 1)
      assert.include(page, "Access was denied.")
      assert.include(page, "What to do:")
    })
  )
})
