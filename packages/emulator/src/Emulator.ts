/** The emulator as a service: in process with no port, or listening on three loopback ports. */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import type * as HttpClient from "effect/http/HttpClient"
import * as ControlPlane from "./ControlPlane.ts"
import * as Core from "./Core.ts"
import type * as Faults from "./Faults.ts"
import * as InProcess from "./InProcess.ts"
import * as OAuth from "./OAuth.ts"
import type * as RequestLog from "./RequestLog.ts"
import type { Credentials } from "./Seed.ts"
import { type Data, type SeedFileError } from "./seedfile/SeedFile.ts"
import * as Server from "./Server.ts"
import * as Switches from "./Switches.ts"

export type Stats = ControlPlane.Stats
export type LoggedRequest = RequestLog.LoggedRequest
export type Rule = Faults.Rule
export type SeedData = Data
/** What an emulator is made of; `layerData` takes a seed file too. */
export type Options = Omit<Core.Options, "data"> & { readonly data?: never }

/** Where a server listens; port 0 takes a free one. */
export interface ServerOptions extends Omit<Core.Options, "data">, Server.ListenOptions {
  readonly data?: never
}

/** Base URLs of the in-process layer. */
export const urls: Core.Urls = Core.inProcessUrls

/** A running emulator: where it answers, how to sign in, and how to steer it. */
export class Emulator extends Context.Service<
  Emulator,
  {
    readonly apiUrl: string
    readonly accountsUrl: string
    readonly uploadUrl: string
    readonly controlUrl: string
    readonly credentials: Credentials
    readonly stats: Effect.Effect<Stats>
    /** Every request so far, oldest first, credentials masked. */
    readonly requests: Effect.Effect<ReadonlyArray<LoggedRequest>>
    /** Adds fault rules; the first one that matches a request strikes it. Returns their ids. */
    readonly addFaults: (...rules: ReadonlyArray<Rule>) => Effect.Effect<ReadonlyArray<string>>
    readonly clearFaults: Effect.Effect<void>
    /** Moves the emulator's own clock; returns its new time as ISO text. */
    readonly advance: (duration: Duration.Input) => Effect.Effect<string>
    /** The emulator's time, epoch milliseconds. */
    readonly now: Effect.Effect<number>
    /** Makes every access token invalid before its time. Returns how many. */
    readonly revokeAccessTokens: Effect.Effect<number>
    /** Revokes the seeded refresh token, or the one given, with its access tokens; false when unknown. */
    readonly revokeRefreshToken: (token?: string) => Effect.Effect<boolean>
    /** A grant code as the API console's self client gives out; works once. Empty when `userEmail` is unknown. */
    readonly issueGrantCode: (options?: OAuth.GrantOptions) => Effect.Effect<string>
    readonly setSwitches: (switches: Partial<Switches.Switches>) => Effect.Effect<void>
    /** Keeps everything under a name. */
    readonly snapshot: (name: string) => Effect.Effect<void>
    /** Goes back to a snapshot; false when there is none of that name. */
    readonly restore: (name: string) => Effect.Effect<boolean>
    /** Back to the seed. */
    readonly reset: Effect.Effect<void>
  }
>()("@effect-zoho/emulator/Emulator") {}

const service = (core: Core.Core): Emulator["Service"] =>
  Emulator.of({
    ...core.urls(),
    credentials: core.credentials(),
    stats: Effect.sync(() => ControlPlane.stats(core)),
    requests: Effect.sync(() => core.log.entries()),
    addFaults: (...rules) => Effect.sync(() => core.faults.add(rules)),
    clearFaults: Effect.sync(() => core.faults.clear()),
    advance: (duration) =>
      Effect.sync(() => {
        core.clock.advance(Duration.toMillis(Duration.fromInputUnsafe(duration)))
        return new Date(core.clock.now()).toISOString()
      }),
    now: Effect.sync(() => core.clock.now()),
    revokeAccessTokens: Effect.sync(() => OAuth.revokeAccessTokens(core, "all")),
    revokeRefreshToken: (token) =>
      Effect.sync(() => OAuth.revokeRefreshToken(core, token ?? core.credentials().refreshToken)),
    issueGrantCode: (options) => Effect.sync(() => OAuth.issueGrantCode(core, options ?? {}) ?? ""),
    setSwitches: (switches) => Effect.sync(() => core.setSwitches({ ...core.switches(), ...switches })),
    snapshot: (name) => Effect.sync(() => core.saveSnapshot(name)),
    restore: (name) => Effect.sync(() => core.restoreSnapshot(name)),
    reset: Effect.sync(() => core.reset())
  })

const scoped = (options: Core.Options): Effect.Effect<Core.Core, SeedFileError, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => Core.make(options)),
    (core) => Effect.sync(() => core.close())
  ).pipe(Effect.tap((core) => (core.seedError === undefined ? Effect.void : Effect.fail(core.seedError))))

/** Without a seed file nothing can be wrong with one. */
const plain = (options: Options) => Effect.orDie(scoped(options))

/** Options with a seed file. */
export interface DataOptions extends Core.Options {
  readonly data: string | SeedData
}

/** The emulator with an `HttpClient` that answers for its base URLs, with no port. */
export const layer = (options: Options = {}): Layer.Layer<Emulator | HttpClient.HttpClient> =>
  Layer.effectContext(
    Effect.map(plain(options), (core) => Context.merge(Context.make(Emulator, service(core)), InProcess.context(core)))
  )

/** As `layer`, with a seed file: its path, or its content as a value. */
export const layerData = (options: DataOptions): Layer.Layer<Emulator | HttpClient.HttpClient, SeedFileError> =>
  Layer.effectContext(
    Effect.map(scoped(options), (core) => Context.merge(Context.make(Emulator, service(core)), InProcess.context(core)))
  )

/** The emulator listening on loopback: accounts, API and upload each on a port of its own. */
export const layerServer = (options: ServerOptions = {}): Layer.Layer<Emulator, Server.ListenError> =>
  Layer.effect(
    Emulator,
    Effect.flatMap(plain(options), (core) => Effect.map(Server.listen(core, options), () => service(core)))
  )

/** As `layerServer`, and tells when someone asked it to stop. For the command line. */
export const serve = (options: Core.Options & Server.ListenOptions) =>
  Effect.gen(function* () {
    const core = yield* scoped(options)
    const server = yield* Server.listen(core, options)
    return { emulator: service(core), stopped: server.stopped }
  })
