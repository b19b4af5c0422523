/** A child: the page and the update that an official SDK is asked for too; tells CPU milliseconds of each. */
import * as AccessToken from "@effect-zoho/auth/AccessToken"
import * as OAuth from "@effect-zoho/auth/OAuth"
import * as TokenStore from "@effect-zoho/auth/TokenStore"
import * as ZohoClient from "@effect-zoho/client/ZohoClient"
import * as Settings from "@effect-zoho/config/Settings"
import * as Leads from "@effect-zoho/records/modules/Leads"
import * as Undici from "@effect-zoho/transport/Undici"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { readFileSync } from "node:fs"

const ready: { readonly [key: string]: unknown } = JSON.parse(readFileSync(0, "utf8"))
const text = (name: string): string => String(ready[name])

const settings = Settings.layer({
  hosts: {
    center: "custom",
    environment: "production",
    accountsUrl: text("accountsUrl"),
    apiUrl: text("apiUrl"),
    uploadUrl: text("uploadUrl")
  },
  credentials: {
    clientId: Redacted.make(text("clientId")),
    clientSecret: Redacted.make(text("clientSecret")),
    refreshToken: Option.some(Redacted.make(text("refreshToken")))
  },
  userEmail: Option.none(),
  orgId: Option.none(),
  tokenStore: { _tag: "Memory" },
  tokenKey: Option.none()
})

const runtime = ManagedRuntime.make(
  Leads.layer.pipe(
    Layer.provide(ZohoClient.layer),
    Layer.provide(AccessToken.layer),
    Layer.provide([OAuth.layer, TokenStore.layerMemory]),
    Layer.provide([settings, Undici.layer])
  )
)
const leads = await runtime.runPromise(Leads.Leads)

/** CPU milliseconds of one call, after some to warm up. */
const cost = async (times: number, call: () => Promise<unknown>): Promise<number> => {
  for (let time = 0; time < 20; time++) await call()
  const before = process.cpuUsage()
  for (let time = 0; time < times; time++) await call()
  const { system, user } = process.cpuUsage(before)
  return (system + user) / 1000 / times
}

const made = await runtime.runPromise(
  leads.insertMany(
    Array.from({ length: 100 }, (_, n) => ({
      Last_Name: `Hundred ${n}`,
      Company: "Example",
      Email: `peer.${n}@example.com`
    }))
  )
)
const ids = made.flatMap((it) => (it._tag === "Done" ? [it.id] : []))
const page = await cost(30, () => runtime.runPromise(leads.list(["Last_Name", "Email", "Mobile"])))
const update = await cost(15, () =>
  runtime.runPromise(leads.updateMany(ids.map((id, n) => ({ id, City: `City ${n}` }))))
)
process.stdout.write(`${JSON.stringify({ page, update })}\n`)
process.exit(0)
