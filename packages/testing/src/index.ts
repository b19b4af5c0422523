export * as EmulatorLayers from "./EmulatorLayers.ts"
export * as FaultServer from "./FaultServer.ts"
export * as TokenStoreTest from "./TokenStoreTest.ts"
