import { afterAll, assert, describe, it, layer } from "@effect/vitest"
import * as Emulator from "@effect-zoho/emulator/Emulator"
import * as MariaDbServer from "@effect-zoho/testing/MariaDbServer"
import { missing } from "@effect-zoho/testing/Servers"
import * as MySql from "@effect-zoho/store-sql/MySql"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as SqlClient from "effect/sql/SqlClient"
import * as Fs from "node:fs"
import * as NodePath from "node:path"
import { importSdkTokens } from "../import-sdk-tokens.ts"
import * as SdkTokens from "../internal/SdkTokens.ts"
import { tokens } from "../tokens.ts"
import { folderWith, isClean, isFailure, runPlain, start, update, type Variables, variables } from "./support.ts"

type Running = Emulator.Emulator["Service"]
type Values = Readonly<Record<string, string>>

const order = "id,user,client_id,client_secret,refresh_token,access_token,grant_token,expiry_time,redirect,api_domain"

/** The three dialects: names of two columns, line ends, quotes. */
const dialects = {
  TypeScript: { user: "user_mail", redirect: "redirect_url", end: "\n", quoted: false },
  Node: { user: "user_name", redirect: "redirect_url", end: "\n", quoted: false },
  Python: { user: "user_name", redirect: "redirect_uri", end: "\r\n", quoted: true }
} as const
type Dialect = keyof typeof dialects

const csv = (dialect: Dialect, rows: ReadonlyArray<Values>): string => {
  const { end, quoted, redirect, user } = dialects[dialect]
  const quote = (text: string) => (quoted && /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  const head = order.replace("user", user).replace("redirect", redirect)
  const lines = rows.map((row) =>
    order
      .split(",")
      .map((name) => quote(row[name] ?? ""))
      .join(",")
  )
  return [head, ...lines].map((it) => `${it}${end}`).join("")
}

/** A row as an SDK that has signed in to this emulator would leave it. */
const rowOf = (emulator: Running, more: Values = {}): Values => ({
  id: "1",
  user: `${emulator.credentials.userEmail}:${emulator.credentials.orgId}`,
  client_id: emulator.credentials.clientId,
  client_secret: emulator.credentials.clientSecret,
  refresh_token: emulator.credentials.refreshToken,
  access_token: "1000.0123456789abcdef0123456789abcdef.0123456789abcdef0123456789abcdef",
  expiry_time: "1000000000000",
  api_domain: emulator.apiUrl,
  ...more
})

const other = {
  refresh_token: "1000.feedfacefeedfacefeedfacefeedface.feedfacefeedfacefeedfacefeedface",
  access_token: "1000.cafecafecafecafecafecafecafecafe.cafecafecafecafecafecafecafecafe"
}

const setUp = Effect.fnUntraced(function* (change: Variables = {}) {
  const emulator = yield* Emulator.Emulator
  yield* emulator.reset
  const folder = yield* folderWith({
    ...variables(emulator),
    REFRESH_TOKEN: undefined,
    ORG_ID: undefined,
    TOKEN_STORE: "file:tokens",
    ...change
  })
  const write = (text: string) => Fs.writeFileSync(NodePath.join(folder, "sdk_tokens.txt"), text)
  const run = (...args: ReadonlyArray<string>) =>
    runPlain(importSdkTokens, folder, ["--from", "sdk_tokens.txt", ...args])
  return { emulator, folder, run, write }
})

describe("an SDK's file", () => {
  const rows = [
    {
      id: "1",
      user: "ada@example.com:60001",
      client_id: "1000.ADA",
      refresh_token: "r1",
      access_token: "a1",
      expiry_time: "1700000000000",
      api_domain: "https://www.zohoapis.eu"
    },
    {
      id: "2",
      user: "bob@example.com",
      client_id: "1000.BOB",
      refresh_token: "r2",
      access_token: "",
      expiry_time: "null",
      api_domain: "None"
    }
  ]
  for (const dialect of ["TypeScript", "Node", "Python"] as const) {
    it.effect(`of ${dialect} is read`, () =>
      Effect.gen(function* () {
        const found = yield* SdkTokens.parseCsv("f", `\uFEFF${csv(dialect, rows)}`)
        const plain = found.map((it) =>
          "problem" in it
            ? it.problem
            : [
                it.at,
                Option.getOrNull(it.user),
                Option.getOrNull(it.org),
                Option.getOrNull(Option.map(it.refreshToken, Redacted.value)),
                Option.getOrNull(Option.map(it.accessToken, Redacted.value)),
                it.expiresAt,
                Option.getOrNull(it.apiDomain)
              ]
        )
        assert.deepStrictEqual(plain, [
          ["line 2", "ada@example.com", "60001", "r1", "a1", 1700000000000, "https://www.zohoapis.eu"],
          ["line 3", "bob@example.com", null, "r2", null, 0, null]
        ])
      })
    )
  }

  it.effect("in quotes may hold commas, quotes and line breaks; without quotes a comma spoils its row alone", () =>
    Effect.gen(function* () {
      const odd = { ...rows[0], client_secret: 'a,"b"\r\nc' }
      const quoted = yield* SdkTokens.parseCsv("f", csv("Python", [odd, rows[1] ?? {}]))
      assert.deepStrictEqual(
        quoted.map((it) => ("problem" in it ? it.problem : `${it.at} ${Option.getOrNull(it.clientId)}`)),
        ["line 2 1000.ADA", "line 4 1000.BOB"]
      )
      const plain = yield* SdkTokens.parseCsv(
        "f",
        csv("TypeScript", [{ ...rows[0], client_secret: "a,b" }, rows[1] ?? {}])
      )
      assert.deepStrictEqual(
        plain.map((it) => ("problem" in it ? it.problem : it.at)),
        ["it has 11 columns instead of 10", "line 3"]
      )
    })
  )

  it.effect.each(["", "\n\n", "id,name\n1,2\n", '{"a":1}', order.replace("api_domain", "domain")])(
    "is refused when it is something else: %j",
    (text) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(SdkTokens.parseCsv("f", text))
        assert.strictEqual(error.title, "This is no token file of an SDK")
      })
  )

  it.effect("no text makes it throw, whatever it begins with", () =>
    Effect.forEach(
      [
        `${csv("Node", [])}"`,
        `${csv("Node", [])}","`,
        `${csv("Node", [])}\0\r\r\n,,,,,,,,,`,
        csv("Python", []).replaceAll("\r\n", "\r")
      ],
      (text) => Effect.exit(SdkTokens.parseCsv("f", text)),
      { discard: true }
    )
  )
})

