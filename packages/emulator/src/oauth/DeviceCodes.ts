/** Device codes: what a device without a browser waits with, and what became of it on the page where it was entered. */
import { randomInt } from "node:crypto"
import type { Core } from "../Core.ts"
import type { Row } from "../Database.ts"
import * as Center from "./Center.ts"
import * as Tokens from "./Tokens.ts"

/** Both codes live 5 minutes; a device may ask once in 30 seconds. Milliseconds. */
export const life = 300_000
export const interval = 30_000

export type State = "pending" | "allowed" | "denied" | "elsewhere"

export interface DeviceCode {
  readonly code: string
  /** What the user types, without its hyphen. */
  readonly userCode: string
  readonly client: string
  readonly scopes: string
  readonly offline: boolean
  readonly prompted: boolean
  /** Epoch milliseconds. */
  readonly expires: number
  /** When the device asked last; 0 before. */
  readonly polled: number
  readonly state: State
  readonly user: string
  readonly org: string
  /** The center of the account, where it is another one. */
  readonly location: Center.Center | undefined
}

/** Letters and digits that cannot be taken for each other, and spell no words. */
const alphabet = "BCDFGHJKLMNPQRSTVWXZ23456789"

const newUserCode = (): string => Array.from({ length: 8 }, () => alphabet[randomInt(alphabet.length)] ?? "").join("")

/** As a page or a device shows it. */
export const shown = (userCode: string): string => `${userCode.slice(0, 4)}-${userCode.slice(4)}`

/** As a person may have typed it. */
export const typed = (text: string): string => text.toUpperCase().replaceAll(/[^A-Z0-9]/g, "")

export const issue = (
  core: Core,
  asked: Pick<DeviceCode, "client" | "scopes" | "offline" | "prompted">
): Pick<DeviceCode, "code" | "userCode"> => {
  const now = core.clock.now()
  // Kept beyond their life, so that a late device is told so.
  core.db.run("DELETE FROM device_code WHERE expires<=?", now - life)
  const [code, userCode] = [Tokens.newToken(), newUserCode()]
  core.db.run(
    "INSERT INTO device_code(code, user_code, client, scopes, offline, prompted, expires, polled, state) VALUES(?,?,?,?,?,?,?,0,'pending')",
    code,
    userCode,
    asked.client,
    asked.scopes,
    asked.offline ? 1 : 0,
    asked.prompted ? 1 : 0,
    now + life
  )
  return { code, userCode }
}

const states: ReadonlyArray<State> = ["pending", "allowed", "denied", "elsewhere"]

const text = (value: unknown): string => (typeof value === "string" ? value : "")

const read = (row: Row): DeviceCode => ({
  code: String(row["code"]),
  userCode: String(row["user_code"]),
  client: String(row["client"]),
  scopes: String(row["scopes"]),
  offline: row["offline"] === 1,
  prompted: row["prompted"] === 1,
  expires: Number(row["expires"]),
  polled: Number(row["polled"]),
  state: states.find((it) => it === row["state"]) ?? "pending",
  user: text(row["user"]),
  org: text(row["org"]),
  location: Center.find(text(row["location"]))
})

/** What a device polls with. */
export const find = (core: Core, code: string): DeviceCode | undefined => {
  const row = core.db.get("SELECT * FROM device_code WHERE code=?", code)
  return row === undefined ? undefined : read(row)
}

/** The code that a user typed, while it waits for an answer. */
export const findWaiting = (core: Core, text: string): DeviceCode | undefined => {
  const row = core.db.get(
    "SELECT * FROM device_code WHERE user_code=? AND state='pending' AND expires>?",
    typed(text),
    core.clock.now()
  )
  return row === undefined ? undefined : read(row)
}

/** Notes a poll; false when the one before was less than 30 seconds ago. */
export const poll = (core: Core, device: DeviceCode): boolean => {
  const now = core.clock.now()
  core.db.run("UPDATE device_code SET polled=? WHERE code=?", now, device.code)
  return now - device.polled >= interval
}

/** Notes what the user decided. */
export const settle = (
  core: Core,
  code: string,
  outcome: {
    readonly state: State
    readonly user?: string
    readonly org?: string
    readonly offline?: boolean
    readonly location?: Center.Center
  }
): void => {
  core.db.run(
    "UPDATE device_code SET state=?, user=?, org=?, offline=?, location=? WHERE code=?",
    outcome.state,
    outcome.user ?? null,
    outcome.org ?? null,
    outcome.offline === true ? 1 : 0,
    outcome.location ?? null,
    code
  )
}

/** Its tokens were given out: it opens nothing more. */
export const spend = (core: Core, code: string): void => {
  core.db.run("DELETE FROM device_code WHERE code=?", code)
}
