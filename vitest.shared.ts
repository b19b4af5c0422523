import { defineConfig } from "vitest/config"

/** What every package's test run shares; each writes its counts where `tools/test.mjs` adds them up. */
export default defineConfig({
  test: {
    environment: "node",
    include: ["test/**/*.test.ts"],
    reporters: ["default", "json"],
    outputFile: { json: "test-results.json" }
  }
})
