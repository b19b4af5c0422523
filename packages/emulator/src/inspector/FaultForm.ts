/** Fault rules in words, and the form that makes one. */
import type * as Faults from "../Faults.ts"
import { type Html, html } from "../Html.ts"
import * as Json from "../Json.ts"
import * as Parts from "./Parts.ts"

const kinds: ReadonlyArray<readonly [Faults.Action["kind"], string]> = [
  ["respond", "Answer with a status and a body"],
  ["html", "Answer with a page of HTML"],
  ["reset", "Cut the connection, no answer"],
  ["hang", "Never answer"],
  ["delay", "Wait"],
  ["truncate", "Cut the answer off"],
  ["drip", "Send the answer slowly"],
  ["contentType", "Change the content type"],
  ["duplicate", "Carry the call out twice"]
]

type Fields = ReadonlyMap<string, string>

const whole = (text: string | undefined): number | string | undefined =>
  text === undefined || text === "" ? undefined : /^\d{1,12}$/.test(text) ? Number(text) : text

const filled = (entries: { readonly [name: string]: unknown }): { readonly [name: string]: unknown } =>
  Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined && value !== ""))

const actionOf = (fields: Fields): { readonly [name: string]: unknown } => {
  const kind = fields.get("kind") ?? ""
  const text = fields.get("body") ?? ""
  switch (kind) {
    case "respond":
      // A body that is JSON is sent as that, whatever its line breaks.
      return filled({ kind, status: whole(fields.get("status")) ?? 500, body: Json.parse(text) ?? text })
    case "html":
      return filled({ kind, status: whole(fields.get("status")), body: text })
    case "delay":
      return filled({ kind, duration: whole(fields.get("duration")) ?? "1 second" })
    case "truncate":
      return filled({ kind, bytes: whole(fields.get("bytes")) })
    case "drip":
      return filled({ kind, bytes: whole(fields.get("bytes")), every: whole(fields.get("duration")) })
    case "contentType":
      return filled({ kind, value: fields.get("contentType") ?? "text/plain" })
    default:
      return { kind }
  }
}

/** The rule that a form stands for; whether it is one, the control plane says. */
export const ruleOf = (fields: Fields): { readonly [name: string]: unknown } => ({
  match: filled({
    host: fields.get("host"),
    method: fields.get("method"),
    path: fields.get("path"),
    nth: whole(fields.get("nth"))
  }),
  ...filled({ times: whole(fields.get("times")), when: fields.get("when") }),
  action: actionOf(fields)
})

/** A rule in one sentence. */
export const sentence = ({ action, match, nth, times, when }: Faults.Rule & { readonly nth?: number }): string => {
  const which = [match?.method ?? "every call", match?.path, match?.host === undefined ? undefined : `on ${match.host}`]
  const number = match?.nth ?? nth
  const left = times ?? (number === undefined ? undefined : 1)
  const what =
    action.kind === "respond"
      ? `answers ${action.status}`
      : action.kind === "html"
        ? `answers ${action.status ?? 502} with HTML`
        : (kinds.find(([kind]) => kind === action.kind)?.[1].toLowerCase() ?? action.kind)
  return [
    `${which.filter((part) => part !== undefined).join(" ")}:`,
    `${what},`,
    number === undefined ? "" : `from match number ${number},`,
    left === undefined ? "every time," : left === 1 ? "once," : `${left} times,`,
    when === "after" ? "after it took effect" : "before it takes effect"
  ]
    .filter((part) => part !== "")
    .join(" ")
}

/** `values`: what stands in it already. */
export const form = (values: Fields): Html => {
  const value = (name: string, otherwise = ""): string => values.get(name) ?? otherwise
  const only = (kinds: ReadonlyArray<string>, content: Html): Html =>
    html`<div class="only ${kinds.map((kind) => `for-${kind}`).join(" ")}">${content}</div>`
  return html`<form method="post" action="${Parts.address("/faults")}" class="panel">
    <div class="grid">
      ${Parts.select("method", "Method", value("method"), [["", "any"], ...["GET", "POST", "PUT", "PATCH", "DELETE"].map((name) => [name, name] as const)])}
      ${Parts.field("path", "Path", value("path"), html` placeholder="/crm/v8/{module}*" aria-describedby="path-help"`)}
      ${Parts.select("host", "Host", value("host"), [["", "any"], ...["api", "accounts", "upload"].map((name) => [name, name] as const)])}
      ${Parts.select("kind", "What happens", value("kind", "respond"), kinds)}
      ${only(["respond", "html"], Parts.field("status", "Status", value("status"), html` inputmode="numeric" placeholder="500"`))}
      ${only(["delay", "drip"], Parts.field("duration", "How long (between pieces)", value("duration"), html` placeholder="1 second"`))}
      ${only(["truncate", "drip"], Parts.field("bytes", "Bytes", value("bytes"), html` inputmode="numeric" placeholder="half, or 16"`))}
      ${only(["contentType"], Parts.field("contentType", "Content type", value("contentType", "text/plain")))}
      ${Parts.select("when", "When", value("when", "before"), [
        ["before", "before it takes effect"],
        ["after", "after it took effect"]
      ])}
      ${Parts.field("times", "How often", value("times", "1"), html` inputmode="numeric" placeholder="every time"`)}
      ${Parts.field("nth", "From match number", value("nth"), html` inputmode="numeric" placeholder="1"`)}
      <div class="wide only for-respond for-html">
        <div class="field">
          <label for="body">Body</label><textarea id="body" name="body" spellcheck="false">${value("body")}</textarea>
        </div>
      </div>
    </div>
    <p><button type="submit" class="main">Add the rule</button></p>
  </form>`
}
