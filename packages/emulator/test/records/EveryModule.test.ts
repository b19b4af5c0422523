import { assert, describe, it } from "@effect/vitest"
import * as Clock from "@effect-zoho/emulator/Clock"
import { valueType } from "@effect-zoho/emulator/Metadata"
import * as FieldType from "@effect-zoho/emulator/records/FieldType"
import * as Read from "@effect-zoho/emulator/records/Read"
import { caller, settle } from "../bulk/Support.ts"
import * as Samples from "../support/Samples.ts"

const at = caller({ limits: "off" })
const { core } = at
const modules = core.metadata.modules().filter((module) => module.apiSupported)
const columnsOf = (name: string) =>
  (core.metadata.module(name)?.fields ?? []).filter((field) => !field.computed && valueType(field) !== "profileimage")

const chunks = <A>(all: ReadonlyArray<A>, size: number): ReadonlyArray<ReadonlyArray<A>> =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size))

describe("every module", () => {
  for (const { apiName: name } of modules.filter((module) => module.apiName !== "Attachments")) {
    it(`${name} has seeded records that are listed, read, counted, searched and asked for by COQL`, () => {
      const id = Samples.anyId(core, name)
      for (const some of chunks(core.metadata.module(name)?.fields ?? [], 50)) {
        const listed = at.api("GET", `/crm/v8/${name}?ids=${id}&fields=${some.map((field) => field.apiName).join(",")}`)
        assert.strictEqual(listed.status, 200, listed.json?.message)
        assert.sameMembers(Object.keys(listed.json.data[0]), [
          "id",
          ...some.filter((field) => field.child === undefined).map((field) => field.apiName)
        ])
      }
      const whole = at.api("GET", `/crm/v8/${name}/${id}`)
      assert.includeMembers(
        Object.keys(whole.json.data[0]),
        (core.metadata.module(name)?.fields ?? []).map((field) => field.apiName)
      )
      assert.isAbove(at.api("GET", `/crm/v8/${name}/actions/count`).json.count, 0)
      const found = at.api("GET", `/crm/v8/${name}/search?criteria=(id:equals:${id})`)
      assert.deepStrictEqual([found.status, found.json?.data[0].id], [200, id])
      const selectable = columnsOf(name).filter((field) => !field.dataType.endsWith("upload"))
      for (const some of chunks(selectable, 50)) {
        const query = `select ${some.map((field) => field.apiName).join(", ")} from ${name} where id = '${id}'`
        const asked = at.api("POST", "/crm/v8/coql", { select_query: query })
        assert.deepStrictEqual([asked.status, asked.json?.data[0].id], [200, id], asked.json?.message)
      }
    })

    if (name !== "Notes")
      it(`${name} is read in bulk, every column`, () => {
        const made = at.api("POST", "/crm/bulk/v8/read", { query: { module: { api_name: name } } })
        const job = String(made.json.data[0].details.id)
        settle(at)
        const done = at.api("GET", `/crm/bulk/v8/read/${job}`).json.data[0]
        assert.strictEqual(done.state, "COMPLETED")
        assert.isAbove(done.result.count, 0)
      })
  }

  for (const name of Samples.writable(core)) {
    it(`${name} takes a row with a value in every field, and the row again as it was read`, () => {
      const made = at.api("POST", `/crm/v8/${name}`, { data: [Samples.row(core, name)] })
      assert.strictEqual(made.status, 201, JSON.stringify(made.json))
      const id = String(made.json.data[0].details.id)
      const read = at.api("GET", `/crm/v8/${name}/${id}`).json.data[0]
      for (const [field, value] of Object.entries(Samples.row(core, name)))
        if (value !== null) assert.isNotNull(read[field], field)
      // What was read can be written: a client that sends whole records is common.
      const again = at.api("PUT", `/crm/v8/${name}`, { data: [read] })
      assert.strictEqual(again.json.data[0].code, "SUCCESS", JSON.stringify(again.json))
      const { Modified_Time: _a, ...before } = read
      const { Modified_Time: _b, ...after } = at.api("GET", `/crm/v8/${name}/${id}`).json.data[0]
      const stable = (record: object) =>
        JSON.stringify(record, (key, value: unknown) =>
          /^(id|Modified_Time|Comments|No_of_comments)$/.test(key) ? 0 : value
        )
      assert.strictEqual(stable(after), stable(before))
      const gone = at.api("DELETE", `/crm/v8/${name}?ids=${id}`)
      assert.deepStrictEqual([gone.status, gone.json.data[0].code], [200, "SUCCESS"])
      assert.strictEqual(at.api("GET", `/crm/v8/${name}/${id}`).status, 204)
    })

    it(`${name} says of an update who made the record and when, who changed it and when, as the record says it`, () => {
      const module = core.metadata.module(name)
      const id = Samples.anyId(core, name)
      const other = String(core.db.get("SELECT id FROM user ORDER BY id DESC LIMIT 1")?.["id"])
      core.db.run(`UPDATE ${module?.table ?? ""} SET "Created_By"=?, "Modified_By"=? WHERE id=?`, other, other, id)
      for (const path of [`/crm/v8/${name}/${id}`, `/crm/v8/${name}`]) {
        core.clock.advance(3_600_000)
        const { details } = at.api("PUT", path, { data: [{ id }] }).json.data[0]
        const stored = core.db.get(`SELECT ${Read.stampColumns} FROM ${module?.table ?? ""} WHERE id=?`, id)
        assert.deepStrictEqual(details, {
          Modified_Time: Clock.format(Number(stored?.["m"])),
          Modified_By: FieldType.userRef(core, stored?.["mb"]),
          Created_Time: Clock.format(Number(stored?.["c"])),
          id,
          Created_By: FieldType.userRef(core, other)
        })
        assert.isAbove(Number(stored?.["m"]), Math.floor(core.clock.now() / 1000) - 3600)
      }
    })

    it(`${name} is upserted by its own unique field, by nothing where it has none`, () => {
      const unique = core.metadata.module(name)?.systemUnique ?? ""
      // Ties and numbers of the sample exist once already.
      const {
        External_Key: _k,
        Loyalty_Number: _l,
        Decision_Makers: _d,
        Sales_Team: _t,
        ...rest
      } = Samples.row(core, name)
      const named =
        unique === ""
          ? rest
          : { ...rest, [unique]: unique === "Email" ? `u.${name}@example.com`.toLowerCase() : `Unique ${name}` }
      const send = () => at.api("POST", `/crm/v8/${name}/upsert`, { data: [named] })
      const [first, second] = [send(), send()]
      assert.deepStrictEqual(
        [first.json.data?.[0].action, second.json.data?.[0].action, second.json.data?.[0].duplicate_field],
        unique === "" ? ["insert", "insert", null] : ["insert", "update", unique],
        JSON.stringify(second.json)
      )
    })
  }
})
