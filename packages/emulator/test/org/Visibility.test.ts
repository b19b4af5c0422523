/** Which records a user meets, by whatever call, is what data sharing, roles and shares allow. */
import { assert, describe, it } from "@effect/vitest"
import * as FieldProfiles from "@effect-zoho/emulator/settings/FieldProfiles"
import * as Schema from "effect/Schema"
import { acting, type Acting, calls, settle, view } from "../actions/Support.ts"
import { unzip } from "../bulk/Support.ts"
import * as Samples from "../support/Samples.ts"
import { add, company, meets, open, profile, rolesOf, scene, type ShareType, shareTypes, users } from "./Support.ts"

const share = (at: Acting, lead: string, user: string, permission: string) => {
  const answer = at.api("POST", `/crm/v8/Leads/${lead}/actions/share`, {
    share: [{ shared_with: { id: user, type: "users" }, permission, type: "private" }]
  })
  assert.strictEqual(answer.status, 201, JSON.stringify(answer.json))
}

const row = (index: number) => ({
  Last_Name: `Visible${index}`,
  Company: "c",
  Email: `v${index}@example.com`,
  City: "Hier"
})

describe("a user", () => {
  const at = acting({ leads: 1, switches: { uniqueFields: [] } })
  const { ask, people, sees } = company(at)
  const stage = scene(at, people)
  const { made, notes } = stage
  const cases = Schema.Tuple([
    Schema.Literals(shareTypes),
    Schema.Literals(shareTypes),
    Schema.Array(Schema.Tuple([Schema.Literals([0, 1, 2, 3, 4]), Schema.Literals([0, 1, 2, 3, 4])])).pipe(
      Schema.check(Schema.isMaxLength(4))
    )
  ])

  it.prop(
    "meets no record that the rules hide, and every one that they show",
    [cases],
    ([[leads, contacts, shares]]) => {
      open(at, { Leads: leads, Contacts: contacts })
      at.core.db.run("DELETE FROM share")
      const given = new Set<string>()
      for (const [lead, person] of shares) {
        const [one, who] = [made[lead], people[person]]
        if (one === undefined || who === undefined || one.owner === who.id || given.has(`${one.lead} ${who.id}`))
          continue
        share(at, one.lead, who.id, "read_only")
        given.add(`${one.lead} ${who.id}`)
      }
      for (const { id: user } of people) {
        const api = ask.get(user) ?? at.api
        const mine = sees.get(user) ?? []
        const seen = (type: ShareType, owner: string, id: string) =>
          type !== "private" || mine.includes(owner) || given.has(`${id} ${user}`)
        const wanted = made.filter((one) => seen(leads, one.owner, one.lead)).map((one) => one.lead)
        const wantedContacts = made.filter((one) => seen(contacts, one.owner, one.contact)).map((one) => one.contact)
        meets(api, stage, wanted, wantedContacts, `${leads} leads, ${contacts} contacts`)
        made.forEach(({ lead }, index) => {
          const can = wanted.includes(lead)
          assert.strictEqual(
            api("GET", `/crm/v8/Leads/${lead}/actions/fetch_full_data?fields=Description`).status,
            can ? 200 : 204
          )
          assert.strictEqual(api("GET", `/crm/v8/Notes/${notes[index]}`).status, can ? 200 : 204)
          for (const list of [
            "Notes?fields=Note_Content",
            "__timeline",
            "Attachments?fields=File_Name",
            "actions/share",
            "actions/blueprint",
            "photo",
            "Emails",
            "Locking_Information__s",
            "__conversion_options"
          ])
            if (!can) assert.oneOf(api("GET", `/crm/v8/Leads/${lead}/${list}`).status, [204, 400], list)
        })
      }
      assert.strictEqual(at.core.counters.defects, 0)
    },
    { arbitrary: { runs: 12 } }
  )

  it("exports what they see, and what they saw when they asked is none of others", async () => {
    open(at, { Leads: "private" })
    at.core.db.run("DELETE FROM share")
    const [, peer, , alone] = people
    const api = ask.get(alone?.id ?? "") ?? at.api
    const query = { query: { module: { api_name: "Leads" }, fields: ["Last_Name"] } }
    const id = api("POST", "/crm/bulk/v8/read", query).json.data[0].details.id
    settle(at)
    const csv = Object.values(await unzip(api("GET", `/crm/bulk/v8/read/${id}/result`).bytes)).join("\n")
    assert.include(csv, "Visible3")
    for (const other of [0, 1, 2, 4]) assert.notInclude(csv, `Visible${other}`)
    const curious = ask.get(peer?.id ?? "") ?? at.api
    assert.strictEqual(curious("GET", `/crm/bulk/v8/read/${id}`).status, 404)
    assert.strictEqual(curious("GET", `/crm/bulk/v8/read/${id}/result`).status, 404)
    assert.strictEqual(at.api("GET", `/crm/bulk/v8/read/${id}`).status, 200)
  })
})

