/** Everything a run needs to know before it starts: hosts, credentials, identity, where tokens and logs go. */
import * as Context from "effect/Context"
import type * as Option from "effect/Option"
import type { Credentials } from "./Credentials.ts"
import type { Hosts } from "./DataCenter.ts"

/** Where tokens are kept, as `TOKEN_STORE` says. */
export type TokenStoreSetting = { readonly _tag: "Memory" } | { readonly _tag: "File"; readonly path: string }

/** The settings of one profile. */
export interface Values {
  readonly hosts: Hosts
  readonly credentials: Credentials
  /** The user the token must act as. */
  readonly userEmail: Option.Option<string>
  /** The organisation (`zgid`) the token must belong to. */
  readonly orgId: Option.Option<string>
  readonly tokenStore: TokenStoreSetting
}

export class Settings extends Context.Service<Settings, Values>()("@effect-zoho/config/Settings") {}
