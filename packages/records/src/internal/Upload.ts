/** A file for a record as the part of a form. */
import { InvalidInput } from "@effect-zoho/client/ApiError"
import type { Check } from "./Check.ts"

/** A file: its name decides on its type where none is given. */
export interface File {
  readonly name: string
  readonly content: Blob | Uint8Array<ArrayBuffer>
  readonly type?: string
}

/** Why a file cannot be sent; `most` in bytes. */
export const check = ({ content, name }: File, most: number): Check => {
  const size = content instanceof Blob ? content.size : content.byteLength
  if (name.trim() === "" || /[\r\n"]/u.test(name))
    return new InvalidInput({
      problem: "The file has no name that can be sent.",
      remedy: "Give a name without quotes and line breaks."
    })
  return size === 0 || size > most
    ? new InvalidInput({ problem: `The file has ${size} bytes.`, remedy: `Zoho takes 1 to ${most}.` })
    : undefined
}

/** The form that holds it as its part `file`. */
export const form = ({ content, name, type }: File): FormData => {
  const data = new FormData()
  data.set("file", new Blob([content], { type: type ?? (content instanceof Blob ? content.type : "") }), name)
  return data
}
