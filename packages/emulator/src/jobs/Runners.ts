/** Every kind of job and who does it; a new kind adds its runner here and nowhere else. */
import * as ConvertJob from "../actions/ConvertJob.ts"
import * as InventoryJob from "../actions/InventoryJob.ts"
import * as MassChangeOwnerJob from "../actions/MassChangeOwnerJob.ts"
import * as MassDeleteJob from "../actions/MassDeleteJob.ts"
import * as MassUpdateJob from "../actions/MassUpdateJob.ts"
import * as MergeJob from "../actions/MergeJob.ts"
import * as ReadJob from "../bulk/ReadJob.ts"
import * as WriteJob from "../bulk/WriteJob.ts"
import type { Core } from "../Core.ts"
import * as UserTransferJob from "../org/UserTransferJob.ts"
import * as PickListJob from "../picklists/PickListJob.ts"
import * as BinJob from "../recycle/BinJob.ts"
import * as TagsMassDeleteJob from "../tags/MassDeleteJob.ts"
import * as Jobs from "./Jobs.ts"

const runners: Jobs.Runners = {
  [BinJob.type]: BinJob.run,
  [ReadJob.type]: ReadJob.run,
  [WriteJob.type]: WriteJob.run,
  [ConvertJob.type]: ConvertJob.run,
  [InventoryJob.type]: InventoryJob.run,
  [MassChangeOwnerJob.type]: MassChangeOwnerJob.run,
  [MassDeleteJob.type]: MassDeleteJob.run,
  [MassUpdateJob.type]: MassUpdateJob.run,
  [MergeJob.type]: MergeJob.run,
  [PickListJob.type]: PickListJob.run,
  [TagsMassDeleteJob.type]: TagsMassDeleteJob.run,
  [UserTransferJob.type]: UserTransferJob.run,
  [UserTransferJob.deleting]: UserTransferJob.run
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
