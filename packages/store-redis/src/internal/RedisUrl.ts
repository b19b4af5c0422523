/** Reads the address of a Redis server, and what may be shown of it. */
import { TokenStoreError } from "@effect-zoho/auth/TokenStore"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"

export interface RedisUrl {
  /** Scheme, host, port and database: no user, no password, no query. */
  readonly store: string
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: Redacted.Redacted
  readonly database: number
  readonly tls: boolean
  readonly prefix: string | undefined
}

const read = (text: string): RedisUrl | undefined => {
  const url = new URL(text)
  const database = url.pathname.replace(/^\//u, "")
  if (!/^rediss?:$/u.test(url.protocol) || url.hostname === "" || !/^[0-9]{0,4}$/u.test(database)) return undefined
  return {
    store: `${url.protocol}//${url.host}${url.pathname}`,
    host: url.hostname.replace(/^\[(.*)\]$/u, "$1"),
    port: url.port === "" ? 6379 : Number(url.port),
    user: decodeURIComponent(url.username),
    password: Redacted.make(decodeURIComponent(url.password)),
    database: Number(database),
    tls: url.protocol === "rediss:",
    prefix: url.searchParams.get("prefix") ?? undefined
  }
}

/** Fails without showing the text: it holds a password. */
export const parse = (text: Redacted.Redacted): Effect.Effect<RedisUrl, TokenStoreError> =>
  Effect.suspend(() => {
    // `URL` and `decodeURIComponent` throw at what they cannot read.
    const parsed = Result.getOrUndefined(Result.try(() => read(Redacted.value(text))))
    return parsed === undefined
      ? Effect.fail(
          new TokenStoreError({
            store: "redis:",
            operation: "open",
            problem: "the address is not one of Redis.",
            remedy:
              "Write it as redis://user:password@host:port/database (a number), special characters of user and password as %XX."
          })
        )
      : Effect.succeed(parsed)
  })

/** The prefix to use: `effect_zoho` unless another is named. */
export const checkPrefix = (store: string, prefix: string = "effect_zoho"): Effect.Effect<string, TokenStoreError> =>
  /^[A-Za-z0-9_.:-]{1,60}$/u.test(prefix)
    ? Effect.succeed(prefix)
    : Effect.fail(
        new TokenStoreError({
          store,
          operation: "open",
          // It is not shown: a URL with an unescaped `?` in its password could put a secret here.
          problem: "the prefix is not a name of letters, digits and _ . : -, 60 at most.",
          remedy: "Correct ?prefix= in TOKEN_STORE."
        })
      )
