/** Workflow rules and the actions that they name. */
import type { Route } from "../Router.ts"
import * as FieldUpdates from "./FieldUpdates.ts"
import * as Rules from "./Rules.ts"
import * as Tasks from "./Tasks.ts"
import * as Webhooks from "./Webhooks.ts"

export const routes: ReadonlyArray<Route> = [
  ...Rules.routes,
  ...FieldUpdates.routes,
  ...Webhooks.routes,
  ...Tasks.routes
]
