/** What settings of an org share: rows of a body, pages of an answer, filters, and who wrote something when. */
import * as Body from "../actions/Body.ts"
import * as Clock from "../Clock.ts"
import type { Core } from "../Core.ts"
import * as Filters from "../Filters.ts"
import * as Http from "../Http.ts"
import * as Items from "../Items.ts"
import * as Json from "../Json.ts"
import * as Params from "../Params.ts"
import * as FieldType from "../records/FieldType.ts"
import type { Call } from "../Router.ts"
import type { Document } from "../settings/Documents.ts"
import * as ZohoError from "../ZohoError.ts"

/** A failure that is about one key of a row at `at`. */
export const about = (
  at: string,
  path: string,
  code: string,
  message = code === "MANDATORY_NOT_FOUND" ? "required field not found" : "invalid data",
  details: ZohoError.Details = {}
): ZohoError.ZohoError =>
  ZohoError.make(code, message, {
    ...details,
    api_name: path.replace(/\[\d+\]$/, "").replace(/^.*\./, ""),
    json_path: `${at}.${path}`
  })

/** Whether a row was refused rather than read. */
export const isRefused = (it: object): it is ZohoError.ZohoError => "status" in it && it.status === "error"

/** The rows under `root` of a body: objects, at least one of them. */
export const rows = (call: Call, root: string, most: number): Body.Checked<ReadonlyArray<Body.Input>> => {
  const refuse = Body.under(root)
  const body = Body.root(call)
  if (!body.ok) return body
  const given = Body.array(body.value[root], `$.${root}`, most, refuse)
  if (!given.ok) return given
  const inputs: Array<Body.Input> = []
  for (const [index, it] of given.value.entries()) {
    const input = Body.object(it, `$.${root}[${index}]`, refuse)
    if (!input.ok) return input
    inputs.push(input.value)
  }
  return Body.ok(inputs)
}

/** A call that writes the rows under `root`, one after the other in one transaction; `each` is told where its row stands. */
export const writing =
  (
    root: string,
    most: number,
    status: 200 | 201,
    each: (call: Call, input: Body.Input, at: string) => Items.Item
  ): ((call: Call) => Http.Reply) =>
  (call) => {
    const given = rows(call, root, most)
    if (!given.ok) return given.reply
    return Items.answer(
      root,
      call.core.db.transaction(() => given.value.map((input, index) => each(call, input, `$.${root}[${index}]`))),
      status
    )
  }

/** What becomes of a row that names by its `id` something that `find` knows; `unknown` is said of an id that it does not. */
export const named =
  <A>(
    find: (core: Core, id: unknown) => A | undefined,
    each: (call: Call, input: Body.Input, before: A, at: string) => Items.Item,
    unknown?: string
  ) =>
  (call: Call, input: Body.Input, at: string): Items.Item => {
    if (Json.isAbsent(input["id"])) return Items.failed(about(at, "id", "MANDATORY_NOT_FOUND"))
    const before = find(call.core, input["id"])
    return before === undefined ? Items.failed(about(at, "id", "INVALID_DATA", unknown)) : each(call, input, before, at)
  }

/** A page of these as the query asks for it; 204 where it is empty. */
export const paged = (call: Call, root: string, items: ReadonlyArray<object>): Http.Reply => {
  const page = Params.page(call.target.query)
  if (!page.ok) return page.reply
  const shown = items.slice((page.page - 1) * page.perPage, page.page * page.perPage)
  if (shown.length === 0) return Http.empty(204)
  const info = {
    per_page: page.perPage,
    count: shown.length,
    page: page.page,
    more_records: page.page * page.perPage < items.length
  }
  return Http.json(200, { [root]: shown, info })
}

export const now = (core: Core): string => Clock.format(Math.floor(core.clock.now() / 1000))

/** Who wrote it and when, over what stood there before. */
export const stamped = ({ core, identity }: Call, before: Document | undefined): Document => {
  const by = FieldType.userRef(core, identity.userId)
  const at = now(core)
  return {
    created_by: before?.["created_by"] ?? by,
    created_time: before?.["created_time"] ?? at,
    modified_by: by,
    modified_time: at
  }
}

const comparators = ["equal", "not_equal", "contains", "starts_with", "in"]

/** Any key of a setting may be compared. Whatever is wrong with a filter is told in one way: so the official example. */
const settings: Filters.List<Document> = {
  keyOf: (name) => ({ of: (item) => item[name], comparators }),
  names: [],
  comparators,
  deepest: 2,
  refuse: () => ZohoError.invalidParam("filters", "The given filters is not a valid json")
}

/** Those of these that `filters` of the query lets through. */
export const filtered = (call: Call, items: ReadonlyArray<Document>): Body.Checked<ReadonlyArray<Document>> => {
  const given = call.target.query.get("filters")
  if (given === null) return Body.ok(items)
  const test = Filters.read(settings, Json.parse(given), "$.filters")
  return test.ok ? Body.ok(items.filter(test.value)) : test
}
