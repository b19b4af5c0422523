/** Short ways for the tests of actions: records made and read by the API itself. */
import { type Answer, type Caller, caller as make } from "../bulk/Support.ts"
import type * as Core from "@effect-zoho/emulator/Core"
import * as FaultSets from "@effect-zoho/emulator/FaultSets"
import * as OAuth from "@effect-zoho/emulator/OAuth"

export { settle } from "../bulk/Support.ts"

export interface Acting extends Caller {
  /** Inserts one record and gives its id. */
  readonly add: (module: string, fields: object) => string
  /** Everything that a read by id shows; undefined when there is none. */
  readonly get: (module: string, id: string) => any
  readonly users: { readonly admin: string; readonly other: string; readonly disabled: string }
}

export const acting = (options: Core.Options = {}): Acting => {
  const at = make({ limits: "off", leads: 3, ...options })
  const [admin, other, disabled] = at.core.db.all("SELECT id FROM user ORDER BY id").map((row) => String(row["id"]))
  return {
    ...at,
    add: (module, fields) => {
      const answer = at.api("POST", `/crm/v8/${module}`, { data: [fields] })
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.json))
      return String(answer.json.data[0].details.id)
    },
    get: (module, id) => at.api("GET", `/crm/v8/${module}/${id}`).json?.data[0],
    users: { admin: admin ?? "", other: other ?? "", disabled: disabled ?? "" }
  }
}

/** Signs another user in, and gives their way to ask the API host. */
export const calls = (at: Acting, user: string): Acting["api"] => {
  const { clientId, clientSecret } = at.core.credentials()
  const email = at.core.db.get("SELECT email FROM user WHERE id=?", user)?.["email"]
  const code = OAuth.issueGrantCode(at.core, { userEmail: String(email) }) ?? ""
  const form = { grant_type: "authorization_code", client_id: clientId, client_secret: clientSecret, code }
  const { json } = at.send("POST", `${at.core.urls().accountsUrl}/oauth/v2/token`, {
    host: "accounts",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(form).toString()
  })
  return (method, path, body) =>
    at.send(method, path, {
      headers: { authorization: `Zoho-oauthtoken ${json.access_token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    })
}

/** Code and the names of its details: what an answer's item says. */
export const said = (item: any): readonly [string, ReadonlyArray<string>] => [
  String(item?.code),
  Object.keys(item?.details ?? {}).toSorted()
]

/** A note, an attachment and a task on a record. */
export const hang = (at: Acting, module: string, id: string) => {
  const url = `/crm/v8/${module}/${id}/Attachments?attachmentUrl=https%3A%2F%2Fwww.example.com%2Fa&title=A`
  const attached = at.send("POST", url)
  if (attached.status !== 200 && attached.status !== 201) throw new Error(JSON.stringify(attached.json))
  return {
    note: at.add("Notes", { Note_Content: "n", Parent_Id: { id, module: { api_name: module } } }),
    attachment: String(attached.json.data[0].details.id),
    task: at.add("Tasks", { Subject: "T", What_Id: { id }, $se_module: module })
  }
}

/** Ids of the notes and attachments of a record. */
export const hanging = (at: Acting, id: string) => {
  const ids = (list: string): ReadonlyArray<string> =>
    at.core.db
      .all(`SELECT id FROM "record_${list}" WHERE "Parent_Id"=? ORDER BY id`, id)
      .map((row) => String(row["id"]))
  return { notes: ids("Notes"), attachments: ids("Attachments") }
}

/** A custom view of a module: what its criteria choose, or everything. */
export const view = (at: Acting, module: string, criteria: unknown = null): string => {
  const id = at.core.db.nextId()
  at.core.db.run("INSERT INTO custom_view(id, module, json) VALUES(?,?,?)", id, module, JSON.stringify({ criteria }))
  return id
}

/** A call that comes to nothing for no fault of its own: too many at once, or a server that fails. */
export const troubled = (status: number, method: string, path: string): Answer => {
  const at = acting({ limits: "real", switches: { tooManyCallsSpelling: "RATE_LIMIT_EXCEEDED", latencyMillis: 1000 } })
  const ask = () => at.api(method, path, {})
  if (status === 429) {
    // None of them has come back when the next one starts.
    for (let call = 0; call < 25; call++) ask()
    return ask()
  }
  const { rules = [] } = FaultSets.sets[status === 500 ? "server-error" : "unavailable"] ?? {}
  at.core.faults.add(rules.filter(({ action }) => action.kind === "respond" && action.status === status))
  return ask()
}
