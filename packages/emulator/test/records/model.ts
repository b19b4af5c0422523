/** A plain model of one module's records: what lives, what lies in the bin, and what each row of a call has to come to. */

/** How a module is played: a text field that is its own unique one, another text, and what every row needs besides. */
export interface Played {
  readonly module: string
  /** Matched by an upsert that names no fields; not unique for inserts. */
  readonly key: string
  readonly text: string
  /** Refused when another record holds it; null where the module has no such field. */
  readonly unique: string | null
  readonly mandatory: string
  readonly base: () => object
}

interface Stored {
  readonly [field: string]: string
}

interface Kept {
  readonly fields: Stored
  readonly modified: number
  /** 0 for what lives. */
  readonly deleted: number
}

/** What the emulator should hold, and nothing else. */
export interface Model {
  readonly live: Map<string, Kept>
  readonly bin: Map<string, Kept>
  /** Deleted for good, with the time of the first deletion. */
  readonly gone: Map<string, number>
}

export const make = (): Model => ({ live: new Map(), bin: new Map(), gone: new Map() })

/** A call's time, and the time that its rows were read at. */
export interface When {
  readonly now: number
  readonly since: number | undefined
}

export type Expected =
  | { readonly ok: true; readonly id: string; readonly action?: string; readonly field?: string | null }
  | { readonly ok: false; readonly code: string; readonly details: object }

/** A row as it is sent: an object, or something else. */
export type Sent = { readonly [field: string]: unknown } | number

const no = (code: string, details: object): Expected => ({ ok: false, code, details })

const notAnObject = (index: number): Expected =>
  no("INVALID_DATA", { expected_data_type: "jsonobject", json_path: `$.data[${index}]` })

/** The id of the record that a row of a call creates, until its answer tells the real one. Sorts behind all of those. */
const placeholder = (index: number): string => `~${String(index).padStart(3, "0")}`

/** Fields that are looked at. */
export const watched = (play: Played): ReadonlyArray<string> => [
  ...new Set([
    play.mandatory,
    play.text,
    ...(play.unique === null ? [] : [play.unique]),
    ...(play.key === "" ? [] : [play.key])
  ])
]

/** The live records whose field holds the value, whatever its case, the oldest first. */
const holders = (model: Model, field: string, value: unknown): ReadonlyArray<string> =>
  typeof value !== "string"
    ? []
    : [...model.live]
        .filter(([, { fields }]) => fields[field]?.toLowerCase() === value.toLowerCase())
        .map(([id]) => id)
        .sort()

/** What is wrong with a row's fields, as Zoho looks at them: mandatory first for a new record, then types, then unique values. */
const wrongWith = (
  model: Model,
  play: Played,
  row: { readonly [field: string]: unknown },
  own: string | undefined,
  index: number
): Expected | undefined => {
  const at = (field: string) => ({ api_name: field, json_path: `$.data[${index}].${field}` })
  if (own === undefined && row[play.mandatory] === undefined) return no("MANDATORY_NOT_FOUND", at(play.mandatory))
  if (row[play.text] === 7) return no("INVALID_DATA", at(play.text))
  if (play.unique === null) return undefined
  const [first, ...more] = holders(model, play.unique, row[play.unique]).filter((id) => id !== own)
  return first === undefined
    ? undefined
    : no("DUPLICATE_DATA", { ...at(play.unique), id: first, more_records: more.length > 0 })
}

const merged = (play: Played, row: { readonly [field: string]: unknown }, before: Stored): Stored => {
  const out: { [field: string]: string } = { ...before }
  for (const name of watched(play)) {
    const value = row[name]
    if (typeof value === "string") out[name] = value
    if (value === null) delete out[name]
  }
  return out
}

export const insert = (model: Model, play: Played, row: Sent, index: number, { now }: When): Expected => {
  if (typeof row === "number") return notAnObject(index)
  const wrong = wrongWith(model, play, row, undefined, index)
  if (wrong !== undefined) return wrong
  const id = placeholder(index)
  model.live.set(id, { fields: merged(play, row, {}), modified: now, deleted: 0 })
  return { ok: true, id }
}

/** True when a record was written after it was read. */
const isLate = (kept: Kept, since: number | undefined): boolean => since !== undefined && kept.modified > since

export const update = (model: Model, play: Played, row: Sent, index: number, { now, since }: When): Expected => {
  if (typeof row === "number") return notAnObject(index)
  const where = { api_name: "id", json_path: `$.data[${index}].id` }
  const id = row["id"]
  if (typeof id !== "string") return no("MANDATORY_NOT_FOUND", where)
  const kept = model.live.get(id)
  if (kept === undefined) return no("INVALID_DATA", where)
  if (isLate(kept, since)) return no("ALREADY_MODIFIED", { id })
  const wrong = wrongWith(model, play, row, id, index)
  if (wrong !== undefined) return wrong
  model.live.set(id, { ...kept, fields: merged(play, row, kept.fields), modified: now })
  return { ok: true, id }
}

/** An id in the row wins; else the first of the fields that finds a record decides. */
export const upsert = (
  model: Model,
  play: Played,
  row: Sent,
  index: number,
  when: When,
  fields: ReadonlyArray<string>
): Expected => {
  if (typeof row === "number") return notAnObject(index)
  const updated = (id: unknown, field: string | null): Expected => {
    const outcome = update(model, play, { ...row, id }, index, when)
    return outcome.ok ? { ...outcome, action: "update", field } : outcome
  }
  if (row["id"] !== undefined) return updated(row["id"], null)
  for (const field of fields) {
    const [id] = holders(model, field, row[field])
    if (id !== undefined) return updated(id, field)
  }
  const outcome = insert(model, play, row, index, when)
  return outcome.ok ? { ...outcome, action: "insert", field: null } : outcome
}

export const remove = (model: Model, id: string, { now, since }: When): Expected => {
  const kept = model.live.get(id)
  if (kept === undefined) return no("INVALID_DATA", { id })
  if (isLate(kept, since)) return no("ALREADY_MODIFIED", { id })
  model.live.delete(id)
  model.bin.set(id, { ...kept, deleted: now })
  return { ok: true, id }
}

/** Brings back what was deleted as it was, also where its unique value was taken meanwhile. */
export const restore = (model: Model, id: string): Expected => {
  const kept = model.bin.get(id)
  if (kept === undefined) return no("INVALID_DATA", { id })
  model.bin.delete(id)
  model.live.set(id, { ...kept, deleted: 0 })
  return { ok: true, id }
}

export const purge = (model: Model, id: string): Expected => {
  const kept = model.bin.get(id)
  if (kept === undefined) return no("INVALID_DATA", { id })
  model.bin.delete(id)
  model.gone.set(id, kept.deleted)
  return { ok: true, id }
}

/** Gives what a call created the ids of its answer. */
export const rename = (model: Model, realId: (placeholder: string) => string): void => {
  for (const [id, kept] of [...model.live].filter(([id]) => id.startsWith("~"))) {
    model.live.delete(id)
    model.live.set(realId(id), kept)
  }
}

/** Ids in the order of their deletion, the last first. */
export const byDeletion = (entries: Iterable<readonly [string, number]>): ReadonlyArray<string> =>
  [...entries].sort(([a, at], [b, bt]) => bt - at || (a < b ? 1 : -1)).map(([id]) => id)
