import * as NodeHttp from "node:http"
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Core from "@effect-zoho/emulator/Core"
import * as Callback from "@effect-zoho/emulator/jobs/Callback"
import * as Jobs from "@effect-zoho/emulator/jobs/Jobs"
import * as Runners from "@effect-zoho/emulator/jobs/Runners"
import { caller, settle } from "./Support.ts"

interface Heard {
  readonly method: string | undefined
  readonly contentType: string | undefined
  readonly body: any
}

/** A receiver on loopback that keeps the first request. */
const receiver = Effect.gen(function* () {
  const heard = yield* Deferred.make<Heard>()
  const server = NodeHttp.createServer((request, response) => {
    const chunks: Array<Buffer> = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => {
      response.end()
      Deferred.doneUnsafe(
        heard,
        Effect.succeed({
          method: request.method,
          contentType: request.headers["content-type"],
          body: JSON.parse(Buffer.concat(chunks).toString("utf8"))
        })
      )
    })
  })
  yield* Effect.acquireRelease(
    Effect.callback<void>((resume) => void server.listen(0, "127.0.0.1", () => resume(Effect.void))),
    () => Effect.callback<void>((resume) => void server.close(() => resume(Effect.void)))
  )
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  return { url: `http://127.0.0.1:${port}/done`, heard: Deferred.await(heard) }
})

const spec = (type: string): Jobs.Spec => ({ type, user: "1", input: { n: 1 } })

describe("jobs", () => {
  it("wait, run and end as the clock says, each in its turn", () => {
    const core = Core.make({ switches: { jobQueuedSeconds: 60, jobRunningSeconds: 60 } })
    const order: Array<string> = []
    const runners: Jobs.Runners = {
      note: (_core, job) => {
        order.push(job.id)
        return { state: "done", output: { seen: job.input["n"], user: job.user } }
      }
    }
    const first = Jobs.create(core, spec("note"))
    core.clock.advance(30_000)
    const second = Jobs.create(core, spec("note"))
    const state = (id: string) => Jobs.get(core, "note", id)?.state
    assert.deepStrictEqual([state(first), state(second)], ["waiting", "waiting"])
    core.clock.advance(45_000)
    assert.deepStrictEqual([Jobs.advance(core, runners), state(first), state(second)], [0, "running", "waiting"])
    core.clock.advance(300_000)
    assert.deepStrictEqual([Jobs.advance(core, runners), Jobs.advance(core, runners)], [2, 0])
    assert.deepStrictEqual(order, [first, second])
    assert.deepStrictEqual(Jobs.get(core, "note", first)?.output, { seen: 1, user: "1" })
    assert.isUndefined(Jobs.get(core, "other", first))
    assert.deepStrictEqual(
      Jobs.list(core, "note").map((job) => job.id),
      [second, first]
    )
  })

  it("fail without a trace of their work when their runner throws, and without a runner", () => {
    const core = Core.make()
    const runners: Jobs.Runners = {
      throws: (at) => {
        at.db.run("DELETE FROM user")
        throw new Error("a bug")
      }
    }
    const [thrown, nobody] = [Jobs.create(core, spec("throws")), Jobs.create(core, spec("nobody"))]
    core.clock.advance(3000)
    Jobs.advance(core, runners)
    assert.strictEqual(Jobs.get(core, "throws", thrown)?.state, "failed")
    assert.strictEqual(Jobs.get(core, "nobody", nobody)?.state, "failed")
    assert.strictEqual(core.counters.defects, 1)
    assert.isAbove(Number(core.db.get("SELECT COUNT(*) AS n FROM user")?.["n"]), 0)
  })

  it("do nothing where none was ever made, also after a reset", () => {
    const core = Core.make()
    Runners.advance(core)
    core.reset()
    Runners.advance(core)
    assert.strictEqual(core.counters.defects, 0)
  })

  it.effect("end by themselves when real time has passed", () =>
    Effect.gen(function* () {
      const at = caller({ switches: { jobQueuedSeconds: 0, jobRunningSeconds: 0 } })
      const { heard, url } = yield* receiver
      at.api("POST", "/crm/bulk/v8/read", {
        query: { module: { api_name: "Deals" }, fields: ["Deal_Name"] },
        callback: { url, method: "post" }
      })
      // Nobody asks for the job and nobody moves the clock.
      assert.strictEqual((yield* heard).body.state, "COMPLETED")
    })
  )

  it.effect("tell their callback URL what became of them", () =>
    Effect.gen(function* () {
      const at = caller({ switches: { jobQueuedSeconds: 600 } })
      const { heard, url } = yield* receiver
      const made = at.api("POST", "/crm/bulk/v8/read", {
        query: { module: { api_name: "Deals" }, fields: ["Deal_Name"] },
        callback: { url, method: "post" }
      })
      const id = String(made.json.data[0].details.id)
      at.core.clock.advance(700_000)
      const details = at.api("GET", `/crm/bulk/v8/read/${id}`).json.data[0]
      const { body, contentType, method } = yield* heard
      assert.deepStrictEqual([method, contentType], ["POST", "application/json;charset=utf-8"])
      assert.deepStrictEqual(body, {
        job_id: id,
        operation: "read",
        state: "COMPLETED",
        query: details.query,
        result: details.result
      })
    })
  )

  it.effect("do not mind a receiver that is not there", () =>
    Effect.gen(function* () {
      const { url } = yield* Effect.scoped(receiver)
      const at = caller()
      const made = at.api("POST", "/crm/bulk/v8/read", {
        query: { module: { api_name: "Deals" } },
        callback: { url, method: "post" }
      })
      settle(at)
      const { state } = at.api("GET", `/crm/bulk/v8/read/${String(made.json.data[0].details.id)}`).json.data[0]
      assert.deepStrictEqual([state, at.core.counters.defects], ["COMPLETED", 0])
    })
  )

  it("take http and https URLs with the method post, and nothing else", () => {
    const tag = (value: unknown) => Callback.decode(value)._tag
    assert.deepStrictEqual(
      [
        undefined,
        null,
        { url: "http://127.0.0.1:1/x", method: "post" },
        { url: "https://example.com", method: "POST" }
      ].map(tag),
      ["None", "None", "Target", "Target"]
    )
    assert.deepStrictEqual(
      [
        1,
        {},
        { url: "x", method: "post" },
        { url: "ftp://example.com", method: "post" },
        { url: "file:///x", method: "post" }
      ].map(tag),
      Array.from({ length: 5 }, () => "InvalidUrl")
    )
    assert.deepStrictEqual([{ url: "http://example.com" }, { url: "http://example.com", method: "get" }].map(tag), [
      "InvalidMethod",
      "InvalidMethod"
    ])
  })

  it("are called on loopback only", () => {
    const reaches = (url: string) => Callback.isReachable({ url, method: "post" })
    assert.deepStrictEqual(["http://127.0.0.1:1/x", "http://localhost:1", "http://[::1]:1/"].map(reaches), [
      true,
      true,
      true
    ])
    assert.deepStrictEqual(
      [
        "http://example.com",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
        "http://10.0.0.1",
        "http://169.254.169.254/"
      ].map(reaches),
      [false, false, false, false, false]
    )
  })
})
