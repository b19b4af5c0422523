/** The shapes of the official example exchanges; the examples themselves are not part of this repository. */
import { assert, it } from "@effect/vitest"
import type { Answer } from "../bulk/Support.ts"
import { userWithout, without } from "../org/Support.ts"
import * as Examples from "../support/Examples.ts"
import { acting, type Acting, troubled, view } from "./Support.ts"

const areas = [
  "change_owner",
  "convert",
  "find_and_merge",
  "mass_delete",
  "mass_update",
  "assignment_rules",
  "record",
  "record_count",
  "module_search"
]
const keys = (value: unknown): string => Examples.keys(value).join(",")
const rootOf = (body: any): any => {
  const [first] = Object.keys(body ?? {})
  return first === undefined || body.code !== undefined ? "" : first
}
/** Operation, root key, code and keys of details: the errors of one operation that are told apart. */
const shape = (body: any): string => {
  const root = rootOf(body)
  const held = root === "" ? body : body[root]
  const item = Array.isArray(held) ? (held.find((one: any) => one?.status === "error") ?? held[0]) : held
  const kind = root !== "" && !Array.isArray(held) ? "{}" : ""
  return `${root}${kind} ${item?.code ?? item?.Status ?? item?.status ?? ""} ${keys(item?.details)}`.trim()
}

type Ask = (at: Acting) => Answer

const lead = (at: Acting, fields: object = {}) => at.add("Leads", { Last_Name: "Example", ...fields })
const converted = (at: Acting): string => {
  const id = lead(at)
  at.api("POST", `/crm/v8/Leads/${id}/actions/convert`, { data: [{}] })
  return id
}
const post =
  (path: string, body: (at: Acting) => unknown): Ask =>
  (at) =>
    at.api("POST", `/crm/v8/${path}`, body(at))
const get =
  (path: string): Ask =>
  (at) =>
    at.api("GET", `/crm/v8/${path}`)
const query = (parameters: { readonly [name: string]: string }, path = "Leads/actions/count"): Ask =>
  get(`${path}?${new URLSearchParams(parameters).toString()}`)
const count = (criteria: string) => query({ criteria })
const owner = (body: (at: Acting) => object, module = "Leads") => post(`${module}/actions/change_owner`, body)
const merge =
  (item: (at: Acting, child: string) => object, module = "Leads"): Ask =>
  (at) => {
    const make = () =>
      module === "Deals"
        ? at.add("Deals", { Deal_Name: "D", Stage: "Qualification" })
        : at.add(module, { Last_Name: "M" })
    return at.api("POST", `/crm/v8/${module}/${make()}/actions/merge`, { merge: [item(at, make())] })
  }
const fields = (...names: ReadonlyArray<string>) => names.map((api_name) => ({ api_name }))
const insert = (rows: ReadonlyArray<object>, more: object = {}, module = "Leads", path = ""): Ask =>
  post(`${module}${path}`, () => ({ data: rows, ...more }))
const unauthorised =
  (method: string, path: string): Ask =>
  (at) => {
    const poor = acting({ scopes: ["ZohoCRM.users.READ", "ZohoCRM.org.READ"], seed: at.core.clock.offset() + 9 })
    return poor.send(method, `/crm/v8/${path}`)
  }
/** A call by a user whose profile lacks a permission on leads. */
const lacking =
  (action: string, method: string, path: string, body?: unknown): Ask =>
  (at) =>
    without(at, `Crm_Implied_${action}_Leads`)(method, `/crm/v8/${path}`, body)
/** As the older pages say it of a profile that shows the records. */
const unprivileged =
  (action: string, method: string, path: string, body?: unknown): Ask =>
  (at) => {
    at.core.setSwitches({ ...at.core.switches(), missingPrivilege: "unauthorised" })
    return lacking(action, method, path, body)(at)
  }
