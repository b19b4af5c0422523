/** Asks one emulator core directly: a query in, an answer out. */
import * as Core from "@effect-zoho/emulator/Core"
import * as Http from "@effect-zoho/emulator/Http"
import * as Opened from "../support/Opened.ts"
import { signIn } from "../support/SignIn.ts"

export interface Answer {
  readonly status: number
  readonly text: string
  /** The parsed body; tests look into it freely. */
  readonly json: any
  readonly credits: number
}

export interface Asker {
  readonly core: Core.Core
  /** Sends bytes as they are. */
  readonly send: (body: Uint8Array, method?: string) => Answer
  readonly ask: (query: unknown, more?: object) => Answer
}

/** An emulator without limits, signed in with these scopes (default: all). */
export const make = (options: Core.Options = {}): Asker => {
  const core = Opened.note(Core.make({ limits: "off", leads: 5, ...options }))
  const token = signIn(core)
  const send = (body: Uint8Array, method = "POST"): Answer => {
    const before = core.counters.creditsUsed
    const headers = { authorization: `Zoho-oauthtoken ${token}` }
    const { reply } = core
      .plan({ host: "api", method, url: `${core.urls().apiUrl}/crm/v8/coql`, headers, body })
      .deliver()
    const text = Http.textOf(reply.body)
    return {
      status: reply.status,
      text,
      json: text === "" ? undefined : JSON.parse(text),
      credits: core.counters.creditsUsed - before
    }
  }
  return {
    core,
    send,
    ask: (query, more = {}) => send(Http.bytesOf(JSON.stringify({ select_query: query, ...more })))
  }
}
