/** What the parts of the proof work with: an emulator, a folder with its settings, scripts and children measured, findings. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import * as Path from "node:path"
import * as EmulatorProcess from "../EmulatorProcess.ts"

/** What was to be shown, and what was seen. */
export interface Finding {
  readonly what: string
  readonly expected: string
  readonly seen: string
  readonly ok: boolean
  /** A time, which others on the machine can spoil: it fails the proof at full size only. */
  readonly isTime?: boolean
}

/** What the emulator counted over a while. */
export interface Spent {
  /** All that it charged. */
  readonly credits: number
  /** Looks at the state of jobs, and fetches of their files: 1 credit each. */
  readonly polls: number
  /** What a run asks besides its rows: who it is, the organisation, the fields, how many records there are. 1 credit each. */
  readonly asides: number
}

interface Ended {
  readonly code: unknown
  /** Most resident memory of the process that did it. */
  readonly megabytes: number
  readonly lines: ReadonlyArray<string>
}

interface Event {
  readonly event: string
  readonly [key: string]: unknown
}

export interface Run extends Ended {
  readonly events: ReadonlyArray<Event>
  readonly spent: Spent
  /** Credits that the script said it would cost. */
  readonly forecast: number
}

const scripts = Path.join(import.meta.dirname, "../../../scripts")
const here = (file: string): string => Path.join(import.meta.dirname, file)

const polls = [
  "GET /crm/bulk/v8/read/{job_id}",
  "GET /crm/bulk/v8/read/{job_id}/result",
  "GET /crm/bulk/v8/write/{job_id}",
  "GET /v2/crm/{org}/bulk-write/{job_id}/{file}"
]
const asides = [
  "GET /crm/v8/users",
  "GET /crm/v8/org",
  "GET /crm/v8/settings/fields",
  "GET /crm/v8/{module}/actions/count"
]

/** Starts an emulator with so many leads; to be stopped. */
export const make = async (leads: number) => {
  const running = await EmulatorProcess.start(leads)
  const folder = mkdtempSync(Path.join(tmpdir(), "effect-zoho-proof-"))
  const { emulator } = running
  const settings = EmulatorProcess.settings(emulator, "file:tokens")
  writeFileSync(
    Path.join(folder, ".env"),
    Object.entries(settings)
      .map((it) => it.join("="))
      .join("\n")
  )

  const command = async (file: string, argv: ReadonlyArray<string>): Promise<Ended> => {
    const peak = Path.join(folder, "peak")
    const child = spawn(file, argv, {
      cwd: folder,
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, ...settings, NODE_OPTIONS: `--import=${here("peak.ts")}`, PEAK_FILE: peak }
    })
    let text = ""
    child.stdout.on("data", (piece) => (text += String(piece)))
    const [code]: ReadonlyArray<unknown> = await once(child, "close")
    return { code, megabytes: Number(readFileSync(peak, "utf8")) / 1024, lines: text.trim().split("\n") }
  }

  /** A token for who sends raw calls. */
  const signIn = async (): Promise<string> => {
    const answer = await fetch(`${emulator.accountsUrl}/oauth/v2/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "refresh_token",
        client_id: emulator.clientId,
        client_secret: emulator.clientSecret,
        refresh_token: emulator.refreshToken
      })
    })
    const token: { readonly access_token: string } = JSON.parse(await answer.text())
    return token.access_token
  }

  const spending = async <A>(what: () => Promise<A>): Promise<readonly [A, Spent]> => {
    const before = await running.stats()
    const done = await what()
    const after = await running.stats()
    const made = (operations: ReadonlyArray<string>): number =>
      operations.reduce((sum, it) => sum + (after.byOperation[it] ?? 0) - (before.byOperation[it] ?? 0), 0)
    return [done, { credits: after.creditsUsed - before.creditsUsed, polls: made(polls), asides: made(asides) }]
  }

  return {
    token: await signIn(),
    path: (name: string) => Path.join(folder, name),
    /** A child of the proof's own, whose last line is JSON. */
    child: async (argv: ReadonlyArray<string>): Promise<Ended> => command(process.execPath, [here("read.ts"), ...argv]),
    /** A script as its command runs it, with what it cost. */
    script: async (name: string, argv: ReadonlyArray<string>): Promise<Run> => {
      const [ended, spent] = await spending(() => command("zx", [Path.join(scripts, `${name}.ts`), "--json", ...argv]))
      const events: ReadonlyArray<Event> = ended.lines.filter((it) => it !== "").map((it) => JSON.parse(it))
      const plan = events.find((it) => it.event === "plan")
      return { ...ended, events, spent, forecast: Number(plan?.["forecast"] ?? plan?.["credits"]) }
    },
    stop: async () => {
      await running.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  }
}
export type Bench = Awaited<ReturnType<typeof make>>

/** The credits that a run took besides looks at jobs and its first questions are those that it said it would take. */
export const asForecast = (what: string, { code, forecast, spent }: Run, mostPolls: number): ReadonlyArray<Finding> => {
  const credits = spent.credits - spent.polls - spent.asides
  return [
    { what: `${what}: ends with`, expected: "0", seen: String(code), ok: code === 0 },
    { what: `${what}: credits`, expected: `${forecast}, as forecast`, seen: String(credits), ok: credits === forecast },
    {
      what: `${what}: looks at jobs and fetches`,
      expected: `<= ${mostPolls}`,
      seen: String(spent.polls),
      ok: spent.polls <= mostPolls
    }
  ]
}

export const atMost = (what: string, limit: number, unit: string, value: number): Finding => ({
  what,
  expected: `<= ${limit} ${unit}`,
  seen: `${value.toPrecision(3)} ${unit}`,
  ok: value <= limit
})
