/** What else can be done with a record: photo, attachments, tags, owner, lock. */
import * as Users from "@effect-zoho/api/Users"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as Attachment from "@effect-zoho/records/Attachment"
import * as Lock from "@effect-zoho/records/Lock"
import * as Attachments from "@effect-zoho/records/modules/Attachments"
import * as Leads from "@effect-zoho/records/modules/Leads"
import * as Owner from "@effect-zoho/records/Owner"
import * as Photo from "@effect-zoho/records/Photo"
import { RecordId } from "@effect-zoho/records/RecordId"
import * as Related from "@effect-zoho/records/Related"
import * as Tag from "@effect-zoho/records/Tag"
import { assert, layer as shared } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { layer, nobody } from "./support/Emulated.ts"

const { module } = Leads

/** One of one pixel. */
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64"
)

const bytes = <E, R>(stream: Stream.Stream<Uint8Array, E, R>) =>
  Effect.map(Stream.runCollect(stream), (all) => Buffer.concat([...all]))

const lead = Effect.map(Emulator.Emulator, (it) => RecordId.make(it.credentials.leadId))

const reason = <A, R>(
  effect: Effect.Effect<A, { readonly _tag: string; readonly reason: { readonly _tag: string } }, R>
) => Effect.map(Effect.flip(effect), (it) => it.reason._tag)

shared(layer({ leads: 5 }))("a record", (it) => {
  it.effect("has a photo that is set, read and taken away", () =>
    Effect.gen(function* () {
      const id = yield* lead
      assert.strictEqual(yield* reason(Stream.runDrain(Photo.download(module, id))), "NotFound")
      yield* Photo.upload(module, id, { name: "face.png", content: new Uint8Array(png), type: "image/png" })
      assert.deepStrictEqual(yield* bytes(Photo.download(module, id)), png)
      yield* Photo.remove(module, id)
      assert.strictEqual(yield* reason(Stream.runDrain(Photo.download(module, id))), "NotFound")
      const empty = { name: "face.png", content: new Uint8Array(0) }
      assert.strictEqual(yield* reason(Photo.upload(module, id, empty)), "InvalidInput")
    })
  )

  it.effect("has files and links that hang on it", () =>
    Effect.gen(function* () {
      const id = yield* lead
      const content = Buffer.from("lines of a contract ".repeat(1000))
      const file = yield* Attachment.upload(module, id, { name: "contract.txt", content: new Blob([content]) })
      const link = yield* Attachment.link(module, id, "https://www.example.com/terms", "Terms")
      const listed = Effect.map(
        Stream.runCollect(Related.stream(module, id, "Attachments", Attachments.module, ["File_Name"])),
        (rows) => new Map(rows.map((row) => [row.id, row.File_Name]))
      )
      assert.deepStrictEqual(
        yield* listed,
        new Map([
          [link, "Terms"],
          [file, "contract.txt"]
        ])
      )
      assert.deepStrictEqual(yield* bytes(Attachment.download(module, id, file)), content)
      yield* Attachment.remove(module, id, file)
      assert.deepStrictEqual([...(yield* listed).keys()], [link])
      assert.strictEqual(
        yield* reason(Attachment.upload(module, nobody, { name: "a", content: new Uint8Array(png) })),
        "NotFound"
      )
    })
  )

  it.effect("has tags, an owner and a lock, each of several with an outcome of its own", () =>
    Effect.gen(function* () {
      const id = yield* lead
      const leads = yield* Leads.Leads
      const tags = () => Effect.map(leads.get(id, ["Tag"]), (it) => it.Tag?.map((tag) => tag.name))
      const added = yield* Tag.add(module, [id, nobody], ["hot", "north"])
      assert.deepStrictEqual(
        added.map((outcome) => outcome._tag),
        ["Done", "Failed"]
      )
      assert.deepStrictEqual(yield* tags(), ["hot", "north"])
      yield* Tag.remove(module, [id], ["hot"])
      assert.deepStrictEqual(yield* tags(), ["north"])
      assert.strictEqual(yield* reason(Tag.add(module, [id], ["x".repeat(26)])), "InvalidInput")

      const { users } = yield* Users.list({ type: "ActiveUsers" })
      const before = (yield* leads.get(id, ["Owner"])).Owner?.id
      const other = RecordId.make(users.find((user) => user.id !== before)?.id ?? "1")
      const handed = yield* Owner.change(module, [id, nobody], other)
      assert.deepStrictEqual(
        handed.map((outcome) => outcome._tag),
        ["Done", "Failed"]
      )
      assert.strictEqual((yield* leads.get(id, ["Owner"])).Owner?.id, other)

      const lockId = yield* Lock.lock(module, id, "under audit")
      assert.strictEqual(yield* reason(leads.update(id, { City: "Tenby" })), "RecordLocked")
      yield* Lock.unlock(module, id, lockId)
      yield* leads.update(id, { City: "Tenby" })
    })
  )
})
