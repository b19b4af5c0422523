/** One API call as a value: a function to call it, which carries what there is to know about the call. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { ApiError, NotFound, type Retry, type ZohoError } from "./ApiError.ts"
import { unknownForm } from "./Envelope.ts"
import * as Parameters from "./internal/Parameters.ts"
import { type Request, ZohoClient } from "./ZohoClient.ts"

export type { QueryValues } from "./internal/Parameters.ts"

/** The parameters that a path names: `/crm/v8/users/{id}` needs `{ id: string }`. */
export type PathInput<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? { readonly [K in Name]: string } & PathInput<Rest>
  : {}

/** What there is to know about a call. */
export interface Spec<Path extends string, Query, A> {
  /** `Users.list`: the span's name, and part of every error. */
  readonly name: string
  readonly method: Request["method"]
  /** From the host's root, parameters in braces. */
  readonly path: Path
  /** Which of the configured hosts; `api` unless said. */
  readonly host?: "api" | "upload"
  /** A struct of the query's parameters. */
  readonly query?: Schema.Codec<Query, Parameters.QueryValues>
  /** Reads the document of a success. */
  readonly success: Schema.Decoder<A>
  /** What 204 means. Left out, nothing there is `NotFound`. */
  readonly empty?: A
  /** Credits of one call, by Zoho's table. */
  readonly credits: number
  readonly retry: Retry
}

/** A call that can be made, with its spec beside it. */
export interface Operation<Path extends string, Query, A> {
  (input: PathInput<Path> & Query): Effect.Effect<A, ZohoError, ZohoClient>
  readonly spec: Spec<Path, Query, A>
}

/** Makes a call from its spec. Name it in a file of its group and mark it pure: unused ones leave a bundle. */
export const make = <const Path extends string, A, Query extends object = {}>(
  spec: Spec<Path, Query, A>
): Operation<Path, Query, A> => {
  const fill = Parameters.filler(spec)
  const decodeBody = Parameters.once(() => Schema.decodeUnknownResult(spec.success))
  const fail = (reason: ApiError["reason"]) => new ApiError({ operation: spec.name, reason })

  const call = Effect.fnUntraced(function* (input: Parameters.Values) {
    const { path, query } = yield* Effect.fromResult(Result.mapError(fill(input), fail))
    const client = yield* ZohoClient
    const envelope = yield* client.send({
      operation: spec.name,
      method: spec.method,
      path,
      query,
      credits: spec.credits,
      retry: spec.retry,
      ...(spec.host === undefined ? {} : { host: spec.host })
    })
    if (envelope._tag === "Empty") {
      if (spec.empty !== undefined) return spec.empty
      const id = input["id"]
      return yield* fail(
        new NotFound({
          code: "",
          message: "",
          httpStatus: envelope.httpStatus,
          details: {},
          ...(typeof id === "string" ? { id } : {})
        })
      )
    }
    if (envelope._tag !== "Document") return yield* fail(unknownForm(envelope, ""))
    return yield* Effect.fromResult(
      Result.mapError(decodeBody()(envelope.body), (error) => fail(unknownForm(envelope, error)))
    )
  })

  return Object.assign((input: object) => call({ ...input }), { spec })
}
