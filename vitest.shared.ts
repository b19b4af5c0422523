import { enableCompileCache } from "node:module"
import { join } from "node:path"
import { defineConfig } from "vitest/config"

// Most of a short test's time went into compiling what it imports: the workers, and the programs that tests start, find
// here what an earlier one compiled.
process.env["NODE_COMPILE_CACHE"] ??= join(import.meta.dirname, "node_modules", ".cache", "compile")
enableCompileCache()

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
    // Tests make much that is soon gone: room for it costs less than collecting it often.
    execArgv: ["--max-semi-space-size=64"],
    // Node reads the sources itself, as it does for who runs a script.
    experimental: { viteModuleRunner: false },
    reporters: ["default", "json"],
    outputFile: { json: "test-results.json" }
  }
})
