import { defineProject, mergeConfig } from "vitest/config"
import shared from "../../vitest.shared.ts"

// A browser and processes of their own take their time on a busy machine.
export default mergeConfig(shared, defineProject({ test: { name: "demo", testTimeout: 40_000, hookTimeout: 40_000 } }))
