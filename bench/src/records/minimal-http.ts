/** Bundled to see how soon the first request leaves; what loads it is `start.ts`. */
import * as NodeHttp from "@effect-zoho/transport/NodeHttp"
import { run } from "./Minimal.ts"

await run(NodeHttp.layer)
