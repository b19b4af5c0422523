/** `POST /crm/v8/coql`: one query in, rows or Zoho's error out. */
import * as Result from "effect/Result"
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import * as Permissions from "../org/Permissions.ts"
import type { Call, Route } from "../Router.ts"
import * as Scopes from "../Scopes.ts"
import { fieldItem } from "../settings/Fields.ts"
import * as ZohoError from "../ZohoError.ts"
import * as CoqlError from "./CoqlError.ts"
import * as Parser from "./Parser.ts"
import * as Plan from "./Plan.ts"
import * as Run from "./Run.ts"

const refused = (error: CoqlError.CoqlError): Http.Reply => Http.json(400, error)

interface Body {
  readonly query: string
  readonly meta: boolean
}

const bodyOf = (call: Call): Body | Http.Reply => {
  const parsed = Json.parse(Http.textOf(call.request.body))
  if (parsed === undefined) return ZohoError.reply(400, "JSON_PARSE_ERROR", "unable to parse the request body as JSON")
  const root = Json.asObject(parsed)
  if (root === undefined) return ZohoError.reply(400, "INVALID_DATA", "body", { expected_data_type: "jsonobject" })
  const query = root["select_query"]
  if (Json.isAbsent(query)) return refused(CoqlError.missingKey)
  if (typeof query !== "string") return refused(CoqlError.wrongType("select_query", "$.select_query", "text"))
  const meta = root["include_meta"]
  if (Json.isAbsent(meta)) return { query, meta: false }
  if (!Array.isArray(meta)) return refused(CoqlError.wrongType("include_meta", "$.include_meta", "jsonarray"))
  const wrong = meta.findIndex((name) => name !== "fields")
  if (wrong >= 0) return refused(CoqlError.unknownMeta(wrong, typeof meta[wrong] === "string"))
  return { query, meta: meta.length > 0 }
}

/** What a call costs by the rows it may bring. */
const creditsOf = (limit: number): number => (limit <= 200 ? 1 : limit <= 1000 ? 2 : 3)

const left = new Set([
  "profiles",
  "associated_module",
  "private",
  "mass_update",
  "hipaa_compliance",
  "hipaa_compliance_enabled",
  "businesscard_supported"
])

/** `fields` of the answer: metadata by column, a little different from what the settings call shows. */
const fieldsOf = (core: Core, plan: Plan.Plan): string => {
  const items = plan.outputs.flatMap(({ field, key }) => {
    if (field === undefined) return []
    const item = Object.entries(fieldItem(core, field.module, field.field)).filter(([name]) => !left.has(name))
    const more = {
      table_name: field.module.apiName,
      lucene_colname: null,
      generated_type: field.field.custom ? "custom" : "default",
      required: field.field.required
    }
    return [`${JSON.stringify(key)}:${JSON.stringify({ ...Object.fromEntries(item), ...more })}`]
  })
  return `{${items.join(",")}}`
}

const handler =
  (parser: () => Parser.Parser) =>
  (call: Call): Http.Reply => {
    const body = bodyOf(call)
    if ("status" in body) return body
    const { core, identity } = call
    if (body.meta && !Scopes.allows(identity.scopes, { group: "settings", sub: "fields", operation: "READ" }, {})) {
      return ZohoError.scopeMismatch
    }
    const switches = core.switches()
    let forbidden: Http.Reply | undefined
    const environment: Plan.Environment = {
      core,
      switches,
      allowed: (module) => {
        forbidden ??= Permissions.refused(core, identity.userId, module.apiName, ["View"])
        return Scopes.allows(
          identity.scopes,
          { group: "modules", sub: "{module}", operation: "READ" },
          { module: module.apiName }
        )
      }
    }
    const query = parser().parse(body.query, switches)
    if (Result.isFailure(query)) return refused(query.failure)
    const plan = Plan.make(environment, query.success)
    if (Result.isFailure(plan)) return refused(plan.failure)
    if (plan.success === "scope") return ZohoError.scopeMismatch
    if (forbidden !== undefined) return forbidden
    call.credits = creditsOf(plan.success.limit)
    const answer = Run.run(core.db, plan.success, switches)
    if (Result.isFailure(answer)) return refused(answer.failure)
    const { more, rows } = answer.success
    if (rows.length === 0) return Http.empty(204)
    const info = JSON.stringify({ count: rows.length, more_records: more })
    const fields = body.meta ? `,"fields":${fieldsOf(core, plan.success)}` : ""
    return Http.jsonText(200, `{"data":[${rows.join(",")}]${fields},"info":${info}}`)
  }

/** The parser, built by the first query; it keeps nothing from one query to the next. */
const lazyParser = (): (() => Parser.Parser) => {
  let built: Parser.Parser | undefined
  return () => (built ??= Parser.make())
}

export const routes: ReadonlyArray<Route> = [
  {
    host: "api",
    method: "POST",
    path: "/crm/v8/coql",
    scope: { group: "coql", operation: "READ" },
    handler: handler(lazyParser())
  }
]
