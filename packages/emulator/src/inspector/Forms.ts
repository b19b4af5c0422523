/** What the forms of the pages send, as the control requests they stand for: each page works without any script. */
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import * as FaultForm from "./FaultForm.ts"
import * as Pages from "./Pages.ts"
import * as Parts from "./Parts.ts"

/** Whether a page's form sent this. */
export const owns = (request: Http.WireRequest): boolean =>
  request.method === "POST" &&
  Pages.wantsHtml(request) &&
  /^application\/x-www-form-urlencoded/i.test(request.headers["content-type"] ?? "")

const encode = (value: unknown): Uint8Array => Http.bytesOf(JSON.stringify(value))

/** Fields that are about the form and no part of what is asked. */
const own = ["_method", "back"]

const sections = ["requests", "jobs", "tokens", "faults", "clock", "snapshots"]

const didOf = (path: ReadonlyArray<string>, method: string): string => {
  switch (path[1]) {
    case "faults":
      return method === "POST" ? "added" : path.length > 2 ? "removed" : "cleared"
    case "clock":
      return "moved"
    case "tokens":
      return "revoked"
    case "snapshots":
      return path[3] === "restore" ? "restored" : "saved"
    default:
      return "reset"
  }
}

/** Has `control` do what the form asks, and leads back to the page; a refusal shows on the page itself. */
export const send = (
  core: Core,
  request: Http.WireRequest,
  control: (request: Http.WireRequest) => Http.Reply
): Http.Reply => {
  const { segments } = Http.targetOf(request.url)
  const fields = new Map(new URLSearchParams(Http.textOf(request.body)))
  const method = fields.get("_method") === "DELETE" ? "DELETE" : "POST"
  const [, section = ""] = segments
  const asked = Object.fromEntries([...fields].filter(([name]) => !own.includes(name)))
  const body = section === "faults" && method === "POST" && !fields.has("set") ? FaultForm.ruleOf(fields) : asked
  const { accept: _accept, ...headers } = request.headers
  const reply = control({ ...request, method, headers: { ...headers, accept: "application/json" }, body: encode(body) })
  const back =
    sections.find((one) => `/${one}` === fields.get("back")) ?? (sections.includes(section) ? section : "snapshots")
  if (reply.status >= 400) {
    const error = Json.asObject(Json.parse(Http.textOf(reply.body)))?.["error"]
    return Pages.refuse(core, back, typeof error === "string" ? error : `refused with ${reply.status}`, fields)
  }
  return {
    status: 303,
    headers: { location: Parts.address(`/${back}`, { did: didOf(segments, method) }), "cache-control": "no-store" },
    body: ""
  }
}