describe("records", () => {
  const scene = (type: ShareType) => {
    const at = acting({ leads: 1 })
    const { ask, people } = company(at)
    open(at, { Leads: type })
    const [, , , owner, other] = people
    const lead = at.add("Leads", { ...row(0), Owner: { id: owner?.id } })
    return {
      at,
      lead,
      other: other?.id ?? "",
      api: ask.get(other?.id ?? "") ?? at.api,
      head: ask.get(people[0]?.id ?? "")
    }
  }
  const code = (answer: any): unknown => answer.json?.data?.[0]?.code ?? answer.json?.code

  for (const [type, update, remove] of [
    ["private", "INVALID_DATA", "INVALID_DATA"],
    ["public_read_only", "NO_PERMISSION", "NO_PERMISSION"],
    ["public_read_write", "SUCCESS", "NO_PERMISSION"],
    ["public", "SUCCESS", "SUCCESS"]
  ] as const) {
    it(`of a ${type} module are changed by those who may`, () => {
      const { api, at, head, lead } = scene(type)
      const data = [{ id: lead, City: "Anders" }]
      for (const ask of [
        () => api("PUT", "/crm/v8/Leads", { data }),
        () => api("PUT", `/crm/v8/Leads/${lead}`, { data }),
        () => api("POST", "/crm/v8/Leads/upsert", { data }),
        () => api("POST", "/crm/v8/Leads/actions/mass_update", { ids: [lead], data: [{ City: "Anders" }] })
      ])
        assert.strictEqual(code(ask()), update)
      assert.strictEqual(at.get("Leads", lead).City, update === "SUCCESS" ? "Anders" : "Hier")
      const tagged = api("POST", `/crm/v8/Leads/${lead}/actions/add_tags`, { tags: [{ name: "t" }] })
      assert.strictEqual(tagged.status, update === "SUCCESS" ? 200 : update === "NO_PERMISSION" ? 403 : 400)
      const owned = api("POST", "/crm/v8/Leads/actions/change_owner", { ids: [lead], owner: { id: at.users.other } })
      assert.strictEqual(code(owned), update)
      if (update === "SUCCESS") assert.strictEqual(at.get("Leads", lead).Owner.id, at.users.other)
      const removed = api("DELETE", `/crm/v8/Leads?ids=${lead}`)
      assert.strictEqual(code(removed), remove, JSON.stringify(removed.json))
      assert.strictEqual(at.get("Leads", lead) === undefined, remove === "SUCCESS")
      // The head of both stands above the owner, but not above the user who may have got it.
      if (update !== "SUCCESS") assert.strictEqual(code(head?.("PUT", "/crm/v8/Leads", { data })), "SUCCESS")
      assert.strictEqual(at.core.counters.defects, 0)
    })
  }

  it("that are shared are read, changed and deleted as the share says, and not shared on", () => {
    const { api, at, lead, other } = scene("private")
    const put = () => code(api("PUT", `/crm/v8/Leads/${lead}`, { data: [{ City: "x" }] }))
    const set = (permission: string) =>
      at.api("PUT", `/crm/v8/Leads/${lead}/actions/share`, {
        share: [{ shared_with: { id: other, type: "users" }, permission, type: "private" }]
      })
    assert.strictEqual(put(), "INVALID_DATA")
    share(at, lead, other, "read_only")
    assert.strictEqual(api("GET", `/crm/v8/Leads/${lead}`).status, 200)
    assert.strictEqual(put(), "NO_PERMISSION")
    assert.strictEqual(api("DELETE", `/crm/v8/Leads/${lead}/photo`).status, 403)
    assert.strictEqual(set("read_write").status, 200)
    assert.strictEqual(put(), "SUCCESS")
    assert.strictEqual(code(api("DELETE", `/crm/v8/Leads/${lead}`)), "NO_PERMISSION")
    const on = api("POST", `/crm/v8/Leads/${lead}/actions/share`, {
      share: [{ shared_with: { id: at.users.other, type: "users" }, permission: "read_only", type: "private" }]
    })
    assert.deepStrictEqual([on.status, on.json.code], [403, "INVALID_DATA"])
    assert.strictEqual(set("full_access").status, 200)
    assert.strictEqual(code(api("DELETE", `/crm/v8/Leads/${lead}`)), "SUCCESS")
    // Deleted, it is again its owner's.
    assert.strictEqual(api("GET", "/crm/v8/Leads/deleted").status, 204)
    assert.strictEqual(api("GET", "/crm/v8/settings/recycle_bin").status, 204)
    assert.strictEqual(at.api("GET", "/crm/v8/Leads/deleted").json.data[0].id, lead)
  })

  it("show no field of a record that is hidden, however they point to it", async () => {
    const { api, at } = scene("public")
    open(at, { Accounts: "private" })
    const account = at.add("Accounts", { Account_Name: "Hidden", Phone: "+1 555 0100" })
    const contact = at.add("Contacts", { Last_Name: "Points", Account_Name: { id: account } })
    const coql = { select_query: `select Account_Name.Phone from Contacts where id = '${contact}'` }
    assert.strictEqual(at.api("POST", "/crm/v8/coql", coql).json.data[0]["Account_Name.Phone"], "+1 555 0100")
    assert.isNull(api("POST", "/crm/v8/coql", coql).json.data[0]["Account_Name.Phone"])
    const inner = { select_query: `select Last_Name from Contacts where Account_Name.Phone like '%0100'` }
    assert.strictEqual(api("POST", "/crm/v8/coql", inner).status, 204)
    const query = { query: { module: { api_name: "Contacts" }, fields: ["Last_Name", "Account_Name.Phone"] } }
    const id = api("POST", "/crm/bulk/v8/read", query).json.data[0].details.id
    settle(at)
    const csv = Object.values(await unzip(api("GET", `/crm/bulk/v8/read/${id}/result`).bytes)).join("\n")
    assert.include(csv, "Points")
    assert.notInclude(csv, "0100")
    // Nor can anything be made to point there.
    const row = api("POST", "/crm/v8/Contacts", { data: [{ Last_Name: "x", Account_Name: { id: account } }] })
    assert.strictEqual(code(row), "INVALID_DATA")
  })

  it("that point to a shared record are shared with it, where the share says so", () => {
    const { api, at, other } = scene("public")
    open(at, { Accounts: "private", Contacts: "private" })
    const account = at.add("Accounts", { Account_Name: "Shared" })
    const contact = at.add("Contacts", { Last_Name: "With", Account_Name: { id: account } })
    const given = (share_related_records: boolean, permission: string) =>
      at.api("POST", `/crm/v8/Accounts/${account}/actions/share`, {
        share: [{ shared_with: { id: other, type: "users" }, permission, type: "private", share_related_records }]
      })
    const put = () => api("PUT", `/crm/v8/Contacts/${contact}`, { data: [{ Title: "t" }] })
    assert.strictEqual(given(false, "read_write").status, 201)
    assert.deepStrictEqual(
      [api("GET", `/crm/v8/Accounts/${account}`).status, api("GET", `/crm/v8/Contacts/${contact}`).status],
      [200, 204]
    )
    at.core.db.run("DELETE FROM share")
    given(true, "read_only")
    assert.strictEqual(api("GET", `/crm/v8/Contacts/${contact}`).status, 200)
    assert.strictEqual(code(put()), "NO_PERMISSION")
    at.core.db.run("DELETE FROM share")
    given(true, "read_write")
    assert.strictEqual(code(put()), "SUCCESS")
    // A lookup that is made or deleted later changes nothing for the worse.
    const field = at.api("POST", "/crm/v8/settings/fields?module=Contacts", {
      fields: [{ field_label: "Home", data_type: "lookup", lookup: { module: { api_name: "Accounts" } } }]
    }).json.fields[0].details.id
    assert.strictEqual(api("GET", `/crm/v8/Contacts/${contact}`).status, 200)
    assert.strictEqual(at.api("DELETE", `/crm/v8/settings/fields/${field}?module=Contacts`).status, 200)
    assert.strictEqual(api("GET", `/crm/v8/Contacts/${contact}`).status, 200)
    assert.strictEqual(at.core.counters.defects, 0)
  })

  it("that are hidden come back from no recycle bin, and are told to no watcher", () => {
    const { api, at, lead } = scene("private")
    const events = ["Leads.all"]
    const watch = { channel_id: "7", events, notify_url: "http://127.0.0.1:1/", channel_expiry: null }
    const watched = api("POST", "/crm/v8/actions/watch", {
      watch: [{ ...watch, return_affected_field_values: true }]
    })
    assert.strictEqual(watched.status, 201, JSON.stringify(watched.json))
    const own = api("POST", "/crm/v8/Leads", { data: [row(1)] }).json.data[0].details.id
    at.api("PUT", `/crm/v8/Leads/${lead}`, { data: [{ City: "Anders" }] })
    at.api("DELETE", `/crm/v8/Leads?ids=${lead},${own}`)
    at.api("GET", "/crm/v8/org")
    const told = at.core.changes.deliveries.map(({ body }) => JSON.stringify(body)).join("\n")
    assert.include(told, own)
    assert.notInclude(told, lead)
    const bin = "/crm/v8/settings/recycle_bin"
    for (const answer of [
      api("POST", `${bin}/${lead}/actions/restore`),
      api("POST", `${bin}/actions/restore`, { ids: [lead] }),
      api("DELETE", `${bin}?ids=${lead}`),
      api("DELETE", `${bin}/${lead}`)
    ])
      assert.strictEqual(answer.json.recycle_bin[0].code, "INVALID_DATA", JSON.stringify(answer.json))
    assert.strictEqual(api("POST", `${bin}/actions/empty`).status, 200)
    assert.deepStrictEqual(
      at.api("GET", bin).json.recycle_bin.map((one: any) => one.id),
      [lead]
    )
    assert.strictEqual(at.api("POST", `${bin}/${lead}/actions/restore`).status, 200)
    assert.strictEqual(at.get("Leads", lead).City, "Anders")
  })

  it("are matched by an upsert among those that are seen", () => {
    const { api, at, lead } = scene("private")
    const answer = api("POST", "/crm/v8/Leads/upsert", { data: [{ ...row(0), City: "Anders" }] })
    assert.strictEqual(answer.json.data[0].action, "insert")
    assert.strictEqual(at.get("Leads", lead).City, "Hier")
  })

  it("of a mass job are those that its user sees", () => {
    const { api, at, lead } = scene("private")
    const own = api("POST", "/crm/v8/Leads", { data: [row(1)] }).json.data[0].details.id
    const cvid = view(at, "Leads")
    const job = api("POST", "/crm/v8/Leads/actions/mass_update", { cvid, data: [{ City: "Anders" }] })
    assert.strictEqual(job.status, 200, JSON.stringify(job.json))
    settle(at)
    at.api("GET", "/crm/v8/org")
    assert.deepStrictEqual([at.get("Leads", own).City, at.get("Leads", lead).City], ["Anders", "Hier"])
  })
})

