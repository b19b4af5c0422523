/** Users and profiles made by the API itself, for the tests of what they may do. */
import { assert } from "@effect/vitest"
import { type Acting, calls, said, view } from "../actions/Support.ts"

let serial = 0

export const users = "/crm/v8/users"
export const roles = "/crm/v8/settings/roles"
export const profiles = "/crm/v8/settings/profiles"

export const standardOf = (at: Acting): string =>
  at.api("GET", profiles).json.profiles.find((it: any) => it.name === "Standard").id
export const rolesOf = (at: Acting): any => at.api("GET", roles).json.roles

export const person = (at: Acting, more: object = {}) => ({
  first_name: "Kim",
  last_name: "Aalto",
  email: "kim.aalto@example.com",
  role: { id: rolesOf(at)[0].id },
  profile: standardOf(at),
  ...more
})

export const add = (at: Acting, more: object = {}): string => {
  const { json, status } = at.api("POST", users, { users: [person(at, more)] })
  assert.deepStrictEqual([status, ...said(json.users[0])], [201, "SUCCESS", ["id"]])
  return json.users[0].details.id
}

/** A profile of its own, without some permissions. */
export const profile = (at: Acting, ...off: ReadonlyArray<string>): string => {
  const made = at.api("POST", `${profiles}/${standardOf(at)}/actions/clone`, {
    profiles: [{ name: `P ${++serial}` }]
  })
  assert.strictEqual(made.status, 201, JSON.stringify(made.json))
  const id = made.json.profiles[0].details.id
  const permissions = at.api("GET", `${profiles}/${id}`).json.profiles[0].permissions_details
  const changed = at.api("PATCH", `${profiles}/${id}`, {
    profiles: [
      {
        permissions_details: off.map((name) => ({
          id: permissions.find((it: any) => it.name === name).id,
          enabled: false
        }))
      }
    ]
  })
  assert.strictEqual(changed.status, 200, JSON.stringify(changed.json))
  return id
}

/** A new user with a profile that lacks these permissions, and their way to ask the API. */
export const without = (at: Acting, ...off: ReadonlyArray<string>): Acting["api"] => calls(at, userWithout(at, ...off))

export const userWithout = (at: Acting, ...off: ReadonlyArray<string>): string =>
  add(at, { email: `without.${++serial}@example.com`, profile: profile(at, ...off) })

/** How open a module can be. */
export const shareTypes = ["private", "public_read_only", "public_read_write", "public"] as const
export type ShareType = (typeof shareTypes)[number]

/** Closes modules, or opens them again. */
export const open = (at: Acting, modules: { readonly [module: string]: ShareType }) => {
  const data_sharing = Object.entries(modules).map(([name, share_type]) => ({
    share_type,
    module: { api_name: name, id: at.core.metadata.module(name)?.id }
  }))
  const answer = at.api("PUT", "/crm/v8/settings/data_sharing", { data_sharing })
  assert.strictEqual(answer.status, 200, JSON.stringify(answer.json))
}

export const role = (at: Acting, name: string, above: string, peers: boolean): string =>
  at.api("POST", roles, { roles: [{ name, reporting_to: { id: above }, share_with_peers: peers }] }).json.roles[0]
    .details.id

/** CEO, a lead of two teams; a team of two peers who share, and one of two who do not. */
export const company = (at: Acting) => {
  const [ceo] = rolesOf(at)
  const head = role(at, "Head", ceo.id, false)
  const north = role(at, "North", head, true)
  const south = role(at, "South", head, false)
  const profile = standardOf(at)
  const people = [head, north, north, south, south].map((one, index) => ({
    role: one,
    id: add(at, { email: `p${index}@example.com`, role: one, profile })
  }))
  const ids = people.map((one) => one.id)
  const sees = new Map<string, ReadonlyArray<string>>([
    [ids[0] ?? "", ids],
    [ids[1] ?? "", [ids[1] ?? "", ids[2] ?? ""]],
    [ids[2] ?? "", [ids[1] ?? "", ids[2] ?? ""]],
    [ids[3] ?? "", [ids[3] ?? ""]],
    [ids[4] ?? "", [ids[4] ?? ""]]
  ])
  return { people, sees, ask: new Map(ids.map((id) => [id, calls(at, id)])) }
}

