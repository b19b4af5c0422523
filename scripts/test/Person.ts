/** The person who signs in while a login runs: takes the address it shows to the consent page, and answers there. */
import { assert } from "@effect/vitest"
import * as Consent from "@effect-zoho/testing/Consent"
import * as Browser from "@effect-zoho/toolkit/Browser"
import * as Transport from "@effect-zoho/toolkit/Transport"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as HttpClient from "effect/http/HttpClient"
import * as Option from "effect/Option"
import { loginScript } from "../login.ts"
import { runPlain } from "./support.ts"

/** A client of the person's own, which follows no redirect. */
export const transport = Transport.layer({
  httpsProxy: Option.none(),
  httpProxy: Option.none(),
  noProxy: "",
  extraCa: Option.none()
})

/** From the address that login shows to where the consent page sends the browser back to. */
export const consent = Effect.fnUntraced(function* (address: string, choice?: Consent.Choice) {
  const start = yield* Consent.open(address)
  const page = yield* Consent.answer(start.location ?? assert.fail(start.body), choice)
  return page.location ?? assert.fail(page.body)
})

/** Runs login for a person who consents like this, or goes another way; gives the run and the page they saw last. */
export const loginAs = Effect.fnUntraced(function* (
  folder: string,
  args: ReadonlyArray<string> = [],
  way: (address: string) => Effect.Effect<string, unknown, HttpClient.HttpClient> = consent
) {
  let person: Fiber.Fiber<string> | undefined
  const open: Browser.Open = (address) =>
    way(address).pipe(
      Effect.flatMap((back) => Consent.open(back)),
      Effect.map(({ body }) => body),
      Effect.provide(transport),
      Effect.orDie,
      Effect.forkDetach,
      Effect.map((fiber) => {
        person = fiber
        return true
      })
    )
  const run = yield* runPlain(loginScript, folder, args).pipe(Effect.provideService(Browser.OpenBrowser, open))
  return { run, page: person === undefined ? undefined : yield* Fiber.join(person) }
})
