import { assert, layer } from "@effect/vitest"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as Consent from "@effect-zoho/testing/Consent"
import * as Script from "@effect-zoho/toolkit/Script"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import * as Fs from "node:fs"
import * as Net from "node:net"
import * as NodePath from "node:path"
import { doctor } from "../doctor.ts"
import { loginScript } from "../login.ts"
import { consent, loginAs, transport } from "./Person.ts"
import { folderWith, isClean, isFailure, type Run, runPlain, start, type Variables, variables } from "./support.ts"

/** A folder that has no refresh token yet, and keeps tokens in files. */
const setUp = Effect.fnUntraced(function* (change: Variables = {}) {
  const emulator = yield* Emulator.Emulator
  yield* emulator.reset
  const folder = yield* folderWith({
    ...variables(emulator),
    REFRESH_TOKEN: undefined,
    TOKEN_STORE: undefined,
    ORG_ID: undefined,
    ...change
  })
  return { emulator, folder }
})

/** What the folder's store holds, as text. */
const stored = (folder: string): string => {
  const tokens = NodePath.join(folder, "data/tokens")
  if (!Fs.existsSync(tokens)) return ""
  return Fs.readdirSync(tokens)
    .filter((it) => it.endsWith(".token.json"))
    .map((it) => Fs.readFileSync(NodePath.join(tokens, it), "utf8"))
    .join("")
}

const revoked = Effect.map(
  Effect.flatMap(Emulator.Emulator, (it) => it.stats),
  (it) => it.byOperation["POST /oauth/v2/token/revoke"] ?? 0
)

const exchanges = Effect.map(
  Effect.flatMap(Emulator.Emulator, (it) => it.stats),
  ({ tokenRequests: { authorization_code: it } }) => it.ok + it.failed
)

/** A login that failed, kept nothing, and told the browser the same as the terminal. */
const failed = (run: Run, emulator: Emulator.Emulator["Service"], folder: string, ...said: ReadonlyArray<string>) => {
  isFailure(run, emulator, ...said)
  assert.strictEqual(stored(folder), "")
}

