/** Requests and replies as plain values, so that every handler is a function and no test needs a port. */

/** Which of Zoho's three hosts a request was sent to. */
export type Host = "accounts" | "api" | "upload"

export interface WireRequest {
  readonly host: Host
  readonly method: string
  /** Absolute URL as the client sent it. */
  readonly url: string
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string }
  readonly body: Uint8Array
}

export interface Reply {
  readonly status: number
  readonly headers: { readonly [name: string]: string }
  readonly body: string | Uint8Array
}

const jsonHeaders = { "content-type": "application/json;charset=utf-8", server: "ZGS" } as const

/** A JSON reply from a value. */
export const json = (status: number, value: unknown): Reply => ({
  status,
  headers: jsonHeaders,
  body: JSON.stringify(value)
})

/** A JSON reply from text that is JSON already. */
export const jsonText = (status: number, body: string): Reply => ({ status, headers: jsonHeaders, body })

/** 204 or 304: a status and nothing else. */
export const empty = (status: 204 | 304): Reply => ({ status, headers: { server: "ZGS" }, body: "" })

export const html = (status: number, body: string): Reply => ({
  status,
  headers: { "content-type": "text/html;charset=utf-8" },
  body
})

export const withHeaders = (reply: Reply, headers: { readonly [name: string]: string }): Reply => ({
  ...reply,
  headers: { ...reply.headers, ...headers }
})

const decoder = new TextDecoder()
const encoder = new TextEncoder()

export const bytesOf = (body: string | Uint8Array): Uint8Array =>
  typeof body === "string" ? encoder.encode(body) : body
export const textOf = (body: string | Uint8Array): string => (typeof body === "string" ? body : decoder.decode(body))

export interface Target {
  readonly path: string
  readonly segments: ReadonlyArray<string>
  readonly query: URLSearchParams
}

const decodeSegment = (segment: string): string => {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

/** Path and query of an absolute or relative URL; never fails, whatever the client sent. */
export const targetOf = (url: string): Target => {
  const withoutHash = url.split("#", 1)[0] ?? ""
  const start = withoutHash.indexOf("?")
  const left = start < 0 ? withoutHash : withoutHash.slice(0, start)
  const query = new URLSearchParams(start < 0 ? "" : withoutHash.slice(start + 1))
  const origin = /^[a-z][a-z0-9+.-]*:\/\/[^/]*/i.exec(left)?.[0] ?? ""
  const path = left.slice(origin.length) || "/"
  return { path, query, segments: path.split("/").slice(1).map(decodeSegment) }
}

/** One part of a multipart body. */
export interface Part {
  readonly name: string
  readonly filename: string | undefined
  readonly contentType: string | undefined
  readonly body: Uint8Array
}

const parameter = (header: string, name: string): string | undefined => {
  const match = new RegExp(`${name}\\s*=\\s*(?:"([^"]*)"|([^;\\s]*))`, "i").exec(header)
  return match === null ? undefined : (match[1] ?? match[2])
}

/** The parts of a multipart/form-data body; an ill-formed body has no parts. */
export const multipart = (contentType: string, body: Uint8Array): ReadonlyArray<Part> => {
  const boundary = parameter(contentType, "boundary")
  if (boundary === undefined || boundary === "") return []
  const buffer = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const marker = Buffer.from(`--${boundary}`)
  const parts: Array<Part> = []
  let at = buffer.indexOf(marker)
  while (at >= 0) {
    const from = at + marker.length
    const next = buffer.indexOf(marker, from)
    if (next < 0) break
    const headEnd = buffer.indexOf("\r\n\r\n", from)
    if (headEnd >= 0 && headEnd < next) {
      const head = buffer.toString("utf8", from, headEnd)
      const disposition = /content-disposition:([^\r\n]*)/i.exec(head)?.[1] ?? ""
      const name = parameter(disposition.replace(/filename\*?\s*=\s*("[^"]*"|[^;\s]*)/i, ""), "name")
      if (name !== undefined) {
        parts.push({
          name,
          filename: parameter(disposition, "filename"),
          contentType: /content-type:\s*([^\r\n]*)/i.exec(head)?.[1],
          // The line break before the next boundary belongs to the boundary.
          body: buffer.subarray(headEnd + 4, Math.max(headEnd + 4, next - 2))
        })
      }
    }
    at = next
  }
  return parts
}

/** Form parameters wherever a client may put them: query, urlencoded body or multipart body; the body wins. */
export const formOf = (request: WireRequest): ReadonlyMap<string, string> => {
  const form = new Map<string, string>(targetOf(request.url).query)
  const contentType = request.headers["content-type"] ?? ""
  if (/^multipart\/form-data/i.test(contentType)) {
    for (const part of multipart(contentType, request.body)) form.set(part.name, textOf(part.body))
  } else if (request.body.length > 0) {
    for (const [name, value] of new URLSearchParams(textOf(request.body))) form.set(name, value)
  }
  return form
}
