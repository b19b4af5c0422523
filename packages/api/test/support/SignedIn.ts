/** A client signed in to an emulator of its own, in process. */
import * as ZohoClient from "@effect-zoho/client/ZohoClient"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as EmulatorLayers from "@effect-zoho/testing/EmulatorLayers"
import type * as WriteOperation from "@effect-zoho/client/WriteOperation"
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

export const signedIn = (options: Emulator.Options = {}) =>
  ZohoClient.layer.pipe(Layer.provideMerge(EmulatorLayers.layer(options)))

/** Calls that reached the API. */
export const requests = Effect.flatMap(Emulator.Emulator, (emulator) =>
  Effect.map(emulator.stats, (stats) => Object.values(stats.byOperation).reduce((sum, n) => sum + n, 0))
)

/** The ids of what a change did, all of which must be done. */
export const ids = (outcomes: ReadonlyArray<WriteOperation.Outcome<{ readonly id: string }>>): ReadonlyArray<string> =>
  outcomes.map((it) => (it._tag === "Done" ? it.details.id : assert.fail(it.error.message)))

/** What became of each, in a word: a code, or a reason. */
export const said = (outcomes: ReadonlyArray<WriteOperation.Outcome<unknown>>): ReadonlyArray<string> =>
  outcomes.map((it) => (it._tag === "Done" ? it.code : it.error.reason._tag))
