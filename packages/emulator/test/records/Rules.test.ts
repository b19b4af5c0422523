import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Emulator, layer as emulatorLayer } from "@effect-zoho/emulator/Emulator"
import { call } from "../support/Client.ts"
import { add, get, post, put, refusal } from "../support/Records.ts"

const soon = (emulator: Emulator["Service"], minutes: number) =>
  Effect.map(emulator.now, (now) => `${new Date(now + minutes * 60_000).toISOString().slice(0, 19)}+00:00`)

describe("rules of the modules", () => {
  layer(emulatorLayer({ limits: "off" }))((it) => {
    it.effect("every module refuses a row without what it must have", () =>
      Effect.gen(function* () {
        const first: ReadonlyArray<readonly [string, string]> = [
          ["Leads", "Last_Name"],
          ["Contacts", "Last_Name"],
          ["Accounts", "Account_Name"],
          ["Deals", "Deal_Name"],
          ["Campaigns", "Campaign_Name"],
          ["Tasks", "Subject"],
          ["Events", "Event_Title"],
          ["Calls", "Subject"],
          ["Products", "Product_Name"],
          ["Vendors", "Vendor_Name"],
          ["Price_Books", "Price_Book_Name"],
          ["Quotes", "Subject"],
          ["Sales_Orders", "Subject"],
          ["Purchase_Orders", "Subject"],
          ["Invoices", "Subject"],
          ["Cases", "Status"],
          ["Solutions", "Solution_Title"],
          ["Services__s", "Service_Name"],
          ["Appointments__s", "Appointment_For"]
        ]
        for (const [module, field] of first)
          assert.deepStrictEqual(
            yield* refusal(module, {}),
            [400, "MANDATORY_NOT_FOUND", { api_name: field, json_path: `$.data[0].${field}` }],
            module
          )
      })
    )

    it.effect("a deal's stage sets its probability, and the revenue follows", () =>
      Effect.gen(function* () {
        const id = yield* add("Deals", { Deal_Name: "D", Stage: "Qualification", Amount: 1000, Expected_Revenue: 7 })
        const numbers = Effect.map(get("Deals", id), (deal) => [
          deal.Pipeline,
          deal.Probability,
          deal.Expected_Revenue,
          deal.Overall_Sales_Duration
        ])
        assert.deepStrictEqual(yield* numbers, ["Standard (Standard)", 10, 100, null])
        yield* put("Deals", [{ id, Stage: "Negotiation/Review" }])
        assert.deepStrictEqual((yield* numbers).slice(1, 3), [90, 900])
        yield* put("Deals", [{ id, Probability: 50 }])
        assert.deepStrictEqual((yield* numbers).slice(1, 3), [50, 500])
        yield* put("Deals", [{ id, Stage: "Closed Lost", Amount: null }])
        assert.deepStrictEqual((yield* numbers).slice(1), [0, null, 0])
      })
    )

    it.effect("a task that is done has a time of its end", () =>
      Effect.gen(function* () {
        const id = yield* add("Tasks", { Subject: "T" })
        assert.isNull((yield* get("Tasks", id)).Closed_Time)
        yield* put("Tasks", [{ id, Status: "Completed" }])
        assert.isNotNull((yield* get("Tasks", id)).Closed_Time)
        yield* put("Tasks", [{ id, Status: "In Progress" }])
        assert.isNull((yield* get("Tasks", id)).Closed_Time)
      })
    )

    it.effect("a meeting ends after it starts, also when only one end is moved", () =>
      Effect.gen(function* () {
        const row = { Event_Title: "M", Start_DateTime: "2026-03-01T10:00:00Z", End_DateTime: "2026-03-01T09:59:59Z" }
        const [status, code, details] = yield* refusal("Events", row)
        assert.deepStrictEqual([status, code, details.api_name], [400, "INVALID_DATA", "End_DateTime"])
        const id = yield* add("Events", { ...row, End_DateTime: "2026-03-01T10:00:00Z" })
        const moved = yield* put("Events", [{ id, Start_DateTime: "2026-03-02T10:00:00Z" }])
        assert.deepStrictEqual(moved.json.data[0].details.api_name, "Start_DateTime")
      })
    )

    it.effect("a call that took place has lasted", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        const row = { Subject: "C", Call_Type: "Outbound", Call_Start_Time: yield* soon(emulator, -10) }
        const duration = { api_name: "Call_Duration", json_path: "$.data[0].Call_Duration" }
        assert.deepStrictEqual(yield* refusal("Calls", row), [400, "MANDATORY_NOT_FOUND", duration])
        for (const text of ["00:00", "5", "1:75"])
          assert.deepInclude((yield* refusal("Calls", { ...row, Call_Duration: text }))[2], duration)
        const id = yield* add("Calls", { ...row, Call_Duration: "12:30" })
        assert.strictEqual((yield* get("Calls", id)).Call_Duration_in_seconds, 750)
        yield* add("Calls", { ...row, Call_Type: "Missed" })
        yield* add("Calls", { ...row, Call_Start_Time: yield* soon(emulator, 60) })
      })
    )

    it.effect("comments of a case are added to those there are", () =>
      Effect.gen(function* () {
        const id = yield* add("Cases", { Subject: "C", Status: "New", Case_Origin: "Web", Comments: "first" })
        yield* put("Cases", [{ id, Comments: [{ comment_content: "second" }] }])
        const read = yield* get("Cases", id)
        assert.deepStrictEqual(
          read.Comments.map((one: any) => [one.comment_content, one.commented_by]),
          [
            ["first", "Asha Menon"],
            ["second", "Asha Menon"]
          ]
        )
        assert.strictEqual(read.No_of_comments, 2)
      })
    )

    it.effect("a service says when it is there", () =>
      Effect.gen(function* () {
        const users = (yield* call("GET", "/crm/v8/users?type=ActiveUsers")).json.users
        const row = {
          Service_Name: "Repair",
          Duration: 30,
          Location: "Business Address",
          Members: [{ Members: { id: users[0].id } }]
        }
        const cases: ReadonlyArray<readonly [object, string, string]> = [
          [{ Duration: 4 }, "INVALID_DATA", "Duration"],
          [{ Availability_Type: "Specific Day(s)" }, "DEPENDENT_FIELD_MISSING", "Available_Days"],
          [
            {
              Availability_Type: "Specific Date Range",
              Available_From: "2026-02-01",
              Available_Till: "2026-01-01"
            },
            "DEPENDENT_MISMATCH",
            "Available_Till"
          ],
          [{ Job_Sheet_Section__s: "Work" }, "DEPENDENT_MISMATCH", "Job_Sheet_Section__s"],
          [{ Available_Timings: [{ From: "10:00", To: "09:00" }] }, "INVALID_DATA", "To"]
        ]
        for (const [more, code, name] of cases) {
          const refused = yield* refusal("Services__s", { ...row, ...more })
          assert.deepStrictEqual([refused[1], refused[2].api_name], [code, name])
        }
        const id = yield* add("Services__s", { ...row, Available_Timings: [{ From: "09:00", To: "12:00" }] })
        const read = yield* get("Services__s", id)
        assert.strictEqual(read.Members[0].Members.id, users[0].id)
        assert.deepStrictEqual([read.Status, read.Availability_Type], ["Active", "Every Business Days"])
      })
    )

    it.effect("an appointment is kept, moved and called off", () =>
      Effect.gen(function* () {
        const emulator = yield* Emulator
        const users = (yield* call("GET", "/crm/v8/users?type=ActiveUsers")).json.users
        const [me, other] = users
        const service = yield* add("Services__s", {
          Service_Name: "Visit",
          Duration: 45,
          Location: "Client Address",
          Members: [{ Members: { id: me.id } }]
        })
        const contact = yield* add("Contacts", { Last_Name: "Guest" })
        const start = yield* soon(emulator, 60)
        const row = {
          Appointment_For: { module: { api_name: "Contacts" }, id: contact },
          Service_Name: service,
          Appointment_Start_Time: start
        }
        const cases: ReadonlyArray<readonly [object, string, string]> = [
          [{ Appointment_For: { module: 1, id: contact } }, "INVALID_DATA", "module"],
          [{ Appointment_For: { module: { api_name: "Vendors" }, id: contact } }, "INVALID_DATA", "api_name"],
          [{ Location: "Client Address" }, "DEPENDENT_FIELD_MISSING", "Address"],
          [{ Cancellation_Reason: "Others" }, "DEPENDENT_FIELD_MISSING", "Status"],
          [{ Status: "Completed" }, "DEPENDENT_MISMATCH", "Status"],
          [{ Appointment_Start_Time: yield* soon(emulator, -60) }, "DEPENDENT_MISMATCH", "Status"],
          [{ Owner: other.id }, "DEPENDENT_MISMATCH", "id"]
        ]
        for (const [more, code, name] of cases) {
          const refused = yield* refusal("Appointments__s", { ...row, ...more })
          assert.deepStrictEqual([refused[1], refused[2].api_name], [code, name], JSON.stringify(more))
        }
        const id = yield* add("Appointments__s", row)
        const made = yield* get("Appointments__s", id)
        assert.deepStrictEqual([made.Appointment_Name, made.Duration, made.Status], ["Visit - Guest", 45, "Scheduled"])
        assert.deepInclude(made.Appointment_For, { name: "Guest", id: contact })
        assert.strictEqual(made.Appointment_For.module.api_name, "Contacts")
        yield* put("Appointments__s", [{ id, Appointment_Start_Time: yield* soon(emulator, 120) }])
        const moved = yield* get("Appointments__s", id)
        assert.deepStrictEqual(
          [moved.Rescheduled_From, moved.Rescheduled_To, moved.Reschedule_Count, moved.Rescheduled_By.id],
          [made.Appointment_Start_Time, moved.Appointment_Start_Time, 1, me.id]
        )
        yield* put("Appointments__s", [{ id, Status: "Cancelled", Cancellation_Reason: "By Customer" }])
        assert.strictEqual((yield* get("Appointments__s", id)).Cancelled_By.id, me.id)
        const many = yield* post("Appointments__s", [row, row, row, row, row])
        assert.deepStrictEqual(many.json.details, { maximum_length: 4, api_name: "data", json_path: "$.data" })
      })
    )
  })
})