const locked = (at: Acting): string => {
  const id = lead(at)
  const lock = at.api("POST", `/crm/v8/Leads/${id}/Locking_Information__s`, { data: [{ Locked_Reason__s: "r" }] })
  assert.strictEqual(lock.status, 201, JSON.stringify(lock.json))
  return id
}
const unique = (at: Acting): void =>
  at.core.setSwitches({ ...at.core.switches(), uniqueFields: ["Leads.Email", "Leads.Mobile"] })
const rule = (at: Acting): string =>
  at.api("GET", "/crm/v8/settings/automation/assignment_rules?module=Leads").json.assignment_rules[0].id
const cloned =
  (item: unknown, module = "Leads", id?: string): Ask =>
  (at) =>
    at.api(
      "POST",
      `/crm/v8/settings/automation/assignment_rules/${id ?? rule(at)}/actions/clone?module=${module}`,
      item
    )

const massJob =
  (verb: string, body: object, wait: number): Ask =>
  (at) => {
    const begun = at.api("POST", `/crm/v8/Leads/actions/${verb}`, { cvid: view(at, "Leads"), ...body })
    at.core.clock.advance(wait)
    return at.api("GET", `/crm/v8/Leads/actions/${verb}?job_id=${String(begun.json.data[0].details.job_id)}`)
  }
const mergeJob =
  (wait: number, lost = false): Ask =>
  (at) => {
    at.core.setSwitches({ ...at.core.switches(), longActions: "as-job" })
    const [master, child] = [lead(at), lead(at)]
    at.api("POST", `/crm/v8/Leads/${master}/actions/merge`, { merge: [{ data: [{ id: child }] }] })
    if (lost) at.api("DELETE", `/crm/v8/Leads/${child}`)
    at.core.clock.advance(wait)
    return at.api("GET", `/crm/v8/Leads/${master}/actions/merge`)
  }
const service =
  (path: string, more: object): Ask =>
  (at) => {
    const Location = at.core.metadata.module("Services__s")?.byName.get("Location")?.pickList.at(-1)?.value
    const row = { Service_Name: "S", Duration: 30, Location, Members: [{ Members: { id: at.users.admin } }], ...more }
    return insert([row], {}, "Services__s", path)(at)
  }
const one = { data: [{ Last_Name: "x" }] }
const two = { Owner: undefined, Last_Name: "Two" }
const writes = (path: string): { readonly [shape: string]: Ask } => ({
  "data AUTHORIZATION_FAILED resource_path_index": unprivileged("Create", "POST", `Leads${path}`, one),
  "NO_PERMISSION permissions": lacking("View", "POST", `Leads${path}`, one),
  "data INVALID_DATA api_name,json_path": (at) => {
    at.core.setSwitches({ ...at.core.switches(), unknownFields: "error" })
    return insert([{ Last_Name: "x", Nope: 1 }], {}, "Leads", path)(at)
  },
  "data INVALID_DATA api_name,expected_data_type,json_path": insert(
    [{ Last_Name: "x", No_of_Employees: "1" }],
    {},
    "Leads",
    path
  ),
  "data INVALID_DATA api_name,json_path,maximum_length": insert([{ Last_Name: "x".repeat(81) }], {}, "Leads", path),
  "data INVALID_DATA api_name,json_path,supported_values": insert(
    [two],
    { apply_feature_execution: [{ name: "x" }] },
    "Leads",
    path
  ),
  "data INVALID_MODULE resource_path_index": insert([two], {}, "Nope", path),
  "data MULTIPLE_OR_MULTI_ERRORS errors": (at) => {
    unique(at)
    const row = { Last_Name: "x", Email: "m@example.com", Mobile: "1" }
    insert([row])(at)
    return insert([row], { duplicate_check_fields: [] }, "Leads", path)(at)
  },
  "data DUPLICATE_DATA api_name,duplicate_record,id,json_path,more_records": (at) => {
    lead(at, { External_Key: "E" })
    return insert([{ Last_Name: "x", External_Key: "E" }], { duplicate_check_fields: [] }, "Leads", path)(at)
  },
  "data DEPENDENT_FIELD_MISSING api_name,dependee,json_path": service(path, { Availability_Type: "Specific Day(s)" }),
  "data DEPENDENT_MISMATCH api_name,dependee,json_path": service(path, { Job_Sheet_Section__s: "x" }),
  "207 data INVALID_DATA api_name,json_path": (at) => {
    at.core.setSwitches({ ...at.core.switches(), unknownFields: "error" })
    return insert([{ Last_Name: "x" }, { Last_Name: "x", Nope: 1 }], {}, "Leads", path)(at)
  },
  OAUTH_SCOPE_MISMATCH: unauthorised("POST", `Leads${path}`),
  INVALID_URL_PATTERN: post("Leads/x/y/z/nothing", () => ({}))
})

