/** Filters of sharing rules: comparisons of a few of their keys, in groups. */
import * as Body from "../actions/Body.ts"
import * as Filters from "../Filters.ts"
import * as ZohoError from "../ZohoError.ts"
import type * as Store from "./SharingRuleStore.ts"

const key = (comparator: "equal" | "in" | "like", of: (rule: Store.Rule) => string): Filters.Key<Store.Rule> => ({
  comparators: [comparator],
  of
})

const keys: { readonly [name: string]: Filters.Key<Store.Rule> } = {
  name: key("like", (rule) => rule.name),
  permission_type: key("equal", (rule) => rule.permission),
  "shared_from.resource.id": key("in", (rule) => rule.from?.id ?? ""),
  "shared_from.type": key("equal", (rule) => rule.from?.type ?? ""),
  "shared_to.resource.id": key("in", (rule) => rule.to.id ?? ""),
  "shared_to.type": key("equal", (rule) => rule.to.type),
  status: key("equal", (rule) => (rule.active ? "active" : "inactive")),
  superiors_allowed: key("equal", (rule) => String(rule.superiors))
}

const invalid = { code: "INVALID_DATA", message: "invalid data" } as const
const unsupported = { code: "INVALID_DATA", message: "the value given is invalid" } as const

const said = Filters.wording({
  empty: { code: "EXPECTED_FIELD_MISSING", message: "Specify atleast one field" },
  missing: { code: "MANDATORY_NOT_FOUND", message: "required field not found" },
  type: invalid,
  name: unsupported,
  dependent: { code: "DEPENDENT_FIELD_MISSING", message: "required field not found", dependee: "field.api_name" },
  comparator: unsupported,
  unfit: {
    code: "DEPENDENT_MISMATCH",
    message: "the value given is invalid",
    dependee: "field.api_name",
    quiet: true
  },
  value: invalid,
  operator: unsupported,
  length: invalid
})

const list: Filters.List<Store.Rule> = {
  ...Filters.keyed(keys),
  deepest: 9,
  refuse: (problem, facts) =>
    problem === "empty"
      ? ZohoError.reply(400, "EXPECTED_FIELD_MISSING", "Specify atleast one field", {
          expected_fields: ["group", "field"].map((it) => ({ api_name: it, json_path: `${facts.at}.${it}` }))
        })
      : said(problem, facts)
}

/** The test that `filters` of a body says. */
export const read = (body: Body.Input): Body.Checked<Filters.Test<Store.Rule>> => {
  const given = Body.array(body["filters"], "$.filters", 1)
  return given.ok ? Filters.read(list, given.value[0], "$.filters[0]") : given
}
