/**
 * A table of jobs whose states follow the emulator's clock: nothing runs in the background, a job is done as soon as
 * someone looks after its time has come. It lies in the database, so snapshots, restore and reset hold jobs too.
 */
import type { Core } from "../Core.ts"
import type { Row } from "../Database.ts"
import * as Json from "../Json.ts"
import * as Restricted from "../org/Restricted.ts"
import * as Callback from "./Callback.ts"

/** `waiting` until it starts, `running` until it is due, then `done` or `failed`. */
export type State = "waiting" | "running" | "done" | "failed"

export interface Data {
  readonly [key: string]: unknown
}

export interface Job {
  readonly id: string
  /** Which runner does it. */
  readonly type: string
  /** The user who asked for it: what it changes is changed in this name. */
  readonly user: string
  readonly state: State
  /** Epoch milliseconds. */
  readonly created: number
  readonly due: number
  readonly input: Data
  /** What the runner left; empty before. */
  readonly output: Data
}

export interface Outcome {
  readonly state: "done" | "failed"
  readonly output: Data
  /** Sent to the job's callback URL. */
  readonly callback?: Data
}

/** Does the work of one job in one transaction. It may throw: the job then fails and the emulator counts a defect. */
export type Runner = (core: Core, job: Job) => Outcome

export type Runners = { readonly [type: string]: Runner }

export interface Spec {
  readonly type: string
  readonly user: string
  /** JSON; large content belongs into a table of its own. */
  readonly input: Data
  readonly callback?: Callback.Target | undefined
}

const table = `CREATE TABLE IF NOT EXISTS job(id TEXT PRIMARY KEY, type TEXT NOT NULL, user TEXT NOT NULL, state TEXT NOT NULL, created INTEGER NOT NULL,
  starts INTEGER NOT NULL, due INTEGER NOT NULL, input TEXT NOT NULL, output TEXT NOT NULL, callback TEXT) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS job_due ON job(due, id) WHERE state='waiting'`

/** Milliseconds that a job waits, then runs. */
const durations = (core: Core): { readonly waiting: number; readonly running: number } => ({
  waiting: core.switches().jobQueuedSeconds * 1000,
  running: core.switches().jobRunningSeconds * 1000
})

/** Adds a job and returns its id. `Runners.start` does this and sees to it that callbacks leave in time. */
export const create = (core: Core, spec: Spec): string => {
  core.db.exec(table)
  const id = core.db.nextId()
  const now = core.clock.now()
  const { running, waiting } = durations(core)
  core.db.run(
    "INSERT INTO job(id, type, user, state, created, starts, due, input, output, callback) VALUES(?,?,?,'waiting',?,?,?,?,'{}',?)",
    id,
    spec.type,
    spec.user,
    now,
    now + waiting,
    now + waiting + running,
    Json.stringify(spec.input),
    spec.callback === undefined ? null : JSON.stringify(spec.callback)
  )
  core.jobs.due = Math.min(core.jobs.due, now + waiting + running)
  return id
}

const dataOf = (text: unknown): Data => Json.asObject(Json.parse(String(text))) ?? {}

const jobOf = (row: Row, now: number): Job => {
  const stored = String(row["state"])
  const started = Number(row["starts"]) <= now
  return {
    id: String(row["id"]),
    type: String(row["type"]),
    user: String(row["user"]),
    state: stored === "done" || stored === "failed" ? stored : started ? "running" : "waiting",
    created: Number(row["created"]),
    due: Number(row["due"]),
    input: dataOf(row["input"]),
    output: dataOf(row["output"])
  }
}

/** A job of one type as it stands now; call `advance` first. */
export const get = (core: Core, type: string, id: string): Job | undefined => {
  core.db.exec(table)
  const row = core.db.get(
    "SELECT id, type, user, state, created, starts, due, input, output FROM job WHERE id=? AND type=?",
    id,
    type
  )
  return row === undefined ? undefined : jobOf(row, core.clock.now())
}

/** All jobs of a type, newest first. */
export const list = (core: Core, type: string): ReadonlyArray<Job> => {
  core.db.exec(table)
  const now = core.clock.now()
  return core.db
    .all(
      "SELECT id, type, user, state, created, starts, due, input, output FROM job WHERE type=? ORDER BY id DESC",
      type
    )
    .map((row) => jobOf(row, now))
}

/** The newest jobs of all types. */
export const newest = (core: Core, most: number): ReadonlyArray<Job> => {
  core.db.exec(table)
  const now = core.clock.now()
  return core.db
    .all("SELECT id, type, user, state, created, starts, due, input, output FROM job ORDER BY id DESC LIMIT ?", most)
    .map((row) => jobOf(row, now))
}

const finish = (core: Core, job: Job, outcome: Outcome): void => {
  core.db.run("UPDATE job SET state=?, output=? WHERE id=?", outcome.state, Json.stringify(outcome.output), job.id)
}

const run = (core: Core, job: Job, runners: Runners): Outcome => {
  const runner = Object.hasOwn(runners, job.type) ? runners[job.type] : undefined
  try {
    return core.db.transaction(() => {
      const outcome: Outcome =
        runner === undefined ? { state: "failed", output: {} } : runner(Restricted.of(core, job.user), job)
      finish(core, job, outcome)
      return outcome
    })
  } catch {
    core.counters.defects++
    const outcome: Outcome = { state: "failed", output: {} }
    finish(core, job, outcome)
    return outcome
  }
}

/** Does every job whose time has come, in order of time. Returns how many. */
export const advance = (core: Core, runners: Runners): number => {
  core.db.exec(table)
  // A job that makes record calls of its own must not start the next one inside.
  core.jobs.due = Number.POSITIVE_INFINITY
  let count = 0
  for (;;) {
    const now = core.clock.now()
    const row = core.db.get(
      "SELECT id, type, user, state, created, starts, due, input, output, callback FROM job WHERE state='waiting' AND due<=? ORDER BY due, id LIMIT 1",
      now
    )
    if (row === undefined) {
      const next = core.db.get("SELECT MIN(due) AS due FROM job WHERE state='waiting'")?.["due"]
      core.jobs.due = typeof next === "number" ? next : Number.POSITIVE_INFINITY
      return count
    }
    count++
    const outcome = run(core, jobOf(row, now), runners)
    const target = typeof row["callback"] === "string" ? Callback.read(row["callback"]) : undefined
    if (target !== undefined && outcome.callback !== undefined)
      Callback.deliver(target, Json.stringify(outcome.callback))
  }
}

/** Real milliseconds until the last job now waiting is due. */
export const pendingFor = (core: Core): number =>
  Math.max(
    0,
    Number(core.db.get("SELECT MAX(due) AS due FROM job WHERE state='waiting'")?.["due"] ?? 0) - core.clock.now()
  )
