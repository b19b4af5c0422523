import { assert, describe, it } from "@effect/vitest"
import * as Support from "../content/Support.ts"

const { call, core, insert, lead, read, upload } = Support.make()
const account = insert("Accounts", { Account_Name: "Related Ltd" })
const contact = (name: string, more: object = {}): string => insert("Contacts", { Last_Name: name, ...more })
const deal = (name: string, more: object = {}): string =>
  insert("Deals", { Deal_Name: name, Stage: "Qualification", ...more })
const product = (name: string): string => insert("Products", { Product_Name: name })
const ids = (answer: Support.Answer): ReadonlyArray<string> => answer.json.data.map((row: any) => row.id)
const messages = (answer: Support.Answer): ReadonlyArray<string> => answer.json.data.map((row: any) => row.message)

describe("records whose lookup points here", () => {
  it("are listed in pages, newest first, and one by one", () => {
    const people = ["a", "b", "c"].map((name) => contact(name, { Account_Name: { id: account } }))
    const newest = people.toReversed()
    const path = `/Accounts/${account}/Contacts`
    const first = call("GET", `${path}?fields=Last_Name&per_page=2`)
    assert.deepStrictEqual(ids(first), newest.slice(0, 2))
    assert.deepInclude(first.json.info, { count: 2, page: 1, per_page: 2, more_records: true })
    const token = first.json.info.next_page_token
    assert.deepStrictEqual(ids(call("GET", `${path}?fields=Last_Name&per_page=2&page_token=${token}`)), newest.slice(2))
    // A token of one list is none of another.
    const other = call("GET", `/Accounts/${account}/Deals?fields=Last_Name&per_page=2&page_token=${token}`)
    assert.strictEqual(other.json.code, "TOKEN_BOUND_DATA_MISMATCH")
    assert.strictEqual(call("GET", `${path}/${people[0]}`).json.data[0].Last_Name, "a")
    const later = { "if-modified-since": "2999-01-01T00:00:00+00:00" }
    assert.strictEqual(call("GET", `${path}?fields=Last_Name`, undefined, later).status, 304)
  })

  it("are tied by their lookup, and untied without being deleted", () => {
    const one = contact("tie me")
    const path = `/Accounts/${account}/Contacts`
    const put = call("PUT", path, { data: [{ id: one, Department: "Sales" }, { id: "1" }] })
    assert.deepStrictEqual([put.status, messages(put)], [207, ["record updated", "invalid data"]])
    assert.deepInclude(read("Contacts", one), { Department: "Sales" })
    assert.strictEqual(read("Contacts", one).Account_Name.id, account)
    const gone = call("DELETE", `${path}?ids=${one},1`)
    assert.deepStrictEqual([gone.status, messages(gone)], [207, ["relation removed", "relation not found"]])
    assert.isNull(read("Contacts", one).Account_Name)
    assert.strictEqual(call("GET", `${path}/${one}`).status, 404)
    assert.strictEqual(call("PUT", `${path}/${one}`, { data: [{}] }).status, 200)
    assert.strictEqual(read("Contacts", one).Account_Name.id, account)
  })

  it("of activities are told apart by what is still to be done", () => {
    const about = { What_Id: { id: account }, $se_module: "Accounts" }
    const open = insert("Tasks", { Subject: "open", ...about })
    const closed = insert("Tasks", { Subject: "closed", Status: "Completed", ...about })
    assert.deepStrictEqual(ids(call("GET", `/Accounts/${account}/Tasks?fields=Subject`)), [open])
    assert.deepStrictEqual(ids(call("GET", `/Accounts/${account}/Tasks_History?fields=Subject`)), [closed])
    call("PUT", `/Leads/${lead}/Tasks/${open}`, { data: [{}] })
    assert.strictEqual(read("Tasks", open).What_Id.id, lead)
  })

  it("through a line item are the records that hold it", () => {
    const item = product("Listed")
    const quote = insert("Quotes", {
      Subject: "q",
      Quoted_Items: [{ Product_Name: { id: item }, Quantity: 1, List_Price: 2 }]
    })
    assert.deepStrictEqual(ids(call("GET", `/Products/${item}/Quotes?fields=Subject`)), [quote])
    assert.strictEqual(call("DELETE", `/Products/${item}/Quotes/${quote}`).json.data[0].code, "CANNOT_BE_UPDATED")
  })
})

