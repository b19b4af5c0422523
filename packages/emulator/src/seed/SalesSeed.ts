/** A few accounts, contacts, deals, campaigns and activities, tied to each other. */
import { type Add, seedTime } from "./Insert.ts"
import { stages } from "./modules/Sales.ts"
import * as People from "./People.ts"

const day = 86_400
const dateOf = (at: number): string => new Date(at * 1000).toISOString().slice(0, 10)

/** Ids that other seeded records refer to. */
export interface Sales {
  readonly accounts: ReadonlyArray<string>
  readonly contacts: ReadonlyArray<string>
  readonly deals: ReadonlyArray<string>
}

const count = 5

export const seedSales = (add: Add, next: () => number, owner: string, leadId: string): Sales => {
  const [accounts, contacts, deals]: [Array<string>, Array<string>, Array<string>] = [[], [], []]
  for (let i = 0; i < count; i++) {
    const at = seedTime - Math.floor(next() * 300 * day)
    const made = { owner, at }
    const [first, last] = [People.firstNames[i] ?? "Ada", People.lastNames[i] ?? "Marlow"]
    const company = `${People.companyWords[i] ?? "North"} Ltd`
    const place = People.places[i] ?? { city: "Newark", state: "New Jersey", zip: "07102", country: "USA" }
    const account = add("Accounts", made, {
      Account_Name: company,
      Phone: `+1 555 020${i}`,
      Industry: "Technology",
      Employees: 100 * (i + 1),
      Annual_Revenue: 100_000 * (i + 1),
      Billing_City: place.city,
      Billing_State: place.state,
      Billing_Code: place.zip,
      Billing_Country: place.country,
      Parent_Account: i === 4 ? (accounts[0] ?? null) : null
    })
    const contact = add("Contacts", made, {
      First_Name: first,
      Last_Name: last,
      Full_Name: `${first} ${last}`,
      Email: `${first}.${last}@example.com`.toLowerCase(),
      Phone: `+1 555 030${i}`,
      Title: People.titles[i] ?? "Buyer",
      Account_Name: account
    })
    const deal = add("Deals", made, {
      Deal_Name: `${company} renewal`,
      Amount: 12_000 * (i + 1),
      Closing_Date: `2026-0${i + 3}-15`,
      Stage: "Qualification",
      Pipeline: "Standard (Standard)",
      Account_Name: account,
      Contact_Name: contact,
      Probability: stages[0].probability,
      Expected_Revenue: 1200 * (i + 1)
    })
    accounts.push(account)
    contacts.push(contact)
    deals.push(deal)
  }
  const made = { owner, at: seedTime - 30 * day }
  const plan = add("Campaigns", made, {
    Campaign_Name: "Spring product launch",
    Type: "Webinar",
    Status: "Active",
    Start_Date: dateOf(seedTime - 20 * day),
    End_Date: dateOf(seedTime + 40 * day),
    Expected_Revenue: 150_000,
    Budgeted_Cost: 20_000,
    Expected_Response: "25",
    Num_sent: "5000"
  })
  add("Campaigns", made, {
    Campaign_Name: "Customer newsletter",
    Type: "Email",
    Status: "Planning",
    Parent_Campaign: plan
  })
  add("Decision_Makers_X_Deals", made, { Deal: deals[0] ?? null, Decision_Makers: contacts[1] ?? null })
  add("Sales_Team_X_Users", made, { Deal: deals[0] ?? null, Sales_Team: owner })
  const about = { What_Id: deals[0] ?? null, Who_Id: contacts[0] ?? null }
  add("Tasks", made, {
    Subject: "Send the revised offer",
    Due_Date: dateOf(seedTime + 3 * day),
    Status: "Not Started",
    Priority: "High",
    ...about
  })
  add("Tasks", made, {
    Subject: "Call back about licences",
    Status: "Completed",
    Priority: "Normal",
    Closed_Time: seedTime - 10 * day,
    What_Id: leadId
  })
  add("Events", made, {
    Event_Title: "Contract review",
    Start_DateTime: seedTime + 2 * day,
    End_DateTime: seedTime + 2 * day + 3600,
    Venue: "Meeting room 1",
    All_day: 0,
    Participants: JSON.stringify([
      {
        Email: `${People.firstNames[0] ?? "ada"}.${People.lastNames[0] ?? "marlow"}@example.com`.toLowerCase(),
        name: `${People.firstNames[0] ?? "Ada"} ${People.lastNames[0] ?? "Marlow"}`,
        invited: true,
        id: contacts[0] ?? "",
        type: "contact",
        participant: contacts[0] ?? "",
        status: "not_known"
      }
    ]),
    Remind_At: JSON.stringify([{ unit: 15, period: "minutes", time: null }]),
    ...about
  })
  add("Calls", made, {
    Subject: "Discuss renewal prices",
    Call_Type: "Outbound",
    Call_Purpose: "Negotiation",
    Call_Start_Time: seedTime - 5 * day,
    Call_Duration: "12:30",
    Call_Duration_in_seconds: 750,
    Outgoing_Call_Status: "Completed",
    ...about
  })
  return { accounts, contacts, deals }
}
