/** How far a long run is: one line that is rewritten on a terminal, a plain line now and then elsewhere. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Output from "./Output.ts"

export interface Progress {
  /** So many rows more are done. */
  readonly add: (rows: number) => Effect.Effect<void>
  /** Ends the line. */
  readonly end: Effect.Effect<void>
}

/** Milliseconds between two lines. */
const pace = { terminal: 200, plain: 10_000 } as const

const time = (seconds: number): string =>
  seconds < 90
    ? `${Math.ceil(seconds)} s`
    : seconds < 5400
      ? `${Math.ceil(seconds / 60)} min`
      : `${(seconds / 3600).toFixed(1)} h`

/** `12,300 of 50,000 rows, 410 rows/s, 1,230 credits, 92 s left`. */
export const text = (state: {
  readonly rows: number
  readonly total: number | undefined
  readonly seconds: number
  readonly credits: number
}): string => {
  const rate = state.seconds > 0 ? state.rows / state.seconds : 0
  const grouped = (value: number) => Math.round(value).toLocaleString("en-US")
  return [
    state.total === undefined
      ? `${grouped(state.rows)} rows`
      : `${grouped(state.rows)} of ${grouped(state.total)} rows`,
    `${grouped(rate)} rows/s`,
    `${grouped(state.credits)} credits`,
    ...(state.total === undefined || rate === 0 ? [] : [`${time(Math.max(0, state.total - state.rows) / rate)} left`])
  ].join(", ")
}

/** Follows a run of `total` rows; `credits` says what it has cost so far. */
export const make = Effect.fnUntraced(function* (options: {
  readonly total: number | undefined
  readonly credits: Effect.Effect<number>
}): Effect.fn.Return<Progress, never, Output.Output> {
  const output = yield* Output.Output
  const startedAt = yield* Clock.currentTimeMillis
  const every = output.isTerminal ? pace.terminal : pace.plain
  let rows = 0
  let shownAt = startedAt
  const show = Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    const credits = yield* options.credits
    yield* output.status(text({ rows, total: options.total, seconds: (now - startedAt) / 1000, credits }))
  })
  return {
    add: (more) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => {
        rows += more
        if (now - shownAt < every) return Effect.void
        shownAt = now
        return show
      }),
    end: Effect.suspend(() => (output.isTerminal ? Effect.andThen(show, output.line("")) : Effect.void))
  }
})
