/** What an emulator knows besides its tables, kept in its file: clock, faults, switches, credits spent. */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Database } from "./Database.ts"
import * as Faults from "./Faults.ts"
import type * as Limits from "./Limits.ts"
import * as Switches from "./Switches.ts"

export interface Kept {
  /** Milliseconds that the clock is ahead. */
  readonly offset: number
  readonly faults: ReadonlyArray<Faults.Listed>
  readonly switches: Switches.Switches
  readonly credits: Limits.Window
}

const Text = Schema.fromJsonString(
  Schema.Struct({
    offset: Schema.Finite,
    faults: Schema.Array(Faults.Listed),
    switches: Schema.Record(Schema.String, Schema.Json),
    credits: Schema.Array(Schema.Struct({ minute: Schema.Int, credits: Schema.Int }))
  })
)
const decode = Schema.decodeUnknownOption(Text)

/** What was kept, switches this version does not know left out; undefined in a new file. */
export const readKept = (db: Database, initial: Switches.Switches): Kept | undefined => {
  const text = db.get("SELECT value FROM meta WHERE key='kept'")?.["value"]
  return Option.getOrUndefined(
    Option.map(decode(text), (kept) => ({
      ...kept,
      switches: Object.entries(kept.switches).reduce((switches, [name, value]) => {
        const changed = Switches.change(switches, { [name]: value })
        return typeof changed === "string" ? switches : changed
      }, initial)
    }))
  )
}

export const writeKept = (db: Database, kept: Kept): void => {
  db.run(
    "INSERT INTO meta(key,value) VALUES('kept',?) ON CONFLICT(key) DO UPDATE SET value=excluded.value",
    JSON.stringify(kept)
  )
}
