/** Tokens of an official SDK go into the token store, each under the identity it belongs to. Shows no token. */
import { fromStore } from "@effect-zoho/auth/AuthError"
import * as Token from "@effect-zoho/auth/Token"
import { TokenStore } from "@effect-zoho/auth/TokenStore"
import * as DataCenter from "@effect-zoho/config/DataCenter"
import * as Settings from "@effect-zoho/config/Settings"
import * as StoreSetting from "@effect-zoho/config/StoreSetting"
import * as Output from "@effect-zoho/toolkit/Output"
import * as Script from "@effect-zoho/toolkit/Script"
import * as Stores from "@effect-zoho/toolkit/Stores"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Identity from "./Identity.ts"
import * as SdkTokens from "./SdkTokens.ts"

const hour = 3_600_000

/** What is to become of a row. */
type Planned =
  | { readonly at: string; readonly key: Token.TokenKey; readonly entry: Token.Entry }
  | { readonly at: string; readonly skipped: string }

/** The hosts that a row's tokens belong to: by its API host, or those of the settings where it names none or theirs. */
const hostsOf = ({ apiDomain }: SdkTokens.Row, configured: DataCenter.Hosts): Option.Option<DataCenter.Hosts> => {
  if (Option.isNone(apiDomain)) return Option.some(configured)
  const { value } = apiDomain
  if (DataCenter.acceptsApiDomain(configured, value)) return Option.some(configured)
  return Option.flatMap(DataCenter.fromApiDomain(value), ({ center, environment }) =>
    Option.flatMap(Option.fromUndefinedOr(DataCenter.centers.find((it) => it.name === center)), ({ accounts }) =>
      DataCenter.fromAccountsUrl(accounts, environment)
    )
  )
}

const plan = (found: SdkTokens.Found, settings: Settings.Values, now: number): Planned => {
  const { at } = found
  const skipped = (why: string) => ({ at, skipped: why })
  if ("problem" in found) return skipped(`${found.problem}; look at it by hand.`)
  const { clientId, refreshToken, user } = found
  if (Option.isNone(clientId)) return skipped("it names no client.")
  if (Option.isNone(refreshToken)) return skipped("it has no refresh token, so nothing in it would last.")
  const hosts = hostsOf(found, settings.hosts)
  if (Option.isNone(hosts)) {
    return skipped("its API host is of no known data center: set ACCOUNTS_URL, API_URL and UPLOAD_URL to its hosts.")
  }
  if (Option.isSome(settings.orgId) && !Option.exists(found.org, (it) => Option.contains(settings.orgId, it))) {
    return skipped("ORG_ID is set, and it is not known to be of that organisation.")
  }
  const key = Token.makeKey({
    ...settings,
    hosts: hosts.value,
    userEmail: Option.orElse(user, () => settings.userEmail),
    credentials: { ...settings.credentials, clientId: Redacted.make(clientId.value), refreshToken: Option.none() }
  })
  // Without an access token the first run refreshes. One that says to live longer than Zoho's do is not believed.
  const alive = Option.isSome(found.accessToken) ? Math.min(found.expiresAt, now + hour) : 0
  return {
    at,
    key,
    entry: {
      accessToken: Option.getOrElse(found.accessToken, () => Redacted.make("none")),
      apiDomain: hosts.value.apiUrl,
      issuedAt: Math.max(0, alive - hour),
      expiresAt: alive,
      refreshFingerprint: Token.fingerprint(refreshToken.value),
      refreshToken: refreshToken.value,
      origin: "sdk"
    }
  }
}

