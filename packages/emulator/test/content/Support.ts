/** A caller for the tests of what hangs on records: one emulator, plain calls, bodies in parts. */
import * as Core from "@effect-zoho/emulator/Core"
import * as Http from "@effect-zoho/emulator/Http"
import * as Opened from "../support/Opened.ts"
import { signIn } from "../support/SignIn.ts"

export interface Answer {
  readonly status: number
  readonly headers: { readonly [name: string]: string }
  readonly bytes: Uint8Array
  /** The parsed body; tests look into it freely. */
  readonly json: any
}

export interface Caller {
  readonly core: Core.Core
  readonly lead: string
  readonly call: (method: string, path: string, body?: unknown, headers?: { readonly [name: string]: string }) => Answer
  /** Sends a body as it is. */
  readonly raw: (method: string, path: string, contentType: string, body: Uint8Array) => Answer
  /** Sends files in parts named `file`, and fields besides. */
  readonly upload: (
    path: string,
    files: ReadonlyArray<readonly [string, string | Uint8Array]>,
    fields?: { readonly [name: string]: string }
  ) => Answer
  /** Inserts one record and gives its id. */
  readonly insert: (module: string, row: object) => string
  readonly read: (module: string, id: string) => any
  readonly advance: (milliseconds: number) => void
}

const nothing = new Uint8Array(0)

/** A body in parts, with CRLF and a boundary of its own. */
export const multipart = (
  files: ReadonlyArray<readonly [string, string | Uint8Array]>,
  fields: { readonly [name: string]: string } = {}
): { readonly type: string; readonly body: Uint8Array } => {
  const boundary = "----parts-of-a-test"
  const pieces: Array<Uint8Array> = []
  const add = (text: string | Uint8Array): void => {
    pieces.push(Http.bytesOf(text))
  }
  for (const [name, value] of Object.entries(fields))
    add(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
  for (const [name, bytes] of files) {
    add(`--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n`)
    add("content-type: application/octet-stream\r\n\r\n")
    add(bytes)
    add("\r\n")
  }
  add(`--${boundary}--\r\n`)
  return { type: `multipart/form-data; boundary=${boundary}`, body: new Uint8Array(Buffer.concat(pieces)) }
}

export const make = (options: Core.Options = {}): Caller => {
  const core = Opened.note(Core.make({ leads: 5, limits: "off", ...options }))
  const send = (
    host: Http.Host,
    method: string,
    url: string,
    headers: { readonly [name: string]: string },
    body: Uint8Array
  ): Answer => {
    const { reply } = core.plan({ host, method, url, headers, body }).deliver()
    const text = Http.textOf(reply.body)
    const isJson = /json/.test(reply.headers["content-type"] ?? "") && text !== ""
    return {
      status: reply.status,
      headers: reply.headers,
      bytes: Http.bytesOf(reply.body),
      json: isJson ? JSON.parse(text) : undefined
    }
  }
  let token = signIn(core)
  const api = (
    method: string,
    path: string,
    headers: { readonly [name: string]: string },
    body: Uint8Array
  ): Answer => {
    const url = `${core.urls().apiUrl}/crm/v8${path}`
    const signed = { ...headers, authorization: `Zoho-oauthtoken ${token}` }
    const answer = send("api", method, url, signed, body)
    if (answer.status !== 401) return answer
    // The clock was moved past the token's life.
    token = signIn(core)
    return send("api", method, url, { ...signed, authorization: `Zoho-oauthtoken ${token}` }, body)
  }
  const self: Caller = {
    core,
    lead: core.credentials().leadId,
    call: (method, path, body, headers = {}) =>
      api(method, path, headers, body === undefined ? nothing : Http.bytesOf(JSON.stringify(body))),
    raw: (method, path, contentType, body) => api(method, path, { "content-type": contentType }, body),
    upload: (path, files, fields) => {
      const { body, type } = multipart(files, fields)
      return api("POST", path, { "content-type": type }, body)
    },
    insert: (module, row) => {
      const answer = self.call("POST", `/${module}`, { data: [row] })
      const id: unknown = answer.json?.data?.[0]?.details?.id
      if (answer.status !== 201 || typeof id !== "string") throw new Error(JSON.stringify(answer.json))
      return id
    },
    read: (module, id) => self.call("GET", `/${module}/${id}`).json?.data?.[0],
    advance: core.clock.advance
  }
  return self
}