/** What makes the emulator give each answer, by operation and shape. */
const asks: { readonly [op: string]: { readonly [shape: string]: Ask } } = {
  changeOwnerBulk: {
    "NO_PERMISSION permissions": lacking("Change_Owner", "POST", "Leads/actions/change_owner", {}),
    "CANNOT_ASSIGN permissions": owner((at) => ({
      ids: [lead(at)],
      owner: { id: userWithout(at, "Crm_Implied_View_Leads") }
    })),
    "data RECORD_LOCKED action,id": owner((at) => ({ ids: [locked(at)], owner: { id: at.users.other } })),
    "data CANNOT_PROCESS id,index": owner((at) => ({
      ids: [lead(at), converted(at)],
      owner: { id: at.users.other }
    })),
    "NOT_SUPPORTED resource_path_index": owner(() => ({}), "Quoted_Items"),
    "CANNOT_PROCESS id,index": (at) =>
      at.api("POST", `/crm/v8/Leads/${converted(at)}/actions/change_owner`, { owner: { id: at.users.other } }),
    "INVALID_DATA api_name,json_path": owner((at) => ({ ids: [lead(at)], owner: { id: "1" } })),
    "403 INVALID_DATA api_name,json_path,owner_status": owner((at) => {
      at.core.db.run("UPDATE user SET status='deleted' WHERE id=?", at.users.disabled)
      return { ids: [lead(at)], owner: { id: at.users.disabled } }
    }),
    "INVALID_DATA api_name,json_path,owner_status": owner((at) => ({
      ids: [lead(at)],
      owner: { id: at.users.disabled }
    })),
    "data{} INVALID_DATA api_name,expected_data_type,json_path": owner((at) => ({
      ids: [lead(at), "x"],
      owner: { id: at.users.other }
    }))
  },
  convertLead: {
    "data SUCCESS Accounts,Contacts,Deals": (at) =>
      at.api("POST", `/crm/v8/Leads/${lead(at)}/actions/convert`, { data: [{}] }),
    "data SCHEDULED job_id": (at) => {
      at.core.setSwitches({ ...at.core.switches(), longActions: "as-job" })
      return at.api("POST", `/crm/v8/Leads/${lead(at)}/actions/convert`, { data: [{}] })
    }
  },
  mergeRecords: {
    "merge SUCCESS id": merge((_at, id) => ({ data: [{ id }] })),
    "merge SCHEDULED job_id": (at) => {
      at.core.setSwitches({ ...at.core.switches(), longActions: "as-job" })
      return merge((_at, id) => ({ data: [{ id }] }))(at)
    },
    "merge MANDATORY_NOT_FOUND api_name,json_path": merge(() => ({ data: [{}] })),
    "INVALID_MODULE resource_path_index": post("Nope/1/actions/merge", () => ({})),
    "merge NOT_ALLOWED api_name,json_path": merge(() => ({ data: [{ id: "1" }] })),
    "NOT_ALLOWED api_name,resource_path_index": (at) => {
      const won = at.add("Deals", { Deal_Name: "D", Stage: "Closed Won" })
      return at.api("POST", `/crm/v8/Deals/${won}/actions/merge`, { merge: [{ data: [{ id: "1" }] }] })
    },
    "merge DUPLICATE_DATA api_name,json_path": merge((_at, id) => ({ data: [{ id }, { id }] })),
    INVALID_DATA: (at) => at.api("POST", `/crm/v8/Leads/${lead(at)}/actions/merge`, []),
    "merge INVALID_DATA api_name,json_path,maximum_length": merge(() => ({ data: [{}, {}, {}] })),
    "merge INVALID_DATA api_name,json_path,minimum_length": merge(() => ({ data: [] })),
    "merge DEPENDENT_FIELD_MISSING api_name,dependee,json_path": merge(
      (_at, id) => ({ data: [{ id }], master_record_fields: fields("Contract_Files") }),
      "Deals"
    ),
    "merge INVALID_DATA api_name,json_path": merge((_at, id) => ({
      data: [{ id, _fields: fields("Reporting_To") }]
    }))
  },
  getMergeJobStatus: {
    "merge SCHEDULED": mergeJob(0),
    "merge running": mergeJob(1500),
    "merge completed": mergeJob(3000),
    "merge failed": mergeJob(3000, true),
    "INVALID_MODULE resource_path_index": get("Nope/1/actions/merge"),
    "INVALID_DATA resource_path_index": get("Leads/1/actions/merge")
  },
  massDelete: {
    "NO_PERMISSION permissions": lacking("Mass_Delete", "POST", "Leads/actions/mass_delete", {}),
    "data SUCCESS job_id": post("Leads/actions/mass_delete", (at) => ({ cvid: view(at, "Leads") })),
    NO_RECORDS_FOUND: post("Leads/actions/mass_delete", (at) => ({
      cvid: view(at, "Leads", { field: { api_name: "City" }, comparator: "equal", value: "Nowhere" })
    })),
    "data SUCCESS id": post("Leads/actions/mass_delete", (at) => ({ ids: [lead(at)] })),
    "data INVALID_DATA id": post("Leads/actions/mass_delete", (at) => ({ ids: [lead(at), "1"] })),
    "MANDATORY_NOT_FOUND api_name,expected_data_type": post("Leads/actions/mass_delete", () => ({})),
    "INVALID_DATA api_name,id,json_path": post("Leads/actions/mass_delete", () => ({ ids: ["1"] })),
    "INVALID_MODULE resource_path_index": post("Nope/actions/mass_delete", () => ({})),
    "NOT_SUPPORTED resource_path_index": post("Quoted_Items/actions/mass_delete", () => ({}))
  },
  getMassDeleteJobStatus: {
    "data RUNNING": massJob("mass_delete", {}, 1500),
    "data COMPLETED": massJob("mass_delete", {}, 3000),
    "MANDATORY_NOT_FOUND param_name": get("Leads/actions/mass_delete"),
    "INVALID_DATA param_name": get("Leads/actions/mass_delete?job_id=1"),
    "INVALID_MODULE resource_path_index": get("Nope/actions/mass_delete?job_id=1"),
    UNABLE_TO_PARSE_DATA_TYPE: get("Leads/actions/mass_delete?job_id=x")
  },
  massUpdateRecords: {
    "data SUCCESS Created_By,Created_Time,Modified_By,Modified_Time,id": post("Leads/actions/mass_update", (at) => ({
      ids: [lead(at)],
      data: [{ City: "Pune" }]
    })),
    "data RECORD_LOCKED action,id": post("Leads/actions/mass_update", (at) => ({
      ids: [lead(at), locked(at)],
      data: [{ City: "Pune" }]
    })),
    "data INVALID_DATA id": post("Leads/actions/mass_update", () => ({ ids: ["1"], data: [{}] })),
    "data MANDATORY_NOT_FOUND": post("Leads/actions/mass_update", () => ({ data: [{}] })),
    "data INVALID_DATA api_name,id": post("Leads/actions/mass_update", (at) => ({
      ids: [lead(at)],
      data: [{ Owner: { id: "1" } }]
    }))
  },
  getMassUpdateStatus: {
    "data SCHEDULED": massJob("mass_update", { data: [{ City: "Pune" }] }, 0),
    "INVALID_DATA param_name": get("Leads/actions/mass_update?job_id=1")
  },
  cloneAssignmentRule: {
    FEATURE_NOT_SUPPORTED: (at) => {
      const id = rule(at)
      return acting({ edition: "free" }).api(
        "POST",
        `/crm/v8/settings/automation/assignment_rules/${id}/actions/clone?module=Leads`,
        {}
      )
    },
    "NO_PERMISSION permissions": (at) =>
      lacking(
        "Manage_AR",
        "POST",
        `settings/automation/assignment_rules/${rule(at)}/actions/clone?module=Leads`,
        {}
      )(at),
    "assignment_rules SUCCESS id": cloned({ assignment_rules: [{ name: "Copy" }] }),
    "INVALID_MODULE param_name": cloned({}, "Nope"),
    "NOT_SUPPORTED param_name": cloned({}, "Quoted_Items"),
    "INVALID_DATA resource_path_index": cloned({}, "Leads", "1"),
    "INVALID_DATA api_name,json_path,maximum_length": cloned({ assignment_rules: [{}, {}] }),
    "assignment_rules DUPLICATE_DATA api_name,json_path": cloned({ assignment_rules: [{ name: "Partner leads" }] }),
    "assignment_rules MANDATORY_NOT_FOUND api_name,json_path": cloned({ assignment_rules: [{}] }),
    "assignment_rules INVALID_DATA api_name,json_path,maximum_length": cloned({
      assignment_rules: [{ name: "x".repeat(101) }]
    })
  },
  getAssignmentRulesCount: { "count{}": get("settings/automation/assignment_rules/actions/count") },
  getAssignmentRuleAssociations: {
    associations: (at) =>
      at.api("GET", `/crm/v8/settings/automation/assignment_rules/${rule(at)}/actions/associations?module=Leads`)
  },
  upsertRecords: {
    ...writes("/upsert"),
    "data SUCCESS Created_By,Created_Time,Modified_By,Modified_Time,id": (at) => {
      lead(at, { Email: "u@example.com" })
      return insert([{ Last_Name: "x", Email: "u@example.com" }, two], {}, "Leads", "/upsert")(at)
    },
    "data ALREADY_MODIFIED Created_By,Created_Time,Modified_By,Modified_Time,id": (at) =>
      at.send("POST", "/crm/v8/Leads/upsert", {
        headers: { "if-unmodified-since": "2020-01-01T00:00:00+00:00" },
        body: JSON.stringify({ data: [{ id: lead(at) }] })
      }),
    "data MANDATORY_NOT_FOUND api_name,json_path": insert([{}], {}, "Leads", "/upsert")
  },
  createRecords: {
    ...writes(""),
    "data SUCCESS $approval_state,Created_By,Created_Time,Modified_By,Modified_Time,id": insert([two])
  },
  deleteRecords: {
    AUTHORIZATION_FAILED: unprivileged("Delete", "DELETE", "Leads?ids=1"),
    "NO_PERMISSION permissions": lacking("View", "DELETE", "Leads?ids=1"),
    "data RECORD_LOCKED action,id": (at) => at.api("DELETE", `/crm/v8/Leads?ids=${locked(at)}`),
    "data SUCCESS id": (at) => at.api("DELETE", `/crm/v8/Leads?ids=${lead(at)}`),
    "207 data INVALID_DATA id": (at) => at.api("DELETE", `/crm/v8/Leads?ids=${lead(at)},1`),
    "data INVALID_DATA id": (at) => at.api("DELETE", "/crm/v8/Leads?ids=1"),
    "INVALID_MODULE resource_path_index": (at) => at.api("DELETE", "/crm/v8/Nope?ids=1"),
    "REQUIRED_PARAM_MISSING param_name": (at) => at.api("DELETE", "/crm/v8/Leads"),
    INVALID_REQUEST_METHOD: (at) => at.api("DELETE", "/crm/v8/Leads/search"),
    INVALID_URL_PATTERN: (at) => at.api("DELETE", "/crm/v8/Leads/x/y/z/nothing")
  },
  getDeletedRecords: {
    "NO_PERMISSION permissions": lacking("View", "GET", "Leads/deleted"),
    data: (at) => {
      at.api("DELETE", `/crm/v8/Leads?ids=${lead(at)}`)
      return get("Leads/deleted")(at)
    },
    "data INVALID_MODULE resource_path_index": get("Nope/deleted"),
    "data PATTERN_NOT_MATCHED param_name": get("Leads/deleted?type=x"),
    OAUTH_SCOPE_MISMATCH: unauthorised("GET", "Leads/deleted")
  },
  getRecordCount: {
    "count{}": get("Leads/actions/count"),
    INVALID_REQUEST: get("Leads/actions/count?converted=perhaps"),
    "EXPECTED_PARAM_MISSING param_names": get("Leads/search"),
    "INVALID_QUERY api_name,operator,reason": count("(Email:greater_than:x)"),
    "INVALID_QUERY api_name,expected_data_type,reason,value": count("(No_of_Employees:equals:x)"),
    "INVALID_QUERY api_name,reason,value": count("(Phone:equals:ABC123)"),
    "INVALID_DATA api_name,reason,value": count("(Created_Time:equals:invalid-date)"),
    "INVALID_QUERY api_name,operator": count("(Annual_Revenue:starts_with:x)"),
    "INVALID_DATA api_name,operator,reason": count("(Lead_Status:between:a,b)"),
    "INVALID_QUERY api_name,reason": count("(City:equals:**)"),
    OAUTH_SCOPE_MISMATCH: unauthorised("GET", "Leads/actions/count"),
    "INVALID_DATA param_name": query({ word: "a" }),
    "INVALID_QUERY api_name": count(`(City:in:${Array.from({ length: 101 }, (_, i) => i).join(",")})`),
    "LIMIT_REACHED limit": query({ word: "ada", page: "11" }, "Leads/search"),
    "AMBIGUITY_DURING_PROCESSING ambiguity_due_to": query({ cvid: "1", criteria: "(City:equals:x)" }),
    "NOT_SUPPORTED module": get("Activities/actions/count")
  },
  bulkSearchRecords: {
    NO_PERMISSION: lacking("View", "POST", "Leads/bulk/search?criteria=(City:equals:x)"),
    "EXPECTED_PARAM_MISSING param_names": post("Leads/bulk/search", () => ({})),
    "INVALID_MODULE resource_path_index": post("Nope/bulk/search", () => ({})),
    OAUTH_SCOPE_MISMATCH: unauthorised("POST", "Leads/bulk/search"),
    INVALID_URL_PATTERN: post("Leads/x/y/z/nothing", () => ({}))
  }
}

