import * as FileTokenStore from "@effect-zoho/auth/FileTokenStore"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Fs from "node:fs"
import * as Os from "node:os"
import * as Path from "node:path"
import { suite } from "../src/TokenStoreTest.ts"

const directory = Fs.mkdtempSync(Path.join(Os.tmpdir(), "token-store-"))

suite("file", FileTokenStore.layer({ directory }).pipe(Layer.provide(NodeServices.layer)), {
  shared: true,
  durable: true,
  damage: (key) =>
    Effect.sync(() => {
      for (const name of Fs.readdirSync(directory)) {
        const file = Path.join(directory, name)
        if (name.endsWith(".token.json") && Fs.readFileSync(file, "utf8").includes(JSON.stringify(key))) {
          Fs.truncateSync(file, 20)
        }
      }
    })
})
