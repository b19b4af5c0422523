/** What only real processes can show of a store that they share: races, a killed and a paused holder, a full disk. */
import * as Token from "@effect-zoho/auth/Token"
import { TokenStore } from "@effect-zoho/auth/TokenStore"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import { assert, describe, layer } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as ChildProcess from "node:child_process"
import * as Fs from "node:fs"
import * as Os from "node:os"
import * as Path from "node:path"
import * as Readline from "node:readline"
import * as EmulatorLayers from "./EmulatorLayers.ts"
import { entry } from "./TokenEntry.ts"
import type { Command } from "./Worker.ts"

/** How processes reach a store. */
export interface Place {
  /** A program that calls `Worker.serve` with the store. */
  readonly program: string
  /** The address of the store, for the processes. Each name is a place of its own in it. */
  readonly url: (name: string) => string
  /** The same store in this process. */
  readonly layer: (url: string) => Layer.Layer<TokenStore, object>
  /** A store on a disk that can be full: its address in a directory, and the room it needs besides large tokens. */
  readonly disk?: { readonly url: (directory: string) => string; readonly kilobytes: number }
  /** A store on a server: ends it as a crash does, and starts it again on the same port and data. */
  readonly server?: { readonly kill: () => Promise<void>; readonly start: () => Promise<void> }
}

interface Worker {
  readonly child: ChildProcess.ChildProcess
  /** Says this and does not wait for the answer. */
  readonly tell: (command: Command) => Effect.Effect<void>
  /** The next line of the worker. */
  readonly line: Effect.Effect<any>
  readonly ask: (command: Command) => Effect.Effect<any>
}

/** Three processes, started once: a start costs more than all that they do. */
class Workers extends Context.Service<Workers, readonly [Worker, Worker, Worker]>()("Workers") {}

/** A worker; killed at the end of the scope, also when it is stopped. */
const spawn = (program: string, under: ReadonlyArray<string> = []) =>
  Effect.acquireRelease(
    Effect.sync((): Worker => {
      const [command, ...args] = [...under, process.execPath, program]
      const child = ChildProcess.spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] })
      const lines = Readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]()
      const tell = (command: Command) => Effect.sync(() => void child.stdin.write(`${JSON.stringify(command)}\n`))
      const line = Effect.promise(async () => JSON.parse((await lines.next()).value ?? "null"))
      return { child, tell, line, ask: (command) => Effect.andThen(tell(command), line) }
    }),
    ({ child }) => Effect.sync(() => void (child.exitCode === null && child.kill("SIGKILL")))
  )

/** Asks again until it is so; the test's own timeout is the bound. */
export const until = <A, E, R>(effect: Effect.Effect<A, E, R>, isSo: (value: A) => boolean): Effect.Effect<A, E, R> =>
  Effect.gen(function* () {
    for (;;) {
      const value = yield* effect
      if (isSo(value)) return value
      yield* Effect.promise(() => new Promise((resolve) => void setTimeout(resolve, 20)))
    }
  })

const all = <A, E, R>(effects: ReadonlyArray<Effect.Effect<A, E, R>>) =>
  Effect.all(effects, { concurrency: "unbounded" })

/**
 * Runs a command with little room for files under `$1`: on a small disk of its own, where the system lets a user mount
 * one, and otherwise under a limit of the size of each file.
 */
const littleRoom = `if unshare -Urm true 2>/dev/null && unshare -Urm mount -t tmpfs none "$1" 2>/dev/null
then exec unshare -Urm sh -c 'mount -t tmpfs -o size="$2"k none "$1" && shift 2 && exec "$@"' sh "$@"
else ulimit -f $(($2 * 2)); shift 2; exec "$@"
fi`

const key = Token.TokenKey.make("us/production/1000.X/ada@example.com")