layer(Emulator.layerServer({ limits: "off" }), { excludeTestServices: true })("import-sdk-tokens", (it) => {
  it.effect.each(["TypeScript", "Node", "Python"] as const)(
    "%s: shows first, writes with --yes, and the next command works with what it wrote",
    (dialect) =>
      Effect.gen(function* () {
        const { emulator, folder, run, write } = yield* setUp()
        write(csv(dialect, [rowOf(emulator)]))
        const dry = yield* run()
        isClean(dry, emulator)
        assert.strictEqual(dry.code, 0, dry.out + dry.err)
        assert.include(dry.out, `${emulator.credentials.userEmail}, custom `)
        assert.include(dry.out, "Dry run: nothing was written. Give --yes")
        assert.include((yield* runPlain(tokens, folder)).out, "holds 0 identities")

        const done = yield* run("--yes", "--json")
        isClean(done, emulator)
        assert.strictEqual(done.code, 0)
        assert.deepInclude(done.events().at(-1), { event: "import", dryRun: false, taken: 1, already: 0, skipped: 0 })
        assert.include((yield* runPlain(tokens, folder)).out, "imported from an official SDK")
        assert.strictEqual((yield* emulator.stats).requests, 0)

        const next = yield* update(folder, ["--dry-run"])
        assert.strictEqual(next.code, 0, next.out + next.err)
        // The SDK's access token had expired long ago.
        assert.strictEqual((yield* emulator.stats).tokenRequests.refresh_token.ok, 1)

        const again = yield* run("--yes")
        assert.strictEqual(again.code, 0)
        assert.include(again.out, "0 imported into")
        assert.include(again.out, "1 there already")
      })
  )

  it.effect("puts each row under its own center and environment, and says what it cannot take", () =>
    Effect.gen(function* () {
      const { emulator, folder, run, write } = yield* setUp()
      const row = (id: number, more: Values) => rowOf(emulator, { ...other, id: String(id), ...more })
      write(
        csv("Node", [
          row(1, { user: "ada@example.com", api_domain: "https://www.zohoapis.eu" }),
          row(2, { user: "ada@example.com", api_domain: "https://sandbox.zohoapis.eu" }),
          row(3, { user: "bob@example.com", api_domain: "https://www.zohoapis.ca", access_token: "" }),
          row(4, { user: "cai@example.com", api_domain: "https://www.example.com" }),
          row(5, { user: "dee@example.com", refresh_token: "null" }),
          row(6, { user: "eve@example.com", client_id: "" }),
          row(7, { user: "fay@example.com", client_secret: "a,b" }),
          row(8, { user: "bob@example.com", api_domain: "https://www.zohoapis.ca" })
        ])
      )
      const done = yield* run("--yes")
      isClean(done, emulator)
      assert.strictEqual(done.code, 2, done.out)
      assert.match(done.out, /^line 2: ada@example\.com, eu production, client .*: imported\.$/mu)
      assert.match(done.out, /^line 3: ada@example\.com, eu sandbox, client .*: imported\.$/mu)
      assert.match(done.out, /^line 4: bob@example\.com, ca production.*a later row is for the same identity/mu)
      assert.match(done.out, /^line 5: skipped, its API host is of no known data center/mu)
      assert.match(done.out, /^line 6: skipped, it has no refresh token/mu)
      assert.match(done.out, /^line 7: skipped, it names no client/mu)
      assert.match(done.out, /^line 8: skipped, it has 11 columns instead of 10/mu)
      assert.match(done.out, /^3 imported into .*, 1 there already, 4 skipped\.$/mu)
      const listed = yield* runPlain(tokens, folder, ["--json"])
      isClean(listed, emulator)
      assert.deepStrictEqual(
        listed
          .events()
          .flatMap((it) => (it["event"] === "token-entry" ? [[it["user"], it["apiDomain"], it["expired"]]] : [])),
        [
          ["bob@example.com", "https://www.zohoapis.ca", true],
          ["ada@example.com", "https://www.zohoapis.eu", true],
          ["ada@example.com", "https://sandbox.zohoapis.eu", true]
        ]
      )
    })
  )

  it.effect(
    "replaces no other sign-in, believes no life beyond an hour, and takes only the organisation asked for",
    () =>
      Effect.gen(function* () {
        const { emulator, folder, run, write } = yield* setUp()
        write(csv("Node", [rowOf(emulator, { expiry_time: "99999999999999" })]))
        assert.strictEqual((yield* run("--yes")).code, 0)
        const [entry] = (yield* runPlain(tokens, folder, ["--json"])).events()
        assert.isAtMost(Date.parse(String(entry?.["expiresAt"])), Date.now() + 3_600_000)
        write(csv("Node", [rowOf(emulator, other)]))
        const second = yield* run("--yes")
        assert.strictEqual(second.code, 1)
        assert.include(second.out, "another sign-in of this identity is there: run logout first")
        const elsewhere = yield* run("--org-id", "42")
        assert.include(elsewhere.out, "skipped, ORG_ID is set")
        assert.include((yield* run("--org-id", emulator.credentials.orgId)).out, "1 would be imported")
      })
  )

  it.effect("fails with a remedy: a file that is none, one that is not there, no place to keep them", () =>
    Effect.gen(function* () {
      const { emulator, folder, run, write } = yield* setUp()
      isFailure(yield* run(), emulator, "This is no token file of an SDK", "ENOENT")
      write("hello,world\n")
      isFailure(yield* run(), emulator, "ten columns")
      write(csv("Node", [rowOf(emulator)]))
      isFailure(yield* run("--token-store", "memory"), emulator, "nowhere to keep")
      isFailure(yield* runPlain(importSdkTokens, folder), emulator, "SDK_TOKENS is missing")
    })
  )

  it.effect("as a process of its own it prints no token and no stack", () =>
    Effect.gen(function* () {
      const { emulator, folder, write } = yield* setUp()
      write(csv("Python", [rowOf(emulator)]))
      const run = yield* start("import-sdk-tokens.ts", folder, ["--from", "sdk_tokens.txt", "--yes"]).run
      isClean(run, emulator)
      assert.strictEqual(run.code, 0, run.out + run.err)
    })
  )
})

