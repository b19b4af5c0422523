import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { multipart } from "../bulk/Support.ts"
import { acting, hang, hanging, said, settle } from "./Support.ts"

const at = acting()
const merge = (module: string, master: string, body: unknown, core = at) =>
  core.api("POST", `/crm/v8/${module}/${master}/actions/merge`, { merge: [body] })
const lead = (fields: object, core = at) => core.add("Leads", { Last_Name: "M", ...fields })

describe("merging", () => {
  it("takes each field from the record that was chosen, and removes the children", () => {
    const master = lead({ City: "Pune", Phone: "1" })
    const one = lead({ City: "Agra", Phone: "2", Fax: "22" })
    const two = lead({ City: "Delhi", Phone: "3", Fax: "33", Website: "two.example.com" })
    const answer = merge("Leads", master, {
      data: [{ id: one, _fields: [{ api_name: "City" }] }, { id: two }],
      master_record_fields: [{ api_name: "Phone" }]
    })
    assert.deepStrictEqual(
      [answer.status, answer.json],
      [
        201,
        {
          merge: [
            {
              code: "SUCCESS",
              details: { id: master },
              message: "The records has been merged successfully",
              status: "success"
            }
          ]
        }
      ]
    )
    assert.deepInclude(at.get("Leads", master), { City: "Agra", Phone: "1", Fax: "22", Website: "two.example.com" })
    assert.deepStrictEqual([at.get("Leads", one), at.get("Leads", two)], [undefined, undefined])
  })

  it("leaves locked records, and what hangs on them, as they are", () => {
    const slow = acting({ switches: { longActions: "as-job" } })
    for (const core of [at, slow]) {
      const [master, child] = [lead({}, core), lead({ Fax: "22" }, core)]
      const locks = (id: string) => `/crm/v8/Leads/${id}/Locking_Information__s`
      const lock = (id: string): string =>
        core.api("POST", locks(id), { data: [{ Locked_Reason__s: "r" }] }).json.data[0].details.id
      const try_ = () => merge("Leads", master, { data: [{ id: child }] }, core)
      const first = lock(child)
      assert.deepStrictEqual(
        [try_().status, ...said(try_().json.merge[0])],
        [400, "NOT_ALLOWED", ["api_name", "json_path"]]
      )
      core.api("DELETE", `${locks(child)}/${first}`)
      const second = lock(master)
      assert.deepStrictEqual([try_().status, try_().json.code], [400, "RECORD_LOCKED"])
      core.api("DELETE", `${locks(master)}/${second}`)
      if (core === slow) {
        // Locked while the job waits.
        assert.strictEqual(try_().json.merge[0].code, "SCHEDULED")
        lock(child)
        settle(core)
        assert.strictEqual(core.api("GET", `/crm/v8/Leads/${master}/actions/merge`).json.merge[0].status, "failed")
      }
      assert.deepStrictEqual([core.get("Leads", master).Fax, core.get("Leads", child).Fax], [null, "22"])
    }
  })

  it("leaves empty fields empty when the switch says so", () => {
    const core = acting({ switches: { mergeFillsEmpty: false } })
    const [master, child] = [lead({}, core), lead({ Fax: "22" }, core)]
    merge("Leads", master, { data: [{ id: child }] }, core)
    assert.isNull(core.get("Leads", master).Fax)
  })

  it("lets what pointed at the children point at the master, which never points at itself", () => {
    const master = at.add("Accounts", { Account_Name: "Main" })
    const child = at.add("Accounts", { Account_Name: "Copy" })
    at.api("PUT", "/crm/v8/Accounts", { data: [{ id: master, Parent_Account: { id: child } }] })
    const contact = at.add("Contacts", { Last_Name: "C", Account_Name: { id: child } })
    const deal = at.add("Deals", { Deal_Name: "D", Stage: "Qualification", Account_Name: { id: child } })
    assert.strictEqual(merge("Accounts", master, { data: [{ id: child }] }).status, 201)
    assert.strictEqual(at.get("Contacts", contact).Account_Name.id, master)
    assert.strictEqual(at.get("Deals", deal).Account_Name.id, master)
    assert.isNull(at.get("Accounts", master).Parent_Account)
  })

  it("takes along the notes, attachments, activities and photo of the children", () => {
    const [master, child] = [lead({}), lead({})]
    const note = hang(at, "Leads", child)
    const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
    const photo = at.send("POST", `/crm/v8/Leads/${child}/photo`, {
      headers: { "content-type": "multipart/form-data; boundary=----bulk7d1" },
      body: multipart("file", png)
    })
    assert.strictEqual(photo.status, 200, JSON.stringify(photo.json))
    assert.strictEqual(merge("Leads", master, { data: [{ id: child }] }).status, 201)
    assert.deepStrictEqual(hanging(at, master), { notes: [note.note], attachments: [note.attachment] })
    assert.strictEqual(at.get("Tasks", note.task).What_Id.id, master)
    assert.deepStrictEqual(at.send("GET", `/crm/v8/Leads/${master}/photo`).bytes, png)
  })

  it("joins the tags of all records", () => {
    const tags = (...names: ReadonlyArray<string>) => ({ Tag: names.map((name) => ({ name })) })
    const [master, one, two] = [lead(tags("a", "b")), lead(tags("b", "c")), lead({})]
    merge("Leads", master, { data: [{ id: one }, { id: two }] })
    assert.deepStrictEqual(
      at.get("Leads", master).Tag.map((tag: any) => tag.name),
      ["a", "b", "c"]
    )
  })

  it("keeps the full name in step with its parts", () => {
    const master = lead({ First_Name: "Ann", Last_Name: "Old" })
    const child = lead({ First_Name: "Ben", Last_Name: "New" })
    merge("Leads", master, { data: [{ id: child, _fields: [{ api_name: "Last_Name" }] }] })
    assert.strictEqual(at.get("Leads", master).Full_Name, "Ann New")
  })

  it("takes unique values of a child", () => {
    const [master, child] = [lead({}), lead({ External_Key: "UNIQUE-1" })]
    merge("Leads", master, { data: [{ id: child, _fields: [{ api_name: "External_Key" }] }] })
    assert.strictEqual(at.get("Leads", master).External_Key, "UNIQUE-1")
  })

  it("costs 50 credits", () => {
    const [master, child] = [lead({}), lead({})]
    const before = at.core.counters.creditsUsed
    merge("Leads", master, { data: [{ id: child }] })
    assert.strictEqual(at.core.counters.creditsUsed - before, 50)
  })

  it("refuses what cannot be merged", () => {
    const [master, child, other] = [lead({}), lead({}), lead({})]
    const [path, name] = ["json_path", "api_name"]
    const two = [
      { id: child, _fields: [{ api_name: "City" }] },
      { id: other, _fields: [{ api_name: "City" }] }
    ]
    const cases: ReadonlyArray<readonly [unknown, string, ReadonlyArray<string>]> = [
      [{}, "MANDATORY_NOT_FOUND", [name, path]],
      [{ data: [] }, "INVALID_DATA", [name, path, "minimum_length"]],
      [{ data: [{}, {}, {}] }, "INVALID_DATA", [name, path, "maximum_length"].toSorted()],
      [{ data: [{}] }, "MANDATORY_NOT_FOUND", [name, path]],
      [{ data: [{ id: master }] }, "DUPLICATE_DATA", [name, path]],
      [{ data: [{ id: child }, { id: child }] }, "DUPLICATE_DATA", [name, path]],
      [{ data: [{ id: "99" }] }, "NOT_ALLOWED", [name, path]],
      [{ data: [{ id: child, _fields: [{}] }] }, "MANDATORY_NOT_FOUND", [name, path]],
      [{ data: [{ id: child, _fields: [{ api_name: "Nope" }] }] }, "INVALID_DATA", [name, path]],
      [{ data: [{ id: child, _fields: [{ api_name: "Created_Time" }] }] }, "NOT_ALLOWED", [name, path]],
      [{ data: two }, "DUPLICATE_DATA", [name, path]],
      [{ data: [{ id: child }], master_record_fields: [{}] }, "MANDATORY_NOT_FOUND", [name, path]],
      [{ data: "x" }, "INVALID_DATA", [name, "expected_data_type", path].toSorted()]
    ]
    for (const [body, code, details] of cases) {
      const answer = merge("Leads", master, body)
      assert.deepStrictEqual(
        [answer.status, ...said(answer.json.merge[0])],
        [400, code, details.toSorted()],
        JSON.stringify(body)
      )
    }
    const root: ReadonlyArray<readonly [string, string, unknown, string, ReadonlyArray<string>]> = [
      ["Leads", "99", { merge: [{ data: [{ id: child }] }] }, "INVALID_DATA", ["resource_path_index"]],
      ["Leads", "x", {}, "INVALID_DATA", ["resource_path_index"]],
      ["Nope", master, {}, "INVALID_MODULE", ["resource_path_index"]],
      ["Tasks", master, {}, "NOT_SUPPORTED", ["resource_path_index"]],
      ["Leads", master, [], "INVALID_DATA", []],
      ["Leads", master, {}, "MANDATORY_NOT_FOUND", [name, path]]
    ]
    for (const [module, id, body, code, details] of root) {
      const answer = at.api("POST", `/crm/v8/${module}/${id}/actions/merge`, body)
      assert.deepStrictEqual([answer.status, ...said(answer.json)], [400, code, details], code)
    }
    assert.isDefined(at.get("Leads", child))
  })

  it("merges open deals only, and derives what follows from the stage", () => {
    const deal = (fields: object) => at.add("Deals", { Deal_Name: "D", Stage: "Qualification", ...fields })
    const [open, won, child] = [deal({}), deal({ Stage: "Closed Won" }), deal({ Amount: 5 })]
    const closed = merge("Deals", won, { data: [{ id: child }] })
    assert.deepStrictEqual(said(closed.json), ["NOT_ALLOWED", ["api_name", "resource_path_index"]])
    assert.strictEqual(merge("Deals", open, { data: [{ id: won }] }).json.merge[0].code, "NOT_ALLOWED")
    for (const api_name of ["Closing_Date", "Probability", "Expected_Revenue"]) {
      const answer = merge("Deals", open, { data: [{ id: child, _fields: [{ api_name }] }] })
      assert.strictEqual(answer.json.merge[0].code, "NOT_ALLOWED", api_name)
    }
    assert.strictEqual(merge("Deals", open, { data: [{ id: child }] }).status, 201)
    assert.strictEqual(at.get("Deals", open).Amount, 5)
  })

  it("takes Reporting_To and the account from one record", () => {
    const [boss, master, child] = ["Boss", "Master", "Child"].map((name) => at.add("Contacts", { Last_Name: name }))
    at.api("PUT", "/crm/v8/Contacts", { data: [{ id: child, Reporting_To: { id: boss } }] })
    const fields = [{ api_name: "Reporting_To" }]
    const apart = merge("Contacts", master ?? "", { data: [{ id: child, _fields: fields }] })
    assert.deepStrictEqual(said(apart.json.merge[0]), ["INVALID_DATA", ["api_name", "json_path"]])
    const both = [...fields, { api_name: "Account_Name" }]
    assert.strictEqual(merge("Contacts", master ?? "", { data: [{ id: child, _fields: both }] }).status, 201)
  })

  it("runs as a job when the switch says so, and fails when a record went away", () => {
    const core = acting({ switches: { longActions: "as-job" } })
    const [master, child] = [lead({}, core), lead({ Fax: "1" }, core)]
    const path = `/crm/v8/Leads/${master}/actions/merge`
    assert.strictEqual(core.api("GET", path).status, 204)
    const begun = merge("Leads", master, { data: [{ id: child }] }, core)
    assert.deepStrictEqual([begun.status, begun.json.merge[0].code], [201, "SCHEDULED"])
    const job = begun.json.merge[0].details.job_id
    const status = () => core.api("GET", `${path}?job_id=${job}`).json.merge
    assert.deepStrictEqual(status(), [{ job_id: job, status: "SCHEDULED" }])
    core.core.clock.advance(1500)
    assert.strictEqual(status()[0].status, "running")
    assert.isDefined(core.get("Leads", child))
    settle(core)
    assert.strictEqual(status()[0].status, "completed")
    assert.deepStrictEqual([core.get("Leads", master).Fax, core.get("Leads", child)], ["1", undefined])
    const third = lead({}, core)
    const late = merge("Leads", master, { data: [{ id: third }] }, core).json.merge[0].details.job_id
    core.api("DELETE", `/crm/v8/Leads/${third}`)
    settle(core)
    assert.deepStrictEqual(core.api("GET", `${path}?job_id=${late}`).json.merge[0].status, "failed")
    assert.strictEqual(core.api("GET", path).json.merge.length, 2)
    assert.strictEqual(core.core.counters.defects, 0)
  })

  const names = ["City", "State", "Phone", "Fax", "Website", "Description", "Annual_Revenue"] as const
  const value = Schema.NullOr(Schema.Literals(["1", "2", "3"]))
  const record = Schema.Tuple(names.map(() => value))
  const source = Schema.Literals([-1, 0, 1, 2])

  it.prop(
    "loses no field value: each comes from the record that was chosen, else from the first that has one",
    [Schema.Tuple([record, record, record]), Schema.Tuple(names.map(() => source))],
    ([records, sources]) => {
      const fields = records.map((values) =>
        Object.fromEntries(
          names.map((name, i) => {
            const text = values[i] ?? null
            return [name, name === "Annual_Revenue" && text !== null ? Number(text) : text]
          })
        )
      )
      const ids = fields.map((values) => lead(values))
      const chosen = (record: number) => names.filter((_, i) => sources[i] === record).map((api_name) => ({ api_name }))
      const answer = merge("Leads", ids[0] ?? "", {
        data: [
          { id: ids[1], _fields: chosen(1) },
          { id: ids[2], _fields: chosen(2) }
        ],
        master_record_fields: chosen(0)
      })
      assert.strictEqual(answer.status, 201)
      const after = at.get("Leads", ids[0] ?? "")
      names.forEach((name, i) => {
        const from = sources[i] ?? -1
        const expected =
          from >= 0 ? fields[from]?.[name] : (fields.map((values) => values[name]).find((v) => v !== null) ?? null)
        assert.strictEqual(after[name], expected, name)
      })
    },
    { arbitrary: { runs: 60 } }
  )

  it("leaves no defect behind", () => assert.strictEqual(at.core.counters.defects, 0))
})
