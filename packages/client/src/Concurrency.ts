/** How many calls of an organisation are under way at once: Zoho's lane for all, and its narrower one for heavy calls. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Lane from "./internal/Lane.ts"
import * as Wait from "./Wait.ts"

/** Zoho's editions, by what they allow. */
export type Edition = "free" | "standard" | "professional" | "enterprise" | "ultimate"

/** Calls at the same time for an organisation and client, by edition. Source: API limits page, v8. */
export const byEdition: { readonly [edition in Edition]: number } = {
  free: 5,
  standard: 10,
  professional: 15,
  enterprise: 20,
  ultimate: 25
}

/** Heavy calls at the same time, the same for every edition; each counts in the lane for all too. */
export const heavyLimit = 10

/** Who goes first where calls wait: a person before a batch. Batch writers set it for their own calls. */
export const Priority: Context.Reference<Lane.Priority> = Context.Reference<Lane.Priority>(
  "@effect-zoho/client/Concurrency/Priority",
  {
    defaultValue: () => "interactive"
  }
)

/** What a call takes of the lanes. */
export interface Weight {
  /** COQL, search, lists with `cvid` or sorted by another field than the id, convert, writes of more than 10 rows. */
  readonly heavy?: boolean
  /** Places in the lane: 1; a composite call takes 5. */
  readonly units?: number
}

/** One lane as it stands. */
export interface State {
  /** Lower than what it began with while Zoho refuses. */
  readonly limit: number
  readonly running: number
  readonly waiting: number
}

export class Concurrency extends Context.Service<
  Concurrency,
  {
    /** Runs a call when its lanes have room; waits in line until then. */
    readonly run: <A, E, R>(operation: string, weight: Weight, call: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
    /**
     * Zoho refused a call for too many at the same time: the lane becomes narrower, once for all that were under way with
     * it. `began` is what `epoch` said when the call was sent.
     */
    readonly refused: (weight: Weight, began: number) => Effect.Effect<void>
    /** Zoho took a call: after enough of them a narrowed lane becomes wider again by one. */
    readonly taken: (weight: Weight) => Effect.Effect<void>
    /** How often a lane was narrowed. */
    readonly epoch: Effect.Effect<number>
    readonly state: Effect.Effect<{ readonly all: State; readonly heavy: State }>
  }
>()("@effect-zoho/client/Concurrency") {}

export interface Options {
  /** Calls at the same time: 10, which every paid edition allows; see `byEdition`. */
  readonly limit?: number
  /** Heavy calls at the same time: 10. */
  readonly heavy?: number
}

const stateOf = (lane: Lane.Lane): State => ({ limit: lane.limit(), running: lane.running(), waiting: lane.waiting() })

/** Lanes of this width. */
export const layerWith = (options: Options): Layer.Layer<Concurrency> =>
  Layer.sync(Concurrency, () => {
    const limits = { all: Math.max(1, options.limit ?? 10), heavy: Math.max(1, options.heavy ?? heavyLimit) }
    const lanes = { all: Lane.make(limits.all), heavy: Lane.make(limits.heavy) }
    let narrowed = 0
    /** Calls taken since a lane was last changed. */
    const since = { all: 0, heavy: 0 }
    const laneOf = (weight: Weight): "all" | "heavy" => (weight.heavy === true ? "heavy" : "all")

    return Concurrency.of({
      run: (operation, weight, call) =>
        Effect.flatMap(Priority, (priority) => {
          const inLane = lanes.all.run(
            { units: weight.units ?? 1, priority, onWait: Wait.begin({ limit: "concurrency", operation }) },
            call
          )
          // The narrower one first: who waits for it holds no place that others could use.
          return weight.heavy === true
            ? lanes.heavy.run(
                { units: 1, priority, onWait: Wait.begin({ limit: "sub-concurrency", operation }) },
                inLane
              )
            : inLane
        }),
      refused: (weight, began) =>
        Effect.sync(() => {
          // One burst is one piece of news: what was sent before the lane was narrowed says nothing about it now.
          if (began < narrowed) return
          narrowed++
          const which = laneOf(weight)
          since[which] = 0
          lanes[which].setLimit(Math.max(1, Math.floor(Math.min(lanes[which].limit(), lanes[which].running()) * 0.7)))
        }),
      taken: (weight) =>
        Effect.sync(() => {
          const which = laneOf(weight)
          if (lanes[which].limit() >= limits[which]) return
          if (++since[which] < lanes[which].limit() * 4) return
          since[which] = 0
          lanes[which].setLimit(lanes[which].limit() + 1)
        }),
      epoch: Effect.sync(() => narrowed),
      state: Effect.sync(() => ({ all: stateOf(lanes.all), heavy: stateOf(lanes.heavy) }))
    })
  })

/** Lanes that every paid edition allows: 10, and 10 for heavy calls. */
export const layer: Layer.Layer<Concurrency> = layerWith({})