layer(Emulator.layerServer({ limits: "off" }), { excludeTestServices: true })("login", (it) => {
  it.effect("keeps a refresh token that has been tried, with which the next command works", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* setUp()
      const { page, run } = yield* loginAs(folder)
      isClean(run, emulator)
      assert.strictEqual(run.code, 0, run.out + run.err)
      assert.include(run.out, emulator.credentials.userEmail)
      assert.include(run.out, `Data center: us (${emulator.accountsUrl})`)
      assert.include(page, "You are signed in")
      assert.include(page, "Data center: us")
      assert.match(stored(folder), /refreshToken\\?":\\?"1000\./u)
      assert.notInclude(Fs.readFileSync(NodePath.join(folder, ".env"), "utf8"), "REFRESH_TOKEN")
      // The token that came with the code did it all.
      assert.strictEqual((yield* emulator.stats).accessTokensIssued, 1)
      const next = yield* runPlain(doctor, folder)
      assert.strictEqual(next.code, 0, next.out)
      assert.strictEqual((yield* emulator.stats).accessTokensIssued, 1)
      yield* emulator.advance("2 hours")
    })
  )

  it.effect("shows the address, opens nothing when told so, and speaks JSON", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* setUp()
      const { child, run } = start("login.ts", folder, ["--no-browser", "--json"])
      const first = yield* Effect.callback<Record<string, unknown>>((resume) => {
        child.stdout.once("data", (it: Buffer) =>
          resume(Effect.succeed(JSON.parse(it.toString().split("\n")[0] ?? "")))
        )
      })
      assert.strictEqual(first["event"], "sign-in")
      const address = String(first["address"])
      const back = yield* consent(address).pipe(Effect.provide(transport))
      const page = yield* Consent.open(back).pipe(Effect.provide(transport))
      assert.include(page.body, "You are signed in")
      const done = yield* run
      isClean(done, emulator)
      assert.strictEqual(done.code, 0, done.err)
      assert.deepStrictEqual(
        done.events().map((it) => it["event"]),
        ["sign-in", "refresh-token", "verified"]
      )
      assert.include(done.err, address)
      for (const said of [done.out, done.err, done.log]) assert.notMatch(said, /state=|client_id=|code=/u)
    })
  )

  it.effect("ends at once on Ctrl-C, with nothing kept and the way back closed", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* setUp()
      const { child, run } = start("login.ts", folder, ["--no-browser"])
      const address = yield* Effect.callback<string>((resume) => {
        child.stdout.on("data", (it: Buffer) => {
          const found = /http:\/\/127\.0\.0\.1:\d+\/[\w-]+/u.exec(it.toString().replace(emulator.accountsUrl, ""))
          if (found !== null) resume(Effect.succeed(found[0]))
        })
      })
      child.kill("SIGINT")
      const done = yield* run
      isClean(done, emulator)
      assert.strictEqual(done.code, 130, done.out + done.err)
      assert.strictEqual(stored(folder), "")
      const closed = yield* Effect.exit(Consent.open(address).pipe(Effect.provide(transport)))
      assert.strictEqual(closed._tag, "Failure")
    })
  )

  it.effect("takes whoever signs in where no user is named", () =>
    Effect.gen(function* () {
      const { folder } = yield* setUp({ USER_EMAIL: undefined })
      const user = "tomas.lindqvist@example.com"
      const { run } = yield* loginAs(folder, [], (address) => consent(address, { user }))
      assert.strictEqual(run.code, 0, run.out)
      assert.include(run.out, user)
    })
  )

  it.effect("refuses another user and another organisation, keeps nothing, and ends the token", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* setUp()
      const wrong = yield* loginAs(folder, [], (address) => consent(address, { user: "tomas.lindqvist@example.com" }))
      failed(wrong.run, emulator, folder, "The token acts as somebody else", "tomas.lindqvist@example.com")
      assert.include(wrong.page, 'data-reason="UserMismatch"')
      assert.strictEqual(yield* revoked, 1)
      const other = yield* loginAs(folder, ["--org-id", "42"])
      failed(other.run, emulator, folder, "The token belongs to another organisation")
      assert.include(other.page, 'data-reason="OrgMismatch"')
      assert.strictEqual(yield* revoked, 2)
    })
  )

  it.effect("ends the token when the first call fails for lack of a scope", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* setUp()
      const { page, run } = yield* loginAs(folder, ["--scopes", "ZohoCRM.modules.READ"])
      failed(run, emulator, folder, "The token lacks a scope")
      assert.include(page, 'data-reason="ScopeMismatch"')
      assert.strictEqual(yield* revoked, 1)
    })
  )

  it.effect("says that the user rejected, and asks for nothing", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* setUp()
      const { page, run } = yield* loginAs(folder, [], (address) => consent(address, { decision: "deny" }))
      failed(run, emulator, folder, "Access was denied (access_denied", "accept the requested scopes")
      assert.include(page, 'data-reason="AccessDenied"')
      assert.strictEqual(yield* exchanges, 0)
    })
  )

  it.effect("refuses a callback of another sign-in, and sends its code nowhere", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* setUp()
      const { page, run } = yield* loginAs(folder, [], (address) =>
        Effect.map(consent(address), (back) => back.replace(/state=[\w-]+/u, "state=guess"))
      )
      failed(run, emulator, folder, "The browser came back from another sign-in")
      assert.include(page, 'data-reason="StateMismatch"')
      assert.strictEqual(yield* exchanges, 0)
    })
  )

  it.effect("refuses an account of another data center, and sends its code nowhere", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* setUp()
      yield* emulator.setSwitches({ multiDc: true })
      const { page, run } = yield* loginAs(folder, [], (address) => consent(address, { location: "in" }))
      failed(run, emulator, folder, "The account lives at another data center", "https://accounts.zoho.in")
      assert.include(page, 'data-reason="WrongDataCenter"')
      assert.strictEqual(yield* exchanges, 0)
      yield* emulator.setSwitches({ multiDc: false })
    })
  )

  it.effect("says that the code was used or is too old", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* setUp()
      const { page, run } = yield* loginAs(folder, [], (address) =>
        Effect.tap(consent(address), () => emulator.advance("3 minutes"))
      )
      failed(run, emulator, folder, "invalid_code", "has expired")
      assert.include(page, 'data-reason="CodeExpired"')
    })
  )

  it.effect("gives up on an accounts server that falls silent in the middle, and says so on both ends", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* setUp()
      yield* emulator.addFaults({ match: { path: "/oauth/v2/token" }, action: { kind: "hang" } })
      const { page, run } = yield* loginAs(folder, ["--timeout", "0.5"])
      failed(run, emulator, folder, "The accounts server cannot be reached", "no answer in time")
      assert.include(page, 'data-reason="AccountsUnreachable"')
    })
  )

  it.effect("says that nobody came in time, and which address must be registered", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* setUp()
      const run = yield* runPlain(loginScript, folder, ["--no-browser", "--wait", "1"])
      failed(run, emulator, folder, "Nobody signed in in time", "/callback for the client")
    })
  )

  it.effect("says that the port is taken, before anything is asked", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* setUp()
      const port = yield* Effect.acquireRelease(
        Effect.callback<Net.Server>((resume) => {
          const server = Net.createServer().listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
        }),
        (server) => Effect.sync(() => server.close())
      ).pipe(Effect.map((server) => String((server.address() as Net.AddressInfo).port)))
      const { page, run } = yield* loginAs(folder, ["--port", port])
      failed(run, emulator, folder, `Port ${port}`, "EADDRINUSE", "leave --port out")
      assert.isUndefined(page)
    })
  )

  it.effect("says that it is offline before a browser opens", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* setUp({ ACCOUNTS_URL: "http://127.0.0.1:9" })
      const { page, run } = yield* loginAs(folder)
      failed(run, emulator, folder, "The accounts server cannot be reached")
      assert.isUndefined(page)
      failed(
        yield* runPlain(loginScript, folder, ["--device"]),
        emulator,
        folder,
        "The accounts server cannot be reached"
      )
    })
  )

  it.effect("writes to .env where a refresh token there, or a store in memory, would lose the new one", () =>
    Effect.gen(function* () {
      for (const change of [{ REFRESH_TOKEN: "1000.old.token" }, { TOKEN_STORE: "memory" }]) {
        const { emulator, folder } = yield* setUp(change)
        const { run } = yield* loginAs(folder)
        isClean(run, emulator)
        assert.strictEqual(run.code, 0, run.out)
        const env = Fs.readFileSync(NodePath.join(folder, ".env"), "utf8")
        assert.match(env, /^REFRESH_TOKEN="?1000\.[0-9a-f]{32}\./mu)
        assert.notInclude(env, "1000.old.token")
        assert.notInclude(stored(folder), "refreshToken")
        const next = yield* runPlain(doctor, folder)
        assert.strictEqual(next.code, 0, next.out)
      }
    })
  )

  it.effect("does not begin where a refresh token in a flag would hide the new one", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* setUp()
      const { page, run } = yield* loginAs(folder, ["--refresh-token", "1000.flag.token"])
      failed(run, emulator, folder, "Another refresh token would go first", "Unset it")
      assert.isUndefined(page)
      assert.strictEqual((yield* emulator.stats).requests, 0)
    })
  )

  it.effect("reports all settings at once", () =>
    Effect.gen(function* () {
      const { emulator, folder } = yield* setUp({ CLIENT_ID: undefined })
      const run = yield* runPlain(loginScript, folder, ["--port", "99999", "--wait", "soon"])
      isFailure(run, emulator, "LOGIN_PORT is not", "LOGIN_TIMEOUT is not")
      isFailure(yield* runPlain(loginScript, folder), emulator, "CLIENT_ID is missing")
    })
  )
})

