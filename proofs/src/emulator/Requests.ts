/** Requests that nobody would send on purpose, from a seed: right in most places, wrong in some. */
import type * as Http from "@effect-zoho/emulator/Http"
import type { Route } from "@effect-zoho/emulator/Router"
import { type Dictionary, poison } from "./Dictionary.ts"

export interface Chance {
  readonly next: () => number
  readonly one: <A>(of: ReadonlyArray<A>, otherwise: A) => A
}

export const chance = (next: () => number): Chance => ({
  next,
  one: (of, otherwise) => of[Math.floor(next() * of.length)] ?? otherwise
})

const encoder = new TextEncoder()

/** Parameters that routes know; each request takes a few. */
const parameters = [
  "fields", "page", "per_page", "page_token", "sort_by", "sort_order", "ids", "cvid", "criteria", "email", "phone", "word",
  "module", "type", "layout_id", "transfer_to", "filters", "include", "status", "group", "name", "over_write", "job_id",
  "attachmentUrl", "title", "$append_values", "approved", "converted", "trigger", "file_name", "duplicate_field"
] // oxfmt-ignore

const value = ({ next, one }: Chance, words: Dictionary, depth: number): unknown => {
  const kind = next()
  if (kind < 0.45) return one(words.values, null)
  if (kind < 0.6 || depth > 4) return one(poison, null)
  if (kind < 0.75) return Array.from({ length: Math.floor(next() * 4) }, () => value({ next, one }, words, depth + 1))
  return Object.fromEntries(
    Array.from({ length: 1 + Math.floor(next() * 5) }, () => [
      one(words.keys, "id"),
      value({ next, one }, words, depth + 1)
    ])
  )
}

/** An item that was seen in an answer, some of it changed, some left out. */
const spoilt = (by: Chance, words: Dictionary, item: object): object => {
  const kept = by.next()
  const entries = Object.entries(item)
    .filter(() => by.next() < 0.3 + kept * 0.7)
    .map(([key, held]): readonly [string, unknown] => [key, by.next() < 0.12 ? value(by, words, 1) : held])
  return Object.fromEntries(by.next() < 0.2 ? [...entries, [by.one(words.keys, "id"), value(by, words, 1)]] : entries)
}

/** The body as the route may want it: under the name that its path ends with, `data`, or anything. */
const body = (by: Chance, words: Dictionary, route: Route): Uint8Array => {
  const kind = by.next()
  if (kind < 0.05) return Uint8Array.from({ length: Math.floor(by.next() * 200) }, () => Math.floor(by.next() * 256))
  if (kind < 0.1) return encoder.encode('{"data":[{"Last_Name":"cut off')
  if (kind < 0.15) return encoder.encode("[".repeat(20_000))
  const names = route.path.split("/").filter((it) => it !== "" && !it.startsWith("{"))
  const root =
    by.next() < 0.75
      ? (names.findLast((it) => words.items.has(it)) ?? names.at(-1) ?? "data")
      : by.one(words.keys, "data")
  const known = words.items.get(root) ?? []
  const items = Array.from({ length: by.next() < 0.7 ? 1 : Math.floor(by.next() * 4) }, () =>
    known.length > 0 && by.next() < 0.7 ? spoilt(by, words, by.one(known, {})) : value(by, words, 0)
  )
  return encoder.encode(JSON.stringify(by.next() < 0.8 ? { [root]: items } : { [root]: value(by, words, 0) }) ?? "null")
}

/** Some of the poison has no text of its own. */
const asText = (given: unknown): string => (typeof given === "string" ? given : (JSON.stringify(given) ?? ""))

const multipart = (by: Chance, words: Dictionary): Uint8Array => {
  const name = by.one(["file", "content", "", '"', by.one(words.keys, "file")], "file")
  const head = `--edge\r\nContent-Disposition: form-data; name="${name}"; filename="${asText(by.one(poison, "a.txt"))}"\r\n\r\n`
  return encoder.encode(
    `${head}${by.next() < 0.5 ? "PK\u0003\u0004" : "text"}${by.next() < 0.7 ? "\r\n--edge--\r\n" : ""}`
  )
}

/** Played with; deals last, as their layout is one that a route asks for by its id. */
export const modules = ["Leads", "Contacts", "Quotes", "Tasks", "Deals", "Deals"]

/** One request for a route. */
export const make = (by: Chance, words: Dictionary, route: Route, base: string, token: string): Http.WireRequest => {
  const text = (): string => {
    return asText(by.next() < 0.7 ? by.one(words.values, "1") : by.one(poison, "1"))
  }
  const named = route.path.split("/").filter((it) => !it.startsWith("{"))
  /** An id of what the path or the parameter is about, where one was seen. */
  const id = (roots: ReadonlyArray<string>): string => {
    const known = roots.flatMap((root) => words.items.get(root) ?? [])
    const found = by.next() < 0.8 ? by.one<object>(known, {}) : {}
    return "id" in found ? asText(found.id) : text()
  }
  const lastOf = (root: string): string => {
    const last = words.items.get(root)?.at(-1)
    return last !== undefined && "id" in last ? asText(last.id) : text()
  }
  const module = (): string => (by.next() < 0.85 ? by.one(modules, "Leads") : text())
  const path = route.path.replaceAll(/\{[^}]+\}/gu, (name) => {
    const piece = /module/u.test(name) ? module() : id([named.at(-1) ?? "", named.at(-3) ?? "", "data"])
    return encodeURIComponent(piece.toWellFormed())
  })
  // What routes demand is there most of the time, so that they look further.
  const pairs = Object.entries({
    module: by.next() < 0.8 ? module() : undefined,
    fields: by.next() < 0.6 ? "Last_Name,Owner" : undefined,
    ids: by.next() < 0.5 ? id([named.at(-1) ?? "", "data"]) : undefined,
    layout_id: by.next() < 0.9 ? (by.next() < 0.6 ? lastOf("layouts") : id(["layouts"])) : undefined,
    ...Object.fromEntries(Array.from({ length: Math.floor(by.next() * 3) }, () => [by.one(parameters, "page"), text()]))
  }).flatMap(([name, given]) =>
    given === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(given.toWellFormed())}`]
  )
  const isForm = by.next() < (route.host === "upload" ? 0.8 : 0.06)
  const headers: { [name: string]: string } = {
    authorization: by.next() < 0.97 ? `Zoho-oauthtoken ${token}` : text().replaceAll(/[^\u0020-\u007e]/gu, "?"),
    "content-type": isForm
      ? "multipart/form-data; boundary=edge"
      : by.one(["application/json", "text/plain", "", "multipart/form-data"], "")
  }
  for (const name of ["if-modified-since", "if-unmodified-since", "x-external", "range", "x-crm-org", "feature"])
    if (by.next() < 0.08)
      headers[name] = text()
        .replaceAll(/[^\u0020-\u007e]/gu, "?")
        .slice(0, 500)
  return {
    host: route.host,
    method: route.method,
    url: `${base}${path}${pairs.length === 0 ? "" : `?${pairs.join("&")}`}`,
    headers,
    body:
      route.method === "GET" && by.next() < 0.9
        ? new Uint8Array()
        : isForm
          ? multipart(by, words)
          : body(by, words, route)
  }
}
