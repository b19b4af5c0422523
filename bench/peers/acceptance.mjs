// Does an official SDK accept the emulator as Zoho? Everyday calls through its own classes, each result looked at.
// `node acceptance.mjs node` or `typescript`, with the emulator's ready line on standard input. One line of JSON a step.
import { readFileSync } from "node:fs"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const roots = {
  node: "./node_modules/@zohocrm/nodejs-sdk-8.0/lib/",
  typescript: "./node_modules/@zohocrm/typescript-sdk-8.0/dist/"
}
const sdk = process.argv[2]
const root = roots[sdk]
if (root === undefined) throw new Error("usage: node acceptance.mjs node|typescript < ready.json")
const zoho = JSON.parse(readFileSync(0, "utf8"))
const folder = mkdtempSync(join(tmpdir(), "zoho-sdk-"))

// The package's own index comes first: its files import each other in circles, and other ways in break them.
await import(new URL(`${root}index.js`, import.meta.url))
const module = async (path) => {
  const loaded = await import(new URL(`${root}${path}.js`, import.meta.url))
  return loaded.default === undefined ? loaded : { ...loaded.default, ...loaded }
}
const named = async (path, name) => {
  const found = (await module(path))[name]
  if (found === undefined) throw new Error(`${path} has no ${name}`)
  return found
}
const api = (area, name, type) => named(`core/com/zoho/crm/api/${area}/${name}`, type)

const { OAuthBuilder } = await module("models/authenticator/oauth_builder")
const { FileStore } = await module("models/authenticator/store/file_store")
const { InitializeBuilder } = await module("routes/initialize_builder")
const { Environment } = await module("routes/dc/environment")
const { ParameterMap } = await module("routes/parameter_map")
const { HeaderMap } = await module("routes/header_map")
const { StreamWrapper } = await module("utils/util/stream_wrapper")
const { Choice } = await module("utils/util/choice")
const records = await module("core/com/zoho/crm/api/record/record_operations")
const Record = await api("record", "record", "Record")
const RecordBody = await api("record", "body_wrapper", "BodyWrapper")

const code = (value) => (value instanceof Choice ? value.getValue() : value)
const check = (found, what) => {
  if (!found) throw new Error(what)
}
const parameters = async (values) => {
  const map = new ParameterMap()
  for (const [parameter, value] of values) await map.add(parameter, value)
  return map
}
/** The rows of a write's answer; each must be a success. */
const written = (response, count) => {
  const rows = response.getObject().getData()
  check(rows.length === count, `${rows.length} rows answered, ${count} sent`)
  for (const row of rows) check(code(row.getCode()) === "SUCCESS", `a row answered ${code(row.getCode())}`)
  return rows
}
const lead = (values) => {
  const record = new Record()
  for (const [name, value] of Object.entries(values)) record.addKeyValue(name, value)
  return record
}
const body = (list, change = () => {}) => {
  const wrapper = new RecordBody()
  wrapper.setData(list)
  change(wrapper)
  return wrapper
}
const until = async (ask) => {
  for (let tries = 0; tries < 50; tries++) {
    const found = await ask()
    if (found !== undefined) return found
    // Jobs follow the emulator's clock.
    await fetch(`${zoho.controlUrl}/clock`, { method: "POST", body: JSON.stringify({ advance: "1 second" }) })
  }
  throw new Error("the job did not end")
}

const leads = new records.RecordOperations("Leads")
const stamp = String(Date.now())
let ids = []

