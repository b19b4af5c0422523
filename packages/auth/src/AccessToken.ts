/** The token policy: one fresh access token per identity, refreshed once however many ask. */
import * as Settings from "@effect-zoho/config/Settings"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Cause from "effect/Cause"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import type * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as AuthError from "./AuthError.ts"
import * as OAuth from "./OAuth.ts"
import * as Token from "./Token.ts"
import type { Entry } from "./Token.ts"
import * as TokenStore from "./TokenStore.ts"
import * as Wait from "./Wait.ts"

export class AccessToken extends Context.Service<
  AccessToken,
  {
    /** A token that is fresh now; touches no store and no network while the one in memory is fresh. */
    readonly get: Effect.Effect<Entry, AuthError.AuthError>
    /** Says that Zoho refused this token. The next `get` refreshes, unless another fiber or process already did. */
    readonly invalidate: (used: Entry) => Effect.Effect<void>
  }
>()("@effect-zoho/auth/AccessToken") {}

/**
 * When the caller gives up, in epoch milliseconds; `undefined` for never. Where the accounts server's throttle lasts
 * longer, `get` fails at once with `TooManyTokenRequests` and the time that is left, while others go on waiting.
 */
export const Deadline = Context.Reference<number | undefined>("@effect-zoho/auth/AccessToken/Deadline", {
  defaultValue: () => undefined
})

/** Tells everything inside that its caller gives up after this long; an earlier deadline stays. Ends nothing itself. */
export const within =
  (duration: Duration.Input) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.gen(function* () {
      const at = (yield* Clock.currentTimeMillis) + Duration.toMillis(duration)
      const before = yield* Deadline
      return yield* Effect.provideService(effect, Deadline, before === undefined ? at : Math.min(before, at))
    })

/** How eager and how patient the policy is. */
export interface Options {
  /** A token this close to its end is not given out: 60 seconds, at most a quarter of its life. */
  readonly margin?: Duration.Input
  /** By how much, at random, this process lets its margin shrink, so that processes do not refresh in step: 20 seconds. */
  readonly jitter?: Duration.Input
  /** How long the right to refresh lasts: 45 seconds. Longer than the timeout of one token request. */
  readonly leaseTtl?: Duration.Input
  /** How often a waiting process looks for the holder's token: 100 milliseconds. */
  readonly poll?: Duration.Input
  /** How long to wait for other processes in all before `LeaseTimeout`: twice the lease. */
  readonly patience?: Duration.Input
  /**
   * The longest throttle of the accounts server that is waited out, once: 15 minutes, which covers the whole window. A
   * longer one, or a second one right after it, is `TooManyTokenRequests`.
   */
  readonly maxWait?: Duration.Input
  /** For how long a failed refresh answers those who ask next, so that a loop of calls is no storm: 1 second. */
  readonly failureTtl?: Duration.Input
}

const millis = (input: Duration.Input | undefined, otherwise: number): number =>
  input === undefined ? otherwise : Duration.toMillis(input)

/** How often a process that waits out a throttle looks for a token that another one got. */
const lookAgain = 5_000

/** One load for all who ask meanwhile, and whether it is being throttled. */
interface Pending {
  readonly done: Deferred.Deferred<Entry, AuthError.AuthError>
  readonly throttled: Deferred.Deferred<Throttle>
}

interface Throttle {
  readonly reason: AuthError.TooManyTokenRequests
  /** Epoch milliseconds. */
  readonly until: number
}

/** The throttle as an error that says how much of it is left now. */
const remaining = ({ reason, until }: Throttle, now: number) =>
  new AuthError.AuthError({
    reason: new AuthError.TooManyTokenRequests({
      code: reason.code,
      httpStatus: reason.httpStatus,
      waitMillis: Math.max(0, until - now)
    })
  })

type Need = TokenStore.TokenStore | OAuth.OAuth | Settings.Settings

