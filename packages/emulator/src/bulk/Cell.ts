/** CSV cells as the JSON values that the record calls take; what does not fit stays text and is refused there. */
import { type Field, valueType } from "../Metadata.ts"

const part: { readonly [token: string]: string } = {
  yyyy: "(?<y>\\d{4})",
  yy: "(?<yy>\\d{2})",
  MMM: "(?<mon>[A-Za-z]{3})",
  MM: "(?<m>\\d{2})",
  M: "(?<m>\\d{1,2})",
  dd: "(?<d>\\d{2})",
  d: "(?<d>\\d{1,2})",
  HH: "(?<H>\\d{2})",
  H: "(?<H>\\d{1,2})",
  hh: "(?<h>\\d{2})",
  h: "(?<h>\\d{1,2})",
  mm: "(?<min>\\d{2})",
  ss: "(?<s>\\d{2})",
  a: "(?<a>[AaPp][Mm])",
  XXX: "(?<z>Z|[+-]\\d{2}:?\\d{2})",
  Z: "(?<z>Z|[+-]\\d{2}:?\\d{2})"
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

/** The expression of a date pattern such as `dd-MM-yyyy HH:mm`, or undefined when it names a part twice. */
const expression = (format: string): RegExp | undefined => {
  const seen = new Set<string>()
  let source = ""
  for (const [token] of format.matchAll(/yyyy|yy|MMM|MM|M|dd|d|HH|H|hh|h|mm|ss|a|XXX|Z|'[^']*'|[\s\S]/g)) {
    const known = Object.hasOwn(part, token) ? part[token] : undefined
    const name = /\?<(\w+)>/.exec(known ?? "")?.[1]
    if (known === undefined || name === undefined)
      source += (token.startsWith("'") && token.length > 1 ? token.slice(1, -1) : token).replaceAll(
        /[.*+?^${}()|[\]\\/-]/g,
        "\\$&"
      )
    else if (seen.has(name)) return undefined
    else {
      seen.add(name)
      source += known
    }
  }
  return new RegExp(`^${source}$`)
}

const two = (text: string | undefined): string => (text ?? "0").padStart(2, "0")

/** A date or datetime read by a pattern, in Zoho's form; undefined when it does not match. */
export const dateOf = (text: string, format: string, withTime: boolean): string | undefined => {
  const found = expression(format)?.exec(text)?.groups
  if (found === undefined) return undefined
  const year = found["y"] ?? (found["yy"] === undefined ? undefined : `20${found["yy"]}`)
  const month = found["mon"] === undefined ? found["m"] : String(months.indexOf(found["mon"].toLowerCase()) + 1)
  if (year === undefined || month === undefined || found["d"] === undefined) return undefined
  const date = `${year}-${two(month)}-${two(found["d"])}`
  if (!withTime) return date
  const half = found["a"]?.toLowerCase()
  const twelve = Number(found["h"] ?? "0") % 12
  const hour = found["h"] === undefined ? found["H"] : String(twelve + (half === "pm" ? 12 : 0))
  return `${date}T${two(hour)}:${two(found["min"])}:${two(found["s"])}${found["z"] ?? ""}`
}

const number = (text: string): unknown => {
  const trimmed = text.trim()
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(trimmed)) return text
  const value = Number(trimmed)
  return /^[+-]?\d+$/.test(trimmed) && !Number.isSafeInteger(value) ? BigInt(trimmed.replace("+", "")) : value
}

const words: { readonly [word: string]: boolean } = {
  true: true,
  false: false,
  yes: true,
  no: false,
  "1": true,
  "0": false
}

/** The JSON value of a cell that is not empty, undefined where it is not in the `format` asked for. Lookups are left to the caller. */
export const valueOf = (field: Field, text: string, format: string | undefined): unknown => {
  switch (valueType(field)) {
    case "integer":
    case "double":
    case "currency":
    case "percent":
      return number(text)
    case "bigint":
      return text.trim()
    case "boolean": {
      const word = text.trim().toLowerCase()
      return Object.hasOwn(words, word) ? words[word] : text
    }
    case "multiselectpicklist":
      return text
        .split(";")
        .map((item) => item.trim())
        .filter((item) => item !== "")
    case "tags":
    case "json":
      return text
        .split(";")
        .map((item) => item.trim())
        .filter((item) => item !== "")
        .map((name) => ({ name }))
    case "date":
    case "datetime":
      return format === undefined ? text : dateOf(text, format, field.dataType === "datetime")
    default:
      return text
  }
}