const steps = {
  "sign in": async () => {
    const token = new OAuthBuilder()
      .clientId(zoho.clientId)
      .clientSecret(zoho.clientSecret)
      .refreshToken(zoho.refreshToken)
      .redirectURL("https://example.com")
      .build()
    const environment = new Environment(zoho.apiUrl, `${zoho.accountsUrl}/oauth/v2/token`, zoho.uploadUrl)
    const builder = await new InitializeBuilder()
    await builder
      .environment(environment)
      .token(token)
      .store(new FileStore(join(folder, "tokens.txt")))
      .resourcePath(folder)
      .initialize()
  },
  "read 200": async () => {
    const P = records.GetRecordsParam
    const response = await leads.getRecords(
      await parameters([
        [P.FIELDS, "Last_Name,Email,Mobile"],
        [P.PER_PAGE, 200]
      ]),
      new HeaderMap()
    )
    check(response.getStatusCode() === 200, `status ${response.getStatusCode()}`)
    const rows = response.getObject().getData()
    check(rows.length === 200, `${rows.length} rows`)
    check(typeof rows[0].getKeyValue("Last_Name") === "string", "no Last_Name")
  },
  "page past 2,000": async () => {
    const P = records.GetRecordsParam
    const seen = new Set()
    let token
    do {
      const response = await leads.getRecords(
        await parameters([
          [P.FIELDS, "Last_Name"],
          [P.PER_PAGE, 200],
          ...(token === undefined ? [] : [[P.PAGE_TOKEN, token]])
        ]),
        new HeaderMap()
      )
      for (const row of response.getObject().getData()) seen.add(String(row.getId()))
      token = response.getObject().getInfo().getNextPageToken() ?? undefined
    } while (token !== undefined && seen.size < 2600)
    check(seen.size > 2000, `${seen.size} different rows`)
  },
  "insert 1": async () => {
    const answer = await leads.createRecords(body([lead({ Last_Name: "Solo", Company: "Example" })]), new HeaderMap())
    check(answer.getStatusCode() === 201, `status ${answer.getStatusCode()}`)
    written(answer, 1)
  },
  "insert 100": async () => {
    const list = Array.from({ length: 100 }, (_, i) =>
      lead({ Last_Name: `Hundred ${i}`, Company: "Example", Email: `hundred.${stamp}.${i}@example.com` })
    )
    const rows = written(await leads.createRecords(body(list), new HeaderMap()), 100)
    ids = rows.map((row) => BigInt(row.getDetails().get("id")))
    check(new Set(ids).size === 100, "the ids are not 100 different ones")
  },
  "update 1": async () => {
    written(await leads.updateRecord(ids[0], body([lead({ Mobile: "+1 555 0199" })]), new HeaderMap()), 1)
    const P = records.GetRecordParam
    const read = await leads.getRecord(ids[0], await parameters([[P.FIELDS, "Mobile"]]), new HeaderMap())
    check(read.getObject().getData()[0].getKeyValue("Mobile") === "+1 555 0199", "the update is not there")
  },
  "update 100": async () => {
    const list = ids.map((id, i) => {
      const record = lead({ City: `City ${i}` })
      record.setId(id)
      return record
    })
    written(await leads.updateRecords(body(list), new HeaderMap()), 100)
  },
  upsert: async () => {
    const list = [
      lead({ Last_Name: "Again", Company: "Example", Email: `hundred.${stamp}.0@example.com` }),
      lead({ Last_Name: "New", Company: "Example", Email: `new.${stamp}@example.com` })
    ]
    const answer = await leads.upsertRecords(
      body(list, (wrapper) => wrapper.setDuplicateCheckFields(["Email"])),
      new HeaderMap()
    )
    const actions = written(answer, 2).map((row) => code(row.getAction()))
    check(actions.join() === "update,insert", `actions ${actions.join()}`)
  },
  search: async () => {
    const P = records.SearchRecordsParam
    const answer = await leads.searchRecords(
      await parameters([[P.CRITERIA, `(Email:equals:hundred.${stamp}.7@example.com)`]]),
      new HeaderMap()
    )
    const rows = answer.getObject().getData()
    check(rows.length === 1 && rows[0].getKeyValue("Last_Name") === "Hundred 7", `${rows.length} rows`)
  },
  COQL: async () => {
    const { CoqlOperations } = await module("core/com/zoho/crm/api/coql/coql_operations")
    const Body = await api("coql", "body_wrapper", "BodyWrapper")
    const query = new Body()
    query.setSelectQuery(`select Last_Name, City from Leads where Email = 'hundred.${stamp}.9@example.com' limit 5`)
    const rows = (await new CoqlOperations().getRecords(query)).getObject().getData()
    check(rows.length === 1 && rows[0].getKeyValue("City") === "City 9", `${rows.length} rows`)
  },
  delete: async () => {
    const P = records.DeleteRecordsParam
    const some = ids.slice(90).map(String)
    written(await leads.deleteRecords(await parameters([[P.IDS, some.join(",")]]), new HeaderMap()), 10)
    const gone = await leads.getRecord(
      ids[95],
      await parameters([[records.GetRecordParam.FIELDS, "City"]]),
      new HeaderMap()
    )
    check(gone.getStatusCode() === 204, `a deleted lead answers ${gone.getStatusCode()}`)
  },
  "bulk read": async () => {
    const { BulkReadOperations } = await module("core/com/zoho/crm/api/bulk_read/bulk_read_operations")
    const Body = await api("bulk_read", "body_wrapper", "BodyWrapper")
    const Query = await api("bulk_read", "query", "Query")
    const MinifiedModule = await api("modules", "minified_module", "MinifiedModule")
    const operations = new BulkReadOperations()
    const target = new MinifiedModule()
    target.setAPIName("Leads")
    const query = new Query()
    await query.setModule(target)
    query.setFields(["Last_Name", "Email"])
    query.setPage(1)
    const request = new Body()
    await request.setQuery(query)
    const [job] = (await operations.createBulkReadJob(request)).getObject().getData()
    check(code(job.getStatus()) === "success", `status ${code(job.getStatus())}`)
    const id = BigInt(job.getDetails().get("id"))
    const result = await until(async () => {
      const [detail] = (await operations.getBulkReadJobDetails(id)).getObject().getData()
      return code(detail.getState()) === "COMPLETED" ? detail.getResult() : undefined
    })
    check(result.getCount() > 2000, `${result.getCount()} rows`)
    // The Node SDK forgets to wait for it.
    const download = await (await operations.downloadResult(id)).getObject()
    check(download?.getFile !== undefined, `the download is ${download?.constructor.name}`)
    // The whole file is in one buffer already.
    const content = Buffer.from([...download.getFile().getStream()])
    check(content.subarray(0, 2).toString() === "PK", "the download is no ZIP")
  },
  "bulk write": async () => {
    const { BulkWriteOperations, UploadFileHeader } = await module(
      "core/com/zoho/crm/api/bulk_write/bulk_write_operations"
    )
    const FileBody = await api("bulk_write", "file_body_wrapper", "FileBodyWrapper")
    const Request = await api("bulk_write", "request_wrapper", "RequestWrapper")
    const Resource = await api("bulk_write", "resource", "Resource")
    const Mapping = await api("bulk_write", "field_mapping", "FieldMapping")
    const MinifiedModule = await api("modules", "minified_module", "MinifiedModule")
    const operations = new BulkWriteOperations()
    const path = join(folder, "leads.zip")
    writeFileSync(path, zip("leads.csv", `Last_Name,Company\nBulk ${stamp},Example\nBulk two,Example\n`))
    const upload = new FileBody()
    upload.setFile(new StreamWrapper(null, null, path))
    const headers = new HeaderMap()
    await headers.add(UploadFileHeader.FEATURE, "bulk-write")
    await headers.add(UploadFileHeader.X_CRM_ORG, zoho.orgId)
    const uploaded = (await operations.uploadFile(upload, headers)).getObject()
    const fileId = uploaded.getDetails().get("file_id")
    const target = new MinifiedModule()
    target.setAPIName("Leads")
    const resource = new Resource()
    resource.setType(new Choice("data"))
    await resource.setModule(target)
    resource.setFileId(String(fileId))
    resource.setIgnoreEmpty(true)
    resource.setFieldMappings(
      ["Last_Name", "Company"].map((name, index) => {
        const mapping = new Mapping()
        mapping.setAPIName(name)
        mapping.setIndex(index)
        return mapping
      })
    )
    const request = new Request()
    request.setCharacterEncoding("UTF-8")
    request.setOperation(new Choice("insert"))
    request.setResource([resource])
    const created = (await operations.createBulkWriteJob(request)).getObject()
    check(code(created.getStatus()) === "success", `status ${code(created.getStatus())}`)
    const id = BigInt(created.getDetails().get("id"))
    const done = await until(async () => {
      const job = (await operations.getBulkWriteJobDetails(sdk === "node" ? String(id) : id)).getObject()
      return code(job.getStatus()) === "COMPLETED" ? job : undefined
    })
    const [{ added }] = done.getResource().map((one) => ({ added: one.getFile().getAddedCount() }))
    check(added === 2, `${added} rows added`)
  }
}

