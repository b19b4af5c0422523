/** The emulator's SQLite: one connection, cached statements, synchronous calls. */
import { constants, copyFileSync, rmSync, writeFileSync } from "node:fs"
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite"
import * as Marks from "./Marks.ts"

export type Value = SQLInputValue

export interface Row {
  readonly [column: string]: unknown
}

/** A state to go back to: a mark for a database in memory, a copy beside it for one in a file. */
export type Image =
  | { readonly _tag: "Memory"; readonly mark: Marks.Mark }
  | { readonly _tag: "File"; readonly path: string }

/** What a database holds, to begin others with: much faster than to make the same again by statements of one row. */
export interface Imprint {
  readonly bytes: Uint8Array
  /** Makes its tables and their indexes. */
  readonly tables: string
  /** Takes the rows from the database `imprint`. */
  readonly rows: string
}

export interface Database {
  readonly exec: (sql: string) => void
  readonly run: (sql: string, ...values: ReadonlyArray<Value>) => number
  readonly get: (sql: string, ...values: ReadonlyArray<Value>) => Row | undefined
  readonly all: (sql: string, ...values: ReadonlyArray<Value>) => ReadonlyArray<Row>
  /** Rows as arrays of columns: the fast path of list reads. */
  readonly arrays: (sql: string, ...values: ReadonlyArray<Value>) => ReadonlyArray<ReadonlyArray<unknown>>
  /** Runs `body` in one transaction; nested calls join the outer one. */
  readonly transaction: <A>(body: () => A) => A
  /** Runs `body` and undoes all that it changed when `keep` says no to what it gave; nested calls are fine. */
  readonly attempt: <A>(body: () => A, keep: (result: A) => boolean) => A
  /** A number that grows whenever this table (its name, in quotes or not) may have changed: by a statement that writes to it, by an undo, by a restore. */
  readonly version: (table: string) => number
  /** The next 19-digit id of this org. */
  readonly nextId: () => string
  readonly nextIds: (count: number) => () => string
  /** Everything as it is now, to go back to. Not within a transaction. */
  readonly snapshot: () => Image
  readonly restore: (image: Image) => void
  /** Lets go of what is kept for a snapshot that nobody will go back to. */
  readonly forget: (image: Image) => void
  /** Everything as it is now. Not within a transaction, nor while there are snapshots. */
  readonly imprint: () => Imprint
  /** Drops everything and creates the empty tables again, or what an imprint holds. */
  readonly wipe: (imprint?: Imprint) => void
  readonly close: () => void
}

/** A value as it stands in SQL, for conditions that are kept as text. Text goes as bytes, whatever is in it. */
export const literal = (value: Value): string => {
  if (value === null) return "NULL"
  if (typeof value === "string") return `CAST(X'${Buffer.from(value, "utf8").toString("hex")}' AS TEXT)`
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : value > 0 ? "9e999" : "-9e999"
  return typeof value === "bigint"
    ? String(value)
    : `X'${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("hex")}'`
}

