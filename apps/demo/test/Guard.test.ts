import { assert, it } from "@effect/vitest"
import { allows } from "../src/Guard.ts"

const host = "127.0.0.1:3000"
const origin = `http://${host}`

for (const [name, method, headers, allowed] of [
  ["a read by an address of this machine", "GET", { host }, true],
  ["a read by localhost", "GET", { host: "localhost:3000" }, true],
  ["a read by the IPv6 loopback", "GET", { host: "[::1]:3000" }, true],
  ["a read by a name that points here", "GET", { host: "rebound.example.com:3000" }, false],
  ["a read by a name that only begins like one", "GET", { host: "127.0.0.1.example.com" }, false],
  ["a read without a host", "GET", {}, false],
  ["a write from the page", "PUT", { host, origin, "sec-fetch-site": "same-origin" }, true],
  ["a write that is not from a page", "PUT", { host }, true],
  ["a write from another site", "POST", { host, origin: "https://elsewhere.example.com" }, false],
  ["a write from another port of this machine", "POST", { host, origin: "http://127.0.0.1:4000" }, false],
  ["a write from a page without an origin", "POST", { host, origin: "null" }, false],
  ["a write that the browser calls cross-site", "DELETE", { host, "sec-fetch-site": "cross-site" }, false]
] as const) {
  it(`${allowed ? "answers" : "refuses"} ${name}`, () => assert.strictEqual(allows({ method, headers }), allowed))
}
