/** OAuth clients as the API console registers them: id, secret, and where codes may be sent. */
import type { Core } from "../Core.ts"

export interface Client {
  readonly id: string
  readonly secret: string
  /** Registered redirect URIs. */
  readonly redirects: ReadonlyArray<string>
}

/** The client of this id, or undefined when this center knows none. */
export const find = (core: Core, id: string): Client | undefined => {
  const row = core.db.get("SELECT secret, redirect FROM oauth_client WHERE id=?", id)
  if (row === undefined) return undefined
  return { id, secret: String(row["secret"]), redirects: String(row["redirect"]).split(/\s+/).filter(Boolean) }
}

/** The client, if the secret is its own; otherwise Zoho's word for what is wrong. */
export const authenticate = (
  core: Core,
  form: ReadonlyMap<string, string>
): Client | "invalid_client" | "invalid_client_secret" => {
  const client = find(core, form.get("client_id") ?? "")
  if (client === undefined) return "invalid_client"
  return client.secret === form.get("client_secret") ? client : "invalid_client_secret"
}

const loopback = /^http:\/\/(?:127\.0\.0\.1|\[::1\])(?::\d{1,5})?(?=[/?]|$)/

/** A loopback URI without its port, or undefined for any other. */
const portless = (uri: string): string | undefined =>
  loopback.test(uri) ? uri.replace(/^(http:\/\/[^/?]*?)(?::\d{1,5})?(?=[/?]|$)/, "$1") : undefined

/**
 * Whether a code may be sent there: exactly a registered URI. With the switch `loopbackRedirectPort` on `any`, the port of
 * a registered loopback URI does not count, since a native application cannot know a free one in advance (RFC 8252, 7.3).
 */
export const accepts = (core: Core, client: Client, redirect: string): boolean => {
  if (!URL.canParse(redirect)) return false
  if (client.redirects.includes(redirect)) return true
  if (core.switches().loopbackRedirectPort === "exact") return false
  const wanted = portless(redirect)
  return wanted !== undefined && client.redirects.some((it) => portless(it) === wanted)
}
