/** Territories and sharing rules open records of a closed module: to whom, and for what, whichever call asks. */
import { assert, describe, it } from "@effect/vitest"
import * as Restricted from "@effect-zoho/emulator/org/Restricted"
import * as Visibility from "@effect-zoho/emulator/org/Visibility"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { type Acting, acting, calls, said, settle } from "../actions/Support.ts"
import { unzip } from "../bulk/Support.ts"
import { add, meets, open, role, rolesOf, scene, standardOf, texts, without } from "./Support.ts"

const territories = "/crm/v8/settings/territories"
const rules = "/crm/v8/settings/data_sharing/rules"
const groups = "/crm/v8/settings/user_groups"

const post = (at: Acting, path: string, root: string, row: object): string => {
  const answer = at.api("POST", path, { [root]: [row] })
  assert.strictEqual(answer.status, 201, JSON.stringify(answer.json))
  return answer.json[root][0].details.id
}

const territory = (at: Acting, name: string, above: string, more: object = {}): string =>
  post(at, territories, "territories", { name, reporting_to: { id: above }, permission_type: "read_only", ...more })

const top = (at: Acting): string => at.api("GET", territories).json.territories[0].id

const assign = (at: Acting, module: string, id: string, ...ids: ReadonlyArray<string>) => {
  const data = [{ Territories: ids.map((one) => ({ id: one })) }]
  assert.strictEqual(at.api("POST", `/crm/v8/${module}/${id}/actions/assign_territories`, { data }).status, 200)
}

const people = [0, 1, 2, 3, 4] as const
const person = Schema.Literals(people)
const several = <S extends Schema.Constraint>(item: S, most: number) =>
  Schema.Array(item).pipe(Schema.check(Schema.isMaxLength(most)))

/** Two teams beside each other: one below its head, who share with each other, and one of two below each other. */
const teams = (at: Acting) => {
  const [ceo] = rolesOf(at)
  const a = role(at, "A", ceo.id, false)
  const b = role(at, "B", a, true)
  const c = role(at, "C", ceo.id, false)
  const d = role(at, "D", c, false)
  const profile = standardOf(at)
  const staff = [a, b, b, c, d].map((one, index) => ({
    id: add(at, { email: `s${index}@example.com`, role: one, profile })
  }))
  return { staff, roles: [a, b, c, d, ceo.id], ask: new Map(staff.map(({ id }) => [id, calls(at, id)])) }
}
/** The roles of the five, and those above each role. */
const roleOf = [0, 1, 1, 2, 3]
const above: ReadonlyArray<ReadonlyArray<number>> = [[4], [0, 4], [4], [2, 4], []]

/** Whom a rule names: one of five roles by itself or with those below, a group, everybody. */
const target = Schema.Union([
  Schema.Struct({ role: Schema.Literals([0, 1, 2, 3, 4]), below: Schema.Boolean }),
  Schema.Literals(["group", "everybody"])
])
const rule = Schema.Struct({
  module: Schema.Literals(["Leads", "Contacts"]),
  from: Schema.Union([target, Schema.Struct({ text: Schema.Literals(texts) })]),
  to: target,
  superiors: Schema.Boolean,
  writable: Schema.Boolean,
  active: Schema.Boolean
})
/** A territory with people and leads in it. */
const place = Schema.Struct({
  writable: Schema.Boolean,
  manager: Schema.NullOr(person),
  members: several(person, 2),
  leads: several(person, 2)
})
/** Where everybody may do everything, nothing is to be opened. */
const closed = Schema.Literals(["private", "public_read_only", "public_read_write"])
const world = Schema.Struct({
  Leads: closed,
  Contacts: closed,
  places: Schema.Tuple([place, place, place]),
  rules: several(rule, 4).pipe(Schema.check(Schema.isMinLength(2)))
})
type World = typeof world.Type
type Target = typeof target.Type

