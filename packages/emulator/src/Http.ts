/** Requests and replies as plain values, so that every handler is a function and no test needs a port. */
import * as Multipart from "@remix-run/multipart-parser"

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
  if (!segment.includes("%")) return segment
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

/** Path and query of an absolute or relative URL; never fails, whatever the client sent. */
export const targetOf = (url: string): Target => {
  const hash = url.indexOf("#")
  const withoutHash = hash < 0 ? url : url.slice(0, hash)
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

const mostParts = 100
const longestBoundary = 200

/** The `boundary` of a multipart content type. */
const boundaryOf = (contentType: string): string | undefined => {
  const match = /;\s*boundary\s*=\s*(?:"([^"]*)"|([^;\s]*))/i.exec(contentType)
  const boundary = match?.[1] ?? match?.[2] ?? ""
  return boundary === "" || boundary.length > longestBoundary ? undefined : boundary
}

/** The parts of a multipart/form-data body that have a name; an ill-formed body has no parts. */
export const multipart = (contentType: string, body: Uint8Array): ReadonlyArray<Part> => {
  const boundary = boundaryOf(contentType)
  if (boundary === undefined) return []
  const most = Math.max(1, body.length)
  try {
    const parts: Array<Part> = []
    for (const part of Multipart.parseMultipart(body, {
      boundary,
      maxFileSize: most,
      maxTotalSize: most,
      maxParts: mostParts
    })) {
      const { filename, mediaType, name } = part
      if (name !== undefined) parts.push({ name, filename, contentType: mediaType, body: part.bytes })
    }
    return parts
  } catch {
    return []
  }
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
