/**
 * A bounded number of units in use at once, the rest in line: interactive calls before batch ones, each in its order.
 *
 * Taking and giving back cost the same whatever stands in line (effect's `Semaphore` walks all of it at each release).
 * A call of several units waits at the head until they are free, so smaller ones behind it cannot starve it.
 */
import * as Effect from "effect/Effect"

export type Priority = "interactive" | "batch"

interface Waiter {
  readonly units: number
  granted: boolean
  gone: boolean
  wake: (() => void) | undefined
}

/** First in, first out; amortised constant time. */
const line = () => {
  let items: Array<Waiter> = []
  let head = 0
  let size = 0
  return {
    size: () => size,
    push: (waiter: Waiter): void => {
      items.push(waiter)
      size++
    },
    /** The first who still waits. */
    peek: (): Waiter | undefined => {
      while (items[head]?.gone === true) head++
      // What was served is let go in one piece, seldom enough to cost nothing for each.
      if (head > 1000 && head * 2 > items.length) {
        items = items.slice(head)
        head = 0
      }
      return items[head]
    },
    /** The first was served. */
    shift: (): void => {
      head++
      size--
    },
    /** One in the middle no longer waits. */
    forget: (waiter: Waiter): void => {
      waiter.gone = true
      size--
    }
  }
}

export interface Lane {
  /** Runs an effect with so many units, as soon as they are free; `onWait` tells when that is not at once. */
  readonly run: <A, E, R>(
    options: { readonly units: number; readonly priority: Priority; readonly onWait: Effect.Effect<void> },
    effect: Effect.Effect<A, E, R>
  ) => Effect.Effect<A, E, R>
  /** Takes effect at once for those in line; who runs already is not stopped. */
  readonly setLimit: (limit: number) => void
  readonly limit: () => number
  /** Units in use. */
  readonly running: () => number
  /** Calls in line. */
  readonly waiting: () => number
}

export const make = (initial: number): Lane => {
  let limit = initial
  let used = 0
  const lines = { interactive: line(), batch: line() }

  // A call may need more than the lane is wide: then it has it alone.
  const fits = (units: number): boolean => used + units <= limit || used === 0

  const serve = (): void => {
    for (;;) {
      const from = lines.interactive.peek() === undefined ? lines.batch : lines.interactive
      const first = from.peek()
      if (first === undefined || !fits(first.units)) return
      from.shift()
      used += first.units
      first.granted = true
      first.wake?.()
    }
  }
  const leave = (units: number): void => {
    used -= units
    serve()
  }

  return {
    limit: () => limit,
    running: () => used,
    waiting: () => lines.interactive.size() + lines.batch.size(),
    setLimit: (next) => {
      limit = next
      serve()
    },
    run: ({ onWait, priority, units }, effect) =>
      Effect.uninterruptibleMask((restore) =>
        Effect.suspend(() => {
          const inUse = Effect.ensuring(
            restore(effect),
            Effect.sync(() => leave(units))
          )
          const ahead = lines.interactive.size() + (priority === "batch" ? lines.batch.size() : 0)
          if (ahead === 0 && fits(units)) {
            used += units
            return inUse
          }
          const waiter: Waiter = { units, granted: false, gone: false, wake: undefined }
          const own = lines[priority]
          own.push(waiter)
          const turn = Effect.callback<void>((resume) => {
            // By yielding first, a long line is not served on one stack.
            waiter.wake = () => resume(Effect.yieldNow)
            if (waiter.granted) waiter.wake()
          })
          return restore(Effect.andThen(onWait, turn)).pipe(
            // Also when it was served just before: then what it was given goes back.
            Effect.onExit((exit) =>
              Effect.sync(() => {
                if (exit._tag === "Success") return
                if (waiter.granted) leave(units)
                else {
                  own.forget(waiter)
                  serve()
                }
              })
            ),
            Effect.andThen(inUse)
          )
        })
      )
  }
}
