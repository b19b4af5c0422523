/** HTTP as it should not be: requests to the control plane, its pages, the accounts, the upload and the API host, spoilt in content or in framing. */
import type * as EmulatorProcess from "../EmulatorProcess.ts"
import * as Dictionary from "./Dictionary.ts"
import type { Chance } from "./Requests.ts"

type Host = "api" | "accounts" | "upload"

export interface Raw {
  readonly host: Host
  readonly pieces: ReadonlyArray<Uint8Array>
  /** All of it, for a report. */
  readonly text: string
}

interface Target {
  readonly host: Host
  readonly method: string
  readonly path: string
  readonly keys: ReadonlyArray<string>
}

const to = (host: Host, method: string, path: string, ...keys: ReadonlyArray<string>): Target => ({
  host,
  method,
  path,
  keys
})

const root = "/__emulator"

/** Where they go, with the keys that are read there. `stop` is left out: it does what it says. */
const targets: ReadonlyArray<Target> = [
  to("api", "GET", `${root}/`),
  to("api", "GET", `${root}/stats`),
  to("api", "GET", `${root}/requests?after=WORD`),
  to("api", "GET", `${root}/requests/WORD`),
  to("api", "GET", `${root}/live?after=WORD`),
  to("api", "GET", `${root}/modules/WORD?page=WORD&word=WORD`),
  to("api", "GET", `${root}/modules/Leads/WORD`),
  to("api", "GET", `${root}/modules/WORD/fields`),
  to("api", "GET", `${root}/jobs`),
  to("api", "GET", `${root}/tokens`),
  to("api", "GET", `${root}/faults?did=WORD&set=WORD`),
  to("api", "GET", `${root}/clock`),
  to("api", "GET", `${root}/snapshots`),
  to("api", "GET", `${root}/notifications`),
  to("api", "POST", `${root}/faults`, "set", "match", "times", "when", "action", "kind", "status", "body", "path"),
  to("api", "DELETE", `${root}/faults/WORD`, "_method"),
  to("api", "POST", `${root}/clock`, "advance", "set"),
  to("api", "POST", `${root}/tokens/revoke`, "accessTokens", "refreshToken"),
  to("api", "POST", `${root}/grants`, "scopes", "userEmail", "minutes", "redirectUri", "offline", "clientId"),
  to(
    "api",
    "POST",
    `${root}/switches`,
    "latencyMillis",
    "coqlTextCase",
    "uniqueFields",
    "recycleBinDays",
    "coqlInValues"
  ),
  to("api", "POST", `${root}/snapshots/WORD`, "name"),
  to("api", "POST", `${root}/snapshots`, "name"),
  to("api", "POST", `${root}/snapshots/WORD/restore`, "back"),
  to("api", "POST", `${root}/WORD`, "back"),
  to("accounts", "GET", "/oauth/v2/auth?client_id=WORD&redirect_uri=WORD&scope=WORD&response_type=code&state=WORD"),
  to("accounts", "POST", "/oauth/v2/auth", "client_id", "redirect_uri", "scope", "ticket", "decision", "user", "state"),
  to("accounts", "POST", "/oauth/v2/token", "grant_type", "client_id", "client_secret", "refresh_token", "code"),
  to("accounts", "POST", "/oauth/v2/token?grant_type=WORD&refresh_token=WORD"),
  to("accounts", "POST", "/oauth/v2/token/revoke", "token"),
  to("accounts", "POST", "/oauth/v3/device/code", "client_id", "scope", "grant_type", "access_type"),
  to("accounts", "POST", "/oauth/v3/device/token", "client_id", "client_secret", "grant_type", "code"),
  to("accounts", "GET", "/oauth/v3/device?user_code=WORD"),
  to("accounts", "POST", "/oauth/v3/device/verify", "user_code", "decision", "ticket", "user", "location"),
  to("upload", "POST", "/crm/v8/upload", "file"),
  to("upload", "POST", "/crm/v8/files", "file"),
  to("api", "POST", "/crm/v8/Leads", "data", "trigger", "Last_Name"),
  to("api", "POST", "/crm/v8/coql", "select_query", "include_meta"),
  to("api", "GET", "/crm/v8/Leads?fields=WORD&page_token=WORD")
]

/** Those that change the emulator itself: what they are told is met by everything after. */
const steering = targets.filter(({ method, path }) => method === "POST" && path.startsWith(root))

const meaning = [
  "respond", "html", "truncate", "reset", "delay", "drip", "contentType", "duplicate", "all", "seed", "1 second", "-9e99 days",
  "99999999999999 weeks", "9999-12-31T23:59:59Z", "+275760-09-13T00:00:00Z", "-271821-04-20T00:00:00Z", "authorization_code",
  "refresh_token", "device_request", "start", "Leads", "x\r\ninjected: 1", "*a*a*a*a*a*b", "ä", "/crm/{module}*"
] // oxfmt-ignore

