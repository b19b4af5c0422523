/** Users and profiles made by the API itself, for the tests of what they may do. */
import { assert } from "@effect/vitest"
import { type Acting, calls, said } from "../actions/Support.ts"

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
