import { assert, describe, it } from "@effect/vitest"
import * as Clock from "@effect-zoho/emulator/Clock"
import * as Schema from "effect/Schema"
import { type Answer, caller } from "../bulk/Support.ts"
import { runs } from "../support/Runs.ts"
import * as Model from "./model.ts"

const at = caller({ limits: "off", leads: 1 })
at.core.saveSnapshot("start")
// Later than all that the seed wrote, and near enough for the token to live.
const begin = Math.floor(at.core.clock.now() / 1000) + 10
const product = String(at.core.db.get('SELECT id FROM "record_Products" LIMIT 1')?.["id"])
const vendor = String(at.core.db.get('SELECT id FROM "record_Vendors" LIMIT 1')?.["id"])
const binned = at.core.db.get("SELECT COUNT(*) AS n FROM deleted_record")?.["n"]

const played: ReadonlyArray<Model.Played> = [
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
/** A row in short: which key, text and unique value; -1 leaves the field out, -2 empties it, -3 is a value that no field takes. */
const Row = Schema.Struct({
  target: small(12),
  key: Schema.Literals([-1, 0, 1, 2]),
  text: Schema.Literals([-3, -2, -1, -1, 0, 0, 1, 1]),
  unique: Schema.Literals([-2, -1, -1, 0, 0, 1]),
  mandatory: Schema.Literals([true, true, true, true, true, false]),
  /** In other letters: the same value, where values are looked for. */
  capitals: Schema.Boolean,
  /** No object at all; without the id that its call asks for; with one that its call does not need. */
  form: Schema.Literals(["plain", "plain", "plain", "plain", "plain", "number", "idless", "withId"])
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
    "upsert",
    "delete",
    "delete",
    "deleteOne",
    "restore",
    "restoreMany",
    "retake",
    "retake",
    "purge",
    "purgeMany",
    "empty",
    "read",
    "read"
  ]),
  rows: Schema.NonEmptyArray(Row),
  /** duplicate_check_fields of an upsert: left out, none, the key, the unique field first. */
  check: small(3),
  /** Seconds since the call before. */
  wait: small(1),
  /** Seconds ago that the caller looked, for the headers that ask; none. */
  ago: Schema.Literals([-1, -1, 0, 0, 1, 2])
})
type Command = typeof Command.Type

/** So that no history begins with nothing to change. */
const first: Command = {
  verb: "insert",
  rows: [
    { target: 0, key: 0, text: 0, unique: 0, mandatory: true, capitals: false, form: "plain" },
    { target: 1, key: 1, text: 1, unique: 1, mandatory: true, capitals: false, form: "plain" },
    { target: 2, key: 1, text: 0, unique: -1, mandatory: true, capitals: true, form: "plain" }
  ],
  check: 0,
  wait: 0,
  ago: -1
}

const keyText = (play: Model.Played, n: number): string =>
  play.key === "Email" ? `k${n}.${play.module}@example.com`.toLowerCase() : `Key ${n}`

/** The row as it is sent; `id` where its form wants one. */
const sent = (play: Model.Played, row: Row, inserts: boolean, id: string | undefined): Model.Sent => {
  if (row.form === "number") return 7
  const cased = (text: string) => (row.capitals ? text.toUpperCase() : text)
  const unique = `${play.module === "Contacts" ? "" : "code "}${row.unique + 100}`
  return {
    ...(inserts ? play.base() : {}),
    ...(row.text === -1 ? {} : { [play.text]: row.text === -3 ? 7 : row.text === -2 ? null : `text ${row.text}` }),
    ...(play.unique === null || row.unique === -1 ? {} : { [play.unique]: row.unique === -2 ? null : cased(unique) }),
    ...(play.key === "" || row.key === -1 ? {} : { [play.key]: cased(keyText(play, row.key)) }),
    ...(row.mandatory && (play.mandatory !== play.key || row.key === -1)
      ? { [play.mandatory]: play.mandatory === play.key ? `Name ${row.target}` : "Name" }
      : {}),
    ...(id === undefined ? {} : { id })
  }
}

const path = (how: Model.Played) => `/crm/v8/${how.module}`
const bin = "/crm/v8/settings/recycle_bin"

