/** What can be wrong before the first call: settings that are missing or malformed, or a token that acts for someone else. */
import * as Schema from "effect/Schema"

/** One setting that cannot be used, and what to do about it. Never holds a secret's value. */
export const SettingIssue = Schema.Struct({
  setting: Schema.String,
  problem: Schema.Literals(["missing", "malformed"]),
  message: Schema.String,
  remedy: Schema.String
})
export type SettingIssue = typeof SettingIssue.Type

/** Every setting that is missing or malformed, all at once. */
export class InvalidSettings extends Schema.TaggedError<InvalidSettings>()("InvalidSettings", {
  issues: Schema.NonEmptyArray(SettingIssue)
}) {
  readonly retry = "never"
  readonly remedy = "Correct the settings named above in .env or the environment, then run this again."
  override get message() {
    return this.issues.map((it) => `${it.setting}: ${it.message} ${it.remedy}`).join("\n")
  }
}

/** The token acts as another user than `USER_EMAIL`. */
export class UserMismatch extends Schema.TaggedError<UserMismatch>()("UserMismatch", {
  expected: Schema.String,
  actual: Schema.String
}) {
  readonly retry = "never"
  get remedy() {
    return `Set USER_EMAIL to ${this.actual}, or generate the refresh token while signed in as ${this.expected}.`
  }
  override get message() {
    return `The token acts as ${this.actual}, but USER_EMAIL is ${this.expected}.`
  }
}

/** The token belongs to another organisation than `ORG_ID`. */
export class OrgMismatch extends Schema.TaggedError<OrgMismatch>()("OrgMismatch", {
  expected: Schema.String,
  actual: Schema.String
}) {
  readonly retry = "never"
  get remedy() {
    return `Set ORG_ID to ${this.actual}, or generate the refresh token for the organisation ${this.expected}.`
  }
  override get message() {
    return `The token belongs to the organisation ${this.actual}, but ORG_ID is ${this.expected}.`
  }
}

/** Nothing has been sent that could change the CRM. Match on the reason with `Effect.catchReason`. */
export class InitializationError extends Schema.TaggedError<InitializationError>()("InitializationError", {
  reason: Schema.Union([InvalidSettings, UserMismatch, OrgMismatch])
}) {
  override get message() {
    return this.reason.message
  }
}
