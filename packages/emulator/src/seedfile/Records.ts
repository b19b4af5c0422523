/** Puts the records of a seed file into an org through the checks of an insert, all of them or none. */
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"
import * as Inside from "../records/Inside.ts"
import type { Problem, Source } from "./SeedFile.ts"
import { pathText } from "./SeedFile.ts"

interface Pending {
  readonly module: Module
  readonly path: ReadonlyArray<PropertyKey>
  readonly key: string | undefined
  readonly values: { readonly [name: string]: unknown }
}

/** The key that `{"$key": name}` points to. */
const target = (value: unknown): string | undefined => {
  const object = Json.asObject(value)
  const key = object?.["$key"]
  return object !== undefined && Object.keys(object).length === 1 && typeof key === "string" ? key : undefined
}

/** Every key that a value points to, at any depth. */
const targets = (value: unknown): ReadonlyArray<string> => {
  const one = target(value)
  if (one !== undefined) return [one]
  if (Array.isArray(value)) return value.flatMap(targets)
  return Object.values(Json.asObject(value) ?? {}).flatMap(targets)
}

const resolve = (value: unknown, ids: ReadonlyMap<string, string>): unknown => {
  const one = target(value)
  if (one !== undefined) return { id: ids.get(one) ?? "" }
  if (Array.isArray(value)) return value.map((item) => resolve(item, ids))
  const object = Json.asObject(value)
  return object === undefined
    ? value
    : Object.fromEntries(Object.entries(object).map(([name, item]) => [name, resolve(item, ids)]))
}

/** What is wrong with the metadata part, before anything is made of it. */
export const checkModules = (
  source: Source,
  standard: ReadonlyMap<string, ReadonlySet<string>>
): ReadonlyArray<Problem> => {
  const { data, lineOf } = source
  const problems: Array<Problem> = []
  const tell = (path: ReadonlyArray<PropertyKey>, problem: string, remedy: string): void => {
    problems.push({ line: lineOf(path), path: pathText(path), problem, remedy })
  }
  const names = new Set([...standard.keys(), ...(data.modules ?? []).map((module) => module.api_name)])
  const folded = new Set([...standard.keys()].map((name) => name.toLowerCase()))
  const fieldsOf = (
    path: ReadonlyArray<PropertyKey>,
    fields: NonNullable<NonNullable<typeof data.modules>[number]["fields"]>,
    known: ReadonlySet<string>
  ): void => {
    const taken = new Set([...known].map((name) => name.toLowerCase()))
    fields.forEach((field, index) => {
      const at = [...path, index]
      const name = field.api_name.toLowerCase()
      if (taken.has(name) || name === "id")
        tell([...at, "api_name"], `there is a field ${field.api_name} already`, "Choose another api_name.")
      taken.add(name)
      const isLookup = field.type === "lookup"
      if (isLookup && (field.lookup === undefined || !names.has(field.lookup)))
        tell(at, "a lookup names a module that is there", `Set lookup to one of ${[...names].join(", ")}.`)
      if (!isLookup && field.lookup !== undefined)
        tell([...at, "lookup"], "only lookups have a module", "Leave lookup out, or set type to lookup.")
      const isList = field.type === "picklist" || field.type === "multiselectpicklist"
      if (isList !== (field.values !== undefined))
        tell(
          at,
          isList ? "a pick-list has values" : "only pick-lists have values",
          isList ? "Add values." : "Leave values out."
        )
    })
  }
  ;(data.modules ?? []).forEach((module, index) => {
    const name = module.api_name.toLowerCase()
    if (folded.has(name))
      tell(["modules", index, "api_name"], `there is a module ${module.api_name} already`, "Choose another api_name.")
    folded.add(name)
    const system = ["Owner", "Created_By", "Modified_By", "Created_Time", "Modified_Time", "Tag", "Description"]
    fieldsOf(["modules", index, "fields"], module.fields ?? [], new Set(system))
  })
  for (const [name, fields] of Object.entries(data.fields ?? {})) {
    const known = standard.get(name)
    if (known === undefined)
      tell(["fields", name], `there is no standard module ${name}`, `Use one of ${[...standard.keys()].join(", ")}.`)
    else fieldsOf(["fields", name], fields, known)
  }
  for (const [name, layouts] of Object.entries(data.layouts ?? {})) {
    if (!standard.has(name) && !(data.modules ?? []).some((module) => module.api_name === name))
      tell(["layouts", name], `there is no module ${name}`, `Use one of ${[...standard.keys()].join(", ")}.`)
    layouts.forEach((layout, index) => {
      if (["Standard", ...layouts.slice(0, index)].includes(layout))
        tell(["layouts", name, index], `there are two layouts ${layout}`, "Give each a name of its own.")
    })
  }
  const mails = new Set<string>()
  ;(data.users ?? []).forEach((user, index) => {
    const mail = user.email.toLowerCase()
    if (mails.has(mail))
      tell(["users", index, "email"], `there are two users ${user.email}`, "Give each an address of its own.")
    mails.add(mail)
  })
  return problems
}

