/** A module's own rule. */
import type { Draft } from "../Draft.ts"
import type { Refusal } from "../Outcome.ts"

export interface Rule {
  /** Looks at a row whose fields are good: refuses it, or adds values. Runs for inserts and updates. */
  readonly before?: (draft: Draft) => Refusal | undefined
  /** Runs when the record and its rows are stored. */
  readonly after?: (draft: Draft, id: string) => void
}
