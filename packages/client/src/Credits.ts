/** API credits of an organisation over a rolling 24 hours: what was spent, what is left, and a guard that stops in time. */
import type { Spent } from "@effect-zoho/auth/CreditStore"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { CreditsGuarded } from "./ApiError.ts"
import type { Edition } from "./Concurrency.ts"

const plans: {
  readonly [edition in Edition]: { readonly base: number; readonly perUser: number; readonly cap: number }
} = {
  free: { base: 5000, perUser: 0, cap: 5000 },
  standard: { base: 50_000, perUser: 250, cap: 100_000 },
  professional: { base: 50_000, perUser: 500, cap: 3_000_000 },
  enterprise: { base: 50_000, perUser: 1000, cap: 5_000_000 },
  ultimate: { base: 50_000, perUser: 2000, cap: Number.POSITIVE_INFINITY }
}

/** Credits of 24 hours by edition and user licences, without add-ons. Source: API limits page, v8. */
export const daily = (edition: Edition, users: number): number => {
  const { base, cap, perUser } = plans[edition]
  return Math.min(cap, base + perUser * users)
}

/** What calls cost, where it is not 1. Source: API limits page, v8. */
export const cost = {
  /** Insert, update, upsert: 1 for 10 rows, begun tens count. */
  write: (rows: number): number => Math.ceil(rows / 10),
  /** A COQL query, by its LIMIT. */
  coql: (limit: number): number => (limit <= 200 ? 1 : limit <= 1000 ? 2 : 3),
  /** A bulk read job, which gives up to 200,000 rows. */
  bulkRead: 50,
  /** A bulk write job, which takes up to 25,000 rows a file. */
  bulkWrite: 500,
  /** A file for the upload host. */
  upload: 1,
  /** Mass update of up to 500 records by their ids: the table names no price of its own. */
  massUpdate: 1,
  /** Mass delete: 1 for 100 rows. */
  massDelete: (rows: number): number => Math.ceil(rows / 100),
  /** Tags on many records: 1 for 50. */
  tags: (rows: number): number => Math.ceil(rows / 50),
  deletedRecords: 2,
  relatedCount: 2,
  convertLead: 5,
  massConvert: 200,
  merge: 50,
  sendMail: 20
} as const

/** What is known at a moment. */
export interface State {
  /** Spent in the last 24 hours by this process, or by the whole organisation once Zoho has told what is left. */
  readonly used: number
  /** Credits of 24 hours, where they are known. */
  readonly limit: Option.Option<number>
  /** What Zoho said last, less what was spent since; it says so from half of the day's credits on. */
  readonly remaining: Option.Option<number>
}

/** What something would cost, held against what there is. */
export interface Forecast {
  readonly credits: number
  /** What may be spent before the guard or Zoho refuses; none while neither is known. */
  readonly left: Option.Option<number>
  /** False only where it is known that it will not do. */
  readonly fits: boolean
  /**
   * Epoch milliseconds: when enough of what this process spent will have come back. None where it fits now, and where
   * that alone will not do: others spent it, or it is more than a day has.
   */
  readonly fitsAt: Option.Option<number>
}

/** Other processes of the same organisation: told what this one spent in 24 hours, gives back what they did. */
export interface Others {
  readonly exchange: (spent: ReadonlyArray<Spent>) => Effect.Effect<number>
}

export class Credits extends Context.Service<
  Credits,
  {
    /** Counts a call that is about to be sent; fails, and counts nothing, where the guard forbids it. */
    readonly spend: (credits: number) => Effect.Effect<void, CreditsGuarded>
    /** Takes over what the header of an answer says is left. */
    readonly observe: (remaining: number) => Effect.Effect<void>
    readonly state: Effect.Effect<State>
    /** Whether what is about to be done, by its plan, is likely to be paid for; spends nothing. */
    readonly forecast: (credits: number) => Effect.Effect<Forecast>
    /** The credits of 24 hours, once they are known: the guard's share is a share of them. */
    readonly learn: (limit: number) => Effect.Effect<void>
    /** From now on counts what other processes spend too: asked at most once a second, and when the layer ends. */
    readonly join: (others: Others) => Effect.Effect<void>
  }
>()("@effect-zoho/client/Credits") {}

export interface Options {
  /** Credits of 24 hours: `daily(edition, users)` and any add-on. Until it is known (`learn`) the guard has nothing to hold on to. */
  readonly limit?: number
  /** The share of the limit at which calls are refused: 1, none before Zoho refuses them itself. */
  readonly stopAt?: number
}

