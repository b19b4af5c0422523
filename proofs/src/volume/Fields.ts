/** What is read of each lead: what a person would export. */
export const fields = [
  "Last_Name",
  "First_Name",
  "Company",
  "Email",
  "Phone",
  "Lead_Source",
  "Lead_Status",
  "Annual_Revenue",
  "City",
  "Owner",
  "Created_Time",
  "Modified_Time"
] as const
