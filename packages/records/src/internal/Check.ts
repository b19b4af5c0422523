/** What can be known to be wrong before anything is sent. */
import { ApiError, InvalidInput } from "@effect-zoho/client/ApiError"
import * as Effect from "effect/Effect"
import type { ListOptions } from "../Records.ts"
import { isRecordId } from "../RecordId.ts"
import { isLossless } from "./Lossless.ts"

/** A refusal, or nothing when all is well. */
export type Check = InvalidInput | undefined

const refuse = (problem: string, remedy: string): InvalidInput => new InvalidInput({ problem, remedy })

/** Fails with the first refusal. */
export const run = (operation: string, ...checks: ReadonlyArray<Check>): Effect.Effect<void, ApiError> => {
  const reason = checks.find((it) => it !== undefined)
  return reason === undefined ? Effect.void : Effect.fail(new ApiError({ operation, reason }))
}

/** Zoho's own bound for `ids` and for the rows of a write. */
const maxRows = 100

export const id = (given: string): Check =>
  isRecordId(given)
    ? undefined
    : refuse("The id is not a number of up to 19 digits.", "Copy the id from the record's URL.")

/** The ids of a call; `most` where Zoho takes another number of them. */
export const ids = (given: ReadonlyArray<string>, most = maxRows): Check => {
  if (given.length === 0 || given.length > most) {
    return refuse(`${given.length} ids were given.`, `Give 1 to ${most} ids in one call.`)
  }
  const at = given.findIndex((it) => !isRecordId(it))
  return at < 0 ? undefined : refuse(`The id in row ${at} is not a number of up to 19 digits.`, "Correct that id.")
}

const rowCount = (count: number): Check =>
  count >= 1 && count <= maxRows
    ? undefined
    : refuse(`${count} rows were given.`, `Give 1 to ${maxRows} rows in one call.`)

/** The rows of a write: as many as Zoho takes, and no value that would arrive as another one. */
export const rows = (given: ReadonlyArray<object>): Check => {
  const count = rowCount(given.length)
  if (count !== undefined) return count
  for (const [at, row] of given.entries()) {
    // Looked at whole first: row by row only where something is wrong.
    if (isLossless(row)) continue
    for (const [name, value] of Object.entries(row)) {
      if (value !== undefined && !isLossless(value)) {
        return refuse(
          `${name} in row ${at} holds something that JSON cannot carry: no number, an infinite one, or a whole number beyond 2^53.`,
          `Correct ${name}; write long numbers and ids as text, and null to clear the field.`
        )
      }
    }
  }
  return undefined
}

export const fieldNames = (
  names: ReadonlyArray<string>,
  bounds: { readonly atLeast: number; readonly atMost: number }
): Check => {
  if (names.length < bounds.atLeast || names.length > bounds.atMost) {
    return refuse(
      `${names.length} fields were asked for.`,
      `Ask for ${bounds.atLeast} to ${bounds.atMost} fields in one call.`
    )
  }
  // A comma in a name would make two of it.
  const wrong = names.find((it) => !/^[\w$.]+$/u.test(it))
  return wrong === undefined
    ? undefined
    : refuse(`"${wrong}" is not the API name of a field.`, "Use API names as the fields' settings show them.")
}

const isWithin = (value: number | undefined, least: number, most: number): boolean =>
  value === undefined || (Number.isInteger(value) && value >= least && value <= most)

export const paging = (options: Pick<ListOptions, "page" | "perPage" | "pageToken">): Check => {
  if (!isWithin(options.perPage, 1, 200)) {
    return refuse(`perPage is ${options.perPage}.`, "Set perPage to 1 to 200, or leave it out for 200.")
  }
  if (!isWithin(options.page, 1, Number.MAX_SAFE_INTEGER)) {
    return refuse(`page is ${options.page}.`, "Set page to 1 or more, or leave it out.")
  }
  return options.page !== undefined && options.pageToken !== undefined
    ? refuse("Both page and pageToken are given.", "Give one of them: a page token takes the place of the number.")
    : undefined
}
