/** The settings every run reads, by name, and how they are read from the current `ConfigProvider`. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as DataCenter from "../DataCenter.ts"
import type { InitializationError, SettingIssue } from "../InitializationError.ts"
import * as SealingKey from "../SealingKey.ts"
import * as Setting from "../Setting.ts"
import type { Values } from "../Settings.ts"
import * as StoreSetting from "../StoreSetting.ts"

/** A pasted secret has no blank in it and is not a placeholder such as `<your client id>`. */
const Secret = Schema.String.check(Schema.isPattern(/^[^\s<>]+$/u)).pipe(Schema.RedactedFromValue)

const secret = (remedy: string) => ({
  schema: Secret,
  expected: "a single word as the API console shows it",
  remedy
})

/** Absolute, without user name, path, query or fragment; `http:` only where the traffic stays on this machine. */
const isHost = (text: string): boolean => {
  if (!/^https?:\/\//iu.test(text) || !URL.canParse(text)) return false
  const url = new URL(text)
  if (url.username !== "" || url.password !== "" || url.pathname !== "/" || /[?#]/u.test(text)) return false
  return url.protocol === "https:" || DataCenter.isLoopback(text)
}

/** An origin as `URL` writes it, so that hosts compare as text. */
const Origin = Schema.String.check(Schema.makeFilter(isHost)).pipe(
  Schema.decodeTo(Schema.String, {
    decode: SchemaGetter.transform((text: string) => new URL(text).origin),
    encode: SchemaGetter.transform((text: string) => text)
  })
)

const url = (example: string, remedy: string) => ({
  schema: Origin,
  expected: "a host such as https://accounts.zoho.com (http only on 127.0.0.1, ::1 or localhost)".replace(
    "https://accounts.zoho.com",
    example
  ),
  remedy
})

const knownAccounts = DataCenter.centers.map((it) => it.accounts).join(", ")

const tokenStore: Setting.Setting<StoreSetting.StoreSetting> = {
  name: "TOKEN_STORE",
  read: Option.match({
    onNone: () => Result.succeed<StoreSetting.StoreSetting>({ _tag: "File", path: "data/tokens" }),
    onSome: (text) =>
      Result.mapError(StoreSetting.parse(text), ({ message, remedy }) =>
        Setting.malformed("TOKEN_STORE", message, remedy)
      )
  })
}

const tokenKey: Setting.Setting<Option.Option<SealingKey.SealingKey>> = {
  name: "TOKEN_KEY",
  read: Option.match({
    onNone: () => Result.succeed(Option.none()),
    onSome: (text) =>
      Result.mapBoth(SealingKey.parse(text), {
        onFailure: (problem) => Setting.malformed("TOKEN_KEY", problem, SealingKey.remedy),
        onSuccess: Option.some
      })
  })
}

/** Where tokens are kept: all that a look at the store itself needs. */
export const store = { tokenStore, tokenKey } as const satisfies Setting.Fields

/** The settings every run reads. A script's own come beside them: `Settings.loadWith({ leadId: … })`. */
export const all = {
  accountsUrl: Setting.withDefault(
    "ACCOUNTS_URL",
    "https://accounts.zoho.com",
    url(
      "https://accounts.zoho.com",
      `Set it to the accounts host of your data center, without a path: ${knownAccounts}.`
    )
  ),
  environment: Setting.withDefault<DataCenter.Environment>("ENVIRONMENT", "production", {
    schema: DataCenter.Environment,
    expected: "production, sandbox or developer",
    remedy: "Set it to production, sandbox or developer, or leave it out for production."
  }),
  apiUrl: Setting.optional(
    "API_URL",
    url("https://www.zohoapis.com", "Leave it out for a known data center, or set it to the API host without a path.")
  ),
  uploadUrl: Setting.optional(
    "UPLOAD_URL",
    url(
      "https://content.zohoapis.com",
      "Leave it out for a known data center, or set it to the upload host without a path."
    )
  ),
  clientId: Setting.required(
    "CLIENT_ID",
    secret("Create a Self Client in the API console (api-console.zoho.com) and copy its Client ID.")
  ),
  clientSecret: Setting.required(
    "CLIENT_SECRET",
    secret("Copy the Client Secret of the same client from the API console (api-console.zoho.com).")
  ),
  refreshToken: Setting.optional(
    "REFRESH_TOKEN",
    secret("Run login; or generate a code in the API console and run exchange-grant, which writes it.")
  ),
  userEmail: Setting.optional("USER_EMAIL", {
    schema: Schema.String.check(Schema.isPattern(/^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/u)),
    expected: "an email address",
    remedy: "Set it to the address of the user who generated the refresh token, or leave it out."
  }),
  orgId: Setting.optional("ORG_ID", {
    schema: Schema.String.check(Schema.isPattern(/^[0-9]{1,20}$/u)),
    expected: "a number",
    remedy: "Set it to the organisation's zgid as GET org shows it, digits only, or leave it out."
  }),
  ...store
} as const satisfies Setting.Fields

type Texts = Setting.Values<typeof all>

/** What decides on the hosts. */
type HostSettings = Pick<Texts, "accountsUrl" | "environment" | "apiUrl" | "uploadUrl">

/** The hosts that the settings name; an accounts host we do not know needs its API and upload hosts beside it. */
const resolveHosts = (named: HostSettings): Result.Result<DataCenter.Hosts, SettingIssue> => {
  const { accountsUrl, environment } = named
  const known = DataCenter.fromAccountsUrl(accountsUrl, environment)
  if (Option.isSome(known)) {
    return Result.succeed({
      ...known.value,
      apiUrl: Option.getOrElse(named.apiUrl, () => known.value.apiUrl),
      uploadUrl: Option.getOrElse(named.uploadUrl, () => known.value.uploadUrl)
    })
  }
  if (Option.isSome(named.apiUrl) && Option.isSome(named.uploadUrl)) {
    return Result.succeed({
      center: "custom",
      environment,
      accountsUrl,
      apiUrl: named.apiUrl.value,
      uploadUrl: named.uploadUrl.value
    })
  }
  const partly = DataCenter.undocumented.find((it) => it.accounts === accountsUrl)
  return Result.fail(
    Setting.malformed(
      "ACCOUNTS_URL",
      `names ${accountsUrl}, which is no data center this version knows. Known are ${knownAccounts}.`,
      partly === undefined
        ? "Set it to one of these, or set API_URL and UPLOAD_URL too for hosts of your own."
        : `That center exists, but its hosts are not all documented: set API_URL (probably ${partly.api}) and UPLOAD_URL too.`
    )
  )
}

/** The issue with the hosts, unless one of their settings has an issue of its own, which says more. */
const hostIssues = (values: Partial<Texts>): ReadonlyArray<SettingIssue> => {
  const { accountsUrl, apiUrl, environment, uploadUrl } = values
  if (accountsUrl === undefined || environment === undefined || apiUrl === undefined || uploadUrl === undefined) {
    return []
  }
  return Result.match(resolveHosts({ accountsUrl, apiUrl, environment, uploadUrl }), {
    onFailure: (issue) => [issue],
    onSuccess: () => []
  })
}

/** Reads the settings and a script's own from the current `ConfigProvider`; all issues of both are reported at once. */
export const loadWith: <const S extends Setting.Fields>(
  extra: S
) => Effect.Effect<{ readonly settings: Values; readonly extra: Setting.Values<S> }, InitializationError> =
  Effect.fnUntraced(function* <const S extends Setting.Fields>(extra: S) {
    const ours = yield* Setting.read(all)
    const theirs = yield* Setting.read(extra)
    const texts = yield* Setting.complete(ours, [...hostIssues(ours.values), ...theirs.issues])
    const hosts = yield* Effect.fromResult(Result.mapError(resolveHosts(texts), (issue) => Setting.invalid(issue)))
    const settings: Values = {
      hosts,
      credentials: {
        clientId: texts.clientId,
        clientSecret: texts.clientSecret,
        refreshToken: texts.refreshToken
      },
      userEmail: texts.userEmail,
      orgId: texts.orgId,
      tokenStore: texts.tokenStore,
      tokenKey: texts.tokenKey
    }
    return { settings, extra: yield* Setting.complete(theirs) }
  })

/** Reads the settings from the current `ConfigProvider` and reports every missing or malformed one at once. */
export const load: Effect.Effect<Values, InitializationError> = Effect.map(loadWith({}), ({ settings }) => settings)
