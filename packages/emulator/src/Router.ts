/** The table of operations: which method and path leads to which handler, and what a caller must hold to use it. */
import type { Core, Identity } from "./Core.ts"
import type * as Http from "./Http.ts"
import type { FiredRule } from "./RequestLog.ts"
import type { Action } from "./org/Permissions.ts"
import type { ScopeRule } from "./Scopes.ts"

/** One request on its way through a handler. */
export interface Call {
  readonly core: Core
  readonly request: Http.WireRequest
  readonly target: Http.Target
  readonly params: { readonly [name: string]: string }
  readonly identity: Identity
  /** What this call costs; a handler that costs more than its route says sets it. */
  credits: number
  /** `trigger` of a write, for the request log. */
  trigger: ReadonlyArray<string> | undefined
  /** The workflow rules that a write would have set off, for the request log; absent when there are none. */
  workflows?: ReadonlyArray<FiredRule>
}

export type Handler = (call: Call) => Http.Reply

export interface Route {
  readonly host: Http.Host
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"
  /** Segments in braces are parameters; literal segments win over them. */
  readonly path: string
  readonly scope: ScopeRule
  /** What the caller's profile must allow on the module, where that is not what the scope's operation says. */
  readonly needs?: ReadonlyArray<Action>
  /** The module of what hangs on the path's record: the profile must allow the operation there. */
  readonly hangs?: "Notes" | "Attachments"
  readonly credits?: number
  readonly handler: Handler
}

interface Node {
  readonly literals: Map<string, Node>
  parameter: { readonly name: string; readonly node: Node } | undefined
  readonly methods: Map<string, Route>
}

const node = (): Node => ({ literals: new Map(), parameter: undefined, methods: new Map() })

export type Match =
  | { readonly _tag: "Found"; readonly route: Route; readonly params: { readonly [name: string]: string } }
  | { readonly _tag: "WrongMethod"; readonly path: string }
  | { readonly _tag: "Unknown" }

export interface Router {
  readonly match: (host: Http.Host, method: string, segments: ReadonlyArray<string>) => Match
  readonly routes: ReadonlyArray<Route>
}

/** Compiles the areas' route lists into one tree per host. */
export const make = (areas: ReadonlyArray<ReadonlyArray<Route>>): Router => {
  const routes = areas.flat()
  const roots = new Map<Http.Host, Node>([
    ["accounts", node()],
    ["api", node()],
    ["upload", node()]
  ])
  for (const route of routes) {
    let at = roots.get(route.host) ?? node()
    for (const segment of route.path.split("/").slice(1)) {
      const name = /^\{(.+)\}$/.exec(segment)?.[1]
      if (name !== undefined) {
        // Parameters on the same place share a node; each route reads its own name from the path.
        at.parameter ??= { name, node: node() }
        at = at.parameter.node
      } else {
        const next = at.literals.get(segment) ?? node()
        at.literals.set(segment, next)
        at = next
      }
    }
    at.methods.set(route.method, route)
  }

  /** The node of a path that takes this method; any node of the path where none is asked for. */
  const find = (
    at: Node,
    segments: ReadonlyArray<string>,
    index: number,
    method: string | undefined
  ): Node | undefined => {
    const segment = segments[index]
    if (segment === undefined) {
      return (method === undefined ? at.methods.size > 0 : at.methods.has(method)) ? at : undefined
    }
    const literal = at.literals.get(segment)
    const found = literal === undefined ? undefined : find(literal, segments, index + 1, method)
    if (found !== undefined) return found
    // `GET /crm/v8/coql` is a wrong method and no module of that name; `Leads` may be meant as any module.
    if (literal !== undefined && !/^[A-Z]/u.test(segment)) return undefined
    return at.parameter === undefined || segment === ""
      ? undefined
      : find(at.parameter.node, segments, index + 1, method)
  }
  const places = new Map(
    routes.map((route) => [
      route,
      route.path
        .split("/")
        .flatMap((piece, index) => (piece.startsWith("{") ? [[piece.slice(1, -1), index - 1] as const] : []))
    ])
  )
  const paramsOf = (route: Route, segments: ReadonlyArray<string>): { readonly [name: string]: string } => {
    const params: { [name: string]: string } = {}
    for (const [name, index] of places.get(route) ?? []) params[name] = segments[index] ?? ""
    return params
  }

  return {
    routes,
    match: (host, method, segments) => {
      const root = roots.get(host)
      if (root === undefined) return { _tag: "Unknown" }
      const route = find(root, segments, 0, method)?.methods.get(method)
      if (route !== undefined) return { _tag: "Found", route, params: paramsOf(route, segments) }
      const found = find(root, segments, 0, undefined)
      if (found === undefined) return { _tag: "Unknown" }
      return { _tag: "WrongMethod", path: [...found.methods.values()][0]?.path ?? "" }
    }
  }
}