/** Leads, contacts of one account and notes, one of each a person, whose names and cities the ways of asking look for. */
export const scene = (at: Acting, people: ReadonlyArray<{ readonly id: string }>) => {
  const account = at.add("Accounts", { Account_Name: "All" })
  const made = people.map(({ id }, index) => ({
    owner: id,
    lead: at.add("Leads", {
      Last_Name: `Visible${index}`,
      Company: "c",
      Email: `v${index}@example.com`,
      City: "Hier",
      Designation: texts[index % 2],
      Owner: { id }
    }),
    contact: at.add("Contacts", {
      Last_Name: `Contact${index}`,
      Title: texts[index % 2],
      Account_Name: { id: account },
      Owner: { id }
    })
  }))
  const notes = made.map(({ lead }, index) =>
    at.add("Notes", { Note_Content: `n${index}`, Parent_Id: { id: lead, module: { api_name: "Leads" } } })
  )
  const tagged = at.api("POST", "/crm/v8/Leads/actions/add_tags", {
    tags: [{ name: "all of them" }],
    ids: made.map((one) => one.lead)
  })
  const tag: string = tagged.json.data[0].details.tags[0].id
  return { account, made, notes, tag, view: view(at, "Leads") }
}

/** What leads and contacts of the scene are told apart by, besides their owners. */
export const texts = ["even", 'It\'s odd? "yes"'] as const

/** Asserts that a user meets these leads and contacts of the scene, and no others, by every way of asking. */
export const meets = (
  api: Acting["api"],
  { account, made, notes, tag, view: cvid }: ReturnType<typeof scene>,
  leads: ReadonlyArray<string>,
  contacts: ReadonlyArray<string>,
  when: string
) => {
  const ours = new Set(made.flatMap((one) => [one.lead, one.contact]).concat(notes))
  const met = (way: string, answer: any, expected: ReadonlyArray<string>) => {
    const ids = (answer.json?.data ?? []).map((one: any) => one.id).filter((id: string) => ours.has(id))
    assert.deepStrictEqual(ids.toSorted(), expected.toSorted(), `${way}, ${when}`)
  }
  const coql = (select_query: string) => api("POST", "/crm/v8/coql", { select_query })
  met("list", api("GET", "/crm/v8/Leads?fields=Last_Name&per_page=200"), leads)
  met("view", api("GET", `/crm/v8/Leads?fields=City&cvid=${cvid}`), leads)
  met("word", api("GET", "/crm/v8/Leads/search?word=Visible"), leads)
  met("criteria", api("GET", "/crm/v8/Leads/search?criteria=(City:equals:Hier)"), leads)
  met("bulk search", api("POST", "/crm/v8/Leads/bulk/search?criteria=(City:equals:Hier)"), leads)
  met("COQL", coql("select Last_Name from Leads where City = 'Hier'"), leads)
  met(
    "COQL with a join",
    coql(`select Last_Name, Account_Name.Account_Name from Contacts where Account_Name = '${account}'`),
    contacts
  )
  met("related list", api("GET", `/crm/v8/Accounts/${account}/Contacts?fields=Last_Name`), contacts)
  met(
    "notes",
    api("GET", "/crm/v8/Notes?fields=Note_Content"),
    notes.filter((_, index) => leads.includes(made[index]?.lead ?? ""))
  )
  const { count } = api("GET", "/crm/v8/Leads/actions/count?criteria=(City:equals:Hier)").json
  assert.strictEqual(count, leads.length, when)
  const tags = api("GET", `/crm/v8/settings/tags/${tag}/actions/records_count?module=Leads`).json
  assert.strictEqual(Number(tags.count), leads.length, when)
  for (const { contact, lead } of made) {
    assert.strictEqual(api("GET", `/crm/v8/Leads/${lead}`).status, leads.includes(lead) ? 200 : 204, when)
    assert.strictEqual(api("GET", `/crm/v8/Contacts/${contact}`).status, contacts.includes(contact) ? 200 : 204, when)
  }
}
