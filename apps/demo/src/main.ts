/** The command: `node src/main.ts [--emulator] [--port N]`. Serves the page on loopback until it is interrupted. */
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as Environment from "@effect-zoho/toolkit/Environment"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServer from "effect/http/HttpServer"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { createServer } from "node:http"
import { parseArgs } from "node:util"
import { connect } from "./Connect.ts"
import { variables } from "./Emulated.ts"
import * as Connection from "./Connection.ts"
import * as Server from "./Server.ts"

const help = `usage: node src/main.ts [flags]

  --emulator   work on a made-up CRM on this machine; no account and no .env needed
  --port N     port of the page (default: PORT, else 3000; 0 takes a free one)
  --help

Without --emulator the settings come from the environment and .env. A missing or wrong one is shown on the page.
`

/** A port as text: a whole number up to 65535. */
const readPort = (text: string): number | undefined =>
  /^\d{1,5}$/u.test(text) && Number(text) <= 65_535 ? Number(text) : undefined

/** A real account, by the settings of this folder. They are read again on every attempt. */
const account = Connection.layer(
  connect({
    source: "account",
    provider: Environment.provider({ flags: new Map(), environment: process.env, folder: process.cwd() })
  })
)

/** The emulator of this process: its own settings only, nothing of an account. */
const emulator = Layer.unwrap(
  Effect.map(Emulator.Emulator, (it) =>
    Connection.layer(
      connect({ source: "emulator", provider: Effect.succeed(ConfigProvider.fromUnknown(variables(it))) })
    )
  )
).pipe(Layer.provide(Emulator.layerServer()))

const serve = (port: number, onEmulator: boolean) => {
  const server = createServer()
  // A browser keeps its connections open; once the requests under way had their second, none may hold up the end.
  const cut = Layer.effectDiscard(Effect.addFinalizer(() => Effect.sync(() => server.closeAllConnections())))
  const ready = Layer.effectDiscard(
    HttpServer.addressFormattedWith((address) =>
      Console.log(`Leads demo on ${address} (${onEmulator ? "emulator" : "settings of this folder"}); Ctrl-C stops it`)
    )
  )
  return HttpRouter.serve(Server.routes, { disableLogger: true, disableListenLog: true }).pipe(
    (it) => Layer.provideMerge(ready, it),
    Layer.provide(onEmulator ? emulator : account),
    Layer.provide(cut),
    Layer.provide(NodeHttpServer.layer(() => server, { port, host: "127.0.0.1", gracefulShutdownTimeout: "1 second" })),
    Layer.launch
  )
}

/** Why the page cannot be served; a sentence for the terminal. */
class StartError extends Schema.TaggedError<StartError>()("StartError", { message: Schema.String }) {}

const main = Effect.fnUntraced(function* (args: ReadonlyArray<string>) {
  const { values } = yield* Effect.try({
    try: () =>
      parseArgs({
        args: [...args],
        options: { emulator: { type: "boolean" }, port: { type: "string" }, help: { type: "boolean", short: "h" } }
      }),
    catch: (cause) =>
      new StartError({ message: `${cause instanceof Error ? cause.message : String(cause)}\n\n${help}` })
  })
  if (values.help === true) return yield* Console.log(help)
  const text = values.port ?? process.env["PORT"] ?? "3000"
  const port = readPort(text)
  if (port === undefined) {
    return yield* new StartError({ message: `The port is a whole number from 0 to 65535, not "${text}".` })
  }
  return yield* serve(port, values.emulator === true).pipe(
    Effect.catchTags({
      ServeError: () =>
        Effect.fail(
          new StartError({ message: `Port ${port} cannot be opened: choose another with --port, or 0 for a free one.` })
        ),
      ListenError: (error) => Effect.fail(new StartError({ message: `The emulator ${error.message}` })),
      PlatformError: (error) =>
        Effect.fail(new StartError({ message: `The page's files cannot be read: ${error.message}` }))
    })
  )
})

NodeRuntime.runMain(
  main(process.argv.slice(2)).pipe(
    Effect.catch((error) =>
      Effect.andThen(
        Console.error(error.message),
        Effect.sync(() => void (process.exitCode = 1))
      )
    )
  )
)
