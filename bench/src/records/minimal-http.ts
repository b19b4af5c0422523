/** Bundled to see how soon the first request leaves. */
import * as NodeHttp from "@effect-zoho/transport/NodeHttp"
import { run } from "./Minimal.ts"

await run(NodeHttp.layer)
