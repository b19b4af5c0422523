/** The fields of a page in both servers: ten that are stored as they are shown, so that neither has to format them. */
export const columns: ReadonlyArray<string> = [
  "First_Name",
  "Last_Name",
  "Company",
  "Designation",
  "Email",
  "Phone",
  "Mobile",
  "City",
  "State",
  "Country"
]
