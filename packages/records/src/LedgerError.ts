/** Why a ledger cannot be used. */
import * as Schema from "effect/Schema"

/** Another run writes to this ledger. */
export class LedgerHeld extends Schema.TaggedError<LedgerHeld>()("LedgerHeld", {
  lock: Schema.String,
  pid: Schema.Int
}) {
  get remedy() {
    return `Wait for process ${this.pid}, or stop it. If it is none of these scripts, remove ${this.lock}.`
  }
}

/** The ledger belongs to another input, org, environment or operation. */
export class LedgerMismatch extends Schema.TaggedError<LedgerMismatch>()("LedgerMismatch", {
  field: Schema.String,
  ledger: Schema.String,
  run: Schema.String
}) {
  get remedy() {
    if (this.field === "inputHash")
      return "The ledger is of a run with another file, or the file was changed since: resume with the file as it was, or name a new ledger."
    return `The ledger's ${this.field} is ${this.ledger}, this run's is ${this.run}: resume with what it began with, or name a new ledger.`
  }
}

/** A line before the last one is none of a ledger's. A torn last line is no damage: it is left out. */
export class LedgerDamaged extends Schema.TaggedError<LedgerDamaged>()("LedgerDamaged", { line: Schema.Int }) {
  get remedy() {
    return `Line ${this.line} was changed or is from another file: repair it from a copy, or name a new ledger and look at the rows of the old one first.`
  }
}

/** The file cannot be read or written. */
export class LedgerUnusable extends Schema.TaggedError<LedgerUnusable>()("LedgerUnusable", {
  problem: Schema.String
}) {
  readonly remedy =
    "See to the rights on the file and its directory and to room on the disk; nothing is sent that cannot be noted down first."
}

export const Reason = Schema.Union([LedgerHeld, LedgerMismatch, LedgerDamaged, LedgerUnusable])

export class LedgerError extends Schema.TaggedError<LedgerError>()("LedgerError", {
  path: Schema.String,
  reason: Reason
}) {
  override get message() {
    return `${this.path}: ${this.reason._tag}. ${this.reason.remedy}`
  }
}
