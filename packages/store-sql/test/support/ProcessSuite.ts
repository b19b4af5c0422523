/** What only real processes can show of a store that they share. Also run by the other store package. */
import * as Token from "@effect-zoho/auth/Token"
import { TokenStore } from "@effect-zoho/auth/TokenStore"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as EmulatorLayers from "@effect-zoho/testing/EmulatorLayers"
import { assert, describe, layer } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as ChildProcess from "node:child_process"
import * as Readline from "node:readline"
import { type Command, entry } from "./Worker.ts"

export interface Place {
  /** The program that serves the stores of its package. */
  readonly program: string
  /** The address of the store, for the processes. Each name is a place of its own in it. */
  readonly url: (name: string) => string
  /** The same store in this process. */
  readonly layer: (url: string) => Layer.Layer<TokenStore, object>
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
const spawn = (program: string) =>
  Effect.acquireRelease(
    Effect.sync((): Worker => {
      const child = ChildProcess.spawn(process.execPath, [program], { stdio: ["pipe", "pipe", "inherit"] })
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

const key = Token.TokenKey.make("us/production/1000.X/ada@example.com")

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
              leaseTtl: 1_000
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
