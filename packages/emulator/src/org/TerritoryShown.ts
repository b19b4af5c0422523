/** The territories of a record, as a field of the records of some modules. */
import type { Field, Module } from "../Metadata.ts"

const modules = ["Leads", "Contacts", "Accounts", "Deals"]

/** True for modules whose records can be in territories. */
export const isPlaced = ({ apiName }: Module): boolean => modules.includes(apiName)

/** True for the field that shows them: all of a record's, or the one of a deal. */
export const isShownBy = (field: Field): boolean => field.dataType === "territories" || field.dataType === "territory"

/** Its value as JSON, as a column of a SELECT that has the record's id at `id`. */
export const columnOf = (field: Field, id: string): string => {
  const from = `FROM record_territory r JOIN document d ON d.kind='territory' AND d.id=r.territory WHERE r.record=${id}`
  const ref = `json_object('name', d.json->>'name', 'id', d.id)`
  return field.dataType === "territory"
    ? `IFNULL((SELECT ${ref} ${from} LIMIT 1), 'null')`
    : `(SELECT json_group_array(json(o)) FROM (SELECT ${ref} AS o ${from} ORDER BY d.id))`
}
