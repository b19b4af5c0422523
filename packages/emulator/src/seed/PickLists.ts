/** Pick-lists that several standard modules share. */

export const leadSources = [
  "-None-",
  "Advertisement",
  "Cold Call",
  "Employee Referral",
  "External Referral",
  "Online Store",
  "Partner",
  "Public Relations",
  "Sales Email Alias",
  "Seminar Partner",
  "Internal Seminar",
  "Trade Show",
  "Web Download",
  "Web Research",
  "Chat"
]
export const industries = [
  "-None-",
  "ASP (Application Service Provider)",
  "Data/Telecom OEM",
  "ERP (Enterprise Resource Planning)",
  "Government/Military",
  "Large Enterprise",
  "ManagementISV",
  "MSP (Management Service Provider)",
  "Network Equipment Enterprise",
  "Non-management ISV",
  "Optical Networking",
  "Service Provider",
  "Small/Medium Enterprise",
  "Storage Equipment",
  "Storage Service Provider",
  "Systems Integrator",
  "Wireless Industry",
  "Technology"
]
export const salutations = ["-None-", "Mr.", "Mrs.", "Ms.", "Dr.", "Prof."]
export const ratings = ["-None-", "Acquired", "Active", "Market Failed", "Project Cancelled", "Shut Down", "Hot"]
export const currencies = ["USD"]
export const carriers = ["FedEX", "UPS", "USPS", "DHL", "BlueDart"]
export const dataSources = ["Manual", "Import", "API", "Web form", "Chat", "Mobile"]
export const processingBases = [
  "-None-",
  "Legitimate Interests",
  "Contract",
  "Legal Obligation",
  "Vital Interests",
  "Public Interests",
  "Consent - Pending",
  "Consent - Waiting",
  "Consent - Obtained",
  "Consent - Not Responded"
]
export const weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