/** Holds an answer of one result a row against the model, and gives what it created its ids. */
const compare = (
  model: Model.Model,
  answer: Answer,
  expected: ReadonlyArray<Model.Expected>,
  allDone: number,
  root = "data"
): void => {
  const items: ReadonlyArray<any> = answer.json[root]
  const realId = (id: string): string => (id.startsWith("~") ? String(items[Number(id.slice(1))].details.id) : id)
  const done = expected.filter((one) => one.ok).length
  const [only] = expected
  const status =
    done === expected.length
      ? allDone
      : done > 0
        ? 207
        : expected.length === 1 && only?.ok === false && only.code === "ALREADY_MODIFIED"
          ? 412
          : 400
  assert.strictEqual(answer.status, status, JSON.stringify(answer.json))
  assert.lengthOf(items, expected.length)
  expected.forEach((one, index) => {
    const item = items[index]
    assert.strictEqual(item.code, one.ok ? "SUCCESS" : one.code, JSON.stringify(item))
    if (!one.ok) {
      const wanted = Object.entries(one.details).map(([key, value]) => [
        key,
        typeof value === "string" ? realId(value) : value
      ])
      assert.deepStrictEqual(
        wanted.map(([key]) => [key, item.details[key]]),
        wanted,
        JSON.stringify(item)
      )
      return
    }
    assert.strictEqual(item.details.id, realId(one.id), JSON.stringify(item))
    if (one.action !== undefined) assert.deepStrictEqual([item.action, item.duplicate_field], [one.action, one.field])
  })
  Model.rename(model, realId)
}

