/** Which contacts and accounts a lead matches already, so that converting it makes no duplicates. */
import type { Core } from "../Core.ts"
import { quote } from "../Database.ts"
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import type { Field, Module } from "../Metadata.ts"
import * as Read from "../records/Read.ts"
import type { Call } from "../Router.ts"
import { isUnique } from "../settings/Fields.ts"
import * as Convert from "./Convert.ts"

/** Fields of a target that are compared with a field of the lead. */
const compared = {
  Contacts: [
    ["Email", "Email"],
    ["Full_Name", "Full_Name"]
  ],
  Accounts: [["Account_Name", "Company"]]
} as const

const shownFields = {
  Contacts: [
    "Full_Name",
    "Email",
    "Layout",
    "Locked__s",
    "Account_Name",
    "$editable",
    "$approval_state",
    "Data_Processing_Basis"
  ],
  Accounts: ["Phone", "Account_Type", "Locked__s", "Website", "Account_Name", "$editable", "$approval_state"]
} as const

interface Match {
  readonly records: ReadonlyArray<unknown>
  readonly fields: ReadonlyArray<object>
}

const fieldItem = (core: Core, module: Module, field: Field): object => ({
  api_name: field.apiName,
  field_label: field.label,
  unique: isUnique(core, module, field) ? { casesensitive: "false" } : null,
  id: field.id
})

const match = (core: Core, target: "Contacts" | "Accounts", lead: Module, id: string): Match | null => {
  const module = core.metadata.module(target)
  if (module === undefined) return null
  const ids = new Set<string>()
  const fields: Array<object> = []
  for (const [name, own] of compared[target]) {
    const field = module.byName.get(name)
    const value = core.db.get(`SELECT ${quote(own)} AS value FROM ${lead.rows} AS t WHERE id=?`, id)?.["value"]
    if (field === undefined || typeof value !== "string" || value === "") continue
    const found = core.db.all(
      `SELECT id FROM ${module.rows} AS t WHERE ${quote(name)}=? COLLATE NOCASE ORDER BY id LIMIT 20`,
      value
    )
    for (const row of found) ids.add(String(row["id"]))
    if (found.length > 0) fields.push({ field: fieldItem(core, module, field), matched_lead_value: value })
  }
  if (ids.size === 0) return null
  const view = Read.shape(core, module, shownFields[target])
  const rows = core.db.arrays(
    `SELECT ${view.columns} FROM ${module.rows} AS ${module.table} WHERE id IN (${[...ids].map(() => "?").join(",")}) ORDER BY id`,
    ...ids
  )
  return { records: rows.map((row) => Json.parse(view.write(row))), fields }
}

export const get = (call: Call): Http.Reply => {
  const { core } = call
  const lead = Convert.leadOf(call, "the given id seems to be invalid")
  if ("status" in lead) return lead
  const contacts = match(core, "Contacts", lead.module, lead.id)
  const accounts = match(core, "Accounts", lead.module, lead.id)
  const preferred = accounts !== null ? "Accounts" : contacts !== null ? "Contacts" : undefined
  const brief = (name: string): object | null => {
    const module = core.metadata.module(name)
    return module === undefined ? null : { api_name: module.apiName, id: module.id }
  }
  const several = ["Contacts", "Accounts", "Deals"].filter(
    (name) => (core.metadata.module(name)?.layouts.length ?? 0) > 1
  )
  return Http.json(200, {
    __conversion_options: {
      module_preference: preferred === undefined ? null : brief(preferred),
      Contacts: contacts?.records ?? null,
      preference_field_matched_value:
        preferred === undefined ? null : { Contacts: contacts?.fields ?? null, Accounts: accounts?.fields ?? null },
      Accounts: accounts?.records ?? null,
      modules_with_multiple_layouts: several.length === 0 ? null : several.map(brief)
    }
  })
}
