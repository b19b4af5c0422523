export * as Fields from "./Fields.ts"
export * as Modules from "./Modules.ts"
export * as Org from "./Org.ts"
export * as Users from "./Users.ts"
