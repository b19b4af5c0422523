import { layerMemory } from "@effect-zoho/auth/TokenStore"
import { suite } from "@effect-zoho/testing/TokenStoreTest"

suite("memory", layerMemory, { shared: false, durable: false })
