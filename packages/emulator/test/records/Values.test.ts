import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Emulator, layer as emulatorLayer } from "@effect-zoho/emulator/Emulator"
import { call } from "../support/Client.ts"
import { add, get, post, put } from "../support/Records.ts"

const event = {
  Event_Title: "Review",
  Start_DateTime: "2026-03-01T10:00:00+05:30",
  End_DateTime: "2026-03-01T11:00:00+05:30"
}

/** The bases of good rows, and for each a field, a value that is wrong, and what the error says. */
const wrong: ReadonlyArray<readonly [string, object, string, unknown, string, object]> = [
  ["Events", event, "Remind_At", {}, "INVALID_DATA", { expected_data_type: "jsonarray", at: "" }],
  ["Events", event, "Remind_At", [{ period: "hours" }], "MANDATORY_NOT_FOUND", { at: "[0].unit" }],
  [
    "Events",
    event,
    "Remind_At",
    [{ unit: "1", period: "hours" }],
    "INVALID_DATA",
    { expected_data_type: "integer", at: "[0].unit" }
  ],
  [
    "Events",
    event,
    "Remind_At",
    [{ unit: 101, period: "hours" }],
    "INVALID_DATA",
    { range: { from: 0, to: 100 }, at: "[0].unit" }
  ],
  [
    "Events",
    event,
    "Remind_At",
    [{ unit: 1, period: "years" }],
    "INVALID_DATA",
    { supported_values: ["minutes", "hours", "days"], at: "[0].period" }
  ],
  ["Events", event, "Participants", [{ type: "user" }], "MANDATORY_NOT_FOUND", { at: "[0].participant" }],
  ["Events", event, "Participants", [{ type: "lead", participant: "5" }], "INVALID_DATA", { at: "[0].participant" }],
  [
    "Events",
    event,
    "Participants",
    [{ type: "dog", participant: "5" }],
    "INVALID_DATA",
    { supported_values: ["contact", "lead", "user", "email"], at: "[0].type" }
  ],
  ["Tasks", { Subject: "T" }, "Remind_At", "soon", "INVALID_DATA", { expected_data_type: "jsonobject", at: "" }],
  ["Tasks", { Subject: "T" }, "Remind_At", { ALARM: "soon" }, "INVALID_DATA", { at: ".ALARM" }],
  ["Tasks", { Subject: "T" }, "Recurring_Activity", {}, "MANDATORY_NOT_FOUND", { at: ".RRULE" }],
  [
    "Price_Books",
    { Price_Book_Name: "P" },
    "Pricing_Details",
    [{ from_range: 1, to_range: 5 }],
    "MANDATORY_NOT_FOUND",
    { at: "[0].discount" }
  ],
  ["Price_Books", { Price_Book_Name: "P" }, "Pricing_Details", [], "MANDATORY_NOT_FOUND", { at: "" }],
  [
    "Products",
    { Product_Name: "P" },
    "Tax",
    ["None such"],
    "INVALID_DATA",
    { supported_values: ["Sales Tax - 10.0 %", "Vat - 20.0 %"], at: "[0].value" }
  ],
  [
    "Deals",
    { Deal_Name: "D", Stage: "Closed Won" },
    "Contract_Files",
    [{}],
    "MANDATORY_NOT_FOUND",
    { at: "[0].File_Id__s" }
  ],
  [
    "Deals",
    { Deal_Name: "D", Stage: "Closed Won" },
    "Contract_Files",
    [{ File_Id__s: "no" }],
    "INVALID_DATA",
    { at: "[0].File_Id__s" }
  ],
  [
    "Leads",
    { Last_Name: "L" },
    "Data_Processing_Basis_Details",
    { Contact_Through_Email: "yes" },
    "INVALID_DATA",
    { expected_data_type: "boolean", at: ".Contact_Through_Email" }
  ],
  ["Contacts", { Last_Name: "C" }, "Loyalty_Number", "12x", "INVALID_DATA", { expected_data_type: "bigint", at: "" }],
  [
    "Contacts",
    { Last_Name: "C" },
    "Loyalty_Number",
    "1234567890123456789",
    "INVALID_DATA",
    { maximum_length: 18, at: "" }
  ]
]

/** An uploaded file's id. */
const upload = Effect.gen(function* () {
  const form = '--b\r\nContent-Disposition: form-data; name="file"; filename="offer.txt"\r\n\r\nhello\r\n--b--\r\n'
  const answer = yield* call("POST", "/crm/v8/files", {
    raw: form,
    headers: { "content-type": "multipart/form-data; boundary=b" }
  })
  return String(answer.json.data[0].details.id)
})

