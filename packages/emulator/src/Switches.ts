/** Behaviours that no public source settles, each with a name and a default; a tester can turn them. */
import * as Json from "./Json.ts"
import * as CoqlSwitches from "./coql/CoqlSwitches.ts"

export interface Switches extends CoqlSwitches.CoqlSwitches {
  /** Unknown field names in a write: dropped without a word, or INVALID_DATA. */
  readonly unknownFields: "ignore" | "error"
  /** Read-only fields in a write: dropped without a word, or NOT_ALLOWED. */
  readonly readOnlyFields: "ignore" | "error"
  /** How a profile that shows a module's records refuses to create, edit or delete them: NO_PERMISSION or AUTHORIZATION_FAILED. */
  readonly missingPrivilege: "no-permission" | "unauthorised"
  /** A field that the caller's profile may only read, in a write: NO_PERMISSION, or as `readOnlyFields` says. */
  readonly profileReadOnlyFields: "error" | "ignore"
  /** When fields that are required only in the layout are checked on insert. */
  readonly layoutMandatory: "with-layout" | "always" | "never"
  /** A partial PUT answers MANDATORY_NOT_FOUND unless every mandatory field is sent along. */
  readonly updateNeedsMandatory: boolean
  /** Fields that are unique besides those marked so, as `Module.Field`. */
  readonly uniqueFields: ReadonlyArray<string>
  /** `email=` in a search: contains, or the whole address. */
  readonly searchEmail: "partial" | "exact"
  /** Seconds before a write can be found by search. */
  readonly searchLagSeconds: number
  /** Live access tokens of one refresh token; one more deletes the oldest. */
  readonly liveAccessTokens: number
  /** Seconds that a code of a browser consent can be used. */
  readonly consentCodeSeconds: number
  /** Codes of browser consents per client and minute; one more blocks the client for 10 minutes. */
  readonly consentCodesPerMinute: number
  /** Whether the port of a registered loopback redirect URI counts. */
  readonly loopbackRedirectPort: "any" | "exact"
  /** What a second consent to the same scopes gives without `prompt=consent`. */
  readonly repeatedConsent: "access-token" | "refresh-token"
  /** Users of other data centers can consent: the client has multi-DC switched on. */
  readonly multiDc: boolean
  /** The unit of `interval` and `expires_in` of a device code. */
  readonly deviceTimes: "milliseconds" | "seconds"
  /** How the revocation of an unknown token is refused: `{"error":"invalid_code"}` or `{"status":"failure"}`. */
  readonly revokeUnknown: "invalid_code" | "failure"
  /** A pick-list value that is no option of the field: INVALID_DATA, or kept as it is. */
  readonly unknownPickListValues: "error" | "accept"
  /** Values of pick-lists that do not go together on the record's layout: MAPPING_MISMATCH, or nothing. */
  readonly mapDependencies: "ignore" | "error"
  /** Whether the edition bounds the custom fields of a module and the custom modules. */
  readonly customizingLimits: "edition" | "none"
  /** What_Id of an activity needs `$se_module` beside it. */
  readonly whatIdNeedsModule: boolean
  /** Rows of a subform (or links) that an update does not name: kept, or removed. */
  readonly absentRows: "keep" | "remove"
  /** How a refusal for too many calls at the same time is spelled. */
  readonly tooManyCallsSpelling: "TOO_MANY_REQUESTS" | "RATE_LIMIT_EXCEEDED"
  /** How long each call is under way, in milliseconds; the emulator itself answers at once. */
  readonly latencyMillis: number
  /** A list that asks for nothing but `id` is refused. */
  readonly idOnlyFieldsRefused: boolean
  /** Seconds that a job (bulk, mass action) waits before it runs, and how long it then runs. */
  readonly jobQueuedSeconds: number
  readonly jobRunningSeconds: number
  /** Merging records and converting a lead: done when the call returns, or by a job as Zoho does it for large ones. */
  readonly longActions: "at-once" | "as-job"
  /** In a merge, an empty field of the master that nobody chose takes the first child's value. */
  readonly mergeFillsEmpty: boolean
  /** Converting a lead into a deal needs a Pipeline besides its name, stage and closing date. */
  readonly convertNeedsPipeline: boolean
  /** Hours that uploaded bulk files and results of bulk jobs are kept. */
  readonly jobResultHours: number
  /** Hours that a file of `POST files` is kept while nothing refers to it. */
  readonly looseFileHours: number
  /** Megabytes of one attachment; a larger one is answered with 413. */
  readonly attachmentMegabytes: number
  /** Megabytes of one file of `POST files`; a larger one is answered with 415. */
  readonly fileMegabytes: number
  /** Megabytes of a record's photo; a larger one is answered with 413. */
  readonly photoMegabytes: number
  /** Days that a deleted record lies in the recycle bin. */
  readonly recycleBinDays: number
  /** Records, with what hangs on them, that the recycle bin restores or deletes at once; more become a job. */
  readonly recycleBinAtOnce: number
  /** Tags that a record, and that a module, can have. */
  readonly tagsPerRecord: number
  readonly tagsPerModule: number
  /** Active users that the org may have. */
  readonly userLicenses: number
  /** The org has record locking set up for every module that knows it. */
  readonly recordLocking: boolean
  /** The org has territories. */
  readonly territories: boolean
  /** How a bulk write that runs is spelled. */
  readonly bulkWriteRunningState: "IN PROGRESS" | "INPROGRESS"
}

