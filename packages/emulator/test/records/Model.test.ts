import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { caller } from "../bulk/Support.ts"

/** How each module is played: a text field that is its own unique one, another text, and what every row needs besides. */
interface Played {
  readonly module: string
  /** Matched by an upsert that names no fields; not unique for inserts. */
  readonly key: string
  readonly text: string
  /** Refused when another record holds it; null where the module has no such field. */
  readonly unique: string | null
  readonly mandatory: string
  readonly base: () => object
}

const at = caller({ limits: "off", leads: 1 })
at.core.saveSnapshot("start")
const product = String(at.core.db.get('SELECT id FROM "record_Products" LIMIT 1')?.["id"])
const vendor = String(at.core.db.get('SELECT id FROM "record_Vendors" LIMIT 1')?.["id"])

const played: ReadonlyArray<Played> = [
  {
    module: "Leads",
    key: "Email",
    text: "City",
    unique: "External_Key",
    mandatory: "Last_Name",
    base: () => ({})
  },
  {
    module: "Contacts",
    key: "Email",
    text: "Title",
    unique: "Loyalty_Number",
    mandatory: "Last_Name",
    base: () => ({})
  },
  {
    module: "Accounts",
    key: "Account_Name",
    text: "Account_Site",
    unique: null,
    mandatory: "Account_Name",
    base: () => ({})
  },
  {
    module: "Purchase_Orders",
    key: "Subject",
    text: "PO_Number",
    unique: null,
    mandatory: "Subject",
    base: () => ({ Vendor_Name: vendor, Purchase_Items: [{ Product_Name: product }] })
  },
  {
    module: "Tasks",
    key: "",
    text: "Description",
    unique: null,
    mandatory: "Subject",
    base: () => ({})
  }
]

const small = (most: number) => Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: most }))
/** A row in short: which key, text and unique value; -1 leaves the field out, -2 is a value that no field takes. */
const Row = Schema.Struct({
  target: small(12),
  key: Schema.Literals([-1, 0, 1, 2, 3, 4]),
  text: Schema.Literals([-2, -1, 0, 1, 2]),
  unique: Schema.Literals([-1, -1, 0, 1, 2]),
  mandatory: Schema.Boolean
})
type Row = typeof Row.Type
const Command = Schema.Struct({
  verb: Schema.Literals([
    "insert",
    "insert",
    "update",
    "updateOne",
    "upsert",
    "upsert",
    "delete",
    "deleteOne",
    "restore",
    "purge"
  ]),
  rows: Schema.NonEmptyArray(Row),
  /** duplicate_check_fields of an upsert: left out, none, the key, the unique field first. */
  check: small(3)
})
type Command = typeof Command.Type

type Stored = { readonly [field: string]: string }

/** What the emulator should hold, and nothing else. */
interface Model {
  readonly live: Map<string, Stored>
  /** In the order of deletion. */
  readonly bin: Map<string, Stored>
}

const keyText = (play: Played, n: number): string =>
  play.key === "Email" ? `k${n}.${play.module}@example.com`.toLowerCase() : `Key ${n}`

/** The row as it is sent. */
const sent = (play: Played, row: Row, inserts: boolean): { [field: string]: unknown } => ({
  ...(inserts ? play.base() : {}),
  ...(row.text === -1 ? {} : { [play.text]: row.text === -2 ? 7 : `text ${row.text}` }),
  ...(play.unique === null || row.unique === -1 ? {} : { [play.unique]: `${row.unique + 100}` }),
  ...(play.key === "" || row.key === -1 ? {} : { [play.key]: keyText(play, row.key) }),
  ...(row.mandatory && (play.mandatory !== play.key || row.key === -1)
    ? { [play.mandatory]: play.mandatory === play.key ? `Name ${row.target}` : "Name" }
    : {})
})

const watched = (play: Played): ReadonlyArray<string> => [
  ...new Set([
    play.mandatory,
    play.text,
    ...(play.unique === null ? [] : [play.unique]),
    ...(play.key === "" ? [] : [play.key])
  ])
]

type Expected =
  | { readonly ok: true; readonly id: string | undefined; readonly action?: string; readonly field?: string | null }
  | { readonly ok: false; readonly code: string }

const fail = (code: string): Expected => ({ ok: false, code })

const taken = (model: Model, play: Played, value: unknown, own: string | undefined): boolean =>
  play.unique !== null &&
  [...model.live].some(([id, stored]) => id !== own && value !== undefined && stored[play.unique ?? ""] === value)

/** What is wrong with a row's fields, as Zoho looks at them: mandatory first for a new record, then types, then unique values. */
const wrongWith = (model: Model, play: Played, row: { readonly [field: string]: unknown }, own: string | undefined) => {
  if (own === undefined && row[play.mandatory] === undefined) return "MANDATORY_NOT_FOUND"
  if (row[play.text] === 7) return "INVALID_DATA"
  return taken(model, play, play.unique === null ? undefined : row[play.unique], own) ? "DUPLICATE_DATA" : undefined
}

