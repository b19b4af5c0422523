/** The settings that sign in to a running emulator. */
import type { Emulator } from "@effect-zoho/emulator/Emulator"

/** As variables of the environment; tokens stay in memory, so that no file of the user's is touched. */
export const variables = (emulator: Emulator["Service"]): Readonly<Record<string, string>> => ({
  ACCOUNTS_URL: emulator.accountsUrl,
  API_URL: emulator.apiUrl,
  UPLOAD_URL: emulator.uploadUrl,
  CLIENT_ID: emulator.credentials.clientId,
  CLIENT_SECRET: emulator.credentials.clientSecret,
  REFRESH_TOKEN: emulator.credentials.refreshToken,
  USER_EMAIL: emulator.credentials.userEmail,
  ORG_ID: emulator.credentials.orgId,
  TOKEN_STORE: "memory"
})
