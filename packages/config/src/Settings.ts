/** Everything a run needs to know before it starts: hosts, credentials, identity, where tokens are kept. */
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import type * as Option from "effect/Option"
import type { Credentials } from "./Credentials.ts"
import type * as DataCenter from "./DataCenter.ts"
import type { InitializationError } from "./InitializationError.ts"
import { load } from "./internal/SettingsReader.ts"
import type * as SealingKey from "./SealingKey.ts"
import type * as StoreSetting from "./StoreSetting.ts"

// Apart, so that a program which knows its settings carries no reader of them when it is bundled.
export { all, load, loadWith, store } from "./internal/SettingsReader.ts"

/** The settings of one profile. */
export interface Values {
  readonly hosts: DataCenter.Hosts
  readonly credentials: Credentials
  /** The user the token must act as. */
  readonly userEmail: Option.Option<string>
  /** The organisation (`zgid`) the token must belong to. */
  readonly orgId: Option.Option<string>
  readonly tokenStore: StoreSetting.StoreSetting
  /** What stored tokens are sealed with; without it, the store's own permissions protect them. */
  readonly tokenKey: Option.Option<SealingKey.SealingKey>
}

export class Settings extends Context.Service<Settings, Values>()("@effect-zoho/config/Settings") {}

/** Settings that are known already: a test's, or one profile of several in a process. */
export const layer = (values: Values): Layer.Layer<Settings> => Layer.succeed(Settings, values)

/** Settings from the current `ConfigProvider`. */
export const layerConfig: Layer.Layer<Settings, InitializationError> = /* @__PURE__ */ Layer.effect(Settings, load)
