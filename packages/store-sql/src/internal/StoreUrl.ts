/** Reads the address of a server store: what to show of it, and the place that `?schema=` and `?prefix=` name. */
import { TokenStoreError } from "@effect-zoho/auth/TokenStore"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"

export interface StoreUrl {
  /** Scheme, host, port and database: no user, no password, no query. */
  readonly store: string
  readonly host: string
  readonly port: number | undefined
  readonly user: string
  readonly password: Redacted.Redacted
  readonly database: string
  readonly options: URLSearchParams
  readonly schema: string | undefined
  readonly prefix: string | undefined
}

const read = (text: string, schemes: ReadonlyArray<string>): StoreUrl | undefined => {
  const url = new URL(text)
  const scheme = url.protocol.slice(0, -1)
  if (!schemes.includes(scheme) || url.hostname === "") return undefined
  return {
    store: `${scheme}://${url.host}${url.pathname}`,
    host: url.hostname.replace(/^\[(.*)\]$/u, "$1"),
    port: url.port === "" ? undefined : Number(url.port),
    user: decodeURIComponent(url.username),
    password: Redacted.make(decodeURIComponent(url.password)),
    database: decodeURIComponent(url.pathname.slice(1)),
    options: url.searchParams,
    schema: url.searchParams.get("schema") ?? undefined,
    prefix: url.searchParams.get("prefix") ?? undefined
  }
}

/** Fails without showing the text: it holds a password. */
export const parse = (
  text: Redacted.Redacted,
  schemes: readonly [string, ...ReadonlyArray<string>]
): Effect.Effect<StoreUrl, TokenStoreError> =>
  Effect.suspend(() => {
    // `URL` and `decodeURIComponent` throw at what they cannot read.
    const parsed = Result.getOrUndefined(Result.try(() => read(Redacted.value(text), schemes)))
    if (parsed !== undefined) return Effect.succeed(parsed)
    const scheme = schemes[0]
    return Effect.fail(
      new TokenStoreError({
        store: `${scheme}:`,
        operation: "open",
        problem: "the address is not one of this kind.",
        remedy: `Write it as ${scheme}://user:password@host:port/database, special characters of user and password as %XX.`
      })
    )
  })
