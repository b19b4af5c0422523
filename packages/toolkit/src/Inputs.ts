/** What a script takes: its own settings and switches, each with a flag, a place in `--help` and a remedy. */
import * as Setting from "@effect-zoho/config/Setting"
import * as Module from "@effect-zoho/records/Module"
import type * as Effect from "effect/Effect"
import * as Base64 from "effect/encoding/Base64"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { flagName } from "./Environment.ts"
import type { Flag } from "./Flags.ts"

/** A setting of a script's own, read from flag, environment or `.env`. */
export interface Input<A> {
  readonly setting: Setting.Setting<A>
  readonly help: string
  /** Short forms of its flag, without dashes. */
  readonly flags: ReadonlyArray<string>
}

/** A switch: on when its flag is given. */
export interface Switch {
  readonly flag: string
  readonly help: string
}

export type Inputs = Readonly<Record<string, Input<any>>>
export type Switches = Readonly<Record<string, Switch>>

/** The values of a script's inputs. */
export type InputValues<I extends Inputs> = Setting.Values<SettingsOf<I>>
/** Which switches are on. */
export type SwitchValues<S extends Switches> = { readonly [K in keyof S]: boolean }

/** Any setting as an input; its flag is its name in small letters, `flags` are short forms of it. */
export const input = <A>(setting: Setting.Setting<A>, help: string, ...flags: ReadonlyArray<string>): Input<A> => ({
  setting,
  help,
  flags
})

/** A required record id. */
export const recordId = (name: string, help: string, ...flags: ReadonlyArray<string>): Input<Module.RecordId> =>
  input(
    Setting.required(name, {
      schema: Module.RecordId,
      expected: "a record's id, which is a number of up to 19 digits",
      remedy: `Copy it from the record's address in the browser: the number at its end. Set ${name} or give --${flags[0] ?? flagName(name)}.`
    }),
    help,
    ...flags
  )

/** A switch, off unless its flag is given. */
export const toggle = (flag: string, help: string): Switch => ({ flag, help })

/** The flag of a setting, with its short forms. */
export const flagOf = ({ flags, setting }: Pick<Input<unknown>, "flags" | "setting">): Flag => ({
  name: flagName(setting.name),
  aliases: flags,
  kind: "value"
})

/** The settings behind the inputs, by the same names. */
export type SettingsOf<I extends Inputs> = { readonly [K in keyof I]: I[K]["setting"] }

/** Reads a script's own inputs from the current `ConfigProvider`, keeping their issues beside the values. */
export const read = <const I extends Inputs>(inputs: I): Effect.Effect<Setting.Found<SettingsOf<I>>> =>
  // `fromEntries` forgets which key has which type; each value is that key's own setting.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  Setting.read(Object.fromEntries(Object.entries(inputs).map(([key, it]) => [key, it.setting])) as SettingsOf<I>)

/** Which switches are on, by the script's names for them. */
export const readSwitches = <const S extends Switches>(switches: S, on: ReadonlySet<string>): SwitchValues<S> =>
  // As above: the same keys, each with its own switch.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  Object.fromEntries(Object.entries(switches).map(([key, it]) => [key, on.has(it.flag)])) as SwitchValues<S>

/** The secrets among some values: redacted ones, also behind an `Option`; bytes as the base64 that they were set by. */
export const secretsOf = (values: object): ReadonlyArray<Redacted.Redacted> =>
  Object.values(values)
    .map((it: unknown) => (Option.isOption(it) ? Option.getOrUndefined(it) : it))
    .filter((it) => Redacted.isRedacted(it))
    .map((it) => Redacted.value(it))
    .map((it) => Redacted.make(it instanceof Uint8Array ? Base64.encode(it) : String(it)))

/** Whether a setting's value is a secret: what it reads is redacted. */
export const isSecret = (setting: Setting.Setting<unknown>): boolean =>
  secretsOf({ sample: Result.getOrUndefined(setting.read(Option.some("x"))) }).length > 0