describe("records tied many to many", () => {
  it("are seen from both ends", () => {
    const item = product("Tied")
    const put = call("PUT", `/Leads/${lead}/Products`, { data: [{ id: item }] })
    assert.deepStrictEqual(messages(put), ["relation added"])
    assert.deepStrictEqual(ids(call("GET", `/Leads/${lead}/Products?fields=Product_Name`)), [item])
    assert.deepStrictEqual(ids(call("GET", `/Products/${item}/Leads?fields=Last_Name`)), [lead])
    assert.deepStrictEqual(messages(call("DELETE", `/Products/${item}/Leads/${lead}`)), ["relation removed"])
    assert.strictEqual(call("GET", `/Leads/${lead}/Products?fields=Product_Name`).status, 204)
    assert.strictEqual(read("Leads", lead).id, lead)
  })

  it("say what a price book asks for a product", () => {
    const item = product("Priced")
    const book = insert("Price_Books", {
      Price_Book_Name: "b",
      Pricing_Model: "Flat",
      Pricing_Details: [{ from_range: 1, to_range: 5, discount: 1 }]
    })
    const path = `/Price_Books/${book}/Products`
    const without = call("PUT", path, { data: [{ id: item }] })
    assert.deepInclude(without.json.data[0], {
      code: "MANDATORY_NOT_FOUND",
      details: { api_name: "list_price", json_path: "$.data[0].list_price" }
    })
    call("PUT", path, { data: [{ id: item, list_price: 12.5 }] })
    assert.strictEqual(call("GET", `${path}?fields=Product_Name`).json.data[0].list_price, 12.5)
    assert.strictEqual(call("GET", `/Products/${item}/Price_Books/${book}`).json.data[0].list_price, 12.5)
  })

  it("say how a lead answers a campaign", () => {
    const campaign = insert("Campaigns", { Campaign_Name: "c" })
    const path = `/Campaigns/${campaign}/Leads`
    call("PUT", path, { data: [{ id: lead }] })
    assert.strictEqual(call("GET", `${path}?fields=Last_Name`).json.data[0].Member_Status, "Planned")
    call("PUT", `${path}/${lead}`, { data: [{ Member_Status: "Responded" }] })
    assert.strictEqual(call("GET", `/Leads/${lead}/Campaigns/${campaign}`).json.data[0].Member_Status, "Responded")
    const wrong = call("PUT", path, { data: [{ id: lead, Member_Status: "Away" }] })
    assert.include(wrong.json.data[0].details.supported_values, "Responded")
  })

  it("are the other end of a multi-select lookup", () => {
    const person = contact("decides")
    const one = deal("decided")
    const list = core.metadata
      .module("Contacts")
      ?.relatedLists.find((found) => found.linking === "Decision_Makers_X_Deals")?.apiName
    const path = `/Contacts/${person}/${list}`
    call("PUT", path, { data: [{ id: one }] })
    assert.strictEqual(read("Deals", one).Decision_Makers[0].Decision_Makers.id, person)
    assert.deepStrictEqual(ids(call("GET", `${path}?fields=Deal_Name`)), [one])
    call("DELETE", `${path}/${one}`)
    assert.deepStrictEqual(read("Deals", one).Decision_Makers, [])
  })
})

describe("ties of a record", () => {
  it("go to the master of a merge, and to the contact that a lead becomes", () => {
    const item = product("Moved")
    const campaign = insert("Campaigns", { Campaign_Name: "moved" })
    const [master, child] = ["m", "c"].map((name) => insert("Leads", { Last_Name: name, Company: "c" }))
    call("PUT", `/Leads/${child}/Products`, { data: [{ id: item }] })
    call("PUT", `/Leads/${child}/Campaigns`, { data: [{ id: campaign, Member_Status: "Opened" }] })
    call("POST", `/Leads/${master}/actions/merge`, { merge: [{ data: [{ id: child }] }] })
    assert.deepStrictEqual(ids(call("GET", `/Leads/${master}/Products?fields=Product_Name`)), [item])
    const became = call("POST", `/Leads/${master}/actions/convert`, { data: [{}] }).json.data[0].details.Contacts.id
    assert.deepStrictEqual(ids(call("GET", `/Contacts/${became}/Products?fields=Product_Name`)), [item])
    assert.strictEqual(call("GET", `/Campaigns/${campaign}/Contacts/${became}`).json.data[0].Member_Status, "Opened")
  })
})

