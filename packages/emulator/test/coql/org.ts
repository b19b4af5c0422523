/** An org filled from fixed choices, and the same rows as plain values for the naive evaluator. */
import * as Database from "@effect-zoho/emulator/Database"
import type { Asker } from "./support.ts"
import type * as Evaluate from "./evaluate.ts"

export const names = [
  "ada",
  "Ada",
  "ADA",
  "bob",
  "Bo",
  "a_b",
  "é",
  "É",
  "O'Neill",
  "a%",
  "zz",
  "\u{1F600}x",
  "",
  "[",
  "A@",
  "azz"
] as const
export const instants = [
  "2024-03-01T00:00:00+05:30",
  "2024-02-29T18:30:00Z",
  "2024-06-01T12:00:00-11:00",
  "2025-01-01T00:00:00+00:00"
] as const
export const dates = ["2024-02-29", "2024-03-01", "1999-12-31"] as const
const options = ["Product", "Support", "Training"] as const
export const bigs = ["1", "9007199254740993", "9007199254740992", "-5", "999999999999999999"] as const

const kinds = {
  Accounts: {
    id: "id",
    Account_Name: "text",
    Parent_Account: "reference",
    Industry: "text",
    Employees: "number",
    Annual_Revenue: "number",
    Created_Time: "datetime",
    Owner: "reference"
  },
  Contacts: {
    id: "id",
    Last_Name: "text",
    First_Name: "text",
    Account_Name: "reference",
    Reporting_To: "reference",
    Date_of_Birth: "date",
    Email_Opt_Out: "boolean",
    Created_Time: "datetime",
    Owner: "reference"
  },
  Deals: {
    id: "id",
    Deal_Name: "text",
    Account_Name: "reference",
    Contact_Name: "reference",
    Amount: "number",
    Closing_Date: "date",
    Stage: "text",
    Probability: "number",
    Created_Time: "datetime"
  },
  Leads: {
    id: "id",
    Last_Name: "text",
    First_Name: "text",
    Email: "text",
    External_Key: "text",
    Lead_Source: "text",
    Description: "text",
    No_of_Employees: "number",
    Annual_Revenue: "number",
    Region_Score: "number",
    Email_Opt_Out: "boolean",
    Next_Call_Date: "date",
    Consent_Until: "datetime",
    Interests: "multiselect",
    Created_Time: "datetime",
    Big: "bigint",
    Owner: "reference"
  },
  Tasks: {
    id: "id",
    Subject: "text",
    Due_Date: "date",
    Priority: "text",
    What_Id: "reference",
    Who_Id: "reference",
    Created_Time: "datetime"
  }
} as const satisfies { readonly [module: string]: Evaluate.Table["kinds"] }

export type Module = keyof typeof kinds

/** What a query may name of each module: its own columns, and others over one lookup or two. */
export const paths: { readonly [module in Module]: readonly [string, ...ReadonlyArray<string>] } = {
  Accounts: [
    "id",
    "Account_Name",
    "Parent_Account",
    "Parent_Account.Account_Name",
    "Industry",
    "Employees",
    "Annual_Revenue",
    "Created_Time",
    "Owner",
    "Owner.last_name",
    "Owner.role.name"
  ],
  Contacts: [
    "id",
    "Last_Name",
    "First_Name",
    "Account_Name",
    "Account_Name.id",
    "Account_Name.Account_Name",
    "Account_Name.Employees",
    "Account_Name.Parent_Account",
    "Account_Name.Parent_Account.Industry",
    "Reporting_To",
    "Reporting_To.Email_Opt_Out",
    "Reporting_To.Account_Name.Account_Name",
    "Date_of_Birth",
    "Email_Opt_Out",
    "Created_Time",
    "Owner.profile.name"
  ],
  Deals: [
    "id",
    "Deal_Name",
    "Account_Name",
    "Account_Name.Parent_Account.Annual_Revenue",
    "Account_Name.Created_Time",
    "Contact_Name",
    "Contact_Name.Account_Name.Industry",
    "Contact_Name.Date_of_Birth",
    "Contact_Name.Owner.role",
    "Amount",
    "Closing_Date",
    "Stage",
    "Probability"
  ],
  Leads: [
    "id",
    "Last_Name",
    "First_Name",
    "Email",
    "Email",
    "External_Key",
    "External_Key",
    "Lead_Source",
    "Description",
    "No_of_Employees",
    "Annual_Revenue",
    "Region_Score",
    "Email_Opt_Out",
    "Next_Call_Date",
    "Consent_Until",
    "Interests",
    "Created_Time",
    "Big",
    "Owner",
    "Owner.email",
    "Owner.role"
  ],
  Tasks: [
    "id",
    "Subject",
    "Due_Date",
    "Priority",
    "What_Id",
    "What_Id->Leads.Last_Name",
    "What_Id->Leads.Big",
    "What_Id->Leads.Interests",
    "What_Id->Accounts.Employees",
    "What_Id->Accounts.Parent_Account.Account_Name",
    "Who_Id->Contacts.Email_Opt_Out",
    "Who_Id->Contacts.Account_Name.Created_Time"
  ]
}

