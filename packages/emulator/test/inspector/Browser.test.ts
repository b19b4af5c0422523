/** The inspector in a real browser: a whole round by keyboard alone, and how its pages fit. */
import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Emulator, layerServer } from "@effect-zoho/emulator/Emulator"
import { Chromium, missing } from "../../../../apps/demo/test/Chromium.ts"
import { call, signIn } from "../support/Client.ts"

type Page = Awaited<ReturnType<Chromium["Service"]["newPage"]>>

interface Look {
  readonly width: number
  readonly colorScheme: "light" | "dark"
}

/** A page of the browser; what it complains about fails the test. */
const open = Effect.fnUntraced(function* ({ colorScheme, width }: Look) {
  const chromium = yield* Chromium
  const context = yield* Effect.acquireRelease(
    Effect.promise(() => chromium.newContext({ viewport: { width, height: 800 }, colorScheme })),
    (it) => Effect.promise(() => it.close())
  )
  const page = yield* Effect.promise(() => context.newPage())
  page.setDefaultTimeout(30_000)
  const errors: Array<string> = []
  page.on("pageerror", (error) => errors.push(error.message))
  page.on("console", (it) => {
    if (it.type() === "error") errors.push(it.text())
  })
  yield* Effect.addFinalizer(() => Effect.sync(() => assert.deepStrictEqual(errors, [])))
  return page
})

/** Presses Tab, or Shift and Tab, until the focus, which must be visible, is on what matches. */
const tabTo = async (page: Page, selector: string, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> => {
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press(key)
    const focused = await page.evaluate(
      `document.activeElement.matches(${JSON.stringify(selector)}) && getComputedStyle(document.activeElement).outlineStyle`
    )
    if (focused === "solid") return
    if (focused !== false) assert.fail(`The focus on ${selector} cannot be seen.`)
  }
  assert.fail(`Tab does not reach ${selector}.`)
}

const press = async (page: Page, selector: string): Promise<void> => {
  await tabTo(page, selector)
  await page.keyboard.press("Enter")
}

/** Goes to a section by its link in the navigation. */
const section = async (page: Page, path: string, heading: string): Promise<void> => {
  const isAtTop = await page.evaluate("document.activeElement === document.body")
  await tabTo(page, `nav a[href="/__emulator${path}"]`, isAtTop === true ? "Tab" : "Shift+Tab")
  await page.keyboard.press("Enter")
  await page.getByRole("heading", { level: 1, name: heading }).waitFor()
}

/** What was done has the focus, so that the keyboard goes on from there. */
const hears = async (page: Page, text: string): Promise<void> => {
  await page.locator("[role=status]:focus", { hasText: text }).waitFor()
}

const Live = Layer.mergeAll(Chromium.layer, layerServer({ limits: "off" }), FetchHttpClient.layer)

