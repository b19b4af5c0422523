/** Names and places that the seed draws from; all invented, all mail at example.com. */

export const users = [
  { first: "Asha", last: "Menon", email: "asha.menon@example.com", active: true },
  { first: "Tomas", last: "Lindqvist", email: "tomas.lindqvist@example.com", active: true },
  { first: "Ines", last: "Okafor", email: "ines.okafor@example.com", active: false }
] as const

export const firstNames = [
  "Maya",
  "Jonas",
  "Priya",
  "Carlos",
  "Elena",
  "Samuel",
  "Yuki",
  "Fatima",
  "Liam",
  "Nora",
  "Omar",
  "Greta",
  "Ravi",
  "Chloe",
  "Mateo",
  "Hanna",
  "Kofi",
  "Zoë",
  "Björn",
  "Aylin"
]
export const lastNames = [
  "Ferreira",
  "Novak",
  "Iyer",
  "Delgado",
  "Petrov",
  "Adeyemi",
  "Tanaka",
  "Rahman",
  "Murphy",
  "Larsen",
  "Haddad",
  "Weber",
  "Kapoor",
  "Dubois",
  "Ramos",
  "O'Neill",
  "Mensah",
  "Müller",
  "Svensson",
  "Yilmaz"
]
export const companyWords = [
  "Brightwater",
  "Cobalt",
  "Evergreen",
  "Falcon",
  "Granite",
  "Harbour",
  "Ironwood",
  "Juniper",
  "Kestrel",
  "Lumen",
  "Meridian",
  "Northgate",
  "Orchard",
  "Pioneer",
  "Quarry",
  "Redwood",
  "Summit",
  "Tidewater"
]
export const companyKinds = [
  "Ltd",
  "GmbH",
  "Inc",
  "Logistics",
  "Systems",
  "Foods",
  "Energy",
  "Textiles",
  "Robotics",
  "Media"
]
export const titles = [
  "Head of Procurement",
  "Buyer",
  "Operations Manager",
  "Founder",
  "IT Director",
  "Office Manager",
  "Plant Manager"
]
export const places = [
  { city: "Newark", state: "New Jersey", zip: "07102", country: "USA" },
  { city: "Austin", state: "Texas", zip: "78701", country: "USA" },
  { city: "Chennai", state: "Tamil Nadu", zip: "600028", country: "India" },
  { city: "Pune", state: "Maharashtra", zip: "411001", country: "India" },
  { city: "Hamburg", state: "Hamburg", zip: "20095", country: "Germany" },
  { city: "Lyon", state: "Rhône", zip: "69001", country: "France" },
  { city: "Osaka", state: "Osaka", zip: "530-0001", country: "Japan" },
  { city: "Leeds", state: "England", zip: "LS1 1UR", country: "United Kingdom" }
]
