/** Settings that are documents of their own: kept as JSON by kind and id. */
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"

export interface Document {
  readonly [key: string]: unknown
}

/** All of a kind, in the order in which they were made. */
export const list = (core: Core, kind: string): ReadonlyArray<Document> =>
  Json.objects(
    core.db
      .all("SELECT json FROM document WHERE kind=? ORDER BY id", kind)
      .map((row) => Json.parse(Json.asText(row["json"])))
  )

export const find = (core: Core, kind: string, id: string): Document | undefined =>
  list(core, kind).find((it) => it["id"] === id)

/** Keeps a document; one without an id gets one. */
export const save = (core: Core, kind: string, document: Document): string => {
  const id = typeof document["id"] === "string" ? document["id"] : core.db.nextId()
  core.db.run(
    "INSERT OR REPLACE INTO document(kind, id, json) VALUES(?,?,?)",
    kind,
    id,
    JSON.stringify({ ...document, id })
  )
  return id
}

export const remove = (core: Core, kind: string, id: string): void => {
  core.db.run("DELETE FROM document WHERE kind=? AND id=?", kind, id)
}
