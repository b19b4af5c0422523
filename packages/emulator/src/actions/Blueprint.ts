/** A record's way through its blueprint: the transitions that are open to it, and taking one. */
import type { Core } from "../Core.ts"
import * as Http from "../Http.ts"
import * as Json from "../Json.ts"
import type { Module } from "../Metadata.ts"
import * as State from "../records/Blueprint.ts"
import * as FieldType from "../records/FieldType.ts"
import * as Inside from "../records/Inside.ts"
import * as Read from "../records/Read.ts"
import * as Unmodified from "../records/Unmodified.ts"
import type { Call } from "../Router.ts"
import { fieldItem } from "../settings/Fields.ts"
import * as ZohoError from "../ZohoError.ts"
import * as Body from "./Body.ts"

interface Here {
  readonly module: Module
  readonly id: string
  readonly state: State.State
}

const hereOf = (call: Call): Here | Http.Reply => {
  const module = Read.moduleOf(call)
  if ("status" in module) return module
  const id = call.params["id"] ?? ""
  const known = Json.isId(id) && call.core.db.get(`SELECT id FROM ${module.rows} AS t WHERE id=?`, id) !== undefined
  if (!known)
    return ZohoError.reply(400, "INVALID_DATA", "the id given seems to be invalid", { resource_path_index: 1 })
  const state = State.stateOf(call.core, module, id)
  return state === undefined
    ? ZohoError.reply(400, "RECORD_NOT_IN_PROCESS", "record not in process")
    : { module, id, state }
}

const open = (state: State.State): ReadonlyArray<State.Transition> =>
  state.blueprint.transitions.filter((transition) => transition.from.includes(state.value))

const isEmpty = (value: unknown): boolean => Json.isAbsent(value) || value === ""

/** Ticked items of a `CheckLists` value: objects of one name and true or false each. */
const ticked = (value: unknown): ReadonlyMap<string, boolean> =>
  new Map(
    (Array.isArray(value) ? value : []).flatMap((item) =>
      Object.entries(Json.asObject(item) ?? {}).map(([name, done]) => [name, done === true] as const)
    )
  )

/** What a transition still waits for, by name: mandatory fields without a value, and items that are not ticked. */
const waiting = (transition: State.Transition, data: Body.Input): ReadonlyArray<string> => [
  ...transition.fields.filter((field) => field.mandatory && isEmpty(data[field.name])).map((field) => field.name),
  ...transition.checklist.filter((item) => ticked(data["CheckLists"]).get(item) !== true)
]

const needed = (transition: State.Transition): number =>
  transition.fields.filter((field) => field.mandatory).length + transition.checklist.length

/** A record's values of a transition's fields, with what was saved of it partially. */
const dataOf = (core: Core, here: Here, transition: State.Transition): Body.Input => {
  const names = transition.fields.map((field) => field.name)
  const view = Read.shape(core, here.module, names)
  const row = core.db.arrays(`SELECT ${view.columns} FROM ${here.module.table} WHERE id=?`, here.id)[0]
  const { id: _id, ...values } = (row === undefined ? undefined : Json.asObject(Json.parse(view.write(row)))) ?? {}
  const { draft } = here.state
  return { ...values, ...(draft?.transition === transition.id ? draft.data : {}) }
}

const transitionItem = (core: Core, here: Here, transition: State.Transition, index: number): object => {
  const data = dataOf(core, here, transition)
  const total = needed(transition)
  const partial = here.state.draft?.transition === transition.id
  const next = here.state.blueprint.transitions.filter((one) => one.from.includes(transition.to))
  const checklist = transition.checklist.map((item) => ({ [item]: ticked(data["CheckLists"]).get(item) === true }))
  return {
    id: transition.id,
    name: transition.name,
    type: "manual",
    sequence: index + 1,
    criteria_matched: true,
    criteria_message: null,
    color_code: null,
    text_color_code: null,
    next_field_value: transition.to,
    next_transitions: next.map((one) => ({ id: one.id, name: one.name, criteria_matched: true, type: "manual" })),
    parent_transition: null,
    percent_partial_save:
      partial && total > 0 ? Math.round(((total - waiting(transition, data).length) / total) * 100) : 0,
    data: { ...data, ...(checklist.length === 0 ? {} : { CheckLists: checklist }) },
    fields: [
      ...transition.fields.flatMap(({ mandatory, name }, position) => {
        const field = here.module.byName.get(name)
        if (field === undefined) return []
        return [
          {
            ...fieldItem(core, here.module, field),
            _type: "used",
            content: null,
            mandatory,
            personality_name: null,
            related_details: null,
            transition_sequence: position + 1,
            validation_rule: null
          }
        ]
      }),
      ...(transition.checklist.length === 0
        ? []
        : [
            {
              id: null,
              api_name: "CheckLists",
              display_label: "CheckLists",
              data_type: "checklist",
              mandatory: true,
              transition_sequence: transition.fields.length + 1,
              checklist_items: transition.checklist
            }
          ])
    ]
  }
}

