/** Where settings come from: flag, then environment, then the `.env` file of the working directory. */
import * as DotEnv from "@effect-zoho/config/DotEnv"
import type { InitializationError } from "@effect-zoho/config/InitializationError"
import * as Setting from "@effect-zoho/config/Setting"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
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
  /** Where `.env` is looked for; left out, no file is read. */
  readonly folder?: string
}

/** The provider over all sources. A `.env` that is there but cannot be read is an error; a missing one is not. */
export const provider: (sources: Sources) => Effect.Effect<ConfigProvider.ConfigProvider, InitializationError> =
  Effect.fnUntraced(function* ({ environment, flags, folder }) {
    const given = named((name) => flags.get(flagName(name))).pipe(
      ConfigProvider.orElse(named((name) => (Object.hasOwn(environment, name) ? environment[name] : undefined)))
    )
    if (folder === undefined) return given
    const contents = yield* dotEnv(NodePath.join(folder, ".env"))
    return ConfigProvider.orElse(given, DotEnv.provider(contents))
  })

const dotEnv = (path: string): Effect.Effect<string, InitializationError> =>
  Effect.tryPromise({
    try: () => Fs.readFile(path, "utf8"),
    catch: (cause) => (cause instanceof Error && "code" in cause ? String(cause.code) : "unknown reason")
  }).pipe(
    Effect.catchIf(
      (code) => code === "ENOENT",
      () => Effect.succeed("")
    ),
    Effect.mapError((code) =>
      Setting.invalid(
        Setting.malformed(
          ".env",
          `is there but cannot be read (${code}).`,
          "Make it a file that you may read: chmod 600 .env"
        )
      )
    )
  )
