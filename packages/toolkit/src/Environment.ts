/** Where settings come from: flag, then profile, then environment, then the `.env` file of the working directory. */
import * as DotEnv from "@effect-zoho/config/DotEnv"
import type { InitializationError } from "@effect-zoho/config/InitializationError"
import * as Setting from "@effect-zoho/config/Setting"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Fs from "node:fs/promises"
import * as NodePath from "node:path"

/** The flag of a setting: `LEAD_ID_TO_UPDATE` is `lead-id-to-update`. */
export const flagName = (setting: string): string => setting.toLowerCase().replaceAll("_", "-")

/** Proxies are also known by their names in small letters, which go first as everywhere else. */
const spellings = (name: string): ReadonlyArray<string> =>
  /^(?:HTTPS?|NO)_PROXY$/u.test(name) ? [name.toLowerCase(), name] : [name]

/**
 * Settings by their whole name only. A value that is there but empty is given as it is, so that it hides what stands
 * further down: a blanked number must not bring back the one in `.env`.
 */
const named = (find: (name: string) => string | undefined): ConfigProvider.ConfigProvider =>
  ConfigProvider.make((path) =>
    Effect.sync(() => {
      const [name] = path
      if (path.length !== 1 || typeof name !== "string") return undefined
      for (const spelling of spellings(name)) {
        const text = find(spelling)
        if (text !== undefined) return ConfigProvider.makeValue(text)
      }
      return undefined
    })
  )

export interface Sources {
  /** By flag name. */
  readonly flags: ReadonlyMap<string, string>
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Where `.env` and `profiles/` are looked for; left out, no file is read. */
  readonly folder?: string
}

/** Where a run's settings come from. */
export interface Found {
  readonly provider: ConfigProvider.ConfigProvider
  /** The profile in use. */
  readonly profile: Option.Option<string>
  /** The file, from the folder, that a sign-in writes to. */
  readonly file: string
}

/**
 * The sources of a run. `PROFILE`, from a flag, the environment or `.env`, puts `profiles/NAME.env` before the
 * environment. A file that is there but cannot be read is an error; a missing `.env` is not, a missing profile is.
 */
export const find: (sources: Sources) => Effect.Effect<Found, InitializationError> = Effect.fnUntraced(
  function* (sources) {
    const { flags, folder } = sources
    const given = named((name) => flags.get(flagName(name)))
    const environment = variables(sources.environment)
    if (folder === undefined) {
      return { provider: ConfigProvider.orElse(given, environment), profile: Option.none(), file: ".env" }
    }
    const contents = Option.getOrElse(yield* read(folder, ".env"), () => "")
    const rest = ConfigProvider.orElse(environment, DotEnv.provider(contents))
    const { profile } = yield* Effect.provideService(
      Setting.load(settings),
      ConfigProvider.ConfigProvider,
      ConfigProvider.orElse(given, rest)
    )
    if (Option.isNone(profile)) {
      return { provider: ConfigProvider.orElse(given, rest), profile, file: ".env" }
    }
    const text = yield* readProfile(folder, profile.value)
    return {
      provider: ConfigProvider.orElse(given, profileFirst(text, given, rest)),
      profile,
      file: fileOf(profile.value)
    }
  }
)

/** The provider over all sources of a run. */
export const provider = (sources: Sources): Effect.Effect<ConfigProvider.ConfigProvider, InitializationError> =>
  Effect.map(find(sources), (it) => it.provider)

/** What chooses the profile. */
export const settings = {
  profile: Setting.optional("PROFILE", {
    schema: Schema.String.check(Schema.isPattern(/^[A-Za-z0-9_][A-Za-z0-9_.@+-]{0,99}$/u)),
    expected: "a profile's name",
    remedy: "Give the name of a file in profiles/ without its .env: letters, digits and . _ - @ +."
  })
} satisfies Setting.Fields

/** The file of a profile, from the working directory. */
export const fileOf = (profile: string): string => `profiles/${profile}.env`

/** The profiles that a folder has, by name. */
export const profiles = (folder: string): Effect.Effect<ReadonlyArray<string>> =>
  Effect.promise(() => Fs.readdir(NodePath.join(folder, "profiles")).catch(() => [])).pipe(
    Effect.map((names) => names.flatMap((it) => (it.endsWith(".env") && it !== ".env" ? [it.slice(0, -4)] : [])).sort())
  )

/** The sources of one profile among several: its file, then the environment, then `.env`; no flag counts. */
export const profile = Effect.fnUntraced(function* (name: string, sources: Omit<Required<Sources>, "flags">) {
  const contents = Option.getOrElse(yield* read(sources.folder, ".env"), () => "")
  const rest = ConfigProvider.orElse(variables(sources.environment), DotEnv.provider(contents))
  const none = named(() => undefined)
  return profileFirst(yield* readProfile(sources.folder, name), none, rest)
})

/**
 * Who acts, and where: with a profile these come from it (or from a flag) alone, so that one that leaves out its
 * REFRESH_TOKEN does not act as the user of another file.
 */
const identity: ReadonlySet<string> = new Set([
  "ACCOUNTS_URL",
  "API_URL",
  "UPLOAD_URL",
  "ENVIRONMENT",
  "REFRESH_TOKEN",
  "USER_EMAIL",
  "ORG_ID"
])

const profileFirst = (
  text: string,
  given: ConfigProvider.ConfigProvider,
  rest: ConfigProvider.ConfigProvider
): ConfigProvider.ConfigProvider => {
  const own = DotEnv.provider(text)
  return ConfigProvider.make((path) =>
    Effect.gen(function* () {
      const found = yield* own.load(path)
      // Without a value it is only the beginning of a longer name.
      if (found?.value !== undefined) return found
      const [name] = path
      if (typeof name === "string" && identity.has(name)) return undefined
      // A client is known by its id: the secret beside it in another file is another client's.
      const ownClient = (yield* own.load(["CLIENT_ID"])) ?? (yield* given.load(["CLIENT_ID"]))
      return name === "CLIENT_SECRET" && ownClient?.value !== undefined ? undefined : yield* rest.load(path)
    })
  )
}

const variables = (environment: Sources["environment"]): ConfigProvider.ConfigProvider =>
  named((name) => (Object.hasOwn(environment, name) ? environment[name] : undefined))

const readProfile = Effect.fnUntraced(function* (folder: string, name: string) {
  const text = yield* read(folder, fileOf(name))
  if (Option.isSome(text)) return text.value
  const known = yield* profiles(folder)
  return yield* Setting.invalid(
    Setting.malformed(
      "PROFILE",
      `names ${name}, but there is no ${fileOf(name)}.`,
      known.length === 0
        ? `Make that file, with USER_EMAIL and the other settings of its user, then: chmod 600 ${fileOf(name)}`
        : `There are: ${known.join(", ")}. Choose one of them, or make that file.`
    )
  )
})

/** A file's text; none when it is not there. */
const read = (folder: string, file: string): Effect.Effect<Option.Option<string>, InitializationError> =>
  Effect.tryPromise({
    try: () => Fs.readFile(NodePath.join(folder, file), "utf8"),
    catch: (cause) => (cause instanceof Error && "code" in cause ? String(cause.code) : "unknown reason")
  }).pipe(
    Effect.asSome,
    Effect.catchIf(
      (code) => code === "ENOENT",
      () => Effect.succeedNone
    ),
    Effect.mapError((code) =>
      Setting.invalid(
        Setting.malformed(
          file,
          `is there but cannot be read (${code}).`,
          `Make it a file that you may read: chmod 600 ${file}`
        )
      )
    )
  )
