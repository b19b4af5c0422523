/** Orgs that tests open with no scope that closes them: what they hold would stay until the worker's end. */
import type * as Core from "@effect-zoho/emulator/Core"

const opened = new Set<Core.Core>()

/** Notes an org, to be closed when the tests of its file are done. */
export const note = (core: Core.Core): Core.Core => {
  opened.add(core)
  return core
}

export const closeAll = (): void => {
  for (const core of opened) core.close()
  opened.clear()
}