describe("contact roles", () => {
  it("are given to the contacts of a deal", () => {
    const [role] = call("GET", "/Contacts/roles").json.contact_roles
    const person = contact("has a role")
    const one = deal("with roles")
    const path = `/Deals/${one}/Contact_Roles`
    const elsewhere = call("PUT", `/Contacts/${one}/Contact_Roles`, { data: [{ id: one }] })
    assert.deepStrictEqual(
      [elsewhere.json.code, elsewhere.json.details],
      ["INVALID_MODULE", { resource_path_index: 0 }]
    )
    const put = call("PUT", `${path}/${person}`, { data: [{ Contact_Role: { id: role.id } }] })
    assert.deepStrictEqual([put.status, put.json.data[0].details], [200, { id: person }])
    const shown = { name: role.name, id: role.id }
    assert.deepStrictEqual(call("GET", `${path}?fields=Last_Name`).json.data, [
      { id: person, Last_Name: "has a role", Contact_Role: shown }
    ])
    assert.deepStrictEqual(call("GET", `${path}/${person}`).json.data[0].Contact_Role, shown)
    const again = call("PUT", path, { data: [{ id: person, Contact_Role: { name: "purchasing" } }] })
    assert.deepStrictEqual(messages(again), ["relation updated"])
    assert.strictEqual(call("GET", `${path}/${person}`).json.data[0].Contact_Role.name, "Purchasing")
    const wrong = call("PUT", path, { data: [{ id: person, Contact_Role: { id: "1" } }] })
    assert.strictEqual(wrong.json.data[0].details.api_name, "Contact_Role")
    assert.deepStrictEqual(messages(call("DELETE", `${path}?ids=${person}`)), ["relation removed"])
  })

  it("are the org's to add, change and delete", () => {
    const made = call("POST", "/Contacts/roles", {
      contact_roles: [{ name: "Manager", sequence_number: 2 }, { name: "manager" }, {}]
    })
    assert.deepStrictEqual(
      [made.status, made.json.contact_roles.map((item: any) => item.code)],
      [207, ["SUCCESS", "DUPLICATE_DATA", "MANDATORY_NOT_FOUND"]]
    )
    const { id } = made.json.contact_roles[0].details
    assert.strictEqual(call("PUT", `/Contacts/roles/${id}`, { contact_roles: [{ name: "Boss" }] }).status, 200)
    assert.deepStrictEqual(call("GET", `/Contacts/roles/${id}`).json.contact_roles, [
      { id, name: "Boss", sequence_number: 2 }
    ])
    assert.strictEqual(
      call("DELETE", `/Contacts/roles?ids=${id}`).json.contact_roles[0].message,
      "contact role deleted"
    )
    assert.strictEqual(call("GET", `/Contacts/roles/${id}`).status, 204)
    const all: ReadonlyArray<{ readonly id: string }> = call("GET", "/Contacts/roles").json.contact_roles
    const last = call("DELETE", `/Contacts/roles?ids=${all.map((role) => role.id).join(",")}`)
    assert.deepStrictEqual(last.json.contact_roles.at(-1), {
      code: "LOWER_LIMIT_REACHED",
      details: { limit: 1, id: all.at(-1)?.id },
      message: "Lower limit reached",
      status: "error"
    })
  })
})

describe("notes", () => {
  it("are made for a record, listed, changed and deleted", () => {
    const path = `/Leads/${lead}/Notes`
    const made = call("POST", path, { data: [{ Note_Title: "t", Note_Content: "c" }, { Parent_Id: { id: "1" } }] })
    assert.strictEqual(made.status, 207)
    assert.deepStrictEqual(made.json.data[1], {
      code: "EXPECTED_FIELD_MISSING",
      details: {
        expected_fields: ["Note_Content", "Note_Title"].map((name) => ({
          api_name: name,
          json_path: `$.data[1].${name}`
        }))
      },
      message: "should contain either content or title",
      status: "error"
    })
    const { id } = made.json.data[0].details
    const shown = read("Notes", id)
    assert.deepInclude(shown, { Note_Title: "t", Note_Content: "c", $attachments: [], $voice_note: false })
    assert.deepStrictEqual(shown.Parent_Id.module.api_name, "Leads")
    assert.deepStrictEqual(ids(call("GET", `${path}?fields=Note_Title`)), [id])
    assert.deepStrictEqual(messages(call("PUT", `${path}/${id}`, { data: [{ Note_Title: "u" }] })), ["record updated"])
    assert.strictEqual(read("Notes", id).Note_Title, "u")
    const empty = call("PUT", "/Notes", { data: [{ id, Note_Title: null, Note_Content: null }] })
    assert.strictEqual(empty.json.data[0].code, "EXPECTED_FIELD_MISSING")
    assert.deepStrictEqual(messages(call("DELETE", `${path}/${id}`)), ["record deleted"])
    assert.strictEqual(call("GET", path + "?fields=Note_Title").status, 204)
  })
})

