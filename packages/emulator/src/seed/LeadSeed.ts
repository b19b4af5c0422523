/** The leads of a seed, in any number. */
import { type Database, quote } from "../Database.ts"
import type { Metadata } from "../Metadata.ts"
import { inserter, seedTime } from "./Insert.ts"
import * as People from "./People.ts"

const leadColumns = [
  "First_Name",
  "Last_Name",
  "Full_Name",
  "Company",
  "Designation",
  "Email",
  "Phone",
  "Mobile",
  "Website",
  "Lead_Source",
  "Lead_Status",
  "Industry",
  "No_of_Employees",
  "Annual_Revenue",
  "Rating",
  "City",
  "State",
  "Zip_Code",
  "Country",
  "Email_Opt_Out",
  "External_Key",
  "Description",
  "Converted__s",
  "Currency",
  "Exchange_Rate"
]

/** Leads from which on it is cheaper to make the indexes at the end than to keep them up row by row. */
const many = 2000

/** Inserts leads; the first one is the known lead. Returns its id. */
export const seedLeads = (
  db: Database,
  metadata: Metadata,
  count: number,
  next: () => number,
  owners: ReadonlyArray<string>
): string => {
  const insert = inserter(db, metadata, "Leads", leadColumns)
  const total = Math.max(1, count)
  const indexes =
    total < many
      ? []
      : db.all("SELECT name, sql FROM sqlite_schema WHERE type='index' AND tbl_name='record_Leads' AND sql IS NOT NULL")
  for (const { name } of indexes) db.exec(`DROP INDEX ${quote(String(name))}`)
  const ids = db.nextIds(total)
  const from = <A>(list: ReadonlyArray<A>): A | undefined => list[Math.floor(next() * list.length)]
  const values = (name: string) =>
    metadata
      .module("Leads")
      ?.byName.get(name)
      ?.pickList.slice(1)
      .map((value) => value.value) ?? []
  const [sources, statuses, industries] = [values("Lead_Source"), values("Lead_Status"), values("Industry")]
  const known = ids()
  const owner = owners[0] ?? ""
  insert(known, owner, seedTime - 200 * 86400, [
    "Ada",
    "Marlow",
    "Ada Marlow",
    "Brightwater Ltd",
    "Head of Procurement",
    "ada.marlow@example.com",
    "+1 555 0100",
    "+1 555 0101",
    "https://brightwater.example.com",
    "Trade Show",
    "Contacted",
    "Technology",
    250,
    500000,
    "Hot",
    "Newark",
    "New Jersey",
    "07102",
    "USA",
    0,
    "KEY-1",
    "Interested in enterprise licensing",
    0,
    "USD",
    1
  ])
  for (let i = 2; i <= total; i++) {
    const first = from(People.firstNames) ?? "Ada"
    const last = from(People.lastNames) ?? "Marlow"
    const company = `${from(People.companyWords) ?? "North"} ${from(People.companyKinds) ?? "Ltd"}`
    const place = from(People.places) ?? { city: "Newark", state: "New Jersey", zip: "07102", country: "USA" }
    const number = () => `+1 555 ${String(Math.floor(next() * 10000000)).padStart(7, "0")}`
    insert(ids(), from(owners) ?? owner, seedTime - Math.floor(next() * 365 * 86400), [
      first,
      last,
      `${first} ${last}`,
      company,
      from(People.titles) ?? "Buyer",
      `${first}.${last}.${i}@example.com`.toLowerCase(),
      number(),
      next() < 0.8 ? number() : null,
      null,
      from(sources) ?? null,
      from(statuses) ?? null,
      from(industries) ?? null,
      1 + Math.floor(next() * 5000),
      Math.round(next() * 10000000) / 10,
      null,
      place.city,
      place.state,
      place.zip,
      place.country,
      next() < 0.1 ? 1 : 0,
      `KEY-${i}`,
      null,
      0,
      "USD",
      1
    ])
  }
  for (const { sql } of indexes) db.exec(String(sql))
  return known
}
