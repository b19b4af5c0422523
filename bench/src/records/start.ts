/** The first file of a bundled script: what Node has compiled of the rest is kept for the next start. */
import { enableCompileCache } from "node:module"

enableCompileCache(process.argv[3])
await import("./minimal-http.ts")
