/** Events as an iCalendar file, one VEVENT for each row. */

const escape = (value: unknown): string =>
  String(value)
    .replaceAll(/[\\;,]/g, (char) => `\\${char}`)
    .replaceAll(/\r\n|\r|\n/g, "\\n")

/** Epoch seconds as a UTC time. */
const time = (value: unknown): string | undefined =>
  typeof value === "number" ? new Date(value * 1000).toISOString().replaceAll(/[-:]|\.\d{3}/g, "") : undefined

/** Lines end in CRLF and hold at most 75 bytes; longer ones go on after a space. */
const fold = (line: string): string => {
  const bytes = Buffer.from(line, "utf8")
  if (bytes.length <= 75) return `${line}\r\n`
  let out = ""
  let piece = ""
  let size = 0
  for (const char of line) {
    const width = Buffer.byteLength(char, "utf8")
    if (size + width > 74) {
      out += `${piece}\r\n `
      piece = ""
      size = 1
    }
    piece += char
    size += width
  }
  return `${out}${piece}\r\n`
}

export const begin = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Zoho CRM emulator//EN", "CALSCALE:GREGORIAN"]
  .map(fold)
  .join("")
export const end = fold("END:VCALENDAR")

/** A function that writes one row of Events; `stamp` is the time of writing. */
export const writer = (header: ReadonlyArray<string>, stamp: string): ((row: ReadonlyArray<unknown>) => string) => {
  const at = new Map(header.map((name, index) => [name, index]))
  const written = time(Math.floor(Date.parse(stamp) / 1000)) ?? ""
  return (row) => {
    const value = (name: string): unknown => {
      const index = at.get(name)
      return index === undefined ? null : row[index]
    }
    const lines = ["BEGIN:VEVENT", `UID:${String(row[0])}@crm.example.com`, `DTSTAMP:${written}`]
    const [start, finish] = [time(value("Start_DateTime")), time(value("End_DateTime"))]
    if (start !== undefined) lines.push(`DTSTART:${start}`)
    if (finish !== undefined) lines.push(`DTEND:${finish}`)
    for (const [key, name] of [
      ["SUMMARY", "Event_Title"],
      ["LOCATION", "Venue"],
      ["DESCRIPTION", "Description"]
    ] as const) {
      const given = value(name)
      if (given !== null && given !== undefined && given !== "") lines.push(`${key}:${escape(given)}`)
    }
    lines.push("END:VEVENT")
    return lines.map(fold).join("")
  }
}
