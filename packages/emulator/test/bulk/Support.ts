/** A signed-in caller that asks the emulator's core directly, and archives made and read by another implementation. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Csv from "effect/encoding/Csv"
import * as EffectZip from "effect/encoding/Zip"
import * as Core from "@effect-zoho/emulator/Core"
import type * as Http from "@effect-zoho/emulator/Http"
import * as Opened from "../support/Opened.ts"

export interface Answer {
  readonly status: number
  readonly headers: { readonly [name: string]: string }
  readonly bytes: Uint8Array
  /** The parsed body; tests look into it freely. */
  readonly json: any
}

export interface Caller {
  readonly core: Core.Core
  readonly send: (method: string, url: string, options?: SendOptions) => Answer
  /** JSON to the API host. */
  readonly api: (method: string, path: string, body?: unknown) => Answer
  /** A multipart upload of one file to the content host. */
  readonly upload: (file: Uint8Array, headers?: { readonly [name: string]: string }, part?: string) => Answer
}

interface SendOptions {
  readonly host?: Http.Host
  readonly headers?: { readonly [name: string]: string }
  readonly body?: string | Uint8Array
}

const encoder = new TextEncoder()

/** A body with one file in it. */
export const multipart = (name: string, file: Uint8Array, boundary = "----bulk7d1"): Uint8Array =>
  Buffer.concat([
    encoder.encode(
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="rows.zip"\r\nContent-Type: application/zip\r\n\r\n`
    ),
    file,
    encoder.encode(`\r\n--${boundary}--\r\n`)
  ])

export const caller = (options: Core.Options = {}): Caller => {
  const core = Opened.note(Core.make(options))
  const raw = (request: Http.WireRequest): Answer => {
    const { reply } = core.plan(request).deliver()
    const bytes = typeof reply.body === "string" ? encoder.encode(reply.body) : reply.body
    let json: any
    try {
      json = JSON.parse(new TextDecoder().decode(bytes))
    } catch {
      json = undefined
    }
    return { status: reply.status, headers: reply.headers, bytes, json }
  }
  const { clientId, clientSecret, refreshToken } = core.credentials()
  const form = new URLSearchParams({
    grant_type: "refresh_token",
    client_id: clientId,
    client_secret: clientSecret,
    refresh_token: refreshToken
  })
  const signIn = (): string =>
    String(
      raw({
        host: "accounts",
        method: "POST",
        url: `${core.urls().accountsUrl}/oauth/v2/token`,
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: encoder.encode(form.toString())
      }).json.access_token
    )
  let token = signIn()
  let signedIn = core.clock.now()
  const send: Caller["send"] = (method, url, given = {}) => {
    // A token lives for an hour of the emulator's time.
    if (core.clock.now() - signedIn > 3_000_000) {
      token = signIn()
      signedIn = core.clock.now()
    }
    const host = given.host ?? "api"
    const base = host === "api" ? core.urls().apiUrl : core.urls().uploadUrl
    return raw({
      host,
      method,
      url: url.startsWith("/") ? base + url : url,
      headers: { authorization: `Zoho-oauthtoken ${token}`, ...given.headers },
      body: typeof given.body === "string" ? encoder.encode(given.body) : (given.body ?? new Uint8Array(0))
    })
  }
  return {
    core,
    send,
    api: (method, path, body) =>
      send(method, path, {
        headers: { "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) })
      }),
    upload: (file, headers = {}, part = "file") =>
      send("POST", "/crm/v8/upload", {
        host: "upload",
        headers: {
          feature: "bulk-write",
          "x-crm-org": core.credentials().orgId,
          "content-type": "multipart/form-data; boundary=----bulk7d1",
          ...headers
        },
        body: multipart(part, file)
      })
  }
}

/** The seconds until a job is done, with some to spare. */
const whole = 3000

/** An archive as another implementation writes it. */
export const zip = (files: { readonly [name: string]: string }): Promise<Uint8Array> =>
  Effect.runPromise(
    Stream.fromIterable(Object.entries(files).map(([name, text]) => EffectZip.file(name, text))).pipe(
      Stream.pipeThroughChannel(EffectZip.encode()),
      Stream.runCollect,
      Effect.map((chunks) => new Uint8Array(Buffer.concat([...chunks])))
    )
  )

/** The texts of an archive as another implementation reads it, by name. */
export const unzip = (archive: Uint8Array): Promise<{ readonly [name: string]: string }> =>
  Effect.runPromise(
    Stream.make(archive).pipe(
      Stream.pipeThroughChannel(EffectZip.decode()),
      Stream.mapEffect((entry) =>
        entry.body.pipe(
          Stream.runCollect,
          Effect.map((chunks) => [entry.header.path, Buffer.concat([...chunks]).toString("utf8")] as const)
        )
      ),
      Stream.runCollect,
      Effect.map((entries) => Object.fromEntries(entries))
    )
  )

/** The rows of a text as another implementation reads it. */
export const rowsOf = (text: string): Promise<ReadonlyArray<ReadonlyArray<string>>> =>
  Effect.runPromise(
    Stream.make(text).pipe(
      Stream.pipeThroughChannel(Csv.decodeString()),
      Stream.runCollect,
      Effect.map((rows) => [...rows])
    )
  )

/** Waits in the emulator's time until jobs are done. */
export const settle = (at: Caller): void => at.core.clock.advance(whole)
