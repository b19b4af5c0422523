import { assert, it } from "@effect/vitest"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))

/** The command in an empty folder; gives its lines as they come. */
const start = async (args: ReadonlyArray<string>, environment: Record<string, string> = {}) => {
  const folder = await mkdtemp(join(tmpdir(), "demo-"))
  // What Node compiled for one start is there for the next.
  const { HOME = folder, NODE_COMPILE_CACHE, PATH = "" } = process.env
  const env = { HOME, PATH, NODE_COMPILE_CACHE, ...environment }
  const child = spawn(process.execPath, [main, ...args], { cwd: folder, env })
  let output = ""
  child.stdout.on("data", (chunk) => (output += String(chunk)))
  child.stderr.on("data", (chunk) => (output += String(chunk)))
  return {
    folder,
    output: () => output,
    /** The address that it prints when it is ready. */
    address: async () => {
      while (!/http:\S+/u.test(output)) await once(child.stdout, "data")
      return /http:\S+/u.exec(output)?.[0] ?? ""
    },
    interrupt: () => child.kill("SIGINT"),
    exit: async (): Promise<number | null> => {
      if (child.exitCode === null) await once(child, "exit")
      await rm(folder, { recursive: true })
      return child.exitCode
    }
  }
}

it("serves the page without settings, connects when .env is corrected, and stops cleanly", async () => {
  const demo = await start(["--port", "0"])
  const address = await demo.address()
  const page = await fetch(address)
  assert.strictEqual(page.status, 503)
  const text = await page.text()
  for (const name of ["CLIENT_ID", "CLIENT_SECRET", "--emulator"]) assert.include(text, name)

  await writeFile(
    join(demo.folder, ".env"),
    "CLIENT_ID=1000.ABC\nCLIENT_SECRET=not-a-secret\nACCOUNTS_URL=https://a.example.com\n"
  )
  const again = await (await fetch(`${address}/api/retry`, { method: "POST" })).text()
  assert.notInclude(again, "CLIENT_SECRET")
  assert.notInclude(again, "not-a-secret")
  assert.include(again, "ACCOUNTS_URL")

  demo.interrupt()
  assert.strictEqual(await demo.exit(), 130)
  assert.notInclude(demo.output(), "Error")
})

it("runs on the emulator without touching a file", async () => {
  const demo = await start(["--emulator"], { PORT: "0", CLIENT_ID: "somebody's", CLIENT_SECRET: "own" })
  const address = await demo.address()
  const status: unknown = await (await fetch(`${address}/api/status`)).json()
  assert.deepInclude(status, { state: "connected" })
  assert.deepStrictEqual(await readdir(demo.folder), [])
  demo.interrupt()
  assert.strictEqual(await demo.exit(), 130)
})

it("says in a sentence what is wrong with a flag", async () => {
  const demo = await start(["--port", "eighty"])
  assert.strictEqual(await demo.exit(), 1)
  assert.strictEqual(demo.output().trim(), 'The port is a whole number from 0 to 65535, not "eighty".')
})
