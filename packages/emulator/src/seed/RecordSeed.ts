/** The records of a seed: leads in any number, and a few accounts, contacts and deals tied to each other. */
import type { Database, Value } from "../Database.ts"
import { quote } from "../Database.ts"
import type { Metadata } from "../Metadata.ts"
import * as People from "./People.ts"

/** The seed's own present: records are made in the year before it. */
export const seedTime = Date.parse("2026-01-05T03:30:00Z") / 1000

/** A function that inserts rows of one module, every system column filled. */
const inserter = (db: Database, metadata: Metadata, apiName: string, columns: ReadonlyArray<string>) => {
  const layout = metadata.module(apiName)?.layouts[0]?.id ?? null
  const all = [
    "id",
    "$layout",
    "Owner",
    "Created_By",
    "Modified_By",
    "Created_Time",
    "Modified_Time",
    "Locked__s",
    "Record_Status__s",
    ...columns
  ]
  const sql = `INSERT INTO ${metadata.module(apiName)?.table ?? ""}(${all.map(quote).join(",")}) VALUES(${all.map(() => "?").join(",")})`
  return (id: string, owner: string, at: number, values: ReadonlyArray<Value>): void => {
    db.run(sql, id, layout, owner, owner, owner, at, at, 0, "Available", ...values)
  }
}

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
  "Converted__s"
]

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
    0
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
      0
    ])
  }
  return known
}

/** A few accounts, contacts and deals, tied to each other. */
export const seedRest = (db: Database, metadata: Metadata, next: () => number, owner: string): void => {
  const account = inserter(db, metadata, "Accounts", [
    "Account_Name",
    "Phone",
    "Website",
    "Industry",
    "Employees",
    "Annual_Revenue"
  ])
  const contact = inserter(db, metadata, "Contacts", [
    "First_Name",
    "Last_Name",
    "Full_Name",
    "Email",
    "Phone",
    "Mobile",
    "Account_Name"
  ])
  const deal = inserter(db, metadata, "Deals", [
    "Deal_Name",
    "Amount",
    "Closing_Date",
    "Stage",
    "Pipeline",
    "Account_Name",
    "Contact_Name",
    "Probability"
  ])
  for (let i = 0; i < 5; i++) {
    const at = seedTime - Math.floor(next() * 300 * 86400)
    const [accountId, contactId, dealId] = [db.nextId(), db.nextId(), db.nextId()]
    const [first, last] = [People.firstNames[i] ?? "Ada", People.lastNames[i] ?? "Marlow"]
    const company = `${People.companyWords[i] ?? "North"} Ltd`
    account(accountId, owner, at, [company, `+1 555 020${i}`, null, "Technology", 100 * (i + 1), 100000 * (i + 1)])
    contact(contactId, owner, at, [
      first,
      last,
      `${first} ${last}`,
      `${first}.${last}@example.com`.toLowerCase(),
      `+1 555 030${i}`,
      null,
      accountId
    ])
    deal(dealId, owner, at, [
      `${company} renewal`,
      12000 * (i + 1),
      `2026-0${i + 3}-15`,
      "Qualification",
      "Standard (Standard)",
      accountId,
      contactId,
      10
    ])
  }
}
