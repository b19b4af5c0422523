/** Callbacks of jobs: how a request names one, and the POST itself, which goes to loopback addresses only. */
import * as NodeHttp from "node:http"
import * as Json from "../Json.ts"

export interface Target {
  readonly url: string
  readonly method: "post"
}

export type Decoded =
  | { readonly _tag: "None" }
  | { readonly _tag: "Target"; readonly target: Target }
  | { readonly _tag: "InvalidUrl" }
  | { readonly _tag: "InvalidMethod" }

const urlOf = (text: string): URL | undefined => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  return url !== undefined && (url.protocol === "https:" || url.protocol === "http:") ? url : undefined
}

/** The `callback` of a request body: an http or https URL, and `post`. */
export const decode = (value: unknown): Decoded => {
  if (Json.isAbsent(value)) return { _tag: "None" }
  const given = Json.asObject(value)
  const url = given?.["url"]
  if (typeof url !== "string" || urlOf(url) === undefined) return { _tag: "InvalidUrl" }
  const method = given?.["method"]
  if (typeof method !== "string" || method.toLowerCase() !== "post") return { _tag: "InvalidMethod" }
  return { _tag: "Target", target: { url, method: "post" } }
}

/** A target as the job table keeps it. */
export const read = (text: string): Target | undefined => {
  const decoded = decode(Json.parse(text))
  return decoded._tag === "Target" ? decoded.target : undefined
}

/** True for a target that is called at all: http on loopback. */
export const isReachable = (target: Target): boolean => {
  const url = urlOf(target.url)
  return url !== undefined && url.protocol === "http:" && isLoopback(url)
}

const isLoopback = (url: URL): boolean => /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname)

/** How long a receiver may take. */
const timeout = 5000

/**
 * Posts `body` as JSON and forgets about it. An address that is not loopback is not called: data of a test must not
 * leave the machine because a callback URL was copied from somewhere.
 */
export const deliver = (target: Target, body: string): void => {
  if (!isReachable(target)) return
  const bytes = Buffer.from(body, "utf8")
  const request = NodeHttp.request(target.url, {
    method: "POST",
    headers: { "content-type": "application/json;charset=utf-8", "content-length": bytes.length },
    timeout,
    agent: false
  })
  request.on("response", (response) => response.resume())
  // Nobody hears of a receiver that is not there; a client must poll as well.
  request.on("error", () => {})
  request.on("timeout", () => request.destroy())
  request.end(bytes)
}
