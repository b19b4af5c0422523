/** Which fields of a lead become which fields of the records that it is converted into. */
import type { Core } from "../Core.ts"
import type { Field, Module } from "../Metadata.ts"
import { valueType } from "../Metadata.ts"

export type Target = "Contacts" | "Accounts" | "Deals"

export const targets: ReadonlyArray<Target> = ["Accounts", "Contacts", "Deals"]

const address = (prefix: string, zip: string): { readonly [lead: string]: string } => ({
  Street: `${prefix}_Street`,
  City: `${prefix}_City`,
  State: `${prefix}_State`,
  Zip_Code: `${prefix}_${zip}`,
  Country: `${prefix}_Country`
})

/** The mapping that every new org has. */
const standard: { readonly [target in Target]: { readonly [lead: string]: string } } = {
  Contacts: {
    Salutation: "Salutation",
    First_Name: "First_Name",
    Last_Name: "Last_Name",
    Email: "Email",
    Secondary_Email: "Secondary_Email",
    Phone: "Phone",
    Mobile: "Mobile",
    Fax: "Fax",
    Designation: "Title",
    Lead_Source: "Lead_Source",
    Skype_ID: "Skype_ID",
    Twitter: "Twitter",
    Email_Opt_Out: "Email_Opt_Out",
    Description: "Description",
    Currency: "Currency",
    Exchange_Rate: "Exchange_Rate",
    Data_Processing_Basis: "Data_Processing_Basis",
    ...address("Mailing", "Zip")
  },
  Accounts: {
    Company: "Account_Name",
    Phone: "Phone",
    Fax: "Fax",
    Website: "Website",
    Industry: "Industry",
    No_of_Employees: "Employees",
    Annual_Revenue: "Annual_Revenue",
    Rating: "Rating",
    Currency: "Currency",
    Exchange_Rate: "Exchange_Rate",
    ...address("Billing", "Code")
  },
  Deals: { Lead_Source: "Lead_Source", Currency: "Currency", Exchange_Rate: "Exchange_Rate" }
}

export interface Pair {
  readonly from: Field
  readonly to: Field
}

/** Pairs of a target: the standard ones, and the org's own fields that both modules have under one name and type. */
export const pairs = (lead: Module, target: Module): ReadonlyArray<Pair> => {
  const name = targets.find((one) => one === target.apiName)
  const mapping = name === undefined ? {} : standard[name]
  return lead.fields.flatMap((from) => {
    const mapped = mapping[from.apiName]
    const to = target.byName.get(mapped ?? from.apiName)
    if (to === undefined || to.readOnly || to.computed || to.child !== undefined) return []
    if (mapped !== undefined) return [{ from, to }]
    return from.custom && to.custom && valueType(from) === valueType(to) ? [{ from, to }] : []
  })
}

/** `convert_mapping` of a lead's field, as the fields' metadata show it. */
export const shown = (core: Core, module: Module, field: Field): { readonly [target in Target]: object | null } => {
  const of = (target: Target): object | null => {
    if (module.apiName !== "Leads") return null
    const other = core.metadata.module(target)
    const to = other === undefined ? undefined : pairs(module, other).find((pair) => pair.from.id === field.id)?.to
    return to === undefined ? null : { name: to.apiName, id: to.id }
  }
  return { Contacts: of("Contacts"), Deals: of("Deals"), Accounts: of("Accounts") }
}
