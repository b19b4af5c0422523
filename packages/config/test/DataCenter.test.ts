import * as DataCenter from "@effect-zoho/config/DataCenter"
import { assert, describe, it } from "@effect/vitest"
import * as Option from "effect/Option"

/** Written out a second time on purpose: these hosts follow no rule. */
const table: ReadonlyArray<readonly [DataCenter.Name, DataCenter.Environment, string, string, string]> = [
  ["us", "production", "https://accounts.zoho.com", "https://www.zohoapis.com", "https://content.zohoapis.com"],
  ["us", "sandbox", "https://accounts.zoho.com", "https://sandbox.zohoapis.com", "https://content.zohoapis.com"],
  ["us", "developer", "https://accounts.zoho.com", "https://developer.zohoapis.com", "https://content.zohoapis.com"],
  ["eu", "production", "https://accounts.zoho.eu", "https://www.zohoapis.eu", "https://content.zohoapis.eu"],
  ["eu", "sandbox", "https://accounts.zoho.eu", "https://sandbox.zohoapis.eu", "https://content.zohoapis.eu"],
  ["eu", "developer", "https://accounts.zoho.eu", "https://developer.zohoapis.eu", "https://content.zohoapis.eu"],
  ["in", "production", "https://accounts.zoho.in", "https://www.zohoapis.in", "https://content.zohoapis.in"],
  ["in", "sandbox", "https://accounts.zoho.in", "https://sandbox.zohoapis.in", "https://content.zohoapis.in"],
  ["in", "developer", "https://accounts.zoho.in", "https://developer.zohoapis.in", "https://content.zohoapis.in"],
  [
    "cn",
    "production",
    "https://accounts.zoho.com.cn",
    "https://www.zohoapis.com.cn",
    "https://content.zohoapis.com.cn"
  ],
  [
    "cn",
    "sandbox",
    "https://accounts.zoho.com.cn",
    "https://sandbox.zohoapis.com.cn",
    "https://content.zohoapis.com.cn"
  ],
  [
    "cn",
    "developer",
    "https://accounts.zoho.com.cn",
    "https://developer.zohoapis.com.cn",
    "https://content.zohoapis.com.cn"
  ],
  [
    "au",
    "production",
    "https://accounts.zoho.com.au",
    "https://www.zohoapis.com.au",
    "https://content.zohoapis.com.au"
  ],
  [
    "au",
    "sandbox",
    "https://accounts.zoho.com.au",
    "https://sandbox.zohoapis.com.au",
    "https://content.zohoapis.com.au"
  ],
  [
    "au",
    "developer",
    "https://accounts.zoho.com.au",
    "https://developer.zohoapis.com.au",
    "https://content.zohoapis.com.au"
  ],
  ["jp", "production", "https://accounts.zoho.jp", "https://www.zohoapis.jp", "https://content.zohoapis.jp"],
  ["jp", "sandbox", "https://accounts.zoho.jp", "https://sandbox.zohoapis.jp", "https://content.zohoapis.jp"],
  ["jp", "developer", "https://accounts.zoho.jp", "https://developer.zohoapis.jp", "https://content.zohoapis.jp"],
  ["ca", "production", "https://accounts.zohocloud.ca", "https://www.zohoapis.ca", "https://upload.zohocloud.ca"],
  ["ca", "sandbox", "https://accounts.zohocloud.ca", "https://sandbox.zohoapis.ca", "https://upload.zohocloud.ca"],
  ["ca", "developer", "https://accounts.zohocloud.ca", "https://developer.zohoapis.ca", "https://upload.zohocloud.ca"],
  ["sa", "production", "https://accounts.zoho.sa", "https://www.zohoapis.sa", "https://files.zoho.sa"],
  ["sa", "sandbox", "https://accounts.zoho.sa", "https://sandbox.zohoapis.sa", "https://files.zoho.sa"],
  ["sa", "developer", "https://accounts.zoho.sa", "https://developer.zohoapis.sa", "https://files.zoho.sa"]
]

