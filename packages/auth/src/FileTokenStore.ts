/** Tokens in a directory that the processes of one machine share, under a lease that survives a killed holder. */

// Why no lock file. Every fence number is a file name of its own, and the file system decides who gets it:
//
// - `<hash>.<fence>.lease.json` is the lease with that number. Taking the lease is linking a complete file to the name
//   after the highest one; of any number of processes exactly one link succeeds. So two processes that find the same
//   expired lease cannot both take it over, and a process killed at any point leaves no lock behind: at worst a lease
//   that ends by itself.
// - `<hash>.<fence>.token.json` is the entry written under that lease; the highest number counts. A holder that was
//   paused between the check in `set` and its rename wakes up to write under its own old number, which nobody reads
//   once a newer one is there. So no lock has to be held across check and write.
// - The file with the highest number is never deleted, only older ones are, and `remove` leaves a marker in place of the
//   entry: fences keep growing. A process that slept between looking and linking may find its number free again after
//   such a clean-up; it looks once more after linking, sees the higher number, and gives its own up.
// - No process id is stored or asked about, so reused ids, containers and namespaces do not matter.
// - Time is this machine's clock. A lease that claims to have been taken in the future (the clock was set back) counts as
//   over: that may cost one extra refresh, where trusting it could block every process for as long.
//
// Not for network shares: clocks differ between hosts, and not all of them link and rename atomically.
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import { isPlatformError, type PlatformError } from "effect/PlatformError"
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { createHash, randomUUID } from "node:crypto"
import { DamagedEntry, EntryCodec, namedBy, toStoreError } from "./EntryCodec.ts"
import { type Entry, TokenKey } from "./Token.ts"
import { StaleLease, TokenStore, TokenStoreError, type WrongTokenKey } from "./TokenStore.ts"

/** A token file: the entry as its codec wrote it, or the marker of a removed one. The key is in it for `list`. */
const TokenFile = Schema.fromJsonString(
  Schema.Struct({
    version: Schema.Literal(2),
    key: TokenKey,
    entry: Schema.NullOr(Schema.String)
  })
)

const LeaseFile = Schema.fromJsonString(
  Schema.Struct({
    version: Schema.Literal(1),
    acquiredAt: Schema.Finite,
    expiresAt: Schema.Finite,
    released: Schema.Boolean
  })
)
type LeaseFile = typeof LeaseFile.Type

const decodeToken = Schema.decodeUnknownResult(TokenFile)
const encodeToken = Schema.encodeResult(TokenFile)
const decodeLease = Schema.decodeUnknownResult(LeaseFile)
const encodeLease = Schema.encodeResult(LeaseFile)

/** How far a lease may seem to lie in the future before the clock is taken to have been set back. */
const clockTolerance = 1000

/** How often an operation starts over because other processes changed the directory under it. */
const attempts = 50

type Operation = TokenStoreError["operation"]

interface Listed {
  readonly key: TokenKey
  readonly entry: Entry
}

/** Keys become file names of fixed length; the key itself may hold any character. */
const hashOf = (key: TokenKey): string => createHash("sha256").update(key).digest("hex").slice(0, 32)

const fileName = /^([0-9a-f]{32})\.([1-9][0-9]{0,14})\.(?:(token|lease)\.json|[0-9a-f-]{36}\.tmp)$/u

interface Named {
  readonly name: string
  readonly hash: string
  readonly fence: number
  readonly kind: "token" | "lease" | "temporary"
}

const parse = (name: string): ReadonlyArray<Named> => {
  const [, hash, fence, kind] = fileName.exec(name) ?? []
  if (hash === undefined || fence === undefined) return []
  return [{ name, hash, fence: Number(fence), kind: kind === "token" || kind === "lease" ? kind : "temporary" }]
}

const top = (files: ReadonlyArray<Named>): number =>
  files.reduce((highest, it) => (it.kind === "temporary" ? highest : Math.max(highest, it.fence)), 0)

const newest = (files: ReadonlyArray<Named>, kind: Named["kind"]): Named | undefined =>
  files.filter((it) => it.kind === kind).sort((a, b) => b.fence - a.fence)[0]

