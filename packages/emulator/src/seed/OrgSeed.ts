/** The org of a seed: its users, roles, profiles, and itself. */
import * as Clock from "../Clock.ts"
import type { Database } from "../Database.ts"
import type { Environment } from "../oauth/Center.ts"
import * as People from "./People.ts"
import { word } from "./Random.ts"

/** A user who is to be. */
export interface Person {
  readonly first: string
  readonly last: string
  readonly email: string
  readonly active: boolean
  readonly admin?: boolean
  readonly chief?: boolean
}

export interface SeededUser {
  readonly id: string
  readonly email: string
  readonly active: boolean
}

/** Inserts them, all made at epoch second `at`; the first user is the administrator. */
export const seedOrg = (
  db: Database,
  next: () => number,
  orgId: string,
  zgid: string,
  at: number,
  type: Environment,
  more: ReadonlyArray<Person> = []
): ReadonlyArray<SeededUser> => {
  const roleId = db.nextId()
  const managerRole = db.nextId()
  const adminProfile = db.nextId()
  const standardProfile = db.nextId()
  const created = Clock.format(at)
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

  const people: ReadonlyArray<Person> = [...People.users, ...more]
  let first: { readonly name: string; readonly id: string } | undefined
  const users = people.map((person, index) => {
    const id = db.nextId()
    const admin = person.admin ?? index === 0
    const chief = person.chief ?? index === 0
    const name = `${person.first} ${person.last}`.trim()
    // Whoever made the org made the others, too.
    first ??= { name, id }
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
      date_format: "MMM d, yyyy",
      decimal_separator: "Period",
      number_separator: "Space",
      status: person.active ? "active" : "disabled",
      status_reason__s: null,
      confirm: person.active,
      role: chief ? { name: "CEO", id: roleId } : { name: "Manager", id: managerRole },
      profile: admin ? { name: "Administrator", id: adminProfile } : { name: "Standard", id: standardProfile },
      Reporting_To: null,
      category: "regular_user",
      personal_account: index === 0,
      offset: Clock.orgOffsetMinutes * 60000,
      signature: null,
      microsoft: false,
      sandboxDeveloper: false,
      Isonline: false,
      imap_status: false,
      rtl_enabled: false,
      type__s: "Regular User",
      created_time: created,
      created_by: first,
      Modified_Time: created,
      Modified_By: first,
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
      at,
      JSON.stringify(value)
    )
    return { id, email: person.email, active: person.active }
  })
  const admin = users[0]
  db.run(
    "INSERT INTO org(id, json) VALUES(?,?)",
    orgId,
    JSON.stringify({
      id: orgId,
      zgid,
      ezgid: word(next, "abcdef0123456789", 32),
      company_name: "Northwind Trading (emulated)",
      alias: "northwind",
      domain_name: `org${zgid}`,
      type,
      primary_email: admin?.email ?? null,
      primary_zuid: "60000000",
      phone: "+91 44 5550 0100",
      mobile: "+91 98 5550 0101",
      fax: "+91 44 5550 0102",
      website: "https://northwind.example.com",
      street: "12 Harbour Road",
      city: "Chennai",
      state: "Tamil Nadu",
      zip: "600028",
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
      description: "An emulated org",
      privacy_settings: false,
      hipaa_compliance_enabled: false,
      translation_enabled: false,
      lite_users_enabled: false,
      gapps_enabled: false,
      oauth_presence: true,
      zia_portal_id: null,
      zia_zgid: null,
      call_icon: "show",
      max_per_page: 200,
      hierarchy_preferences: { type: "Role_Hierarchy", strictly_reporting: false },
      checkin_preferences: { restricted_event_types: null },
      deletable_org_account: false,
      created_time: created,
      license_details: {
        paid: true,
        paid_type: "enterprise",
        paid_expiry: "2027-01-05T00:00:00+05:30",
        trial_type: null,
        trial_expiry: null,
        trial_action: "Update Evaluation",
        users_license_purchased: users.length,
        portal_users_license_purchased: 0
      }
    })
  )

  return users
}
