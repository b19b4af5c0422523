/** What a custom view chooses, as a condition on its module's table. */
import type { Core } from "../Core.ts"
import type { Value } from "../Database.ts"
import type { Module } from "../Metadata.ts"

export interface View {
  readonly where: string
  readonly values: ReadonlyArray<Value>
}

/** The view of a module that `user` may see; undefined when there is none of that id. */
export const find = (_core: Core, _module: Module, _cvid: string, _user: string): View | undefined => undefined
