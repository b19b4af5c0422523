/** What a body says of a global pick-list, checked: a new one, or changes to one. */
import type * as Body from "../actions/Body.ts"
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"
import type { PickValue } from "../Metadata.ts"
import * as Rows from "../org/Rows.ts"
import * as ZohoError from "../ZohoError.ts"
import * as GlobalSets from "./GlobalSets.ts"
import * as Options from "./Options.ts"

export const most = 10
const mostUsed = 1000
const mostUnused = 500
/** Fields beyond which a value cannot go, and how many values of a set with more may come at once. */
export const manyFields = 15
const mostForMany = 50

const emoji = /\p{Extended_Pictographic}/u
const special = /[<>"%;]/u

/** A limit that the values of a body go over. */
const beyond = (at: string, path: string, limit: number, message: string): ZohoError.ZohoError =>
  ZohoError.make("LIMIT_EXCEEDED", message, {
    limit_due_to: [{ api_name: path.replace(/^.*\./, "").replace(/\[\d+\]$/, ""), json_path: `${at}.${path}` }],
    limit
  })

const labelOf = (core: Core, given: unknown, before: GlobalSets.GlobalSet | undefined, at: string) => {
  const wrong = (code: string, message?: string, details?: ZohoError.Details) =>
    Rows.about(at, "display_label", code, message, details)
  if (given === undefined && before !== undefined) return before.label
  if (Json.isAbsent(given) || given === "") return wrong("MANDATORY_NOT_FOUND")
  if (typeof given !== "string") return wrong("INVALID_DATA", undefined, { expected_data_type: "text" })
  if (given.trim() === "") return wrong("MANDATORY_NOT_FOUND")
  if (emoji.test(given)) return wrong("INVALID_DATA", before === undefined ? undefined : "INVALID_FIELD_LABEL")
  if (special.test(given)) return wrong("INVALID_DATA", "Special characters in name")
  if (given.length > 50) return wrong("INVALID_DATA", undefined, { maximum_length: 50 })
  const taken = GlobalSets.list(core).some(
    (it) => it.id !== before?.id && it.label.toLowerCase() === given.trim().toLowerCase()
  )
  return taken ? wrong("DUPLICATE_DATA", "Duplicate name found, enter a unique name.") : given.trim()
}

const apiNameOf = (
  core: Core,
  given: unknown,
  label: string,
  before: GlobalSets.GlobalSet | undefined,
  at: string
): string | ZohoError.ZohoError => {
  const wrong = (code: string, message?: string) => Rows.about(at, "api_name", code, message)
  const others = GlobalSets.list(core).filter((it) => it.id !== before?.id)
  const isTaken = (name: string) => others.some((it) => it.apiName.toLowerCase() === name.toLowerCase())
  if (given === undefined) {
    if (before !== undefined) return before.apiName
    const letters = label
      .replaceAll(/\W+/g, "_")
      .replace(/^[^A-Za-z]+/, "")
      .replace(/_+$/, "")
      .slice(0, 45)
    const plain = letters === "" ? "Global_Set" : letters
    let name = plain
    for (let n = 1; isTaken(name); n++) name = `${plain}${n}`
    return name
  }
  if (given === null || given === "") return wrong("INVALID_DATA", "Api Name cannot be empty")
  if (typeof given !== "string" || given.length > 50 || !/^[A-Za-z](?:\w*[A-Za-z0-9])?$/.test(given))
    return wrong(
      "INVALID_DATA",
      "Api Name should start with English alphabets followed by numbers or alphabets or underscore and should not end with underscore"
    )
  return isTaken(given) ? wrong("DUPLICATE_DATA", "Duplicate Api name found, enter a unique Api name.") : given
}

/** One text of a value: `display_value` or `reference_value`. */
const textOf = (given: unknown, at: string, path: string): string | ZohoError.ZohoError => {
  const name = path.endsWith("display_value") ? "Display" : "Reference"
  if (given === null || given === "" || (typeof given === "string" && given.trim() === ""))
    return Rows.about(at, path, "MANDATORY_NOT_FOUND", `${name} value in pick list values cannot be empty or null`)
  if (typeof given !== "string") return Rows.about(at, path, "INVALID_DATA", undefined, { expected_data_type: "text" })
  if (given.length > Options.longest)
    return Rows.about(at, path, "INVALID_DATA", undefined, { maximum_length: Options.longest })
  if (emoji.test(given) || special.test(given))
    return Rows.about(at, path, "INVALID_DATA", "Special characters are not allowed in Options")
  return given === Options.none ? Rows.about(at, path, "INVALID_DATA") : given.trim()
}

/** What a body does to the values, counted as it is read. */
interface Reading {
  options: ReadonlyArray<PickValue>
  readonly places: Map<string, number>
  /** Where a value was taken out of use, put into use, added or deleted: paths. */
  readonly stopped: Array<string>
  readonly used: Array<string>
  readonly added: Array<string>
  readonly deleted: Array<string>
}

/** Reads one value of the body. */
const readValue = (
  core: Core,
  reading: Reading,
  value: unknown,
  at: string,
  path: string
): ZohoError.ZohoError | undefined => {
  const input = Json.asObject(value)
  if (input === undefined) return Rows.about(at, path, "INVALID_DATA", undefined, { expected_data_type: "jsonobject" })
  const { _delete: gone, display_value: display, id, reference_value: reference, sequence_number: place, type } = input
  const known = Json.isAbsent(id) ? undefined : reading.options.find((it) => it.id === Json.idOf(id))
  if (!Json.isAbsent(id) && known === undefined) return Rows.about(at, `${path}.id`, "INVALID_DATA")
  if (known !== undefined && (gone ?? false) !== false) {
    reading.options = reading.options.filter((it) => it !== known)
    reading.deleted.push(path)
    return undefined
  }
  if (display === undefined && known === undefined)
    return Rows.about(at, `${path}.display_value`, "MANDATORY_NOT_FOUND")
  const text = display === undefined ? known?.value : textOf(display, at, `${path}.display_value`)
  if (typeof text === "object") return text
  const actual = reference === undefined ? known?.actual : textOf(reference, at, `${path}.reference_value`)
  if (typeof actual === "object") return actual
  if (!Json.isAbsent(type) && type !== "used" && type !== "unused")
    return Rows.about(at, `${path}.type`, "INVALID_DATA", undefined, { regex: "used|unused" })
  if (!Json.isAbsent(place) && (typeof place !== "number" || !Number.isInteger(place) || place < 1))
    return Rows.about(at, `${path}.sequence_number`, "INVALID_DATA", undefined, { expected_data_type: "integer" })
  const isUnused = Json.isAbsent(type) ? known?.unused === true : type === "unused"
  const value_ = text ?? ""
  // The text that a renamed value had stays as what stands behind it.
  const behind = actual ?? (known === undefined || known.value === value_ ? undefined : known.value)
  const option: PickValue = {
    id: known?.id ?? core.db.nextId(),
    value: value_,
    ...(behind === undefined || behind === value_ ? {} : { actual: behind }),
    ...(isUnused ? { unused: true } : {})
  }
  if (typeof place === "number") reading.places.set(option.id, place)
  if (known === undefined) {
    reading.added.push(path)
    reading.options = [...reading.options, option]
    return undefined
  }
  if (isUnused !== (known.unused === true)) (isUnused ? reading.stopped : reading.used).push(`${path}.type`)
  reading.options = reading.options.map((it) => (it === known ? option : it))
  return undefined
}

const isRepeated = (texts: ReadonlyArray<string>): boolean =>
  new Set(texts.map((it) => it.toLowerCase())).size !== texts.length

/** What values together must not be. */
const valuesWrong = (
  core: Core,
  reading: Reading,
  before: GlobalSets.GlobalSet | undefined,
  at: string
): ZohoError.ZohoError | undefined => {
  const path = "pick_list_values"
  const { added, deleted, options, stopped, used } = reading
  const unused = options.filter((it) => !Options.isUsed(it)).length
  if (isRepeated(options.map(({ value }) => value)))
    return Rows.about(at, path, "DUPLICATE_DATA", "Duplicate option found. Enter a unique option.")
  if (isRepeated(options.map(Options.referenceOf)))
    return Rows.about(at, path, "DUPLICATE_DATA", "Duplicate reference option found. Enter a unique reference option.")
  if (options.length === unused)
    return Rows.about(at, path, "INVALID_DATA", "Values in the pick list field cannot be empty.")
  if (options.length - unused > mostUsed)
    return beyond(
      at,
      path,
      mostUsed,
      `Sorry, you have reached the limit of ${mostUsed} values added for this pick list field.`
    )
  if (unused > mostUnused)
    return beyond(
      at,
      path,
      mostUnused,
      `Sorry, you have reached the limit of ${mostUnused} unused values added for this pick list field.`
    )
  if (before === undefined) return undefined
  const [, second] = stopped
  if (second !== undefined) return beyond(at, second, 1, "More than one picklist value cannot be moved to unused type")
  const [first, other] = deleted
  if (other !== undefined) return beyond(at, `${other}._delete`, 1, "More than one picklist value cannot be deleted")
  if (GlobalSets.associated(core, before.id).length <= manyFields) return undefined
  if (first !== undefined)
    return Rows.about(
      at,
      `${first}._delete`,
      "NOT_ALLOWED",
      `option can't be deleted as global set is associated to more than ${manyFields} fields`
    )
  const [moved, came] = [used[mostForMany], added[mostForMany]]
  if (moved !== undefined)
    return beyond(
      at,
      moved,
      mostForMany,
      `Moving more than ${mostForMany} values to the used section in a single save is not allowed when they are associated with more than ${manyFields} fields.`
    )
  return came === undefined
    ? undefined
    : beyond(
        at,
        came,
        mostForMany,
        `Adding more than ${mostForMany} values in a single save is not allowed when they are associated with more than ${manyFields} fields.`
      )
}

const valuesOf = (
  core: Core,
  given: unknown,
  before: GlobalSets.GlobalSet | undefined,
  at: string
): ReadonlyArray<PickValue> | ZohoError.ZohoError => {
  const path = "pick_list_values"
  if (given === undefined && before !== undefined) return before.options
  if (Json.isAbsent(given)) return Rows.about(at, path, "MANDATORY_NOT_FOUND")
  if (!Array.isArray(given)) return Rows.about(at, path, "INVALID_DATA", undefined, { expected_data_type: "jsonarray" })
  if (given.length === 0) return Rows.about(at, path, "INVALID_DATA", "Values in the pick list field cannot be empty.")
  if (given.length > 5000) return Rows.about(at, path, "INVALID_DATA", undefined, { maximum_length: 5000 })
  if ((before?.replacing?.length ?? 0) > 0)
    return Rows.about(
      at,
      path,
      "NOT_ALLOWED",
      "Some values can not be modified since they are being deleted from the system through replacing process."
    )
  const reading: Reading = {
    options: before?.options ?? [],
    places: new Map(),
    stopped: [],
    used: [],
    added: [],
    deleted: []
  }
  for (const [index, value] of given.entries()) {
    const wrong = readValue(core, reading, value, at, `${path}[${index}]`)
    if (wrong !== undefined) return wrong
  }
  return valuesWrong(core, reading, before, at) ?? Options.placed(reading.options, reading.places)
}

/** A global pick-list as the body wants it, without a stamp; or the first thing that is wrong with it. */
export const read = (
  core: Core,
  input: Body.Input,
  before: GlobalSets.GlobalSet | undefined,
  at: string
): Omit<GlobalSets.GlobalSet, "stamp"> | ZohoError.ZohoError => {
  const label = labelOf(core, input["display_label"], before, at)
  if (typeof label !== "string") return label
  const apiName = apiNameOf(core, input["api_name"], label, before, at)
  if (typeof apiName !== "string") return apiName
  const { description = before?.description ?? null, pick_list_values_sorted_lexically: sorted = before?.sorted } =
    input
  if (description !== null && typeof description !== "string")
    return Rows.about(at, "description", "INVALID_DATA", undefined, { expected_data_type: "text" })
  if (description !== null && description.length > 1000)
    return Rows.about(at, "description", "INVALID_DATA", undefined, { maximum_length: 1000 })
  if (!Json.isAbsent(sorted) && typeof sorted !== "boolean")
    return Rows.about(at, "pick_list_values_sorted_lexically", "INVALID_DATA", undefined, {
      expected_data_type: "boolean"
    })
  const options = valuesOf(core, input["pick_list_values"], before, at)
  if ("code" in options) return options
  return {
    id: before?.id ?? core.db.nextId(),
    label,
    actualLabel: before?.actualLabel ?? label,
    apiName,
    description,
    sorted: sorted === true,
    options
  }
}