export const defaults: Switches = {
  ...CoqlSwitches.defaults,
  unknownFields: "ignore",
  readOnlyFields: "ignore",
  missingPrivilege: "no-permission",
  profileReadOnlyFields: "error",
  layoutMandatory: "with-layout",
  updateNeedsMandatory: false,
  uniqueFields: [],
  searchEmail: "partial",
  searchLagSeconds: 0,
  liveAccessTokens: 15,
  consentCodeSeconds: 120,
  consentCodesPerMinute: 4,
  loopbackRedirectPort: "any",
  repeatedConsent: "access-token",
  multiDc: false,
  deviceTimes: "milliseconds",
  revokeUnknown: "invalid_code",
  unknownPickListValues: "error",
  mapDependencies: "ignore",
  customizingLimits: "edition",
  whatIdNeedsModule: true,
  absentRows: "keep",
  tooManyCallsSpelling: "TOO_MANY_REQUESTS",
  latencyMillis: 0,
  idOnlyFieldsRefused: true,
  jobQueuedSeconds: 1,
  jobRunningSeconds: 1,
  longActions: "at-once",
  mergeFillsEmpty: true,
  convertNeedsPipeline: true,
  jobResultHours: 24,
  looseFileHours: 24,
  attachmentMegabytes: 20,
  fileMegabytes: 20,
  photoMegabytes: 10,
  tagsPerRecord: 20,
  tagsPerModule: 500,
  userLicenses: 100,
  recordLocking: true,
  territories: true,
  recycleBinDays: 60,
  recycleBinAtOnce: 1000,
  bulkWriteRunningState: "IN PROGRESS"
}

/** Beyond it, what is counted in hours or megabytes is no number that a clock or a buffer takes. */
const mostOfAny = 1_000_000_000

const oneOf = <const A extends string>(value: unknown, values: ReadonlyArray<A>): A | undefined =>
  values.find((one) => one === value)

