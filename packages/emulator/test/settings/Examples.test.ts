/** The shapes of the official example exchanges of settings; the examples themselves are not part of this repository. */
import { type Acting, troubled } from "../actions/Support.ts"
import * as Examples from "../support/Examples.ts"

const settings = "/crm/v8/settings"
const ask =
  (method: string, path: string, body?: unknown): Examples.Ask =>
  (at) =>
    at.api(method, `${settings}/${path}`, body)
const unauthenticated =
  (path: string): Examples.Ask =>
  (at) =>
    at.send("GET", `${settings}/${path}`, { headers: { authorization: "" } })
/** A call with a token that may read records only. */
const unauthorised =
  (path: string): Examples.Ask =>
  (at) => {
    at.core.db.run("UPDATE access_token SET scopes='ZohoCRM.modules.READ'")
    return at.send("GET", `${settings}/${path}`)
  }

const views = "custom_views?module=Leads"
const madeView = (at: Acting): string =>
  at.api("POST", `${settings}/${views}`, { custom_views: [{ name: "Made" }] }).json.custom_views[0].details.id

const profilesOf = (at: Acting): any => at.api("GET", `${settings}/profiles`).json.profiles
const patch =
  (profile: object): Examples.Ask =>
  (at) => {
    const path = `${settings}/profiles/${profilesOf(at)[1].id}/actions/clone`
    const { id } = at.api("POST", path, { profiles: [{ name: "Cloned" }] }).json.profiles[0].details
    return at.api("PATCH", `${settings}/profiles/${id}`, { profiles: [profile] })
  }

const madeField = (at: Acting): string =>
  at.api("POST", `${settings}/fields?module=Leads`, { fields: [{ field_label: "Made", data_type: "text" }] }).json
    .fields[0].details.id
const disable = (at: Acting, permission: string): void => {
  at.core.db.run("UPDATE profile SET json=json_patch(json, ?)", JSON.stringify({ $disabled: [permission] }))
}

/** What makes the emulator give each answer, by operation, status, root, code and the keys of its details. */
const provoking: Examples.Provoking = {
  getCustomViewById: {
    "200 custom_views": (at) => at.api("GET", `${settings}/custom_views/${madeView(at)}?module=Leads`),
    "400 INVALID_MODULE": ask("GET", "custom_views/1?module=Nope"),
    "401 AUTHENTICATION_FAILURE": unauthenticated("custom_views/1?module=Leads"),
    "401 OAUTH_SCOPE_MISMATCH": unauthorised("custom_views/1?module=Leads")
  },
  deleteCustomView: {
    "200 custom_views SUCCESS id": (at) => at.api("DELETE", `${settings}/${views}&ids=${madeView(at)}`)
  },
  updateCustomViewsBulk: {
    "200 custom_views SUCCESS id": (at) =>
      at.api("PUT", `${settings}/${views}`, { custom_views: [{ id: madeView(at), name: "test1" }] })
  },
  patchProfile: {
    "200 profiles SUCCESS id": patch({ name: "Renamed" }),
    "400 profiles DUPLICATE_DATA api_name,json_path": patch({ name: "Standard" }),
    "400 profiles INVALID_DATA api_name,json_path": patch({ name: "a#b" }),
    "400 profiles INVALID_DATA api_name,expected_data_type,json_path": patch({ permissions_details: {} }),
    "400 profiles NOT_ALLOWED api_name,json_path": patch({ permissions_details: [{ id: "1", enabled: true }] }),
    "400 NOT_ALLOWED resource_path_index": (at) =>
      at.api("PATCH", `${settings}/profiles/${profilesOf(at)[0].id}`, { profiles: [{ name: "x" }] }),
    "400 INVALID_DATA resource_path_index": ask("PATCH", "profiles/1", { profiles: [{}] }),
    "403 NO_PERMISSION permissions": (at) => {
      disable(at, "Crm_Implied_Manage_Profiles")
      return ask("PATCH", "profiles/1", { profiles: [{}] })(at)
    }
  },
  deleteCustomField: {
    "200 fields SUCCESS id": (at) => at.api("DELETE", `${settings}/fields/${madeField(at)}?module=Leads`),
    "400 INVALID_MODULE": ask("DELETE", "fields/1?module=Nope"),
    "400 NOT_ALLOWED resource_path_index": (at) => {
      const id = madeField(at)
      ask("POST", views, { custom_views: [{ name: "V", fields: [{ api_name: "Made" }] }] })(at)
      return at.api("DELETE", `${settings}/fields/${id}?module=Leads`)
    },
    "401 AUTHENTICATION_FAILURE": unauthenticated("fields/1?module=Leads"),
    "403 NO_PERMISSION permissions": (at) => {
      disable(at, "Crm_Implied_Customize_Zoho_CRM")
      return ask("DELETE", "fields/1?module=Leads")(at)
    },
    "404 INVALID_URL_PATTERN": ask("DELETE", "fields/1/2/3/4?module=Leads")
  },
  getRelatedLists: {
    "200 related_lists": ask("GET", "related_lists?module=Contacts"),
    "400 INVALID_MODULE param_name": ask("GET", "related_lists?module=Nope"),
    "400 NOT_SUPPORTED param_name": ask("GET", "related_lists?module=Quoted_Items"),
    "400 INVALID_DATA param_name,supported_values": ask("GET", "related_lists?module=Leads&status=x"),
    "400 REQUIRED_PARAM_MISSING param_name": ask("GET", "related_lists")
  },
  getFields: { "200 fields": ask("GET", "fields?module=Leads") },
  getScheduledJobs: {
    "200 scheduled_jobs": (at) => {
      const { id, pickList } = at.core.metadata.module("Leads")?.byName.get("Industry") ?? {}
      at.api("POST", `${settings}/fields/${id}/actions/replace_pick_list_values?module=Leads`, {
        replace_pick_list_values: [{ old_value: { display_value: "Gone" }, new_value: { id: pickList?.[1]?.id } }]
      })
      return at.api("GET", `${settings}/fields/${id}/actions/scheduled_jobs?module=Leads`)
    }
  },
  getPipelines: {
    "200 pipeline": (at) => {
      const layout = at.api("GET", `${settings}/layouts?module=Deals`).json.layouts[0].id
      return at.api("GET", `${settings}/pipeline?layout_id=${layout}`)
    }
  },
  createCustomView: { "400 REQUIRED_PARAM_MISSING param_name": ask("POST", views, { custom_views: [{}] }) }
}

const areas = ["custom_views", "profiles", "fields", "related_lists", "pipeline"]

Examples.provoked("settings", areas, provoking, {
  // Said of lists by multi-select lookups alone.
  unseen: new Set(["multiselectlookup"]),
  otherwise: ({ method, path, status }) =>
    status === 500 ? () => troubled(500, method, `/crm/v8${path.replace("{fieldId}", "1")}`) : undefined
})