/** A double-quoted SQL identifier. */
export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`

const schema = `
CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS org(id TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS user(id TEXT PRIMARY KEY, email TEXT NOT NULL, name TEXT NOT NULL, status TEXT NOT NULL, confirmed INTEGER NOT NULL,
  profile TEXT NOT NULL, role TEXT NOT NULL, modified INTEGER NOT NULL, json TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS role(id TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS profile(id TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS module(id TEXT PRIMARY KEY, position INTEGER NOT NULL, modified INTEGER NOT NULL, json TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS field(id TEXT PRIMARY KEY, module TEXT NOT NULL, position INTEGER NOT NULL, modified INTEGER NOT NULL, json TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS layout(id TEXT PRIMARY KEY, module TEXT NOT NULL, json TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS oauth_client(id TEXT PRIMARY KEY, secret TEXT NOT NULL, redirect TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS refresh_token(token TEXT PRIMARY KEY, client TEXT NOT NULL, user TEXT NOT NULL, org TEXT NOT NULL, scopes TEXT NOT NULL, created INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS access_token(token TEXT PRIMARY KEY, refresh TEXT, user TEXT NOT NULL, org TEXT NOT NULL, scopes TEXT NOT NULL,
  created INTEGER NOT NULL, expires INTEGER NOT NULL, fingerprint TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS access_token_refresh ON access_token(refresh);
CREATE TABLE IF NOT EXISTS grant_code(code TEXT PRIMARY KEY, client TEXT NOT NULL, user TEXT NOT NULL, org TEXT NOT NULL, scopes TEXT NOT NULL,
  expires INTEGER NOT NULL, redirect TEXT, offline INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS issue(refresh TEXT NOT NULL, at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS issue_refresh ON issue(refresh, at);
CREATE TABLE IF NOT EXISTS consent(client TEXT NOT NULL, user TEXT NOT NULL, scopes TEXT NOT NULL, PRIMARY KEY(client, user)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS consent_ticket(ticket TEXT PRIMARY KEY, question TEXT NOT NULL, expires INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS code_issue(client TEXT NOT NULL, at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS code_block(client TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS device_code(code TEXT PRIMARY KEY, user_code TEXT NOT NULL UNIQUE, client TEXT NOT NULL, scopes TEXT NOT NULL, offline INTEGER NOT NULL,
  prompted INTEGER NOT NULL, expires INTEGER NOT NULL, polled INTEGER NOT NULL, state TEXT NOT NULL, user TEXT, org TEXT, location TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS channel(user TEXT NOT NULL, id TEXT NOT NULL, module TEXT NOT NULL, expires INTEGER NOT NULL, json TEXT NOT NULL,
  PRIMARY KEY(user, id, module)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS channel_module ON channel(module, expires);
CREATE TABLE IF NOT EXISTS deleted_record(id TEXT PRIMARY KEY, module TEXT NOT NULL, display_name TEXT, type TEXT NOT NULL, deleted INTEGER NOT NULL,
  deleted_by TEXT, created_by TEXT, row TEXT, owner TEXT, parent TEXT) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS deleted_record_module ON deleted_record(module, deleted, id);
CREATE TABLE IF NOT EXISTS custom_view(id TEXT PRIMARY KEY, module TEXT NOT NULL, json TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS blueprint(id TEXT PRIMARY KEY, module TEXT NOT NULL, json TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS blueprint_record(record TEXT PRIMARY KEY, blueprint TEXT NOT NULL, draft TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS assignment_rule(id TEXT PRIMARY KEY, module TEXT NOT NULL, turn INTEGER NOT NULL, json TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS deleted_record_parent ON deleted_record(parent) WHERE parent IS NOT NULL;
CREATE TABLE IF NOT EXISTS content(id TEXT PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL, bytes BLOB NOT NULL, created INTEGER NOT NULL, expires INTEGER);
CREATE INDEX IF NOT EXISTS content_expires ON content(expires) WHERE expires IS NOT NULL;
CREATE TABLE IF NOT EXISTS attachment(id TEXT PRIMARY KEY, content TEXT, link TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tag(id TEXT PRIMARY KEY, module TEXT NOT NULL, name TEXT NOT NULL COLLATE NOCASE, color TEXT, created INTEGER NOT NULL, modified INTEGER NOT NULL,
  created_by TEXT NOT NULL, modified_by TEXT NOT NULL, UNIQUE(module, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS record_lock(id TEXT PRIMARY KEY, record TEXT NOT NULL UNIQUE, reason TEXT NOT NULL, by TEXT NOT NULL, at INTEGER NOT NULL, modified INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS record_lock_rule(record TEXT PRIMARY KEY, rule TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS workflow_run(rule TEXT NOT NULL, condition TEXT NOT NULL, record TEXT NOT NULL, at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS workflow_run_rule ON workflow_run(rule, record);
CREATE TABLE IF NOT EXISTS share(record TEXT NOT NULL, member TEXT NOT NULL, type TEXT NOT NULL, permission TEXT NOT NULL, related INTEGER NOT NULL, at INTEGER NOT NULL,
  by TEXT NOT NULL, PRIMARY KEY(record, member)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS share_by_member ON share(member, record);
CREATE TABLE IF NOT EXISTS event(record TEXT NOT NULL, n INTEGER NOT NULL, at INTEGER NOT NULL, user TEXT NOT NULL, action TEXT NOT NULL, changes TEXT,
  PRIMARY KEY(record, n)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS email(id TEXT PRIMARY KEY, record TEXT NOT NULL, user TEXT NOT NULL, at INTEGER NOT NULL, json TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS email_record ON email(record, at);
CREATE TABLE IF NOT EXISTS link(name TEXT NOT NULL, a TEXT NOT NULL, b TEXT NOT NULL, id TEXT NOT NULL, data TEXT NOT NULL, created INTEGER NOT NULL, modified INTEGER NOT NULL,
  PRIMARY KEY(name, a, b)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS link_b ON link(name, b);
CREATE TABLE IF NOT EXISTS contact_role(id TEXT PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE UNIQUE, position INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS document(kind TEXT NOT NULL, id TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY(kind, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS permission(name TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS record_territory(record TEXT NOT NULL, territory TEXT NOT NULL, PRIMARY KEY(record, territory)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS record_territory_by_territory ON record_territory(territory, record);
CREATE TABLE IF NOT EXISTS photo(record TEXT PRIMARY KEY, content TEXT NOT NULL) WITHOUT ROWID;
`

// Durability between two commits is worth nothing to a test server; a clean stop checkpoints.
const pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536;"

/**
 * Fills an empty database. Its tables are made anew and the rows copied: one that consists of the bytes themselves could
 * not grow beyond what SQLite allows those, nor be kept in the midst of a transaction.
 */
const begin = (db: DatabaseSync, imprint: Imprint | undefined): void => {
  if (imprint === undefined) return db.exec(schema)
  db.exec("ATTACH ':memory:' AS imprint")
  db.deserialize(imprint.bytes, { dbName: "imprint" })
  db.exec(`BEGIN; ${imprint.tables}; ${imprint.rows}; COMMIT; DETACH imprint`)
}

const sequenceOf = (db: DatabaseSync): number =>
  Number(db.prepare("SELECT value FROM meta WHERE key='sequence'").get()?.["value"] ?? 0)

const idPrefix = "5843104"

interface Prepared {
  readonly statement: StatementSync
  /** Of the table that it writes to; undefined for one that writes nothing. */
  readonly writes: { version: number } | undefined
}

const harmless = /^\s*(?:SELECT|BEGIN|COMMIT|SAVEPOINT|RELEASE)\b/i
const written = /\b(?:INTO|UPDATE(?:\s+OR\s+\w+)?|DELETE\s+FROM)\s+(?:"?\w+"?\.)?("(?:[^"]|"")*"|\w+)/i

/** Opens `file` (default: in memory) and creates the tables that are missing; an empty one may begin with an imprint. */
export const open = (file = ":memory:", imprint?: Imprint): Database => {
  let db = new DatabaseSync(file)
  db.exec(pragmas)
  begin(db, imprint)
  const statements = new Map<string, Prepared>()
  const arrayStatements = new Map<string, Prepared>()
  const versions = new Map<string, { version: number }>()
  // Changes that may concern any table.
  const anywhere = { version: 0 }
  const copies = new Set<string>()
  const marks = Marks.make(() => db)
  let images = 0
  let depth = 0
  let attempts = 0
  let sequence = sequenceOf(db)

  const versionOf = (table: string): { version: number } => {
    const known = versions.get(table)
    if (known !== undefined) return known
    const name = table.startsWith('"') ? table : quote(table)
    const made = versions.get(name) ?? { version: 0 }
    // Asked for by every call: under the spelling it is asked with, too.
    versions.set(name, made).set(table, made)
    return made
  }
  const writesTo = (sql: string): { version: number } | undefined => {
    if (harmless.test(sql)) return undefined
    const table = written.exec(sql)?.[1]
    return table === undefined ? anywhere : versionOf(table)
  }
  /** The statement, about to be run: what it writes to counts as changed. */
  const prepare = (cache: Map<string, Prepared>, sql: string, arrays: boolean): StatementSync => {
    let prepared = cache.get(sql)
    if (prepared === undefined) {
      // Statements for one-off queries must not pile up.
      if (cache.size > 500) cache.clear()
      prepared = { statement: db.prepare(sql), writes: writesTo(sql) }
      if (arrays) prepared.statement.setReturnArrays(true)
      cache.set(sql, prepared)
    }
    if (prepared.writes !== undefined) prepared.writes.version++
    return prepared.statement
  }
  const saveSequence = (): void => {
    prepare(
      statements,
      "INSERT INTO meta(key,value) VALUES('sequence',?) ON CONFLICT(key) DO UPDATE SET value=excluded.value",
      false
    ).run(String(sequence))
  }
  const idAt = (n: number): string => idPrefix + String(n).padStart(12, "0")

  const self: Database = {
    exec: (sql) => {
      anywhere.version++
      db.exec(sql)
    },
    run: (sql, ...values) => Number(prepare(statements, sql, false).run(...values).changes),
    get: (sql, ...values) => prepare(statements, sql, false).get(...values),
    all: (sql, ...values) => prepare(statements, sql, false).all(...values),
    arrays: (sql, ...values) => {
      const rows: ReadonlyArray<unknown> = prepare(arrayStatements, sql, true).all(...values)
      return rows.filter((row) => Array.isArray(row))
    },
    transaction: (body) => {
      if (depth > 0) return body()
      // While there are marks, a transaction is open already.
      const inner = marks.open()
      self.run(inner ? "SAVEPOINT whole" : "BEGIN")
      depth++
      try {
        const result = body()
        self.run(inner ? "RELEASE whole" : "COMMIT")
        return result
      } catch (error) {
        db.exec(inner ? "ROLLBACK TO whole; RELEASE whole" : "ROLLBACK")
        anywhere.version++
        throw error
      } finally {
        depth--
      }
    },
    attempt: (body, keep) =>
      self.transaction(() => {
        const name = `attempt_${depth}_${++attempts}`
        db.exec(`SAVEPOINT ${name}`)
        let kept = false
        try {
          const result = body()
          kept = keep(result)
          return result
        } finally {
          if (!kept) {
            db.exec(`ROLLBACK TO ${name}`)
            anywhere.version++
          }
          db.exec(`RELEASE ${name}`)
        }
      }),
    version: (table) => anywhere.version + versionOf(table).version,
    nextId: () => {
      sequence++
      saveSequence()
      return idAt(sequence)
    },
    nextIds: (count) => {
      let next = sequence
      sequence += count
      saveSequence()
      return () => idAt(++next)
    },
    snapshot: () => {
      if (depth > 0) throw new Error("a snapshot within a transaction")
      if (file === ":memory:") return { _tag: "Memory", mark: marks.save() }
      const path = `${file}.snapshot-${++images}`
      // Through the connection: whoever opens and closes its file beside it takes away the locks that it holds on it.
      writeFileSync(path, db.serialize())
      copies.add(path)
      return { _tag: "File", path }
    },
    restore: (image) => {
      anywhere.version++
      statements.clear()
      arrayStatements.clear()
      if (image._tag === "Memory") marks.restore(image.mark)
      else {
        db.close()
        for (const suffix of ["-wal", "-shm"]) rmSync(file + suffix, { force: true })
        copyFileSync(image.path, file, constants.COPYFILE_FICLONE)
        db = new DatabaseSync(file)
        db.exec(pragmas)
      }
      sequence = sequenceOf(db)
    },
    forget: (image) => {
      if (image._tag === "Memory") marks.forget(image.mark)
      else {
        rmSync(image.path, { force: true })
        copies.delete(image.path)
      }
    },
    imprint: () => {
      const objects = db.prepare("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid").all()
      const rows = objects
        .filter(({ type }) => type === "table")
        .map(({ name }) => quote(String(name)))
        .filter((table) => db.prepare(`SELECT 1 FROM ${table} LIMIT 1`).get() !== undefined)
        .map((table) => `INSERT INTO main.${table} SELECT * FROM imprint.${table}`)
      return {
        bytes: db.serialize(),
        tables: objects.map(({ sql }) => String(sql)).join(";"),
        rows: rows.join(";")
      }
    },
    wipe: (imprint) => {
      anywhere.version++
      statements.clear()
      arrayStatements.clear()
      marks.lift()
      db.close()
      if (file !== ":memory:") for (const suffix of ["", "-wal", "-shm"]) rmSync(file + suffix, { force: true })
      db = new DatabaseSync(file)
      db.exec(pragmas)
      begin(db, imprint)
      sequence = sequenceOf(db)
    },
    close: () => {
      statements.clear()
      arrayStatements.clear()
      if (db.isOpen) db.close()
      for (const path of copies) rmSync(path, { force: true })
    }
  }
  return self
}