/** The switches with `changes` applied, or what is wrong with `changes`. */
export const change = (current: Switches, changes: { readonly [name: string]: unknown }): Switches | string => {
  let next = current
  for (const [name, value] of Object.entries(changes)) {
    const wrong = `${name}: ${Json.asText(value)} is not a value of this switch`
    switch (name) {
      case "unknownFields":
      case "profileReadOnlyFields":
      case "mapDependencies":
      case "readOnlyFields": {
        const given = oneOf(value, ["ignore", "error"])
        if (given === undefined) return wrong
        next = { ...next, [name]: given }
        break
      }
      case "missingPrivilege": {
        const given = oneOf(value, ["no-permission", "unauthorised"])
        if (given === undefined) return wrong
        next = { ...next, missingPrivilege: given }
        break
      }
      case "layoutMandatory": {
        const given = oneOf(value, ["with-layout", "always", "never"])
        if (given === undefined) return wrong
        next = { ...next, layoutMandatory: given }
        break
      }
      case "unknownPickListValues": {
        const given = oneOf(value, ["error", "accept"])
        if (given === undefined) return wrong
        next = { ...next, unknownPickListValues: given }
        break
      }
      case "customizingLimits": {
        const given = oneOf(value, ["edition", "none"])
        if (given === undefined) return wrong
        next = { ...next, customizingLimits: given }
        break
      }
      case "searchEmail": {
        const given = oneOf(value, ["partial", "exact"])
        if (given === undefined) return wrong
        next = { ...next, searchEmail: given }
        break
      }
      case "absentRows": {
        const given = oneOf(value, ["keep", "remove"])
        if (given === undefined) return wrong
        next = { ...next, absentRows: given }
        break
      }
      case "loopbackRedirectPort": {
        const given = oneOf(value, ["any", "exact"])
        if (given === undefined) return wrong
        next = { ...next, loopbackRedirectPort: given }
        break
      }
      case "repeatedConsent": {
        const given = oneOf(value, ["access-token", "refresh-token"])
        if (given === undefined) return wrong
        next = { ...next, repeatedConsent: given }
        break
      }
      case "deviceTimes": {
        const given = oneOf(value, ["milliseconds", "seconds"])
        if (given === undefined) return wrong
        next = { ...next, deviceTimes: given }
        break
      }
      case "revokeUnknown": {
        const given = oneOf(value, ["invalid_code", "failure"])
        if (given === undefined) return wrong
        next = { ...next, revokeUnknown: given }
        break
      }
      case "multiDc":
      case "updateNeedsMandatory":
      case "whatIdNeedsModule":
      case "recordLocking":
      case "territories":
      case "idOnlyFieldsRefused":
      case "mergeFillsEmpty":
      case "convertNeedsPipeline":
        if (typeof value !== "boolean") return wrong
        next = { ...next, [name]: value }
        break
      case "bulkWriteRunningState": {
        const given = oneOf(value, ["IN PROGRESS", "INPROGRESS"])
        if (given === undefined) return wrong
        next = { ...next, bulkWriteRunningState: given }
        break
      }
      case "longActions": {
        const given = oneOf(value, ["at-once", "as-job"])
        if (given === undefined) return wrong
        next = { ...next, longActions: given }
        break
      }
      case "tooManyCallsSpelling": {
        const given = oneOf(value, ["TOO_MANY_REQUESTS", "RATE_LIMIT_EXCEEDED"])
        if (given === undefined) return wrong
        next = { ...next, tooManyCallsSpelling: given }
        break
      }
      case "latencyMillis":
      case "searchLagSeconds":
      case "liveAccessTokens":
      case "consentCodeSeconds":
      case "consentCodesPerMinute":
      case "jobQueuedSeconds":
      case "jobRunningSeconds":
      case "jobResultHours":
      case "looseFileHours":
      case "attachmentMegabytes":
      case "fileMegabytes":
      case "photoMegabytes":
      case "tagsPerRecord":
      case "tagsPerModule":
      case "userLicenses":
      case "recycleBinDays":
      case "recycleBinAtOnce":
        if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > mostOfAny) return wrong
        next = { ...next, [name]: value }
        break
      case "uniqueFields":
        if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) return wrong
        next = { ...next, uniqueFields: value.filter((item) => typeof item === "string") }
        break
      default:
        if (CoqlSwitches.isName(name)) {
          if (!CoqlSwitches.accepts(name, value)) return wrong
          next = { ...next, [name]: value }
          break
        }
        return `there is no switch ${name}; known: ${Object.keys(defaults).join(", ")}`
    }
  }
  return next
}