describe("DataCenter", () => {
  it.each(table)("%s %s", (center, environment, accountsUrl, apiUrl, uploadUrl) => {
    const hosts: DataCenter.Hosts = { center, environment, accountsUrl, apiUrl, uploadUrl }
    assert.deepStrictEqual(DataCenter.fromAccountsUrl(accountsUrl, environment), Option.some(hosts))
    assert.deepStrictEqual(DataCenter.fromApiDomain(apiUrl), Option.some({ center, environment }))
    for (const [otherCenter, otherEnvironment, , otherApi] of table) {
      assert.strictEqual(
        DataCenter.acceptsApiDomain(hosts, otherApi),
        otherCenter === center && otherEnvironment === environment,
        `${otherCenter} ${otherEnvironment}`
      )
    }
  })

  it("the table is complete", () => {
    assert.strictEqual(table.length, DataCenter.centers.length * DataCenter.Environment.literals.length)
  })

  it.each([
    "https://accounts.zoho.uk",
    "https://accounts.zoho.ae",
    "https://accounts.zoho.ca",
    "https://zoho.com",
    "https://accounts.zoho.com.evil.example",
    "https://evil.example/accounts.zoho.com",
    "https://accounts.zoho.com@evil.example",
    "http://accounts.zoho.com",
    "https://accounts.zoho.com:8443",
    "accounts.zoho.com",
    ""
  ])("no center is guessed from %s", (url) => {
    assert.isTrue(Option.isNone(DataCenter.fromAccountsUrl(url, "production")))
    assert.isTrue(Option.isNone(DataCenter.fromApiDomain(url)))
  })

  it("an override accepts its own host and its center's in the same environment, nothing else", () => {
    const hosts: DataCenter.Hosts = {
      center: "eu",
      environment: "sandbox",
      accountsUrl: "https://accounts.zoho.eu",
      apiUrl: "https://proxy.example.com",
      uploadUrl: "https://content.zohoapis.eu"
    }
    const accepts = (apiDomain: string) => DataCenter.acceptsApiDomain(hosts, apiDomain)
    assert.isTrue(accepts("https://proxy.example.com"))
    assert.isTrue(accepts("https://proxy.example.com/crm/v8"))
    assert.isTrue(accepts("https://sandbox.zohoapis.eu"))
    for (const other of [
      "https://www.zohoapis.eu",
      "https://sandbox.zohoapis.com",
      "http://proxy.example.com",
      "https://proxy.example.com.evil.example",
      "not a host"
    ]) {
      assert.isFalse(accepts(other), other)
    }
  })

  it.each([
    ["http://127.0.0.1:8080", true],
    ["http://[::1]:1", true],
    ["http://localhost", true],
    ["http://emulator.invalid:8081", true],
    ["http://api.emulator.invalid", true],
    ["http://notemulator.invalid", false],
    ["http://127.0.0.1.example.com", false],
    ["http://localhost.example.com", false],
    ["http://127.0.0.2", false],
    ["nothing", false]
  ])("%s stays on this machine: %s", (url, expected) => {
    assert.strictEqual(DataCenter.isLoopback(url), expected)
  })
})

describe("acceptsDownload", () => {
  const hosts = (environment: DataCenter.Environment, more: Partial<DataCenter.Hosts> = {}): DataCenter.Hosts => ({
    ...Option.getOrThrow(DataCenter.fromAccountsUrl("https://accounts.zohocloud.ca", environment)),
    ...more
  })
  it.each([
    ["https://sandbox.zohoapis.ca/crm/bulk/v8/read/1/result", true],
    ["https://upload.zohocloud.ca/x", true],
    ["https://www.zohoapis.ca/x", false],
    ["https://sandbox.zohoapis.com/x", false],
    ["https://upload.zohocloud.ca.example.com/x", false],
    ["https://user@upload.zohocloud.ca:444/x", false],
    ["http://upload.zohocloud.ca/x", false],
    ["/crm/bulk/v8/read/1/result", false],
    ["", false]
  ])("%s: %s", (url, expected) => {
    assert.strictEqual(DataCenter.acceptsDownload(hosts("sandbox"), url), expected)
  })

  it("takes overrides too, and for custom hosts nothing else", () => {
    const overridden = hosts("production", { apiUrl: "http://127.0.0.1:1", uploadUrl: "http://127.0.0.1:2" })
    for (const url of ["http://127.0.0.1:1/x", "http://127.0.0.1:2/x", "https://www.zohoapis.ca/x"]) {
      assert.isTrue(DataCenter.acceptsDownload(overridden, url), url)
    }
    const custom = { ...overridden, center: "custom", accountsUrl: "http://127.0.0.1:3" } as const
    assert.isTrue(DataCenter.acceptsDownload(custom, "http://127.0.0.1:2/x"))
    assert.isFalse(DataCenter.acceptsDownload(custom, "https://www.zohoapis.ca/x"))
    assert.isFalse(DataCenter.acceptsDownload(custom, "http://127.0.0.1:3/x"))
  })
})
