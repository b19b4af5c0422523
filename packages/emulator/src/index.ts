/** A local, stateful Zoho CRM to develop and test against. */
export * as Emulator from "./Emulator.ts"
export * as Json from "./Json.ts"
export * as Switches from "./Switches.ts"
