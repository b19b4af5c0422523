import * as EntryCodec from "@effect-zoho/auth/EntryCodec"
import * as FileTokenStore from "@effect-zoho/auth/FileTokenStore"
import * as Token from "@effect-zoho/auth/Token"
import * as TokenStore from "@effect-zoho/auth/TokenStore"
import type { Place } from "@effect-zoho/testing/ProcessSuite"
import * as TokenStoreTest from "@effect-zoho/testing/TokenStoreTest"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { afterAll, assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as PlatformError from "effect/PlatformError"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import * as ChildProcess from "node:child_process"
import * as Fs from "node:fs"
import * as Os from "node:os"
import * as Path from "node:path"
import * as Readline from "node:readline"

const { entry } = TokenStoreTest
const layer = (directory: string) =>
  FileTokenStore.layer({ directory }).pipe(Layer.provide(NodeServices.layer), Layer.fresh)

/** A directory of the test's own, gone after it. */
const temporary = Effect.acquireRelease(
  Effect.sync(() => Fs.mkdtempSync(Path.join(Os.tmpdir(), "token-store-"))),
  (directory) => Effect.sync(() => Fs.rmSync(directory, { recursive: true, force: true }))
)

const key = Token.TokenKey.make("us/production/1000.CLIENT/ada@example.com")
const text = (found: Option.Option<Token.Entry>) => Option.map(found, (it) => Redacted.value(it.accessToken))
const names = (directory: string, kind = "") => Fs.readdirSync(directory).filter((it) => it.includes(kind))

/** Writes one token as a holder does, and gives the lease back. */
const write = Effect.fnUntraced(function* (accessToken: string) {
  const tokens = yield* TokenStore.TokenStore
  const lease = yield* tokens.acquire(key, Duration.minutes(1))
  if (lease._tag === "Held") return yield* Effect.die("held")
  yield* tokens.set(key, entry(accessToken), lease.fence)
  yield* tokens.release(key, lease.fence)
  return lease.fence
})

const get = Effect.flatMap(TokenStore.TokenStore, (it) => it.get(key))

/** What is logged meanwhile, each line with its level. */
const logged = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.suspend(() => {
    const lines: Array<string> = []
    const logger = Logger.make(({ logLevel, message }) => void lines.push(`${logLevel} ${String(message)}`))
    return Effect.map(Effect.provide(effect, Logger.layer([logger])), (result) => ({ lines, result }))
  })

const sealedWith = (byte: number) => EntryCodec.layer(Redacted.make(new Uint8Array(32).fill(byte)))

const processes = (directory: string): Place => ({
  program: Path.join(import.meta.dirname, "fixtures", "file-worker.ts"),
  url: (name) => Path.join(directory, "places", name),
  layer,
  disk: { url: (inside) => inside, kilobytes: 40 }
})

for (const [name, sealed] of [
  ["file", Layer.empty],
  ["file, sealed with TOKEN_KEY", sealedWith(1)]
] as const) {
  const shared = Fs.mkdtempSync(Path.join(Os.tmpdir(), "token-store-suite-"))
  afterAll(() => Fs.rmSync(shared, { recursive: true, force: true }))
  TokenStoreTest.suite(name, Layer.provide(layer(shared), sealed), {
    shared: true,
    durable: true,
    ...(name === "file" ? { processes: processes(shared) } : {}),
    damage: (damaged) =>
      Effect.sync(() => {
        for (const name of names(shared, ".token.json")) {
          const file = Path.join(shared, name)
          if (Fs.readFileSync(file, "utf8").includes(JSON.stringify(damaged))) Fs.truncateSync(file, 20)
        }
      })
  })
}

describe("TOKEN_KEY", () => {
  it.effect("leaves nothing readable in the files, and they open again after a move", () =>
    Effect.gen(function* () {
      const directory = yield* temporary
      yield* Effect.provide(write("1000.s3cret"), Layer.provide(layer(Path.join(directory, "one")), sealedWith(1)))
      Fs.renameSync(Path.join(directory, "one"), Path.join(directory, "two"))
      const [name = ""] = names(Path.join(directory, "two"), ".token.json")
      const file = Fs.readFileSync(Path.join(directory, "two", name), "utf8")
      for (const readable of ["s3cret", "accessToken", "zohoapis"]) assert.notInclude(file, readable)
      const found = yield* Effect.provide(get, Layer.provide(layer(Path.join(directory, "two")), sealedWith(1)))
      assert.deepStrictEqual(text(found), Option.some("1000.s3cret"))
    })
  )

  it.effect("another key, none, or one too many is told when the store opens, and touches nothing", () =>
    Effect.gen(function* () {
      const directory = yield* temporary
      const plain = yield* temporary
      const store = layer(directory)
      yield* Effect.provide(write("sealed"), Layer.provide(store, sealedWith(1)))
      yield* Effect.provide(write("plain"), layer(plain))
      const before = [names(directory), names(plain)]
      for (const [opened, found, path] of [
        [Layer.provide(store, sealedWith(2)), "another-key", directory],
        [store, "sealed", directory],
        [Layer.provide(layer(plain), sealedWith(1)), "plain", plain]
      ] as const) {
        const error = yield* Effect.flip(Effect.provide(get, opened))
        assert(error._tag === "WrongTokenKey")
        assert.deepStrictEqual([error.found, error.store], [found, `file:${path}`])
        assert.isAbove(error.remedy.length, 20)
      }
      assert.deepStrictEqual([names(directory), names(plain)], before)
      const found = yield* Effect.provide(get, Layer.provide(store, sealedWith(1)))
      assert.deepStrictEqual(text(found), Option.some("sealed"))
    })
  )

  it.effect("an entry sealed later with another key is told as that, and not set aside", () =>
    Effect.gen(function* () {
      const directory = yield* temporary
      const error = yield* Effect.gen(function* () {
        assert.isTrue(Option.isNone(yield* get))
        yield* Effect.provide(write("sealed"), Layer.fresh(Layer.provide(layer(directory), sealedWith(1))))
        return yield* Effect.flip(get)
      }).pipe(Effect.provide(layer(directory)))
      assert.strictEqual(error._tag, "WrongTokenKey")
      assert.deepStrictEqual(names(directory, ".damaged-"), [])
    })
  )
})

describe("files", () => {
  it.effect("nobody else may read them, and the directory is made for us alone", () =>
    Effect.gen(function* () {
      const directory = Path.join(yield* temporary, "data", "tokens")
      const mode = (path: string) => (Fs.statSync(path).mode & 0o777).toString(8)
      yield* Effect.gen(function* () {
        yield* write("a")
        yield* write("b")
        yield* Effect.flatMap(TokenStore.TokenStore, (it) => it.acquire(key, Duration.minutes(1)))
        assert.deepStrictEqual([mode(directory), mode(Path.dirname(directory))], ["700", "700"])
        const files = names(directory)
        assert.strictEqual(files.length, 2)
        for (const name of files) assert.strictEqual(mode(Path.join(directory, name)), "600", name)
      }).pipe(Effect.provide(layer(directory)))
    })
  )

  it.effect("a new layer over the same directory reads what another wrote, and goes on with its fences", () =>
    Effect.gen(function* () {
      const directory = yield* temporary
      const first = yield* Effect.provide(write("a"), layer(directory))
      assert.deepStrictEqual(text(yield* Effect.provide(get, layer(directory))), Option.some("a"))
      assert.isAbove(yield* Effect.provide(write("b"), layer(directory)), first)
    })
  )

  it.effect("many tokens leave one entry, one lease and nothing else", () =>
    Effect.gen(function* () {
      const directory = yield* temporary
      yield* Effect.gen(function* () {
        for (let n = 0; n < 50; n++) yield* write(`token ${n}`)
        assert.deepStrictEqual(text(yield* get), Option.some("token 49"))
      }).pipe(Effect.provide(layer(directory)))
      assert.strictEqual(names(directory).length, 2)
    })
  )

  const damages: ReadonlyArray<readonly [string, (file: string) => void]> = [
    ["empty", (file) => Fs.truncateSync(file, 0)],
    ["cut off", (file) => Fs.truncateSync(file, 30)],
    ["not JSON", (file) => Fs.writeFileSync(file, "id,user_mail,client_id\n1,ada@example.com,1000.X\n")],
    ["binary", (file) => Fs.writeFileSync(file, Buffer.from([0, 255, 254, 7]))],
    ["JSON of another shape", (file) => Fs.writeFileSync(file, '{"version":2}')],
    [
      "of a later version",
      (file) => Fs.writeFileSync(file, Fs.readFileSync(file, "utf8").replace('"version":2', '"version":3'))
    ],
    ["of another key", (file) => Fs.writeFileSync(file, Fs.readFileSync(file, "utf8").replace("ada@", "eve@"))]
  ]
  it.effect.each(damages)("a token file that is %s is set aside, named in a warning, and replaced", ([, damage]) =>
    Effect.gen(function* () {
      const directory = yield* temporary
      yield* Effect.gen(function* () {
        const fence = yield* write("1000.s3cret")
        const [name = ""] = names(directory, ".token.json")
        damage(Path.join(directory, name))
        const damaged = Fs.readFileSync(Path.join(directory, name))
        const { lines, result } = yield* logged(get)
        assert.isTrue(Option.isNone(result))
        assert.strictEqual(lines.length, 1)
        assert.match(lines[0] ?? "", /^Warn /u)
        assert.include(lines[0], Path.join(directory, name))
        assert.notInclude(lines[0], "s3cret")
        const [aside = ""] = names(directory, ".damaged-")
        assert.isTrue(aside.startsWith(`${name}.damaged-`))
        assert.deepStrictEqual(Fs.readFileSync(Path.join(directory, aside)), damaged)
        assert.isAbove(yield* write("new"), fence)
        assert.deepStrictEqual((yield* logged(get)).lines, [])
        assert.deepStrictEqual(text(yield* get), Option.some("new"))
      }).pipe(Effect.provide(layer(directory)))
    })
  )

  it.effect("a damaged lease counts as over, and its fence stays used", () =>
    Effect.gen(function* () {
      const directory = yield* temporary
      yield* Effect.gen(function* () {
        const tokens = yield* TokenStore.TokenStore
        const fence = yield* write("a")
        yield* tokens.acquire(key, Duration.hours(1))
        for (const name of names(directory, ".lease.json")) Fs.truncateSync(Path.join(directory, name), 3)
        const { lines, result } = yield* logged(tokens.acquire(key, Duration.minutes(1)))
        assert.strictEqual(result._tag === "Acquired" && result.fence, fence + 2)
        assert.strictEqual(lines.length, 1)
      }).pipe(Effect.provide(layer(directory)))
    })
  )

  it.effect("a lease from the future counts as over: the clock was set back", () =>
    Effect.gen(function* () {
      const directory = yield* temporary
      const tokens = yield* Effect.provide(TokenStore.TokenStore, layer(directory))
      yield* TestClock.adjust("1 hour")
      yield* tokens.acquire(key, Duration.minutes(1))
      const now = yield* Clock.currentTimeMillis
      yield* TestClock.setTime(now - 3_000_000)
      assert.strictEqual((yield* tokens.acquire(key, Duration.minutes(1)))._tag, "Acquired")
    })
  )

  it.effect("files of others are left alone, and what killed processes left is cleaned up", () =>
    Effect.gen(function* () {
      const directory = yield* temporary
      const tokens = yield* Effect.provide(TokenStore.TokenStore, layer(directory))
      yield* Effect.provideService(write("a"), TokenStore.TokenStore, tokens)
      const [name = ""] = names(directory, ".token.json")
      const leftover = name.replace("token.json", "00000000-0000-4000-8000-000000000000.tmp")
      Fs.writeFileSync(Path.join(directory, leftover), "half")
      Fs.writeFileSync(Path.join(directory, "README.txt"), "mine")
      yield* Effect.provideService(write("b"), TokenStore.TokenStore, tokens)
      assert.deepStrictEqual(names(directory, ".tmp"), [])
      assert.deepStrictEqual(names(directory, "README"), ["README.txt"])
    })
  )

  it.effect("a directory that is deleted meanwhile is made again", () =>
    Effect.gen(function* () {
      const directory = Path.join(yield* temporary, "tokens")
      yield* Effect.gen(function* () {
        yield* write("a")
        Fs.rmSync(directory, { recursive: true })
        assert.isTrue(Option.isNone(yield* get))
        yield* write("b")
        assert.deepStrictEqual(text(yield* get), Option.some("b"))
      }).pipe(Effect.provide(layer(directory)))
    })
  )

  it.effect("a place that is no directory is an error with a remedy", () =>
    Effect.gen(function* () {
      const file = Path.join(yield* temporary, "file")
      Fs.writeFileSync(file, "")
      for (const directory of [file, Path.join(file, "below")]) {
        const error = yield* Effect.flip(Effect.provide(get, layer(directory)))
        assert.strictEqual(error._tag, "TokenStoreError")
        assert.match(error.message, /set TOKEN_STORE to a directory/u)
      }
    })
  )

  it.effect("a full disk is an error with a remedy, leaves the old token whole and no rubbish", () =>
    Effect.gen(function* () {
      const directory = yield* temporary
      yield* Effect.provide(write("old"), layer(directory))
      const full = Layer.effect(
        FileSystem.FileSystem,
        Effect.map(FileSystem.FileSystem, (fs) => ({
          ...fs,
          open: (path: string, options: Parameters<typeof fs.open>[1]) =>
            Effect.map(fs.open(path, options), (file) => ({
              ...file,
              writeAll: () =>
                Effect.fail(
                  PlatformError.systemError({
                    _tag: "Unknown",
                    module: "FileSystem",
                    method: "writeAll",
                    cause: Object.assign(new Error("no space left"), { code: "ENOSPC" })
                  })
                )
            }))
        }))
      )
      const store = FileTokenStore.layer({ directory }).pipe(
        Layer.provide(full),
        Layer.provide(NodeServices.layer),
        Layer.fresh
      )
      const error = yield* Effect.flip(
        Effect.provide(
          Effect.flatMap(TokenStore.TokenStore, (it) => it.set(key, entry("new"), 99)),
          store
        )
      )
      assert.match(String(error), /ENOSPC.*Free some space/u)
      assert.deepStrictEqual(text(yield* Effect.provide(get, layer(directory))), Option.some("old"))
      assert.deepStrictEqual(names(directory, ".tmp"), [])
    })
  )
})

describe("processes", () => {
  /** A real process over the store; `line` waits for its next line of JSON. */
  const spawn = (directory: string, ...command: ReadonlyArray<string>) =>
    Effect.acquireRelease(
      Effect.sync(() => {
        const program = Path.join(import.meta.dirname, "fixtures", "store-process.ts")
        const child = ChildProcess.spawn(process.execPath, [program, directory, key, ...command], {
          stdio: ["pipe", "pipe", "inherit"]
        })
        const lines = Readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]()
        return {
          start: Effect.sync(() => void child.stdin.write("go\n")),
          line: Effect.promise(async () => JSON.parse((await lines.next()).value ?? "null")),
          kill: Effect.callback<void>((resume) => {
            child.once("exit", () => resume(Effect.void))
            child.kill("SIGKILL")
          }),
          child
        }
      }),
      ({ child }) => Effect.sync(() => void (child.exitCode === null && child.kill("SIGKILL")))
    )

  it.effect(
    "a writer killed in mid-write leaves a whole token, again and again",
    () =>
      Effect.gen(function* () {
        const directory = yield* temporary
        for (let round = 0; round < 8; round++) {
          const writer = yield* spawn(directory, "writeForever")
          yield* writer.line
          // Kills at different points of a write: each round burns another amount of this process's time first.
          for (let n = 0; n < round * 40; n++) yield* Effect.promise(() => new Promise(setImmediate))
          yield* writer.kill
          const { lines, result } = yield* logged(Effect.provide(get, layer(directory)))
          assert.match(Option.getOrThrow(text(result)), /^(\d+):x*:\1$/u)
          assert.deepStrictEqual(lines, [])
          // The next writer starts at once although the last one may have died with the lease: it is released here.
          const { tokens, fence } = yield* Effect.provide(
            Effect.gen(function* () {
              const tokens = yield* TokenStore.TokenStore
              const highest = Math.max(...names(directory, ".lease.json").map((it) => Number(it.split(".")[1])))
              return { tokens, fence: highest }
            }),
            layer(directory)
          )
          yield* tokens.release(key, fence)
        }
        yield* TestClock.setTime(Date.now())
        // Twice: a writer killed while it asked for the next lease left a file with that lease's own number.
        yield* Effect.provide(Effect.andThen(write("after"), write("after")), layer(directory))
        assert.deepStrictEqual(names(directory, ".tmp"), [])
      }),
    60_000
  )

  it.effect(
    "of processes that race for a lease, also an expired one, exactly one gets it",
    () =>
      Effect.gen(function* () {
        const directory = yield* temporary
        yield* TestClock.setTime(Date.now() - 3_600_000)
        // Started once: a start costs more than many races.
        const racers = yield* Effect.all(Array.from({ length: 3 }, () => spawn(directory, "race")))
        for (let round = 0; round < 12; round++) {
          yield* Effect.all(
            racers.map((it) => it.line),
            { concurrency: "unbounded" }
          )
          yield* Effect.all(
            racers.map((it) => it.start),
            { concurrency: "unbounded" }
          )
          const found = yield* Effect.all(
            racers.map((it) => it.line),
            { concurrency: "unbounded" }
          )
          const won = found.filter((it) => it.lease._tag === "Acquired")
          assert.strictEqual(won.length, 1, JSON.stringify(found))
          // For the next round the lease is an expired one: its times go back by an hour.
          for (const name of names(directory, ".lease.json")) {
            const file = Path.join(directory, name)
            const lease = JSON.parse(Fs.readFileSync(file, "utf8"))
            Fs.writeFileSync(
              file,
              JSON.stringify({
                ...lease,
                acquiredAt: lease.acquiredAt - 3_600_000,
                expiresAt: lease.expiresAt - 3_600_000
              })
            )
          }
        }
      }),
    60_000
  )

  it.effect(
    "two processes that take turns never hold the lease together and never share a fence",
    () =>
      Effect.gen(function* () {
        const directory = yield* temporary
        const workers = yield* Effect.all([spawn(directory, "count", "100"), spawn(directory, "count", "100")])
        const said = yield* Effect.all(
          workers.map((it) => it.line),
          { concurrency: "unbounded" }
        )
        const fences: ReadonlyArray<number> = said.flatMap((it) => it.fences)
        assert.strictEqual(new Set(fences).size, 200)
        assert.deepStrictEqual(text(yield* Effect.provide(get, layer(directory))), Option.some("200"))
      }),
    60_000
  )

  it.effect(
    "a holder killed by SIGKILL blocks the others until its lease ends, and no longer",
    () =>
      Effect.gen(function* () {
        const directory = yield* temporary
        const holder = yield* spawn(directory, "hold", "30000")
        const { lease } = yield* holder.line
        yield* holder.kill
        const tokens = yield* Effect.provide(TokenStore.TokenStore, layer(directory))
        yield* TestClock.setTime(lease.expiresAt - 1)
        assert.deepStrictEqual(yield* tokens.acquire(key, Duration.minutes(1)), {
          _tag: "Held",
          until: lease.expiresAt
        })
        yield* TestClock.setTime(lease.expiresAt)
        const next = yield* tokens.acquire(key, Duration.minutes(1))
        assert.strictEqual(next._tag === "Acquired" && next.fence, lease.fence + 1)
        // The dead holder's twin, a paused one, wakes up too late.
        assert.strictEqual((yield* Effect.flip(tokens.set(key, entry("late"), lease.fence)))._tag, "StaleLease")
      }),
    60_000
  )
})
