/** One script on the server: tried again while the connection is away, bounded in time, its errors in words. */
import { TokenStoreError, within } from "@effect-zoho/auth/TokenStore"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Redis from "effect/persistence/Redis"
import * as Predicate from "effect/Predicate"
import * as Schedule from "effect/Schedule"

type Operation = TokenStoreError["operation"]

/** The code of a reply that is an error: by the protocol its first word. */
const codeOf = (cause: unknown): string | undefined => {
  if (!Predicate.hasProperty(cause, "message") || !Predicate.isString(cause.message)) return undefined
  return /^([A-Z]{2,20})(?: |$)/u.exec(cause.message)?.[1]
}

/** The system's code of a connection that failed. */
const systemCodeOf = (cause: unknown): string | undefined =>
  Predicate.hasProperty(cause, "code") && Predicate.isString(cause.code) ? cause.code : undefined

/** In words; of the server's own only the code, as they may quote what was sent. */
export const explain = ({ cause }: Redis.RedisError): { readonly problem: string; readonly remedy: string } => {
  const code = codeOf(cause)
  switch (code) {
    case "WRONGPASS":
    case "NOAUTH":
      return { problem: `the server refused the user (${code}).`, remedy: "Check user and password in TOKEN_STORE." }
    case "NOPERM":
      return {
        problem: "this user may not do that (NOPERM).",
        remedy: "Allow it EVALSHA, SCRIPT, TIME, EXPIRE, the hash commands, and the keys of its prefix."
      }
    case "OOM":
    case "MISCONF":
      return { problem: `the server takes no writes (${code}).`, remedy: "Free its memory or disk, then try again." }
    case "READONLY":
      return { problem: "the server is a replica.", remedy: "Set TOKEN_STORE to the primary." }
    case "LOADING":
      return { problem: "the server is still loading its data.", remedy: "Try again in a moment." }
    case undefined: {
      const system = systemCodeOf(cause)
      return {
        problem: `there is no connection to the server${system === undefined ? "" : ` (${system})`}.`,
        remedy: "Check that it runs and that host, port and scheme in TOKEN_STORE are right, then try again."
      }
    }
    default:
      return { problem: `the server answered ${code}.`, remedy: "Look the code up, or set TOKEN_STORE elsewhere." }
  }
}

/** No reply at all, or one that says to come again. Every script may run twice. */
const isPassing = ({ cause }: Redis.RedisError): boolean => {
  const code = codeOf(cause)
  return code === undefined || code === "LOADING"
}

export const make = ({ store, timeout }: { readonly store: string; readonly timeout: Duration.Duration }) => {
  const failed = (operation: Operation, problem: string, remedy: string) =>
    new TokenStoreError({ store, operation, problem, remedy })

  /** One script, tried again while the connection is away. */
  const ask = (operation: Operation, reply: Effect.Effect<unknown, Redis.RedisError>) =>
    reply.pipe(
      Effect.retry({ schedule: Schedule.spaced("100 millis"), times: 20, while: isPassing }),
      Effect.mapError((error) => {
        const { problem, remedy } = explain(error)
        return failed(operation, problem, remedy)
      }),
      within(store, operation, timeout, "the server")
    )

  return { ask, failed }
}
