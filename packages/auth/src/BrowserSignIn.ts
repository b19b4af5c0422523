/** Sign-in through a browser on this machine: consent at Zoho, a callback to a loopback address, tokens. */
import type * as Settings from "@effect-zoho/config/Settings"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as AuthError from "./AuthError.ts"
import * as Authorization from "./Authorization.ts"
import * as OAuth from "./OAuth.ts"
import { fail } from "./TokenEndpoint.ts"

/** What a browser is shown at the end. */
export interface Page {
  readonly kind: "success" | "problem"
  readonly title: string
  /** Sentences, each a paragraph. */
  readonly text: ReadonlyArray<string>
  /** A problem's tag, for whoever has to name it. */
  readonly reason?: string
  /** What a person can do about it. */
  readonly remedy?: string
}

/** A browser that came back and waits for its page. */
export interface Visit {
  readonly query: URLSearchParams
  readonly answer: (page: Page) => Effect.Effect<void>
}

/** An open way back. */
export interface Listener {
  /** Where the browser comes back to: `http://127.0.0.1:49152/callback`. */
  readonly redirectUri: string
  /** An address on this machine that leads to `url`: short, unguessable, and without the client id and `state`. */
  readonly offer: (url: Redacted.Redacted) => Effect.Effect<string>
  /** The next browser that comes back. */
  readonly visit: Effect.Effect<Visit>
}

/** Opens a way back for a browser of this machine, for as long as the scope lasts. The platform provides it. */
export class Loopback extends Context.Service<
  Loopback,
  {
    /** Port 0 takes a free one. Nobody outside this machine can reach it. */
    readonly listen: (port: number) => Effect.Effect<Listener, AuthError.AuthError, Scope.Scope>
  }
>()("@effect-zoho/auth/BrowserSignIn/Loopback") {}

export interface Options<A, E, R, E2, R2> {
  readonly settings: Pick<Settings.Values, "hosts" | "credentials">
  readonly scopes: ReadonlyArray<string>
  /** Of the way back; 0 takes a free one. */
  readonly port: number
  /** How long the user may take. */
  readonly timeout: Duration.Input
  /** Opens the address in a browser, or shows it to a person. */
  readonly announce: (address: string, redirectUri: string) => Effect.Effect<void, E2, R2>
  /** What becomes of the tokens: they are lost when it fails. Runs to its end once begun. */
  readonly complete: (grant: OAuth.Grant, callback: Authorization.Callback) => Effect.Effect<A, E, R>
  /** What the browser is shown: after success, after a failure, and when a defect stopped the sign-in. */
  readonly pages: {
    readonly success: (value: NoInfer<A>) => Page
    readonly failure: (error: NoInfer<E> | AuthError.AuthError) => Page
    readonly stopped: Page
  }
}

/**
 * Signs a user in. The browser gets its page when everything is done, so that success means success. A callback with a
 * wrong `state` ends the sign-in; what comes after the first callback is told so and changes nothing.
 */
export const run = Effect.fn("BrowserSignIn.run")(function* <A, E, R, E2, R2>(options: Options<A, E, R, E2, R2>) {
  const { pages, settings } = options
  const { credentials, hosts } = settings
  const oauth = yield* OAuth.OAuth
  const listener = yield* Effect.flatMap(Loopback, (it) => it.listen(options.port))
  const { redirectUri } = listener
  const authorization = yield* Authorization.make({ settings, scopes: options.scopes, redirectUri })
  yield* options.announce(yield* listener.offer(authorization.url), redirectUri)

  const pageOf = (exit: Exit.Exit<A, E | AuthError.AuthError>): Page =>
    Exit.match(exit, {
      onSuccess: pages.success,
      onFailure: (cause) => {
        const error = cause.reasons.find((it) => it._tag === "Fail")
        return error === undefined ? pages.stopped : pages.failure(error.error)
      }
    })

  const visit = yield* listener.visit.pipe(
    Effect.timeoutOrElse({
      duration: options.timeout,
      orElse: () =>
        Effect.fail(
          fail(new AuthError.SignInTimeout({ waitedMillis: Duration.toMillis(options.timeout), redirectUri }))
        )
    })
  )
  yield* listener.visit.pipe(
    Effect.flatMap((late) =>
      authorization
        .receive(late.query)
        .pipe(Effect.match({ onFailure: pages.failure, onSuccess: () => pages.stopped }), Effect.flatMap(late.answer))
    ),
    Effect.forever,
    Effect.forkScoped
  )
  // Once the code is spent, what came for it must be kept, and both the browser and the caller must know.
  return yield* Effect.uninterruptible(
    authorization.receive(visit.query).pipe(
      Effect.flatMap((callback) =>
        oauth
          .exchangeCode({ hosts, credentials, code: callback.code, redirectUri })
          .pipe(Effect.flatMap((grant) => options.complete(grant, callback)))
      ),
      Effect.onExit((exit) => visit.answer(pageOf(exit)))
    )
  )
}, Effect.scoped)