describe("every module", () => {
  const at = acting({ leads: 2 })
  const profileId = profile(at)
  const user = add(at, { profile: profileId, role: rolesOf(at)[1].id })
  const api = calls(at, user)
  const modules = at.core.metadata.modules().filter((one) => one.apiSupported)
  const answers = (module: string) => {
    const id = at.core.db.get(`SELECT id FROM "record_${module}" ORDER BY id LIMIT 1`)?.["id"]
    const url = `/crm/v8/${module}`
    const lists = at.core.metadata.module(module)?.relatedLists.map((one) => one.apiName) ?? []
    return [
      ...[
        "?fields=Created_Time,Owner",
        `/${String(id)}`,
        "/search?word=ab",
        "/actions/count",
        "/deleted",
        `/${String(id)}/actions/blueprint`,
        `/${String(id)}/__timeline`,
        `/${String(id)}/actions/share`,
        `/${String(id)}/actions/fetch_full_data`,
        ...lists.map((list) => `/${String(id)}/${list}?fields=Created_Time,Owner`)
      ].map((path) => api("GET", url + path)),
      api("POST", url, { data: [Samples.writable(at.core).includes(module) ? Samples.row(at.core, module) : {}] }),
      api("PUT", `${url}/${String(id)}`, { data: [{ Description: "d" }] }),
      api("POST", `${url}/${String(id)}/actions/clone`, {}),
      api("POST", `${url}/${String(id)}/actions/add_tags`, { tags: [{ name: "t" }] }),
      api("POST", "/crm/v8/coql", { select_query: `select id from ${module} where id > '1'` }),
      api("GET", `/crm/v8/settings/fields?module=${module}`),
      api("GET", `/crm/v8/settings/layouts?module=${module}`),
      api("GET", `/crm/v8/settings/related_lists?module=${module}`),
      api("GET", `/crm/v8/settings/custom_views?module=${module}`),
      api("POST", "/crm/bulk/v8/read", { query: { module: { api_name: module } } }),
      api("DELETE", `${url}/${String(id)}`)
    ]
  }
  const restrict = (hidden: boolean, type: ShareType) => {
    const save = (kind: string, id: string, value: object) =>
      at.core.db.run("INSERT OR REPLACE INTO document(kind, id, json) VALUES(?,?,?)", kind, id, JSON.stringify(value))
    for (const module of modules) {
      if (module.byName.has("Owner")) save("data_sharing", module.apiName, { share_type: type })
      for (const field of module.fields)
        if (hidden && !FieldProfiles.isFixed(module, field))
          save("field_permission", field.id, { profiles: { [profileId]: "hidden" } })
    }
  }

  for (const [hidden, type] of [
    [false, "private"],
    [true, "public"],
    [true, "private"]
  ] as const)
    it(`answers a user ${hidden ? "without most fields" : "with all fields"}, ${type}`, () => {
      restrict(hidden, type)
      for (const module of modules)
        for (const answer of answers(module.apiName)) assert.isBelow(answer.status, 500, module.apiName)
      settle(at)
      at.api("GET", "/crm/v8/org")
      assert.strictEqual(at.core.counters.defects, 0)
    })
})