const step = (how: Model.Played, model: Model.Model, command: Command, now: number): void => {
  const { ago, check, rows, verb } = command
  const since = ago === -1 ? undefined : now - ago
  const when = { now, since }
  // One that lives, one that was deleted, or none at all; what is for the bin finds more there.
  const nobody = "999999999999999999"
  const some = [...model.live.keys()]
  const ids = /restore|purge/.test(verb)
    ? [...model.bin.keys(), ...some.slice(0, 1), nobody]
    : [...some, ...[...model.bin.keys()].slice(0, 2), nobody]
  const idOf = (target: number): string => ids[target % ids.length] ?? ""
  const chosen = [...new Set(rows.map((row) => idOf(row.target)))]
  const [one = ""] = chosen
  // Both forms of a time that clients send.
  const time = (at: number) => (check % 2 === 0 ? Clock.format(at) : new Date(at * 1000).toUTCString())
  const send = (method: string, url: string, body?: unknown): Answer =>
    at.send(method, url, {
      ...(since === undefined ? {} : { headers: { "if-unmodified-since": time(since) } }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    })
  const look = (url: string): Answer =>
    at.send("GET", url, since === undefined ? {} : { headers: { "if-modified-since": time(since) } })

  switch (verb) {
    case "insert": {
      // Rows are judged one after the other: one sees what those before it stored.
      const data = rows.map((row) => sent(how, row, true, undefined))
      const expected = data.map((row, index) => Model.insert(model, how, row, index, when))
      return compare(model, send("POST", path(how), { data }), expected, 201)
    }
    case "update": {
      const data = rows.map((row) => sent(how, row, false, row.form === "idless" ? undefined : idOf(row.target)))
      const expected = data.map((row, index) => Model.update(model, how, row, index, when))
      return compare(model, send("PUT", path(how), { data }), expected, 200)
    }
    case "updateOne": {
      const row = sent(how, rows[0], false, undefined)
      const answer = send("PUT", `${path(how)}/${one}`, { data: [row] })
      if (!model.live.has(one)) {
        assert.strictEqual(answer.status, 400)
        assert.strictEqual(answer.json.data[0].code, "INVALID_DATA")
        return
      }
      const outcome = Model.update(model, how, typeof row === "number" ? row : { ...row, id: one }, 0, when)
      return compare(model, answer, [outcome], 200)
    }
    case "upsert": {
      const fields = [[how.key, how.unique], [], [how.key], [how.unique, how.key]][check]?.filter(
        (name): name is string => name !== null && name !== ""
      )
      const data = rows.map((row) => sent(how, row, true, row.form === "withId" ? idOf(row.target) : undefined))
      const expected = data.map((row, index) => Model.upsert(model, how, row, index, when, fields ?? []))
      const body = check === 0 ? { data } : { data, duplicate_check_fields: fields }
      return compare(model, send("POST", `${path(how)}/upsert`, body), expected, 200)
    }
    case "delete": {
      const expected = chosen.map((id) => Model.remove(model, id, when))
      return compare(model, send("DELETE", `${path(how)}?ids=${chosen.join(",")}`), expected, 200)
    }
    case "deleteOne":
      return compare(model, send("DELETE", `${path(how)}/${one}`), [Model.remove(model, one, when)], 200)
    case "restore":
      return compare(
        model,
        send("POST", `${bin}/${one}/actions/restore`, {}),
        [Model.restore(model, one)],
        200,
        "recycle_bin"
      )
    case "restoreMany": {
      const expected = chosen.map((id) => Model.restore(model, id))
      return compare(model, send("POST", `${bin}/actions/restore`, { ids: chosen }), expected, 200, "recycle_bin")
    }
    case "retake": {
      // A record goes, another takes its unique value, and it comes back.
      const row = model.live.get(one)?.fields
      if (row === undefined) return
      const calm = { now, since: undefined }
      const another = { ...how.base(), ...row, [how.mandatory]: "Another" }
      compare(model, at.api("DELETE", `${path(how)}/${one}`), [Model.remove(model, one, calm)], 200)
      const inserted = Model.insert(model, how, another, 0, calm)
      compare(model, at.api("POST", path(how), { data: [another] }), [inserted], 201)
      const restored = Model.restore(model, one)
      return compare(model, at.api("POST", `${bin}/${one}/actions/restore`, {}), [restored], 200, "recycle_bin")
    }
    case "purge":
      return compare(model, send("DELETE", `${bin}/${one}`), [Model.purge(model, one)], 200, "recycle_bin")
    case "purgeMany": {
      const expected = chosen.map((id) => Model.purge(model, id))
      return compare(model, send("DELETE", `${bin}?ids=${chosen.join(",")}`), expected, 200, "recycle_bin")
    }
    case "empty": {
      for (const id of model.bin.keys()) Model.purge(model, id)
      assert.strictEqual(send("POST", `${bin}/actions/empty`, {}).status, 200)
      return
    }
    case "read": {
      // Each record, the list and the list of deleted ones, as far as they changed since.
      const isNew = (modified: number) => since === undefined || modified > since
      for (const id of ids) {
        const kept = model.live.get(id)
        const status = kept === undefined ? 204 : isNew(kept.modified) ? 200 : 304
        assert.strictEqual(look(`${path(how)}/${id}?fields=${how.text}`).status, status)
      }
      if (since === undefined) return
      const listed = look(`${path(how)}?fields=id,Modified_Time`)
      const news = [...model.live].filter(([, { modified }]) => isNew(modified)).map(([id]) => id)
      assert.strictEqual(listed.status, news.length === 0 ? 304 : 200, JSON.stringify(listed.json))
      assert.deepStrictEqual(
        (listed.json?.data ?? []).map((row: any) => row.id),
        news.sort().reverse()
      )
      const deleted = look(`${path(how)}/deleted`)
      const late = Model.byDeletion(deletions(model)).filter((id) => isNew(new Map(deletions(model)).get(id) ?? 0))
      assert.strictEqual(deleted.status, late.length === 0 ? 304 : 200, JSON.stringify(deleted.json))
      assert.deepStrictEqual(
        (deleted.json?.data ?? []).map((row: any) => row.id),
        late
      )
    }
  }
}

const deletions = (model: Model.Model): ReadonlyArray<readonly [string, number]> => [
  ...[...model.bin].map(([id, { deleted }]) => [id, deleted] as const),
  ...model.gone
]

/** Every id that a list gives, page by page, of two rows each. */
const walk = (url: string, root: string): ReadonlyArray<string> => {
  const found: Array<string> = []
  for (let page = 1; ; page++) {
    const { json } = at.api("GET", `${url}per_page=2&page=${page}`)
    found.push(...(json?.[root] ?? []).map((row: any) => row.id))
    if (json?.info?.more_records !== true) return found
  }
}

/** Everything there is, everything that was deleted, and no more. */
const whole = (how: Model.Played, model: Model.Model, before: ReadonlySet<string>): void => {
  const names = Model.watched(how)
  const listed = at.api("GET", `${path(how)}?fields=${names.join(",")},Modified_Time`).json?.data ?? []
  const shown = new Map<string, unknown>(
    listed
      .filter((row: any) => !before.has(row.id))
      .map(({ id, ...row }: any) => [id, Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null))])
  )
  assert.deepStrictEqual(
    [...shown].sort(([a], [b]) => (a < b ? -1 : 1)),
    [...model.live]
      .map(([id, { fields, modified }]): [string, unknown] => [
        id,
        { ...fields, Modified_Time: Clock.format(modified) }
      ])
      .sort(([a], [b]) => (a < b ? -1 : 1))
  )
  // By pages of two, and from the other end, they are the same; so is their number.
  const walked: Array<string> = []
  for (let token = ""; ;) {
    const page = at.api(
      "GET",
      `${path(how)}?fields=id,Modified_Time&per_page=2${token === "" ? "" : `&page_token=${token}`}`
    )
    walked.push(...(page.json?.data ?? []).map((row: any) => row.id))
    if (page.json?.info?.more_records !== true) break
    token = encodeURIComponent(page.json.info.next_page_token)
  }
  const sorted = (order: string): ReadonlyArray<string> =>
    (at.api("GET", `${path(how)}?fields=id,Modified_Time&sort_by=id&sort_order=${order}`).json?.data ?? []).map(
      (row: any) => row.id
    )
  const up = [...model.live.keys(), ...before].sort()
  assert.deepStrictEqual([...walked].sort(), up)
  assert.deepStrictEqual(sorted("asc"), up)
  assert.deepStrictEqual(sorted("desc"), up.toReversed())
  assert.strictEqual(at.api("GET", `${path(how)}/actions/count`).json.count, up.length)

  const binned = Model.byDeletion([...model.bin].map(([id, { deleted }]) => [id, deleted]))
  assert.deepStrictEqual(walk(`${bin}?`, "recycle_bin"), binned)
  assert.strictEqual(at.api("GET", `${bin}/actions/count`).json.count, binned.length)
  assert.deepStrictEqual(walk(`${path(how)}/deleted?type=recycle&`, "data"), binned)
  assert.deepStrictEqual(walk(`${path(how)}/deleted?type=permanent&`, "data"), Model.byDeletion(model.gone))
  const all = at.api("GET", `${path(how)}/deleted`).json?.data ?? []
  assert.deepStrictEqual(
    all.map((row: any) => row.id),
    Model.byDeletion(deletions(model))
  )
  // The bin shows what a record was called and when it went; for good means without a name.
  const display = at.core.metadata.module(how.module)?.displayField ?? ""
  const deletedAt = new Map(deletions(model))
  for (const row of all) {
    assert.strictEqual(row.deleted_time, Clock.format(deletedAt.get(row.id) ?? 0))
    assert.strictEqual(row.type, model.gone.has(row.id) ? "permanent" : "recycle")
    if (model.gone.has(row.id) || names.includes(display))
      assert.strictEqual(row.display_name, model.bin.get(row.id)?.fields[display] ?? null)
  }
}

const play = (how: Model.Played, commands: ReadonlyArray<Command>): void => {
  at.core.restoreSnapshot("start")
  const model = Model.make()
  const before = new Set(at.core.db.all(`SELECT id FROM "record_${how.module}"`).map((row) => String(row["id"])))
  let now = begin
  for (const command of [first, ...commands]) {
    now += command.wait
    at.core.clock.hold(now * 1000, () => step(how, model, command, now))
  }
  at.core.clock.hold(now * 1000, () => whole(how, model, before))
}

describe("record calls agree with a model", () => {
  it("from an empty bin on", () => assert.strictEqual(binned, 0))
  for (const how of played)
    it.prop(
      how.module,
      [Schema.Array(Command).check(Schema.isMinLength(8), Schema.isMaxLength(24))],
      ([commands]) => {
        play(how, commands)
      },
      runs(how.unique === null ? 8 : 20)
    )
})
