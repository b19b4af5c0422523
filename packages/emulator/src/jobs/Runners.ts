/** Every kind of job and who does it; a new kind adds its runner here and nowhere else. */
import * as ReadJob from "../bulk/ReadJob.ts"
import * as WriteJob from "../bulk/WriteJob.ts"
import type { Core } from "../Core.ts"
import * as Jobs from "./Jobs.ts"

const runners: Jobs.Runners = {
  [ReadJob.type]: ReadJob.run,
  [WriteJob.type]: WriteJob.run
}

/** Does all jobs that are due; to be called before anything that jobs may have changed is read. */
export const advance = (core: Core): void => {
  Jobs.advance(core, runners)
}

/**
 * Adds a job and returns its id. A timer does it when real time has passed, so that its effect and its callback come
 * even if nobody asks; where the clock is moved, the next look does it.
 */
export const start = (core: Core, spec: Jobs.Spec): string => {
  const id = Jobs.create(core, spec)
  const timer = setTimeout(
    () => {
      try {
        advance(core)
      } catch {
        // The emulator was closed meanwhile, and the job with it.
      }
    },
    Math.min(Jobs.pendingFor(core) + 5, 2_147_483_647)
  )
  timer.unref()
  return id
}
