import * as CreditStore from "@effect-zoho/auth/CreditStore"
import { suite } from "@effect-zoho/testing/CreditStoreTest"

suite("memory", CreditStore.layerMemory, { shared: false })
