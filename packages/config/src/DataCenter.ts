/** Zoho's data centers and environments as data: which hosts serve an account. */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

/** A center's short name as Zoho's `location` gives it; `custom` for hosts named by the user. */
export const Name = Schema.Literals(["us", "eu", "in", "cn", "au", "jp", "ca", "sa", "custom"])
export type Name = typeof Name.Type

/** Tokens are bound to one of these: a production token never works in a sandbox. */
export const Environment = Schema.Literals(["production", "sandbox", "developer"])
export type Environment = typeof Environment.Type

/** The hosts of one center in one environment; origins without a trailing slash. */
export interface Hosts {
  readonly center: Name
  readonly environment: Environment
  /** Authorization, token and revoke. The same for all environments of a center. */
  readonly accountsUrl: string
  /** Every call below `/crm`. */
  readonly apiUrl: string
  /** Uploads for bulk write. The same for all environments of a center. */
  readonly uploadUrl: string
}

/** One center with the hosts of its environments. */
export interface Center {
  readonly name: Exclude<Name, "custom">
  readonly accounts: string
  readonly api: Readonly<Record<Environment, string>>
  readonly upload: string
}

/**
 * The eight centers the official SDKs know. Each host stands in full: Canada and Saudi Arabia follow no pattern,
 * so none may be derived from another.
 */
export const centers: ReadonlyArray<Center> = [
  {
    name: "us",
    accounts: "https://accounts.zoho.com",
    api: {
      production: "https://www.zohoapis.com",
      sandbox: "https://sandbox.zohoapis.com",
      developer: "https://developer.zohoapis.com"
    },
    upload: "https://content.zohoapis.com"
  },
  {
    name: "eu",
    accounts: "https://accounts.zoho.eu",
    api: {
      production: "https://www.zohoapis.eu",
      sandbox: "https://sandbox.zohoapis.eu",
      developer: "https://developer.zohoapis.eu"
    },
    upload: "https://content.zohoapis.eu"
  },
  {
    name: "in",
    accounts: "https://accounts.zoho.in",
    api: {
      production: "https://www.zohoapis.in",
      sandbox: "https://sandbox.zohoapis.in",
      developer: "https://developer.zohoapis.in"
    },
    upload: "https://content.zohoapis.in"
  },
  {
    name: "cn",
    accounts: "https://accounts.zoho.com.cn",
    api: {
      production: "https://www.zohoapis.com.cn",
      sandbox: "https://sandbox.zohoapis.com.cn",
      developer: "https://developer.zohoapis.com.cn"
    },
    upload: "https://content.zohoapis.com.cn"
  },
  {
    name: "au",
    accounts: "https://accounts.zoho.com.au",
    api: {
      production: "https://www.zohoapis.com.au",
      sandbox: "https://sandbox.zohoapis.com.au",
      developer: "https://developer.zohoapis.com.au"
    },
    upload: "https://content.zohoapis.com.au"
  },
  {
    name: "jp",
    accounts: "https://accounts.zoho.jp",
    api: {
      production: "https://www.zohoapis.jp",
      sandbox: "https://sandbox.zohoapis.jp",
      developer: "https://developer.zohoapis.jp"
    },
    upload: "https://content.zohoapis.jp"
  },
  {
    name: "ca",
    accounts: "https://accounts.zohocloud.ca",
    api: {
      production: "https://www.zohoapis.ca",
      sandbox: "https://sandbox.zohoapis.ca",
      developer: "https://developer.zohoapis.ca"
    },
    upload: "https://upload.zohocloud.ca"
  },
  {
    name: "sa",
    accounts: "https://accounts.zoho.sa",
    api: {
      production: "https://www.zohoapis.sa",
      sandbox: "https://sandbox.zohoapis.sa",
      developer: "https://developer.zohoapis.sa"
    },
    upload: "https://files.zoho.sa"
  }
]

/** Centers that exist but whose full set of hosts is not documented: they need `API_URL` and `UPLOAD_URL`. */
export const undocumented: ReadonlyArray<{ readonly accounts: string; readonly api: string }> = [
  { accounts: "https://accounts.zoho.uk", api: "https://www.zohoapis.uk" },
  { accounts: "https://accounts.zoho.ae", api: "https://www.zohoapis.ae" }
]

/** The origin of a URL, or none when it is not an absolute URL. */
export const origin = (url: string): Option.Option<string> =>
  URL.canParse(url) ? Option.some(new URL(url).origin) : Option.none()

/**
 * Whether a URL stays on this machine: `http:` is allowed here and nowhere else. `emulator.invalid` exists only inside
 * the process that runs the emulator, since `.invalid` never resolves.
 */
export const isLoopback = (url: string): boolean => {
  if (!URL.canParse(url)) return false
  const { hostname } = new URL(url)
  return (
    hostname === "127.0.0.1" ||
    hostname === "[::1]" ||
    hostname === "localhost" ||
    hostname === "emulator.invalid" ||
    hostname.endsWith(".emulator.invalid")
  )
}

/** The hosts behind an accounts URL, by exact host; none when the host is not one of `centers`. */
export const fromAccountsUrl = (accountsUrl: string, environment: Environment): Option.Option<Hosts> =>
  Option.gen(function* () {
    const wanted = yield* origin(accountsUrl)
    const center = yield* Option.fromUndefinedOr(centers.find((it) => it.accounts === wanted))
    return {
      center: center.name,
      environment,
      accountsUrl: center.accounts,
      apiUrl: center.api[environment],
      uploadUrl: center.upload
    }
  })

/** The center and environment that an `api_domain` belongs to, by exact host. */
export const fromApiDomain = (
  apiDomain: string
): Option.Option<{ readonly center: Name; readonly environment: Environment }> =>
  Option.gen(function* () {
    const wanted = yield* origin(apiDomain)
    for (const center of centers) {
      for (const environment of Environment.literals) {
        if (center.api[environment] === wanted) return { center: center.name, environment }
      }
    }
    return yield* Option.none()
  })

/**
 * May a token whose answer names this `api_domain` be sent to `hosts.apiUrl`? Only if it names exactly that host, or,
 * where `API_URL` overrides the host of a known center, the host that center has in the same environment.
 */
export const acceptsApiDomain = (hosts: Hosts, apiDomain: string): boolean =>
  Option.contains(origin(apiDomain), hosts.apiUrl) ||
  Option.exists(
    fromApiDomain(apiDomain),
    (named) => named.center === hosts.center && named.environment === hosts.environment
  )

/**
 * May a token be sent to this address, which an answer gave (a job's `download_url`)? Only to a host that the
 * configuration names for the API or for uploads, or that the known center has in the same environment.
 */
export const acceptsDownload = (hosts: Hosts, url: string): boolean =>
  acceptsApiDomain(hosts, url) ||
  Option.contains(origin(url), hosts.uploadUrl) ||
  Option.exists(
    fromAccountsUrl(hosts.accountsUrl, hosts.environment),
    (known) => known.center === hosts.center && Option.contains(origin(url), known.uploadUrl)
  )
