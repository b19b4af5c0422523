/** The emulator's command line: flags in, lines out. */
import { parseArgs } from "node:util"
import type * as Core from "./Core.ts"
import type { Emulator } from "./Emulator.ts"
import * as Limits from "./Limits.ts"
import * as Center from "./oauth/Center.ts"
import type { ListenOptions } from "./Server.ts"

export const help = `usage: emulator [flags]

  --port N            port of the API host; accounts and upload take the next two (default 0: three free ones)
  --json              print one line of JSON when ready
  --seed N            the org's content follows from this number (default 1)
  --leads N           leads in the seed (default 25)
  --data FILE         users, modules, fields and records to add, YAML or JSON; see seed.schema.json
  --db FILE           keep the state in this file
  --edition E         free, standard, professional, enterprise (default) or ultimate
  --limits real|off   credits and token throttle (default real)
  --expires-in S      life of an access token in seconds (default 3600)
  --center C          data center to pretend to be: us (default), eu, in, cn, au, jp, ca, sa or uk
  --environment E     production (default), sandbox or developer
  --host H            address to listen on (default 127.0.0.1)
  --allow-remote      needed for a --host that other machines can reach
  --coverage          print which of Zoho's known operations are emulated, and stop
  --help
`

export type Parsed =
  | { readonly _tag: "Help" }
  | { readonly _tag: "Coverage" }
  | { readonly _tag: "Wrong"; readonly problems: ReadonlyArray<string> }
  | {
      readonly _tag: "Run"
      readonly json: boolean
      readonly options: Core.Options & ListenOptions
      readonly warning: string | undefined
    }

const isLoopback = (host: string): boolean => host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host)

const whole = (
  problems: Array<string>,
  name: string,
  text: string | undefined,
  minimum: number,
  maximum: number
): number | undefined => {
  if (text === undefined) return undefined
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  if (value >= minimum && value <= maximum) return value
  problems.push(`--${name} takes a whole number from ${minimum} to ${maximum}, not "${text}"`)
  return undefined
}

const oneOf = <const A extends string>(
  problems: Array<string>,
  name: string,
  text: string | undefined,
  values: ReadonlyArray<A>
): A | undefined => {
  if (text === undefined) return undefined
  const value = values.find((candidate) => candidate === text)
  if (value === undefined) problems.push(`--${name} takes one of ${values.join(", ")}, not "${text}"`)
  return value
}

const read = (argv: ReadonlyArray<string>) => {
  const value = { type: "string" } as const
  const flag = { type: "boolean" } as const
  return parseArgs({
    args: [...argv],
    strict: true,
    allowPositionals: false,
    options: {
      port: value,
      json: flag,
      seed: value,
      leads: value,
      data: value,
      db: value,
      edition: value,
      limits: value,
      "expires-in": value,
      center: value,
      environment: value,
      host: value,
      "allow-remote": flag,
      coverage: flag,
      help: { ...flag, short: "h" }
    }
  }).values
}

/** Everything wrong with the flags at once, or what to run. */
export const parse = (argv: ReadonlyArray<string>): Parsed => {
  let values: ReturnType<typeof read>
  try {
    values = read(argv)
  } catch (error) {
    return {
      _tag: "Wrong",
      problems: [error instanceof Error ? (error.message.split(". ")[0] ?? error.message) : String(error)]
    }
  }
  if (values.help === true) return { _tag: "Help" }
  if (values.coverage === true) return { _tag: "Coverage" }
  const problems: Array<string> = []
  const port = whole(problems, "port", values.port, 0, 65533)
  const seed = whole(problems, "seed", values.seed, 0, 4294967295)
  const leads = whole(problems, "leads", values.leads, 1, 10_000_000)
  const expiresIn = whole(problems, "expires-in", values["expires-in"], 1, 86400)
  const edition = oneOf(problems, "edition", values.edition, Limits.editions)
  const limits = oneOf(problems, "limits", values.limits, ["real", "off"])
  const center = oneOf(problems, "center", values.center, Center.names)
  const environment = oneOf(problems, "environment", values.environment, Center.environments)
  const host = values.host ?? "127.0.0.1"
  if (host === "") problems.push("--host is empty")
  const remote = !isLoopback(host)
  if (remote && values["allow-remote"] !== true)
    problems.push(`--host ${host} lets other machines in: add --allow-remote if that is meant`)
  if (values.data === "") problems.push("--data is empty")
  if (values.db === "") problems.push("--db is empty")
  if (problems.length > 0) return { _tag: "Wrong", problems }
  return {
    _tag: "Run",
    json: values.json === true,
    warning: remote
      ? `emulator: warning: listening on ${host}, which other machines can reach; its credentials are no secret`
      : undefined,
    options: {
      host,
      ...(port === undefined ? {} : { port }),
      ...(seed === undefined ? {} : { seed }),
      ...(leads === undefined ? {} : { leads }),
      ...(expiresIn === undefined ? {} : { expiresIn }),
      ...(edition === undefined ? {} : { edition }),
      ...(limits === undefined ? {} : { limits }),
      ...(center === undefined ? {} : { center }),
      ...(environment === undefined ? {} : { environment }),
      ...(values.data === undefined ? {} : { data: values.data }),
      ...(values.db === undefined ? {} : { db: values.db })
    }
  }
}

/** The one line of `--json`. */
export const readyLine = (pid: number, emulator: Emulator["Service"]): string => {
  const { accountsUrl, apiUrl, controlUrl, credentials, uploadUrl } = emulator
  const { clientId, clientSecret, leadId, orgId, refreshToken, userEmail } = credentials
  return `${JSON.stringify({ pid, apiUrl, accountsUrl, uploadUrl, controlUrl, clientId, clientSecret, refreshToken, userEmail, orgId, leadId })}\n`
}

/** What a person needs to point a script at it. */
export const readyText = (emulator: Emulator["Service"]): string => {
  const { credentials } = emulator
  return `Zoho CRM emulator is ready. Put this into .env to use it:

ACCOUNTS_URL=${emulator.accountsUrl}
API_URL=${emulator.apiUrl}
UPLOAD_URL=${emulator.uploadUrl}
CLIENT_ID=${credentials.clientId}
CLIENT_SECRET=${credentials.clientSecret}
REFRESH_TOKEN=${credentials.refreshToken}
USER_EMAIL=${credentials.userEmail}
LEAD_ID_TO_UPDATE=${credentials.leadId}

Inspector, and control plane: ${emulator.controlUrl}/
Stop it with Ctrl-C.
`
}
