/** A believable org made from a number: the same number gives the same org, to the last digit. */
import type { Database, Value } from "./Database.ts"
import { quote } from "./Database.ts"
import type { Field, Layout, Metadata } from "./Metadata.ts"
import * as Clock from "./Clock.ts"
import * as People from "./seed/People.ts"
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

/** The seed's own present: records are made in the year before it. */
export const seedTime = Date.parse("2026-01-05T03:30:00Z") / 1000

/** A small deterministic generator (mulberry32): numbers in [0, 1). */
export const random = (seed: number): (() => number) => {
  let state = (seed ^ 0x9e3779b9) >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const word = (next: () => number, alphabet: string, length: number): string => {
  let out = ""
  for (let i = 0; i < length; i++) out += alphabet[Math.floor(next() * alphabet.length)] ?? ""
  return out
}

/** The value of a `meta` row. */
export const meta = (db: Database, key: string): string | undefined => {
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

/** Fills an empty database. */
export const fill = (db: Database, metadata: Metadata, options: SeedOptions): Credentials =>
  db.transaction(() => {
    const next = random(options.seed)
    const orgId = db.nextId()
    const zgid = String(700000000 + Math.floor(next() * 99999999))
    const roleId = db.nextId()
    const managerRole = db.nextId()
    const adminProfile = db.nextId()
    const standardProfile = db.nextId()
    const created = Clock.format(seedTime - 400 * 86400)
    const insert = (table: "role" | "profile", id: string, value: object): void => {
      db.run(`INSERT INTO ${table}(id, json) VALUES(?,?)`, id, JSON.stringify({ id, ...value }))
    }
    insert("role", roleId, {
      name: "CEO",
      display_label: "CEO",
      api_name: "CEO",
      reporting_to: null,
      share_with_peers: true,
      description: "Users with this role have access to all data"
    })
    insert("role", managerRole, {
      name: "Manager",
      display_label: "Manager",
      api_name: "Manager",
      reporting_to: { id: roleId, name: "CEO" },
      share_with_peers: false,
      description: null
    })
    insert("profile", adminProfile, {
      name: "Administrator",
      display_label: "Administrator",
      type: "normal_profile",
      custom: false,
      default: true,
      description: "This profile has all permissions"
    })
    insert("profile", standardProfile, {
      name: "Standard",
      display_label: "Standard",
      type: "normal_profile",
      custom: false,
      default: false,
      description: "This profile has all permissions but administration"
    })

    const users = People.users.map((person, index) => {
      const id = db.nextId()
      const admin = index === 0
      const name = `${person.first} ${person.last}`
      const value = {
        id,
        zuid: String(60000000 + index),
        first_name: person.first,
        last_name: person.last,
        full_name: name,
        email: person.email,
        alias: null,
        phone: null,
        mobile: null,
        fax: null,
        website: null,
        dob: null,
        street: null,
        city: null,
        state: null,
        zip: null,
        country: null,
        country_locale: "en_US",
        locale: "en_US",
        language: "en_US",
        time_zone: "Asia/Kolkata",
        time_format: "HH:mm",
        date_format: "MM/dd/yyyy",
        decimal_separator: "Period",
        number_separator: "Comma",
        status: person.active ? "active" : "disabled",
        status_reason__s: null,
        confirm: person.active,
        role: admin ? { name: "CEO", id: roleId } : { name: "Manager", id: managerRole },
        profile: admin ? { name: "Administrator", id: adminProfile } : { name: "Standard", id: standardProfile },
        Reporting_To: null,
        category: "regular_user",
        personal_account: admin,
        offset: Clock.orgOffsetMinutes * 60000,
        signature: null,
        microsoft: false,
        sandboxDeveloper: false,
        Isonline: false,
        imap_status: false,
        rtl_enabled: false,
        type__s: "Regular User",
        created_time: created,
        Modified_Time: created,
        $current_shift: null,
        $next_shift: null,
        $shift_effective_from: null,
        image_link: null
      }
      db.run(
        "INSERT INTO user(id, email, name, status, confirmed, profile, role, modified, json) VALUES(?,?,?,?,?,?,?,?,?)",
        id,
        person.email,
        name,
        value.status,
        person.active ? 1 : 0,
        value.profile.id,
        value.role.id,
        seedTime - 400 * 86400,
        JSON.stringify(value)
      )
      return { id, name, email: person.email }
    })
    const admin = users[0]
    const adminId = admin?.id ?? ""
    db.run(
      "INSERT INTO org(id, json) VALUES(?,?)",
      orgId,
      JSON.stringify({
        id: orgId,
        zgid,
        ezgid: word(next, "abcdef0123456789", 32),
        company_name: "Northwind Trading (emulated)",
        alias: null,
        domain_name: `org${zgid}`,
        type: "production",
        primary_email: admin?.email ?? null,
        primary_zuid: "60000000",
        phone: null,
        mobile: null,
        fax: null,
        website: null,
        street: null,
        city: "Chennai",
        state: null,
        zip: null,
        country: "India",
        country_code: "IN",
        currency: "US Dollar - USD",
        currency_locale: "en_US",
        currency_symbol: "$",
        iso_code: "USD",
        time_zone: "Asia/Kolkata",
        mc_status: false,
        photo_id: null,
        employee_count: "50",
        description: null,
        privacy_settings: false,
        hipaa_compliance_enabled: false,
        translation_enabled: false,
        lite_users_enabled: false,
        gapps_enabled: false,
        oauth_presence: true,
        zia_portal_id: null,
        max_per_page: 200,
        hierarchy_preferences: { type: "Role_Hierarchy", strictly_reporting: false },
        checkin_preferences: { restricted_event_types: null },
        deletable_org_account: false,
        created_time: created,
        license_details: {
          paid: true,
          paid_type: "enterprise",
          paid_expiry: null,
          trial_type: null,
          trial_expiry: null,
          trial_action: null,
          users_license_purchased: users.length,
          portal_users_license_purchased: 0
        }
      })
    )

    const made = seedTime - 400 * 86400
    StandardModules.modules.forEach((spec, position) => seedModule(db, metadata, spec, position, made))
    const leadId = seedLeads(
      db,
      metadata,
      options.leads,
      next,
      users.filter((_, index) => People.users[index]?.active === true).map((user) => user.id)
    )
    seedRest(db, metadata, next, adminId)

    const upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    const hex = "0123456789abcdef"
    const made_: Credentials = {
      clientId: `1000.${word(next, upper, 30)}`,
      clientSecret: word(next, hex, 42),
      refreshToken: `1000.${word(next, hex, 32)}.${word(next, hex, 32)}`,
      userEmail: admin?.email ?? "",
      orgId: zgid,
      leadId
    }
    db.run(
      "INSERT INTO oauth_client(id, secret, redirect) VALUES(?,?,?)",
      made_.clientId,
      made_.clientSecret,
      "http://127.0.0.1:8765/callback"
    )
    db.run(
      "INSERT INTO refresh_token(token, client, user, org, scopes, created) VALUES(?,?,?,?,?,?)",
      made_.refreshToken,
      made_.clientId,
      adminId,
      orgId,
      options.scopes.join(" "),
      made * 1000
    )
    for (const key of credentialKeys) setMeta(db, key, made_[key])
    return made_
  })

const seedModule = (
  db: Database,
  metadata: Metadata,
  spec: StandardModules.ModuleSpec,
  position: number,
  at: number
): void => {
  const ids = db.nextIds(400)
  const fields: Array<Field> = []
  const field = (own: StandardModules.FieldSpec): Field => ({
    id: ids(),
    apiName: own.name,
    label: own.label,
    dataType: own.type,
    length: own.length,
    decimalPlace: own.decimals ?? null,
    systemMandatory: own.mandatory ?? false,
    required: own.required ?? false,
    unique: own.unique ?? false,
    readOnly: own.readOnly ?? false,
    custom: own.custom ?? false,
    computed: own.computed ?? false,
    pickList: (own.values ?? []).map((value) => ({ id: ids(), value })),
    lookup: own.lookup ?? null,
    shownType: own.shown ?? own.type
  })
  const id = ids()
  const sections: Layout["sections"] = spec.sections.map((section) => {
    const own = section.fields.map(field)
    fields.push(...own)
    return { id: ids(), name: section.name, label: section.name, fields: own.map((one) => one.apiName) }
  })
  const info = {
    id,
    apiName: spec.apiName,
    singular: spec.singular,
    plural: spec.plural,
    generatedType: "default",
    apiSupported: true,
    displayField: spec.display,
    systemUnique: spec.systemUnique,
    position
  }
  metadata.addModule(info, fields, [{ id: ids(), name: "Standard", sections }], at)
}

/** A function that inserts rows of one module, every system column filled. */
const inserter = (db: Database, metadata: Metadata, apiName: string, columns: ReadonlyArray<string>) => {
  const layout = metadata.module(apiName)?.layouts[0]?.id ?? null
  const all = [
    "id",
    "$layout",
    "Owner",
    "Created_By",
    "Modified_By",
    "Created_Time",
    "Modified_Time",
    "Locked__s",
    "Record_Status__s",
    ...columns
  ]
  const sql = `INSERT INTO ${metadata.module(apiName)?.table ?? ""}(${all.map(quote).join(",")}) VALUES(${all.map(() => "?").join(",")})`
  return (id: string, owner: string, at: number, values: ReadonlyArray<Value>): void => {
    db.run(sql, id, layout, owner, owner, owner, at, at, 0, "Available", ...values)
  }
}

const leadColumns = [
  "First_Name",
  "Last_Name",
  "Full_Name",
  "Company",
  "Designation",
  "Email",
  "Phone",
  "Mobile",
  "Website",
  "Lead_Source",
  "Lead_Status",
  "Industry",
  "No_of_Employees",
  "Annual_Revenue",
  "Rating",
  "City",
  "State",
  "Zip_Code",
  "Country",
  "Email_Opt_Out",
  "External_Key",
  "Description",
  "Converted__s"
]

/** Inserts leads; the first one is the known lead. Returns its id. */
const seedLeads = (
  db: Database,
  metadata: Metadata,
  count: number,
  next: () => number,
  owners: ReadonlyArray<string>
): string => {
  const insert = inserter(db, metadata, "Leads", leadColumns)
  const total = Math.max(1, count)
  const ids = db.nextIds(total)
  const from = <A>(list: ReadonlyArray<A>): A | undefined => list[Math.floor(next() * list.length)]
  const values = (name: string) =>
    metadata
      .module("Leads")
      ?.byName.get(name)
      ?.pickList.slice(1)
      .map((value) => value.value) ?? []
  const [sources, statuses, industries] = [values("Lead_Source"), values("Lead_Status"), values("Industry")]
  const known = ids()
  const owner = owners[0] ?? ""
  insert(known, owner, seedTime - 200 * 86400, [
    "Ada",
    "Marlow",
    "Ada Marlow",
    "Brightwater Ltd",
    "Head of Procurement",
    "ada.marlow@example.com",
    "+1 555 0100",
    "+1 555 0101",
    "https://brightwater.example.com",
    "Trade Show",
    "Contacted",
    "Technology",
    250,
    500000,
    "Hot",
    "Newark",
    "New Jersey",
    "07102",
    "USA",
    0,
    "KEY-1",
    "Interested in enterprise licensing",
    0
  ])
  for (let i = 2; i <= total; i++) {
    const first = from(People.firstNames) ?? "Ada"
    const last = from(People.lastNames) ?? "Marlow"
    const company = `${from(People.companyWords) ?? "North"} ${from(People.companyKinds) ?? "Ltd"}`
    const place = from(People.places) ?? { city: "Newark", state: "New Jersey", zip: "07102", country: "USA" }
    const number = () => `+1 555 ${String(Math.floor(next() * 10000000)).padStart(7, "0")}`
    insert(ids(), from(owners) ?? owner, seedTime - Math.floor(next() * 365 * 86400), [
      first,
      last,
      `${first} ${last}`,
      company,
      from(People.titles) ?? "Buyer",
      `${first}.${last}.${i}@example.com`.toLowerCase(),
      number(),
      next() < 0.8 ? number() : null,
      null,
      from(sources) ?? null,
      from(statuses) ?? null,
      from(industries) ?? null,
      1 + Math.floor(next() * 5000),
      Math.round(next() * 10000000) / 10,
      null,
      place.city,
      place.state,
      place.zip,
      place.country,
      next() < 0.1 ? 1 : 0,
      `KEY-${i}`,
      null,
      0
    ])
  }
  return known
}

/** A few accounts, contacts and deals, tied to each other. */
const seedRest = (db: Database, metadata: Metadata, next: () => number, owner: string): void => {
  const account = inserter(db, metadata, "Accounts", [
    "Account_Name",
    "Phone",
    "Website",
    "Industry",
    "Employees",
    "Annual_Revenue"
  ])
  const contact = inserter(db, metadata, "Contacts", [
    "First_Name",
    "Last_Name",
    "Full_Name",
    "Email",
    "Phone",
    "Mobile",
    "Account_Name"
  ])
  const deal = inserter(db, metadata, "Deals", [
    "Deal_Name",
    "Amount",
    "Closing_Date",
    "Stage",
    "Pipeline",
    "Account_Name",
    "Contact_Name",
    "Probability"
  ])
  for (let i = 0; i < 5; i++) {
    const at = seedTime - Math.floor(next() * 300 * 86400)
    const [accountId, contactId, dealId] = [db.nextId(), db.nextId(), db.nextId()]
    const [first, last] = [People.firstNames[i] ?? "Ada", People.lastNames[i] ?? "Marlow"]
    const company = `${People.companyWords[i] ?? "North"} Ltd`
    account(accountId, owner, at, [company, `+1 555 020${i}`, null, "Technology", 100 * (i + 1), 100000 * (i + 1)])
    contact(contactId, owner, at, [
      first,
      last,
      `${first} ${last}`,
      `${first}.${last}@example.com`.toLowerCase(),
      `+1 555 030${i}`,
      null,
      accountId
    ])
    deal(dealId, owner, at, [
      `${company} renewal`,
      12000 * (i + 1),
      `2026-0${i + 3}-15`,
      "Qualification",
      "Standard (Standard)",
      accountId,
      contactId,
      10
    ])
  }
}
