import { assert, describe, it } from "@effect/vitest"
import * as Http from "@effect-zoho/emulator/Http"
import * as Support from "./Support.ts"

const { call, core, insert, lead, raw, read, upload } = Support.make()
const at = `/Leads/${lead}/Attachments`
const fields = "fields=id,Owner,File_Name,Size,Parent_Id,Created_Time"
const every = Uint8Array.from({ length: 256 }, (_, byte) => byte)

describe("Attachments", () => {
  it("takes a file of any bytes and gives the same back", () => {
    const added = upload(at, [["path/to/every byte ü.bin", every]])
    assert.strictEqual(added.status, 200)
    const [item] = added.json.data
    assert.deepStrictEqual(
      [item.code, item.message, Object.keys(item.details).toSorted()],
      [
        "SUCCESS",
        "attachment uploaded successfully",
        ["Created_By", "Created_Time", "Modified_By", "Modified_Time", "id"]
      ]
    )
    const got = call("GET", `${at}/${item.details.id}`)
    assert.deepStrictEqual([got.status, got.headers["content-type"]], [200, "application/x-download"])
    assert.deepStrictEqual(got.bytes, every)
    assert.match(got.headers["content-disposition"] ?? "", /^attachment;filename\*=UTF-8''every%20.*\.bin$/)
    const listed = call("GET", `${at}?${fields}`).json.data.find((one: any) => one.id === item.details.id)
    assert.deepInclude(listed, {
      Size: "256",
      $type: "Attachment",
      $se_module: "Leads",
      $link_url: null,
      $state: "save",
      $editable: true
    })
    assert.match(listed.$file_id, /^[0-9a-f]{40}$/)
    assert.strictEqual(listed.Parent_Id.id, lead)
    assert.strictEqual(call("DELETE", `${at}/${item.details.id}`).json.data[0].message, "record deleted")
    assert.strictEqual(call("GET", `${at}/${item.details.id}`).status, 404)
    assert.deepStrictEqual(call("DELETE", `${at}/${item.details.id}`).json.details, { resource_path_index: 3 })
  })

  it("takes a link from the query or the form, and has nothing to download for it", () => {
    const asked = encodeURIComponent("https://www.example.com/a.pdf")
    const one = call("POST", `${at}?attachmentUrl=${asked}&title=Terms`).json.data[0].details.id
    const two = upload(at, [], { attachmentUrl: "https://www.example.com/b" }).json.data[0].details.id
    const listed = call("GET", `${at}?${fields}&ids=${one},${two}`).json.data
    assert.deepStrictEqual(
      listed.map((item: any) => [item.File_Name, item.$type, item.$link_url, item.$file_id, item.Size]),
      [
        ["https://www.example.com/b", "Link URL", "https://www.example.com/b", null, "0"],
        ["Terms", "Link URL", "https://www.example.com/a.pdf", null, "0"]
      ]
    )
    const got = call("GET", `${at}/${one}`)
    assert.deepStrictEqual([got.status, got.json.code], [400, "DOWNLOAD_NOT_ALLOWED"])
    const gone = call("DELETE", `${at}?ids=${one},${two},1`)
    assert.deepStrictEqual([gone.status, gone.json.data[2].details], [207, { id: "1" }])
    assert.strictEqual(call("GET", `${at}?${fields}`).status, 204)
  })

  it("refuses with the documented errors", () => {
    const file: ReadonlyArray<readonly [string, string]> = [["a.txt", "a"]]
    const refusals: ReadonlyArray<readonly [Support.Answer, number, string]> = [
      [call("POST", at), 400, "MANDATORY_NOT_FOUND"],
      [call("POST", `${at}?attachmentUrl=nowhere`), 400, "INVALID_URL_PATTERN"],
      [upload(at, [["a.txt", ""]]), 400, "INVALID_DATA"],
      [upload(at, [...file, ...file]), 400, "INVALID_DATA"],
      [raw("POST", at, "multipart/form-data; boundary=x", Http.bytesOf("--x\r\nbroken")), 400, "INVALID_DATA"],
      [upload("/Leads/12/Attachments", file), 400, "INVALID_DATA"],
      [upload("/Nothing/12/Attachments", file), 400, "INVALID_MODULE"],
      [call("GET", at), 400, "REQUIRED_PARAM_MISSING"],
      [call("DELETE", at), 400, "REQUIRED_PARAM_MISSING"]
    ]
    for (const [answer, status, code] of refusals)
      assert.deepStrictEqual([answer.status, answer.json.code], [status, code], JSON.stringify(answer.json))
    core.setSwitches({ ...core.switches(), attachmentMegabytes: 0 })
    const large = upload(at, file)
    core.setSwitches({ ...core.switches(), attachmentMegabytes: 20 })
    assert.deepStrictEqual([large.status, large.json.code], [413, "FILE_SIZE_MORE_THAN_ALLOWED_SIZE"])
  })

  it("shows the attachments of a note in the note", () => {
    const note = insert("Notes", { Note_Content: "see file", Parent_Id: { id: lead, module: { api_name: "Leads" } } })
    upload(`/Notes/${note}/Attachments`, [["a.txt", "abc"]])
    const [file] = read("Notes", note).$attachments
    assert.deepInclude(file, { File_Name: "a.txt", Size: "3" })
    assert.strictEqual(Http.textOf(call("GET", `/Notes/${note}/Attachments/${file.id}`).bytes), "abc")
  })
})

