/** Where in the database the tables lie, by names that mean the same in every dialect. */
import { TokenStoreError } from "@effect-zoho/auth/TokenStore"
import * as Effect from "effect/Effect"

export interface Place {
  /** PostgreSQL: the schema of the tables, created when it is not there. */
  readonly schema?: string | undefined
  /** What the tables' names begin with: `effect_zoho_`. */
  readonly prefix?: string | undefined
}

/** Lower-case letters, digits and `_`: such a name means the same in every dialect, quoted or not. */
const isName = (text: string): boolean => /^[a-z_][a-z0-9_]{0,39}$/u.test(text)

/** Refuses names that are none, before a database is opened or made. */
export const check = (store: string, { prefix, schema }: Place): Effect.Effect<void, TokenStoreError> =>
  [prefix, schema].every((name) => name === undefined || isName(name))
    ? Effect.void
    : Effect.fail(
        new TokenStoreError({
          store,
          operation: "open",
          // The name is not shown: a URL with an unescaped `?` in its password could put a secret here.
          problem: "the schema or prefix is not a name of lower-case letters, digits and _, 40 at most.",
          remedy: "Correct ?schema= or ?prefix= in TOKEN_STORE."
        })
      )