describe("counts of related records", () => {
  it("obey conditions, and tell each item's error", () => {
    const one = insert("Accounts", { Account_Name: "Counted" })
    contact("x", { Account_Name: { id: one }, Department: "A" })
    contact("y", { Account_Name: { id: one }, Department: "B" })
    upload(`/Accounts/${one}/Attachments`, [["a", "b"]])
    const lists = core.metadata.module("Accounts")?.relatedLists ?? []
    const id = (name: string) => lists.find((list) => list.apiName === name)?.id
    const ask = (items: ReadonlyArray<object>) =>
      call("POST", `/Accounts/${one}/actions/get_related_records_count`, { get_related_records_count: items })
    const contacts = { related_list: { api_name: "Contacts", id: id("Contacts") } }
    const filters = { field: { api_name: "Department" }, comparator: "equal", value: "A" }
    const good = ask([
      contacts,
      { ...contacts, params: { filters } },
      { related_list: { api_name: "Attachments" }, params: { category: "link" } },
      { related_list: { id: id("Attachments") }, params: { category: "files" } }
    ])
    assert.deepStrictEqual(
      [good.status, good.json.get_related_records_count.map((item: any) => item.count)],
      [200, [2, 1, 0, 1]]
    )
    assert.deepStrictEqual(good.json.get_related_records_count[0].related_list, contacts.related_list)
    const bad = ask([
      contacts,
      {},
      { related_list: {} },
      { related_list: { id: "1" } },
      { related_list: { api_name: "Deals", id: id("Contacts") } },
      { related_list: { api_name: "Emails" } }
    ])
    assert.deepStrictEqual(
      [bad.status, bad.json.get_related_records_count.map((item: any) => item.code)],
      [
        207,
        [
          undefined,
          "MANDATORY_NOT_FOUND",
          "EXPECTED_FIELD_MISSING",
          "INVALID_DATA",
          "AMBIGUITY_DURING_PROCESSING",
          "NOT_SUPPORTED"
        ]
      ]
    )
  })
})

describe("related lists", () => {
  it("refuse unknown records, lists and bodies as documented", () => {
    const shape = (answer: Support.Answer) => [answer.status, answer.json.code, answer.json.details]
    const path = `/Accounts/${account}/Contacts`
    assert.deepStrictEqual(shape(call("GET", `/Accounts/1/Contacts?fields=id,Email`)), [
      400,
      "INVALID_DATA",
      { resource_path_index: 1 }
    ])
    assert.deepStrictEqual(shape(call("GET", `/Accounts/${account}/Nothing?fields=Email`)), [
      400,
      "INVALID_DATA",
      { resource_path_index: 2 }
    ])
    assert.deepStrictEqual(shape(call("GET", path)), [400, "REQUIRED_PARAM_MISSING", { param_name: "fields" }])
    assert.deepStrictEqual(shape(call("DELETE", path)), [400, "MANDATORY_NOT_FOUND", { param_name: "ids" }])
    const many = Array.from({ length: 101 }, (_, n) => String(n + 1)).join(",")
    assert.deepStrictEqual(shape(call("DELETE", `${path}?ids=${many}`)), [
      400,
      "LIMIT_EXCEEDED",
      { limit: "100", param_name: "ids" }
    ])
    assert.deepStrictEqual(call("GET", "/settings/nothing/here").json.code, "INVALID_URL_PATTERN")
  })
})

describe("clone", () => {
  it("copies what a user can write, with line items and tags", () => {
    const item = product("Cloned")
    const quote = insert("Quotes", {
      Subject: "q",
      Quoted_Items: [{ Product_Name: { id: item }, Quantity: 3, List_Price: 2 }]
    })
    const made = call("POST", `/Quotes/${quote}/actions/clone`)
    assert.deepStrictEqual([made.status, made.json.data[0].message], [201, "record added"])
    const [before, after] = [read("Quotes", quote), read("Quotes", made.json.data[0].details.id)]
    assert.deepStrictEqual(
      [after.Subject, after.Grand_Total, after.Quoted_Items.length, after.Quoted_Items[0].Quantity],
      [before.Subject, before.Grand_Total, 1, 3]
    )
    assert.notStrictEqual(after.Quoted_Items[0].id, before.Quoted_Items[0].id)
    assert.notStrictEqual(after.Quote_Number, before.Quote_Number)
    assert.strictEqual(call("POST", "/Quotes/1/actions/clone").json.details.resource_path_index, 1)
  })
})