const extremes = [1e308, -1e308, 8.64e15, -8.64e15, 9e15, 2 ** 31, -1, 599, 99, 1000, 0.5]

const word = (by: Chance): unknown => {
  const kind = by.next()
  return kind < 0.4 ? by.one<unknown>(meaning, "") : kind < 0.6 ? by.one(extremes, 0) : by.one(Dictionary.poison, null)
}

const asText = (value: unknown): string =>
  (typeof value === "string" ? value : (JSON.stringify(value) ?? "")).toWellFormed()

const object = (by: Chance, keys: ReadonlyArray<string>, depth: number): object =>
  Object.fromEntries(
    keys
      .filter(() => by.next() < 0.6)
      .map((key) => [key, depth < 2 && by.next() < 0.2 ? object(by, keys, depth + 1) : word(by)])
  )

/** A rule that will be taken, of values that a socket may not bear. */
const fault = (by: Chance): object => ({
  match: { path: by.one(["*", "/crm/v8/*", "*a*a*a*a*a*b"], "*") },
  times: by.one([1, 2, 0], 1),
  action: by.one<object>(
    [
      { kind: "respond", status: by.one([200, 204, 304, 599], 200), headers: { [asText(word(by))]: asText(word(by)) } },
      { kind: "respond", status: 200, headers: { "content-length": "7", "transfer-encoding": "chunked" } },
      { kind: "contentType", value: asText(word(by)) },
      { kind: "html", status: by.one([200, 204, 304], 200), body: asText(word(by)) }
    ],
    {}
  )
})

const bodyOf = (by: Chance, { keys, path }: Target): Buffer => {
  const kind = by.next()
  if (kind < 0.05) return Buffer.from("[".repeat(by.one([1000, 100_000], 1000)))
  if (kind < 0.1) return Buffer.from(`${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`)
  if (kind < 0.15)
    return Buffer.from('{"__proto__":{"set":"x"},"constructor":{"prototype":{"advance":1}},"hasOwnProperty":1}')
  if (kind < 0.2) return Buffer.from([0xff, 0xfe, 0x22, 0xc3, 0x28, 0, 0x80, 0xed, 0xa0, 0x80])
  if (kind < 0.25) return Buffer.concat([Buffer.from('{"set":"'), Buffer.from([0xc0, 0xaf, 0xff]), Buffer.from('"}')])
  if (kind < 0.5)
    return Buffer.from(
      Object.entries(object(by, keys, 0))
        .map(([key, value]) => `${key}=${by.next() < 0.8 ? encodeURIComponent(asText(value)) : "%zz%ff%00"}`)
        .join("&")
    )
  if (kind < 0.6)
    return Buffer.from(
      `--edge\r\ncontent-disposition: form-data; name="${by.one(keys, "file")}"; filename="${asText(word(by))}"\r\n\r\nPK\u0003\u0004${by.next() < 0.5 ? "\r\n--edge--" : ""}`
    )
  if (path.endsWith("/faults") && kind < 0.8) return Buffer.from(JSON.stringify(fault(by)))
  return Buffer.from(JSON.stringify(object(by, keys, 0)))
}

const types = [
  "application/json",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=edge",
  "multipart/form-data",
  "text/plain",
  "\u0001"
]

/** How the body's length is told: right, wrong, twice, or not at all; and the body as it then leaves. */
const framed = (
  by: Chance,
  body: Buffer,
  calm: boolean
): { readonly lines: ReadonlyArray<string>; readonly body: Buffer } => {
  const chunk = (size: string, part: Uint8Array) => [Buffer.from(`${size}\r\n`), part, Buffer.from("\r\n")]
  const half = Math.floor(body.length / 2)
  const chunked = (...parts: ReadonlyArray<Uint8Array>) => ({
    lines: ["transfer-encoding: chunked"],
    body: Buffer.concat(parts)
  })
  const end = Buffer.from("0\r\n\r\n")
  switch (calm ? -1 : Math.floor(by.next() * 16)) {
    case 0:
      return { lines: [`content-length: ${body.length + 10}`], body }
    case 1:
      return { lines: [`content-length: ${half}`], body }
    case 2:
      return { lines: [`content-length: ${by.one(["-1", "x", "1e9", "", "99999999999999999999", "0x10"], "x")}`], body }
    case 3:
      return { lines: [`content-length: ${body.length}`, `content-length: ${half}`], body }
    case 4:
      return { lines: [`content-length: ${body.length}`, "transfer-encoding: chunked"], body }
    case 5:
      return chunked(
        ...chunk(half.toString(16), body.subarray(0, half)),
        ...chunk((body.length - half).toString(16), body.subarray(half)),
        end
      )
    case 6:
      return chunked(...chunk(by.one(["zz", "-1", "ffffffffffffffffff", "", "1;x=\u0000"], "zz"), body), end)
    case 7:
      return chunked(...chunk(body.length.toString(16), body))
    case 8:
      return chunked(...chunk(`${body.length.toString(16)};ext="${"x".repeat(20_000)}"`, body), end)
    case 9:
      return chunked(...chunk(body.length.toString(16), body), Buffer.from(`0\r\n${"t: 1\r\n".repeat(5000)}\r\n`))
    case 10:
      return { lines: ["transfer-encoding: gzip, identity"], body }
    default:
      return body.length === 0 ? { lines: [], body } : { lines: [`content-length: ${body.length}`], body }
  }
}

