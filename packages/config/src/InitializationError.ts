/** What can be wrong before the first call: settings, a package that is not installed, a token that acts for someone else. */
import * as Schema from "effect/Schema"

/** One setting that cannot be used, and what to do about it. Never holds a secret's value. */
export const SettingIssue = Schema.Struct({
  setting: Schema.String,
  problem: Schema.Literals(["missing", "malformed"]),
  message: Schema.String,
  remedy: Schema.String,
  /** The profile that has the issue, where one is in use. */
  profile: Schema.optionalKey(Schema.String)
})
export type SettingIssue = typeof SettingIssue.Type

/** Every setting that is missing or malformed, all at once. */
export class InvalidSettings extends Schema.TaggedError<InvalidSettings>()("InvalidSettings", {
  issues: Schema.NonEmptyArray(SettingIssue)
}) {
  readonly retry = "never"
  get remedy() {
    return this.issues.some((it) => it.profile !== undefined)
      ? "Correct the settings named above in the profile's file, then run this again."
      : "Correct the settings named above in .env or the environment, then run this again."
  }
  override get message() {
    return this.issues
      .map(({ message, profile, remedy, setting }) => {
        const where = profile === undefined ? "" : ` (profile ${profile})`
        return `${setting}${where}: ${message} ${remedy}`
      })
      .join("\n")
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

/** `TOKEN_STORE` names a store whose package is not installed. */
export class MissingPackage extends Schema.TaggedError<MissingPackage>()("MissingPackage", {
  /** The package to install. */
  name: Schema.String,
  /** What needs it: the store as it may be shown. */
  neededFor: Schema.String,
  /** What loading it answered: `ERR_MODULE_NOT_FOUND`. */
  code: Schema.String
}) {
  readonly retry = "never"
  get remedy() {
    return `Install it with npm install ${this.name}, or set TOKEN_STORE to memory or file:PATH, which need nothing more.`
  }
  override get message() {
    return `${this.neededFor} needs the package ${this.name}, which cannot be loaded (${this.code}).`
  }
}

/** Nothing has been sent that could change the CRM. Match on the reason with `Effect.catchReason`. */
export class InitializationError extends Schema.TaggedError<InitializationError>()("InitializationError", {
  reason: Schema.Union([InvalidSettings, UserMismatch, OrgMismatch, MissingPackage])
}) {
  override get message() {
    return this.reason.message
  }
}
