/** From what a call is given to its path, query and body: filled in, checked, and nothing of its values in an error. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import { InvalidInput } from "../ApiError.ts"
import { pathOf } from "../Envelope.ts"

/** What stands in a URL's query; `undefined` is left out. */
export interface QueryValues {
  readonly [name: string]: string | number | boolean | undefined
}

/** A struct of a body's root keys. */
export type BodySchema<Body> = Schema.Codec<Body, unknown> & { readonly fields: Readonly<Record<string, unknown>> }

export type Values = Readonly<Record<string, unknown>>

interface Wanted {
  readonly name: string
  readonly path: string
  readonly query?: Schema.Codec<unknown, QueryValues>
  readonly body?: BodySchema<unknown>
}

/** What goes over the wire. */
export interface Filled {
  readonly path: string
  readonly query: QueryValues
  readonly body?: unknown
}

const format = SchemaIssue.makeFormatterStandardSchemaV1()

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

const refusal = (operation: string, error: Schema.SchemaError): InvalidInput => {
  const name = pathOf(error)
  // What was expected there; the formatter keeps the value itself to itself.
  const expected = format(error.issue).issues[0]?.message ?? ""
  return new InvalidInput({
    problem: `The parameter ${name} of ${operation} is not one that Zoho takes.`,
    remedy: `Correct ${name}, or leave it out if it is optional. ${expected}.`
  })
}

/** What is made when it is first asked for: who imports a hundred operations calls few of them. */
export const once = <A extends object>(make: () => A): (() => A) => {
  let made: A | undefined
  return () => (made ??= make())
}

/** Prepares the calls of one operation. */
export const filler = (wanted: Wanted): ((input: Values) => Result.Result<Filled, InvalidInput>) => {
  const { body, name, path, query } = wanted
  const encodeQuery = query === undefined ? undefined : once(() => Schema.encodeUnknownResult(query))
  const encodeBody =
    // A key that an item does not have is a slip of the pen: it must not be left out unseen.
    body === undefined ? undefined : once(() => Schema.encodeUnknownResult(body, { onExcessProperty: "error" }))
  const keys = Object.keys(body?.fields ?? {})

  return (input) => {
    const filled = fill(path, input)
    if (Result.isFailure(filled)) {
      return Result.fail(
        new InvalidInput({
          problem: `The path parameter ${filled.failure} of ${name} is not a text.`,
          remedy: `Give ${filled.failure} as a text that is not empty.`
        })
      )
    }
    const asked = encodeQuery?.()(input) ?? Result.succeed({})
    if (Result.isFailure(asked)) return Result.fail(refusal(name, asked.failure))
    if (encodeBody === undefined) return Result.succeed({ path: filled.success, query: asked.success })
    const own = Object.fromEntries(keys.flatMap((key) => (key in input ? [[key, input[key]]] : [])))
    const sent = encodeBody()(own)
    if (Result.isFailure(sent)) return Result.fail(refusal(name, sent.failure))
    return Result.succeed({ path: filled.success, query: asked.success, body: sent.success })
  }
}