/** Fills the modules of an emulator. */
export const fill = ({ core }: Asker): Evaluate.Tables => {
  // A large integer, which the standard modules have nowhere.
  core.metadata.addField(
    "Leads",
    {
      id: core.db.nextId(),
      apiName: "Big",
      label: "Big",
      dataType: "bigint",
      length: 18,
      decimalPlace: null,
      systemMandatory: false,
      required: false,
      unique: false,
      readOnly: false,
      custom: true,
      computed: false,
      pickList: [],
      lookup: null,
      shownType: "bigint"
    },
    Math.floor(core.clock.now() / 1000)
  )
  for (const module of Object.keys(kinds)) core.db.run(`DELETE FROM record_${module}`)

  /** Fills a module and gives the same rows back as plain values. */
  const rowsOf = (
    module: Module,
    count: number,
    references: { readonly [column: string]: ReadonlyArray<string> }
  ): ReadonlyArray<Evaluate.Row> => {
    let state = module.length * 7919
    const next = (below: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0
      return (state >>> 8) % below
    }
    const columns = Object.entries(kinds[module])
    return Array.from({ length: count }, () => {
      const row: { [column: string]: Evaluate.Cell } = {}
      const stored: Array<Database.Value> = []
      for (const [column, kind] of columns) {
        const set = (cell: Evaluate.Cell, value: Database.Value): void => {
          row[column] = cell
          stored.push(value)
        }
        if (kind === "id") {
          const id = core.db.nextId()
          set(id, id)
          continue
        }
        if (next(4) === 0 && column !== "Created_Time" && column !== "Owner") {
          // A truth value reads as false even where nothing was stored.
          set(kind === "boolean" ? false : kind === "multiselect" ? [] : null, null)
          continue
        }
        switch (kind) {
          case "text": {
            const text = names[next(names.length)] || "x"
            set(text, text)
            break
          }
          case "reference": {
            const ids = references[column] ?? []
            const id = ids[next(ids.length)] ?? null
            set(id, id)
            break
          }
          case "number": {
            const whole = column === "Employees" || column === "No_of_Employees" || column === "Probability"
            const value = whole ? next(5) : next(20) / 4 - 1
            set(value, value)
            break
          }
          case "bigint": {
            const text = bigs[next(bigs.length)] ?? "1"
            set(BigInt(text), text)
            break
          }
          case "date": {
            const date = dates[next(dates.length)] ?? "1999-12-31"
            set(date, date)
            break
          }
          case "datetime": {
            const at = Date.parse(instants[next(instants.length)] ?? "") / 1000 + next(2)
            set(at, at)
            break
          }
          case "boolean": {
            const value = next(2) === 1
            set(value, value ? 1 : 0)
            break
          }
          default: {
            const list = options.filter(() => next(2) === 1)
            set(list, JSON.stringify(list))
          }
        }
      }
      if (module === "Leads") {
        const converted = next(6) === 0
        row["$converted"] = converted
        stored.push(converted ? 1 : 0)
      }
      const all = [...columns.map(([column]) => column), ...(module === "Leads" ? ["$converted"] : [])]
      core.db.run(
        `INSERT INTO record_${module}(${all.map(Database.quote).join(",")}) VALUES(${all.map(() => "?").join(",")})`,
        ...stored
      )
      return row
    })
  }

  const ids = (rows: ReadonlyArray<Evaluate.Row>) => rows.map((row) => String(row["id"]))
  const people = core.db
    .all("SELECT json, role, profile FROM user ORDER BY id")
    .map((row): Evaluate.Row => ({ ...JSON.parse(String(row["json"])), role: row["role"], profile: row["profile"] }))
  const named = (table: string) =>
    core.db.all(`SELECT json FROM ${table}`).map((row): Evaluate.Row => JSON.parse(String(row["json"])))
  const Owner = ids(people)

  const grandparents = rowsOf("Accounts", 5, { Owner })
  const accounts = [...grandparents, ...rowsOf("Accounts", 10, { Parent_Account: ids(grandparents), Owner })]
  // One id points to a record that is not there any more.
  const account = [...ids(accounts), "1"]
  const managers = rowsOf("Contacts", 20, { Account_Name: account, Owner })
  const contacts = [
    ...managers,
    ...rowsOf("Contacts", 40, { Account_Name: account, Reporting_To: [...ids(managers), "1"], Owner })
  ]
  const leads = rowsOf("Leads", 120, { Owner })
  const deals = rowsOf("Deals", 40, { Account_Name: account, Contact_Name: [...ids(contacts), "1"] })
  const tasks = rowsOf("Tasks", 60, {
    What_Id: [...account, ...ids(leads).slice(0, 20), ...ids(deals).slice(0, 5)],
    Who_Id: [...ids(contacts).slice(0, 20), ...ids(leads).slice(0, 10)]
  })
  const lookups = { Account_Name: "Accounts", Contact_Name: "Contacts", Owner: "User" }
  return {
    Accounts: { rows: accounts, kinds: kinds.Accounts, lookups: { Parent_Account: "Accounts", Owner: "User" } },
    Contacts: { rows: contacts, kinds: kinds.Contacts, lookups: { ...lookups, Reporting_To: "Contacts" } },
    Deals: { rows: deals, kinds: kinds.Deals, lookups },
    Leads: { rows: leads, kinds: kinds.Leads, lookups },
    Tasks: { rows: tasks, kinds: kinds.Tasks, lookups: {} },
    User: {
      rows: people,
      kinds: { id: "id", last_name: "text", email: "text", role: "reference", profile: "reference" },
      lookups: { role: "Role", profile: "Profile" }
    },
    Role: { rows: named("role"), kinds: { id: "id", name: "text" }, lookups: {} },
    Profile: { rows: named("profile"), kinds: { id: "id", name: "text" }, lookups: {} }
  }
}
