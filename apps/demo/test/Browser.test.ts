import * as Emulator from "@effect-zoho/emulator/Emulator"
import { RecordId } from "@effect-zoho/records/RecordId"
import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as HttpApiClient from "effect/http-api/HttpApiClient"
import * as HttpServer from "effect/http/HttpServer"
import * as Ref from "effect/Ref"
import type { BrowserContextOptions, Page } from "playwright-core"
import { Api } from "../src/Api.ts"
import { Chromium, missing } from "./Chromium.ts"
import * as Harness from "./Harness.ts"

/** Opens the page of the harness; the page's own errors fail the test. */
const open = Effect.fnUntraced(function* (options: BrowserContextOptions = {}) {
  const browser = yield* Chromium
  const { address } = yield* HttpServer.HttpServer
  const context = yield* Effect.acquireRelease(
    Effect.promise(() => browser.newContext(options)),
    (it) => Effect.promise(() => it.close())
  )
  const page = yield* Effect.promise(() => context.newPage())
  page.setDefaultTimeout(30_000)
  const errors: Array<string> = []
  page.on("pageerror", (error) => errors.push(error.message))
  // Answers with an error status are what these tests provoke; anything else, such as a refused style, is a fault.
  page.on("console", (it) => {
    if (it.type() === "error" && !it.text().startsWith("Failed to load resource")) errors.push(it.text())
  })
  yield* Effect.addFinalizer(() => Effect.sync(() => assert.deepStrictEqual(errors, [])))
  const port = "port" in address ? address.port : assert.fail("The server has no port.")
  yield* Effect.promise(() => page.goto(`http://127.0.0.1:${port}/`))
  return page
})

const act = <A>(f: () => Promise<A>) => Effect.promise(f)

/** Presses Tab until the focus is on what matches. */
const tabTo = async (page: Page, selector: string) => {
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press("Tab")
    if (await isFocused(page, selector)) return
  }
  assert.fail(`Tab does not reach ${selector}.`)
}

const isFocused = (page: Page, selector: string) =>
  page.evaluate((it) => document.activeElement?.matches(it) === true, selector)

const hears = (page: Page, text: string) => page.locator("#live", { hasText: text }).waitFor({ state: "attached" })

/** The first lead of the list, as the page holds it. */
const firstLead = (page: Page) =>
  page
    .locator("tr[data-lead]")
    .first()
    .evaluate((it): { id: string; name: string } => JSON.parse(it.getAttribute("data-lead") ?? "{}"))

/** What the emulator holds, asked through the app. */
const mobileOf = (id: string) =>
  Effect.gen(function* () {
    const client = yield* HttpApiClient.make(Api)
    return (yield* client.leads.get({ params: { id: RecordId.make(id) } })).mobile
  })

const addFaults = (...rules: ReadonlyArray<Emulator.Rule>) =>
  Effect.flatMap(Emulator.Emulator, (it) => it.addFaults(...rules))