/** What a person does about an error of the file system. */
const explain = (error: PlatformError): { readonly problem: string; readonly remedy: string } => {
  const cause = error.reason.cause
  const code = Predicate.hasProperty(cause, "code") && Predicate.isString(cause.code) ? cause.code : error.reason._tag
  const problem = `the file system answered ${code}.`
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
    case "EFBIG":
      return { problem, remedy: "Free some space on the disk, then try again." }
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return { problem, remedy: "Give this user the right to write there, or set TOKEN_STORE to another directory." }
    case "ENOTDIR":
    case "EEXIST":
      return { problem, remedy: "A file stands where the directory should be: set TOKEN_STORE to a directory." }
    default:
      return { problem, remedy: "Check the directory, or set TOKEN_STORE to another one on a local disk." }
  }
}

const isNotFound = (error: PlatformError): boolean => error.reason._tag === "NotFound"
const isTaken = (error: PlatformError): boolean => error.reason._tag === "AlreadyExists"

/**
 * A store in this directory, which is created with mode 0700 when it is not there; relative to the working directory.
 * Fails when it holds entries that another `TOKEN_KEY` has sealed.
 */
export const layer = (options: {
  readonly directory: string
}): Layer.Layer<TokenStore, TokenStoreError | WrongTokenKey, FileSystem.FileSystem | Path.Path> =>
  Layer.effect(
    TokenStore,
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      const store = `file:${options.directory}`
      const directory = path.resolve(options.directory)
      const at = (name: string) => path.join(directory, name)

      const failed =
        (operation: Operation) =>
        (error: PlatformError): TokenStoreError =>
          new TokenStoreError({ store, operation, ...explain(error) })

      const contended = (operation: Operation) =>
        new TokenStoreError({
          store,
          operation,
          problem: "other processes kept changing the files.",
          remedy: "Try again; if it stays so, look for a program that is caught in a loop."
        })

      /** All our files; a directory that was deleted under us is made again. */
      const scanAll: Effect.Effect<ReadonlyArray<Named>, PlatformError> = fs.readDirectory(directory).pipe(
        Effect.catchIf(isNotFound, () =>
          Effect.as(fs.makeDirectory(directory, { recursive: true, mode: 0o700 }), Array.of<string>())
        ),
        Effect.map((names) => names.flatMap(parse))
      )

      const scanHash = (hash: string): Effect.Effect<ReadonlyArray<Named>, PlatformError> =>
        Effect.map(scanAll, (files) => files.filter((it) => it.hash === hash))

      const scan = (key: TokenKey) => scanHash(hashOf(key))

      /** None when somebody deleted it meanwhile. */
      const read = (name: string): Effect.Effect<Option.Option<string>, PlatformError> =>
        fs.readFileString(at(name)).pipe(
          Effect.map(Option.some),
          Effect.catchIf(isNotFound, () => Effect.succeedNone)
        )

      const discard = (name: string): Effect.Effect<void, PlatformError> => fs.remove(at(name), { force: true })

      const discardAll = (files: ReadonlyArray<Named>): Effect.Effect<void, PlatformError> =>
        Effect.forEach(files, (it) => discard(it.name), { discard: true })

      /** A complete file under a name of its own, handed to `use`, which links or renames it; gone afterwards. */
      const withTemporary = <E>(
        key: TokenKey,
        fence: number,
        contents: string,
        durable: boolean,
        use: (temporary: string) => Effect.Effect<void, E>
      ): Effect.Effect<void, E | PlatformError> => {
        const temporary = at(`${hashOf(key)}.${fence}.${randomUUID()}.tmp`)
        const write = Effect.scoped(
          Effect.gen(function* () {
            const file = yield* fs.open(temporary, { flag: "wx", mode: 0o600 })
            yield* file.writeAll(new TextEncoder().encode(contents))
            // Before a token gets its name, so that a power cut leaves the old file or the new one, whole. A lease need
            // not be: its holder does not survive the power cut either.
            if (durable) yield* file.sync
          })
        )
        return write.pipe(
          Effect.andThen(use(temporary)),
          Effect.ensuring(Effect.ignore(fs.remove(temporary, { force: true })))
        )
      }

      const replace = (key: TokenKey, fence: number, name: string, contents: string, durable: boolean) =>
        withTemporary(key, fence, contents, durable, (temporary) => fs.rename(temporary, at(name)))

      const tokenName = (key: TokenKey, fence: number) => `${hashOf(key)}.${fence}.token.json`
      const leaseName = (key: TokenKey, fence: number) => `${hashOf(key)}.${fence}.lease.json`

      // Not of a path: the directory may be moved, and another machine may have it elsewhere.
      const codec = yield* Effect.flatMap(EntryCodec, (it) => it.forStore("file")).pipe(
        Effect.mapError(toStoreError(store, "open"))
      )

      const tokenText = (key: TokenKey, entry: string | null): string =>
        // Encoding our own struct of strings and numbers cannot fail.
        Result.getOrThrow(encodeToken({ version: 2, key, entry }))

      const leaseText = (lease: Omit<LeaseFile, "version">): string =>
        Result.getOrThrow(encodeLease({ version: 1, ...lease }))

      /** A file that is not what we wrote: it is kept for a look, under a name that we do not read. */
      const setAside = Effect.fnUntraced(function* (name: string) {
        const aside = `${name}.damaged-${yield* Clock.currentTimeMillis}`
        yield* Effect.catchIf(fs.rename(at(name), at(aside)), isNotFound, () => Effect.void)
        yield* Effect.logWarning(
          `The token file ${at(name)} is damaged and counts as none; it was set aside as ${aside}. Delete it when you have seen it.`
        )
      })

      /** What a token file holds; a damaged one fails. */
      const readFile = Effect.fnUntraced(function* (hash: string, text: string) {
        const decoded = decodeToken(text)
        if (Result.isFailure(decoded) || hashOf(decoded.success.key) !== hash) {
          return yield* new DamagedEntry({ problem: "it is no token file of this key." })
        }
        const { entry, key } = decoded.success
        if (entry === null) return Option.none<Listed>()
        return yield* codec.decode(key, entry).pipe(
          Effect.map((entry) => Option.some({ key, entry })),
          Effect.catchTag("WrongTokenKey", (error) => Effect.fail(namedBy(store)(error)))
        )
      })

      /** The entry in the newest whole token file of a key; none when it was removed. */
      const readNewest = Effect.fnUntraced(function* (operation: Operation, hash: string) {
        for (let attempt = 0; attempt < attempts; attempt++) {
          const file = newest(yield* scanHash(hash), "token")
          if (file === undefined) return Option.none<Listed>()
          const text = yield* read(file.name)
          // Deleted meanwhile: there is a newer one.
          if (Option.isNone(text)) continue
          const found = yield* readFile(hash, text.value).pipe(
            Effect.asSome,
            Effect.catchTag("DamagedEntry", () => Effect.as(setAside(file.name), Option.none()))
          )
          if (Option.isSome(found)) return found.value
        }
        return yield* contended(operation)
      })

      /** When the newest lease ends; none when it is over, released, or cannot be read. */
      const heldUntil = Effect.fnUntraced(function* (files: ReadonlyArray<Named>, now: number) {
        const file = newest(files, "lease")
        // A token with a higher number than any lease: that lease's file was lost, and its holder is done.
        if (file === undefined || file.fence < top(files)) return Option.none<number>()
        const text = yield* read(file.name)
        if (Option.isNone(text)) return Option.none<number>()
        const lease = decodeLease(text.value)
        if (Result.isFailure(lease)) {
          // Its number must stay taken, so it is not set aside; the next lease cleans it up.
          yield* Effect.logWarning(`The lease file ${at(file.name)} is damaged and counts as over.`)
          return Option.none<number>()
        }
        const { acquiredAt, expiresAt, released } = lease.success
        const holds = !released && now < expiresAt && acquiredAt <= now + clockTolerance
        return holds ? Option.some(expiresAt) : Option.none<number>()
      })

      const acquire = Effect.fnUntraced(function* (key: TokenKey, ttl: Duration.Duration) {
        for (let attempt = 0; attempt < attempts; attempt++) {
          const files = yield* scan(key)
          const now = yield* Clock.currentTimeMillis
          const until = yield* heldUntil(files, now)
          if (Option.isSome(until)) return { _tag: "Held", until: until.value } as const
          const fence = top(files) + 1
          const expiresAt = now + Duration.toMillis(ttl)
          const contents = leaseText({ acquiredAt: now, expiresAt, released: false })
          const won = yield* withTemporary(key, fence, contents, false, (temporary) =>
            fs.link(temporary, at(leaseName(key, fence)))
          ).pipe(
            Effect.as(true),
            // Taken: somebody was faster. Not found: a newer holder cleaned up while we slept. Look again.
            Effect.catchIf(
              (error) => isTaken(error) || isNotFound(error),
              () => Effect.succeed(false)
            )
          )
          if (!won) continue
          const after = yield* scan(key)
          if (top(after) > fence) {
            yield* discard(leaseName(key, fence))
            continue
          }
          yield* discardAll(after.filter((it) => it.fence < fence && it.kind !== "token"))
          return { _tag: "Acquired", fence, expiresAt } as const
        }
        return yield* contended("acquire")
      })

      const set = Effect.fnUntraced(function* (key: TokenKey, entry: Entry, fence: number) {
        const text = yield* Effect.mapError(codec.encode(key, entry), toStoreError(store, "set"))
        const stale = Effect.map(scan(key), (files) => top(files) > fence)
        if (yield* stale) return yield* new StaleLease({ fence })
        yield* replace(key, fence, tokenName(key, fence), tokenText(key, text), true).pipe(
          Effect.catchIf(isNotFound, (error) =>
            // A newer holder cleaned our temporary file up before we could give it its name.
            Effect.flatMap(stale, (isStale): Effect.Effect<never, StaleLease | PlatformError> =>
              Effect.fail(isStale ? new StaleLease({ fence }) : error)
            )
          )
        )
        const older = (yield* scan(key)).filter((it) => it.fence < fence && it.kind !== "lease")
        yield* discardAll(older)
      })

      const remove = Effect.fnUntraced(function* (key: TokenKey) {
        const files = yield* scan(key)
        if (newest(files, "token") === undefined) return
        const fence = top(files)
        yield* replace(key, fence, tokenName(key, fence), tokenText(key, null), true)
        yield* discardAll(files.filter((it) => it.kind === "token" && it.fence < fence))
      })

      const release = Effect.fnUntraced(function* (key: TokenKey, fence: number) {
        const files = yield* scan(key)
        const name = leaseName(key, fence)
        if (top(files) !== fence || !files.some((it) => it.name === name)) return
        yield* replace(key, fence, name, leaseText({ acquiredAt: 0, expiresAt: 0, released: true }), false)
      })

      const list = Effect.gen(function* () {
        const hashes = new Set((yield* scanAll).filter((it) => it.kind === "token").map((it) => it.hash))
        const found = yield* Effect.forEach(hashes, (hash) => readNewest("list", hash))
        return found.flatMap(Option.toArray)
      })

      // A directory that is there keeps its mode: it may be one the user shares on purpose.
      yield* Effect.mapError(
        Effect.flatMap(fs.exists(directory), (there) =>
          there
            ? fs.access(directory, { readable: true, writable: true })
            : fs.makeDirectory(directory, { recursive: true, mode: 0o700 })
        ),
        failed("open")
      )

      // Told now and not first in an operation, before anything is refreshed. Ten are enough.
      const opened = Effect.gen(function* () {
        const files = (yield* scanAll).filter((it) => it.kind === "token").slice(0, 10)
        for (const { hash, name } of files) {
          const text = yield* read(name)
          if (Option.isNone(text)) continue
          yield* Effect.catchTag(readFile(hash, text.value), "DamagedEntry", () => Effect.succeedNone)
        }
      })
      yield* Effect.catchIf(opened, isPlatformError, (error) => Effect.fail(failed("open")(error)))

      const wrap =
        (operation: Operation) =>
        <A, E>(effect: Effect.Effect<A, E | PlatformError>) =>
          Effect.catchIf(effect, isPlatformError, (error) => Effect.fail(failed(operation)(error)))

      return TokenStore.of({
        get: (key) =>
          wrap("get")(
            Effect.map(
              readNewest("get", hashOf(key)),
              Option.map((it) => it.entry)
            )
          ),
        list: wrap("list")(list),
        remove: (key) => wrap("remove")(remove(key)),
        acquire: (key, ttl) => wrap("acquire")(acquire(key, ttl)),
        set: (key, entry, fence) => wrap("set")(set(key, entry, fence)),
        release: (key, fence) => wrap("release")(release(key, fence))
      })
    })
  )
