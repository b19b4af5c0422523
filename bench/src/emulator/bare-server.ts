/** What the emulator is measured against: the same rows from the same kind of database over bare HTTP, nothing checked. */
import { createServer } from "node:http"
import { DatabaseSync } from "node:sqlite"
import { columns } from "./Columns.ts"

const db = new DatabaseSync(process.argv[2] ?? "")
db.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536;")
const names = columns.map((name) => `"${name}"`).join(",")
const page = db.prepare(`SELECT id,${names} FROM record_Leads WHERE id<? ORDER BY id DESC LIMIT 200`)
const one = db.prepare("SELECT * FROM record_Leads WHERE id=?")
const update = db.prepare('UPDATE record_Leads SET "Mobile"=?, "Modified_Time"=? WHERE id=?')

const server = createServer((request, response) => {
  const answer = (value: unknown): void => {
    const body = Buffer.from(JSON.stringify(value))
    response.writeHead(200, { "content-type": "application/json", "content-length": body.length })
    response.end(body)
  }
  const url = request.url ?? ""
  const id = url.slice(url.indexOf("=") + 1)
  if (request.method === "PUT") {
    const chunks: Array<Buffer> = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => {
      const body: { readonly data: ReadonlyArray<{ readonly Mobile: string }> } = JSON.parse(
        Buffer.concat(chunks).toString("utf8")
      )
      update.run(body.data[0]?.Mobile ?? null, Math.floor(Date.now() / 1000), id)
      answer({ data: [{ code: "SUCCESS", details: { id }, message: "record updated", status: "success" }] })
    })
  } else if (url.startsWith("/page")) answer({ data: page.all(id), info: { per_page: 200, more_records: true } })
  else answer({ data: [one.get(id)] })
})
server.listen(0, "127.0.0.1", () => {
  const at = server.address()
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${typeof at === "object" ? at?.port : 0}` })}\n`)
})
process.on("SIGTERM", () => process.exit(0))