const userId = (core: Core, email: string): string => {
  const id = core.db.get("SELECT id FROM user WHERE email=?", email)?.["id"]
  return typeof id === "string" ? id : ""
}

/** Inserts the records; on problems the org is as it was. */
export const insert = (core: Core, source: Source, time: number): ReadonlyArray<Problem> => {
  const { data, lineOf } = source
  const problems: Array<Problem> = []
  const tell = (path: ReadonlyArray<PropertyKey>, problem: string, remedy: string): void => {
    problems.push({ line: lineOf(path), path: pathText(path), problem, remedy })
  }
  const ids = new Map<string, string>()
  const keys = new Set<string>()
  const take = (key: string, path: ReadonlyArray<PropertyKey>): void => {
    if (keys.has(key)) tell(path, `there are two of the $key ${key}`, "Give each a name of its own.")
    keys.add(key)
  }
  ;(data.users ?? []).forEach((user, index) => {
    if (user.$key === undefined) return
    take(user.$key, ["users", index, "$key"])
    ids.set(user.$key, userId(core, user.email))
  })
  let waiting: Array<Pending> = []
  for (const [name, rows] of Object.entries(data.records ?? {})) {
    const module = core.metadata.module(name)
    if (module === undefined || module.apiName !== name || module.writable === false || module.parent !== undefined) {
      const known = core.metadata.modules().filter((one) => one.writable !== false && one.parent === undefined)
      tell(
        ["records", name],
        `there is no module ${name} to write to`,
        `Use one of ${known.map((one) => one.apiName).join(", ")}.`
      )
      continue
    }
    rows.forEach((row, index) => {
      const path = ["records", name, index]
      const { $key, ...values } = row
      if ($key !== undefined && typeof $key !== "string") tell([...path, "$key"], "$key is a text", "Write a name.")
      if (typeof $key === "string") take($key, [...path, "$key"])
      for (const field of Object.keys(values)) {
        if (field.startsWith("$")) continue
        const known = module.byName.get(field)
        if (known === undefined)
          tell([...path, field], `${name} has no field ${field}`, "Check its spelling, or add it under fields.")
        else if (known.readOnly || (known.computed && known.child === undefined))
          tell([...path, field], `${field} is set by the server`, "Leave it out.")
      }
      waiting.push({ module, path, key: typeof $key === "string" ? $key : undefined, values })
    })
  }
  for (const row of waiting)
    for (const key of targets(row.values))
      if (!keys.has(key))
        tell(row.path, `it points to ${key}, which nothing has for its $key`, "Name one that is in the file.")
  if (problems.length > 0) return problems
  const admin = userId(core, core.credentials().userEmail)
  const write = (rows: ReadonlyArray<Pending>): void => {
    const [first] = rows
    if (first === undefined) return
    const outcomes = Inside.write(
      core,
      admin,
      "insert",
      first.module,
      rows.map((row) =>
        Object.fromEntries(Object.entries(row.values).map(([name, value]) => [name, resolve(value, ids)]))
      )
    )
    outcomes.forEach(({ id, item, ok }, index) => {
      const row = rows[index]
      if (row === undefined) return
      if (row.key !== undefined) ids.set(row.key, id)
      if (ok) return
      const details = Json.asObject(item["details"])
      const field = details?.["api_name"]
      tell(
        typeof field === "string" && Object.hasOwn(row.values, field) ? [...row.path, field] : row.path,
        `an insert answers ${String(item["code"])} (${String(item["message"])})${typeof field === "string" ? ` for ${field}` : ""}`,
        `Zoho would refuse this record: ${Json.stringify(details ?? {})}.`
      )
    })
  }
  const all = (): void => {
    while (waiting.length > 0 && problems.length === 0) {
      const later: Array<Pending> = []
      let batch: Array<Pending> = []
      let wrote = 0
      for (const row of waiting) {
        const [first] = batch
        const ends = first !== undefined && first.module !== row.module
        if (ends) {
          write(batch)
          batch = []
        }
        if (targets(row.values).every((key) => ids.has(key))) {
          batch.push(row)
          wrote++
        } else later.push(row)
      }
      write(batch)
      waiting = later
      if (wrote > 0) continue
      for (const row of later)
        tell(row.path, "it points to a record that points back to it", "Leave one of the two out.")
    }
  }
  core.db.attempt(
    () => core.clock.hold(time, all),
    () => problems.length === 0
  )
  return problems
}
