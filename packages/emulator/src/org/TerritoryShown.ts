/** The territories of a record, as a key of the records of some modules. */
import type { Module } from "../Metadata.ts"

const keys: { readonly [module: string]: string } = {
  Leads: "Territories",
  Contacts: "Territories",
  Accounts: "Territories",
  Deals: "Territory"
}

/** What they are called; undefined for a module that knows none. */
export const keyOf = ({ apiName }: Module): string | undefined =>
  Object.hasOwn(keys, apiName) ? keys[apiName] : undefined

/** They as JSON, as a column of a SELECT from the module's table. */
export const columnOf = ({ apiName, table }: Module): string => {
  const from = `FROM record_territory r JOIN document d ON d.kind='territory' AND d.id=r.territory WHERE r.record=${table}.id`
  const ref = `json_object('name', d.json->>'name', 'id', d.id)`
  return apiName === "Deals"
    ? `IFNULL((SELECT ${ref} ${from} LIMIT 1), 'null')`
    : `(SELECT json_group_array(json(o)) FROM (SELECT ${ref} AS o ${from} ORDER BY d.id))`
}