/** Headers that no client sends, or too many of them. */
const oddHeaders = (by: Chance): ReadonlyArray<string> => {
  switch (Math.floor(by.next() * 30)) {
    case 0:
      return [`x: ${"y".repeat(by.one([7000, 20_000, 200_000], 7000))}`]
    case 1:
      return Array.from({ length: 3000 }, (_, n) => `x${n}: 1`)
    case 2:
      return ["no colon here"]
    case 3:
      return ["x: a\u0000b"]
    case 4:
      return ["x: a", "\tfolded"]
    case 5:
      return ["expect: 100-continue"]
    case 6:
      return ["expect: miracles"]
    case 7:
      return ["connection: upgrade", `upgrade: ${by.one(["websocket", "h2c", ""], "h2c")}`]
    case 8:
      return ["__proto__: 1", "constructor: 2", "toString: 3"]
    case 9:
      return [`authorization: ${by.one(["Zoho-oauthtoken ", "Bearer \u00ff", "x".repeat(3000)], "")}`]
    case 10:
      return ["if-modified-since: \u00e4\u00ff", "range: bytes=99999999999-0"]
    case 11:
      return [`cookie: ${"a=b; ".repeat(500)}`, "origin: null", "sec-fetch-site: cross-site"]
    default:
      return by.next() < 0.4 ? ["accept: text/html"] : []
  }
}

const line = (by: Chance, method: string, path: string): string => {
  switch (Math.floor(by.next() * 30)) {
    case 0:
      return `${method} ${path}`
    case 1:
      return `${method} ${path} HTTP/9.9`
    case 2:
      return `${method.toLowerCase()} ${path} HTTP/1.1`
    case 3:
      return `${by.one(["BREW", "CONNECT", "TRACE", "PRI", "OPTIONS", "HEAD", "PROPFIND"], "BREW")} ${path} HTTP/1.1`
    case 4:
      return `${method} ${by.one(["*", "//", "http://", "http://[::1", "/%", "/%ff%00", "/..%2f..%2fetc", "?", "/\u00ff"], "*")} HTTP/1.1`
    case 5:
      return `${method} /${"a/".repeat(4000)} HTTP/1.1`
    case 6:
      return `${method} ${path} HTTP/1.0`
    default:
      return `${method} ${path} HTTP/1.1`
  }
}

/** A request of somebody else. */
export const anyone = Buffer.from("GET /crm/v8/org HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")

/** One request, or two in a row on one connection; in one piece or in many. */
export const make = (by: Chance, emulator: EmulatorProcess.Emulator): Raw => {
  const target = by.one(by.next() < 0.3 ? steering : targets, to("api", "GET", `${root}/`))
  // Half of them are spoilt in what they say only, so that it is read.
  const calm = by.next() < 0.5
  const { host, method } = target
  const path = target.path.replaceAll("WORD", () => encodeURIComponent(asText(word(by))).slice(0, 3000))
  const plain = method === "GET" && by.next() < 0.9
  const { body, lines } = framed(by, plain ? Buffer.alloc(0) : bodyOf(by, target), calm)
  const base = { api: emulator.apiUrl, accounts: emulator.accountsUrl, upload: emulator.uploadUrl }[host]
  const head = [
    calm ? `${method} ${path} HTTP/1.1` : line(by, method, path),
    ...(by.next() < 0.95 ? [`host: ${new URL(base).host}`] : []),
    ...(plain ? [] : [`content-type: ${by.one(types, "text/plain")}`]),
    ...lines,
    ...(calm ? [] : oddHeaders(by))
  ].join(calm || by.next() < 0.97 ? "\r\n" : "\n")
  const one = Buffer.concat([Buffer.from(`${head}\r\n\r\n`, "latin1"), body])
  const all = by.next() < 0.1 ? Buffer.concat([one, one]) : one
  const size = by.next() < 0.9 ? all.length : Math.max(1, Math.ceil(all.length / (2 + Math.floor(by.next() * 30))))
  return {
    host,
    pieces: Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.subarray(n * size, (n + 1) * size)),
    text: all.toString("latin1")
  }
}
