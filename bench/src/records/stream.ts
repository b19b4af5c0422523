/** A child: reads 1,000 pages one after the other, raw or through our reader; tells milliseconds and the peak of its memory. */
import * as Leads from "@effect-zoho/records/modules/Leads"
import * as Reader from "@effect-zoho/records/Reader"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { request } from "undici"
import * as Client from "./Client.ts"
import * as Sample from "./Sample.ts"

const [, , how, url = "", pages = "1000"] = process.argv
const count = Number(pages)

const raw = async (): Promise<number> => {
  let rows = 0
  for (let page = 0; page < count; page++) {
    const { body } = await request(`${url}/crm/v8/Leads?fields=${Sample.fields.join(",")}`, {
      headers: { authorization: "Zoho-oauthtoken a-token-of-the-bench" }
    })
    const { data }: { readonly data: ReadonlyArray<unknown> } = JSON.parse(await body.text())
    rows += data.length
  }
  return rows
}

/** As many pages as page tokens reach, and as often as it takes: beyond that a reader goes on by COQL. */
const ours = (): Promise<number> => {
  const half = Reader.pages(Leads.module, { fields: Sample.fields, via: "list", limit: (count / 2) * 200 })
  return Effect.runPromise(
    Stream.concat(half, half).pipe(
      Stream.runFold(
        () => 0,
        (rows, page) => rows + page.rows.length
      ),
      Effect.provide(Client.layer(url))
    )
  )
}

const run = how === "raw" ? raw : ours
const began = performance.now()
const rows = await run()
process.stdout.write(
  `${JSON.stringify({ rows, millis: performance.now() - began, rss: process.resourceUsage().maxRSS / 1024 })}\n`
)
process.exit(0)
