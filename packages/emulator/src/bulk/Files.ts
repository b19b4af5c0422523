/** Uploaded archives and results of bulk jobs, kept for a day of the emulator's time. */
import type { Core } from "../Core.ts"

const table = `CREATE TABLE IF NOT EXISTS bulk_file(id TEXT PRIMARY KEY, expires INTEGER NOT NULL, used INTEGER NOT NULL, bytes BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS bulk_download(at INTEGER NOT NULL)`

const hour = 3_600_000
const minute = 60_000

/** Downloads of results in one minute; one more is answered with 429. */
export const downloadsPerMinute = 10

const ready = (core: Core): void => {
  core.db.exec(table)
  core.db.run("DELETE FROM bulk_file WHERE expires<=?", core.clock.now())
}

/** Keeps `bytes` under `id`. */
export const put = (core: Core, id: string, bytes: Uint8Array): void => {
  ready(core)
  core.db.run(
    "INSERT INTO bulk_file(id, expires, used, bytes) VALUES(?,?,0,?) ON CONFLICT(id) DO UPDATE SET bytes=excluded.bytes, expires=excluded.expires",
    id,
    core.clock.now() + core.switches().jobResultHours * hour,
    bytes
  )
}

/** The file, or undefined when there never was one or its time is over. */
export const get = (core: Core, id: string): Uint8Array | undefined => {
  ready(core)
  const bytes = core.db.get("SELECT bytes FROM bulk_file WHERE id=?", id)?.["bytes"]
  return bytes instanceof Uint8Array ? bytes : undefined
}

/** An uploaded file that no job has taken yet. */
export const unused = (core: Core, id: string): Uint8Array | undefined => {
  ready(core)
  const bytes = core.db.get("SELECT bytes FROM bulk_file WHERE id=? AND used=0", id)?.["bytes"]
  return bytes instanceof Uint8Array ? bytes : undefined
}

/** Marks an uploaded file as taken: it serves one job. */
export const take = (core: Core, id: string): void => {
  ready(core)
  core.db.run("UPDATE bulk_file SET used=1 WHERE id=?", id)
}

/** Counts one download; false when this minute has had its ten. */
export const mayDownload = (core: Core): boolean => {
  ready(core)
  const now = core.clock.now()
  core.db.run("DELETE FROM bulk_download WHERE at<=?", now - minute)
  if (
    core.limits.enforced &&
    Number(core.db.get("SELECT COUNT(*) AS n FROM bulk_download")?.["n"]) >= downloadsPerMinute
  )
    return false
  core.db.run("INSERT INTO bulk_download(at) VALUES(?)", now)
  return true
}
