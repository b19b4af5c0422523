/** One operation on the database: tried again once where the connection was lost, bounded in time, its errors in words. */
import { TokenStoreError, within } from "@effect-zoho/auth/TokenStore"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as SqlClient from "effect/sql/SqlClient"
import { isSqlError, type SqlError } from "effect/sql/SqlError"
import * as Migrations from "./Migrations.ts"
import { type Dialect, explain, isLost } from "./Problem.ts"

/** Drivers give whole numbers as one or the other. */
export const Int = Schema.Union([Schema.Finite, Schema.BigInt])

export interface Options {
  /** How messages name the store: kind and place, never a password. */
  readonly store: string
  readonly dialect: Dialect
  /** How long one operation may take in all, connecting included. */
  readonly timeout: Duration.Duration
}

type Operation = TokenStoreError["operation"]

export const make = ({ dialect, store, timeout }: Options) => {
  const failed = (operation: Operation, problem: string, remedy: string) =>
    new TokenStoreError({ store, operation, problem, remedy })

  const bounded =
    (operation: Operation) =>
    <A, E, R>(effect: Effect.Effect<A, E | SqlError | Schema.SchemaError, R>) =>
      effect.pipe(
        Effect.retry({ times: 1, while: (error) => isSqlError(error) && isLost(error) }),
        Effect.catchIf(isSqlError, (error) => {
          const { problem, remedy } = explain(error, dialect)
          return Effect.fail(failed(operation, problem, remedy))
        }),
        Effect.catchIf(Schema.isSchemaError, () =>
          Effect.fail(
            failed(operation, "a table does not hold what was expected.", "Set another ?prefix= or ?schema=.")
          )
        ),
        within(store, operation, timeout, "the database")
      )

  return { bounded, failed }
}

/** Makes the tables, or says why they cannot be made. */
export const migrate = (
  names: Migrations.Names,
  options: Options
): Effect.Effect<void, TokenStoreError, SqlClient.SqlClient> => {
  const { bounded, failed } = make(options)
  return Migrations.run(names).pipe(
    Effect.catchTag("MigrationError", ({ cause }) => {
      const { problem, remedy } = isSqlError(cause)
        ? explain(cause, options.dialect)
        : { problem: "the tables could not be made.", remedy: "Set another ?prefix= or ?schema=." }
      return Effect.fail(failed("open", problem, remedy))
    }),
    bounded("open"),
    Effect.asVoid
  )
}