/** What everybody may do, worked out from the definitions alone: person by person, record by record. */
const naive = (it: World) => {
  const isIn = (who: number, whom: Target): boolean => {
    if (whom === "everybody") return true
    // The group is one of the first team and the head of the second.
    if (whom === "group") return [1, 3].includes(who)
    const role = roleOf[who] ?? -1
    return role === whom.role || (whom.below && (above[role] ?? []).includes(whom.role))
  }
  const isAbove = (who: number, whom: Target): boolean => {
    const under = typeof whom === "object" ? [whom.role] : whom === "group" ? [1, 2] : []
    return under.some((role) => (above[role] ?? []).includes(roleOf[who] ?? -1))
  }
  const owns = (who: number, owner: number) =>
    who === owner ||
    (above[roleOf[owner] ?? -1] ?? []).includes(roleOf[who] ?? -1) ||
    (roleOf[who] === 1 && roleOf[owner] === 1)
  const grants = (module: "Leads" | "Contacts", who: number, record: number) => {
    const byRule = it.rules
      .filter((one) => one.active && one.module === module)
      .filter((one) => isIn(who, one.to) || (one.superiors && isAbove(who, one.to)))
      .filter((one) =>
        typeof one.from === "object" && "text" in one.from
          ? texts[record % 2] === one.from.text
          : isIn(record, one.from)
      )
      .map((one) => ({ edit: one.writable, delete: one.writable }))
    // The second territory is below the first, the third beside it.
    const byPlace = it.places.flatMap((one, index) => {
      if (module !== "Leads" || !one.leads.some((lead) => lead === record)) return []
      const chain = [one, ...(index === 1 ? [it.places[0]] : [])]
      const manages = chain.some((at) => at.manager === who)
      const member = chain.some((at) => at.members.some((at) => at === who))
      return manages || member ? [{ edit: manages || one.writable, delete: one.writable }] : []
    })
    return [...byRule, ...byPlace]
  }
  const may = (module: "Leads" | "Contacts", verb: "see" | "edit" | "delete", who: number, record: number) => {
    const opened: ReadonlyArray<string> = {
      see: ["public_read_only", "public_read_write"],
      edit: ["public_read_write"],
      delete: []
    }[verb]
    return (
      opened.includes(it[module]) ||
      owns(who, record) ||
      grants(module, who, record).some((one) => verb === "see" || one[verb])
    )
  }
  return may
}

