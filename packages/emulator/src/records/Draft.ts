/** A row of a write on its way into the database: what was sent, what will be stored, what goes with it. */
import type { Core } from "../Core.ts"
import type { Row, Value } from "../Database.ts"
import type { Field, Module } from "../Metadata.ts"
import type { Input } from "./WriteBody.ts"

/** One row of a subform, or one link of a multi-select lookup. */
export interface ChildRow {
  readonly draft: Draft
  /** Take it away. */
  readonly remove: boolean
}

export interface ChildWrite {
  readonly field: Field
  readonly module: Module
  readonly rows: ReadonlyArray<ChildRow>
  /** Rows that are not named go away first. */
  readonly replace: boolean
}

export interface Draft {
  readonly core: Core
  readonly module: Module
  /** Who writes. */
  readonly user: string
  readonly row: Input
  /** Where the row stands in the body: `$.data[0]`. */
  readonly path: string
  /** Of a record that is there already. */
  readonly id: string | undefined
  readonly values: Map<string, Value>
  readonly children: Map<string, ChildWrite>
  /** What the record holds so far; nothing for a new one. Read when first asked for. */
  readonly stored: () => Row
}

export const make = (
  core: Core,
  module: Module,
  user: string,
  row: Input,
  path: string,
  id: string | undefined
): Draft => {
  let stored: Row | undefined
  return {
    core,
    module,
    user,
    row,
    path,
    id,
    values: new Map(),
    children: new Map(),
    stored: () => {
      stored ??= id === undefined ? {} : (core.db.get(`SELECT * FROM ${module.table} WHERE id=?`, id) ?? {})
      return stored
    }
  }
}

/** What the record will hold: the new value, or the one it has. */
export const will = (draft: Draft, name: string): unknown =>
  draft.values.has(name) ? draft.values.get(name) : draft.stored()[name]

export const willText = (draft: Draft, name: string): string | undefined => {
  const value = will(draft, name)
  return typeof value === "string" ? value : undefined
}

export const willNumber = (draft: Draft, name: string): number | undefined => {
  const value = will(draft, name)
  return typeof value === "number" ? value : undefined
}

/** Epoch seconds of the emulator's clock. */
export const now = (core: Core): number => Math.floor(core.clock.now() / 1000)
