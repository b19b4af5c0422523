/** Bundled to see what a script weighs that runs everywhere. */
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import { run } from "./Minimal.ts"

await run(FetchHttpClient.layer)