describe("territories and sharing rules", () => {
  const at = acting({ leads: 1, switches: { uniqueFields: [] } })
  const { ask, roles, staff } = teams(at)
  const stage = scene(at, staff)
  const idOf = (who: number) => staff[who]?.id ?? ""
  const group = post(at, groups, "user_groups", {
    name: "G",
    sources: [
      { type: "users", source: { id: idOf(1) } },
      { type: "roles", source: { id: roles[2] } }
    ]
  })
  const first = territory(at, "First", top(at))
  const places = [first, territory(at, "Second", first), territory(at, "Third", top(at))]

  const shared = (whom: Target) =>
    typeof whom === "object"
      ? { type: "roles", resource: { id: roles[whom.role] }, subordinates: whom.below }
      : whom === "group"
        ? { type: "groups", resource: { id: group }, subordinates: false }
        : { type: "all_users", subordinates: false }

  const arrange = (it: World) => {
    open(at, { Leads: it.Leads, Contacts: it.Contacts })
    at.core.db.run("DELETE FROM document WHERE kind='sharing_rule'")
    it.rules.forEach((one, index) => {
      const isCriteria = typeof one.from === "object" && "text" in one.from
      const id = post(at, `${rules}?module=${one.module}`, "sharing_rules", {
        name: `R${index}`,
        type: isCriteria ? "Criteria_Based" : "Record_Owner_Based",
        superiors_allowed: one.superiors,
        permission_type: one.writable ? "read_write_delete" : "read",
        shared_to: shared(one.to),
        ...(typeof one.from === "object" && "text" in one.from
          ? {
              criteria: {
                field: { api_name: one.module === "Leads" ? "Designation" : "Title" },
                comparator: "equal",
                value: one.from.text
              }
            }
          : { shared_from: shared(one.from) })
      })
      if (!one.active)
        assert.strictEqual(at.api("DELETE", `${rules}/${id}/actions/activate?module=${one.module}`).status, 200)
    })
    at.core.db.run("DELETE FROM record_territory")
    it.places.forEach((one, index) => {
      const id = places[index] ?? ""
      const path = `${territories}/${id}`
      const manager = one.manager === null ? null : { id: idOf(one.manager) }
      const permission_type = one.writable ? "read_write_delete" : "read_only"
      assert.strictEqual(at.api("PUT", path, { territories: [{ manager, permission_type }] }).status, 200)
      at.api("DELETE", `${path}/users?ids=${staff.map((each) => each.id).join(",")}`)
      const members = [...new Set(one.members)].map((who) => ({ id: idOf(who) }))
      if (members.length > 0) assert.strictEqual(at.api("PUT", `${path}/users`, { users: members }).status, 200)
      for (const lead of new Set(one.leads)) assign(at, "Leads", stage.made[lead]?.lead ?? "", id)
    })
  }

  /** Names of the scene's leads that a bulk read gives to some people, all asked for before any is done. */
  const exported = async (some: ReadonlyArray<number>): Promise<ReadonlyArray<ReadonlyArray<string>>> => {
    const query = { query: { module: { api_name: "Leads" }, fields: ["Last_Name"] } }
    const jobs = some.map((who) => {
      const api = ask.get(idOf(who)) ?? at.api
      return { api, id: api("POST", "/crm/bulk/v8/read", query).json.data[0].details.id }
    })
    settle(at)
    return Promise.all(
      jobs.map(async ({ api, id }) => {
        const answer = api("GET", `/crm/bulk/v8/read/${id}/result`)
        const text = answer.status === 200 ? Object.values(await unzip(answer.bytes)).join("\n") : ""
        return (text.match(/Visible\d/gu) ?? []).toSorted()
      })
    )
  }

  let round = 0
  it.effect.prop(
    "show, and let change and delete, what they say, whatever the way",
    [world],
    ([it]) =>
      Effect.promise(async () => {
        arrange(it)
        const may = naive(it)
        const when = JSON.stringify(it)
        for (const who of people) {
          const api = ask.get(idOf(who)) ?? at.api
          const seen = (module: "Leads" | "Contacts") => people.filter((record) => may(module, "see", who, record))
          meets(
            api,
            stage,
            seen("Leads").map((record) => stage.made[record]?.lead ?? ""),
            seen("Contacts").map((record) => stage.made[record]?.contact ?? ""),
            `person ${who}, ${when}`
          )
          const core = Restricted.of(at.core, idOf(who))
          for (const name of ["Leads", "Contacts"] as const) {
            const module = core.metadata.module(name)
            if (module === undefined) throw new Error(name)
            for (const record of people) {
              const made = stage.made[record]
              const id = (name === "Leads" ? made?.lead : made?.contact) ?? ""
              const seen = may(name, "see", who, record)
              for (const verb of ["edit", "delete"] as const)
                assert.strictEqual(
                  Visibility.denied(core, module, id, verb),
                  !seen ? "unseen" : may(name, verb, who, record) ? undefined : "refused",
                  `${verb} ${name} ${record}, person ${who}, ${when}`
                )
              const read = api("GET", `/crm/v8/${name}/${id}`).json?.data[0]
              const level = may(name, "delete", who, record)
                ? "full_access"
                : may(name, "edit", who, record)
                  ? "read_write"
                  : "read_only"
              assert.deepStrictEqual(
                [read?.$editable, read?.$sharing_permission],
                seen ? [level !== "read_only", level] : [undefined, undefined],
                when
              )
              const { json } = api("PUT", `/crm/v8/${name}/${id}`, { data: [{ Description: "d" }] })
              const wanted = !seen ? "INVALID_DATA" : may(name, "edit", who, record) ? "SUCCESS" : "NO_PERMISSION"
              assert.strictEqual(json.data?.[0].code ?? json.code, wanted, `${name} ${record}, person ${who}, ${when}`)
            }
          }
        }
        // A job each would take most of the test's time.
        const who = round++ % people.length
        assert.deepStrictEqual(
          (await exported([who]))[0],
          people.filter((record) => may("Leads", "see", who, record)).map((record) => `Visible${record}`),
          `bulk read, person ${who}, ${when}`
        )
        assert.strictEqual(at.core.counters.defects, 0)
      }),
    { arbitrary: { runs: 8 } }
  )

  const nowhere = { writable: false, manager: null, members: [], leads: [] }
  const even = { module: "Leads", from: { text: texts[0] }, writable: false, active: true } as const

  it("are what a bulk read exports, and what a user may delete", async () => {
    arrange({
      Leads: "private",
      Contacts: "private",
      places: [nowhere, nowhere, { ...nowhere, writable: true, members: [4], leads: [1] }],
      rules: [{ ...even, to: { role: 3, below: false }, superiors: true }]
    })
    const names = (...some: ReadonlyArray<number>) => some.map((one) => `Visible${one}`)
    const [head, member] = await exported([3, 4])
    assert.deepStrictEqual(member, names(0, 1, 2, 4))
    // The head of the team stands above them; who is in the territory does not open it to him.
    assert.deepStrictEqual(head, names(0, 2, 3, 4))
    const api = ask.get(idOf(4)) ?? at.api
    const remove = (lead: number) => api("DELETE", `/crm/v8/Leads/${stage.made[lead]?.lead}`).json.data?.[0].code
    assert.deepStrictEqual([remove(0), remove(1), remove(3)], ["NO_PERMISSION", "SUCCESS", "INVALID_DATA"])
  })
})

