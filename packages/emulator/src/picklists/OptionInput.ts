/** What a body says of a field's options, checked: those of a new field, changes to some, or a global pick-list instead. */
import type * as Body from "../actions/Body.ts"
import type { Core } from "../Core.ts"
import * as Json from "../Json.ts"
import type { Field, PickValue } from "../Metadata.ts"
import * as Rows from "../org/Rows.ts"
import type * as ZohoError from "../ZohoError.ts"
import * as GlobalSets from "./GlobalSets.ts"
import * as Options from "./Options.ts"

/** The part of a field that is about its options. */
export type Choices = Pick<Field, "pickList" | "globalPickList" | "sorted">

const most = 500
const path = "pick_list_values"

/** The options as a body leaves them, and the places that it gives to some. */
interface Reading {
  options: ReadonlyArray<PickValue>
  readonly places: Map<string, number>
}

/** What stands behind an option's text: what the body says, or the text that it had before. */
const behind = (
  given: unknown,
  known: PickValue | undefined,
  value: string,
  at: string,
  here: string
): string | undefined | ZohoError.ZohoError => {
  if (!Json.isAbsent(given) && (typeof given !== "string" || given.trim() === "" || given.length > Options.longest))
    return Rows.about(at, `${here}.reference_value`, "INVALID_DATA", undefined, { maximum_length: Options.longest })
  if (typeof given === "string") return given === value ? undefined : given
  return known === undefined || known.value === value ? known?.actual : (known.actual ?? known.value)
}

