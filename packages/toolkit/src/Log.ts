/** The log: JSON lines in a file that only its owner reads, human lines on the terminal; masked in both. */
import * as Setting from "@effect-zoho/config/Setting"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as References from "effect/References"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Fs from "node:fs"
import * as NodePath from "node:path"
import type * as Mask from "./Mask.ts"
import { shown, Told } from "./Output.ts"

const levels = {
  trace: "Trace",
  debug: "Debug",
  info: "Info",
  warn: "Warn",
  error: "Error",
  none: "None"
} as const satisfies Record<string, LogLevel.LogLevel>

const Level = Schema.Literals(["trace", "debug", "info", "warn", "error", "none"])

/** What the log is set by; read and reported with all other settings. */
export const settings = {
  logLevel: Setting.withDefault("LOG_LEVEL", "info", {
    schema: Level,
    expected: "trace, debug, info, warn, error or none",
    remedy: "Set it to one of these, or leave it out for info."
  }),
  logFile: Setting.withDefault("LOG_FILE", "logs/zoho.log", {
    schema: Schema.String.check(Schema.isPattern(/^[^\0]+$/u)),
    expected: "a path",
    remedy: "Set it to a file's path, to none for no file, or leave it out for logs/zoho.log."
  })
} satisfies Setting.Fields

export interface Options {
  /** The least level that is kept. */
  readonly level: keyof typeof levels
  /** The file's path from `folder`; `none` for no file. */
  readonly file: string
  /** Relative paths start here. */
  readonly folder: string
  readonly mask: Mask.Mask
  /** Where human lines go. */
  readonly terminal: (text: string) => void
  /** Part of every entry: which script wrote it. */
  readonly name: string
  /** When the file is rotated, in bytes; 5 MB unless said. Three older files are kept: `.1` is the newest. */
  readonly maxBytes?: number
}

/** Older files that stay beside the current one. */
const kept = 3

/**
 * Installs the log. The file is created with mode 0600 (its folder 0700) and rotated by size; where it cannot be
 * written, the terminal says so once and the script goes on. The terminal shows warnings and errors, and everything
 * that `LOG_LEVEL` lets through when it is `debug` or `trace`.
 */
export const layer = (options: Options): Layer.Layer<never> => {
  const level = levels[options.level]
  const terminalLevel = LogLevel.isLessThan(level, "Info") ? level : "Warn"
  const loggers = [terminal(options, terminalLevel), ...(options.file === "none" ? [] : [file(options)])]
  return Layer.merge(Logger.layer(loggers), Layer.succeed(References.MinimumLogLevel, level))
}

/** One JSON object for each entry. */
const entry = (options: Options) =>
  Logger.map(Logger.formatStructured, (it) => {
    const { annotations, cause, level, message, spans, timestamp } = it
    return {
      timestamp,
      level,
      script: options.name,
      message: options.mask.json(message),
      ...(Object.keys(annotations).length === 0 ? {} : { data: options.mask.json(annotations) }),
      ...(Object.keys(spans).length === 0 ? {} : { spans }),
      ...(cause === undefined ? {} : { cause: options.mask.text(cause) })
    }
  })

/** `warning: message key=value`, in one line; a cause's stack is for the file only. */
const terminal = (options: Options, least: LogLevel.LogLevel): Logger.Logger<unknown, void> => {
  const format = entry(options)
  return Logger.make((it) => {
    if (LogLevel.isLessThan(it.logLevel, least) || it.fiber.getRef(Told)) return
    const { data, level, message } = format.log(it)
    const word = level === "WARN" ? "warning" : level.toLowerCase()
    const said = typeof message === "string" ? message : JSON.stringify(message)
    const about = data === undefined ? "" : ` ${JSON.stringify(data)}`
    options.terminal(`${shown(options.mask, `${word}: ${said}${about}`)}\n`)
  })
}

const file = (options: Options): Effect.Effect<Logger.Logger<unknown, void>, never, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => open(NodePath.resolve(options.folder, options.file), options)),
      (it) => Effect.sync(() => it.close())
    ),
    ({ write }) => {
      const format = entry(options)
      return Logger.make((it) => write(`${JSON.stringify(format.log(it))}\n`))
    }
  )

/** An append-only file. Entries are written at once, so that a killed process leaves a whole log. */
const open = (path: string, options: Options) => {
  const limit = options.maxBytes ?? 5 * 1024 * 1024
  let descriptor: number | undefined
  let size = 0

  /** A log that cannot be written must not stop a script, but silence would be worse. */
  const attempt = (work: () => void) => {
    try {
      work()
    } catch (cause) {
      close()
      const why = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown reason"
      options.terminal(`warning: the log file ${path} cannot be written (${why}); going on without it. Set LOG_FILE.\n`)
    }
  }
  const start = () => {
    Fs.mkdirSync(NodePath.dirname(path), { recursive: true, mode: 0o700 })
    descriptor = Fs.openSync(path, "a", 0o600)
    Fs.fchmodSync(descriptor, 0o600)
    size = Fs.fstatSync(descriptor).size
  }
  const rotate = () => {
    close()
    for (let i = kept; i > 1; i--) {
      if (Fs.existsSync(`${path}.${i - 1}`)) Fs.renameSync(`${path}.${i - 1}`, `${path}.${i}`)
    }
    // Another process may have rotated the file in the meantime.
    if (Fs.existsSync(path)) Fs.renameSync(path, `${path}.1`)
    start()
  }
  const close = () => {
    if (descriptor !== undefined) Fs.closeSync(descriptor)
    descriptor = undefined
  }
  const write = (line: string) => {
    if (descriptor === undefined) return
    attempt(() => {
      const bytes = Buffer.from(line)
      if (size > 0 && size + bytes.length > limit) rotate()
      if (descriptor === undefined) return
      Fs.writeSync(descriptor, bytes)
      size += bytes.length
    })
  }
  attempt(start)
  return { write, close }
}
