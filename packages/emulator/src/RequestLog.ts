/** What was asked and answered, kept as it came and masked when it is read. */
import * as DiagnosticsChannel from "node:diagnostics_channel"
import * as Http from "./Http.ts"

/** One line of `GET /__emulator/requests`. Credentials are masked; `tokenId` is a stable fingerprint. */
export interface LoggedRequest {
  readonly at: string
  readonly host: Http.Host
  readonly operation: string | null
  readonly method: string
  readonly url: string
  readonly requestHeaders: { readonly [name: string]: string }
  readonly requestBody: unknown
  readonly status: number | null
  readonly responseHeaders: { readonly [name: string]: string }
  readonly responseBody: unknown
  readonly user: string | null
  readonly org: string | null
  readonly tokenId: string | null
  readonly credits: number
  /** What a write asked to fire; absent when it did not say. */
  readonly trigger?: ReadonlyArray<string>
  readonly fault?: string
}

export interface Entry {
  readonly at: number
  readonly request: Http.WireRequest
  readonly reply: Http.Reply | undefined
  readonly operation: string | undefined
  readonly user: string | undefined
  readonly org: string | undefined
  readonly tokenId: string | undefined
  readonly credits: number
  readonly trigger: ReadonlyArray<string> | undefined
  readonly fault: string | undefined
}

export interface RequestLog {
  readonly push: (entry: Entry) => void
  readonly entries: () => ReadonlyArray<LoggedRequest>
  /** What is kept now; never changed afterwards. */
  readonly snapshot: () => ReadonlyArray<Entry>
  /** Puts a snapshot in place of what is kept. */
  readonly restore: (entries: ReadonlyArray<Entry>) => void
}

const secretNames = [
  "client_secret",
  "refresh_token",
  "access_token",
  "code",
  "token",
  "device_code",
  "user_code",
  "ticket",
  "state"
]
const masked = "***"

const maskHeaders = (headers: { readonly [name: string]: string }): { readonly [name: string]: string } =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      if (name === "authorization" || name === "cookie") return [name, value.replace(/\S+$/, masked)]
      // A redirect carries the code of a sign-in, the referrer of a consent page its state.
      return [name, name === "location" || name === "referer" ? maskUrl(value) : value]
    })
  )

const inUrl = new RegExp(`([?&](?:${secretNames.join("|")})=)[^&#"\\s<]*`, "gi")

const maskUrl = (url: string): string => url.replace(inUrl, `$1${masked}`)

const maskBody = (text: string): string => {
  let out = maskUrl(text)
  for (const name of secretNames) {
    out = out
      .replaceAll(new RegExp(`("${name}"\\s*:\\s*")[^"]*`, "g"), `$1${masked}`)
      .replaceAll(new RegExp(`(^|&)(${name}=)[^&]*`, "g"), `$1$2${masked}`)
      .replaceAll(new RegExp(`(name="${name}" value=")[^"]*`, "g"), `$1${masked}`)
      .replaceAll(new RegExp(`(name="${name}"\\r\\n(?:[^\\r\\n]+\\r\\n)*\\r\\n)[^\\r\\n]*`, "g"), `$1${masked}`)
  }
  return out
}

/** Files, and bodies that carry files; what is sent to the accounts host in parts is a form. */
const isBinary = (type: string, secret: boolean): boolean =>
  /octet-stream|x-download|zip|pdf|^(image|audio|video|font)\//i.test(type) || (!secret && /^multipart\//i.test(type))

const bodyOf = (
  headers: { readonly [name: string]: string },
  body: string | Uint8Array,
  secret: boolean
): string | null => {
  if (body.length === 0) return null
  const type = headers["content-type"] ?? ""
  if (isBinary(type, secret)) return `<${body.length} bytes>`
  const text = Http.textOf(body)
  return secret ? maskBody(text) : text
}

/** A request as it may be shown: credentials masked, binary bodies by their size. */
const shown = (entry: Entry): LoggedRequest => {
  const secret =
    entry.request.host === "accounts" || /[?&"](client_secret|refresh_token|access_token)/.test(entry.request.url)
  return {
    at: new Date(entry.at).toISOString(),
    host: entry.request.host,
    operation: entry.operation ?? null,
    method: entry.request.method,
    url: maskUrl(entry.request.url),
    requestHeaders: maskHeaders(entry.request.headers),
    requestBody: bodyOf(entry.request.headers, entry.request.body, secret),
    status: entry.reply?.status ?? null,
    responseHeaders: maskHeaders(entry.reply?.headers ?? {}),
    responseBody: entry.reply === undefined ? null : bodyOf(entry.reply.headers, entry.reply.body, secret),
    user: entry.user ?? null,
    org: entry.org ?? null,
    tokenId: entry.tokenId ?? null,
    credits: entry.credits,
    ...(entry.trigger === undefined ? {} : { trigger: entry.trigger }),
    ...(entry.fault === undefined ? {} : { fault: entry.fault })
  }
}

/** Every logged request of every emulator in this process is published here as a `LoggedRequest`, for whoever listens. */
export const channel = DiagnosticsChannel.channel("@effect-zoho/emulator/request")

/** Keeps the last `capacity` requests and at most `bytes` of their bodies. */
export const make = (capacity = 20_000, bytes = 128 * 1024 * 1024): RequestLog => {
  let list: Array<Entry> = []
  let held = 0
  const weight = (entry: Entry): number => entry.request.body.length + (entry.reply?.body.length ?? 0) + 500
  return {
    push: (entry) => {
      if (channel.hasSubscribers) channel.publish(shown(entry))
      list.push(entry)
      held += weight(entry)
      // Dropping a quarter at a time keeps a push cheap.
      if (list.length > capacity || held > bytes) {
        const dropped = Math.max(1, Math.floor(list.length / 4))
        for (const old of list.slice(0, dropped)) held -= weight(old)
        list = list.slice(dropped)
      }
    },
    entries: () => list.map(shown),
    snapshot: () => [...list],
    restore: (entries) => {
      list = [...entries]
      held = list.reduce((sum, entry) => sum + weight(entry), 0)
    }
  }
}