const readOption = (
  core: Core,
  reading: Reading,
  given: unknown,
  at: string,
  here: string
): ZohoError.ZohoError | undefined => {
  const { _delete: gone, actual_value: actual, colour_code: colour, id, type, ...input } = Json.asObject(given) ?? {}
  const { display_value: display, reference_value: reference, sequence_number: place } = input
  const known = Json.isAbsent(id) ? undefined : reading.options.find((it) => it.id === Json.idOf(id))
  if (!Json.isAbsent(id) && known === undefined) return Rows.about(at, `${here}.id`, "INVALID_DATA")
  if (known !== undefined && gone !== undefined && gone !== false) {
    if (known.value === Options.none)
      return Rows.about(at, `${here}._delete`, "NOT_ALLOWED", "Option delete not allowed")
    reading.options = reading.options.filter((it) => it !== known)
    return undefined
  }
  const value = Json.isAbsent(display) ? known?.value : display
  if (typeof value !== "string" || value.trim() === "" || value.length > Options.longest)
    return Rows.about(at, `${here}.display_value`, "INVALID_DATA", undefined, { maximum_length: Options.longest })
  if (known?.value === Options.none && value !== Options.none)
    return Rows.about(at, `${here}.display_value`, "INVALID_DATA")
  const other = reading.options.find((it) => it !== known && it.value === value)
  // Whoever writes `-None-` down means the one that is there.
  if (other?.value === Options.none && known === undefined) return undefined
  if (other !== undefined) return Rows.about(at, `${here}.display_value`, "DUPLICATE_DATA", "duplicate data")
  if (!Json.isAbsent(type) && type !== "used" && type !== "unused")
    return Rows.about(at, `${here}.type`, "INVALID_DATA", undefined, { regex: "used|unused" })
  if (!Json.isAbsent(place) && (typeof place !== "number" || !Number.isInteger(place) || place < 1))
    return Rows.about(at, `${here}.sequence_number`, "INVALID_DATA", undefined, { expected_data_type: "integer" })
  if (!Json.isAbsent(colour) && (typeof colour !== "string" || !/^#[0-9a-f]{6}$/iu.test(colour)))
    return Rows.about(at, `${here}.colour_code`, "INVALID_DATA", undefined, { regex: "^#[0-9a-fA-F]{6}$" })
  const reference_ = behind(reference ?? actual, known, value, at, here)
  if (typeof reference_ === "object") return reference_
  const { actual: _, colour: before, unused: wasUnused, ...kept } = known ?? { id: core.db.nextId() }
  const isUnused = Json.isAbsent(type) ? wasUnused === true : type === "unused"
  const shade = colour === undefined ? before : (colour ?? undefined)
  const option: PickValue = {
    ...kept,
    value,
    ...(reference_ === undefined ? {} : { actual: reference_ }),
    ...(isUnused ? { unused: true } : {}),
    ...(shade === undefined ? {} : { colour: shade })
  }
  if (typeof place === "number") reading.places.set(option.id, place)
  reading.options =
    known === undefined ? [...reading.options, option] : reading.options.map((it) => (it === known ? option : it))
  return undefined
}

/** The options after what a body says of some of them; `-None-` stays first. */
const readAll = (
  core: Core,
  before: ReadonlyArray<PickValue>,
  given: ReadonlyArray<unknown>,
  at: string
): ReadonlyArray<PickValue> | ZohoError.ZohoError => {
  const reading: Reading = { options: before, places: new Map() }
  for (const [index, item] of given.entries()) {
    const wrong = readOption(core, reading, item, at, `${path}[${index}]`)
    if (wrong !== undefined) return wrong
  }
  if (reading.options.length > most + 1)
    return Rows.about(at, path, "INVALID_DATA", undefined, { minimum_length: 1, maximum_length: most })
  const none = reading.options.filter(({ value }) => value === Options.none)
  const options = Options.placed(reading.options, reading.places).filter(({ value }) => value !== Options.none)
  return options.some(Options.isUsed)
    ? [...none, ...options]
    : Rows.about(at, path, "INVALID_DATA", "Values in the pick list field cannot be empty.")
}

const wantsOrder = (input: Body.Input, before: boolean | undefined): boolean =>
  typeof input["pick_list_values_sorted_lexically"] === "boolean"
    ? input["pick_list_values_sorted_lexically"]
    : before === true

/** Choices in the order that is asked for. */
const ordered = (input: Body.Input, choices: Choices): Choices => {
  const { sorted: before, ...rest } = choices
  return wantsOrder(input, before) ? { ...rest, pickList: Options.sorted(choices.pickList), sorted: true } : rest
}

const unknownSet = (at: string) => Rows.about(at, "global_picklist.id", "INVALID_DATA")

/** The options of a new field, `-None-` first. */
export const create = (core: Core, input: Body.Input, at: string): Choices | ZohoError.ZohoError => {
  const { global_picklist: global, pick_list_values: given } = input
  if (!Json.isAbsent(global)) {
    const set = GlobalSets.named(core, global)
    if (set === undefined || set.deleting !== undefined) return unknownSet(at)
    return { pickList: GlobalSets.optionsFor(core, set, []), globalPickList: set.id, sorted: set.sorted }
  }
  if (Json.isAbsent(given)) return Rows.about(at, path, "MANDATORY_NOT_FOUND")
  if (!Array.isArray(given)) return Rows.about(at, path, "INVALID_DATA", undefined, { expected_data_type: "jsonarray" })
  if (given.length === 0 || given.length > most)
    return Rows.about(at, path, "INVALID_DATA", undefined, { minimum_length: 1, maximum_length: most })
  const options = readAll(core, [{ id: core.db.nextId(), value: Options.none }], given, at)
  return "code" in options ? options : ordered(input, { pickList: options })
}

/** The field's options tied to the values of a global pick-list: those the body pairs, and those of the same text. */
const tied = (core: Core, field: Field, global: unknown, given: unknown, at: string): Choices | ZohoError.ZohoError => {
  const set = GlobalSets.named(core, global)
  if (set === undefined || set.deleting !== undefined) return unknownSet(at)
  const pairs = new Map<string, string>()
  for (const [index, item] of Json.objects(given).entries()) {
    const option = field.pickList.find(({ id }) => id === Json.idOf(item["id"]))
    const { id: value } = Json.asObject(item["_global_picklist_value"]) ?? {}
    const target = set.options.find(({ id }) => id === Json.idOf(value))
    if (option === undefined) return Rows.about(at, `${path}[${index}].id`, "INVALID_DATA")
    if (target === undefined) return Rows.about(at, `${path}[${index}]._global_picklist_value.id`, "INVALID_DATA")
    if ([...pairs.values()].includes(target.id))
      return Rows.about(at, `${path}[${index}]._global_picklist_value.id`, "DUPLICATE_DATA", "duplicate data")
    pairs.set(option.id, target.id)
  }
  const before = field.pickList.map((option) => {
    const same = set.options.find(({ id, value }) => value === option.value && ![...pairs.values()].includes(id))
    const from = pairs.get(option.id) ?? same?.id
    return from === undefined ? Options.own(option) : { ...option, from }
  })
  return { pickList: GlobalSets.optionsFor(core, set, before), globalPickList: set.id, sorted: set.sorted }
}

/** A field's options after the changes that a body asks for. */
export const change = (core: Core, field: Field, input: Body.Input, at: string): Choices | ZohoError.ZohoError => {
  const { global_picklist: global, pick_list_values: given } = input
  const { globalPickList, pickList, sorted } = field
  const own: Choices = {
    pickList,
    ...(globalPickList === undefined ? {} : { globalPickList }),
    ...(sorted === undefined ? {} : { sorted })
  }
  if (!Json.isAbsent(given) && (!Array.isArray(given) || pickList.length === 0))
    return Rows.about(at, path, "INVALID_DATA", undefined, { expected_data_type: "jsonarray" })
  if (!Json.isAbsent(global) && GlobalSets.named(core, global)?.id !== globalPickList) {
    if (field.dataType !== "picklist" && field.dataType !== "multiselectpicklist")
      return Rows.about(at, "global_picklist", "INVALID_DATA")
    return tied(core, field, global, given, at)
  }
  if (global === null && globalPickList !== undefined)
    return { pickList: pickList.map(Options.own), ...(sorted === true ? { sorted } : {}) }
  if (!Json.isAbsent(given) && globalPickList !== undefined)
    return Rows.about(at, path, "NOT_ALLOWED", "the values of a global picklist are changed there")
  if (!Array.isArray(given)) return globalPickList === undefined ? ordered(input, own) : own
  const options = readAll(core, pickList, given, at)
  return "code" in options ? options : ordered(input, { ...own, pickList: options })
}
