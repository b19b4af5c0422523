/** MariaDB as it is installed on this machine. */
import * as ChildProcess from "node:child_process"
import * as Fs from "node:fs"
import * as Path from "node:path"
import { find, run, type Server } from "./Servers.ts"

/** Of its user. Odd characters on purpose: they must be escaped in an address. */
export const password = "my/secret word"
export const user = "zoho"
export const database = "tokens"

/** None where it is not installed. */
export const start = async (): Promise<Server | undefined> => {
  const mariadbd = find("mariadbd")
  const install = find("mariadb-install-db")
  if (mariadbd === undefined || install === undefined) return undefined
  // It refuses to run as root by accident; in a directory of its own, on loopback, it may.
  const asRoot = process.getuid?.() === 0 ? ["--user=root"] : []
  return run({
    name: "mariadb",
    prepare: (directory) => {
      const options = ["--no-defaults", `--datadir=${directory}/data`, "--skip-test-db", ...asRoot]
      const made = ChildProcess.spawnSync(install, [...options, "--auth-root-authentication-method=normal"], {
        cwd: directory,
        encoding: "utf8"
      })
      if (made.status !== 0) throw new Error(`mariadb-install-db: ${made.error ?? made.stdout + made.stderr}`)
      Fs.writeFileSync(
        Path.join(directory, "init.sql"),
        `CREATE DATABASE IF NOT EXISTS ${database};
CREATE USER IF NOT EXISTS '${user}'@'%' IDENTIFIED BY '${password}';
GRANT ALL ON ${database}.* TO '${user}'@'%';
GRANT PROCESS, CONNECTION ADMIN ON *.* TO '${user}'@'%';
`
      )
    },
    command: (directory, port) => [
      mariadbd,
      "--no-defaults",
      `--datadir=${directory}/data`,
      `--socket=${directory}/s`,
      `--pid-file=${directory}/pid`,
      `--port=${port}`,
      "--bind-address=127.0.0.1",
      `--init-file=${directory}/init.sql`,
      "--skip-name-resolve",
      // The loosest settings that a server may have: the store must not depend on strict ones.
      "--sql-mode=",
      "--character-set-server=latin1",
      "--default-time-zone=+05:30",
      "--innodb-buffer-pool-size=16M",
      ...asRoot
    ],
    ready: "ready for connections"
  })
}

/** Where it listens; `?prefix=` names the place of a store. */
export const address = (server: Server, query = ""): string =>
  `mysql://${user}:${encodeURIComponent(password)}@127.0.0.1:${server.port}/${database}${query}`
