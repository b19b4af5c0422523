/** Query parameters that many calls share. */
import type * as Http from "./Http.ts"
import * as ZohoError from "./ZohoError.ts"

export type Page =
  | { readonly ok: true; readonly page: number; readonly perPage: number }
  | { readonly ok: false; readonly reply: Http.Reply }

const whole = (text: string | null, otherwise: number, maximum: number): number | undefined => {
  if (text === null || text === "") return otherwise
  if (!/^\d{1,9}$/.test(text)) return undefined
  const value = Number(text)
  return value >= 1 && value <= maximum ? value : undefined
}

/** `page` (from 1) and `per_page` (1 to 200). */
export const page = (query: URLSearchParams): Page => {
  const number = whole(query.get("page"), 1, 999_999_999)
  if (number === undefined) return { ok: false, reply: ZohoError.invalidParam("page") }
  const perPage = whole(query.get("per_page"), 200, 200)
  if (perPage === undefined)
    return { ok: false, reply: ZohoError.invalidParam("per_page", "invalid data", { maximum: 200 }) }
  return { ok: true, page: number, perPage }
}

/** Names of a comma-separated parameter, without blanks and repeats. */
export const names = (text: string | null): ReadonlyArray<string> =>
  text === null
    ? []
    : [
        ...new Set(
          text
            .split(",")
            .map((name) => name.trim())
            .filter((name) => name !== "")
        )
      ]
