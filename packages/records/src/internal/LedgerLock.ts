/** One run at a time on one ledger: a lock file with the process's number beside it. A dead process's lock is taken over. */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type { PlatformError } from "effect/PlatformError"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as Process from "node:process"
import { LedgerError, LedgerHeld, LedgerUnusable } from "../LedgerError.ts"

/** Does the process live? Signal 0 asks, and does nothing. */
const isAlive = (pid: number): boolean => {
  try {
    Process.kill(pid, 0)
    return true
  } catch (cause) {
    // It lives and is somebody else's.
    return cause instanceof Error && "code" in cause && cause.code === "EPERM"
  }
}

/** Holds the lock of the ledger at `path` until the scope closes. */
export const acquire = Effect.fnUntraced(function* (
  path: string
): Effect.fn.Return<void, LedgerError, FileSystem.FileSystem | Scope.Scope> {
  const fs = yield* FileSystem.FileSystem
  const lock = `${path}.lock`
  const unusable = (error: PlatformError) =>
    new LedgerError({ path, reason: new LedgerUnusable({ problem: error.message }) })
  const held = (pid: number) => new LedgerError({ path, reason: new LedgerHeld({ lock, pid }) })

  const create = fs.writeFileString(lock, String(Process.pid), { flag: "wx", mode: 0o600 })
  const isThere = (error: PlatformError) => error.reason._tag === "AlreadyExists"

  const take = Effect.gen(function* () {
    const first = yield* Effect.result(create)
    if (Result.isSuccess(first)) return
    if (!isThere(first.failure)) return yield* unusable(first.failure)
    const holder = Number(yield* Effect.mapError(fs.readFileString(lock), unusable))
    if (Number.isSafeInteger(holder) && holder > 0 && isAlive(holder)) return yield* held(holder)
    // Whoever moves the dead one's file away may try to make a new one; of two that try, the file system picks one.
    const aside = `${lock}.${Process.pid}`
    yield* Effect.ignore(fs.rename(lock, aside))
    const moved = Number(yield* Effect.orElseSucceed(fs.readFileString(aside), () => String(holder)))
    if (moved !== holder) {
      // Somebody else was faster, and this is the lock of a run that lives.
      yield* Effect.ignore(fs.rename(aside, lock))
      return yield* held(moved)
    }
    yield* Effect.ignore(fs.remove(aside))
    const second = yield* Effect.result(create)
    if (Result.isSuccess(second)) return
    return yield* isThere(second.failure) ? held(holder) : unusable(second.failure)
  })

  yield* Effect.acquireRelease(take, () => Effect.ignore(fs.remove(lock)))
})
