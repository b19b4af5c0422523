import { assert, it } from "@effect/vitest"
import * as Scopes from "@effect-zoho/emulator/Scopes"

const allows = (granted: string, rule: Scopes.ScopeRule, module = "Leads"): boolean =>
  Scopes.allows(Scopes.parse(granted), rule, { module })

const read: Scopes.ScopeRule = { group: "modules", sub: "{module}", operation: "READ" }
const update: Scopes.ScopeRule = { group: "modules", sub: "{module}", operation: "UPDATE" }

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
