/** One API call as a value: a function to call it, which carries what there is to know about the call. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { ApiError, InvalidInput, NotFound, type Retry, type ZohoError } from "./ApiError.ts"
import { pathOf, unknownForm } from "./Envelope.ts"
import { type Request, ZohoClient } from "./ZohoClient.ts"

/** The parameters that a path names: `/crm/v8/users/{id}` needs `{ id: string }`. */
export type PathInput<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? { readonly [K in Name]: string } & PathInput<Rest>
  : {}

/** What stands in a URL's query; `undefined` is left out. */
export interface QueryValues {
  readonly [name: string]: string | number | boolean | undefined
}

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
  readonly query?: Schema.Codec<Query, QueryValues>
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

type Values = Readonly<Record<string, unknown>>

/** The path with its parameters filled in and encoded, or the name of the one that is no text. */
const fill = (path: string, input: Values): Result.Result<string, string> => {
  let missing: string | undefined
  const filled = path.replace(/\{([^}]+)\}/gu, (_, name: string) => {
    const value = input[name]
    // An empty part would make another path, and so would dots.
    if (typeof value === "string" && value !== "" && value !== "." && value !== "..") return encodeURIComponent(value)
    missing = name
    return ""
  })
  return missing === undefined ? Result.succeed(filled) : Result.fail(missing)
}

/** Makes a call from its spec. Name it in a file of its group and mark it pure: unused ones leave a bundle. */
export const make = <const Path extends string, A, Query extends object = {}>(
  spec: Spec<Path, Query, A>
): Operation<Path, Query, A> => {
  const encodeQuery = spec.query === undefined ? undefined : Schema.encodeUnknownResult(spec.query)
  const decodeBody = Schema.decodeUnknownResult(spec.success)
  const fail = (reason: ApiError["reason"]) => new ApiError({ operation: spec.name, reason })
  const refuse = (problem: string, remedy: string) => fail(new InvalidInput({ problem, remedy }))

  const call = Effect.fnUntraced(function* (input: Values) {
    const path = yield* Effect.fromResult(
      Result.mapError(fill(spec.path, input), (name) =>
        refuse(`The path parameter ${name} of ${spec.name} is not a text.`, `Give ${name} as a text that is not empty.`)
      )
    )
    const query =
      encodeQuery === undefined
        ? {}
        : yield* Effect.fromResult(
            Result.mapError(encodeQuery(input), (error) => {
              const name = pathOf(error)
              return refuse(
                `The parameter ${name} of ${spec.name} is not one that Zoho takes.`,
                `Correct ${name}, or leave it out if it is optional.`
              )
            })
          )
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
      Result.mapError(decodeBody(envelope.body), (error) => fail(unknownForm(envelope, error)))
    )
  })

  return Object.assign((input: object) => call({ ...input }), { spec })
}
