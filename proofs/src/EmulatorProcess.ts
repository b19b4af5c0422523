/** An emulator in a process of its own, as the proofs need it. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { createRequire } from "node:module"
import * as Readline from "node:readline"

/** What it prints when it is ready. */
export interface Emulator {
  readonly apiUrl: string
  readonly accountsUrl: string
  readonly uploadUrl: string
  readonly controlUrl: string
  readonly clientId: string
  readonly clientSecret: string
  readonly refreshToken: string
}

/** The settings that sign in to it, as variables of the environment. */
export const settings = (emulator: Emulator, tokenStore: string) => ({
  CLIENT_ID: emulator.clientId,
  CLIENT_SECRET: emulator.clientSecret,
  REFRESH_TOKEN: emulator.refreshToken,
  ACCOUNTS_URL: emulator.accountsUrl,
  API_URL: emulator.apiUrl,
  UPLOAD_URL: emulator.uploadUrl,
  TOKEN_STORE: tokenStore
})

export interface Stats {
  readonly accessTokensIssued: number
  readonly creditsUsed: number
  readonly byOperation: Readonly<Record<string, number>>
}

/** The first line that a process writes. */
export const firstLine = async (child: ChildProcess): Promise<string> => {
  if (child.stdout === null) throw new Error("the process has no output")
  const [line]: ReadonlyArray<unknown> = await Promise.race([
    once(Readline.createInterface({ input: child.stdout }), "line"),
    once(child, "exit").then(() => [undefined])
  ])
  if (typeof line !== "string") throw new Error("the process ended without a word")
  return line
}

/** Starts one with so many leads, its limits off. */
export const start = async (leads: number, ...flags: ReadonlyArray<string>) => {
  const bin = createRequire(import.meta.url).resolve("@effect-zoho/emulator/bin")
  const child = spawn(
    process.execPath,
    [
      bin,
      "--json",
      "--port",
      "0",
      "--limits",
      "off",
      "--leads",
      String(leads),
      "--seed",
      String(process.pid),
      ...flags
    ],
    { stdio: ["ignore", "pipe", "inherit"] }
  )
  const emulator: Emulator = JSON.parse(await firstLine(child))
  const control = async (path: string, body?: object): Promise<string> =>
    (
      await fetch(
        `${emulator.controlUrl}/${path}`,
        body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }
      )
    ).text()
  return {
    /** What it runs in. */
    process: child,
    emulator,
    control,
    stats: async (): Promise<Stats> => JSON.parse(await control("stats")),
    stop: async () => {
      child.kill("SIGTERM")
      await once(child, "exit")
    }
  }
}
