/** A believable org made from a number: the same number gives the same org, to the last digit. */
import type { Database } from "./Database.ts"
import * as Json from "./Json.ts"
import type { Metadata } from "./Metadata.ts"
import * as Center from "./oauth/Center.ts"
import { adder, seedTime } from "./seed/Insert.ts"
import { seedInventory } from "./seed/InventorySeed.ts"
import { seedLeads } from "./seed/LeadSeed.ts"
import { seedAssignmentRule, seedBlueprint } from "./seed/BlueprintSeed.ts"
import { seedModule } from "./seed/ModuleSeed.ts"
import { seedOrg } from "./seed/OrgSeed.ts"
import { random, word } from "./seed/Random.ts"
import { seedSales } from "./seed/SalesSeed.ts"
import * as SeedModules from "./seedfile/Modules.ts"
import * as SeedFile from "./seedfile/SeedFile.ts"
import * as StandardModules from "./seed/StandardModules.ts"

export interface Credentials {
  readonly clientId: string
  readonly clientSecret: string
  readonly refreshToken: string
  readonly userEmail: string
  readonly orgId: string
  /** A lead that is always there: Ada Marlow of Brightwater Ltd. */
  readonly leadId: string
}

export interface SeedOptions {
  readonly seed: number
  readonly leads: number
  readonly scopes: ReadonlyArray<string>
  readonly center: Center.Center
  readonly environment: Center.Environment
  /** What a seed file adds. */
  readonly data?: SeedFile.Data
}

/** Every scope that a full client asks for. */
export const allScopes: ReadonlyArray<string> = [
  "ZohoCRM.modules.ALL",
  "ZohoCRM.settings.ALL",
  "ZohoCRM.users.ALL",
  "ZohoCRM.org.ALL",
  "ZohoCRM.bulk.ALL",
  "ZohoCRM.notifications.ALL",
  "ZohoCRM.coql.READ",
  "ZohoSearch.securesearch.READ",
  "ZohoCRM.files.CREATE",
  "ZohoCRM.files.READ",
  "ZohoFiles.files.ALL",
  "ZohoCRM.send_mail.all.CREATE",
  "ZohoCRM.mass_update.ALL",
  "ZohoCRM.mass_delete.ALL",
  "ZohoCRM.change_owner.CREATE",
  "ZohoCRM.mass_convert.ALL",
  "ZohoCRM.share.ALL",
  "ZohoCRM.composite_requests.CUSTOM",
  "ZohoCRM.templates.ALL"
]

const meta = (db: Database, key: string): string | undefined => {
  const value = db.get("SELECT value FROM meta WHERE key=?", key)?.["value"]
  return typeof value === "string" ? value : undefined
}
const setMeta = (db: Database, key: string, value: string): void => {
  db.run("INSERT INTO meta(key,value) VALUES(?,?) ON CONFLICT(key) DO UPDATE SET value=excluded.value", key, value)
}

const credentialKeys = ["clientId", "clientSecret", "refreshToken", "userEmail", "orgId", "leadId"] as const

/** Credentials of an org that was seeded before; undefined for an empty database. */
export const credentials = (db: Database): Credentials | undefined => {
  const [clientId, clientSecret, refreshToken, userEmail, orgId, leadId] = credentialKeys.map((key) => meta(db, key))
  if (clientId === undefined || clientSecret === undefined || refreshToken === undefined) return undefined
  if (userEmail === undefined || orgId === undefined || leadId === undefined) return undefined
  return { clientId, clientSecret, refreshToken, userEmail, orgId, leadId }
}

/** What a database was seeded from; undefined for an empty one. */
export const origin = (db: Database): SeedOptions | undefined => {
  const value = Json.asObject(Json.parse(meta(db, "seed") ?? ""))
  const [seed, leads, scopes] = [value?.["seed"], value?.["leads"], value?.["scopes"]]
  if (typeof seed !== "number" || typeof leads !== "number" || !Array.isArray(scopes)) return undefined
  const data = SeedFile.recall(value?.["data"])
  return {
    seed,
    leads,
    ...(data === undefined ? {} : { data }),
    scopes: scopes.filter((scope) => typeof scope === "string"),
    center: Center.find(typeof value?.["center"] === "string" ? value["center"] : undefined) ?? "us",
    environment: Center.findEnvironment(value?.["environment"]) ?? "production"
  }
}

const upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
const hex = "0123456789abcdef"

/** Another stream of random numbers for each center (and environment), so that nothing made there is known elsewhere. */
const apart = (next: () => number, ...place: ReadonlyArray<string>): (() => number) => {
  const text = place.join(" ")
  if (text === "us" || text === "us production") return next
  let mixed = Math.floor(next() * 4294967296)
  for (const character of text) mixed = Math.imul(mixed ^ (character.codePointAt(0) ?? 0), 16777619) >>> 0
  return random(mixed)
}

/** Fills an empty database. */
export const fill = (db: Database, metadata: Metadata, options: SeedOptions): Credentials =>
  db.transaction(() => {
    const next = random(options.seed)
    const made = seedTime - 400 * 86400
    const orgId = db.nextId()
    const zgid = String(700000000 + Math.floor(next() * 99999999))
    const more = (options.data?.users ?? []).map((user) => ({
      first: user.first_name ?? "",
      last: user.last_name,
      email: user.email,
      active: user.active ?? true,
      admin: user.profile === "Administrator",
      chief: user.role === "CEO"
    }))
    const users = seedOrg(db, next, orgId, zgid, made, options.environment, more)
    SeedModules.extend(StandardModules.modules, options.data).forEach((spec, position) =>
      seedModule(db, metadata, spec, position, made)
    )
    // Those of a seed file own what it says, and nothing else.
    const active = users
      .slice(0, users.length - more.length)
      .filter((user) => user.active)
      .map((user) => user.id)
    const leadId = seedLeads(db, metadata, options.leads, next, active)
    const admin = users[0]
    const add = adder(db, metadata)
    const sales = seedSales(add, next, admin?.id ?? "", leadId)
    // A stream of its own: what is added here changes nothing of the rest of the org.
    seedInventory(add, random(options.seed + 1), admin?.id ?? "", sales)
    seedBlueprint(db, metadata)
    seedAssignmentRule(db, active, seedTime)
    // A client is registered at one center; a token is bound to one center and one environment.
    const client = apart(next, options.center)
    const clientId = `1000.${word(client, upper, 30)}`
    const clientSecret = word(client, hex, 42)
    const token = apart(next, options.center, options.environment)
    const refreshToken = `1000.${word(token, hex, 32)}.${word(token, hex, 32)}`
    const credentials: Credentials = {
      clientId,
      clientSecret,
      refreshToken,
      userEmail: admin?.email ?? "",
      orgId: zgid,
      leadId
    }
    const redirect = "http://127.0.0.1:8765/callback"
    db.run("INSERT INTO oauth_client(id, secret, redirect) VALUES(?,?,?)", clientId, clientSecret, redirect)
    db.run(
      "INSERT INTO refresh_token(token, client, user, org, scopes, created) VALUES(?,?,?,?,?,?)",
      refreshToken,
      clientId,
      admin?.id ?? "",
      orgId,
      options.scopes.join(" "),
      made * 1000
    )
    for (const key of credentialKeys) setMeta(db, key, credentials[key])
    setMeta(db, "seed", JSON.stringify(options))
    return credentials
  })
