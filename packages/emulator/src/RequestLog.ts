/** What was asked and answered, kept as it came and masked when it is read. */
import * as DiagnosticsChannel from "node:diagnostics_channel"
import * as Http from "./Http.ts"
import * as Mask from "./Mask.ts"

/** A workflow rule that would have run for a record, and the condition of it that took the record. */
export interface FiredRule {
  readonly rule: string
  readonly name: string
  readonly condition: string
  readonly record: string
}

/** One line of `GET /__emulator/requests`. Credentials are masked; `tokenId` is a stable fingerprint. */
export interface LoggedRequest {
  /** Its number, counted since the start; none is given twice, also after a restore or a reset. */
  readonly seq: number
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
  /** The workflow rules that a write would have set off; absent when there were none. What they would do is not done. */
  readonly workflows?: ReadonlyArray<FiredRule>
  readonly fault?: string
}

/** A request as it was kept: nothing in it is masked. */
export interface Entry {
  readonly seq: number
  readonly at: number
  readonly request: Http.WireRequest
  readonly reply: Http.Reply | undefined
  readonly operation: string | undefined
  readonly user: string | undefined
  readonly org: string | undefined
  readonly tokenId: string | undefined
  readonly credits: number
  readonly trigger: ReadonlyArray<string> | undefined
  readonly workflows?: ReadonlyArray<FiredRule>
  readonly fault: string | undefined
}

export interface RequestLog {
  readonly push: (entry: Omit<Entry, "seq">) => void
  /** What is kept of the requests after number `after` (default: all), oldest first. */
  readonly entries: (after?: number) => ReadonlyArray<LoggedRequest>
  /** The same unmasked, newest first, as long as somebody asks. */
  readonly newest: (after?: number) => Iterable<Entry>
  readonly entry: (seq: number) => Entry | undefined
  /** The number of the latest request. */
  readonly last: () => number
  /** Changes when what is kept was replaced, by a restore or a reset. */
  readonly generation: () => number
  /** What is kept now; never changed afterwards. */
  readonly snapshot: () => ReadonlyArray<Entry>
  /** Puts a snapshot in place of what is kept. */
  readonly restore: (entries: ReadonlyArray<Entry>) => void
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
  return secret ? Mask.form(text) : Mask.api(text)
}

/** A request as it may be shown: credentials masked, binary bodies by their size. */
export const shown = (entry: Entry): LoggedRequest => {
  const secret =
    entry.request.host === "accounts" || /[?&"](client_secret|refresh_token|access_token)/.test(entry.request.url)
  return {
    seq: entry.seq,
    at: new Date(entry.at).toISOString(),
    host: entry.request.host,
    operation: entry.operation ?? null,
    method: entry.request.method,
    url: Mask.url(entry.request.url),
    requestHeaders: Mask.headers(entry.request.headers),
    requestBody: bodyOf(entry.request.headers, entry.request.body, secret),
    status: entry.reply?.status ?? null,
    responseHeaders: Mask.headers(entry.reply?.headers ?? {}),
    responseBody: entry.reply === undefined ? null : bodyOf(entry.reply.headers, entry.reply.body, secret),
    user: entry.user ?? null,
    org: entry.org ?? null,
    tokenId: entry.tokenId ?? null,
    credits: entry.credits,
    ...(entry.trigger === undefined ? {} : { trigger: entry.trigger }),
    ...(entry.workflows === undefined ? {} : { workflows: entry.workflows }),
    ...(entry.fault === undefined ? {} : { fault: entry.fault })
  }
}

/** Every logged request of every emulator in this process is published here as a `LoggedRequest`, for whoever listens. */
export const channel = DiagnosticsChannel.channel("@effect-zoho/emulator/request")

/** Keeps the last `capacity` requests and at most `bytes` of their bodies. */
export const make = (capacity = 20_000, bytes = 128 * 1024 * 1024): RequestLog => {
  let list: Array<Entry> = []
  let held = 0
  let last = 0
  let generation = 0
  const weight = (entry: Entry): number => entry.request.body.length + (entry.reply?.body.length ?? 0) + 500
  /** Where what follows number `after` begins. Numbers grow, and callers ask for what is new. */
  const start = (after: number): number => {
    let index = list.length
    while (index > 0 && (list[index - 1]?.seq ?? 0) > after) index--
    return index
  }
  return {
    push: (given) => {
      const entry = { ...given, seq: ++last }
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
    entries: (after = 0) => list.slice(start(after)).map(shown),
    newest: function* (after = 0) {
      const now = list
      for (let index = now.length - 1; index >= 0; index--) {
        const entry = now[index]
        if (entry === undefined || entry.seq <= after) return
        yield entry
      }
    },
    entry: (seq) => list.findLast((entry) => entry.seq === seq),
    last: () => last,
    generation: () => generation,
    snapshot: () => [...list],
    restore: (entries) => {
      generation++
      list = [...entries]
      held = list.reduce((sum, entry) => sum + weight(entry), 0)
    }
  }
}
