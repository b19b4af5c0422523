/** Small orgs that this process has made, to begin the next of the same seed with: less than half the work of making it anew. */
import type * as Database from "./Database.ts"
import type { Metadata, Module } from "./Metadata.ts"
import type { SeedOptions } from "./Seed.ts"

interface Template {
  readonly imprint: Database.Imprint
  readonly modules: ReadonlyArray<Module>
}

/** Each takes about 1.5 MB. */
const most = 8
const mostLeads = 1000
const templates = new Map<string, Template>()

/** What an org follows from; undefined for one that is made anew each time: a large one, one of a seed file. */
const keyOf = ({ center, data, environment, leads, scopes, seed }: SeedOptions): string | undefined =>
  leads > mostLeads || data !== undefined ? undefined : JSON.stringify([seed, leads, scopes, center, environment])

/** The org of this seed, as it is before anybody has changed it. */
export const find = (options: SeedOptions): Template | undefined => {
  const key = keyOf(options)
  return key === undefined ? undefined : templates.get(key)
}

/** Keeps an org that was just made, in memory. */
export const keep = (options: SeedOptions, db: Database.Database, metadata: Metadata): void => {
  const key = keyOf(options)
  if (key === undefined || templates.has(key)) return
  const [oldest] = templates.keys()
  if (templates.size >= most && oldest !== undefined) templates.delete(oldest)
  // Copies: what is worked out for a module may hold on to its org.
  templates.set(key, { imprint: db.imprint(), modules: metadata.modules().map((module) => ({ ...module })) })
}
