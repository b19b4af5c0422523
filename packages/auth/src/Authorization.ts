/** One request for a user's consent in a browser: the address to open, and the one callback that answers it. */
import * as DataCenter from "@effect-zoho/config/DataCenter"
import type * as Settings from "@effect-zoho/config/Settings"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { createHash, randomBytes, timingSafeEqual } from "node:crypto"
import * as AuthError from "./AuthError.ts"
import { fail, shown } from "./TokenEndpoint.ts"

/** What a callback brought: a code for one exchange, and which center answered. */
export interface Callback {
  readonly code: Redacted.Redacted
  /** The center's short name, where Zoho gave it. */
  readonly location: Option.Option<string>
  /** The accounts server that gave the code: always the configured one. */
  readonly accountsServer: string
}

/** A request that waits for its callback. */
export interface Authorization {
  /** Where the browser goes. It holds the client id and the `state`, so it is kept out of logs. */
  readonly url: Redacted.Redacted
  /** Where it comes back to; the exchange of the code must name it again. */
  readonly redirectUri: string
  /**
   * Reads a callback, once. One with a wrong `state`, of another accounts server or without a single code is refused;
   * its code goes nowhere.
   */
  readonly receive: (query: URLSearchParams) => Effect.Effect<Callback, AuthError.AuthError>
}

const digest = (text: string) => createHash("sha256").update(text).digest()

/** Compares in a time that says nothing about where two texts differ. */
const isSame = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b))

/** A parameter that is there once; twice is as good as never. */
const single = (query: URLSearchParams, name: string): Option.Option<string> => {
  const [value, ...more] = query.getAll(name)
  return value === undefined || value === "" || more.length > 0 ? Option.none() : Option.some(value)
}

/** The status of the redirect that brought an error. */
const found = 302

const refusal = (error: string): AuthError.AuthError["reason"] => {
  const said = { code: shown(error), httpStatus: found }
  switch (error) {
    case "access_denied":
      return new AuthError.AccessDenied(said)
    case "invalid_client":
      return new AuthError.InvalidClient(said)
    case "invalid_redirect_uri":
      return new AuthError.InvalidRedirectUri(said)
    default:
      return new AuthError.TokenRefused(said)
  }
}

/** The center that answered, if it is not the configured one. */
const foreign = (hosts: DataCenter.Hosts, query: URLSearchParams): Option.Option<AuthError.WrongDataCenter> => {
  const expected = hosts.accountsUrl
  const location = single(query, "location")
  const wrong = (accountsServer?: string) =>
    Option.some(
      new AuthError.WrongDataCenter({
        location: Option.match(location, { onNone: () => "unknown", onSome: shown }),
        ...(accountsServer === undefined ? {} : { accountsServer }),
        expected
      })
    )
  if (query.has("accounts-server")) {
    const server = Option.flatMap(single(query, "accounts-server"), DataCenter.origin)
    if (Option.contains(server, expected)) return Option.none()
    return wrong(Option.getOrElse(server, () => "an unreadable host"))
  }
  // Without an accounts server the location alone tells; hosts of one's own have none.
  const elsewhere = hosts.center !== "custom" && Option.exists(location, (it) => it !== hosts.center)
  return elsewhere ? wrong() : Option.none()
}

/** Asks for offline access with these scopes. The `state` is 32 random bytes and good for one callback. */
export const make = Effect.fn("Authorization.make")(function* (options: {
  readonly settings: Pick<Settings.Values, "hosts" | "credentials">
  readonly scopes: ReadonlyArray<string>
  readonly redirectUri: string
}) {
  const { redirectUri, scopes, settings } = options
  const { hosts } = settings
  const state = yield* Effect.sync(() => randomBytes(32).toString("base64url"))
  const url = new URL("/oauth/v2/auth", hosts.accountsUrl)
  const parameters = {
    response_type: "code",
    client_id: Redacted.value(settings.credentials.clientId),
    scope: scopes.join(","),
    redirect_uri: redirectUri,
    access_type: "offline",
    // A second consent gives no new refresh token without it.
    prompt: "consent",
    state
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)

  let used = false
  const authorization: Authorization = {
    url: Redacted.make(url.href),
    redirectUri,
    receive: Effect.fnUntraced(function* (query) {
      if (
        !isSame(
          Option.getOrElse(single(query, "state"), () => ""),
          state
        )
      ) {
        return yield* fail(new AuthError.StateMismatch())
      }
      if (used) return yield* fail(new AuthError.CallbackReused())
      used = true
      const other = foreign(hosts, query)
      if (Option.isSome(other)) return yield* fail(other.value)
      if (query.has("error")) return yield* fail(refusal(query.get("error") ?? ""))
      const code = single(query, "code")
      if (Option.isNone(code)) return yield* fail(new AuthError.UnexpectedCallback())
      return {
        code: Redacted.make(code.value),
        location: Option.map(single(query, "location"), shown),
        accountsServer: hosts.accountsUrl
      }
    })
  }
  return authorization
})
