/** The shapes of the official example exchanges of bulk read and bulk write; the examples themselves are not part of this repository. */
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { caller, settle, zip } from "./Support.ts"
import type { Answer, Caller } from "./Support.ts"
import * as Examples from "../support/Examples.ts"

/** Key names all the way down: of each object, and of the first item of each list. */
const shape = (value: any): any =>
  Array.isArray(value)
    ? value.slice(0, 1).map(shape)
    : typeof value === "object" && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shape(item)]))
      : null

/** True when `ours` has every key of the example. */
const holds = (ours: any, theirs: any): boolean =>
  theirs === null || typeof theirs !== "object"
    ? true
    : Array.isArray(theirs)
      ? Array.isArray(ours) && theirs.every((item, index) => holds(ours[index], item))
      : typeof ours === "object" &&
        ours !== null &&
        Object.entries(theirs).every(([key, item]) => key in ours && holds(ours[key], item))

const writeBody = Effect.fnUntraced(function* (at: Caller) {
  const archive = yield* Effect.promise(() => zip({ "data.csv": "Last_Name\nExample\n" }))
  return {
    operation: "insert",
    callback: { url: "http://receiver.example.com/done", method: "post" },
    resource: [
      {
        type: "data",
        file_names: ["data.csv"],
        module: { api_name: "Contacts" },
        file_id: at.upload(archive).json.details.file_id,
        find_by: "id",
        field_mappings: [{ api_name: "Last_Name", index: 0 }]
      }
    ]
  }
})

/** The request that asks the emulator for an example's answer. */
const ask: { readonly [title: string]: (at: Caller) => Effect.Effect<Answer> } = {
  "createBulkReadJob 201 ADDED_SUCCESSFULLY": (at) =>
    Effect.sync(() => at.api("POST", "/crm/bulk/v8/read", { query: { module: { api_name: "Leads" } } })),
  "createBulkReadJob 400 REQUEST_BODY_NOT_SUPPORTED": (at) =>
    Effect.sync(() => at.api("POST", "/crm/bulk/v8/read", [])),
  "getBulkWriteJobDetails 200": (at) =>
    Effect.map(writeBody(at), (body) => {
      const { id } = at.api("POST", "/crm/bulk/v8/write", body).json.details
      settle(at)
      return at.api("GET", `/crm/bulk/v8/write/${String(id)}`)
    }),
  "createBulkWriteJob 201 SUCCESS": (at) =>
    Effect.map(writeBody(at), (body) => at.api("POST", "/crm/bulk/v8/write", body)),
  "createBulkWriteJob 400 INVALID_CALLBACK_URL": (at) =>
    Effect.map(writeBody(at), (body) =>
      at.api("POST", "/crm/bulk/v8/write", { ...body, callback: { url: "x", method: "post" } })
    )
}

Examples.suite("bulk read and bulk write", ["bulk_read", "bulk_write"], (examples) => {
  for (const example of examples) {
    if (example.status === null) continue
    it.effect(`answers in the shape of ${example.title}`, () =>
      Effect.gen(function* () {
        const request = ask[example.title]
        assert.isDefined(request, `no request is known for ${example.title}`)
        const answer = yield* request(caller())
        assert.strictEqual(answer.status, example.status)
        const item = (body: any) => body.data?.[0] ?? body
        assert.strictEqual(item(answer.json).code, item(example.response).code)
        assert.isTrue(
          holds(shape(answer.json), shape(example.response)),
          `${JSON.stringify(shape(answer.json))} lacks keys of ${JSON.stringify(shape(example.response))}`
        )
      })
    )
  }
})
