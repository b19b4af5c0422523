/** CSV as bulk jobs write and read it: RFC 4180 with one of four delimiters; reading refuses nothing. */

/** Rows longer than this many cells are cut: a file may have 200 columns. */
const cellLimit = 1000

const special = /[",\r\n]/

const cell = (text: string): string => (special.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** One line with its end. A row of one empty cell is quoted, or it would read as a blank line. */
export const line = (cells: ReadonlyArray<string>): string => {
  if (cells.length === 1 && cells[0] === "") return '""\n'
  let text = ""
  for (let i = 0; i < cells.length; i++) text += i === 0 ? cell(cells[i] ?? "") : `,${cell(cells[i] ?? "")}`
  return `${text}\n`
}

const delimiters = [",", ";", ":", "|"] as const

/** The delimiter that stands most often in the first line, outside quotes; a comma when there is none. */
export const delimiterOf = (text: string): string => {
  const counts = new Map<string, number>()
  let quoted = false
  for (let i = 0; i < text.length && i < 100_000; i++) {
    const char = text.charAt(i)
    if (char === '"') quoted = !quoted
    else if (!quoted && (char === "\n" || char === "\r")) break
    else if (!quoted) counts.set(char, (counts.get(char) ?? 0) + 1)
  }
  let best: string = delimiters[0]
  for (const delimiter of delimiters) if ((counts.get(delimiter) ?? 0) > (counts.get(best) ?? 0)) best = delimiter
  return best
}

/** The rows of a text, one at a time, without blank lines; a quote left open ends with the text. */
export const rows = function* (text: string, delimiter = ","): Generator<ReadonlyArray<string>> {
  let at = 0
  const { length } = text
  while (at < length) {
    const row: Array<string> = []
    let blank = true
    for (;;) {
      let value = ""
      if (text[at] === '"') {
        blank = false
        at++
        for (;;) {
          const close = text.indexOf('"', at)
          if (close < 0) {
            value += text.slice(at)
            at = length
            break
          }
          value += text.slice(at, close)
          at = close + 1
          if (text[at] !== '"') break
          value += '"'
          at++
        }
      }
      const start = at
      while (at < length && text[at] !== delimiter && text[at] !== "\n" && text[at] !== "\r") at++
      value += text.slice(start, at)
      if (value !== "") blank = false
      if (row.length < cellLimit) row.push(value)
      if (at < length && text[at] === delimiter) {
        blank = false
        at++
        continue
      }
      break
    }
    if (text[at] === "\r" && text[at + 1] === "\n") at += 2
    else at++
    if (!blank) yield row
  }
}

/** Encodings that a bulk write may name; the byte order mark wins over the name. */
const labels: { readonly [name: string]: string } = {
  "utf-8": "utf-8",
  utf8: "utf-8",
  ascii: "utf-8",
  "us-ascii": "utf-8",
  "utf-16": "utf-16le",
  "utf-16le": "utf-16le",
  "utf-16be": "utf-16be",
  "iso-8859-1": "windows-1252",
  "iso-8859-2": "iso-8859-2",
  "iso-8859-15": "iso-8859-15",
  "windows-1252": "windows-1252",
  "windows-1251": "windows-1251",
  shift_jis: "shift_jis",
  "euc-jp": "euc-jp",
  gb2312: "gbk",
  gbk: "gbk",
  big5: "big5",
  "euc-kr": "euc-kr"
}

export const isEncoding = (name: string): boolean => Object.hasOwn(labels, name.toLowerCase())

/** The text of a file, its byte order mark dropped; bytes that mean nothing become U+FFFD. */
export const textOf = (bytes: Uint8Array, encoding: string | undefined): string => {
  const [first, second] = bytes
  const marked =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : undefined
  const name = encoding?.toLowerCase() ?? ""
  return new TextDecoder(marked ?? (Object.hasOwn(labels, name) ? labels[name] : "utf-8")).decode(bytes)
}
