/** Snapshots of a database in memory, as savepoints of a transaction that stays open: saving costs nothing, restoring what changed since. */
import type { DatabaseSync } from "node:sqlite"

/** A state to go back to; `bytes` once it is no longer reached by undoing. */
export interface Mark {
  readonly name: string
  bytes: Uint8Array | undefined
  /** Nobody will go back to it. */
  forgotten: boolean
}

interface Marks {
  /** True while a transaction is open around everything. */
  readonly open: () => boolean
  readonly save: () => Mark
  readonly restore: (mark: Mark) => void
  readonly forget: (mark: Mark) => void
  /** Keeps what the marks stand for outside the connection, and ends the transaction. */
  readonly lift: () => void
}

/**
 * The marks of the database that `database` gives. Going back to one undoes those that were made after it, so these are
 * copied first: to go to and fro between two costs what the database is large.
 */
export const make = (database: () => DatabaseSync): Marks => {
  /** Those that undoing reaches, the newest last. */
  const pile: Array<Mark> = []
  let count = 0
  /** The connection that was filled from bytes: it copies only what is committed. */
  let filled: DatabaseSync | undefined

  const exec = (sql: string): void => database().exec(sql)

  const push = (mark: Mark): void => {
    if (pile.length === 0) exec("BEGIN")
    exec(`SAVEPOINT ${mark.name}`)
    pile.push(mark)
  }

  /** Undoes what came after a mark, or after the first one; those above it keep their bytes. */
  const undoTo = (mark: Mark | undefined): void => {
    while (pile.length > 0 && pile.at(-1) !== mark) {
      const last = pile.pop()
      if (last === undefined || last.forgotten || last.bytes !== undefined) continue
      exec(`ROLLBACK TO ${last.name}`)
      last.bytes = database().serialize()
    }
  }

  const lift = (): void => {
    if (pile.length === 0) return
    undoTo(undefined)
    exec("COMMIT")
  }

  return {
    open: () => pile.length > 0,
    save: () => {
      const mark: Mark = { name: `mark_${++count}`, bytes: undefined, forgotten: false }
      if (filled === database()) {
        // Of such a connection every mark has its bytes at once, so that none is copied in the midst of a transaction.
        lift()
        mark.bytes = database().serialize()
      }
      push(mark)
      return mark
    },
    restore: (mark) => {
      if (pile.includes(mark)) {
        undoTo(mark)
        exec(`ROLLBACK TO ${mark.name}`)
        // Set anew, so that the next time undoes no more than what happens from now on.
        exec(`RELEASE ${mark.name}`)
        exec(`SAVEPOINT ${mark.name}`)
        return
      }
      const { bytes } = mark
      if (bytes === undefined) throw new Error("a mark that was forgotten")
      lift()
      database().deserialize(bytes)
      filled = database()
      push(mark)
    },
    forget: (mark) => {
      mark.forgotten = true
      mark.bytes = undefined
      // What stands below others is needed to undo them, and goes with them.
      while (pile.at(-1)?.forgotten === true) {
        exec(`RELEASE ${pile.pop()?.name ?? ""}`)
        if (pile.length === 0) exec("COMMIT")
      }
    },
    lift
  }
}
