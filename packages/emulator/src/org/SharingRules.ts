/** Sharing rules: records of some owners, or those that criteria choose, opened to a role, a group or everybody. */
import * as Body from "../actions/Body.ts"
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Items from "../Items.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"
import type { Call, Route } from "../Router.ts"
import * as ViewInput from "../settings/ViewInput.ts"
import * as ZohoError from "../ZohoError.ts"
import * as DataSharing from "./DataSharing.ts"
import * as Members from "./GroupMembers.ts"
import * as Rows from "./Rows.ts"
import * as Input from "./SharingRuleInput.ts"
import * as Search from "./SharingRuleSearch.ts"
import * as Store from "./SharingRuleStore.ts"

const root = "sharing_rules"

const shownShared = (core: Core, shared: Store.Shared | null) => {
  if (shared === null) return null
  const { below, id, type } = shared
  return {
    ...(type === "all_users" ? {} : { resource: Members.refOf(core, type, id ?? "") }),
    subordinates: below,
    type
  }
}

const item = (core: Core, rule: Store.Rule) => {
  const module = core.metadata.module(rule.module)
  return {
    id: rule.id,
    name: rule.name,
    type: rule.type,
    permission_type: rule.permission,
    superiors_allowed: rule.superiors,
    shared_from: shownShared(core, rule.from),
    shared_to: shownShared(core, rule.to),
    module: { api_name: rule.module, name: module?.plural ?? null, id: module?.id ?? null },
    status: rule.active ? "active" : "inactive",
    match_limit_exceeded: false
  }
}

/** The module that a call names in its query; undefined where it names none and need not. */
const moduleOf = ({ core, target }: Call, needed: boolean): Body.Checked<Module | undefined> => {
  const name = target.query.get("module")
  if (name === null || name === "") return needed ? Body.no(ZohoError.requiredParam("module")) : Body.ok(undefined)
  const found = core.metadata.module(name)
  return found !== undefined && DataSharing.modules(core).includes(found)
    ? Body.ok(found)
    : Body.no(ZohoError.invalidParam("module", "the module name given seems to be invalid"))
}

const computing = ZohoError.make("CANNOT_PROCESS", "Sharing rule computation is in process. Please try after sometime.")

/** A call about rules of the module that it must name, none of which are being worked out. */
const settled =
  (handler: (call: Call, module: Module) => Http.Reply) =>
  (call: Call): Http.Reply => {
    const module = moduleOf(call, true)
    if (!module.ok) return module.reply
    if (module.value === undefined) return ZohoError.requiredParam("module")
    return Store.isRunning(call.core, module.value.apiName)
      ? Items.answer(root, [Items.failed(computing)])
      : handler(call, module.value)
  }

const find = (core: Core, id: unknown, module: Module | undefined): Store.Rule | undefined =>
  Store.list(core).find((it) => it.id === id && (module === undefined || it.module === module.apiName))

const unknownRule = "the given sharing rule id seems invalid."

const ofPath = (handler: (call: Call, rule: Store.Rule) => Http.Reply) => (call: Call, module: Module | undefined) => {
  const rule = find(call.core, call.params["id"], module)
  return rule === undefined
    ? ZohoError.reply(400, "INVALID_DATA", unknownRule, { resource_path_index: 3 })
    : handler(call, rule)
}

const listed = (call: Call, test: (rule: Store.Rule) => boolean): Http.Reply => {
  const module = moduleOf(call, false)
  if (!module.ok) return module.reply
  const { core } = call
  const some = Store.list(core).filter(
    (it) => (module.value === undefined || it.module === module.value.apiName) && test(it)
  )
  return Rows.paged(
    call,
    root,
    some.map((it) => item(core, it))
  )
}

const all = (call: Call): Http.Reply => listed(call, () => true)

const one = (call: Call): Http.Reply => {
  const module = moduleOf(call, false)
  if (!module.ok) return module.reply
  return ofPath(({ core }, rule) => {
    const known = core.metadata.module(rule.module)
    const criteria = known === undefined ? null : ViewInput.shown(known, rule.criteria)
    return Http.json(200, { [root]: [{ ...item(core, rule), criteria }] })
  })(call, module.value)
}

/** What a call does with those that the filters of its body choose. */
const filtered =
  (handler: (call: Call, test: (rule: Store.Rule) => boolean) => Http.Reply) =>
  (call: Call): Http.Reply => {
    const body = Body.root(call)
    if (!body.ok) return body.reply
    const test = Search.read(body.value)
    return test.ok ? handler(call, test.value) : test.reply
  }

/** Calls write one rule; whatever is wrong around it is told at the root. */
const row = (call: Call): Body.Checked<Body.Input> => {
  const body = Body.root(call)
  if (!body.ok) return body
  const given = Body.array(body.value[root], `$.${root}`, 1)
  return given.ok ? Body.object(given.value[0], `$.${root}[0]`) : given
}