/** The suite: three workers share one store, and an emulator. `TokenStoreTest.suite` runs it where `processes` is given. */
export const processSuite = (name: string, place: Place): void => {
  const timeout = 60_000
  const start = Effect.all([spawn(place.program), spawn(place.program), spawn(place.program)])

  const open = (workers: ReadonlyArray<Worker>, url: string) =>
    Effect.map(all(workers.map((it) => it.ask({ op: "open", url }))), (said) =>
      assert.deepStrictEqual(
        said,
        said.map(() => ({ ready: true }))
      )
    )

  describe(`${name}, shared by processes`, () => {
    layer(Layer.merge(Layer.effect(Workers, start), Emulator.layerServer()), {
      excludeTestServices: true,
      timeout: "60 seconds"
    })((it) => {
      it.effect(
        "two that open a new place at once both find it ready, and so does one that comes later",
        () =>
          Effect.gen(function* () {
            const [one, two, later] = yield* Workers
            const url = place.url("fresh")
            yield* open([one, two], url)
            const leases = yield* all([one, two].map((it) => it.ask({ op: "acquire", key, ttl: 60_000 })))
            assert.sameMembers(
              leases.map((it) => it._tag),
              ["Acquired", "Held"]
            )
            yield* open([later], url)
            assert.strictEqual((yield* later.ask({ op: "acquire", key, ttl: 60_000 }))._tag, "Held")
          }),
        timeout
      )

      it.effect(
        "two with 50 fibers each and an expired token make one refresh",
        () =>
          Effect.gen(function* () {
            const emulator = yield* Emulator.Emulator
            yield* emulator.reset
            const url = place.url("race")
            const settings = EmulatorLayers.settings(emulator)
            const refreshToken = Option.getOrElse(settings.credentials.refreshToken, () => Redacted.make(""))
            yield* Effect.provide(
              Effect.flatMap(TokenStore, (tokens) =>
                tokens.set(
                  Token.makeKey(settings),
                  entry("expired", {
                    apiDomain: emulator.apiUrl,
                    refreshFingerprint: Token.fingerprint(refreshToken)
                  }),
                  1
                )
              ),
              place.layer(url)
            )
            const [one, two] = yield* Workers
            yield* open([one, two], url)
            const said = yield* all(
              [one, two].map((it) =>
                it.ask({ op: "signIn", settings: EmulatorLayers.variables(emulator), fibers: 50, leaseTtl: 45_000 })
              )
            )
            assert.strictEqual(new Set(said.flatMap((it): ReadonlyArray<string> => it.names)).size, 1)
            assert.strictEqual((yield* emulator.stats).accessTokensIssued, 1)
            assert.strictEqual((yield* emulator.stats).requests, 1)
          }),
        timeout
      )

      it.effect(
        "a holder that was paused until its lease was taken over may not write",
        () =>
          Effect.gen(function* () {
            const [sleeper, quick] = yield* Workers
            yield* open([sleeper, quick], place.url("paused"))
            const slow = yield* sleeper.ask({ op: "acquire", key, ttl: 200 })
            assert.strictEqual(slow._tag, "Acquired")
            sleeper.child.kill("SIGSTOP")
            // Sent while it sleeps: the first thing it does when it wakes.
            yield* sleeper.tell({ op: "set", key, token: "slow", fence: slow.fence })
            const lease = yield* until(quick.ask({ op: "acquire", key, ttl: 60_000 }), (it) => it._tag === "Acquired")
            assert.isAbove(lease.fence, slow.fence)
            // By the store's own clock the first lease was over.
            assert.isAtLeast(lease.expiresAt - 60_000, slow.expiresAt)
            yield* quick.ask({ op: "set", key, token: "quick", fence: lease.fence })
            sleeper.child.kill("SIGCONT")
            assert.strictEqual((yield* sleeper.line).error, "StaleLease")
            assert.deepStrictEqual(yield* sleeper.ask({ op: "get", key }), { token: "quick" })
          }),
        timeout
      )

      const disk = place.disk
      if (disk !== undefined) {
        it.effect(
          "a full disk is an error with a remedy; the token that was there stays whole, and a smaller one still fits",
          () =>
            Effect.gen(function* () {
              const directory = yield* Effect.acquireRelease(
                Effect.sync(() => Fs.mkdtempSync(Path.join(Os.tmpdir(), "full-"))),
                (it) => Effect.sync(() => Fs.rmSync(it, { recursive: true, force: true }))
              )
              const room = ["sh", "-c", littleRoom, "sh", directory, String(disk.kilobytes)]
              const worker = yield* spawn(place.program, room)
              yield* open([worker], disk.url(Path.join(directory, "store")))
              const { fence } = yield* worker.ask({ op: "acquire", key, ttl: 60_000 })
              const write = (token: string) => worker.ask({ op: "set", key, token, fence })
              assert.deepStrictEqual(yield* write("small"), { done: true })
              // Again and again: what a failed write leaves behind would use up the room.
              for (let n = 0; n < 3; n++) {
                const refused = yield* write("x".repeat(disk.kilobytes * 1024))
                assert.strictEqual(refused.error, "TokenStoreError", JSON.stringify(refused))
                assert.match(refused.message, /[Ff]ree (?:some )?space/u)
                assert.deepStrictEqual(yield* worker.ask({ op: "get", key }), { token: "small" })
                assert.deepStrictEqual(yield* write("small"), { done: true })
              }
            }).pipe(Effect.scoped),
          timeout
        )
      }

      const server = place.server
      if (server !== undefined) {
        it.effect(
          "fails while the server is down, and goes on when it is back, with the fences it gave out",
          () =>
            Effect.gen(function* () {
              const tokens = yield* TokenStore
              const lease = yield* tokens.acquire(key, Duration.minutes(1))
              assert(lease._tag === "Acquired")
              yield* tokens.set(key, entry("before"), lease.fence)
              yield* Effect.promise(server.kill)
              const error = yield* Effect.flip(tokens.get(key))
              assert.strictEqual(error._tag, "TokenStoreError")
              assert.isAbove(error.remedy.length, 20)
              yield* Effect.promise(server.start)
              yield* until(Effect.exit(tokens.get(key)), (exit) => exit._tag === "Success")
              assert.strictEqual((yield* tokens.acquire(key, Duration.minutes(1)))._tag, "Held")
              yield* tokens.release(key, lease.fence)
              const next = yield* tokens.acquire(key, Duration.minutes(1))
              assert(next._tag === "Acquired" && next.fence > lease.fence)
              yield* tokens.set(key, entry("after"), next.fence)
              assert.strictEqual(
                Option.getOrUndefined(Option.map(yield* tokens.get(key), (it) => Redacted.value(it.accessToken))),
                "after"
              )
            }).pipe(Effect.provide(place.layer(place.url("down")))),
          timeout
        )
      }

      // The last one: it costs a worker.
      it.effect(
        "a holder killed in the middle of its refresh blocks the others no longer than its lease",
        () =>
          Effect.gen(function* () {
            const emulator = yield* Emulator.Emulator
            yield* emulator.reset
            const [victim, two, three] = yield* Workers
            yield* open([victim, two, three], place.url("killed"))
            const signIn: Command = {
              op: "signIn",
              settings: EmulatorLayers.variables(emulator),
              fibers: 50,
              // Longer than a busy machine stops a process for: who takes that long loses its lease rightly.
              leaseTtl: 3_000
            }
            yield* emulator.addFaults({
              match: { path: "/oauth/v2/token" },
              times: 1,
              when: "before",
              action: { kind: "hang" }
            })
            yield* victim.tell(signIn)
            yield* until(emulator.requests, (it) => it.length === 1)
            victim.child.kill("SIGKILL")
            const said = yield* all([two.ask(signIn), three.ask(signIn)])
            assert.strictEqual(new Set(said.flatMap((it): ReadonlyArray<string> => it.names)).size, 1)
            assert.strictEqual((yield* emulator.stats).accessTokensIssued, 1)
          }),
        timeout
      )
    })
  })
}
