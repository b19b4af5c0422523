import { TokenStore } from "@effect-zoho/auth/TokenStore"
import * as SqlTokenStore from "@effect-zoho/store-sql/SqlTokenStore"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Reactivity from "effect/reactivity/Reactivity"
import * as SqlClient from "effect/sql/SqlClient"
import type { Connection } from "effect/sql/SqlConnection"
import * as SqlError from "effect/sql/SqlError"
import * as Statement from "effect/sql/Statement"
import * as Stream from "effect/Stream"

/** A database that answers every statement with this error: its message, what the store said, and how often it asked. */
const refusal = (reason: SqlError.SqlErrorReason, dialect: "sqlite" | "pg" | "mysql" = "pg") =>
  Effect.gen(function* () {
    let asked = 0
    const fail = Effect.suspend(() => {
      asked++
      return Effect.fail(new SqlError.SqlError({ reason }))
    })
    const connection: Connection = {
      execute: () => fail,
      executeRaw: () => fail,
      executeValues: () => fail,
      executeValuesUnprepared: () => fail,
      executeUnprepared: () => fail,
      executeStream: () => Stream.fromEffect(fail)
    }
    const compiler = Statement.makeCompiler({
      dialect,
      placeholder: () => "?",
      onIdentifier: Statement.defaultEscape('"'),
      onRecordUpdate: () => ["", []],
      onCustom: () => ["", []]
    })
    const client = Layer.effect(
      SqlClient.SqlClient,
      SqlClient.make({ acquirer: Effect.succeed(connection), compiler, driver: "test", spanAttributes: [] })
    ).pipe(Layer.provide(Reactivity.layer))
    const error = yield* Effect.flip(
      Effect.provide(TokenStore, Layer.provide(SqlTokenStore.layer({ store: "test://here" }), client))
    )
    assert.strictEqual(error._tag, "TokenStoreError")
    return { asked, problem: error.problem, remedy: error.remedy, shown: JSON.stringify(error) + String(error) }
  })

const props = (code: unknown) => ({ cause: { code, detail: "1000.secret" }, message: "1000.secret" })

describe("SqlTokenStore", () => {
  it.effect("tries again when a session was ended, a server starts, or two transactions met, and else not", () =>
    Effect.gen(function* () {
      const again = [
        new SqlError.UnknownError(props("57P01")),
        new SqlError.UnknownError(props("57P03")),
        new SqlError.ConnectionError(props("ECONNRESET")),
        new SqlError.DeadlockError(props("40P01"))
      ]
      for (const reason of again) assert.isAbove((yield* refusal(reason)).asked, 1)
      for (const reason of [
        new SqlError.UnknownError(props("42P01")),
        new SqlError.AuthorizationError(props("42501"))
      ]) {
        // PostgreSQL's migrations look twice whether their table is there.
        assert.isAtMost((yield* refusal(reason)).asked, 2)
      }
    })
  )

  it.effect("has a remedy for every code, known or not, and never passes on the server's words", () =>
    Effect.gen(function* () {
      for (const dialect of ["sqlite", "pg", "mysql"] as const) {
        for (const code of [8, 10, 11, 13, 26, 999, "3D000", "53100", "53300", "57P03", undefined, "a b; secret", {}]) {
          const { remedy, shown } = yield* refusal(new SqlError.UnknownError(props(code)), dialect)
          assert.isAbove(remedy.length, 10)
          assert.notInclude(shown, "secret")
        }
      }
      const full = new SqlError.UnknownError(props(13))
      assert.include((yield* refusal(full, "sqlite")).problem, "disk is full")
      assert.include((yield* refusal(new SqlError.UnknownError(props("57P03")))).problem, "coming up (57P03)")
    })
  )
})
