/** The emulator on the wire: three node:http servers on loopback, one per Zoho host. */
import * as NodeHttp from "node:http"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Core, Delivery } from "./Core.ts"
import * as Http from "./Http.ts"

export interface ListenOptions {
  /** Default 127.0.0.1. */
  readonly host?: string | undefined
  /** Of the API host; accounts and upload follow on the next two. 0, the default, takes three free ones. */
  readonly port?: number | undefined
}

/** A port could not be opened. */
export class ListenError extends Schema.TaggedError<ListenError>()("ListenError", {
  host: Schema.String,
  port: Schema.Number,
  code: Schema.String
}) {
  get remedy() {
    return this.code === "EADDRINUSE"
      ? `Port ${this.port} is taken: choose another, or 0 for a free one.`
      : `Check that ${this.host} is an address of this machine.`
  }
  override get message() {
    return `cannot listen on ${this.host}:${this.port} (${this.code}). ${this.remedy}`
  }
}

const bodyLimit = 120 * 1024 * 1024

const headersOf = (raw: NodeHttp.IncomingHttpHeaders): { readonly [name: string]: string } => {
  const headers: { [name: string]: string } = {}
  for (const [name, value] of Object.entries(raw))
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value
  return headers
}

const send = (response: NodeHttp.ServerResponse, delivery: Delivery): void => {
  const { mode, reply } = delivery
  const socket = response.socket
  if (mode.kind === "hang" || socket === null || socket.destroyed) return
  if (mode.kind === "reset") {
    socket.resetAndDestroy()
    return
  }
  const bare = reply.status === 204 || reply.status === 304
  if (mode.kind === "send" && !bare && typeof reply.body === "string") {
    const length = Buffer.byteLength(reply.body)
    // As many bytes as characters: plain ASCII, which leaves in one piece with the head, not encoded first.
    if (length === reply.body.length) {
      response.writeHead(reply.status, { ...reply.headers, "content-length": length })
      response.end(reply.body, "latin1")
      return
    }
  }
  const bytes = Http.bytesOf(reply.body)
  if (mode.kind === "send" || bare) {
    response.writeHead(reply.status, bare ? reply.headers : { ...reply.headers, "content-length": bytes.length })
    response.end(bare ? undefined : bytes)
    return
  }
  if (mode.kind === "truncate") {
    const part = bytes.subarray(0, mode.bytes ?? Math.floor(bytes.length / 2))
    if (mode.close === "clean") {
      response.writeHead(reply.status, { ...reply.headers, "content-length": part.length })
      response.end(part)
      return
    }
    response.writeHead(reply.status, { ...reply.headers, "content-length": bytes.length })
    // What was written must leave before the connection goes.
    response.write(part, () => setImmediate(() => socket.destroy()))
    return
  }
  response.writeHead(reply.status, { ...reply.headers, "content-length": bytes.length })
  let at = 0
  const timer = setInterval(
    () => {
      if (socket.destroyed) clearInterval(timer)
      else if (at >= bytes.length) {
        clearInterval(timer)
        response.end()
      } else {
        response.write(bytes.subarray(at, at + mode.bytes))
        at += mode.bytes
      }
    },
    Math.max(1, mode.every)
  )
}

const empty = new Uint8Array(0)

const tooLarge: Delivery = {
  reply: Http.json(413, {
    code: "BODY_SIZE_REACHED",
    details: {},
    message: "request body is too large",
    status: "error"
  }),
  delayAfter: 0,
  mode: { kind: "send" }
}

/** Runs what answers a request; a bug in it costs that connection, not the process. */
const guarded = (core: Core, response: NodeHttp.ServerResponse, body: () => void): void => {
  try {
    body()
  } catch {
    core.counters.defects++
    response.destroy()
  }
}

