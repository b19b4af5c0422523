/** What a script itself has to say when it cannot go on: a title, what happened, what to do. */
import * as Schema from "effect/Schema"

/** A script's own failure; it ends with exit code 1. */
export class ScriptError extends Schema.TaggedError<ScriptError>()("ScriptError", {
  /** A few words, for the first line: `The change is not there`. */
  title: Schema.String,
  /** What happened, in one sentence. */
  happened: Schema.String,
  /** What a person can do about it. */
  remedy: Schema.String
}) {
  readonly retry = "never"
  override get message() {
    return `${this.title}. ${this.happened} ${this.remedy}`
  }
}

/** The command line cannot be understood; nothing was read or sent. */
export class UsageError extends Schema.TaggedError<UsageError>()("UsageError", {
  happened: Schema.String,
  remedy: Schema.String
}) {
  readonly retry = "never"
  override get message() {
    return `${this.happened} ${this.remedy}`
  }
}