/** A ZIP of one stored file; the SDKs bring no writer. */
function zip(name, text) {
  const data = Buffer.from(text)
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50, 0)
  local.writeUInt16LE(20, 4)
  local.writeUInt32LE(crc(data), 14)
  local.writeUInt32LE(data.length, 18)
  local.writeUInt32LE(data.length, 22)
  local.writeUInt16LE(name.length, 26)
  const central = Buffer.alloc(46)
  central.writeUInt32LE(0x02014b50, 0)
  local.copy(central, 6, 4, 30)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(46 + name.length, 12)
  end.writeUInt32LE(30 + name.length + data.length, 16)
  return Buffer.concat([local, Buffer.from(name), data, central, Buffer.from(name), end])
}

function crc(data) {
  let value = 0xffffffff
  for (const byte of data) {
    value ^= byte
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0)
  }
  return (value ^ 0xffffffff) >>> 0
}

/** CPU milliseconds of one call, after some to warm up. */
const cost = async (times, call) => {
  for (let time = 0; time < 20; time++) await call()
  const before = process.cpuUsage()
  for (let time = 0; time < times; time++) await call()
  const { system, user } = process.cpuUsage(before)
  return (system + user) / 1000 / times
}

// `node acceptance.mjs typescript cost`: one line with what a page and an update cost, in place of the steps.
if (process.argv[3] === "cost") {
  await steps["sign in"]()
  await steps["insert 100"]()
  const page = await cost(30, steps["read 200"])
  const update = await cost(15, steps["update 100"])
  console.log(JSON.stringify({ page, update }))
  rmSync(folder, { recursive: true, force: true })
  process.exit(0)
}

let failed = 0
for (const [name, step] of Object.entries(steps)) {
  let problem
  try {
    await step()
  } catch (error) {
    failed++
    problem = error?.stack ?? JSON.stringify(error)
  }
  console.log(JSON.stringify({ sdk, step: name, ok: problem === undefined, ...(problem && { problem }) }))
}
rmSync(folder, { recursive: true, force: true })
process.exit(failed === 0 ? 0 : 1)
