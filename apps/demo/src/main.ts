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
import { createServer } from "node:http"
import { parseArgs } from "node:util"
import { connect } from "./Connect.ts"
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
      connect({
        source: "emulator",
        provider: Effect.succeed(
          ConfigProvider.fromUnknown({
            ACCOUNTS_URL: it.accountsUrl,
            API_URL: it.apiUrl,
            UPLOAD_URL: it.uploadUrl,
            CLIENT_ID: it.credentials.clientId,
            CLIENT_SECRET: it.credentials.clientSecret,
            REFRESH_TOKEN: it.credentials.refreshToken,
            USER_EMAIL: it.credentials.userEmail,
            ORG_ID: it.credentials.orgId,
            TOKEN_STORE: "memory"
          })
        )
      })
    )
  )
).pipe(Layer.provide(Emulator.layerServer()))

const serve = (port: number, onEmulator: boolean) =>
  HttpRouter.serve(Server.routes, { disableLogger: true, disableListenLog: true }).pipe(
    Layer.merge(
      Layer.effectDiscard(
        HttpServer.addressFormattedWith((address) =>
          Console.log(
            `Leads demo on ${address} (${onEmulator ? "emulator" : "settings of this folder"}); Ctrl-C stops it`
          )
        )
      )
    ),
    Layer.provide(onEmulator ? emulator : account),
    Layer.provide(NodeHttpServer.layer(createServer, { port, host: "127.0.0.1", gracefulShutdownTimeout: "1 second" })),
    Layer.launch
  )

const main = (args: ReadonlyArray<string>) => {
  const { values } = parseArgs({
    args: [...args],
    options: { emulator: { type: "boolean" }, port: { type: "string" }, help: { type: "boolean", short: "h" } }
  })
  if (values.help === true) return Console.log(help)
  const text = values.port ?? process.env["PORT"] ?? "3000"
  const port = readPort(text)
  if (port === undefined) return Effect.fail(`The port must be a whole number from 0 to 65535, not "${text}".`)
  return serve(port, values.emulator === true)
}

NodeRuntime.runMain(Effect.suspend(() => main(process.argv.slice(2))))
