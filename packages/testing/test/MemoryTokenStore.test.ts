import { layerMemory } from "@effect-zoho/auth/TokenStore"
import { suite } from "../src/TokenStoreTest.ts"

suite("memory", layerMemory, { shared: false, durable: false })
