/** A change as a value: a function that checks what it is given, sends it, and tells what became of it. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { ApiError, type Reason, type Retry, type ZohoError } from "./ApiError.ts"
import * as Classify from "./Classify.ts"
import type { Weight } from "./Concurrency.ts"
import { type Envelope, type RowResult, unknownForm } from "./Envelope.ts"
import * as Parameters from "./internal/Parameters.ts"
import { settle } from "./internal/Unknown.ts"
import type { PathInput } from "./Operation.ts"
import { type Request, ZohoClient } from "./ZohoClient.ts"

/** What there is to know about a change. */
export interface Spec<Path extends string, Query, Body, D> {
  /** `Roles.create`: the span's name, and part of every error. */
  readonly name: string
  readonly method: Exclude<Request["method"], "GET">
  /** From the host's root, parameters in braces. */
  readonly path: Path
  /** A struct of the query's parameters. */
  readonly query?: Schema.Codec<Query, Parameters.QueryValues>
  /** A struct of the body's root keys. A key that it does not know is refused, at any depth. */
  readonly body?: Parameters.BodySchema<Body>
  /** Reads what a success says in its `details`. */
  readonly details: Schema.Decoder<D>
  /** Credits of one call, by Zoho's table. */
  readonly credits: number
  /** What it takes of the organisation's lanes; one place in the lane for all unless said. */
  readonly weight?: Weight
  /** `safe` where doing it twice is doing it once. */
  readonly retry: Retry
}

/** What there is to know about a change of several things. */
export interface ManySpec<Path extends string, Query, Body, D> extends Spec<Path, Query, Body, D> {
  /**
   * The parameter whose entries are answered one by one, in their order. Left out where Zoho answers with another
   * number of results than it was given.
   */
  readonly items?: keyof (Query & Body) & string
}

/** It took effect, or was scheduled. */
export interface Done<D> {
  readonly _tag: "Done"
  readonly row: number
  /** `SUCCESS`, or `SCHEDULED` where Zoho does it later. */
  readonly code: string
  readonly message: string
  readonly details: D
}

/** What became of one of several: done, or refused by itself. */
export type Outcome<D> = Done<D> | { readonly _tag: "Failed"; readonly row: number; readonly error: ApiError }

/** A change that can be sent, with its spec beside it. */
export interface WriteOperation<Path extends string, Query, Body, A, S> {
  (input: PathInput<Path> & Query & Body): Effect.Effect<A, ZohoError, ZohoClient>
  readonly spec: S
}

interface Prepared<D> {
  readonly send: (input: Parameters.Values, rows: number | undefined) => Effect.Effect<Envelope, ZohoError, ZohoClient>
  readonly outcome: (envelope: Envelope, result: RowResult, row: number) => Outcome<D>
  readonly unclear: (envelope: Envelope) => ApiError
}

const prepare = <Path extends string, Query, Body, D>(spec: Spec<Path, Query, Body, D>): Prepared<D> => {
  const { credits, method, name: operation, retry, weight } = spec
  const fill = Parameters.filler(spec)
  const readDetails = Parameters.once(() => Schema.decodeUnknownResult(spec.details))
  const fail = (reason: Reason) => new ApiError({ operation, reason })
  const refuse = (reason: Reason) => fail(settle(retry, reason))

  return {
    send: (input, rows) =>
      Effect.gen(function* () {
        const filled = yield* Effect.fromResult(Result.mapError(fill(input), fail))
        const client = yield* ZohoClient
        return yield* client.send({
          operation,
          method,
          ...filled,
          credits,
          retry,
          ...(rows === undefined ? {} : { rows }),
          ...(weight === undefined ? {} : { weight })
        })
      }),
    outcome: (envelope, result, row) => {
      const { code, message } = result
      const { httpStatus } = envelope
      if (result.status === "error") {
        const said = { code, message, httpStatus, details: result.details }
        return { _tag: "Failed", row, error: refuse(Classify.reason(said)) }
      }
      const details = readDetails()(result.details)
      return Result.isSuccess(details)
        ? { _tag: "Done", row, code, message, details: details.success }
        : { _tag: "Failed", row, error: refuse(unknownForm(envelope, details.failure)) }
    },
    unclear: (envelope) => refuse(unknownForm(envelope, ""))
  }
}

const resultsOf = (envelope: Envelope): ReadonlyArray<RowResult> =>
  envelope._tag === "Rows" ? envelope.rows : envelope._tag === "Single" ? [envelope.result] : []

/** A change of one thing: done, or an error. Mark it pure: unused ones leave a bundle. */
export const make = <const Path extends string, D, Query extends object = {}, Body extends object = {}>(
  spec: Spec<Path, Query, Body, D>
): WriteOperation<Path, Query, Body, Done<D>, Spec<Path, Query, Body, D>> => {
  const { outcome, send, unclear } = prepare(spec)
  const call = Effect.fnUntraced(function* (input: Parameters.Values) {
    const envelope = yield* send(input, 1)
    const [result] = resultsOf(envelope)
    if (result === undefined) return yield* unclear(envelope)
    const said = outcome(envelope, result, 0)
    return said._tag === "Done" ? said : yield* said.error
  })
  return Object.assign((input: object) => call({ ...input }), { spec })
}

const countOf = (items: unknown): number | undefined => (Array.isArray(items) ? items.length : undefined)

/** A change of several things, which may do for some and fail for others: one outcome each, in their order. */
export const makeMany = <const Path extends string, D, Query extends object = {}, Body extends object = {}>(
  spec: ManySpec<Path, Query, Body, D>
): WriteOperation<Path, Query, Body, ReadonlyArray<Outcome<D>>, ManySpec<Path, Query, Body, D>> => {
  const { outcome, send, unclear } = prepare(spec)
  const call = Effect.fnUntraced(function* (input: Parameters.Values) {
    const rows = spec.items === undefined ? undefined : countOf(input[spec.items])
    const envelope = yield* send(input, rows)
    const results = resultsOf(envelope)
    // Results that cannot be matched with what was sent must not be handed to it.
    if (results.length === 0 || (rows !== undefined && results.length !== rows)) return yield* unclear(envelope)
    return results.map((result, row) => outcome(envelope, result, row))
  })
  return Object.assign((input: object) => call({ ...input }), { spec })
}
