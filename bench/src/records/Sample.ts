/** What the static server answers, and what both clients are given: leads with some forty fields, 200 a page. */

/** Fields of the page, by what they hold. */
const texts = [
  "Last_Name",
  "First_Name",
  "Full_Name",
  "Company",
  "Designation",
  "Email",
  "Secondary_Email",
  "Phone",
  "Mobile",
  "Fax",
  "Website",
  "Lead_Source",
  "Lead_Status",
  "Industry",
  "Rating",
  "Street",
  "City",
  "State",
  "Zip_Code",
  "Country",
  "Description",
  "Salutation",
  "Currency",
  "Unsubscribed_Mode",
  "Referrer",
  "First_Visited_URL",
  "Record_Image"
]
const times = ["Created_Time", "Modified_Time", "Last_Activity_Time", "Converted_Date_Time", "Unsubscribed_Time"]
const numbers = ["Annual_Revenue", "No_of_Employees", "Exchange_Rate", "Days_Visited"]
const flags = ["Email_Opt_Out", "Locked__s"]
const users = ["Owner", "Created_By", "Modified_By"]

export const fields: ReadonlyArray<string> = [...texts, ...times, ...numbers, ...flags, ...users]

const id = (n: number): string => `5843104000001${String(n).padStart(6, "0")}`

const lead = (n: number): Record<string, unknown> => ({
  id: id(n),
  ...Object.fromEntries(texts.map((it, at) => [it, at % 7 === 6 ? null : `${it} of lead ${n}, some text`])),
  ...Object.fromEntries(times.map((it) => [it, "2026-01-31T10:20:30+05:30"])),
  ...Object.fromEntries(numbers.map((it, at) => [it, n * 10 + at])),
  ...Object.fromEntries(flags.map((it) => [it, n % 2 === 0])),
  ...Object.fromEntries(users.map((it) => [it, { id: id(7), name: "Ada Marlow", email: "ada@example.com" }]))
})

/** A page that says that there is another one. */
export const page = (): string =>
  JSON.stringify({
    data: Array.from({ length: 200 }, (_, n) => lead(n)),
    info: { per_page: 200, count: 200, page: 1, more_records: true, next_page_token: "a-token", sort_by: "id" }
  })

/** What 100 rows of an update are. */
export const changes = (): ReadonlyArray<Record<string, unknown> & { readonly id: string }> =>
  Array.from({ length: 100 }, (_, n) => ({
    id: id(n),
    ...Object.fromEntries(texts.slice(0, 20).map((it) => [it, `${it} changed for lead ${n}`])),
    Annual_Revenue: n
  }))

/** The answer to them. */
export const updated = (): string =>
  JSON.stringify({
    data: Array.from({ length: 100 }, (_, n) => ({
      code: "SUCCESS",
      details: {
        Modified_Time: "2026-01-31T10:20:30+05:30",
        Modified_By: { name: "Ada Marlow", id: id(7) },
        Created_Time: "2026-01-31T10:20:30+05:30",
        id: id(n),
        Created_By: { name: "Ada Marlow", id: id(7) }
      },
      message: "record updated",
      status: "success"
    }))
  })