/** Where the server fails in the examples. */
const pathsOf: { readonly [op: string]: readonly [method: string, path: string] } = {
  upsertRecords: ["POST", "/crm/v8/Leads/upsert"],
  createRecords: ["POST", "/crm/v8/Leads"],
  deleteRecords: ["DELETE", "/crm/v8/Leads?ids=1"],
  getRecordCount: ["GET", "/crm/v8/Leads/actions/count"],
  bulkSearchRecords: ["POST", "/crm/v8/Leads/bulk/search?word=ada"]
}

/** Answers that cannot be had here, with the reason. */
const absent: { readonly [shape: string]: string } = {
  "changeOwnerBulk 202 data CANNOT_PROCESS id,index": "the same answer has 207 here",
  "upsertRecords data DEPENDENT_SERVICE_ERROR dependency_error": "other services",
  "upsertRecords data MANDATORY_NOT_FOUND api_name,json_path,layout_rule": "layout rules",
  "upsertRecords data MANDATORY_NOT_FOUND api_name,id,json_path": "layout rules",
  "upsertRecords data INVALID_REQUEST_METHOD resource_path_index": "no module answers so",
  "createRecords data MANDATORY_NOT_FOUND api_name,json_path,layout_rule": "layout rules",
  "createRecords data INVALID_REQUEST_METHOD resource_path_index": "no module answers so",
  "deleteRecords data NOT_APPROVED": "approvals",
  "changeOwnerBulk API_NOT_SUPPORTED supported_version": "older API versions",
  "changeOwnerBulk NOT_ALLOWED api_name,json_path": "no service provider users",
  "mergeRecords merge NOT_ALLOWED api_name,data,json_path": "product configurators"
}