describe("sharing rules", () => {
  const body = (at: Acting, more: object = {}) => ({
    name: "R",
    type: "Record_Owner_Based",
    superiors_allowed: false,
    permission_type: "read",
    shared_from: { type: "roles", resource: { id: rolesOf(at)[1].id }, subordinates: true },
    shared_to: { type: "all_users" },
    ...more
  })
  const create = (at: Acting, more: object = {}, module = "Leads") =>
    at.api("POST", `${rules}?module=${module}`, { sharing_rules: [body(at, more)] })

  it("are made, read, found, changed, switched off and on, run and deleted", () => {
    const at = acting({ leads: 1 })
    assert.strictEqual(at.api("GET", rules).status, 204)
    assert.strictEqual(at.api("GET", `${rules}/actions/summary`).status, 204)
    assert.strictEqual(at.api("POST", `${rules}/actions/run?module=Leads`).status, 204)
    const made = create(at)
    assert.deepStrictEqual(
      [made.status, made.json.sharing_rules[0].message],
      [201, "sharing rule is created successfully"]
    )
    const { id } = made.json.sharing_rules[0].details
    const role = rolesOf(at)[1]
    const [listed] = at.api("GET", rules).json.sharing_rules
    assert.deepStrictEqual(listed, {
      id,
      name: "R",
      type: "Record_Owner_Based",
      permission_type: "read",
      superiors_allowed: false,
      shared_from: { resource: { name: role.name, id: role.id }, subordinates: true, type: "roles" },
      shared_to: { subordinates: false, type: "all_users" },
      module: { api_name: "Leads", name: "Leads", id: at.core.metadata.module("Leads")?.id },
      status: "active",
      match_limit_exceeded: false
    })
    const criteria = { field: { api_name: "City" }, comparator: "equal", value: "Oslo" }
    const change = { id, type: "Criteria_Based", superiors_allowed: true, criteria }
    const put = at.api("PUT", `${rules}?module=Leads`, { sharing_rules: [change] })
    assert.deepStrictEqual([put.status, put.json.sharing_rules[0].details], [200, { id }])
    const one = at.api("GET", `${rules}/${id}`).json.sharing_rules[0]
    assert.deepInclude(one, { type: "Criteria_Based", superiors_allowed: true, name: "R", shared_from: null })
    assert.deepInclude(one.criteria, { comparator: "equal", value: "Oslo" })
    const renamed = { type: "Criteria_Based", superiors_allowed: true, name: "Of Oslo" }
    assert.strictEqual(at.api("PUT", `${rules}/${id}?module=Leads`, { sharing_rules: [renamed] }).status, 200)
    const other = create(at, { permission_type: "read_write_delete" }, "Contacts").json.sharing_rules[0].details.id
    const field = (api_name: string, comparator: string, value: unknown) => ({ field: { api_name }, comparator, value })
    const found = (...group: ReadonlyArray<object>) =>
      at.api("POST", `${rules}/search`, { filters: [{ group_operator: "and", group }] })
    const ids = (...group: ReadonlyArray<object>) => found(...group).json?.sharing_rules.map((it: any) => it.id) ?? []
    assert.deepStrictEqual(ids(field("name", "like", "oslo")), [id])
    assert.deepStrictEqual(ids(field("permission_type", "equal", "read_write_delete")), [other])
    assert.deepStrictEqual(ids(field("shared_from.resource.id", "in", [role.id])), [other])
    assert.deepStrictEqual(ids(field("superiors_allowed", "equal", true), field("status", "equal", "active")), [id])
    const either = {
      group_operator: "or",
      group: [field("name", "like", "Of%"), field("shared_from.type", "equal", "roles")]
    }
    assert.deepStrictEqual(ids(either, field("shared_to.type", "equal", "all_users")), [id, other])
    const counts = (answer: any) =>
      answer.json.sharing_rules_summary
        .filter((it: any) => it.rule_count > 0)
        .map((it: any) => [it.module.api_name, it.rule_count])
    assert.deepStrictEqual(counts(at.api("GET", `${rules}/actions/summary`)), [
      ["Leads", 1],
      ["Contacts", 1]
    ])
    const filters = [{ group: [field("name", "like", "Oslo")] }]
    const summed = at.api("POST", `${rules}/actions/summary`, { filters }).json.sharing_rules_summary
    assert.deepStrictEqual(summed.length, 1)
    const turn = (method: string) => at.api(method, `${rules}/${id}/actions/activate?module=Leads`)
    assert.deepStrictEqual(said(turn("PUT").json), ["ID_ALREADY_ACTIVE", ["resource_path_index"]])
    assert.strictEqual(turn("DELETE").json.sharing_rules[0].message, "sharing rule is deactivated successfully")
    assert.deepStrictEqual(said(turn("DELETE").json), ["ID_ALREADY_DEACTIVATED", ["resource_path_index"]])
    assert.strictEqual(at.api("GET", `${rules}/${id}`).json.sharing_rules[0].status, "inactive")
    assert.strictEqual(turn("PUT").status, 200)
    // While they are worked out, those of the module are left alone.
    assert.strictEqual(at.api("POST", `${rules}/actions/run?module=Leads`).json.sharing_rules[0].code, "SCHEDULED")
    const running = () =>
      at.api("GET", "/crm/v8/settings/data_sharing").json.data_sharing.find((it: any) => it.module.api_name === "Leads")
        .rule_computation_running
    const remove = () => at.api("DELETE", `${rules}/${id}?module=Leads`)
    assert.isTrue(running())
    assert.deepStrictEqual([remove().status, remove().json.sharing_rules[0].code], [400, "CANNOT_PROCESS"])
    at.core.clock.advance(5000)
    assert.isFalse(running())
    assert.strictEqual(remove().json.sharing_rules[0].message, "Sharing Rule deleted")
    assert.deepStrictEqual(said(remove().json), ["INVALID_DATA", ["resource_path_index"]])
    assert.strictEqual(at.core.counters.defects, 0)
  })

  it("are refused where something about them is wrong", () => {
    const at = acting({ leads: 1 })
    const group = post(at, groups, "user_groups", {
      name: "G",
      sources: [{ type: "users", source: { id: at.users.admin } }]
    })
    assert.strictEqual(create(at).status, 201)
    const cases: ReadonlyArray<readonly [object, string, ReadonlyArray<string>]> = [
      [{ name: undefined }, "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      [{ name: " " }, "INVALID_DATA", ["api_name", "expected_data_type", "json_path"]],
      [{ name: "R" }, "DUPLICATE_DATA", ["api_name", "json_path"]],
      [{ type: "All" }, "INVALID_DATA", ["api_name", "json_path", "supported_values"]],
      [{ permission_type: "read_only" }, "INVALID_DATA", ["api_name", "json_path", "supported_values"]],
      [{ superiors_allowed: "yes" }, "INVALID_DATA", ["api_name", "expected_data_type", "json_path"]],
      [{ status: "active" }, "NOT_ALLOWED", ["api_name", "json_path"]],
      [{ shared_from: undefined }, "DEPENDENT_FIELD_MISSING", ["api_name", "dependee", "json_path"]],
      [{ type: "Criteria_Based" }, "DEPENDENT_FIELD_MISSING", ["api_name", "dependee", "json_path"]],
      [{ shared_to: "all" }, "INVALID_DATA", ["api_name", "expected_data_type", "json_path"]],
      [{ shared_to: {} }, "MANDATORY_NOT_FOUND", ["api_name", "json_path"]],
      [{ shared_to: { type: "users" } }, "INVALID_DATA", ["api_name", "json_path", "supported_values"]],
      [{ shared_to: { type: "roles" } }, "DEPENDENT_FIELD_MISSING", ["api_name", "dependee", "json_path"]],
      [{ shared_to: { type: "roles", resource: { id: "1" } } }, "INVALID_DATA", ["api_name", "json_path"]],
      [
        { shared_to: { type: "roles", resource: { id: group } } },
        "DEPENDENT_FIELD_MISMATCH",
        ["api_name", "dependee", "json_path"]
      ],
      [
        { type: "Criteria_Based", criteria: { field: { api_name: "Nope" }, comparator: "equal", value: "x" } },
        "INVALID_DATA",
        ["api_name", "json_path", "module"]
      ]
    ]
    for (const [more, code, details] of cases) {
      const { json, status } = create(at, { name: "Other", ...more })
      assert.deepStrictEqual([status, ...said(json.sharing_rules[0])], [400, code, details], JSON.stringify(more))
    }
    const two = at.api("POST", `${rules}?module=Leads`, { sharing_rules: [body(at), body(at)] })
    assert.deepStrictEqual(said(two.json), ["INVALID_DATA", ["api_name", "json_path", "maximum_length"]])
    assert.strictEqual(at.api("POST", rules, { sharing_rules: [body(at)] }).json.code, "REQUIRED_PARAM_MISSING")
    assert.deepStrictEqual(said(create(at, {}, "Notes").json), ["INVALID_DATA", ["param_name"]])
    assert.deepStrictEqual(said(at.api("GET", `${rules}/1`).json), ["INVALID_DATA", ["resource_path_index"]])
    const update = (row: object) =>
      at.api("PUT", `${rules}?module=Leads`, { sharing_rules: [row] }).json.sharing_rules[0].code
    assert.deepStrictEqual([update({}), update({ id: "1" })], ["MANDATORY_NOT_FOUND", "INVALID_DATA"])
    const search = (filters: unknown) => at.api("POST", `${rules}/search`, { filters }).json
    const node = { field: { api_name: "status" }, comparator: "equal", value: "active" }
    for (const [filters, code] of [
      [undefined, "MANDATORY_NOT_FOUND"],
      [[{}, {}], "INVALID_DATA"],
      [[{}], "EXPECTED_FIELD_MISSING"],
      [[{ group: [node, node] }], "MANDATORY_NOT_FOUND"],
      [[{ group_operator: "xor", group: [node] }], "INVALID_DATA"],
      [[{ ...node, field: { api_name: "id" } }], "INVALID_DATA"],
      [[{ ...node, comparator: "in" }], "DEPENDENT_MISMATCH"],
      [[{ ...node, value: undefined }], "DEPENDENT_FIELD_MISSING"],
      [[{ ...node, value: {} }], "INVALID_DATA"]
    ] as const)
      assert.strictEqual(search(filters).code, code, JSON.stringify(filters))
    for (const method of ["GET", "POST"] as const)
      assert.deepStrictEqual(
        without(at, "Crm_Implied_Manage_Data_Sharing")(method, `${rules}?module=Leads`, {}).json.details,
        {
          permissions: ["Crm_Implied_Manage_Data_Sharing"]
        }
      )
    for (let n = 1; n < 50; n++) assert.strictEqual(create(at, { name: `R${n}` }).status, 201)
    assert.deepStrictEqual(said(create(at, { name: "R50" }).json.sharing_rules[0]), ["INVALID_DATA", ["limit"]])
    assert.strictEqual(at.core.counters.defects, 0)
  })

  it("choose by whatever text, by today and by the one who looks", () => {
    const at = acting({ leads: 1 })
    open(at, { Leads: "private", Tasks: "private" })
    const strange = "a\u0000';?\u{1f600}"
    const city = at.add("Leads", { Last_Name: "L", Description: "d", City: "Rome" })
    const due = at.add("Tasks", { Subject: "T", Due_Date: "2026-02-01" })
    const rule = (module: string, name: string, field: string, value: string) =>
      create(
        at,
        {
          name,
          type: "Criteria_Based",
          shared_to: { type: "all_users" },
          criteria: { field: { api_name: field }, comparator: "equal", value }
        },
        module
      )
    assert.strictEqual(rule("Leads", "strange", "City", strange).status, 201)
    const api = calls(at, at.users.other)
    assert.strictEqual(api("GET", `/crm/v8/Leads/${city}`).status, 204)
    at.core.db.run('UPDATE "record_Leads" SET "City"=? WHERE id=?', strange, city)
    assert.strictEqual(api("GET", `/crm/v8/Leads/${city}`).status, 200)
    assert.strictEqual(rule("Tasks", "today", "Due_Date", "${TODAY}").status, 201)
    assert.strictEqual(api("GET", `/crm/v8/Tasks/${due}`).status, 204)
    at.core.clock.advance(Date.parse("2026-02-01T12:00:00Z") - at.core.clock.now())
    assert.strictEqual(calls(at, at.users.other)("GET", `/crm/v8/Tasks/${due}`).status, 200)
    // As many rules as there may be, and one with as many conditions and values, are still one query.
    const most = (conditions: number, values: number) => ({
      group_operator: "or",
      group: Array.from({ length: conditions }, (_, n) => ({
        field: { api_name: "City" },
        comparator: "in",
        value: Array.from({ length: values }, (_, m) => `c${n} ${m}`)
      }))
    })
    for (let n = 1; n < 50; n++) {
      const criteria = n === 1 ? most(25, 100) : most(1, 1)
      assert.strictEqual(create(at, { name: `R${n}`, type: "Criteria_Based", criteria }).status, 201)
    }
    assert.strictEqual(calls(at, at.users.other)("GET", `/crm/v8/Leads/${city}`).status, 200)
    assert.strictEqual(at.core.counters.defects, 0)
  })
})