describe("values of every kind", () => {
  layer(emulatorLayer({ limits: "off" }))((it) => {
    it.effect("are refused with the place that is wrong", () =>
      Effect.gen(function* () {
        for (const [module, row, field, value, code, { at, ...details }] of wrong.map(
          ([a, b, c, d, e, f]) => [a, b, c, d, e, { at: "", ...f }] as const
        )) {
          const item = (yield* post(module, [{ ...row, [field]: value }])).json.data[0]
          const name = /\.(\w+)$/.exec(at)?.[1] ?? field
          assert.deepStrictEqual(
            [item.code, item.details],
            [code, { ...details, api_name: name, json_path: `$.data[0].${field}${at}` }],
            JSON.stringify([module, field, value])
          )
        }
      })
    )

    it.effect("come back in their JSON forms", () =>
      Effect.gen(function* () {
        const { credentials } = yield* Emulator
        const id = yield* add("Events", {
          ...event,
          Remind_At: [{ unit: 15, period: "minutes" }],
          Participants: [
            { participant: credentials.leadId, type: "lead" },
            { participant: "guest@example.com", type: "email", name: "A guest" }
          ],
          Recurring_Activity: { RRULE: "FREQ=DAILY;INTERVAL=10;UNTIL=2026-08-14;DTSTART=2026-07-03" }
        })
        const read = yield* get("Events", id)
        assert.deepStrictEqual(read.Remind_At, [{ unit: 15, period: "minutes", time: null }])
        assert.deepStrictEqual(
          read.Participants.map(({ id, ...rest }: any) => (typeof id === "string" ? rest : id)),
          [
            {
              Email: "ada.marlow@example.com",
              name: "Ada Marlow",
              invited: false,
              type: "lead",
              participant: credentials.leadId,
              status: "not_known"
            },
            {
              Email: "guest@example.com",
              name: "A guest",
              invited: false,
              type: "email",
              participant: "guest@example.com",
              status: "not_known"
            }
          ]
        )
        assert.deepStrictEqual(read.Recurring_Activity, {
          RRULE: "FREQ=DAILY;INTERVAL=10;UNTIL=2026-08-14;DTSTART=2026-07-03",
          EXDATE: ""
        })
        const alarm = { ALARM: "FREQ=NONE;ACTION=POPUP;TRIGGER=DATE-TIME:2026-01-18T12:45:00+05:30" }
        const task = yield* get("Tasks", yield* add("Tasks", { Subject: "T", Remind_At: alarm }))
        assert.deepStrictEqual([task.Remind_At, task.Status, task.Recurring_Activity], [alarm, "Not Started", null])
        const consent = { Contact_Through_Email: true, Consent_Date: "2026-01-01", Other: 1 }
        const lead = yield* get(
          "Leads",
          yield* add("Leads", { Last_Name: "C", Data_Processing_Basis_Details: consent })
        )
        assert.deepInclude(lead.Data_Processing_Basis_Details, {
          Contact_Through_Email: true,
          Consent_Date: "2026-01-01"
        })
        assert.notProperty(lead.Data_Processing_Basis_Details, "Other")
        const product = yield* get("Products", yield* add("Products", { Product_Name: "P", Tax: ["Vat - 20.0 %"] }))
        assert.deepStrictEqual(
          product.Tax.map((tax: any) => tax.value),
          ["Vat - 20.0 %"]
        )
        assert.strictEqual(product.Pictures, null)
      })
    )

    it.effect("keep large integers digit by digit", () =>
      Effect.gen(function* () {
        const raw = '{"data":[{"Last_Name":"Big","Loyalty_Number":123456789012345678}]}'
        const id = (yield* call("POST", "/crm/v8/Contacts", { raw })).json.data[0].details.id
        const read = yield* call("GET", `/crm/v8/Contacts/${id}?fields=Loyalty_Number`)
        assert.include(read.text, '"Loyalty_Number":"123456789012345678"')
        const again = yield* post("Contacts", [{ Last_Name: "Twin", Loyalty_Number: "123456789012345678" }])
        assert.deepStrictEqual([again.status, again.json.data[0].code], [400, "DUPLICATE_DATA"])
      })
    )

    it.effect("number records, and let nobody choose the number", () =>
      Effect.gen(function* () {
        const row = { Subject: "N", Status: "New", Case_Origin: "Email", Case_Number: "7" }
        const number = Effect.flatMap(add("Cases", row), (id) =>
          Effect.map(get("Cases", id), (record) => Number(record.Case_Number))
        )
        const first = yield* number
        assert.isAbove(first, 1_000_000)
        assert.strictEqual(yield* number, first + 1)
      })
    )

    it.effect("take both spellings of a pick-list value, and add to a multi-select when asked to", () =>
      Effect.gen(function* () {
        const deal = yield* add("Deals", { Deal_Name: "P", Stage: "Id. Decision Makers" })
        assert.strictEqual((yield* get("Deals", deal)).Stage, "Identify Decision Makers")
        const id = yield* add("Leads", { Last_Name: "M", Interests: ["Product"] })
        yield* put("Leads", [{ id, Interests: ["Support"], $append_values: { Interests: true } }])
        assert.deepStrictEqual((yield* get("Leads", id)).Interests, ["Product", "Support"])
        yield* put("Leads", [{ id, Interests: ["Training"] }])
        assert.deepStrictEqual((yield* get("Leads", id)).Interests, ["Training"])
      })
    )

    it.effect("hold files by the id of their upload", () =>
      Effect.gen(function* () {
        const file = yield* upload
        const id = yield* add("Deals", {
          Deal_Name: "F",
          Stage: "Qualification",
          Contract_Files: [{ File_Id__s: file }]
        })
        const [entry] = (yield* get("Deals", id)).Contract_Files
        assert.deepInclude(entry, { File_Id__s: file, File_Name__s: "offer.txt", Size__s: 5 })
        yield* put("Deals", [{ id, Contract_Files: [{ id: entry.id, _delete: null }] }])
        assert.isNull((yield* get("Deals", id)).Contract_Files)
      })
    )
  })
})