const server = await MariaDbServer.start()
if (server === undefined) missing("MariaDB", "install mariadb-server")
else {
  afterAll(server.stop)
  layer(Emulator.layerServer({ limits: "off" }), { excludeTestServices: true })("the SDKs' table in MariaDB", (it) => {
    const { database, password, user } = MariaDbServer
    const url = (query = "", name = database) =>
      `mysql://${user}:${encodeURIComponent(password)}@127.0.0.1:${server.port}/${name}${query}`

    const fill = (rows: ReadonlyArray<Values>, table = "oauthtoken") =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        // As the SDKs' installation guide makes it.
        yield* sql`CREATE TABLE IF NOT EXISTS ${sql(table)} (
          id varchar(10) NOT NULL, user_name varchar(255), client_id varchar(255), client_secret varchar(255),
          refresh_token varchar(255), access_token varchar(255), grant_token varchar(255), expiry_time varchar(20),
          redirect_url varchar(255), api_domain varchar(255), PRIMARY KEY (id))`
        yield* sql`DELETE FROM ${sql(table)}`
        for (const row of rows) {
          yield* sql`INSERT INTO ${sql(table)} VALUES (${row["id"]}, ${row["user"]}, ${row["client_id"]},
            ${row["client_secret"]}, ${row["refresh_token"]}, ${row["access_token"] ?? null}, NULL,
            ${row["expiry_time"] ?? null}, NULL, ${row["api_domain"] ?? null})`
        }
      }).pipe(Effect.provide(MySql.client(Redacted.make(url()))))

    it.effect("is shown first, then taken over; the next command works with it", () =>
      Effect.gen(function* () {
        const { emulator, folder } = yield* setUp()
        yield* fill([
          rowOf(emulator),
          rowOf(emulator, { ...other, id: "2", user: "o'hara@example.com", access_token: "" })
        ])
        const from = (...args: ReadonlyArray<string>) => runPlain(importSdkTokens, folder, ["--from", url(), ...args])
        const dry = yield* from()
        isClean(dry, emulator)
        assert.strictEqual(dry.code, 0, dry.out + dry.err)
        assert.include(dry.out, "2 would be imported")
        assert.match(dry.out, /^id 2: o'hara@example\.com, custom /mu)
        const done = yield* from("--yes")
        assert.strictEqual(done.code, 0, done.out)
        for (const said of [dry, done]) {
          for (const secret of [password, encodeURIComponent(password)]) {
            assert.notInclude(said.out + said.err + said.log, secret)
          }
        }
        assert.strictEqual((yield* update(folder, ["--dry-run"])).code, 0)
      })
    )

    it.effect("another table is named with ?table=; what cannot be read is told without the password", () =>
      Effect.gen(function* () {
        const { emulator, folder } = yield* setUp()
        yield* fill([rowOf(emulator)], "mine")
        const from = (address: string) => runPlain(importSdkTokens, folder, ["--from", address])
        assert.include((yield* from(url("?table=mine"))).out, "1 would be imported")
        for (const [address, said] of [
          [url("?table=nowhere"), "The database answered with"],
          [url("?table=a`b;--"), "The database answered with"],
          [url("", "elsewhere"), "The SDK's table cannot be read"],
          [url().replace(String(server.port), "1"), "no connection to the database"]
        ] as const) {
          const run = yield* from(address)
          isFailure(run, emulator, said)
          assert.notInclude(run.out + run.err + run.log, encodeURIComponent(password))
        }
      })
    )
  })
}
