/** A child: so many leads by list or by COQL, raw or through `Reader`; its last line says how many and how long. */
import * as Filter from "@effect-zoho/records/Filter"
import * as Leads from "@effect-zoho/records/modules/Leads"
import * as Reader from "@effect-zoho/records/Reader"
import * as Zoho from "@effect-zoho/toolkit/Zoho"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { Agent, request } from "undici"
import { fields } from "./Fields.ts"

const [, , how = "", via = "", limit = "", token = ""] = process.argv
const wanted = Number(limit)
const api = process.env["API_URL"] ?? ""

interface Body {
  readonly data: ReadonlyArray<{ readonly id: string }>
  readonly info: { readonly more_records: boolean; readonly next_page_token?: string }
}

const dispatcher = new Agent()
const send = async (path: string, body?: object): Promise<Body> => {
  const answer = await request(`${api}/crm/v8/${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Zoho-oauthtoken ${token}`, "content-type": "application/json" },
    body: body === undefined ? null : JSON.stringify(body),
    dispatcher
  })
  if (answer.statusCode !== 200) throw new Error(`${path} answered ${answer.statusCode}`)
  return JSON.parse(await answer.body.text())
}

/** One page after the other, and nothing of them kept. */
const raw = async (): Promise<number> => {
  let rows = 0
  let after = via === "list" ? "" : "Converted__s = false"
  while (rows < wanted) {
    const { data, info } =
      via === "list"
        ? await send(`Leads?fields=${fields.join(",")}&sort_by=id&sort_order=asc${after}`)
        : await send("coql", {
            select_query: `select ${fields.join(", ")} from Leads where ${after} order by id asc limit 2000`
          })
    rows += data.length
    after =
      via === "list"
        ? `&page_token=${info.next_page_token ?? ""}`
        : `(Converted__s = false and id > '${data.at(-1)?.id ?? ""}')`
    if (!info.more_records) break
  }
  return rows
}

const ours = Stream.runFold(
  Reader.pages(Leads.module, { fields, via: via === "list" ? "list" : "coql", limit: wanted }, wanted),
  () => 0,
  (rows, page) => rows + page.rows.length
)

const timed = async (run: () => Promise<number>) => {
  const began = performance.now()
  const rows = await run()
  return { rows, millis: performance.now() - began }
}

const result =
  how === "raw"
    ? await timed(raw)
    : await Effect.runPromise(
        Effect.provide(
          // The sign-in is not measured: raw begins with its token.
          Effect.gen(function* () {
            yield* Reader.count(Leads.module, { where: Filter.isNotNull("id") })
            const context = yield* Effect.context<Zoho.Zoho>()
            return yield* Effect.promise(() => timed(() => Effect.runPromiseWith(context)(ours)))
          }),
          Zoho.layer
        )
      )
process.stdout.write(`${JSON.stringify(result)}\n`)
process.exit(0)
