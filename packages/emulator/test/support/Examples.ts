/** The official example exchanges, which are not part of this repository: read where they lie, or said not to be there. */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { type Acting, acting } from "../actions/Support.ts"
import type { Answer } from "../bulk/Support.ts"

export interface Example {
  readonly op: string
  readonly method: string
  readonly path: string
  readonly title: string
  readonly request: any
  readonly status: number | null
  readonly response: any
}

const folder = [
  process.env["ZOHO_EXAMPLES"],
  join(import.meta.dirname, "../../../../../shared/zoho-crm-v8/examples")
].find((path) => path !== undefined && existsSync(join(path, "record.ndjson")))

const read = (area: string): ReadonlyArray<Example> =>
  readFileSync(join(folder ?? "", `${area}.ndjson`), "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line): Example => JSON.parse(line))

/** The tests that examples of these areas make, or one that says that there are none here. */
export const suite = (
  name: string,
  areas: ReadonlyArray<string>,
  tests: (examples: ReadonlyArray<Example>) => void
): void => {
  if (folder === undefined)
    it(`official examples of ${name}: NOT RUN, set ZOHO_EXAMPLES to their folder`, (context) => {
      void context.annotate("official examples: not run", "warning")
      console.warn(`official examples of ${name}: not run`)
    })
  else
    describe("official examples", () => {
      tests(areas.flatMap(read))
    })
}

export const keys = (value: unknown): ReadonlyArray<string> =>
  typeof value === "object" && value !== null ? Object.keys(value).toSorted() : []

/** The key that an answer holds its items under, and the item that it is about: the first that is an error, or the first. */
const heldIn = (body: any): { readonly root: string; readonly item: any } => {
  if (body?.code !== undefined) return { root: "", item: body }
  const [root = ""] = Object.keys(body ?? {})
  const held = body?.[root]
  return { root, item: Array.isArray(held) ? (held.find((it: any) => it?.status === "error") ?? held[0]) : held }
}

/** Status, root key, code and keys of details: the answers of one operation that are told apart. */
const shape = (status: number, body: any): string => {
  const { item, root } = heldIn(body)
  const code = typeof item?.code === "string" && typeof item?.status === "string" ? item.code : ""
  return [String(status), root, code, code === "" ? "" : keys(item?.details).join(",")]
    .filter((it) => it !== "")
    .join(" ")
}

/** Ours has the example's shape, and whatever an item of the example has; `unseen` says what ours may lack. */
const agrees = (
  example: Example,
  answer: { readonly status: number; readonly json: any },
  unseen: ReadonlySet<string> = new Set()
): void => {
  assert.strictEqual(shape(answer.status, answer.json), shape(example.status ?? 0, example.response))
  const ours = keys(heldIn(answer.json).item)
  const lacking = keys(heldIn(example.response).item).filter((key) => !ours.includes(key) && !unseen.has(key))
  assert.deepStrictEqual(lacking, [])
}

/** A call that makes the emulator give one answer. */
export type Ask = (at: Acting) => Answer

/** Such calls by operation and shape; where several lead to one answer, all of them do. */
export interface Provoking {
  readonly [op: string]: { readonly [shape: string]: Ask | ReadonlyArray<Ask> }
}

export interface Known {
  /** Shapes, of all operations or of the one before them, that nothing provokes. */
  readonly beyond?: ReadonlyArray<string>
  /** Keys that ours may lack. */
  readonly unseen?: ReadonlySet<string>
  /** What provokes an example wherever it stands. */
  readonly otherwise?: (example: Example) => Ask | undefined
}

/** One test an example: what provokes its answer gives one of its shape. */
export const provoked = (
  name: string,
  areas: ReadonlyArray<string>,
  provoking: Provoking,
  { beyond = [], otherwise, unseen }: Known = {}
): void =>
  suite(name, areas, (examples) => {
    const shown = examples
      .filter((it) => it.status !== null && it.response !== null)
      .map((example) => ({ example, expected: shape(example.status ?? 0, example.response) }))
      .filter(({ example, expected }) => !beyond.includes(expected) && !beyond.includes(`${example.op} ${expected}`))
    it.each(shown.map(({ example, expected }, index) => [index, example.title, example, expected] as const))(
      "%i: %s",
      (_index, _title, example, expected) => {
        const found = otherwise?.(example) ?? provoking[example.op]?.[expected]
        if (found === undefined) return assert.fail(`nothing provokes ${example.op} "${expected}"`)
        for (const provoke of typeof found === "function" ? [found] : found)
          agrees(example, provoke(acting({ leads: 1 })), unseen)
      }
    )
  })
