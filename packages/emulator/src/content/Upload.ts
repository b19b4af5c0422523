/** Uploads and downloads: the files of a multipart body, and a file as a reply. */
import * as Http from "../Http.ts"

export interface Uploaded {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
}

export const megabyte = 1024 * 1024

/** True for a body in parts, well-formed or not. */
export const isMultipart = (request: Http.WireRequest): boolean =>
  /^multipart\/form-data\b/i.test(request.headers["content-type"] ?? "")

// A path in front of a name is the sender's own; control characters would break the reply's header.
const plainName = (name: string): string => {
  const last = name.split(/[\\/]/).at(-1) ?? ""
  const clean = last.replaceAll(/\p{Cc}/gu, "").slice(0, 255)
  return clean === "" ? "file" : clean
}

/** The parts named `file` that carry a file. */
export const files = (request: Http.WireRequest): ReadonlyArray<Uploaded> =>
  isMultipart(request)
    ? Http.multipart(request.headers["content-type"] ?? "", request.body)
        .filter((part) => part.name === "file" && part.filename !== undefined)
        .map((part) => ({
          name: plainName(part.filename ?? ""),
          type: part.contentType ?? "application/octet-stream",
          bytes: part.body
        }))
    : []

/** A file to save. */
export const download = (name: string, bytes: Uint8Array): Http.Reply => ({
  status: 200,
  headers: {
    "content-type": "application/x-download",
    "content-disposition": `attachment;filename*=UTF-8''${encodeName(name)}`,
    server: "ZGS"
  },
  body: bytes
})

const encodeName = (name: string): string => {
  // A lone surrogate cannot be written as UTF-8.
  const text = name.toWellFormed()
  return encodeURIComponent(text).replaceAll(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
}
