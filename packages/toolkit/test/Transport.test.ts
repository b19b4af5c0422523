import { assert, describe, it } from "@effect/vitest"
import * as FaultServer from "@effect-zoho/testing/FaultServer"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Fs from "node:fs"
import * as Http from "node:http"
import * as Https from "node:https"
import * as NodePath from "node:path"
import * as Transport from "../src/Transport.ts"
import { temporaryFolder } from "./support.ts"
import * as Certificate from "@effect-zoho/testing/Certificate"

const configured = (variables: Record<string, string>) =>
  Transport.layerConfig.pipe(Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(variables))))

const get = (url: string, variables: Record<string, string> = {}) =>
  Effect.flatMap(HttpClient.get(url), (response) => response.text).pipe(Effect.provide(configured(variables)))

const listen = (server: Http.Server | Https.Server) =>
  Effect.acquireRelease(
    Effect.callback<number>((resume) => {
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        resume(Effect.succeed(typeof address === "object" && address !== null ? address.port : 0))
      })
    }),
    () =>
      Effect.callback<void>((resume) => {
        server.close(() => resume(Effect.void))
        server.closeAllConnections()
      })
  )

/** A forward proxy that answers itself and keeps what it was asked for. */
const proxy = Effect.gen(function* () {
  const asked: Array<string> = []
  const server = Http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.end("by proxy")
  })
  server.on("connect", (request, socket) => {
    asked.push(`CONNECT ${request.url} ${request.headers["proxy-authorization"] ?? ""}`.trim())
    socket.end("HTTP/1.1 403 Forbidden\r\n\r\n")
  })
  return { asked, port: yield* listen(server) }
})

describe("Transport", () => {
  it.live("connects directly without variables", () =>
    Effect.gen(function* () {
      const server = yield* FaultServer.FaultServer
      yield* server.enqueue({ kind: "respond", body: "direct" })
      assert.strictEqual(yield* get(server.url), "direct")
    }).pipe(Effect.provide(FaultServer.layer))
  )

  it.live("goes through HTTPS_PROXY, with its password", () =>
    Effect.gen(function* () {
      const { asked, port } = yield* proxy
      yield* Effect.flip(get("https://www.zohoapis.example.com/x", { HTTPS_PROXY: `http://me:pw@127.0.0.1:${port}` }))
      assert.deepStrictEqual(asked, [
        `CONNECT www.zohoapis.example.com:443 Basic ${Buffer.from("me:pw").toString("base64")}`
      ])
    })
  )

  it.live("takes a proxy without a scheme, and leaves out hosts of NO_PROXY", () =>
    Effect.gen(function* () {
      const { asked, port } = yield* proxy
      yield* Effect.flip(get("https://a.example.com/", { HTTPS_PROXY: `127.0.0.1:${port}`, NO_PROXY: "b.example.com" }))
      yield* Effect.flip(get("https://b.example.com/", { HTTPS_PROXY: `127.0.0.1:${port}`, NO_PROXY: "b.example.com" }))
      assert.deepStrictEqual(asked, ["CONNECT a.example.com:443"])
    })
  )

  it.live("never sends this machine's own traffic through a proxy", () =>
    Effect.gen(function* () {
      const { asked, port } = yield* proxy
      const server = yield* FaultServer.FaultServer
      yield* server.enqueue({ kind: "respond", body: "direct" })
      const variables = { HTTP_PROXY: `http://127.0.0.1:${port}`, HTTPS_PROXY: `http://127.0.0.1:${port}` }
      assert.strictEqual(yield* get(server.url, variables), "direct")
      assert.deepStrictEqual(asked, [])
    }).pipe(Effect.provide(FaultServer.layer))
  )

  it.live("trusts the authority of NODE_EXTRA_CA_CERTS, and nobody else's word", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const file = NodePath.join(folder, "ca.pem")
      Fs.writeFileSync(file, Certificate.certificate)
      const server = Https.createServer({ key: Certificate.key, cert: Certificate.certificate }, (_, response) => {
        response.end("by tls")
      })
      const port = yield* listen(server)
      yield* Effect.flip(get(`https://localhost:${port}/`))
      assert.strictEqual(yield* get(`https://localhost:${port}/`, { NODE_EXTRA_CA_CERTS: file }), "by tls")
    })
  )

  it.live("names the setting when the certificates cannot be used", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const missing = yield* Effect.flip(get("https://a.example.com", { NODE_EXTRA_CA_CERTS: `${folder}/none.pem` }))
      assert.include(missing.message, "NODE_EXTRA_CA_CERTS: names a file that cannot be read")
      Fs.writeFileSync(`${folder}/empty.pem`, "hello")
      const empty = yield* Effect.flip(get("https://a.example.com", { NODE_EXTRA_CA_CERTS: `${folder}/empty.pem` }))
      assert.include(empty.message, "without a certificate")
    })
  )

  it.live("refuses a proxy that is no address, without quoting it", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(get("https://a.example.com", { HTTPS_PROXY: "socks5://me:hunter2@x" }))
      assert.include(error.message, "HTTPS_PROXY: is not an address")
      assert.notInclude(error.message, "hunter2")
    })
  )
})
