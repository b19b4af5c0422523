/** The forms in which Zoho answers, told apart by the body's shape and never by its status alone. */
import type { Details } from "./ApiError.ts"

/** What Zoho says about one row of a write. */
export interface RowResult {
  readonly code: string
  readonly status: "success" | "error"
  readonly message: string
  readonly details: Details
  /** Of an upsert. */
  readonly action?: "insert" | "update"
  /** Of an upsert: the field that matched. */
  readonly duplicateField?: string | null
}

/** A success, by shape. Errors of a whole call never arrive here: they are `ApiError`s. */
export type Envelope =
  /** A document: `{"data":[…],"info":{…}}`, `{"count":3}`, `{"users":[…]}`. */
  | { readonly _tag: "Document"; readonly httpStatus: number; readonly body: Readonly<Record<string, unknown>> }
  /** One result a row, under any root key, in the order of the rows sent. Some or all may have failed. */
  | {
    readonly _tag: "Rows"
    readonly httpStatus: number
    readonly root: string
    readonly rows: ReadonlyArray<RowResult>
  }
  /** One result for the whole call: photo, blueprint, upload. */
  | { readonly _tag: "Single"; readonly httpStatus: number; readonly result: RowResult }
  /** 204: nothing there. 304: nothing changed. */
  | { readonly _tag: "Empty"; readonly httpStatus: number }
