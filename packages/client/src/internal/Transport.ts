/** What a transport's failure tells: had the request possibly left this machine or not? */
import type * as HttpClientError from "effect/http/HttpClientError"

export interface Failure {
  readonly problem: "connection" | "certificate"
  /** False only when it is certain that not a byte of the request was sent. */
  readonly mayHaveArrived: boolean
  /** The system's own code: `ECONNREFUSED`. */
  readonly code?: string
}

/** Codes that come before a connection exists, from Node and undici. */
const beforeConnected: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EAI_FAIL",
  "EAI_NODATA",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_PRX_TLS"
])

/** Codes of a TLS handshake that we broke off, so before the request. */
const untrusted: ReadonlySet<string> = new Set([
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "CERT_REVOKED",
  "CERT_UNTRUSTED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "HOSTNAME_MISMATCH",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE"
])

/** System calls that a request's bytes come after. */
const connecting: ReadonlySet<string> = new Set(["connect", "getaddrinfo"])

interface Trace {
  readonly code: string
  readonly syscall: string
}

/** The code and system call of an error and of what it wraps, outermost first; fetch puts the real one in `cause`. */
const traces = (error: unknown): ReadonlyArray<Trace> => {
  const found: Array<Trace> = []
  let current = error
  for (let depth = 0; depth < 5 && typeof current === "object" && current !== null; depth++) {
    const code = "code" in current && typeof current.code === "string" ? current.code : ""
    const syscall = "syscall" in current && typeof current.syscall === "string" ? current.syscall : ""
    if (code !== "" || syscall !== "") found.push({ code, syscall })
    current = "cause" in current ? current.cause : undefined
  }
  return found
}

/** Reads a failure of `HttpClient.execute`. */
export const classify = (error: HttpClientError.HttpClientError): Failure => {
  // The request could not even be written: nothing was sent.
  if (error.reason._tag === "EncodeError" || error.reason._tag === "InvalidUrlError") {
    return { problem: "connection", mayHaveArrived: false }
  }
  const found = traces(error.reason.cause)
  const code = found.find((it) => it.code !== "")?.code
  const named = code === undefined ? {} : { code }
  if (found.some((it) => untrusted.has(it.code))) return { problem: "certificate", mayHaveArrived: false, ...named }
  const early = found.some((it) => beforeConnected.has(it.code) || connecting.has(it.syscall))
  return { problem: "connection", mayHaveArrived: !early, ...named }
}
