/** Stops sending after many failures in a row, and lets one call through now and then to see whether that is over. */

export interface Circuit {
  /** May a call be sent now? `probe` may, and must say how it went; `until` is when to ask again. */
  readonly admit: (now: number) => "closed" | "probe" | { readonly until: number; readonly because: string }
  readonly failed: (now: number, because: string) => void
  readonly succeeded: () => void
  /** The probe ended without news: its caller gave up. */
  readonly gaveUp: () => void
}

export const make = (options: { readonly threshold: number; readonly coolDown: number }): Circuit => {
  let inRow = 0
  let until: number | undefined
  let probing = false
  let because = ""
  return {
    admit: (now) => {
      if (until === undefined) return "closed"
      if (now < until) return { until, because }
      if (probing) return { until: now + Math.min(1000, options.coolDown), because }
      probing = true
      return "probe"
    },
    failed: (now, why) => {
      inRow++
      probing = false
      because = why
      if (inRow >= options.threshold) until = now + options.coolDown
    },
    succeeded: () => {
      inRow = 0
      probing = false
      until = undefined
    },
    gaveUp: () => {
      probing = false
    }
  }
}
