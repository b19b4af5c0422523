/** Which of Zoho's data centers and environments the emulator pretends to be, and how the others are named. */

/** Accounts hosts by `location`; where a user of another center is sent. */
export const accounts = {
  us: "https://accounts.zoho.com",
  eu: "https://accounts.zoho.eu",
  in: "https://accounts.zoho.in",
  cn: "https://accounts.zoho.com.cn",
  au: "https://accounts.zoho.com.au",
  jp: "https://accounts.zoho.jp",
  ca: "https://accounts.zohocloud.ca",
  sa: "https://accounts.zoho.sa",
  uk: "https://accounts.zoho.uk"
} as const

export type Center = keyof typeof accounts

export const names: ReadonlyArray<Center> = ["us", "eu", "in", "cn", "au", "jp", "ca", "sa", "uk"]

/** Tokens are bound to one of these besides their center. */
export type Environment = "production" | "sandbox" | "developer"

export const environments: ReadonlyArray<Environment> = ["production", "sandbox", "developer"]

/** The center of this name, or undefined. */
export const find = (name: string | null | undefined): Center | undefined => names.find((it) => it === name)

export const findEnvironment = (name: unknown): Environment | undefined => environments.find((it) => it === name)
