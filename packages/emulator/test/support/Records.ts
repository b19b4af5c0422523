/** Record calls of any module in one line each. */
import * as Effect from "effect/Effect"
import { call } from "./Client.ts"

export const post = (module: string, rows: unknown, more: object = {}) =>
  call("POST", `/crm/v8/${module}`, { body: { data: rows, ...more } })
export const put = (module: string, rows: unknown, more: object = {}) =>
  call("PUT", `/crm/v8/${module}`, { body: { data: rows, ...more } })

/** Inserts one row that must be good; gives its id. */
export const add = (module: string, row: object) =>
  Effect.map(post(module, [row]), (answer): string => {
    const item = answer.json.data[0]
    if (item.code !== "SUCCESS") throw new Error(`${module}: ${JSON.stringify(item)}`)
    return item.details.id
  })

/** A record by its id. */
export const get = (module: string, id: string) =>
  Effect.map(call("GET", `/crm/v8/${module}/${id}`), (answer) => answer.json?.data[0])

/** Status, code, message and details of the first row's error. */
export const refusal = (module: string, row: object) =>
  Effect.map(post(module, [row]), (answer) => {
    const { code, details } = answer.json.data[0]
    return [answer.status, code, details]
  })
