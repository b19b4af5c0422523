/** A cold process: prints the milliseconds from its start to a token that is stored already. */
import { AccessToken } from "@effect-zoho/auth/AccessToken"
import * as Effect from "effect/Effect"
import { layer } from "./Shared.ts"

const milliseconds = Effect.gen(function* () {
  yield* (yield* AccessToken).get
  return performance.now()
}).pipe(Effect.provide(layer(process.argv[2] ?? "")))

process.stdout.write(`${JSON.stringify({ milliseconds: await Effect.runPromise(milliseconds) })}\n`)
