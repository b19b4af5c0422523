/** The API's answers, each from the one connection. */
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import * as HttpApiMiddleware from "effect/http-api/HttpApiMiddleware"
import * as Layer from "effect/Layer"
import { Api, Readable, type Status } from "./Api.ts"
import { Connection, type Failed } from "./Connection.ts"
import type { Crm } from "./Crm.ts"
import * as Problem from "./Problem.ts"

/** A connection or its absence as the page's status line. */
export const toStatus = (self: Effect.Effect<Crm, Failed>): Effect.Effect<Status> =>
  Effect.match(self, {
    onSuccess: (crm): Status => ({ state: "connected", target: crm.target }),
    onFailure: (failed): Status => ({ state: "failed", ...failed })
  })

const LeadsHandlers = HttpApiBuilder.group(
  Api,
  "leads",
  Effect.fnUntraced(function* (handlers) {
    const connection = yield* Connection
    const crm = Effect.mapError(connection.get, (it) => it.problem)
    return handlers.handleAll({
      list: ({ query }) => Effect.flatMap(crm, (it) => it.list(query.page_token)),
      get: ({ params }) => Effect.flatMap(crm, (it) => it.get(params.id)),
      update: ({ params, payload }) => Effect.flatMap(crm, (it) => it.updateMobile(params.id, payload.mobile))
    })
  })
)

const SessionHandlers = HttpApiBuilder.group(
  Api,
  "session",
  Effect.fnUntraced(function* (handlers) {
    const connection = yield* Connection
    return handlers.handleAll({
      status: () => toStatus(connection.get),
      retry: () => toStatus(connection.retry)
    })
  })
)

const what = {
  Params: "the address names no lead",
  Query: "the address has parameters it does not take",
  Payload: 'the body is not {"mobile": text or null}'
} as const

const isRequestPart = (kind: string): kind is keyof typeof what => kind in what

/** A request that does not decode is the caller's; an answer that does not encode is ours. */
const ReadableLayer = HttpApiMiddleware.layerSchemaErrorTransform(Readable, (error) =>
  Effect.fail(isRequestPart(error.kind) ? Problem.badRequest(what[error.kind]) : Problem.internal)
)

/** The API's routes. */
export const layer = HttpApiBuilder.layer(Api).pipe(
  Layer.provide([LeadsHandlers, SessionHandlers]),
  Layer.provide(ReadableLayer)
)
