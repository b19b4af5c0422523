/** Which of the known operations are emulated, and routes that say so for the others. */
import type { Route } from "../Router.ts"
import { modules } from "../seed/StandardModules.ts"
import * as ZohoError from "../ZohoError.ts"
import { known } from "./Known.ts"

export interface Operation {
  readonly group: string
  readonly host: "api" | "upload"
  readonly method: Route["method"]
  readonly path: string
  /** The route that answers it; undefined where none does. */
  readonly route: Route | undefined
}

/** Routes of ours that no description of the API lists, in their order. */
export const beyond: ReadonlyArray<string> = [
  // The newest official pages have them, the lists of operations do not yet.
  "GET /crm/v8/settings/fields/{id}/pick_list_values/{value}",
  "DELETE /crm/v8/settings/fields/{id}/pick_list_values/{value}",
  "POST /crm/v8/settings/fields/{id}/actions/replace_pick_list_values",
  // Where the answer of a bulk write says that its result lies.
  "GET /v2/crm/{org}/bulk-write/{job_id}/{file}"
]

const methods: ReadonlyArray<Route["method"]> = ["GET", "POST", "PUT", "PATCH", "DELETE"]

const isParameter = (segment: string): boolean => segment.startsWith("{")

/** The modules whose records the general routes answer. */
const moduleNames = (): ReadonlySet<string> =>
  new Set(modules.filter((one) => one.apiSupported !== false).map((one) => one.apiName))

/** Every known operation with the route that answers it: the same path, whatever its parameters are called. */
export const operations = (routes: ReadonlyArray<Route>): ReadonlyArray<Operation> => {
  const names = moduleNames()
  const keyOf = (host: string, method: string, segments: ReadonlyArray<string>): string =>
    `${host} ${method} ${segments.length}`
  const byShape = new Map<string, Array<{ readonly route: Route; readonly segments: ReadonlyArray<string> }>>()
  for (const route of routes) {
    const segments = route.path.split("/")
    const key = keyOf(route.host, route.method, segments)
    byShape.set(key, [...(byShape.get(key) ?? []), { route, segments }])
  }
  /** `{module}` stands for a module that the known path names, too. */
  const fits = (own: ReadonlyArray<string>, segments: ReadonlyArray<string>): boolean =>
    own.every((piece, index) => {
      const segment = segments[index] ?? ""
      if (!isParameter(piece)) return piece === segment
      return isParameter(segment) || (piece === "{module}" && names.has(segment))
    })
  return Object.entries(known).flatMap(([group, lines]) =>
    lines.flatMap((line) => {
      const [, upload, name = "", path = ""] = /^(upload )?(\w+) (.*)$/u.exec(line) ?? []
      const method = methods.find((one) => one === name)
      if (method === undefined) return []
      const host = upload === undefined ? "api" : "upload"
      const segments = path.split("/")
      const [route] = (byShape.get(keyOf(host, method, segments)) ?? [])
        .filter((one) => fits(one.segments, segments))
        .map((one) => one.route)
        // The one with the most literal segments is the one that the router chooses.
        .toSorted((a, b) => a.path.split("{").length - b.path.split("{").length)
      return [{ group, host, method, path, route } as const]
    })
  )
}

/** 501 for each known operation that no route answers, after the caller has shown a token. */
export const notEmulated = (routes: ReadonlyArray<Route>): ReadonlyArray<Route> =>
  operations(routes).flatMap(({ group, host, method, path, route }): ReadonlyArray<Route> =>
    // A path of nothing but a parameter would swallow every other one.
    route !== undefined || path === "/{download_url}"
      ? []
      : [
          {
            host,
            method,
            path,
            // Which scope Zoho asks for here is not always known; a token is.
            scope: "none",
            credits: 0,
            handler: () => ZohoError.notEmulated(`${method} ${path}`, group)
          }
        ]
  )

/** The table that `--coverage` prints: a line for each group and one for each operation, then the count. */
export const table = (operations: ReadonlyArray<Operation>): string => {
  const groups = new Map<string, Array<Operation>>()
  for (const operation of operations) groups.set(operation.group, [...(groups.get(operation.group) ?? []), operation])
  const lines = [...groups].flatMap(([group, list]) => [
    `${group}: ${list.filter((one) => one.route !== undefined).length} of ${list.length}`,
    ...list.map((one) => `  ${one.route === undefined ? "501" : "yes"}  ${one.method.padEnd(6)} ${one.path}`)
  ])
  return [...lines, "", count(operations), ""].join("\n")
}

/** The sentence that the README quotes. */
export const count = (operations: ReadonlyArray<Operation>): string =>
  `${operations.filter((one) => one.route !== undefined).length} of ${operations.length} known operations are emulated; the others answer 501.`