describe("data sharing", () => {
  const path = "/crm/v8/settings/data_sharing"
  it("is shown and set by module, each mistake at its place", () => {
    const at = acting({ leads: 1 })
    const all = at.api("GET", path).json.data_sharing
    assert.isTrue(all.every((one: any) => one.share_type === "public"))
    const module = all[0].module
    const ask = (item: unknown) => at.api("PUT", path, { data_sharing: [item] })
    const cases: ReadonlyArray<readonly [unknown, object]> = [
      [
        { share_type: "secret", module },
        { regex: shareTypes.length, api_name: "share_type" }
      ],
      [
        { share_type: "private", module: { api_name: 7 } },
        { expected_data_type: "text", api_name: "api_name" }
      ],
      [{ share_type: "private", module: { id: "1" } }, { api_name: "module" }],
      [{ share_type: "private", module: { api_name: "Quoted_Items" } }, { api_name: "module" }]
    ]
    for (const [item, details] of cases) {
      const { json, status } = ask(item)
      assert.deepStrictEqual([status, json.data_sharing[0].code], [400, "INVALID_DATA"])
      assert.hasAllKeys(json.data_sharing[0].details, [...Object.keys(details), "json_path"])
    }
    assert.strictEqual(ask({ share_type: "private", module }).json.data_sharing[0].details.module, module.api_name)
    assert.strictEqual(at.api("GET", path).json.data_sharing[0].share_type, "private")
    const many = at.api("PUT", path, { data_sharing: Array.from({ length: 101 }, () => ({})) })
    assert.deepStrictEqual(many.json.details.maximum_length, 100)
  })

  it("closes nothing to Zoho's administrators", () => {
    const at = acting({ leads: 1 })
    const lead = at.add("Leads", { ...row(0), Owner: { id: at.users.other } })
    open(at, { Leads: "private" })
    assert.strictEqual(at.get("Leads", lead).id, lead)
    assert.strictEqual(at.api("GET", users).status, 200)
  })
})
