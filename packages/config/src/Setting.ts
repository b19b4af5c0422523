/** One setting as a value: its name, how its text is read, and what to do when it is missing or malformed. */
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { InitializationError, InvalidSettings, type SettingIssue } from "./InitializationError.ts"

/** Reads a setting's text: `none` when it is absent or empty. Fails with what is wrong, never quoting a secret. */
export interface Setting<A> {
  readonly name: string
  readonly read: (text: Option.Option<string>) => Result.Result<A, SettingIssue>
}

/** A record of settings, as `Settings.all` or a script's own. */
export type Fields = Readonly<Record<string, Setting<any>>>

/** The values of a record of settings. */
export type Values<S extends Fields> = {
  readonly [K in keyof S]: S[K] extends Setting<infer A> ? A : never
}

interface Options<A> {
  /** Decodes the text, trimmed. */
  readonly schema: Schema.Codec<A, string>
  /** What a person does when it is missing or wrong; one sentence. */
  readonly remedy: string
  /** What it should look like: "a number of 18 or 19 digits". The value itself is never shown. */
  readonly expected: string
}

/** An issue with a setting that has a text, but not a usable one; say what it is not, without quoting a secret. */
export const malformed = (setting: string, message: string, remedy: string): SettingIssue => ({
  setting,
  problem: "malformed",
  message,
  remedy
})

const decode = <A>(name: string, options: Options<A>, text: string): Result.Result<A, SettingIssue> =>
  Result.mapError(Schema.decodeUnknownResult(options.schema)(text), () =>
    malformed(name, `is not ${options.expected}.`, options.remedy)
  )

/** A setting without which nothing can start. */
export const required = <A>(name: string, options: Options<A>): Setting<A> => ({
  name,
  read: Option.match({
    onNone: () =>
      Result.fail<SettingIssue>({ setting: name, problem: "missing", message: "is missing.", remedy: options.remedy }),
    onSome: (text) => decode(name, options, text)
  })
})

/** A setting that may be left out. */
export const optional = <A>(name: string, options: Options<A>): Setting<Option.Option<A>> => ({
  name,
  read: Option.match({
    onNone: () => Result.succeed(Option.none()),
    onSome: (text) => Result.map(decode(name, options, text), Option.some)
  })
})

/** A setting with a value to fall back on. */
export const withDefault = <A>(name: string, fallback: A, options: Options<A>): Setting<A> => ({
  name,
  read: Option.match({
    onNone: () => Result.succeed(fallback),
    onSome: (text) => decode(name, options, text)
  })
})

/** The text of a setting from the current `ConfigProvider`, trimmed; an empty one counts as absent. */
const text = Effect.fnUntraced(function* (name: string) {
  const provider = yield* ConfigProvider.ConfigProvider
  const node = yield* provider.load([name]).pipe(Effect.orElseSucceed(() => undefined))
  return Option.fromUndefinedOr(node?.value?.trim()).pipe(Option.filter((it) => it !== ""))
})

/** What `read` found: the values that are good, and every issue. */
export interface Found<S extends Fields> {
  /** Complete when `issues` is empty; otherwise a setting with an issue is absent. */
  readonly values: Partial<Values<S>>
  readonly issues: ReadonlyArray<SettingIssue>
}

/** Reads all settings of a record and keeps the issues beside the values, for rules that span several settings. */
export const read: <const S extends Fields>(settings: S) => Effect.Effect<Found<S>> = Effect.fnUntraced(function* <
  const S extends Fields
>(settings: S) {
  const values: Record<string, unknown> = {}
  const issues: Array<SettingIssue> = []
  for (const [key, setting] of Object.entries(settings)) {
    const result = setting.read(yield* text(setting.name))
    if (Result.isSuccess(result)) values[key] = result.success
    else issues.push(result.failure)
  }
  // Each value comes from its own setting's `read`, which the compiler cannot follow through the loop.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return { values: values as Partial<Values<S>>, issues }
})

/** The error that reports these issues, all at once. */
export const invalid = (first: SettingIssue, ...rest: ReadonlyArray<SettingIssue>): InitializationError =>
  new InitializationError({ reason: new InvalidSettings({ issues: [first, ...rest] }) })

/** The complete values of what was read; fails with all its issues and those of rules that span several settings. */
export const complete = <S extends Fields>(
  found: Found<S>,
  also: ReadonlyArray<SettingIssue> = []
): Effect.Effect<Values<S>, InitializationError> => {
  const [first, ...rest] = [...found.issues, ...also]
  // Without an issue every setting has given its value.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return first === undefined ? Effect.succeed(found.values as Values<S>) : Effect.fail(invalid(first, ...rest))
}

/** Reads all settings of a record and reports every issue at once, before any network. */
export const load = <const S extends Fields>(settings: S): Effect.Effect<Values<S>, InitializationError> =>
  Effect.flatMap(read(settings), (found) => complete(found))

/** The same with every issue of this profile marked as such; other errors as they are. */
export const ofProfile =
  (profile: string) =>
  (error: InitializationError): InitializationError => {
    if (error.reason._tag !== "InvalidSettings") return error
    const [first, ...rest] = error.reason.issues
    return invalid({ ...first, profile }, ...rest.map((it) => ({ ...it, profile })))
  }
