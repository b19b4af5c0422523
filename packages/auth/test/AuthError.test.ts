import * as AuthError from "@effect-zoho/auth/AuthError"
import { TokenStoreError, WrongTokenKey } from "@effect-zoho/auth/TokenStore"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"

const said = { code: "some_code", httpStatus: 200 }

const reasons: ReadonlyArray<readonly [AuthError.AuthError["reason"], AuthError.Retry, RegExp]> = [
  [new AuthError.InvalidClient(said), "never", /CLIENT_ID.*ACCOUNTS_URL/u],
  [new AuthError.InvalidClientSecret(said), "never", /CLIENT_SECRET/u],
  [new AuthError.InvalidGrant({ ...said, grant: "refresh_token" }), "never", /revoked.*exchange-grant/u],
  [new AuthError.InvalidGrant({ ...said, grant: "device_token" }), "never", /sign in again/u],
  [new AuthError.CodeExpired(said), "never", /has expired.*generate a new one/u],
  [new AuthError.CodeReused(said), "never", /used already.*generate a new one/u],
  [new AuthError.InvalidRedirectUri(said), "never", /redirect URI/u],
  [new AuthError.TooManyTokenRequests({ ...said, waitMillis: 90_000 }), "safe", /Wait up to 2 minutes/u],
  [new AuthError.AccessDenied(said), "never", /accept the requested scopes/u],
  [new AuthError.TokenRefused(said), "never", /"some_code"/u],
  [
    new AuthError.UnexpectedTokenResponse({ httpStatus: 200, contentType: "text/html", problem: "html" }),
    "safe",
    /proxy/u
  ],
  [
    new AuthError.AccountsUnreachable({ problem: "timeout", host: "https://accounts.zoho.eu" }),
    "safe",
    /HTTPS_PROXY.*accounts\.zoho\.eu/u
  ],
  [
    new AuthError.UntrustedApiDomain({ apiDomain: "https://www.zohoapis.com", expected: "https://www.zohoapis.eu" }),
    "never",
    /zohoapis\.com, but .*zohoapis\.eu/u
  ],
  [new WrongTokenKey({ store: "file:data/tokens", found: "another-key" }), "never", /the key that wrote them/u],
  [new AuthError.NoRefreshToken({ key: "eu/production/1000.X/signed-in" }), "never", /exchange-grant/u],
  [new AuthError.StateMismatch(), "never", /start again/u],
  [new AuthError.CallbackReused(), "never", /one use/u],
  [new AuthError.UnexpectedCallback(), "never", /again/u],
  [
    new AuthError.WrongDataCenter({
      location: "eu",
      accountsServer: "https://accounts.zoho.eu",
      expected: "https://accounts.zoho.com"
    }),
    "never",
    /ACCOUNTS_URL to https:\/\/accounts\.zoho\.eu/u
  ],
  [
    new AuthError.SignInTimeout({ waitedMillis: 300_000, redirectUri: "http://127.0.0.1:8765/callback" }),
    "never",
    /register http:\/\/127\.0\.0\.1:8765\/callback.*--device/u
  ],
  [new AuthError.CallbackUnavailable({ port: 8765, code: "EADDRINUSE" }), "safe", /8765.*leave --port out/u],
  [new AuthError.CallbackUnavailable({ port: 80, code: "EACCES" }), "safe", /another port than 80/u],
  [new AuthError.DeviceCodeExpired(), "never", /new code/u],
  [new AuthError.NoOfflineAccess(), "never", /sign in again/u],
  [
    new AuthError.StoreFailed({
      cause: new TokenStoreError({
        store: "file:data/tokens",
        operation: "set",
        problem: "full.",
        remedy: "Free some."
      })
    }),
    "safe",
    /Free some/u
  ],
  [new AuthError.LeaseTimeout({ key: "eu/production/1000.X/signed-in", waitedMillis: 90_000 }), "safe", /hung one/u]
]

describe("AuthError", () => {
  it.effect.each(reasons)("%s says whether to try again and what to do", ([reason, retry, remedy]) =>
    Effect.gen(function* () {
      assert.strictEqual(reason.retry, retry)
      assert.match(reason.remedy, remedy)
      const error = new AuthError.AuthError({ reason })
      assert.strictEqual(error.message, `Sign-in failed: ${reason._tag}. ${reason.remedy}`)
      const caught = yield* Effect.fail(error).pipe(
        Effect.catchReason(
          "AuthError",
          reason._tag,
          (it) => Effect.succeed(it._tag),
          () => Effect.succeed("another")
        )
      )
      assert.strictEqual(caught, reason._tag)
    })
  )

  it("every reason is in the table", () => {
    const union = AuthError.AuthError.fields.reason.members.map((it) => it.identifier)
    assert.sameMembers([...new Set(reasons.map(([it]) => it._tag))], union)
  })
})
