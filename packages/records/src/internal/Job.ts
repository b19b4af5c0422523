/** A job of Zoho's: asked after until it is done, and its file fetched to disk. */
import { ApiError, InvalidInput, type ZohoError } from "@effect-zoho/client/ApiError"
import * as Wait from "@effect-zoho/client/Wait"
import { type Request, ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as BulkFile from "../BulkFile.ts"
import * as Spool from "./Spool.ts"

/** How long a job may take, unless said. */
export const longest = "1 hour"

export interface Polling {
  /** The first pause before a job is asked after; each further one is half as long again: 2 seconds. */
  readonly poll?: Duration.Input
  /** The longest pause: 30 seconds. */
  readonly pollAtMost?: Duration.Input
  /** How long a job may take: 1 hour. Zoho names no bound. */
  readonly within?: Duration.Input
  /** Where files are kept until they are done with; the system's directory for temporary files unless said. */
  readonly directory?: string
}

/** What `look` gives once it gives something, asked at growing intervals. `name` is the job's for people: `bulk read 111`. */
export const ended = Effect.fnUntraced(function* <A, E, R>(
  about: { readonly operation: string; readonly name: string; readonly late: string },
  look: Effect.Effect<Option.Option<A>, E, R>,
  options: Polling
): Effect.fn.Return<A, ApiError | E, R> {
  const { late, name, operation } = about
  const most = Duration.toMillis(options.pollAtMost ?? "30 seconds")
  const within = Duration.toMillis(options.within ?? longest)
  const startedAt = yield* Clock.currentTimeMillis
  let pause = Duration.toMillis(options.poll ?? "2 seconds")
  for (;;) {
    const now = yield* Clock.currentTimeMillis
    if (now + pause - startedAt > within) {
      return yield* new ApiError({
        operation,
        reason: new InvalidInput({
          problem: `The ${name} was not done after ${Math.round((now - startedAt) / 1000)} seconds.`,
          remedy: late
        })
      })
    }
    yield* Wait.begin({ limit: "job", operation, until: now + pause, because: name })
    yield* Effect.sleep(pause)
    pause = Math.min(most, pause * 1.5)
    const found = yield* look
    if (Option.isSome(found)) return found.value
  }
})

/** Did the file break off on its way? */
const isBroken = (error: ZohoError): boolean =>
  error._tag === "ApiError" &&
  (error.reason._tag === "ConnectionFailed" ||
    (error.reason._tag === "UnexpectedResponse" && error.reason.problem === "cut-off"))

const fetched = Effect.fnUntraced(function* (request: Request, directory: string | undefined) {
  const client = yield* ZohoClient
  const files = yield* FileSystem.FileSystem
  const path = yield* files
    .makeTempFileScoped({ prefix: "job-", suffix: ".zip", ...(directory === undefined ? {} : { directory }) })
    .pipe(Effect.mapError(Spool.unusable(request.operation)))
  yield* Stream.run(client.download(request), files.sink(path)).pipe(
    Effect.mapError((error) => (error._tag === "PlatformError" ? Spool.unusable(request.operation)(error) : error))
  )
  yield* BulkFile.check(request.operation, path)
  return path
})

/** The ZIP that a job ended in, on disk and whole, gone with the scope. A job costs too much to be lost with a connection: the file is fetched again. */
export const file = (
  request: Request,
  directory: string | undefined
): Effect.Effect<string, ZohoError, ZohoClient | FileSystem.FileSystem | Scope.Scope> =>
  Effect.retry(fetched(request, directory), { times: 3, while: isBroken })