/** Plans all rows, shows the plan, and with `write` carries it out. Ends with 2 when some rows could not be taken. */
export const importTokens = Effect.fn("importTokens")(function* (options: {
  readonly folder: string
  readonly from: Redacted.Redacted
  readonly write: boolean
}) {
  const settings = Stores.inFolder(yield* Settings.load, options.folder)
  const now = yield* Clock.currentTimeMillis
  const planned = (yield* SdkTokens.read(options.folder, options.from)).map((it) => plan(it, settings, now))
  const name = StoreSetting.show(settings.tokenStore)
  if (settings.tokenStore._tag === "Memory") {
    return yield* new Script.ScriptError({
      title: "There is nowhere to keep the tokens",
      happened: "TOKEN_STORE is memory, which ends with this run.",
      remedy: "Set TOKEN_STORE to the store that your scripts will use, then run this again."
    })
  }

  const counts = { taken: 0, already: 0, skipped: 0 }
  const tell = (at: string, outcome: "imported" | "would-import" | "already" | "skipped", text: string, more = {}) =>
    Output.event({ event: "row", at, outcome, ...more }, `${at}: ${text}`)

  yield* Effect.gen(function* () {
    const store = yield* TokenStore
    // The last row of an identity counts, as in the SDKs.
    const last = new Map(planned.flatMap((it) => ("key" in it ? [[it.key, it] as const] : [])))
    for (const it of planned) {
      if ("skipped" in it) {
        counts.skipped++
        yield* tell(it.at, "skipped", `skipped, ${it.skipped}`, { why: it.skipped })
        continue
      }
      const { at, entry, key } = it
      const identity = Identity.fromKey(key)
      const who = Identity.text(identity)
      if (last.get(key) !== it) {
        counts.already++
        yield* tell(at, "already", `${who}: a later row is for the same identity.`, identity)
        continue
      }
      const before = yield* Effect.mapError(store.get(key), fromStore)
      if (Option.isSome(before)) {
        const same = before.value.refreshFingerprint === entry.refreshFingerprint
        if (same) {
          counts.already++
          yield* tell(at, "already", `${who}: there already.`, identity)
        } else {
          counts.skipped++
          const why = "another sign-in of this identity is there: run logout first to replace it."
          yield* tell(at, "skipped", `${who}: skipped, ${why}`, { ...identity, why })
        }
        continue
      }
      if (options.write) yield* keep(key, entry)
      counts.taken++
      yield* tell(
        at,
        options.write ? "imported" : "would-import",
        `${who}: ${options.write ? "imported" : "would be imported"}.`,
        identity
      )
    }
  }).pipe(Effect.provide(Stores.layer(settings)))

  const { already, skipped, taken } = counts
  yield* Output.event(
    { event: "import", dryRun: !options.write, store: name, ...counts },
    [
      `${options.write ? `${taken} imported into ${name}` : `${taken} would be imported into ${name}`}, ${already} there already, ${skipped} skipped.`,
      ...(options.write
        ? [
            "Keep CLIENT_ID, CLIENT_SECRET and USER_EMAIL of each in .env or in profiles/NAME.env, and no REFRESH_TOKEN: it would go first.",
            "Then delete the SDK's file or table: its tokens and secrets are not encrypted."
          ]
        : ["Dry run: nothing was written. Give --yes to import."])
    ].join("\n")
  )
  if (!options.write || skipped === 0) return 0
  return taken + already === 0 ? 1 : 2
})

const ttl = Duration.seconds(15)

/** Under the lease like every write: a process that refreshes the same identity is left to finish. */
const keep = Effect.fnUntraced(function* (key: Token.TokenKey, entry: Token.Entry) {
  const store = yield* TokenStore
  const lease = yield* Effect.mapError(store.acquire(key, ttl), fromStore)
  const busy = new Script.ScriptError({
    title: "Another process is signing in as one of these",
    happened: "Its lease on the token store is not over. What was said to be imported is.",
    remedy: "Run this again when it has finished: what is there already is left alone."
  })
  if (lease._tag === "Held") return yield* busy
  yield* store.set(key, entry, lease.fence).pipe(
    Effect.catchTags({
      StaleLease: () => Effect.fail(busy),
      TokenStoreError: (error) => Effect.fail(fromStore(error))
    }),
    Effect.ensuring(Effect.ignore(store.release(key, lease.fence)))
  )
})
