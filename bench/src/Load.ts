/** Requests as fast as a server takes them, over a few connections that stay open. */
import { Pool } from "undici"

export interface Request {
  readonly method: "GET" | "PUT" | "POST"
  readonly path: string
  readonly body?: string
}

export interface Target {
  readonly send: (request: Request) => Promise<string>
  /** Requests a second over all of them, each sent once, `connections` at a time. */
  readonly rate: (requests: ReadonlyArray<Request>) => Promise<number>
  /** Milliseconds of each, one after another. */
  readonly times: (requests: ReadonlyArray<Request>) => Promise<ReadonlyArray<number>>
  readonly close: () => Promise<void>
}

/** A server to load; an answer that is none (an error, or nothing found) ends the bench: its time would mean nothing. */
export const target = (url: string, token: string | undefined, connections = 8): Target => {
  const pool = new Pool(url, { connections })
  const headers = token === undefined ? {} : { authorization: `Zoho-oauthtoken ${token}` }
  const execute = async ({ body, method, path }: Request): Promise<Buffer> => {
    const response = await pool.request({ method, path, headers, body: body ?? null })
    // Whole and unread: the client's own work should not hide the server's.
    const bytes = Buffer.from(await response.body.arrayBuffer())
    if (response.statusCode !== 200)
      throw new Error(`${method} ${path} answered ${response.statusCode}: ${bytes.toString("utf8").slice(0, 300)}`)
    return bytes
  }
  return {
    send: async (request) => (await execute(request)).toString("utf8"),
    rate: async (requests) => {
      let next = 0
      const worker = async (): Promise<void> => {
        for (let request = requests[next++]; request !== undefined; request = requests[next++]) await execute(request)
      }
      const start = performance.now()
      await Promise.all(Array.from({ length: connections }, worker))
      return (requests.length * 1000) / (performance.now() - start)
    },
    times: async (requests) => {
      const times: Array<number> = []
      for (const request of requests) {
        const start = performance.now()
        await execute(request)
        times.push(performance.now() - start)
      }
      return times
    },
    close: () => pool.close()
  }
}

/** Ratios of rates, first to second, the two taking turns in who goes first. */
export const ratios = async (
  rounds: number,
  first: () => Promise<number>,
  second: () => Promise<number>
): Promise<ReadonlyArray<number>> => {
  // Once for both unmeasured: compilers and caches warm up.
  await first()
  await second()
  const found: Array<number> = []
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) {
      const rate = await first()
      found.push(rate / (await second()))
    } else {
      const rate = await second()
      found.push((await first()) / rate)
    }
  }
  return found
}
