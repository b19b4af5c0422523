/** The one page, rendered here with what is known within a moment; the rest the page fetches itself. */
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Option from "effect/Option"
import type { LeadPage, Status } from "./Api.ts"
import { Connection } from "./Connection.ts"
import { toStatus } from "./Handlers.ts"
import type { Problem } from "./Problem.ts"
import { httpStatus } from "./Problem.ts"
import * as view from "./public/view.js"

/** How long the page waits for Zoho before it is sent without its list. */
export const Patience = Context.Reference<Duration.Input>("@effect-zoho/demo/Patience", {
  defaultValue: () => "2 seconds"
})

interface Model {
  readonly status: Status
  /** Missing when there is no connection. */
  readonly list?: LeadPage | Problem
}

const isProblem = (it: LeadPage | Problem): it is Problem => "kind" in it

const mainView = ({ list, status }: Model, page: number) => {
  if (status.state === "failed") return view.pageProblem(status.problem, { connected: false })
  if (list === undefined) return view.waitingView()
  return isProblem(list) ? view.pageProblem(list, { connected: true }) : view.listView(list, page)
}

const document = (model: Option.Option<Model>, page: number) =>
  view.html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>Leads · effect-zoho demo</title>
  <link rel="icon" href="/icon.svg" type="image/svg+xml">
  <link rel="stylesheet" href="/style.css">
  <script type="module" src="/app.js"></script>
</head>
<body>
  <header>
    <h1>Leads</h1>
    <div id="target">${view.targetView(
      Option.match(model, {
        onNone: () => ({ state: "connecting" }),
        onSome: (it) => it.status
      })
    )}</div>
  </header>
  <main id="main" data-state="${Option.isNone(model) ? "connecting" : "shown"}" aria-busy="${Option.isNone(model)}">${Option.match(
    model,
    { onNone: view.waitingView, onSome: (it) => mainView(it, page) }
  )}</main>
  <noscript><p class="quiet">Changing a number needs JavaScript; reading does not.</p></noscript>
  <p id="live" class="unseen" role="status" aria-live="polite"></p>
</body>
</html>
`.text

const statusOf = (model: Option.Option<Model>): number =>
  Option.match(model, {
    onNone: () => 200,
    onSome: ({ list, status }) =>
      status.state === "failed"
        ? httpStatus(status.problem)
        : list !== undefined && isProblem(list)
          ? httpStatus(list)
          : 200
  })

/** The page for an address `/?page=2&page_token=…`. It is sent, with what there is to say, whatever failed. */
export const render = Effect.fn("demo.page")(function* (query: URLSearchParams) {
  const connection = yield* Connection
  const page = Number(query.get("page") ?? "1")
  const model = yield* Effect.gen(function* () {
    const status = yield* toStatus(connection.get)
    if (status.state === "failed") return { status }
    const list = yield* Effect.flatMap(connection.get, (crm) => crm.list(query.get("page_token") ?? undefined)).pipe(
      Effect.catch((failure) => Effect.succeed("problem" in failure ? failure.problem : failure))
    )
    return { status, list }
  }).pipe(Effect.timeoutOption(yield* Patience))
  return HttpServerResponse.text(document(model, Number.isInteger(page) && page > 0 ? page : 1), {
    status: statusOf(model),
    contentType: "text/html; charset=utf-8"
  })
})
