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

interface Options<A> {
  /** Decodes the text, trimmed. */
  readonly schema: Schema.Codec<A, string>
  /** What a person does when it is missing or wrong; one sentence. */
  readonly remedy: string
  /** What it should look like: "a number of 18 or 19 digits". The value itself is never shown. */
  readonly expected: string
}

const decode = <A>(name: string, options: Options<A>, text: string): Result.Result<A, SettingIssue> =>
  Result.mapError(Schema.decodeUnknownResult(options.schema)(text), () => ({
    setting: name,
    problem: "malformed",
    message: `is not ${options.expected}.`,
    remedy: options.remedy
  }))

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
const text = Effect.fnUntraced(function*(name: string) {
  const provider = yield* ConfigProvider.ConfigProvider
  const node = yield* provider.load([name]).pipe(Effect.orElseSucceed(() => undefined))
  return Option.fromUndefinedOr(node?.value?.trim()).pipe(Option.filter((it) => it !== ""))
})

/** Reads all settings of a record and reports every issue at once, before any network. */
export const load = Effect.fnUntraced(function*<const S extends Readonly<Record<string, Setting<any>>>>(
  settings: S,
  also: (texts: ReadonlyMap<string, string>) => ReadonlyArray<SettingIssue> = () => []
) {
  const values: Record<string, unknown> = {}
  const issues: Array<SettingIssue> = []
  const texts = new Map<string, string>()
  for (const [key, setting] of Object.entries(settings)) {
    const found = yield* text(setting.name)
    if (Option.isSome(found)) texts.set(setting.name, found.value)
    const result = setting.read(found)
    if (Result.isSuccess(result)) values[key] = result.success
    else issues.push(result.failure)
  }
  issues.push(...also(texts))
  const [first, ...rest] = issues
  if (first !== undefined) {
    return yield* new InitializationError({ reason: new InvalidSettings({ issues: [first, ...rest] }) })
  }
  return values as { readonly [K in keyof S]: S[K] extends Setting<infer A> ? A : never }
})
