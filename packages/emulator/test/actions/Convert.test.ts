import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { acting, hang, hanging, said, settle } from "./Support.ts"

const at = acting()
const { admin, other } = at.users
const convert = (id: string, item: object = {}, core = at) =>
  core.api("POST", `/crm/v8/Leads/${id}/actions/convert`, { data: [item] })
const lead = (fields: object = {}, core = at) => core.add("Leads", { Last_Name: "Doe", ...fields })
const Deals = {
  Deal_Name: "Big one",
  Stage: "Qualification",
  Pipeline: "Standard (Standard)",
  Closing_Date: "2026-12-31"
}

describe("converting a lead", () => {
  it("makes a contact alone when it names no company and no deal", () => {
    const id = lead({ First_Name: "John", Email: "john@example.com" })
    const answer = convert(id, { overwrite: false, notify_lead_owner: true, notify_new_entity_owner: false })
    const details = answer.json.data[0].details
    assert.deepStrictEqual(
      [answer.status, answer.json.data[0]],
      [
        200,
        {
          code: "SUCCESS",
          details: { Contacts: { name: "John Doe", id: details.Contacts.id }, Deals: null, Accounts: null },
          message: "The record has been converted successfully",
          status: "success"
        }
      ]
    )
    assert.strictEqual(at.get("Contacts", details.Contacts.id).Email, "john@example.com")
  })

  it("makes all three, tied to each other, and marks the lead", () => {
    const id = lead({ Company: "Harbour Ltd", Industry: "Technology", Lead_Source: "Partner", Owner: { id: other } })
    at.core.clock.advance(3 * 86_400_000)
    const { Accounts, Contacts, Deals: deal } = convert(id, { Deals }).json.data[0].details
    assert.deepInclude(at.get("Accounts", Accounts.id), { Account_Name: "Harbour Ltd", Industry: "Technology" })
    const made = at.get("Deals", deal.id)
    assert.deepStrictEqual(
      [made.Account_Name.id, made.Contact_Name.id, made.Lead_Source, made.Owner.id],
      [Accounts.id, Contacts.id, "Partner", other]
    )
    assert.strictEqual(at.get("Contacts", Contacts.id).Account_Name.id, Accounts.id)
    const after = at.get("Leads", id)
    assert.deepStrictEqual([after.$converted, after.Converted__s, after.Lead_Conversion_Time], [true, true, 3])
    assert.deepStrictEqual(
      [after.Converted_Account.id, after.Converted_Contact.id, after.Converted_Deal.id],
      [Accounts.id, Contacts.id, deal.id]
    )
    assert.match(after.Converted_Date_Time, /\+05:30$/)
    const listed = (converted: string) =>
      at
        .api("GET", `/crm/v8/Leads?fields=Last_Name&ids=${id}&converted=${converted}`)
        .json?.data.map((row: any) => row.id)
    assert.deepStrictEqual([listed("false"), listed("true")], [undefined, [id]])
  })

  it("costs 5 credits, and cannot be done twice or undone by an update", () => {
    const id = lead()
    const before = at.core.counters.creditsUsed
    convert(id)
    assert.strictEqual(at.core.counters.creditsUsed - before, 5)
    const again = convert(id)
    assert.deepStrictEqual(
      [again.status, again.json.code, again.json.details],
      [400, "ID_ALREADY_CONVERTED", { resource_path_index: 1 }]
    )
    const update = at.api("PUT", "/crm/v8/Leads", { data: [{ id, City: "Pune" }] })
    assert.strictEqual(update.json.data[0].code, "CONVERTED_RECORD")
  })

  it("goes into existing records by id, and into matching ones when asked", () => {
    const account = at.add("Accounts", { Account_Name: "Known" })
    const elsewhere = at.add("Accounts", { Account_Name: "Elsewhere" })
    const contact = at.add("Contacts", { Last_Name: "K", Email: "k@example.com", Account_Name: { id: elsewhere } })
    const first = convert(lead({ Company: "X" }), { Accounts: { id: account }, Contacts: { id: contact } })
    assert.deepStrictEqual(
      [first.json.data[0].details.Accounts.id, first.json.data[0].details.Contacts.id],
      [account, contact]
    )
    // Without overwrite the contact stays with its account.
    assert.strictEqual(at.get("Contacts", contact).Account_Name.id, elsewhere)
    convert(lead({ Company: "X" }), { Accounts: account, Contacts: contact, overwrite: true })
    assert.strictEqual(at.get("Contacts", contact).Account_Name.id, account)
    const matched = convert(lead({ Company: "known", Email: "K@example.com" }), { add_to_existing_record: true })
    assert.deepStrictEqual(
      [matched.json.data[0].details.Accounts.id, matched.json.data[0].details.Contacts.id],
      [account, contact]
    )
    const fresh = convert(lead({ Company: "Known" })).json.data[0].details
    assert.notStrictEqual(fresh.Accounts.id, account)
  })

  it("takes along notes, attachments and activities, attachments to where they are wanted", () => {
    const first = lead({ Company: "A" })
    const on = hang(at, "Leads", first)
    const made = convert(first, { Deals }).json.data[0].details
    assert.deepStrictEqual(hanging(at, made.Contacts.id), { notes: [on.note], attachments: [on.attachment] })
    const task = at.get("Tasks", on.task)
    assert.deepStrictEqual([task.Who_Id.id, task.What_Id.id], [made.Contacts.id, made.Deals.id])
    const second = lead({ Company: "B" })
    const { attachment, note, task: other } = hang(at, "Leads", second)
    const moved = convert(second, { Deals, move_attachments_to: { api_name: "Deals" } }).json.data[0].details
    assert.deepStrictEqual(hanging(at, moved.Deals.id), { notes: [], attachments: [attachment] })
    assert.deepStrictEqual(hanging(at, moved.Contacts.id), { notes: [note], attachments: [] })
    assert.strictEqual(at.get("Tasks", other).What_Id.id, moved.Deals.id)
    assert.deepStrictEqual(hanging(at, second), { notes: [], attachments: [] })
  })

  it("carries over the tags that it is told to", () => {
    const id = lead({ Company: "A", Tag: [{ name: "hot" }, { name: "fair" }] })
    const carry_over_tags = { Contacts: [{ name: "hot" }], Deals: ["fair"] }
    const made = convert(id, { Deals, carry_over_tags }).json.data[0].details
    const tags = (module: string, record: string) => at.get(module, record).Tag.map((tag: any) => tag.name)
    assert.deepStrictEqual(
      [tags("Contacts", made.Contacts.id), tags("Deals", made.Deals.id), tags("Accounts", made.Accounts.id)],
      [["hot"], ["fair"], []]
    )
  })

  it("gives what it makes to whom it is told, or to the lead's owner", () => {
    const { Accounts, Contacts } = convert(lead({ Company: "A", Owner: { id: admin } }), { assign_to: { id: other } })
      .json.data[0].details
    assert.deepStrictEqual(
      [at.get("Accounts", Accounts.id).Owner.id, at.get("Contacts", Contacts.id).Owner.id],
      [other, other]
    )
  })

  it("changes nothing when a part of it is refused", () => {
    const id = lead({ Company: "Half way" })
    const count = () => at.api("GET", "/crm/v8/Accounts/actions/count").json.count
    const before = count()
    const answer = convert(id, { Deals: { ...Deals, Amount: "many" } })
    assert.deepStrictEqual(
      [answer.status, ...said(answer.json.data[0])],
      [400, "INVALID_DATA", ["api_name", "expected_data_type", "json_path"]]
    )
    assert.strictEqual(count(), before)
    assert.isFalse(at.get("Leads", id).$converted)
  })

  it("refuses what it cannot read", () => {
    const id = lead()
    const cases: ReadonlyArray<readonly [object, string, ReadonlyArray<string>]> = [
      [{ Deals: {} }, "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      [{ Deals: { ...Deals, Pipeline: undefined } }, "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      [{ Deals: { ...Deals, Stage: "Nope" } }, "MAPPING_MISMATCH", ["api_name", "json_path", "mapped_field"]],
      [
        { Deals: { ...Deals, Deal_Name: "x".repeat(121) } },
        "INVALID_DATA",
        ["api_name", "json_path", "maximum_length"]
      ],
      [{ Deals: [] }, "INVALID_DATA", ["api_name", "expected_data_type", "json_path"]],
      [{ Contacts: { id: "1" } }, "INVALID_DATA", ["api_name", "json_path"]],
      [{ Accounts: {} }, "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      [{ overwrite: "yes" }, "INVALID_DATA", ["api_name", "expected_data_type", "json_path"]],
      [{ assign_to: { id: "1" } }, "INVALID_DATA", ["api_name", "json_path"]],
      [{ move_attachments_to: { api_name: "Deals" } }, "INVALID_DATA", ["api_name", "json_path"]],
      [{ carry_over_tags: { Deals: "x" } }, "INVALID_DATA", ["api_name", "expected_data_type", "json_path"]]
    ]
    for (const [item, code, details] of cases) {
      const answer = convert(id, item)
      assert.deepStrictEqual(
        [answer.status, ...said(answer.json.data?.[0])],
        [400, code, details],
        JSON.stringify(item)
      )
    }
    const path = `/crm/v8/Leads/${id}/actions/convert`
    assert.strictEqual(at.api("POST", path, {}).json.code, "MANDATORY_NOT_FOUND")
    assert.deepStrictEqual(convert("99").json.details, { resource_path_index: 1 })
    assert.isFalse(at.get("Leads", id).$converted)
  })

  it("runs as a job when the switch says so", () => {
    const core = acting({ switches: { longActions: "as-job" } })
    const id = lead({}, core)
    const answer = convert(id, {}, core)
    assert.deepStrictEqual([answer.status, answer.json.data[0].code], [202, "SCHEDULED"])
    assert.isFalse(core.get("Leads", id).$converted)
    settle(core)
    // Nobody asks for the job; reading the record is enough.
    core.api("GET", `/crm/v8/Leads/actions/mass_convert?job_id=${String(answer.json.data[0].details.job_id)}`)
    assert.isTrue(core.get("Leads", id).$converted)
  })

  const pairs = [
    ["First_Name", "Contacts", "First_Name"],
    ["Email", "Contacts", "Email"],
    ["Designation", "Contacts", "Title"],
    ["City", "Contacts", "Mailing_City"],
    ["Zip_Code", "Accounts", "Billing_Code"],
    ["No_of_Employees", "Accounts", "Employees"],
    ["Website", "Accounts", "Website"],
    ["Email_Opt_Out", "Contacts", "Email_Opt_Out"],
    ["Lead_Source", "Deals", "Lead_Source"]
  ] as const
  const fields = Schema.Struct({
    First_Name: Schema.NullOr(Schema.Literals(["Ann", "Ben"])),
    Email: Schema.NullOr(Schema.Literals(["p@example.com"])),
    Designation: Schema.NullOr(Schema.Literals(["Buyer"])),
    City: Schema.NullOr(Schema.Literals(["Pune"])),
    Zip_Code: Schema.NullOr(Schema.Literals(["411001"])),
    No_of_Employees: Schema.NullOr(Schema.Literals([0, 7])),
    Website: Schema.NullOr(Schema.Literals(["a.example.com"])),
    Email_Opt_Out: Schema.Boolean,
    Lead_Source: Schema.NullOr(Schema.Literals(["Partner", "Chat"]))
  })

  it.prop(
    "loses no field value: each is where its mapping says, and on the lead still",
    [fields],
    ([values]) => {
      const id = lead({ ...values, Company: "Whole" })
      const before = at.get("Leads", id)
      const details = convert(id, { Deals }).json.data[0].details
      for (const [from, module, to] of pairs)
        assert.strictEqual(at.get(module, details[module].id)[to], values[from], `${from} → ${module}.${to}`)
      const after = at.get("Leads", id)
      const own = Object.keys(before).filter((name) => !/^(\$|Converted|Modified|Lead_Conversion)/.test(name))
      for (const name of own) assert.deepStrictEqual(after[name], before[name], name)
    },
    { arbitrary: { runs: 40 } }
  )

  it("says in the fields' metadata what becomes of a field", () => {
    const list: ReadonlyArray<any> = at.api("GET", "/crm/v8/settings/fields?module=Leads").json.fields
    const mapping = (name: string) => list.find((field) => field.api_name === name).convert_mapping
    assert.strictEqual(mapping("Company").Accounts.name, "Account_Name")
    assert.strictEqual(mapping("Designation").Contacts.name, "Title")
    assert.deepStrictEqual(mapping("Rating").Deals, null)
  })
})

describe("conversion options", () => {
  it("name the contacts and accounts that a lead matches", () => {
    const account = at.add("Accounts", { Account_Name: "Matching" })
    const contact = at.add("Contacts", { Last_Name: "Match", First_Name: "M", Account_Name: { id: account } })
    const id = lead({ Last_Name: "Match", First_Name: "M", Company: "matching" })
    const options = at.api("GET", `/crm/v8/Leads/${id}/__conversion_options`).json.__conversion_options
    assert.deepStrictEqual(Object.keys(options).toSorted(), [
      "Accounts",
      "Contacts",
      "module_preference",
      "modules_with_multiple_layouts",
      "preference_field_matched_value"
    ])
    assert.deepStrictEqual([options.Contacts[0].id, options.Accounts[0].id], [contact, account])
    assert.deepStrictEqual(options.preference_field_matched_value.Accounts[0].matched_lead_value, "matching")
    const none = at.api("GET", `/crm/v8/Leads/${lead({ Last_Name: "Nobody like it" })}/__conversion_options`)
    assert.deepStrictEqual([none.json.__conversion_options.Contacts, none.status], [null, 200])
    assert.strictEqual(at.api("GET", "/crm/v8/Leads/99/__conversion_options").status, 400)
  })
})

describe("mass conversion", () => {
  const path = "/crm/v8/Leads/actions/mass_convert"

  it("converts leads as a job and counts them", () => {
    const ids = [lead({ Company: "A" }), lead({ Company: "B" })]
    const before = at.core.counters.creditsUsed
    const begun = at.api("POST", path, { ids, Deals: { Deal_Name: "Mass" }, assign_to: { id: other } })
    assert.strictEqual(at.core.counters.creditsUsed - before, 200)
    assert.deepStrictEqual([begun.status, begun.json.code], [202, "SCHEDULED"])
    const status = () => at.api("GET", `${path}?job_id=${String(begun.json.details.job_id)}`).json.data[0]
    assert.deepInclude(status(), { Status: "scheduled", Total_Count: 2, Not_Converted_Count: 2 })
    settle(at)
    assert.deepStrictEqual(status(), {
      Status: "completed",
      Total_Count: 2,
      Converted_Count: 2,
      Not_Converted_Count: 0,
      Failed_Count: 0
    })
    for (const id of ids) assert.strictEqual(at.get("Leads", id).Converted_Deal.name, "Mass")
  })

  it("counts as failed what was converted meanwhile", () => {
    const ids = [lead(), lead()]
    const begun = at.api("POST", path, { ids })
    convert(String(ids[0]))
    settle(at)
    const { Converted_Count, Failed_Count } = at.api("GET", `${path}?job_id=${String(begun.json.details.job_id)}`).json
      .data[0]
    assert.deepStrictEqual([Converted_Count, Failed_Count], [1, 1])
  })

  it("refuses what it cannot read", () => {
    const ids = [lead()]
    const cases: ReadonlyArray<readonly [object, string, ReadonlyArray<string>]> = [
      [{}, "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      [{ ids: ["1"] }, "INVALID_DATA", ["api_name", "json_path"]],
      [{ ids: ["x"] }, "INVALID_DATA", ["api_name", "expected_data_type", "json_path"]],
      [{ ids: Array.from({ length: 51 }, () => ids[0]) }, "LIMIT_EXCEEDED", ["limit", "limit_due_to"]],
      [{ ids, Deals: {} }, "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      [{ ids, assign_to: { id: "1" } }, "INVALID_DATA", ["api_name", "json_path"]],
      [{ ids, apply_assignment_threshold: 1 }, "INVALID_DATA", ["api_name", "json_path"]],
      [{ ids, related_modules: [{}] }, "EXPECTED_FIELD_MISSING", ["expected_fields"]],
      [{ ids, portal_user_type: { id: "1" } }, "INVALID_DATA", ["api_name", "json_path"]],
      [
        {
          ids,
          related_modules: [{ api_name: "Tasks", id: at.core.metadata.module("Calls")?.id }]
        },
        "AMBIGUITY_DURING_PROCESSING",
        ["ambiguity_due_to"]
      ]
    ]
    for (const [body, code, details] of cases) {
      const answer = at.api("POST", path, body)
      assert.deepStrictEqual([answer.status, ...said(answer.json)], [400, code, details], JSON.stringify(body))
    }
    assert.deepStrictEqual(said(at.api("GET", path).json), ["REQUIRED_PARAM_MISSING", ["json_path", "param"]])
    assert.deepStrictEqual(said(at.api("GET", `${path}?job_id=1`).json), ["INVALID_DATA", ["param_name"]])
  })

  it("leaves no defect behind", () => assert.strictEqual(at.core.counters.defects, 0))
})