layer(Live, { excludeTestServices: true })("inspector in Chromium", (suite) => {
  const live = suite.effect.skipIf(missing)

  live("leads from a refused call to its reason, and through every section, by keyboard alone", () =>
    Effect.gen(function* () {
      const { controlUrl, credentials } = yield* Emulator
      const page = yield* open({ width: 1280, colorScheme: "light" })
      const act = <A>(body: () => Promise<A>) => Effect.promise(body)
      yield* act(async () => {
        await page.goto(`${controlUrl}/`)
        await page.getByText("No request yet").waitFor()
      })

      const token = yield* signIn
      yield* call("GET", "/crm/v8/org", { token })
      yield* call("PUT", "/crm/v8/Leads", { token, body: { data: [{ id: credentials.leadId, Email: "not one" }] } })
      yield* act(async () => {
        await page.getByRole("link", { name: "PUT /crm/v8/Leads" }).waitFor()
      })
      yield* call("GET", "/crm/v8/Leads?fields=Email", { token })
      yield* act(async () => {
        await page.locator("#news", { hasText: "1 new request." }).waitFor()
        await page.locator("tr.new", { hasText: "GET /crm/v8/Leads?fields=Email" }).waitFor()
        await tabTo(page, "#q")
        await page.keyboard.type("invalid_data")
        await page.keyboard.press("Enter")
        await page.waitForURL(/q=invalid_data/)
        assert.strictEqual(await page.locator("tbody tr").count(), 1)
        await press(page, "tbody a")
        const why = await page.locator(".why").innerText()
        for (const part of ["Why it was refused", "INVALID_DATA", "Email", '"not one"', "What to do"])
          assert.include(why, part)
        // The first thing below the headline, without scrolling.
        assert.isBelow((await page.locator(".why h2").boundingBox())?.y ?? 1000, 400)

        await section(page, "/modules", "Modules")
        await press(page, 'a[href="/__emulator/modules/Leads"]')
        await page.getByRole("heading", { level: 1, name: "Leads" }).waitFor()
        assert.strictEqual(await page.locator("tbody tr").count(), 25)
        await press(page, "tbody a")
        await page.locator("dt", { hasText: "Last_Name" }).waitFor()

        await section(page, "/faults", "Faults")
        await tabTo(page, "#path")
        await page.keyboard.type("/crm/v8/org")
        await tabTo(page, "#status")
        await page.keyboard.type("503")
        await page.keyboard.press("Enter")
        await hears(page, "The fault rule is set.")
      })
      assert.strictEqual((yield* call("GET", "/crm/v8/org", { token })).status, 503)

      yield* act(async () => {
        await section(page, "/snapshots", "Snapshots")
        await tabTo(page, "#name")
        await page.keyboard.type("before")
        await page.keyboard.press("Enter")
        await hears(page, "The snapshot is saved.")
        await section(page, "/clock", "Clock")
        await press(page, 'button[value="61 minutes"]')
        await hears(page, "The clock was moved.")
      })
      assert.strictEqual((yield* call("GET", "/crm/v8/users", { token })).status, 401)

      yield* act(async () => {
        await section(page, "/snapshots", "Snapshots")
        await press(page, 'button[aria-label="Restore before"]')
        await hears(page, "The snapshot is restored")
      })
      assert.strictEqual((yield* call("GET", "/crm/v8/users?type=AllUsers", { token })).status, 200)
    })
  )

  live("fits 360 and 1280 px, in light and dark", () =>
    Effect.gen(function* () {
      const { controlUrl, credentials, reset } = yield* Emulator
      yield* reset
      const token = yield* signIn
      const long = "Wort".repeat(60)
      yield* call("PUT", "/crm/v8/Leads", { token, body: { data: [{ id: credentials.leadId, Email: long }] } })
      yield* call("POST", "/crm/v8/Leads", { token, body: { data: [{ Last_Name: long, Description: long }] } })
      yield* call("GET", `/crm/v8/Leads?fields=${long}`, { token })
      yield* call("POST", "/crm/bulk/v8/read", {
        token,
        headers: { "content-type": "application/json" },
        body: { query: { module: { api_name: "Leads" }, fields: ["Email"] } }
      })
      const rows = yield* Effect.promise(() => fetch(`${controlUrl}/requests`).then((it) => it.text()))
      const refused = String(
        rows
          .trim()
          .split("\n")
          .map((line): { readonly seq: number; readonly method: string } => JSON.parse(line))
          .find((it) => it.method === "PUT")?.seq
      )
      const keep = process.env["INSPECTOR_SCREENSHOTS"]
      const folder = keep ?? mkdtempSync(join(tmpdir(), "inspector-"))
      if (keep === undefined)
        yield* Effect.addFinalizer(() => Effect.sync(() => rmSync(folder, { recursive: true, force: true })))
      const all = [
        "/",
        `/requests/${refused}`,
        "/modules",
        "/modules/Leads",
        "/modules/Leads/fields",
        `/modules/Leads/${credentials.leadId}`,
        "/jobs",
        "/tokens",
        "/faults",
        "/clock",
        "/snapshots"
      ]
      const looks = [
        { width: 360, colorScheme: "dark", paths: all },
        { width: 360, colorScheme: "light", paths: all.slice(0, 2) },
        { width: 1280, colorScheme: "light", paths: keep === undefined ? all.slice(0, 2) : all },
        { width: 1280, colorScheme: "dark", paths: all.slice(0, 2) }
      ] as const
      for (const { paths, ...look } of looks) {
        const page = yield* open(look)
        for (const path of paths) {
          yield* Effect.promise(async () => {
            await page.goto(controlUrl + path)
            const name = `${look.width}-${look.colorScheme}${path.replaceAll("/", "_").replaceAll(/\d{5,}/g, "N")}.png`
            // All of them when somebody wants to look: INSPECTOR_SCREENSHOTS names a folder.
            if (keep !== undefined || all.indexOf(path) < 2) await page.screenshot({ path: join(folder, name) })
            assert.strictEqual(await page.evaluate("document.documentElement.scrollWidth - innerWidth"), 0, name)
            const paper = await page.evaluate("getComputedStyle(document.body).backgroundColor")
            assert.strictEqual(paper, look.colorScheme === "light" ? "rgb(246, 245, 242)" : "rgb(20, 23, 26)")
          })
        }
      }
      assert.isAtLeast(readdirSync(folder).length, 8)
    })
  )
})
