/** Several users and organisations in one process: each profile is a layer of its own, by its name. No current user. */
import { InitializationError, InvalidSettings, type SettingIssue } from "@effect-zoho/config/InitializationError"
import * as Setting from "@effect-zoho/config/Setting"
import * as Settings from "@effect-zoho/config/Settings"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as LayerMap from "effect/LayerMap"
import * as Result from "effect/Result"
import * as Environment from "./Environment.ts"
import * as Stores from "./Stores.ts"
import * as Zoho from "./Zoho.ts"

/** What one profile runs with. */
export interface Profile {
  readonly settings: Settings.Values
  readonly options: Zoho.Options
}

export class Profiles extends Context.Service<
  Profiles,
  {
    /** All that were loaded. */
    readonly names: ReadonlyArray<string>
    /**
     * The services of a profile: built when it is first asked for, checked against its `USER_EMAIL` and `ORG_ID`, and
     * kept for as long as `Profiles` lives. Every use of a name shares them; two names share nothing but the store.
     */
    readonly get: (name: string) => Layer.Layer<Zoho.Zoho, Zoho.BuildError>
  }
>()("@effect-zoho/toolkit/Profiles") {}

/** The services of a profile: `Effect.provide(program, Profiles.get("ada"))`. */
export const get = (name: string): Layer.Layer<Zoho.Zoho, Zoho.BuildError, Profiles> =>
  Layer.fresh(Layer.unwrap(Effect.map(Profiles, (it) => it.get(name))))

/** Where profiles are read from. */
export interface Sources {
  /** The working directory: `profiles/` and `.env` lie there, and relative paths start there. */
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Those to load; all of `profiles/` unless given. */
  readonly names?: ReadonlyArray<string>
}

/** Reads profiles and checks them all; every issue of every one is reported at once, before any network. */
export const load: (sources: Sources) => Effect.Effect<ReadonlyMap<string, Profile>, InitializationError> =
  Effect.fnUntraced(function* ({ environment, folder, names }) {
    const loaded = new Map<string, Profile>()
    const issues: Array<SettingIssue> = []
    for (const name of names ?? (yield* Environment.profiles(folder))) {
      const result = yield* Environment.profile(name, { environment, folder }).pipe(
        Effect.flatMap((provider) =>
          Effect.provideService(Settings.loadWith(Zoho.settings), ConfigProvider.ConfigProvider, provider)
        ),
        Effect.mapError(Setting.ofProfile(name)),
        Effect.result
      )
      if (Result.isSuccess(result)) {
        const { extra, settings } = result.success
        loaded.set(name, { settings: Stores.inFolder(settings, folder), options: extra })
      } else if (result.failure.reason._tag === "InvalidSettings") issues.push(...result.failure.reason.issues)
      else return yield* result.failure
    }
    const [first, ...rest] = issues
    return first === undefined ? loaded : yield* Setting.invalid(first, ...rest)
  })

const unknown = (name: string, known: ReadonlyArray<string>) =>
  new InitializationError({
    reason: new InvalidSettings({
      issues: [
        Setting.malformed(
          "PROFILE",
          `names ${JSON.stringify(name)}, which was not loaded.`,
          known.length === 0 ? "Load profiles first." : `Loaded are: ${known.join(", ")}.`
        )
      ]
    })
  })

/** These profiles, over one `HttpClient`. */
export const layerWith = (
  profiles: ReadonlyMap<string, Profile>
): Layer.Layer<Profiles, never, HttpClient.HttpClient> =>
  Layer.effect(
    Profiles,
    Effect.gen(function* () {
      const names = [...profiles.keys()]
      const map = yield* LayerMap.make(
        (name: string): Layer.Layer<Zoho.Zoho, Zoho.BuildError, HttpClient.HttpClient> => {
          const profile = profiles.get(name)
          // Fresh, so that no service of one profile can be taken for that of another.
          return profile === undefined
            ? Layer.effectContext(Effect.fail(unknown(name, names)))
            : Layer.fresh(Zoho.layerWith(profile.settings, profile.options))
        },
        { idleTimeToLive: "Infinity" }
      )
      return Profiles.of({ names, get: (name) => map.get(name) })
    })
  )

/** The profiles of a folder, over one `HttpClient`; fails with every issue of every one. */
export const layer = (sources: Sources): Layer.Layer<Profiles, InitializationError, HttpClient.HttpClient> =>
  Layer.unwrap(Effect.map(load(sources), layerWith))
