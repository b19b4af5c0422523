/** Redis as it is installed on this machine. */
import { find, run, type Server } from "./Servers.ts"

/** Of its user. Odd characters on purpose: they must be escaped in an address. */
export const password = "redis/secret word"

/** None where it is not installed. */
export const start = async (): Promise<Server | undefined> => {
  const redis = find("redis-server")
  if (redis === undefined) return undefined
  return run({
    name: "redis",
    prepare: () => {},
    command: (directory, port) => [
      redis,
      "--port",
      String(port),
      "--bind",
      "127.0.0.1",
      "--dir",
      directory,
      // Every write is in the log before its reply: a killed server comes back with all of them.
      "--appendonly",
      "yes",
      "--appendfsync",
      "always",
      "--save",
      "",
      "--requirepass",
      password
    ],
    ready: "Ready to accept connections"
  })
}

/** Where it listens; `?prefix=` names the place of a store. */
export const address = (server: Server, query = ""): string =>
  `redis://:${encodeURIComponent(password)}@127.0.0.1:${server.port}${query}`