const keep = (play: Played, row: { readonly [field: string]: unknown }, before: Stored = {}): Stored => {
  const out: { [field: string]: string } = { ...before }
  for (const name of watched(play)) {
    const value = row[name]
    if (typeof value === "string") out[name] = value
  }
  return out
}

/** The oldest live record whose field holds the value, whatever its case. */
const match = (model: Model, field: string, value: unknown): string | undefined =>
  typeof value !== "string"
    ? undefined
    : [...model.live]
        .filter(([, stored]) => stored[field]?.toLowerCase() === value.toLowerCase())
        .map(([id]) => id)
        .sort()[0]

const play = (how: Played, commands: ReadonlyArray<Command>): void => {
  at.core.restoreSnapshot("start")
  const model: Model = { live: new Map(), bin: new Map() }
  const path = `/crm/v8/${how.module}`
  const before = new Set(at.core.db.all(`SELECT id FROM "record_${how.module}"`).map((row) => String(row["id"])))
  /** A record that lives, one that was deleted, or none at all. */
  const idOf = (target: number): string =>
    [...model.live.keys(), ...model.bin.keys(), "999999999999999999"][
      target % (model.live.size + model.bin.size + 1)
    ] ?? ""

  const compare = (
    answer: { readonly status: number; readonly json: any },
    expected: ReadonlyArray<Expected>,
    allDone: number
  ): void => {
    const done = expected.filter((one) => one.ok).length
    assert.strictEqual(
      answer.status,
      done === expected.length ? allDone : done > 0 ? 207 : 400,
      JSON.stringify(answer.json)
    )
    assert.lengthOf(answer.json.data, expected.length)
    expected.forEach((one, index) => {
      const item = answer.json.data[index]
      assert.strictEqual(item.code, one.ok ? "SUCCESS" : one.code, JSON.stringify(item))
      if (!one.ok) return
      if (one.id !== undefined) assert.strictEqual(item.details.id, one.id)
      if (one.action !== undefined) assert.deepStrictEqual([item.action, item.duplicate_field], [one.action, one.field])
    })
  }

  for (const { check, rows, verb } of commands) {
    const data = rows.map((row) => sent(how, row, verb !== "update"))
    switch (verb) {
      case "insert": {
        // Rows are judged one after the other: one sees what those before it stored. Their ids come with the answer.
        const waiting = new Map<string, Stored>()
        const trial: Model = { live: new Map(model.live), bin: model.bin }
        const expected = data.map((row, index): Expected => {
          const wrong = wrongWith(trial, how, row, undefined)
          if (wrong !== undefined) return fail(wrong)
          trial.live.set(`new ${index}`, keep(how, row))
          waiting.set(String(index), keep(how, row))
          return { ok: true, id: undefined }
        })
        const answer = at.api("POST", path, { data })
        compare(answer, expected, 201)
        for (const [index, stored] of waiting)
          model.live.set(String(answer.json.data[Number(index)].details.id), stored)
        break
      }
      case "update": {
        const named = data.map((row, index) => ({ ...row, id: idOf(rows[index]?.target ?? 0) }))
        const expected = named.map((row): Expected => {
          const stored = model.live.get(row.id)
          if (stored === undefined) return fail("INVALID_DATA")
          const wrong = wrongWith(model, how, row, row.id)
          if (wrong !== undefined) return fail(wrong)
          model.live.set(row.id, keep(how, row, stored))
          return { ok: true, id: row.id }
        })
        compare(at.api("PUT", path, { data: named }), expected, 200)
        break
      }
      case "updateOne": {
        // The time that the record was read at: now, or long before its last change.
        const since = check === 0 ? "2001-01-01T00:00:00+00:00" : undefined
        const id = idOf(rows[0].target)
        const [row = {}] = data
        const stored = model.live.get(id)
        const { status, json } = at.send("PUT", `${path}/${id}`, {
          ...(since === undefined ? {} : { headers: { "if-unmodified-since": since } }),
          body: JSON.stringify({ data: [row] })
        })
        const wrong = stored === undefined ? "INVALID_DATA" : wrongWith(model, how, row, id)
        const item = json?.data?.[0] ?? json
        if (stored !== undefined && since !== undefined) {
          assert.strictEqual(status, 412, JSON.stringify(json))
        } else if (stored === undefined || wrong !== undefined) {
          assert.strictEqual(item.code, wrong, JSON.stringify(json))
          assert.isAtLeast(status, 400)
        } else {
          assert.deepStrictEqual([status, item.code, item.details.id], [200, "SUCCESS", id])
          model.live.set(id, keep(how, row, stored))
        }
        break
      }
      case "deleteOne": {
        const id = idOf(rows[0].target)
        const stored = model.live.get(id)
        const { status, json } = at.api("DELETE", `${path}/${id}`)
        assert.strictEqual(json.data[0].code, stored === undefined ? "INVALID_DATA" : "SUCCESS", JSON.stringify(json))
        assert.strictEqual(status, stored === undefined ? 400 : 200)
        if (stored !== undefined) {
          model.live.delete(id)
          model.bin.set(id, stored)
        }
        break
      }
      case "purge": {
        const id = idOf(rows[0].target)
        const answer = at.api("DELETE", `/crm/v8/settings/recycle_bin/${id}`)
        assert.strictEqual(answer.status < 300, model.bin.has(id), JSON.stringify(answer.json))
        model.bin.delete(id)
        break
      }
      case "upsert": {
        const fields = [[how.key, how.unique], [], [how.key], [how.unique, how.key]][check]?.filter(
          (name): name is string => name !== null && name !== ""
        )
        // One at a time, because a match needs the ids of the rows before it.
        for (const row of data) {
          const body = check === 0 ? { data: [row] } : { data: [row], duplicate_check_fields: fields }
          const found = fields
            ?.map((field) => [field, match(model, field, row[field])] as const)
            .find(([, id]) => id !== undefined)
          const [field, id] = found ?? [null, undefined]
          const wrong = wrongWith(model, how, row, id)
          const answer = at.api("POST", `${path}/upsert`, body)
          const outcome: Expected =
            wrong === undefined ? { ok: true, id, action: id === undefined ? "insert" : "update", field } : fail(wrong)
          compare(answer, [outcome], 200)
          const written = String(answer.json.data[0].details.id)
          if (wrong === undefined) model.live.set(written, keep(how, row, id === undefined ? {} : model.live.get(id)))
        }
        break
      }
      case "delete": {
        const ids = [...new Set(rows.map((row) => idOf(row.target)))]
        const expected = ids.map((id): Expected => {
          const stored = model.live.get(id)
          if (stored === undefined) return fail("INVALID_DATA")
          model.live.delete(id)
          model.bin.set(id, stored)
          return { ok: true, id }
        })
        compare(at.api("DELETE", `${path}?ids=${ids.join(",")}`), expected, 200)
        break
      }
      case "restore": {
        const id = idOf(rows[0].target)
        const stored = model.bin.get(id)
        if (stored === undefined) break
        // What took a unique value meanwhile keeps it; such a restore is the recycle bin's own matter.
        if (taken(model, how, how.unique === null ? undefined : stored[how.unique], id)) break
        const answer = at.api("POST", `/crm/v8/settings/recycle_bin/${id}/actions/restore`, {})
        assert.strictEqual(answer.status, 200, JSON.stringify(answer.json))
        model.bin.delete(id)
        model.live.set(id, stored)
        break
      }
    }
  }

  // Everything there is, everything that was deleted, and no more.
  const listed = at.api("GET", `${path}?fields=${watched(how).join(",")}`).json?.data ?? []
  const shown = new Map<string, unknown>(
    listed
      .filter((row: any) => !before.has(row.id))
      .map(({ id, ...row }: any) => [id, Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null))])
  )
  assert.deepStrictEqual(
    [...shown].sort(([a], [b]) => (a < b ? -1 : 1)),
    [...model.live].sort(([a], [b]) => (a < b ? -1 : 1))
  )
  // By pages of two, and from the other end, they are the same; so is their number.
  const walked: Array<string> = []
  for (let token = ""; ;) {
    const page = at.api(
      "GET",
      `${path}?fields=id,Modified_Time&per_page=2${token === "" ? "" : `&page_token=${token}`}`
    )
    walked.push(...(page.json?.data ?? []).map((row: any) => row.id))
    if (page.json?.info?.more_records !== true) break
    token = encodeURIComponent(page.json.info.next_page_token)
  }
  const sorted = (order: string): ReadonlyArray<string> =>
    (at.api("GET", `${path}?fields=id,Modified_Time&sort_by=id&sort_order=${order}`).json?.data ?? []).map(
      (row: any) => row.id
    )
  const up = [...model.live.keys(), ...before].sort()
  assert.deepStrictEqual([...walked].sort(), up)
  assert.deepStrictEqual(sorted("asc"), up)
  assert.deepStrictEqual(sorted("desc"), up.toReversed())
  assert.strictEqual(at.api("GET", `${path}/actions/count`).json.count, up.length)
  const deleted = at.api("GET", `${path}/deleted?type=recycle`).json?.data ?? []
  assert.sameMembers(
    deleted.map((row: any) => row.id),
    [...model.bin.keys()]
  )
  // The bin shows what a record was called when it went.
  const display = at.core.metadata.module(how.module)?.displayField ?? ""
  if (watched(how).includes(display))
    for (const row of deleted) assert.strictEqual(row.display_name, model.bin.get(row.id)?.[display] ?? null)
}

describe("record calls agree with a model", () => {
  for (const how of played)
    it.prop(
      how.module,
      [Schema.Array(Command)],
      ([commands]) => {
        play(how, commands)
      },
      { arbitrary: { runs: 40 } }
    )
})
