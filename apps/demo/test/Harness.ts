/** The whole app on a free port over an emulator, with settings that a test may change while it runs. */
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as Layer from "effect/Layer"
import * as Ref from "effect/Ref"
import { connect } from "../src/Connect.ts"
import * as Connection from "../src/Connection.ts"
import { variables } from "../src/Emulated.ts"
import { Patience } from "../src/Page.ts"
import * as Server from "../src/Server.ts"

type Variables = Readonly<Record<string, string>>

/** What differs from settings that work; an empty text takes a setting away. */
export class Changes extends Context.Service<Changes, Ref.Ref<Variables>>()("@effect-zoho/demo/test/Changes") {}

/** Settings that work, as changed; read on every attempt. */
const app = Layer.unwrap(
  Effect.gen(function* () {
    const emulator = yield* Emulator.Emulator
    const changes = yield* Changes
    return Connection.layer(
      connect({
        source: "emulator",
        provider: Effect.map(Ref.get(changes), (it) => ConfigProvider.fromUnknown({ ...variables(emulator), ...it }))
      })
    )
  })
)

export const layer = (
  changes: Variables = {},
  emulator: Emulator.Options = {},
  /** How long the page waits before it is sent without its list; long, so that a busy machine changes nothing. */
  patience: Duration.Input = "20 seconds"
): Layer.Layer<Emulator.Emulator | Changes | Layer.Success<typeof NodeHttpServer.layerTest>> =>
  HttpRouter.serve(Server.routes, { disableLogger: true, disableListenLog: true }).pipe(
    Layer.provide(app),
    Layer.provide(Layer.succeed(Patience, patience)),
    Layer.provideMerge(Layer.effect(Changes, Ref.make(changes))),
    Layer.provideMerge(Layer.fresh(Emulator.layerServer(emulator))),
    Layer.provideMerge(Layer.fresh(NodeHttpServer.layerTest)),
    Layer.orDie
  )

/** A fault that answers as Zoho does for a row of a write. */
export const rowError = (status: number, code: string, message: string, details: object): Emulator.Rule => ({
  match: { host: "api", method: "PUT" },
  when: "before",
  action: { kind: "respond", status, body: JSON.stringify({ data: [{ code, details, message, status: "error" }] }) }
})
