/** A process of its own over a store, steered by JSON lines on its standard input; each is answered by one on its output. */
import * as AccessToken from "@effect-zoho/auth/AccessToken"
import * as OAuth from "@effect-zoho/auth/OAuth"
import * as Token from "@effect-zoho/auth/Token"
import { TokenStore } from "@effect-zoho/auth/TokenStore"
import * as Settings from "@effect-zoho/config/Settings"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Readline from "node:readline"
import { entry } from "./TokenEntry.ts"

/** What a worker can be told. */
export type Command =
  /** Goes over to this store. */
  | { readonly op: "open"; readonly url: string }
  | { readonly op: "acquire"; readonly key: string; readonly ttl: number }
  | { readonly op: "set"; readonly key: string; readonly token: string; readonly fence: number }
  | { readonly op: "get"; readonly key: string }
  /** Signs in by these settings: the names of the tokens that so many fibers got. */
  | {
      readonly op: "signIn"
      readonly settings: Readonly<Record<string, string>>
      readonly fibers: number
      readonly leaseTtl: number
    }

const signIn = (command: Extract<Command, { op: "signIn" }>) =>
  Effect.gen(function* () {
    const tokens = yield* AccessToken.AccessToken
    const got = yield* Effect.all(
      Array.from({ length: command.fibers }, () => tokens.get),
      { concurrency: "unbounded" }
    )
    return { names: [...new Set(got.map((it) => Token.fingerprint(it.accessToken)))] }
  }).pipe(
    Effect.provide(
      AccessToken.layerWith({ leaseTtl: command.leaseTtl, poll: 20 }).pipe(
        Layer.provide([OAuth.layer.pipe(Layer.provide(FetchHttpClient.layer)), Settings.layerConfig]),
        Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(command.settings)))
      )
    )
  )

const run = (command: Exclude<Command, { op: "open" }>): Effect.Effect<object, object, TokenStore> =>
  Effect.gen(function* () {
    const tokens = yield* TokenStore
    switch (command.op) {
      case "acquire":
        return yield* tokens.acquire(Token.TokenKey.make(command.key), Duration.millis(command.ttl))
      case "set":
        yield* tokens.set(Token.TokenKey.make(command.key), entry(command.token), command.fence)
        return { done: true }
      case "get": {
        const found = yield* tokens.get(Token.TokenKey.make(command.key))
        return { token: Option.getOrNull(Option.map(found, (it) => Redacted.value(it.accessToken))) }
      }
      case "signIn":
        return yield* signIn(command)
    }
  })

/** Serves until standard input ends. */
export const serve = (
  storeAt: (url: string) => Promise<Layer.Layer<TokenStore, object>> | Layer.Layer<TokenStore, object>
): void => {
  let runtime: ManagedRuntime.ManagedRuntime<TokenStore, object> | undefined
  const answer = async (command: Command): Promise<object> => {
    if (command.op !== "open") return runtime?.runPromise(run(command)) ?? { error: "NotOpen" }
    await runtime?.dispose()
    runtime = ManagedRuntime.make(await storeAt(command.url))
    await runtime.context()
    return { ready: true }
  }
  const lines = Readline.createInterface({ input: process.stdin })
  lines.on("line", (line) => {
    void answer(JSON.parse(line))
      .catch((error) => ({ error: error._tag ?? "Defect", message: String(error) }))
      .then((said) => void process.stdout.write(`${JSON.stringify(said)}\n`))
  })
  lines.on("close", () => void runtime?.dispose())
}