Examples.suite("actions and records", areas, (examples) => {
  examples.forEach((example, index) => {
    if (example.request !== null) return
    const name = shape(example.response)
    it(`${index + 1} ${example.title}: ${name}`, (context) => {
      const why = absent[`${example.op} ${example.status} ${name}`] ?? absent[`${example.op} ${name}`]
      if (why !== undefined) return void context.annotate(why)
      if (example.status !== null && example.status >= 429) {
        const answer = troubled(example.status, ...(pathsOf[example.op] ?? ["GET", "Leads"]))
        assert.deepStrictEqual([answer.status, shape(answer.json)], [example.status, name])
        return
      }
      const known = asks[example.op]
      const ask = known?.[`${example.status} ${name}`] ?? known?.[name]
      assert.isDefined(ask, `no request is known for ${example.op} ${JSON.stringify(name)}`)
      const answer = ask(acting())
      assert.strictEqual(shape(answer.json), name, JSON.stringify(answer.json))
      assert.strictEqual(answer.status, example.status)
    })
  })

  // A field that the org does not have is refused as that; every other criteria is understood.
  examples
    .filter((example) => ["getRecordCount", "bulkSearchRecords"].includes(example.op) && example.request !== null)
    .forEach((example, index) => {
      const criteria = decodeURIComponent(example.request.query.criteria)
      it(`criteria ${index + 1} ${criteria}`, () => {
        const at = acting()
        const names = [...criteria.matchAll(/\(([A-Za-z_]+):/g)].map((match) => match[1] ?? "")
        const module = at.core.metadata
          .modules()
          .find((one) => one.apiSupported && names.every((name) => one.byName.has(name)))
        const path =
          example.op === "getRecordCount"
            ? `${module?.apiName ?? "Leads"}/actions/count`
            : `${module?.apiName ?? "Leads"}/bulk/search`
        const url = `/crm/v8/${path}?${new URLSearchParams({ criteria }).toString()}`
        const answer = at.send(example.op === "getRecordCount" ? "GET" : "POST", url)
        if (module === undefined)
          assert.deepStrictEqual([answer.status, answer.json.code], [400, "INVALID_QUERY"], JSON.stringify(names))
        else assert.oneOf(answer.status, [200, 204], JSON.stringify(answer.json))
      })
    })

  it("records as the examples send them are taken, once what they point to is there", () => {
    const rows = examples.filter((example) => example.op === "createRecords" && example.request !== null)
    assert.strictEqual(rows.length, 6)
    const at = acting({ switches: { unknownPickListValues: "accept" } })
    const pointed = (module: string): string =>
      module === "Contacts"
        ? at.add("Contacts", { Last_Name: "Kingsley" })
        : at.add("Accounts", { Account_Name: "Bentley" })
    for (const { request, title } of rows) {
      const module = / request: (\w+)$/.exec(title)?.[1] ?? ""
      // The custom module of the example is one of that org's own.
      if (at.core.metadata.module(module) === undefined) continue
      const data = request.data.map((row: any) => ({
        ...row,
        ...(row.Owner === undefined ? {} : { Owner: { id: at.users.other } }),
        ...(row.Who_Id === undefined ? {} : { Who_Id: { id: pointed("Contacts") } }),
        ...(row.Contact_Name === undefined ? {} : { Contact_Name: { id: pointed("Contacts") } }),
        ...(row.Account_Name === undefined ? {} : { Account_Name: { id: pointed("Accounts") } })
      }))
      const answer = at.api("POST", `/crm/v8/${module}`, { data })
      assert.strictEqual(answer.status, 201, `${module} ${JSON.stringify(answer.json)}`)
    }
  })
})
