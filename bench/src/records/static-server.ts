/** Answers that never change, as fast as Node gives them: what a client can be no faster than. */
import { createServer } from "node:http"
import * as Sample from "./Sample.ts"

const page = Buffer.from(Sample.page())
const updated = Buffer.from(Sample.updated())

const server = createServer((request, response) => {
  const body = request.method === "GET" ? page : updated
  request.resume()
  request.on("end", () => {
    response.writeHead(200, { "content-type": "application/json;charset=utf-8", "content-length": body.length })
    response.end(body)
  })
})

server.listen(0, "127.0.0.1", () => {
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`)
})
