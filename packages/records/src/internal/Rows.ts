/** Reading rows: one schema for the fields asked for, built once, decoding a page at a time. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Field from "../Field.ts"
import type { Module } from "../Module.ts"
import { RecordId } from "../RecordId.ts"
import * as Guard from "../Guard.ts"
import type { Row } from "../Row.ts"
import * as Cells from "./Cells.ts"

/** The body of a list, as far as it matters here. */
export interface PageBody<A> {
  readonly data: ReadonlyArray<A>
  readonly info?: {
    readonly more_records?: boolean
    readonly next_page_token?: string | null
  }
}

/** Reads a body as a page whose rows hold the fields asked for. A get answers with a page of one. */
export type ReadPage<A> = (body: unknown) => Result.Result<PageBody<A>, Schema.SchemaError>

export const Info = Schema.Struct({
  more_records: Schema.optionalKey(Schema.Boolean),
  next_page_token: Schema.optionalKey(Schema.NullOr(Schema.String))
})

const isBody = (body: unknown): body is { readonly data: ReadonlyArray<unknown>; readonly info?: unknown } =>
  typeof body === "object" && body !== null && "data" in body && Array.isArray(body.data)

/** What `Info` makes of it, by plain comparisons; undefined leaves it to the interpreter. */
const plainInfo = (info: unknown): typeof Info.Type | undefined => {
  if (typeof info !== "object" || info === null || !("more_records" in info)) return undefined
  const { more_records } = info
  const token = "next_page_token" in info ? info.next_page_token : null
  return typeof more_records === "boolean" && (token === null || typeof token === "string")
    ? { more_records, next_page_token: token }
    : undefined
}

/** An empty list of choices or tags is an empty list, whether Zoho shows it so or as nothing. */
const withLists = (read: ReadPage<any>, names: ReadonlyArray<string>): ReadPage<any> => {
  if (names.length === 0) return read
  const whole = (row: any): any => {
    let made = row
    for (const name of names) if (row[name] === null) made = { ...made, [name]: [] }
    return made
  }
  return (body) => Result.map(read(body), (page) => ({ ...page, data: page.data.map(whole) }))
}

/** How many lists of fields keep their schema. A script asks for a few; a server that asks for more builds some anew. */
const kept = 100

/** The readers of one module, each built at its first use. */
export const readers = <Fields extends Schema.Struct.Fields>(module: Module<Fields>) => {
  const listed = new Map(Object.entries(module.fields))
  const cache = new Map<string, ReadPage<any>>()

  const build = (names: ReadonlyArray<string>): ReadPage<any> => {
    const row = Schema.Struct({
      ...Object.fromEntries(names.map((name) => [name, listed.get(name) ?? Field.json])),
      id: RecordId
    })
    const page: Schema.Decoder<PageBody<any>> = Schema.Struct({
      data: Schema.Array(row),
      info: Schema.optionalKey(Info)
    })
    const interpret = Schema.decodeUnknownResult(page)
    const guard = Guard.make(row, Field.json, Field.opaque)
    if (guard === undefined) return interpret
    // Rows that pass are what the interpreter would make of them; one that does not is its to read or to refuse.
    return (body) => {
      if (!isBody(body) || !body.data.every(guard)) return interpret(body)
      const { data, info } = body
      // One record has no pages to tell of.
      if (info === undefined) return Result.succeed({ data })
      const told = plainInfo(info)
      return told === undefined ? interpret(body) : Result.succeed({ data, info: told })
    }
  }

  /**
   * The names become the struct's keys one by one, which the compiler cannot follow: that each row has just the type
   * `Row<Fields, N>` is said here, once.
   */
  return <const N extends string>(names: ReadonlyArray<N>): ReadPage<Row<Fields, N>> => {
    const key = names.join()
    const known = cache.get(key)
    if (known !== undefined) return known
    const built = withLists(
      build(names),
      names.filter((name) => Cells.isChoices(listed.get(name)))
    )
    const [oldest] = cache.keys()
    if (cache.size >= kept && oldest !== undefined) cache.delete(oldest)
    cache.set(key, built)
    return built
  }
}
