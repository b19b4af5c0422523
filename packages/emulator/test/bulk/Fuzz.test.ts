import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { caller, settle, zip } from "./Support.ts"
import type { Answer } from "./Support.ts"

const bytes = Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 255 })))
const at = caller({ limits: "off", leads: 3 })

const sound = (answer: Answer): void => {
  assert.isBelow(answer.status, 500)
  assert.strictEqual(at.core.counters.defects, 0)
  if (answer.headers["content-type"]?.includes("json") === true) assert.isDefined(answer.json)
}

const look = (kind: "read" | "write", id: unknown): void => {
  settle(at)
  const answer = at.api("GET", `/crm/bulk/v8/${kind}/${String(id)}`)
  sound(answer)
  assert.strictEqual(answer.status, 200)
}

describe("no bulk request makes it crash or answer 500", () => {
  it.prop("of any bytes uploaded", [bytes], ([file]) => sound(at.upload(new Uint8Array(file))))

  it.prop("of any bytes and any boundary as the upload's body", [bytes, Schema.String], ([body, boundary]) => {
    const headers = {
      feature: "bulk-write",
      "x-crm-org": at.core.credentials().orgId,
      "content-type": `multipart/form-data; boundary=${boundary}`
    }
    sound(at.send("POST", "/crm/v8/upload", { host: "upload", headers, body: new Uint8Array(body) }))
  })

  it.prop("of any bytes as a job", [Schema.Literals(["read", "write"]), bytes], ([kind, body]) =>
    sound(
      at.send("POST", `/crm/bulk/v8/${kind}`, {
        headers: { "content-type": "application/json" },
        body: new Uint8Array(body)
      })
    )
  )

  it.prop(
    "of any JSON where a bulk read expects something",
    [Schema.Literals(["module", "fields", "criteria", "page", "page_token", "cvid", "file_type"]), Schema.Json],
    ([key, value]) => {
      const answer = at.api("POST", "/crm/bulk/v8/read", {
        query: { module: { api_name: "Leads" }, [key]: value },
        file_type: "csv"
      })
      sound(answer)
      if (answer.status === 201) look("read", answer.json.data[0].details.id)
    },
    { arbitrary: { runs: 300 } }
  )

  it.effect.prop(
    "of any CSV with any mapping",
    [
      Schema.Literals(["insert", "update", "upsert"]),
      Schema.Array(
        Schema.Literals([
          '"',
          ",",
          "\n",
          ";",
          "x",
          "id",
          "Email",
          "Last_Name",
          "5843104000000000000",
          "2026-01-01",
          "🙂"
        ])
      ),
      Schema.Literals(["index", "format", "find_by", "default_value", "parent_column_index"]),
      Schema.Json
    ],
    ([operation, pieces, key, value]) =>
      Effect.gen(function* () {
        const archive = yield* Effect.promise(() =>
          zip({ "a.csv": `Last_Name,Email,Account_Name\n${pieces.join("")}` })
        )
        const made = at.api("POST", "/crm/bulk/v8/write", {
          operation,
          resource: [
            {
              type: "data",
              module: { api_name: "Contacts" },
              file_id: at.upload(archive).json.details.file_id,
              find_by: "Email",
              field_mappings: [
                { api_name: "Last_Name", index: 0 },
                { api_name: "Email", index: 1 },
                { api_name: "Account_Name", index: 2, [key]: value },
                { api_name: "Date_of_Birth", index: 0, [key]: value }
              ]
            }
          ]
        })
        sound(made)
        if (made.status === 201) look("write", made.json.details.id)
      }),
    { arbitrary: { runs: 200 } }
  )

  it("of bodies that are deep or hold huge numbers", () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`
    const post = (kind: "read" | "write", body: string) =>
      sound(at.send("POST", `/crm/bulk/v8/${kind}`, { headers: { "content-type": "application/json" }, body }))
    for (const kind of ["read", "write"] as const) {
      post(kind, deep)
      post(kind, `{"query":{"module":{"api_name":"Leads"}},"operation":"insert","junk":${deep}}`)
    }
    post(
      "read",
      `{"query":{"module":{"api_name":"Leads"},"criteria":{"field":{"api_name":"No_of_Employees"},"comparator":"equal","value":99999999999999999999999}}}`
    )
    post(
      "read",
      `{"query":{"module":{"api_name":"Leads"},"criteria":{"field":{"api_name":"id"},"comparator":"in","value":[5843104000000000123,1e999]}}}`
    )
    post(
      "read",
      `{"query":{"module":{"api_name":"Leads"},"criteria":${'{"group_operator":"and","group":['.repeat(20_000)}{}${"]}".repeat(20_000)}}}`
    )
    post(
      "write",
      `{"operation":"insert","resource":[{"type":"data","module":{"api_name":"Leads"},"file_id":99999999999999999999999}]}`
    )
  })

  it.effect("of objects that bring a toString of their own", () =>
    Effect.gen(function* () {
      const trap = { toString: true, valueOf: true }
      for (const [field, more] of [
        ["Account_Name", { find_by: trap, index: 1 }],
        ["Email", { default_value: { value: trap } }],
        ["Last_Name", { default_value: { value: [trap] } }],
        ["Tag", { default_value: { value: [{ name: trap, id: trap }] } }]
      ] as const) {
        const archive = yield* Effect.promise(() => zip({ "a.csv": "Last_Name,Email\n,\nx,y@example.com\n" }))
        const { file_id } = at.upload(archive).json.details
        const others = ["Last_Name", "Email"]
          .filter((name) => name !== field)
          .map((api_name, index) => ({ api_name, index }))
        const made = at.api("POST", "/crm/bulk/v8/write", {
          operation: "update",
          resource: [
            {
              type: "data",
              module: { api_name: "Contacts" },
              file_id,
              find_by: "Email",
              field_mappings: [{ api_name: field, ...more }, ...others]
            }
          ]
        })
        sound(made)
        if (made.status === 201) look("write", made.json.details.id)
      }
      const { leadId } = at.core.credentials()
      sound(at.api("PUT", `/crm/v8/Leads/${leadId}`, { data: [{ Tag: [{ name: trap, id: trap }, trap] }] }))
      const made = at.api("POST", "/crm/bulk/v8/read", { query: { module: { api_name: "Leads" }, fields: ["Tag"] } })
      look("read", made.json.data[0].details.id)
    })
  )
})
