import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { connect } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, assert, describe, it } from "vitest"
import * as Cli from "@effect-zoho/emulator/Cli"

const bin = fileURLToPath(new URL("../src/bin.ts", import.meta.url))
const folder = mkdtempSync(join(tmpdir(), "emulator-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Starts the program; ends with its first line, or its exit code and errors. */
const run = async (...flags: ReadonlyArray<string>) => {
  const child = spawn(process.execPath, [bin, ...flags], { stdio: ["ignore", "pipe", "pipe"] })
  let out = ""
  let err = ""
  child.stdout.on("data", (chunk) => (out += String(chunk)))
  child.stderr.on("data", (chunk) => (err += String(chunk)))
  const exited = once(child, "exit").then(([code, signal]) => ({ code, signal, out, err }))
  await Promise.race([once(child.stdout, "data"), exited])
  return { child, exited, line: () => out, errors: () => err }
}

const token = async (ready: any): Promise<any> => {
  const answer = await fetch(`${ready.accountsUrl}/oauth/v2/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "refresh_token",
      client_id: ready.clientId,
      client_secret: ready.clientSecret,
      refresh_token: ready.refreshToken
    })
  })
  return ((await answer.json()) as any).access_token
}

// Each test starts processes, and a busy machine starts them slowly.
describe("the server process", { timeout: 60_000 }, () => {
  it("prints one line of JSON, serves three hosts, and ends cleanly on SIGTERM", async () => {
    const { child, exited, line } = await run("--port", "0", "--json")
    const ready = JSON.parse(line())
    assert.deepStrictEqual(Object.keys(ready), [
      "pid",
      "apiUrl",
      "accountsUrl",
      "uploadUrl",
      "controlUrl",
      "clientId",
      "clientSecret",
      "refreshToken",
      "userEmail",
      "orgId",
      "leadId"
    ])
    assert.strictEqual(ready.pid, child.pid)
    assert.strictEqual(new Set([ready.apiUrl, ready.accountsUrl, ready.uploadUrl]).size, 3)
    const headers = { authorization: `Zoho-oauthtoken ${await token(ready)}` }
    const lead = await fetch(`${ready.apiUrl}/crm/v8/Leads/${ready.leadId}?fields=Mobile`, { headers })
    assert.deepStrictEqual(await lead.json(), { data: [{ id: ready.leadId, Mobile: "+1 555 0101" }] })
    assert.match(lead.headers.get("content-type") ?? "", /application\/json/)
    assert.strictEqual((await fetch(`${ready.uploadUrl}/crm/v8/Leads`, { headers })).status, 404)
    assert.strictEqual((await fetch(`${ready.apiUrl}/oauth/v2/token`, { method: "POST" })).status, 404)
    child.kill("SIGTERM")
    const end = await exited
    assert.deepStrictEqual([end.code, end.signal, end.err, end.out.split("\n").length], [0, null, "", 2])
  })

  it("survives bytes that are no HTTP, and stops when asked over the control plane", async () => {
    const { exited, line } = await run("--json")
    const ready = JSON.parse(line())
    const socket = connect(Number(new URL(ready.apiUrl).port), "127.0.0.1")
    socket.end("\u0000\u0001garbage\r\n\r\n")
    socket.resume()
    await once(socket, "close")
    assert.strictEqual((await fetch(`${ready.controlUrl}/stats`)).status, 200)
    assert.strictEqual(
      (await fetch(`${ready.controlUrl}/stop`, { method: "POST", headers: { origin: "http://evil.example.com" } }))
        .status,
      403
    )
    assert.strictEqual((await fetch(`${ready.controlUrl}/stop`, { method: "POST" })).status, 200)
    assert.strictEqual((await exited).code, 0)
  })

  it("stops with a hanging request in its hands", async () => {
    const { child, exited, line } = await run("--json")
    const ready = JSON.parse(line())
    await fetch(`${ready.controlUrl}/faults`, { method: "POST", body: JSON.stringify({ action: { kind: "hang" } }) })
    const hanging = fetch(`${ready.apiUrl}/crm/v8/org`).catch(() => "cut")
    const seen = async (): Promise<boolean> =>
      ((await (await fetch(`${ready.controlUrl}/stats`)).json()) as any).requests > 0
    while (!(await seen()));
    child.kill("SIGINT")
    assert.strictEqual((await exited).code, 0)
    assert.strictEqual(await hanging, "cut")
  })

  it("keeps its state in a file and leaves nothing else behind", async () => {
    const file = join(folder, "state.db")
    const first = await run("--json", "--db", file, "--seed", "7", "--leads", "40")
    const ready = JSON.parse(first.line())
    const access = await token(ready)
    const headers = { authorization: `Zoho-oauthtoken ${access}` }
    await fetch(`${ready.apiUrl}/crm/v8/Leads`, {
      method: "PUT",
      headers,
      body: JSON.stringify({ data: [{ id: ready.leadId, Mobile: "42" }] })
    })
    // In pieces and of no declared length, and with characters of two and three bytes.
    const renamed = new TextEncoder().encode(JSON.stringify({ data: [{ Last_Name: "Zo\u00eb \u6771\u4eac" }] }))
    const pieces = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(renamed.subarray(0, 28))
        controller.enqueue(renamed.subarray(28))
        controller.close()
      }
    })
    const written = await fetch(`${ready.apiUrl}/crm/v8/Leads/${ready.leadId}`, {
      method: "PUT",
      headers,
      body: pieces,
      duplex: "half"
    })
    assert.strictEqual(written.status, 200)
    const name = await fetch(`${ready.apiUrl}/crm/v8/Leads/${ready.leadId}?fields=Last_Name`, { headers })
    const bytes = new Uint8Array(await name.arrayBuffer())
    assert.strictEqual(name.headers.get("content-length"), String(bytes.length))
    assert.strictEqual(
      new TextDecoder().decode(bytes),
      `{"data":[{"id":"${ready.leadId}","Last_Name":"Zo\u00eb \u6771\u4eac"}]}`
    )
    first.child.kill("SIGTERM")
    assert.strictEqual((await first.exited).code, 0)
    assert.deepStrictEqual(readdirSync(folder), ["state.db"])
    const second = await run("--json", "--db", file)
    const again = JSON.parse(second.line())
    assert.strictEqual(again.refreshToken, ready.refreshToken)
    const read = (await (
      await fetch(`${again.apiUrl}/crm/v8/Leads/${ready.leadId}?fields=Mobile`, { headers })
    ).json()) as any
    assert.strictEqual(read.data[0].Mobile, "42")
    await fetch(`${again.controlUrl}/reset`, { method: "POST" })
    const count = await (
      await fetch(`${again.apiUrl}/crm/v8/Leads/actions/count`, {
        headers: { authorization: `Zoho-oauthtoken ${await token(again)}` }
      })
    ).json()
    assert.deepStrictEqual(count, { count: 40 })
    second.child.kill("SIGTERM")
    await second.exited
  })

  it("says what is wrong with its flags, all at once, with no stack trace", async () => {
    const cases: ReadonlyArray<readonly [ReadonlyArray<string>, RegExp]> = [
      [["--port", "x", "--limits", "some"], /--port takes.*\n.*--limits takes one of real, off/],
      [["--host", "192.0.2.1", "--allow-remote"], /cannot listen on 192\.0\.2\.1/]
    ]
    for (const [flags, message] of cases) {
      const { exited } = await run(...flags)
      const { code, err } = await exited
      assert.strictEqual(code, 1, flags.join(" "))
      assert.match(err, message)
      assert.notMatch(err, /\n\s+at /)
    }
    const problems = (...flags: ReadonlyArray<string>) => {
      const parsed = Cli.parse(flags)
      return parsed._tag === "Wrong" ? parsed.problems.join("\n") : ""
    }
    assert.match(problems("--nope"), /--nope/)
    assert.match(problems("--host", "0.0.0.0"), /--allow-remote/)
  })

  it("warns when it lets other machines in, and helps", () => {
    const parsed = Cli.parse(["--host", "0.0.0.0", "--allow-remote"])
    assert.match(parsed._tag === "Run" ? (parsed.warning ?? "") : "", /other machines/)
    assert.strictEqual(Cli.parse(["-h"])._tag, "Help")
  })
})
