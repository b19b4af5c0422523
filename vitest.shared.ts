import { defineConfig } from "vitest/config"

/** What every package's test run shares; each writes its counts where `tools/test.mjs` adds them up. */
export default defineConfig({
  test: {
    environment: "node",
    // A bound against hanging, not a measure: a busy machine with two cores must not fail a right test.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    include: ["test/**/*.test.ts"],
    // The files of a worker share its modules: to evaluate Effect anew for each costs more than most of their tests.
    isolate: false,
    reporters: ["default", "json"],
    outputFile: { json: "test-results.json" }
  }
})