const answer = (
  core: Core,
  host: Http.Host,
  incoming: NodeHttp.IncomingMessage,
  response: NodeHttp.ServerResponse,
  body: Uint8Array
): void => {
  const urls = core.urls()
  const base = host === "api" ? urls.apiUrl : host === "accounts" ? urls.accountsUrl : urls.uploadUrl
  const path = incoming.url ?? "/"
  const plan = core.plan({
    host,
    method: incoming.method ?? "GET",
    url: path.startsWith("/") ? base + path : path,
    headers: headersOf(incoming.headers),
    body
  })
  if (plan.done !== undefined) response.once("close", plan.done)
  const run = (): void => {
    const delivery = plan.deliver()
    if (delivery.delayAfter > 0)
      setTimeout(() => guarded(core, response, () => send(response, delivery)), delivery.delayAfter)
    else send(response, delivery)
  }
  if (plan.delayBefore > 0) setTimeout(() => guarded(core, response, run), plan.delayBefore)
  else run()
}

const handler =
  (core: Core, host: Http.Host) =>
  (incoming: NodeHttp.IncomingMessage, response: NodeHttp.ServerResponse): void => {
    incoming.on("error", () => {})
    const { "content-length": declared, "transfer-encoding": coding } = incoming.headers
    // Neither header: no body can follow, and nothing is to be waited for.
    if (declared === undefined && coding === undefined) {
      guarded(core, response, () => answer(core, host, incoming, response, empty))
      return
    }
    const chunks: Array<Buffer> = []
    let size = 0
    incoming.on("data", (chunk: Buffer) => {
      size += chunk.length
      if (size <= bodyLimit) chunks.push(chunk)
    })
    incoming.on("end", () => {
      const body = chunks.length === 1 ? (chunks[0] ?? empty) : Buffer.concat(chunks)
      guarded(core, response, () =>
        size > bodyLimit ? send(response, tooLarge) : answer(core, host, incoming, response, body)
      )
    })
  }

const open = (core: Core, host: Http.Host, address: string, port: number) =>
  Effect.acquireRelease(
    Effect.callback<NodeHttp.Server, ListenError>((resume) => {
      const server = NodeHttp.createServer({ keepAliveTimeout: 60_000 }, handler(core, host))
      server.on("connection", () => {
        core.counters.connections++
      })
      // A client that speaks no HTTP gets a plain refusal, not a crash.
      server.on("clientError", (_error, socket) => {
        if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")
      })
      server.once("error", (error: NodeJS.ErrnoException) =>
        resume(Effect.fail(new ListenError({ host: address, port, code: error.code ?? "UNKNOWN" })))
      )
      server.listen(port, address, () => resume(Effect.succeed(server)))
    }),
    (server) =>
      Effect.callback<void>((resume) => {
        server.close(() => resume(Effect.void))
        server.closeIdleConnections()
        // Answers under way get a moment; a hanging fault would never end.
        setTimeout(() => server.closeAllConnections(), 100)
      })
  )

/** Opens the three ports; they close with the scope. */
export const listen = Effect.fnUntraced(function* (core: Core, options: ListenOptions) {
  const address = options.host ?? "127.0.0.1"
  const base = options.port ?? 0
  const portOf = (server: NodeHttp.Server): number => {
    const at = server.address()
    return typeof at === "object" && at !== null ? at.port : 0
  }
  const api = yield* open(core, "api", address, base)
  const accounts = yield* open(core, "accounts", address, base === 0 ? 0 : base + 1)
  const upload = yield* open(core, "upload", address, base === 0 ? 0 : base + 2)
  const shown =
    address === "0.0.0.0" || address === "::" ? "127.0.0.1" : address.includes(":") ? `[${address}]` : address
  const url = (server: NodeHttp.Server): string => `http://${shown}:${portOf(server)}`
  core.setUrls({
    apiUrl: url(api),
    accountsUrl: url(accounts),
    uploadUrl: url(upload),
    controlUrl: `${url(api)}/__emulator`
  })
  const stopped = yield* Deferred.make<void>()
  core.onStop.run = () => Deferred.doneUnsafe(stopped, Effect.void)
  return { stopped: Deferred.await(stopped) }
})