const day = 86_400_000
const minute = 60_000

/** How long what other processes spent is taken to be what it was: milliseconds. */
const stale = 1000

/** A budget of one organisation. Spending is counted by the minute: at most 1,441 numbers, each step constant time. */
export const layerWith = (options: Options): Layer.Layer<Credits> => Layer.effect(Credits, make(options))

const make = (options: Options) =>
  Effect.gen(function* () {
    let buckets: Array<{ readonly minute: number; credits: number }> = []
    let head = 0
    let own = 0
    /** What others of the organisation had spent when Zoho last told what is left. */
    let others = 0
    let told: number | undefined
    let { limit } = options

    const expire = (now: number): void => {
      const oldest = Math.floor((now - day) / minute)
      for (let first = buckets[head]; first !== undefined && first.minute <= oldest; first = buckets[head]) {
        own -= first.credits
        head++
      }
      if (head > 1441) {
        buckets = buckets.slice(head)
        head = 0
      }
    }
    const count = (credits: number, now: number): void => {
      const at = Math.floor(now / minute)
      const last = head < buckets.length ? buckets.at(-1) : undefined
      if (last !== undefined && last.minute === at) last.credits += credits
      else buckets.push({ minute: at, credits })
      own += credits
      if (told !== undefined) told = Math.max(0, told - credits)
    }
    let joined: Others | undefined
    let exchangedAt = Number.NEGATIVE_INFINITY
    /** What the other processes of this machine spent; Zoho's word, where there is one, has it too. */
    let peers = 0
    const usedNow = () => own + Math.max(others, peers)

    const exchange = (now: number): Effect.Effect<void> => {
      if (joined === undefined || now - exchangedAt < stale) return Effect.void
      // Before it is done: calls made meanwhile do not ask again.
      exchangedAt = now
      return Effect.map(joined.exchange(buckets.slice(head)), (spent) => {
        peers = spent
      })
    }
    yield* Effect.addFinalizer(() => {
      exchangedAt = Number.NEGATIVE_INFINITY
      return exchange(0)
    })

    const allowedNow = () => (limit === undefined ? undefined : Math.floor(limit * (options.stopAt ?? 1)))

    return Credits.of({
      spend: (credits) =>
        Effect.flatMap(Clock.currentTimeMillis, (now) => {
          expire(now)
          const charge = (): Effect.Effect<void, CreditsGuarded> => {
            const used = usedNow()
            const allowed = allowedNow()
            if (allowed !== undefined && used + credits > allowed)
              return Effect.fail(new CreditsGuarded({ needed: credits, used, allowed }))
            if (credits > 0) count(credits, now)
            return Effect.void
          }
          return joined === undefined ? charge() : Effect.andThen(exchange(now), Effect.suspend(charge))
        }),
      observe: (remaining) =>
        Effect.map(Clock.currentTimeMillis, (now) => {
          expire(now)
          told = remaining
          if (limit !== undefined) others = Math.max(0, limit - remaining - own)
        }),
      state: Effect.map(Clock.currentTimeMillis, (now) => {
        expire(now)
        return {
          used: usedNow(),
          limit: Option.fromUndefinedOr(limit),
          remaining: Option.fromUndefinedOr(told)
        }
      }),
      forecast: (credits) =>
        Effect.map(Clock.currentTimeMillis, (now) => {
          expire(now)
          const allowed = allowedNow()
          const bounds = [told, allowed === undefined ? undefined : Math.max(0, allowed - usedNow())]
          const left = Math.min(...bounds.map((it) => it ?? Number.POSITIVE_INFINITY))
          let missing = credits - left
          let fitsAt: number | undefined
          for (let at = head; missing > 0 && at < buckets.length; at++) {
            const bucket = buckets[at]
            if (bucket === undefined) break
            missing -= bucket.credits
            if (missing <= 0) fitsAt = bucket.minute * minute + day
          }
          return {
            credits,
            left: Number.isFinite(left) ? Option.some(left) : Option.none(),
            fits: credits <= left,
            fitsAt: Option.fromUndefinedOr(fitsAt)
          }
        }),
      learn: (known) =>
        Effect.sync(() => {
          limit = known
          if (told !== undefined) others = Math.max(0, known - told - own)
        }),
      join: (given) =>
        Effect.sync(() => {
          joined = given
        })
    })
  })

/** Counts, and refuses nothing. */
export const layer: Layer.Layer<Credits> = layerWith({})
