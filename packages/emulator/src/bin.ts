#!/usr/bin/env node
/** `emulator`, compiled once: what one start has compiled is there for the next, which takes half the time. */
import { enableCompileCache } from "node:module"

enableCompileCache()
try {
  // Only what is imported after the call is kept.
  const { main } = await import("./Main.ts")
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`emulator: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
