import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { coverage } from "@effect-zoho/emulator/Routes"
import * as Scopes from "@effect-zoho/emulator/Scopes"

const allows = (granted: string, rule: Scopes.ScopeRule, module = "Leads"): boolean =>
  Scopes.allows(Scopes.parse(granted), rule, { module })

const read: Scopes.ScopeRule = { group: "modules", sub: "{module}", operation: "READ" }
const update: Scopes.ScopeRule = { group: "modules", sub: "{module}", operation: "UPDATE" }
const remove: Scopes.ScopeRule = { group: "modules", sub: "{module}", operation: "DELETE" }

it("takes the whole group, one module, or one operation, in any case", () => {
  for (const scope of [
    "ZohoCRM.modules.ALL",
    "zohocrm.Modules.leads.all",
    "ZohoCRM.modules.READ",
    "ZohoCRM.modules.leads.READ"
  ]) {
    assert.isTrue(allows(scope, read), scope)
  }
  assert.isTrue(allows("ZohoCRM.modules.WRITE", update))
  assert.isFalse(allows("ZohoCRM.modules.WRITE", remove))
  assert.isFalse(allows("ZohoCRM.modules.WRITE", read))
  assert.isTrue(allows("ZohoCRM.modules.pricebooks.READ", read, "Price_Books"))
  for (const scope of [
    "",
    "ZohoCRM.modules.contacts.READ",
    "ZohoCRM.modules.UPDATE",
    "ZohoCRM.settings.ALL",
    "ZohoCRM.modules"
  ]) {
    assert.isFalse(allows(scope, read), scope)
  }
})

it("takes `custom` for the org's own modules alone", () => {
  assert.isTrue(allows("ZohoCRM.modules.custom.READ", read, "Projects"))
  assert.isTrue(allows("ZohoCRM.modules.projects.READ", read, "Projects"))
  for (const module of ["Leads", "Price_Books", "Sales_Orders"])
    assert.isFalse(allows("ZohoCRM.modules.custom.ALL", read, module), module)
})

it("wants every further scope that a rule names", () => {
  const search: Scopes.ScopeRule = {
    group: "modules",
    sub: "{module}",
    operation: "READ",
    also: ["ZohoSearch.securesearch.READ"]
  }
  assert.isFalse(allows("ZohoCRM.modules.ALL", search))
  assert.isFalse(allows("ZohoSearch.securesearch.READ", search))
  assert.isTrue(allows("ZohoCRM.modules.ALL,ZohoSearch.securesearch.READ", search))
  assert.isTrue(allows("ZohoCRM.modules.ALL ZohoSearch.securesearch.ALL", search))
})

/** Which groups Zoho documents for which calls; the first that fits. */
const families: ReadonlyArray<readonly [RegExp, ReadonlyArray<string>]> = [
  // The page of this one call on users names the scope of owners.
  [/^POST \/crm\/v8\/users\/\{\w+\}\/actions\/transfer$/, ["change_owner"]],
  [/ \/crm\/bulk\//, ["bulk"]],
  [/ \/crm\/v8\/upload$/, ["bulk"]],
  [/ \/v2\/crm\//, ["bulk"]],
  [/ \/crm\/v8\/coql$/, ["coql"]],
  [/ \/crm\/v8\/files$/, ["files"]],
  [/ \/crm\/v8\/__composite_requests$/, ["composite_requests"]],
  [/ \/crm\/v8\/actions\/watch$/, ["notifications"]],
  [/ \/crm\/v8\/org(\/|$)/, ["org", "settings"]],
  [/ \/crm\/v8\/users(\/|$)/, ["users"]],
  [/ \/crm\/v8\/settings\//, ["settings", "templates", "users", "org", "modules"]],
  [
    / \/crm\/v8\//,
    [
      "modules",
      "settings",
      "share",
      "mass_convert",
      "mass_update",
      "mass_delete",
      "change_owner",
      "send_mail",
      "functions",
      "notifications",
      "templates",
      "zia",
      "bulk"
    ]
  ]
]

/** Calls that are sent with POST and may only ask: queries, searches, counts. */
const questions = /^POST .*\/(?:coql|search|count|summary|get_related_records_count)$/

const routes = [...new Set(coverage().flatMap(({ route }) => (route === undefined ? [] : [route])))]

/** The rule of a route and those that serve as well, each alone. */
const alternatives = (rule: Scopes.ScopeRule): ReadonlyArray<Scopes.Scope> =>
  rule === "none" ? [] : [rule, ...(rule.or === undefined ? [] : [rule.or])]

describe("every emulated call", () => {
  it("asks for a scope of the family that is documented for it", () => {
    assert.isAbove(routes.length, 50)
    for (const route of routes) {
      const name = `${route.method} ${route.path}`
      assert.notStrictEqual(route.scope, "none", name)
      const [, groups = []] = families.find(([form]) => form.test(name)) ?? []
      for (const { group } of alternatives(route.scope)) assert.include(groups, group, name)
    }
  })

  it("never lets a token that can only read change anything", () => {
    for (const route of routes) {
      if (route.method === "GET" || questions.test(`${route.method} ${route.path}`)) continue
      for (const { operation } of alternatives(route.scope))
        assert.notStrictEqual(operation, "READ", `${route.method} ${route.path}`)
    }
  })

  const groups = [...new Set(routes.flatMap((route) => alternatives(route.scope).map(({ group }) => group)))]
  const scope = Schema.Struct({
    group: Schema.Literals(groups),
    sub: Schema.Literals(["", "leads", "contacts", "custom", "fields", "modules"]),
    operation: Schema.Literals(["ALL", "READ", "CREATE", "UPDATE", "DELETE", "WRITE"])
  })
  const route = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: routes.length - 1 }))
  const module = Schema.Literals(["Leads", "Contacts", "Price_Books", "Projects"])
  const text = ({ group, operation, sub }: typeof scope.Type): string =>
    `ZohoCRM.${group}.${sub === "" ? "" : `${sub}.`}${operation}`

  it.prop(
    "gains by no scope of another group, loses by none more, and does not look at case",
    [route, module, Schema.Array(scope), scope],
    ([index, module, scopes, more]) => {
      const rule = routes[index]?.scope ?? "none"
      const asked = new Set(alternatives(rule).map(({ group }) => group))
      const also = rule === "none" ? [] : (rule.also ?? [])
      const granted = [...scopes.map(text), ...also].join(",")
      const before = allows(granted, rule, module)
      assert.strictEqual(allows(granted.toUpperCase(), rule, module), before)
      const after = allows(`${granted},${text(more)}`, rule, module)
      if (before) assert.isTrue(after)
      if (!asked.has(more.group)) assert.strictEqual(after, before)
      // The widest scope of the family is always enough, with what the rule names besides.
      for (const group of asked) assert.isTrue(allows([`ZohoCRM.${group}.ALL`, ...also].join(","), rule, module))
      if (also.length > 0) assert.isFalse(allows(scopes.map(text).join(","), rule, module))
      // One operation is enough only for itself: reading never opens more than reading.
      const reads = scopes.filter(({ operation }) => operation === "READ")
      if (alternatives(rule).every(({ operation }) => operation !== "READ"))
        assert.isFalse(allows([...reads.map(text), ...also].join(","), rule, module))
    },
    { arbitrary: { runs: 1000 } }
  )
})
