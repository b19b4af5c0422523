/** What a script says: human text for a terminal, JSON lines for a program, and the same events for the log. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Schema from "effect/Schema"
import type * as Mask from "./Mask.ts"

/** One line for a program: the event's name and its data. */
export interface Event {
  readonly event: string
  readonly [key: string]: Schema.Json | undefined
}

export class Output extends Context.Service<
  Output,
  {
    /** Shows text to a person: on stdout, or on stderr when stdout belongs to a program. */
    readonly line: (text: string) => Effect.Effect<void>
    /**
     * Something that happened: one JSON line on stdout with `--json`, one entry in the log always (personal fields
     * masked; an event named `error` as an error), and the text, if there is one, for a person.
     */
    readonly event: (event: Event, text?: string) => Effect.Effect<void>
    /** Is there a person at a terminal who sees a line being rewritten? */
    readonly isTerminal: boolean
    /** How far something is: rewrites one line on a terminal, writes plain lines elsewhere. Not logged. */
    readonly status: (text: string) => Effect.Effect<void>
    /** Asks a person yes or no; undefined where nobody can be asked. */
    readonly confirm: (question: string) => Effect.Effect<boolean | undefined>
  }
>()("@effect-zoho/toolkit/Output") {}

/** Shows text to a person. */
export const line = (text: string): Effect.Effect<void, never, Output> => Effect.flatMap(Output, (it) => it.line(text))

/** Reports an event to a person, a program and the log. */
export const event = (event: Event, text?: string): Effect.Effect<void, never, Output> =>
  Effect.flatMap(Output, (it) => it.event(event, text))

/** Set on log entries whose content a person was shown already: the terminal leaves them out, the file keeps them. */
export const Told = Context.Reference<boolean>("@effect-zoho/toolkit/Output/Told", { defaultValue: () => false })

/** Where text goes: the process's streams, or what a test captures. */
export interface Streams {
  readonly stdout: (text: string) => void
  readonly stderr: (text: string) => void
  /** Whether stderr is a terminal, where a line can be rewritten; it is not unless said. */
  readonly isTerminal?: boolean
  /** Asks a person at a terminal and gives the line typed; absent where nobody can be asked. */
  readonly ask?: (question: string) => Promise<string>
}

/** Anything but line breaks, tabs and printable text: an answer must not steer the terminal it is shown on. */
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** Text that is safe to show on a terminal: no secrets, no control characters. */
export const shown = (mask: Mask.Mask, text: string): string => mask.secrets(text).replace(control, "\uFFFD")

/** Output on these streams; with `json`, stdout holds JSON lines only. */
export const make = (streams: Streams, options: { readonly json: boolean; readonly mask: Mask.Mask }) => {
  const human = options.json ? streams.stderr : streams.stdout
  const line = (text: string) => Effect.sync(() => human(`${shown(options.mask, text)}\n`))
  const isTerminal = streams.isTerminal === true
  return Output.of({
    line,
    isTerminal,
    status: (text) =>
      Effect.sync(() =>
        streams.stderr(isTerminal ? `\r\u001B[K${shown(options.mask, text)}` : `${shown(options.mask, text)}\n`)
      ),
    confirm: (question) => {
      const { ask } = streams
      return ask === undefined
        ? Effect.succeed(undefined)
        : Effect.map(
            Effect.promise(() => ask(`${shown(options.mask, question)} [y/N] `)),
            (answer) => /^y(?:es)?$/iu.test(answer.trim())
          )
    },
    event: Effect.fnUntraced(function* (event, text) {
      const { event: name, ...data } = event
      const log = name === "error" ? Effect.logError(name) : Effect.logInfo(name)
      yield* log.pipe(Effect.annotateLogs(data), Effect.provideService(Told, true))
      if (options.json) yield* Effect.sync(() => streams.stdout(`${options.mask.secrets(JSON.stringify(event))}\n`))
      if (text !== undefined) yield* line(text)
    })
  })
}

/** Output on these streams. */
export const layer = (
  streams: Streams,
  options: { readonly json: boolean; readonly mask: Mask.Mask }
): Layer.Layer<Output> => Layer.succeed(Output, make(streams, options))