describe("photo", () => {
  const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10])

  it("is kept, shown, and deleted", () => {
    assert.strictEqual(call("GET", `/Leads/${lead}/photo`).status, 204)
    assert.deepStrictEqual(upload(`/Leads/${lead}/photo`, [["a.png", png]]).json, {
      code: "SUCCESS",
      details: {},
      message: "photo uploaded successfully",
      status: "success"
    })
    const got = call("GET", `/Leads/${lead}/photo`)
    assert.deepStrictEqual([got.headers["content-type"], got.bytes], ["application/x-download", png])
    assert.match(read("Leads", lead).Record_Image, /^[0-9a-f]{40}$/)
    assert.strictEqual(call("DELETE", `/Leads/${lead}/photo`).json.message, "Photo deleted")
    assert.strictEqual(call("GET", `/Leads/${lead}/photo`).status, 204)
    assert.isNull(read("Leads", lead).Record_Image)
  })

  it("is an image of a module that has photos, and not too large", () => {
    assert.strictEqual(upload(`/Leads/${lead}/photo`, [["a.png", "text"]]).status, 415)
    const deal = insert("Deals", { Deal_Name: "d", Stage: "Qualification" })
    assert.strictEqual(upload(`/Deals/${deal}/photo`, [["a.png", png]]).json.code, "NOT_SUPPORTED")
    core.setSwitches({ ...core.switches(), photoMegabytes: 0 })
    const large = upload(`/Leads/${lead}/photo`, [["a.png", png]])
    core.setSwitches({ ...core.switches(), photoMegabytes: 10 })
    assert.deepStrictEqual([large.status, large.json.details], [413, { size: 0 }])
  })
})

describe("files", () => {
  it("come back by their id, and go away after a day unless a field holds them", () => {
    const stored = upload("/files", [
      ["a.txt", "first"],
      ["b.txt", "second"]
    ])
    assert.deepStrictEqual(
      stored.json.data.map((item: any) => [item.details.name, item.message]),
      [
        ["a.txt", "a.txt uploaded successfully"],
        ["b.txt", "b.txt uploaded successfully"]
      ]
    )
    const [a, b] = stored.json.data.map((item: any) => item.details.id)
    assert.strictEqual(Http.textOf(call("GET", `/files?id=${b}`).bytes), "second")
    const deal = insert("Deals", { Deal_Name: "d", Stage: "Qualification", Contract_Files: [{ File_Id__s: a }] })
    const [entry] = read("Deals", deal).Contract_Files
    assert.deepInclude(entry, { File_Id__s: a, File_Name__s: "a.txt", Size__s: 5 })
    core.clock.advance(25 * 3_600_000)
    assert.strictEqual(call("GET", `/files?id=${b}`).status, 204)
    const kept = call("GET", `/Deals/${deal}/actions/download_fields_attachment?fields_attachment_id=${entry.id}`)
    assert.strictEqual(Http.textOf(kept.bytes), "first")
  })

  it("are refused with the documented errors", () => {
    assert.strictEqual(call("GET", "/files").json.code, "REQUIRED_PARAM_MISSING")
    assert.strictEqual(call("POST", "/files").json.code, "failure_in_attachment_handling")
    assert.strictEqual(upload("/files", [["a", ""]]).json.code, "failure_in_attachment_handling")
    const eleven = Array.from({ length: 11 }, (_, n): readonly [string, string] => [`${n}.txt`, "x"])
    assert.strictEqual(upload("/files", eleven).json.code, "INVALID_REQUEST")
    core.setSwitches({ ...core.switches(), fileMegabytes: 0 })
    const large = upload("/files", [["a", "x"]])
    core.setSwitches({ ...core.switches(), fileMegabytes: 20 })
    assert.deepStrictEqual([large.status, large.json.code], [415, "FILE_SIZE_MORE_THAN_ALLOWED_SIZE"])
    const wrong = call("POST", "/Deals", {
      data: [{ Deal_Name: "d", Stage: "Qualification", Contract_Files: [{ File_Id__s: "unknown" }] }]
    })
    assert.deepInclude(wrong.json.data[0].details, { json_path: "$.data[0].Contract_Files[0].File_Id__s" })
  })

  it("leave only their size in the log", () => {
    upload("/files", [["a.txt", "not to be kept in the log"]])
    const line = core.log.entries().at(-1)
    assert.match(String(line?.requestBody), /^<\d+ bytes>$/)
  })
})
