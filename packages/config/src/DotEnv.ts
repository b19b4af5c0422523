/** `.env` text: read as a `ConfigProvider`, and changed in one place without touching the rest. */
import * as ConfigProvider from "effect/ConfigProvider"
import * as Option from "effect/Option"

/** The variables of a `.env` text: quotes, `export`, CRLF, a byte order mark and comments as usual. */
export const provider = (contents: string): ConfigProvider.ConfigProvider => ConfigProvider.fromDotEnvContents(contents)

/** One assignment: indent and `export`, name, `=`, value (quoted ones may span lines), and what follows it. */
const assignment =
  /^([^\S\r\n]*\uFEFF?[^\S\r\n]*(?:export[^\S\r\n]+)?)([\w.-]+)([^\S\r\n]*=[^\S\r\n]*|:[^\S\r\n]+)('(?:\\'|[^'])*'|"(?:\\"|[^"])*"|`(?:\\`|[^`])*`|[^#\r\n]*?)([^\S\r\n]*(?:#.*)?)$/gmu

/** The value as `.env` text; plain where a shell would read it the same, else in a quote that it does not contain. */
const written = (value: string): Option.Option<string> => {
  if (/^[\w.:/@+=~%,-]*$/u.test(value)) return Option.some(value)
  // A backslash at the end would hide the closing quote, and a line break would become part of the file's layout.
  if (/[\r\n\u2028\u2029]|\\$/u.test(value)) return Option.none()
  // Between double quotes `\\n` and `\\r` are line breaks.
  const quote = ["'", '"', "`"].find((it) => !value.includes(it) && !(it === '"' && /\\[nr]/u.test(value)))
  return quote === undefined ? Option.none() : Option.some(`${quote}${value}${quote}`)
}

/**
 * The text with one variable set: where it stands last (the one that counts) or as a new line at the end. All other
 * text stays as it is, byte for byte. None when the value cannot be written in a `.env` file: one with line breaks,
 * with a backslash at its end, or with all three kinds of quotes.
 */
export const setLine = (contents: string, name: string, value: string): Option.Option<string> =>
  Option.map(written(value), (text) => {
    const last = [...contents.matchAll(assignment)].findLast((it) => it[2] === name)
    if (last !== undefined) {
      const [whole, lead = "", , separator = "=", old = "", after = ""] = last
      // Where there was no value, the blank behind `=` belongs to the comment, which the value must not run into.
      const equals = old === "" && separator.includes("=") ? separator.trimEnd() : separator
      const rest = separator.slice(equals.length) + after
      return (
        contents.slice(0, last.index) + lead + name + equals + text + rest + contents.slice(last.index + whole.length)
      )
    }
    const eol = contents.includes("\r\n") ? "\r\n" : "\n"
    const gap = contents === "" || contents.endsWith("\n") ? "" : eol
    return `${contents}${gap}${name}=${text}${eol}`
  })
