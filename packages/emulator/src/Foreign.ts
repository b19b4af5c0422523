/** Requests that a page of somebody else made a browser send: nothing of ours may be changed by one. */
import type * as Http from "./Http.ts"

/**
 * Whether a browser sent this from a page of another origin. Browsers say so in `Origin` and, for what they send by
 * themselves, in `Sec-Fetch-Site`; programs say neither. `own` is the origin that the emulator knows itself by, `hosts`
 * matches the names under which its user may call it: a name that merely resolves to this machine is foreign too.
 */
export const isForeign = (request: Http.WireRequest, own: string, hosts: RegExp): boolean => {
  const { host, origin, "sec-fetch-site": site } = request.headers
  // A link from another page may lead here; a form or a script of another page may not.
  if (request.method !== "GET" && site !== undefined && site !== "same-origin" && site !== "none") return true
  if (origin === undefined || origin === own) return false
  return host === undefined || !hosts.test(host) || origin !== `http://${host}`
}