layer(Emulator.layerServer({ limits: "off" }))("login --device", (it) => {
  const turn = Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))

  /** A login that waits for its code to be entered. */
  const device = Effect.gen(function* () {
    const { emulator, folder } = yield* setUp()
    const shown = yield* Deferred.make<{ readonly verificationUrl: string; readonly userCode: string }>()
    let out = ""
    let err = ""
    const fiber = yield* Effect.forkChild(
      Script.executePlain(loginScript, {
        args: ["--device", "--json"],
        environment: {},
        folder,
        stdout: (it) => {
          out += it
          if (it.includes("sign-in")) Deferred.doneUnsafe(shown, Effect.succeed(JSON.parse(it)))
        },
        stderr: (it) => void (err += it)
      })
    )
    const { userCode, verificationUrl } = yield* Deferred.await(shown)
    const enter = (choice?: Consent.Choice) =>
      Consent.enterCode(verificationUrl, userCode, choice).pipe(Effect.provide(transport))
    /** Thirty seconds pass, here and there, and the login comes to its end. */
    const end = Effect.gen(function* () {
      // Between what it shows and its wait lies nothing but its own turns.
      for (let i = 0; i < 20; i++) yield* turn
      yield* emulator.advance("30 seconds")
      yield* TestClock.adjust("30 seconds")
      const code = yield* Fiber.join(fiber)
      const log = Fs.readFileSync(NodePath.join(folder, "logs/zoho.log"), "utf8")
      const events = (): ReadonlyArray<Record<string, unknown>> =>
        out
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line))
      const run: Run = { code, out, err, log, events }
      isClean(run, emulator)
      assert.include(run.err, userCode)
      assert.notInclude(run.log, userCode)
      return run
    })
    return { emulator, end, enter, folder }
  })

  it.effect("shows a code, waits for the consent elsewhere, and keeps the refresh token", () =>
    Effect.gen(function* () {
      const { emulator, end, enter, folder } = yield* device
      assert.include((yield* enter()).body, "Access allowed")
      const run = yield* end
      assert.strictEqual(run.code, 0, run.err)
      assert.deepStrictEqual(
        run.events().map((it) => it["event"]),
        ["sign-in", "refresh-token", "verified"]
      )
      assert.match(stored(folder), /refreshToken\\?":\\?"1000\./u)
      assert.strictEqual((yield* emulator.stats).accessTokensIssued, 1)
    })
  )

  it.effect("refuses another user, says who rejected or lives elsewhere, and keeps nothing", () =>
    Effect.gen(function* () {
      for (const [choice, reason] of [
        [{ user: "tomas.lindqvist@example.com" }, "UserMismatch"],
        [{ decision: "deny" }, "AccessDenied"],
        [{ location: "au" }, "WrongDataCenter"]
      ] as const) {
        const { end, enter, folder } = yield* device
        yield* enter(choice)
        const run = yield* end
        assert.strictEqual(run.code, 1, run.err)
        assert.strictEqual(run.events().at(-1)?.["reason"], reason)
        assert.strictEqual(stored(folder), "")
      }
    })
  )
})