export const get = (call: Call): Http.Reply => {
  const here = hereOf(call)
  if ("status" in here) return here
  const { blueprint, value } = here.state
  const field = here.module.byName.get(blueprint.field)
  const option = field?.pickList.find((one) => one.value === value)
  return Http.json(200, {
    blueprint: {
      process_info: {
        field_id: field?.id ?? null,
        is_continuous: false,
        api_name: blueprint.field,
        continuous: false,
        field_label: field?.label ?? null,
        name: blueprint.name,
        column_name: field?.apiName.toUpperCase() ?? null,
        field_value: value,
        id: blueprint.id,
        field_name: field?.label ?? null,
        escalation: null,
        current_picklist: option === undefined ? null : { colour_code: null, id: option.id, value: option.value }
      },
      transitions: open(here.state).map((transition, index) => transitionItem(call.core, here, transition, index))
    }
  })
}

interface Wanted {
  readonly transition: State.Transition
  readonly data: Body.Input
}

const wrong = (name: string, message: string, details: ZohoError.Details) =>
  Body.no(ZohoError.reply(400, "INVALID_DATA", message, { api_name: name, ...details }))

/** Judges the values of a transition before any is written. */
const checked = (core: Core, here: Here, { data, transition }: Wanted): Http.Reply | undefined => {
  for (const [name, value] of Object.entries(data)) {
    if (name === "Notes" && typeof value !== "string")
      return wrong(name, "invalid data", { expected_data_type: "text" }).reply
    if (name === "CheckLists") {
      if (!Array.isArray(value)) return wrong(name, "invalid data", { expected_data_type: "jsonarray" }).reply
      const stranger = [...ticked(value).keys()].find((item) => !transition.checklist.includes(item))
      if (stranger !== undefined)
        return wrong(stranger, "invalid data", { parent_api_name: name, message: "there is no such item" }).reply
    }
    const field = here.module.byName.get(name)
    if (name === "Notes" || name === "CheckLists" || name === "Attachments" || field === undefined || value === null)
      continue
    if (field.child === undefined && !field.computed) {
      const judged = FieldType.check(core, field, value)
      if (!judged.ok) return wrong(name, judged.message ?? "invalid data", judged.details).reply
    }
    const rule = transition.fields.find((one) => one.name === name)
    if (rule?.above !== undefined && typeof value === "number" && value <= rule.above) {
      return wrong(name, "validation failed", {
        message: rule.message ?? `the value must be more than ${rule.above}`,
        info_message: null
      }).reply
    }
  }
  return undefined
}

const wantedOf = (here: Here, root: Body.Input): Body.Checked<Wanted> => {
  const items = Body.array(root["blueprint"], "$.blueprint", 1)
  if (!items.ok) return items
  const item = Body.object(items.value[0], "$.blueprint[0]")
  if (!item.ok) return item
  const path = "$.blueprint[0].transition_id"
  const given = item.value["transition_id"]
  if (Json.isAbsent(given)) return Body.missing(path)
  const id = Json.idOf(given)
  const transition = open(here.state).find((one) => one.id === id)
  if (transition === undefined) return Body.invalid(path, {}, ZohoError.reply, "invalid transition")
  const data = item.value["data"] ?? {}
  const values = Json.asObject(data)
  if (values === undefined) return Body.invalid("$.blueprint[0].data", { expected_data_type: "jsonobject" })
  return Body.ok({ transition, data: values })
}

const moved = (message: string): Http.Reply =>
  Http.json(200, { code: "SUCCESS", details: {}, message, status: "success" })

export const put = (call: Call): Http.Reply => {
  const { core, identity } = call
  const here = hereOf(call)
  if ("status" in here) return here
  const root = Body.root(call)
  if (!root.ok) return root.reply
  const wanted = wantedOf(here, root.value)
  if (!wanted.ok) return wanted.reply
  const { transition } = wanted.value
  const modified = Unmodified.reply(call, here.module, here.id)
  if (modified !== undefined) return modified
  const refused = checked(core, here, wanted.value)
  if (refused !== undefined) return refused
  call.trigger = ["workflow", "blueprint"]
  const { draft } = here.state
  // What was saved partially counts, and so does what the record has already.
  const data = { ...(draft?.transition === transition.id ? draft.data : {}), ...wanted.value.data }
  if (waiting(transition, { ...dataOf(core, here, transition), ...data }).length > 0) {
    State.keepDraft(core, here.id, { transition: transition.id, data })
    return moved("transition saved partially")
  }
  const { Attachments: _files, CheckLists: _ticks, Notes: note, ...fields } = data
  const outcome = core.db.attempt(
    () => {
      State.leave(core, here.id)
      const row = { ...fields, [here.state.blueprint.field]: transition.to, id: here.id }
      const written = Inside.write(core, identity.userId, "update", here.module, [row], { trigger: ["workflow"] })[0]
      if (written?.ok !== true) return { ok: false, item: written?.item }
      if (typeof note === "string" && note !== "") addNote(core, identity.userId, here, note)
      State.place(core, here.module, here.id)
      return { ok: true, item: undefined }
    },
    (result) => result.ok
  )
  return outcome.ok ? moved("transition updated successfully") : Http.json(400, outcome.item ?? {})
}

const addNote = (core: Core, user: string, here: Here, text: string): void => {
  const notes = core.metadata.module("Notes")
  if (notes === undefined) return
  const Parent_Id = { id: here.id, module: { api_name: here.module.apiName, id: here.module.id } }
  Inside.write(core, user, "insert", notes, [{ Note_Content: text, Parent_Id, $se_module: here.module.apiName }])
}
