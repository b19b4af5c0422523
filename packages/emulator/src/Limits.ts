/** API credits over a rolling 24 hours, and what is left of them. */

export type Edition = "free" | "standard" | "professional" | "enterprise" | "ultimate"

export const editions: ReadonlyArray<Edition> = ["free", "standard", "professional", "enterprise", "ultimate"]

/** Credits of 24 hours by edition and user licences. */
export const dailyCredits = (edition: Edition, users: number): number => {
  const { base, cap, perUser } = plans[edition]
  return Math.min(cap, base + perUser * users)
}

const plans: {
  readonly [edition in Edition]: { readonly base: number; readonly perUser: number; readonly cap: number }
} = {
  free: { base: 5000, perUser: 0, cap: 5000 },
  standard: { base: 50000, perUser: 250, cap: 100_000 },
  professional: { base: 50000, perUser: 500, cap: 3_000_000 },
  enterprise: { base: 50000, perUser: 1000, cap: 5_000_000 },
  ultimate: { base: 50000, perUser: 2000, cap: Number.POSITIVE_INFINITY }
}

/** Custom fields of a module, and custom modules of the org, by edition. */
export const customizing: {
  readonly [edition in Edition]: { readonly fields: number; readonly modules: number }
} = {
  free: { fields: 0, modules: 0 },
  standard: { fields: 10, modules: 10 },
  professional: { fields: 150, modules: 25 },
  enterprise: { fields: 310, modules: 200 },
  ultimate: { fields: 500, modules: 500 }
}

export interface Limits {
  readonly enforced: boolean
  readonly total: number
  readonly used: () => number
  readonly charge: (credits: number) => void
  /** What was spent in which minute, oldest first. */
  readonly window: () => Window
  /** Puts a window in place of this one. */
  readonly restore: (window: Window) => void
}

export type Window = ReadonlyArray<{ readonly minute: number; readonly credits: number }>

const day = 86_400_000

/** Counts per minute, so that a day is at most 1,441 numbers. */
export const make = (options: {
  readonly total: number
  readonly enforced: boolean
  readonly now: () => number
}): Limits => {
  let buckets: Array<{ readonly minute: number; credits: number }> = []
  let used = 0
  const expire = (): void => {
    const oldest = Math.floor((options.now() - day) / 60_000)
    while (buckets[0] !== undefined && buckets[0].minute <= oldest) {
      used -= buckets[0].credits
      buckets = buckets.slice(1)
    }
  }
  return {
    enforced: options.enforced,
    total: options.total,
    used: () => {
      expire()
      return used
    },
    charge: (credits) => {
      if (credits === 0) return
      const minute = Math.floor(options.now() / 60_000)
      const last = buckets.at(-1)
      if (last !== undefined && last.minute === minute) last.credits += credits
      else buckets.push({ minute, credits })
      used += credits
    },
    window: () => buckets.map((bucket) => ({ ...bucket })),
    restore: (window) => {
      buckets = window.map((bucket) => ({ ...bucket }))
      used = buckets.reduce((sum, bucket) => sum + bucket.credits, 0)
    }
  }
}