layer(Chromium.layer, { excludeTestServices: true })("in Chromium", (suite) => {
  const live = suite.effect.skipIf(missing)

  live("changes a number by keyboard alone, and the focus stays with it", () =>
    Effect.gen(function* () {
      const page = yield* open()
      const lead = yield* act(() => firstLead(page))
      yield* act(async () => {
        await tabTo(page, `button.edit[aria-label*="${lead.name}"]`)
        await page.keyboard.press("Enter")
        assert.isTrue(await isFocused(page, `#mobile-${lead.id}`))
        await page.keyboard.type("+44 7700 900321")
        await page.keyboard.press("Enter")
        await hears(page, `Saved. Mobile of ${lead.name} is now +44 7700 900321. SUCCESS, record updated.`)
        assert.isTrue(await isFocused(page, 'button.edit[aria-label$="+44 7700 900321"]'))
      })
      assert.strictEqual(yield* mobileOf(lead.id), "+44 7700 900321")

      yield* act(async () => {
        await page.keyboard.press("Enter")
        await page.keyboard.type("1")
        await page.keyboard.press("Escape")
        assert.isTrue(await isFocused(page, 'button.edit[aria-label$="+44 7700 900321"]'))
      })
      assert.strictEqual(yield* mobileOf(lead.id), "+44 7700 900321")

      yield* act(async () => {
        await page.keyboard.press("Enter")
        await page.keyboard.press("Delete")
        await page.keyboard.press("Enter")
        await hears(page, "is now empty")
      })
      assert.strictEqual(yield* mobileOf(lead.id), null)
    }).pipe(Effect.provide(Harness.layer()))
  )

  live("shows what Zoho refuses under its row, and takes the corrected number", () =>
    Effect.gen(function* () {
      const page = yield* open()
      const lead = yield* act(() => firstLead(page))
      yield* act(async () => {
        await page.locator("button.edit").first().click()
        await page.keyboard.type("7".repeat(40))
        await page.keyboard.press("Enter")
        const problem = page.locator(`#problem-${lead.id}`)
        const text = await problem.innerText()
        for (const part of ["INVALID_DATA", "$.data[0].Mobile", "Shorten Mobile to at most 30 characters."]) {
          assert.include(text, part)
        }
        await hears(page, "Shorten Mobile")
        assert.isTrue(
          await isFocused(page, `#mobile-${lead.id}[aria-invalid="true"][aria-describedby~="problem-${lead.id}"]`)
        )
        await page.locator(`#mobile-${lead.id}`).fill("+44 7700 900654")
        await page.keyboard.press("Enter")
        await page.locator(".note").waitFor()
        assert.strictEqual(await problem.count(), 0)
      })
      assert.strictEqual(yield* mobileOf(lead.id), "+44 7700 900654")
    }).pipe(Effect.provide(Harness.layer()))
  )

  live("after a change of unknown outcome reads the lead again", () =>
    Effect.gen(function* () {
      const page = yield* open()
      yield* addFaults({ match: { method: "PUT" }, when: "after", times: 1, action: { kind: "reset" } })
      yield* act(async () => {
        await page.locator("button.edit").first().click()
        await page.keyboard.type("+44 7700 900987")
        await page.getByRole("button", { name: "Save" }).click()
        await page.locator("[data-kind=ambiguous]").waitFor()
        await page.getByRole("button", { name: "Read the lead again" }).click()
        await page.locator(".note").waitFor()
        assert.isTrue(await isFocused(page, 'button.edit[aria-label$="+44 7700 900987"]'))
      })
    }).pipe(Effect.provide(Harness.layer()))
  )

  live("turns the page, and back", () =>
    Effect.gen(function* () {
      const page = yield* open()
      const { name } = yield* act(() => firstLead(page))
      yield* act(async () => {
        await page.getByRole("link", { name: "Next page" }).press("Enter")
        await page.getByRole("heading", { name: "All leads, page 2" }).waitFor()
        assert.isTrue(await isFocused(page, "#list-title"))
        assert.include(page.url(), "page=2")
        await page.reload()
        await page.getByRole("heading", { name: "All leads, page 2" }).waitFor()
        await page.goBack()
        await page.getByRole("heading", { name: "All leads", exact: true }).waitFor()
        assert.strictEqual((await firstLead(page)).name, name)
      })
    }).pipe(Effect.provide(Harness.layer()))
  )

  live("shows missing settings with their remedies, and connects once they are there", () =>
    Effect.gen(function* () {
      const page = yield* open()
      yield* act(async () => {
        const text = await page.locator("main").innerText()
        for (const part of ["2 settings need attention", "CLIENT_ID", "CLIENT_SECRET", "What to do"]) {
          assert.include(text, part)
        }
      })
      yield* Ref.set(yield* Harness.Changes, {})
      yield* act(async () => {
        await tabTo(page, "[data-action=retry]")
        await page.keyboard.press("Enter")
        await page.getByRole("heading", { name: "All leads" }).waitFor()
        assert.include(await page.locator("header").innerText(), "Northwind Trading (emulated)")
      })
    }).pipe(Effect.provide(Harness.layer({ CLIENT_ID: "", CLIENT_SECRET: "" })))
  )

  live("shows a failed list, and loads it again", () =>
    Effect.gen(function* () {
      yield* addFaults({ match: { path: "/crm/v8/Leads" }, times: 2, action: { kind: "html" } })
      const page = yield* open()
      yield* act(async () => {
        assert.include(await page.locator("[data-kind=html]").innerText(), "A web page answered instead of Zoho")
        await page.locator("[data-action=reload]").click()
        await hears(page, "A web page answered instead of Zoho")
        assert.isTrue(await isFocused(page, "[data-action=reload]"))
        await page.keyboard.press("Enter")
        await page.getByRole("heading", { name: "All leads" }).waitFor()
      })
    }).pipe(Effect.provide(Harness.layer()))
  )

  live("is there before Zoho answers, and fills itself when it does", () =>
    Effect.gen(function* () {
      const page = yield* open()
      yield* act(async () => {
        assert.strictEqual(await page.locator("main").getAttribute("data-state"), "connecting")
        await page.getByRole("heading", { name: "All leads" }).waitFor()
        assert.include(await page.locator("header").innerText(), "Northwind Trading (emulated)")
      })
    }).pipe(Effect.provide(Harness.layer({}, {}, "0 millis")))
  )

  live("fits a phone: nothing is cut off or scrolls sideways, in light and dark", () =>
    Effect.gen(function* () {
      for (const [width, colorScheme] of [
        [320, "light"],
        [390, "dark"]
      ] as const) {
        const page = yield* open({ viewport: { width, height: 700 }, colorScheme })
        const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        yield* act(async () => {
          assert.strictEqual(await overflow(), 0)
          await page.locator("button.edit").nth(1).click()
          await page.keyboard.type("7".repeat(60))
          await page.keyboard.press("Enter")
          await page.locator(".row-problem").waitFor()
          assert.strictEqual(await overflow(), 0)
          const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
          assert.strictEqual(paper, colorScheme === "light" ? "rgb(246, 245, 242)" : "rgb(20, 23, 26)")
        })
      }
    }).pipe(Effect.provide(Harness.layer()))
  )
})
