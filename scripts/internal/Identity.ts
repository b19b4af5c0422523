/** Whose a stored token is, from its key, as a person may read it. */
import type { TokenKey } from "@effect-zoho/auth/Token"

/** The parts of a key; a client id is shortened, as it is half of a secret pair. */
export interface Identity {
  readonly center: string
  readonly environment: string
  readonly client: string
  /** An address, `refresh:<fingerprint>` where no user was named, or `signed-in`. */
  readonly user: string
  readonly org: string | null
}

/** The beginning and the end of a client id. */
const shorten = (clientId: string): string =>
  clientId.length <= 12 ? "…" : `${clientId.slice(0, 7)}…${clientId.slice(-3)}`

/** Reads a key as `Token.makeKey` writes it. */
export const fromKey = (key: TokenKey): Identity => {
  const [center = "", environment = "", client = "", user = "", org] = key.split("/").map(decode)
  return { center, environment, client: shorten(client), user, org: org ?? null }
}

/** A key that this version did not write is shown as it is. */
const decode = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** As one line of text. */
export const text = ({ center, client, environment, org, user }: Identity): string =>
  `${user}${org === null ? "" : `, organisation ${org}`}, ${center} ${environment}, client ${client}`