const at = `$.${root}[0]`

const create = settled((call, module) => {
  const { core, identity } = call
  const given = row(call)
  if (!given.ok) return given.reply
  if (Store.list(core).filter((it) => it.module === module.apiName).length >= Store.most)
    return Items.answer(root, [Items.refused("INVALID_DATA", "Module limit exceeded", { limit: Store.most })])
  const rule = Input.read(core, identity.userId, module.apiName, given.value, undefined, at)
  return Items.answer(
    root,
    ["code" in rule ? Items.failed(rule) : Items.done(Store.save(core, rule), "sharing rule is created successfully")],
    201
  )
})

const write = (call: Call, before: Store.Rule, input: Body.Input): Http.Reply => {
  const rule = Input.read(call.core, call.identity.userId, before.module, input, before, at)
  return Items.answer(root, [
    "code" in rule
      ? Items.failed(rule)
      : Items.done(Store.save(call.core, { ...rule, id: before.id }), "sharing rule is updated successfully")
  ])
}

const update = settled((call, module) => {
  const given = row(call)
  if (!given.ok) return given.reply
  const { id } = given.value
  if (Json.isAbsent(id)) return Items.answer(root, [Items.failed(Rows.about(at, "id", "MANDATORY_NOT_FOUND"))])
  const before = find(call.core, Json.idOf(id), module)
  return before === undefined
    ? Items.answer(root, [Items.failed(Rows.about(at, "id", "INVALID_DATA", unknownRule))])
    : write(call, before, given.value)
})

const updateOne = settled(
  ofPath((call, before) => {
    const given = row(call)
    return given.ok ? write(call, before, given.value) : given.reply
  })
)

const remove = settled(
  ofPath(({ core }, { id }) => {
    Store.remove(core, id)
    return Items.answer(root, [Items.done(id, "Sharing Rule deleted")])
  })
)

const turn = (active: boolean) =>
  settled(
    ofPath(({ core }, rule) => {
      if (rule.active === active) {
        const [code, word] = active ? ["ID_ALREADY_ACTIVE", "activated"] : ["ID_ALREADY_DEACTIVATED", "deactivated"]
        return ZohoError.reply(400, code, `data sharing rule is already ${word}.`, { resource_path_index: 3 })
      }
      Store.save(core, { ...rule, active })
      return Items.answer(root, [
        Items.done(rule.id, `sharing rule is ${active ? "activated" : "deactivated"} successfully`)
      ])
    })
  )

const run = settled(({ core }, { apiName }) => {
  if (!Store.list(core).some((it) => it.module === apiName)) return Http.empty(204)
  Store.run(core, apiName)
  return Http.json(200, {
    [root]: [{ code: "SCHEDULED", details: {}, message: "Rerun successfully scheduled", status: "success" }]
  })
})

/** How many rules each module has, of those that pass; without a filter, modules without rules show too. */
const summary = (call: Call, test?: (rule: Store.Rule) => boolean): Http.Reply => {
  const module = moduleOf(call, false)
  if (!module.ok) return module.reply
  const { core } = call
  const rules = Store.list(core).filter((it) => test?.(it) ?? true)
  const counts = (module.value === undefined ? DataSharing.modules(core) : [module.value]).map((it) => ({
    module: { api_name: it.apiName, id: it.id },
    rule_computation_status: Store.isRunning(core, it.apiName),
    rule_count: rules.filter((rule) => rule.module === it.apiName).length
  }))
  const shown = counts.filter((it) => test === undefined || it.rule_count > 0)
  return shown.every((it) => it.rule_count === 0) ? Http.empty(204) : Http.json(200, { sharing_rules_summary: shown })
}

const route = (
  method: Route["method"],
  path: string,
  operation: "READ" | "CREATE" | "UPDATE" | "DELETE",
  handler: Route["handler"]
): Route => ({
  host: "api",
  method,
  path: `/crm/v8/settings/data_sharing/rules${path}`,
  scope: { group: "settings", sub: "data_sharing", operation },
  handler
})

export const routes: ReadonlyArray<Route> = [
  route("GET", "", "READ", all),
  route("POST", "", "CREATE", create),
  route("PUT", "", "UPDATE", update),
  route("POST", "/search", "READ", filtered(listed)),
  route("GET", "/actions/summary", "READ", (call) => summary(call)),
  route("POST", "/actions/summary", "READ", filtered(summary)),
  route("POST", "/actions/run", "UPDATE", run),
  route("GET", "/{id}", "READ", one),
  route("PUT", "/{id}", "UPDATE", updateOne),
  route("DELETE", "/{id}", "DELETE", remove),
  route("PUT", "/{id}/actions/activate", "UPDATE", turn(true)),
  route("DELETE", "/{id}/actions/activate", "UPDATE", turn(false))
]