/** A refresh token, and its fingerprint once somebody asks. */
const named = (token: Redacted.Redacted) => {
  let known: string | undefined
  return { token, fingerprint: () => (known ??= Token.fingerprint(token)) }
}

/** The policy with other times than the usual. */
export const layerWith = (options: Options): Layer.Layer<AccessToken, never, Need> =>
  Layer.effect(
    AccessToken,
    Effect.gen(function* () {
      const settings = yield* Settings.Settings
      const store = yield* TokenStore.TokenStore
      const oauth = yield* OAuth.OAuth
      const scope = yield* Effect.scope

      const key = Token.makeKey(settings)
      const leaseTtl = millis(options.leaseTtl, 45_000)
      const poll = millis(options.poll, 100)
      const patience = millis(options.patience, 2 * leaseTtl)
      const failureTtl = millis(options.failureTtl, 1000)
      const maxWait = millis(options.maxWait, 900_000)
      const margin = Math.max(
        0,
        millis(options.margin, 60_000) - Math.round((yield* Random.next) * millis(options.jitter, 20_000))
      )
      const configured = Option.map(settings.credentials.refreshToken, named)

      // What this process knows. Only synchronous code touches it, so no lock is needed.
      let current: Entry | undefined
      let pending: Pending | undefined
      /** The accounts server's last throttle: nothing is asked of it before this one is over. */
      let throttle: Throttle | undefined
      let failed: { readonly error: AuthError.AuthError; readonly until: number } | undefined
      /** Tokens Zoho refused; they may still lie in the store. A few are enough: late 401s name recent tokens. */
      let refused: ReadonlyArray<Entry> = []

      const isFresh = (entry: Entry, now: number): boolean =>
        now < entry.expiresAt - Math.min(margin, (entry.expiresAt - entry.issuedAt) / 4)

      const isRefused = (entry: Entry): boolean => refused.some((it) => Token.same(it, entry))

      /** Good for a call of this identity now: fresh, not refused, from our refresh token, for our host. */
      const isUsable = (entry: Entry, now: number): boolean =>
        isFresh(entry, now) &&
        entry.apiDomain === settings.hosts.apiUrl &&
        !isRefused(entry) &&
        Option.match(configured, {
          onNone: () => true,
          onSome: ({ fingerprint }) => fingerprint() === entry.refreshFingerprint
        })

      const stored = Effect.mapError(store.get(key), AuthError.fromStore)

      const usable = Effect.gen(function* () {
        const entry = yield* stored
        const now = yield* Clock.currentTimeMillis
        return Option.filter(entry, (it) => isUsable(it, now))
      })

      /** The refresh token to use: the configured one, else the one a sign-in left in the store. */
      const refreshToken = (entry: Option.Option<Entry>) =>
        Option.orElse(configured, () =>
          Option.flatMap(entry, (it) => Option.map(Option.fromUndefinedOr(it.refreshToken), named))
        )

      /** One request to the token endpoint, its answer written under the lease. */
      const refresh = Effect.fn("AccessToken.refresh")(function* (fence: number) {
        yield* Effect.annotateCurrentSpan({ "zoho.token.key": key, "zoho.token.fence": fence })
        const before = yield* stored
        const now = yield* Clock.currentTimeMillis
        // Somebody may have written between our look and our lease.
        if (Option.isSome(before) && isUsable(before.value, now)) return before.value
        const using = refreshToken(before)
        if (Option.isNone(using)) {
          return yield* new AuthError.AuthError({ reason: new AuthError.NoRefreshToken({ key }) })
        }
        if (throttle !== undefined && now < throttle.until) return yield* remaining(throttle, now)
        // Once Zoho has answered, the token is kept whatever happens to those who asked: 10 in 10 minutes are few.
        return yield* Effect.uninterruptibleMask((restore) =>
          Effect.gen(function* () {
            const grant = yield* restore(
              oauth.refresh({
                hosts: settings.hosts,
                credentials: settings.credentials,
                refreshToken: using.value.token
              })
            ).pipe(
              Effect.tapError(({ reason }) =>
                Effect.map(Clock.currentTimeMillis, (at) => {
                  if (reason._tag === "TooManyTokenRequests") throttle = { reason, until: at + reason.waitMillis }
                })
              )
            )
            const issuedAt = yield* Clock.currentTimeMillis
            const signedIn = Option.isNone(configured)
            const entry: Entry = {
              accessToken: grant.accessToken,
              apiDomain: grant.apiDomain,
              issuedAt,
              expiresAt: issuedAt + grant.lifetimeMillis,
              refreshFingerprint: using.value.fingerprint(),
              // A sign-in's refresh token lives only in the store: writing the new access token must not lose it.
              ...(signedIn ? { refreshToken: using.value.token } : {}),
              ...Option.match(grant.scopes, { onNone: () => ({}), onSome: (scopes) => ({ scopes }) }),
              ...Token.history(before, using.value.fingerprint())
            }
            return yield* keep(entry, fence)
          })
        )
      })

      /** Writes the token for the other processes. It is good even when it cannot be written. */
      const keep = (entry: Entry, fence: number): Effect.Effect<Entry> =>
        store.set(key, entry, fence).pipe(
          Effect.as(entry),
          Effect.catchTag("StaleLease", () =>
            // We were too slow and another holder took over: its token counts, ours only until it is there.
            Effect.logDebug(`The lease on ${key} was taken over while this process refreshed.`).pipe(
              Effect.andThen(Effect.option(usable)),
              Effect.map((winner) => Option.getOrElse(Option.flatten(winner), () => entry))
            )
          ),
          Effect.catchTag("TokenStoreError", (error) =>
            Effect.as(
              Effect.logWarning(`A new access token could not be stored for other processes. ${error.message}`),
              entry
            )
          )
        )

      const release = (lease: TokenStore.Acquired | TokenStore.Held) =>
        lease._tag === "Held"
          ? Effect.void
          : store
              .release(key, lease.fence)
              .pipe(
                Effect.catch((error) =>
                  Effect.logWarning(`A lease could not be released and ends by itself. ${error.message}`)
                )
              )

      /** The stored token, or a new one made under the lease; waits while another process holds it. */
      const load = Effect.fn("AccessToken.load")(function* (shared: Pending) {
        yield* Effect.annotateCurrentSpan({ "zoho.token.key": key })
        const start = yield* Clock.currentTimeMillis
        let found = yield* usable
        let patientSince = start
        let waitedOut = false
        while (Option.isNone(found)) {
          const attempt = Effect.acquireUseRelease(
            Effect.mapError(store.acquire(key, Duration.millis(leaseTtl)), AuthError.fromStore),
            (lease) =>
              lease._tag === "Acquired" ? Effect.map(refresh(lease.fence), Option.some) : waitFor(lease, patientSince),
            release
          )
          if (waitedOut) {
            found = yield* attempt
            continue
          }
          // Without the lease: the others may look for themselves, and a token of theirs is as good.
          const outcome = yield* Effect.result(attempt)
          if (Result.isSuccess(outcome)) {
            found = outcome.success
            continue
          }
          found = yield* waitOut(outcome.failure, shared)
          waitedOut = true
          patientSince = yield* Clock.currentTimeMillis
        }
        const waitedMillis = (yield* Clock.currentTimeMillis) - start
        yield* Effect.annotateCurrentSpan({
          "zoho.token.expires_at": found.value.expiresAt,
          "zoho.token.waited_ms": waitedMillis
        })
        return found.value
      })

      /** Waits until the throttle is over, or until another process has a token; other errors stay as they are. */
      const waitOut = Effect.fn("AccessToken.waitOut")(function* (error: AuthError.AuthError, shared: Pending) {
        const started = yield* Clock.currentTimeMillis
        if (error.reason._tag !== "TooManyTokenRequests" || throttle === undefined) return yield* error
        const { until } = throttle
        if (until - started > maxWait) return yield* error
        yield* Effect.annotateCurrentSpan({ "zoho.wait.reason": "too many token requests", "zoho.wait.until": until })
        yield* Deferred.succeed(shared.throttled, throttle)
        yield* Wait.begin({ limit: "token-throttle", operation: "AccessToken.get", until, because: error.reason._tag })
        for (let now = started; now < until; now = yield* Clock.currentTimeMillis) {
          yield* Effect.sleep(Math.min(lookAgain, until - now))
          const found = yield* usable
          if (Option.isSome(found)) return found
        }
        return Option.none<Entry>()
      })

      /** One look later: the holder's token when it is there, none when it is time to try for the lease again. */
      const waitFor = Effect.fn("AccessToken.wait")(function* (lease: TokenStore.Held, start: number) {
        const now = yield* Clock.currentTimeMillis
        const waitedMillis = now - start
        yield* Effect.annotateCurrentSpan({
          "zoho.wait.reason": "another process refreshes this token",
          "zoho.wait.until": lease.until,
          "zoho.wait.waited_ms": waitedMillis
        })
        if (waitedMillis >= patience) {
          return yield* new AuthError.AuthError({ reason: new AuthError.LeaseTimeout({ key, waitedMillis }) })
        }
        // The lease may end before `until`, released or written: looking often costs little, waiting long does.
        yield* Effect.sleep(Math.max(1, Math.min(poll, patience - waitedMillis)))
        return yield* usable
      })

      const settle = (exit: Exit.Exit<Entry, AuthError.AuthError>, now: number) => {
        pending = undefined
        if (Exit.isSuccess(exit)) {
          current = isRefused(exit.value) ? undefined : exit.value
          failed = undefined
          return
        }
        const error = Cause.findErrorOption(exit.cause)
        if (Option.isSome(error)) failed = { error: error.value, until: now + failureTtl }
      }

      /**
       * One load for all who ask meanwhile. It runs in the layer's scope, not in the asking fiber: a caller that gives
       * up must neither waste a refresh nor take it from the others.
       */
      const begin = Effect.uninterruptibleMask((restore) =>
        Effect.suspend(() => {
          const shared: Pending = { done: Deferred.makeUnsafe(), throttled: Deferred.makeUnsafe() }
          pending = shared
          return load(shared).pipe(
            Effect.onExit((exit) =>
              Effect.flatMap(Clock.currentTimeMillis, (now) => {
                settle(exit, now)
                return Deferred.done(shared.done, exit)
              })
            ),
            Effect.forkIn(scope),
            Effect.andThen(restore(join(shared)))
          )
        })
      )

      /** The outcome of a load; a caller whose deadline is before the end of a throttle does not wait for it. */
      const join = (shared: Pending): Effect.Effect<Entry, AuthError.AuthError> =>
        Effect.flatMap(Deadline, (deadline) => {
          const done = Deferred.await(shared.done)
          if (deadline === undefined) return done
          const tooLate = Effect.gen(function* () {
            const throttle = yield* Deferred.await(shared.throttled)
            if (throttle.until <= deadline) return yield* Effect.never
            return yield* remaining(throttle, yield* Clock.currentTimeMillis)
          })
          return Effect.raceFirst(done, tooLate)
        })

      return AccessToken.of({
        get: Clock.clockWith((clock) => {
          const now = clock.currentTimeMillisUnsafe()
          if (current !== undefined && isFresh(current, now)) return Effect.succeed(current)
          if (pending !== undefined) return join(pending)
          if (failed !== undefined && now < failed.until) return Effect.fail(failed.error)
          return begin
        }),
        invalidate: (used) =>
          Effect.sync(() => {
            // Compared by value: a late 401 for an older token must not throw the newer one away.
            if (current !== undefined && Token.same(current, used)) current = undefined
            if (!isRefused(used)) refused = [...refused.slice(-7), used]
          })
      })
    })
  )

/** One fresh token per identity: memory first, then the store, then one refresh under the store's lease. */
export const layer: Layer.Layer<AccessToken, never, Need> = layerWith({})
