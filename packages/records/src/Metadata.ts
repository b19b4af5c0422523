/** What an organisation's modules and fields are: asked for once, kept in memory and, where wanted, on disk. */
import * as Fields from "@effect-zoho/api/Fields"
import * as Layouts from "@effect-zoho/api/Layouts"
import * as Modules from "@effect-zoho/api/Modules"
import * as Pipelines from "@effect-zoho/api/Pipelines"
import * as RelatedLists from "@effect-zoho/api/RelatedLists"
import { ApiError, type ZohoError } from "@effect-zoho/client/ApiError"
import { unknownForm } from "@effect-zoho/client/Envelope"
import { ZohoClient } from "@effect-zoho/client/ZohoClient"
import { Settings } from "@effect-zoho/config/Settings"
import * as Cache from "effect/Cache"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Field from "./Field.ts"
import * as Module from "./Module.ts"

export class Metadata extends Context.Service<
  Metadata,
  {
    /** The fields of a module that the user may see. 1 credit when they are not known yet, or too old. */
    readonly fields: (module: string) => Effect.Effect<ReadonlyArray<Fields.Field>, ZohoError>
    /** The layouts of a module, each with the fields that it asks for. 1 credit when they are not known yet, or too old. */
    readonly layouts: (module: string) => Effect.Effect<ReadonlyArray<Layouts.Layout>, ZohoError>
    /** The related lists of a module. 1 credit when they are not known yet, or too old. */
    readonly relatedLists: (module: string) => Effect.Effect<ReadonlyArray<RelatedLists.RelatedList>, ZohoError>
    /** The pipelines that a layout of deals has, each with its stages. 1 credit when they are not known yet, or too old. */
    readonly pipelines: (layout: string) => Effect.Effect<ReadonlyArray<Pipelines.Pipeline>, ZohoError>
    /** All modules. 1 credit when they are not known yet, or too old. */
    readonly modules: Effect.Effect<ReadonlyArray<Modules.Module>, ZohoError>
    /** Asks anew the next time. */
    readonly forget: Effect.Effect<void>
  }
>()("@effect-zoho/records/Metadata") {}

export interface Options {
  /** How long what was asked for holds: 1 hour. After that Zoho is asked whether it has changed. */
  readonly maxAge?: Duration.Input
}

/** Keeps answers between runs. */
interface Shelf {
  readonly read: (name: string) => Effect.Effect<Option.Option<Kept>>
  readonly write: (name: string, kept: Kept) => Effect.Effect<void>
  readonly clear: Effect.Effect<void>
}

/** An answer, and when Zoho last said that it is so: epoch milliseconds. */
const Kept = Schema.Struct({ at: Schema.Finite, body: Schema.Unknown })
type Kept = typeof Kept.Type

const readFields = Schema.decodeUnknownResult(Fields.list.spec.success)
const readLayouts = Schema.decodeUnknownResult(Layouts.list.spec.success)
const readRelatedLists = Schema.decodeUnknownResult(RelatedLists.list.spec.success)
const readPipelines = Schema.decodeUnknownResult(Pipelines.list.spec.success)
const readModules = Schema.decodeUnknownResult(Modules.list.spec.success)

/** What a document's name stands for: `fields Leads`. */
const kinds = {
  fields: { operation: "Fields.list", path: Fields.list.spec.path },
  layouts: { operation: "Layouts.list", path: Layouts.list.spec.path },
  related: { operation: "RelatedLists.list", path: RelatedLists.list.spec.path },
  pipelines: { operation: "Pipelines.list", path: Pipelines.list.spec.path },
  modules: { operation: "Modules.list", path: Modules.list.spec.path }
} as const

const isKind = (name: string | undefined): name is keyof typeof kinds =>
  name !== undefined && Object.hasOwn(kinds, name)

const make = (maxAge: number, shelf: Shelf) =>
  Effect.gen(function* () {
    const client = yield* ZohoClient

    /** A document by its name: from the shelf while it is fresh, otherwise from Zoho, which may say that it still holds. */
    const ask = Effect.fnUntraced(function* (name: string) {
      const [first, of] = name.split(" ")
      const kind = isKind(first) ? first : "modules"
      const { operation, path } = kinds[kind]
      const now = yield* Clock.currentTimeMillis
      const kept = yield* shelf.read(name)
      if (Option.isSome(kept) && now - kept.value.at < maxAge && now >= kept.value.at) return kept.value.body
      const envelope = yield* client.send({
        operation,
        method: "GET",
        path,
        query: kind === "pipelines" ? { layout_id: of } : { module: of },
        ...(Option.isSome(kept)
          ? { headers: { "if-modified-since": new Date(kept.value.at).toISOString().replace(/\.\d+Z$/u, "+00:00") } }
          : {}),
        credits: 1,
        retry: "safe"
      })
      if (envelope._tag === "Empty" && envelope.httpStatus === 304 && Option.isSome(kept)) {
        yield* shelf.write(name, { ...kept.value, at: now })
        return kept.value.body
      }
      // What has nothing to see is answered with nothing.
      const body: unknown =
        envelope._tag === "Document"
          ? envelope.body
          : envelope._tag === "Empty"
            ? { fields: [], modules: [], layouts: [], related_lists: [], pipeline: [] }
            : undefined
      if (body === undefined) return yield* new ApiError({ operation, reason: unknownForm(envelope, "") })
      yield* shelf.write(name, { at: now, body })
      return body
    })

    const decoded = <A>(
      operation: string,
      body: unknown,
      read: (body: unknown) => Result.Result<A, Schema.SchemaError>
    ): Effect.Effect<A, ApiError> =>
      Effect.fromResult(
        Result.mapError(
          read(body),
          (error) =>
            new ApiError({ operation, reason: unknownForm({ _tag: "Document", httpStatus: 200, body: {} }, error) })
        )
      )

    // One request however many ask at once; a failure is not kept.
    const documents = yield* Cache.makeWith((name: string) => ask(name), {
      capacity: 500,
      timeToLive: (exit) => (exit._tag === "Success" ? Duration.millis(maxAge) : Duration.zero)
    })

    return Metadata.of({
      fields: (module) =>
        Effect.flatMap(Cache.get(documents, `fields ${module}`), (body) =>
          Effect.map(decoded("Fields.list", body, readFields), (it) => it.fields)
        ),
      layouts: (module) =>
        Effect.flatMap(Cache.get(documents, `layouts ${module}`), (body) =>
          Effect.map(decoded("Layouts.list", body, readLayouts), (it) => it.layouts)
        ),
      relatedLists: (module) =>
        Effect.flatMap(Cache.get(documents, `related ${module}`), (body) =>
          Effect.map(decoded("RelatedLists.list", body, readRelatedLists), (it) => it.related_lists)
        ),
      pipelines: (layout) =>
        Effect.flatMap(Cache.get(documents, `pipelines ${layout}`), (body) =>
          Effect.map(decoded("Pipelines.list", body, readPipelines), (it) => it.pipeline)
        ),
      modules: Effect.flatMap(Cache.get(documents, "modules"), (body) =>
        Effect.map(decoded("Modules.list", body, readModules), (it) => it.modules)
      ),
      forget: Effect.andThen(Cache.invalidateAll(documents), shelf.clear)
    })
  })

const age = (options: Options): number => Duration.toMillis(options.maxAge ?? "1 hour")

const nowhere: Shelf = {
  read: () => Effect.succeed(Option.none()),
  write: () => Effect.void,
  clear: Effect.void
}

/** Kept in memory. */
export const layerMemory = (options: Options = {}): Layer.Layer<Metadata, never, ZohoClient> =>
  Layer.effect(Metadata, make(age(options), nowhere))

const readKept = Schema.decodeUnknownOption(Schema.fromJsonString(Kept))

/**
 * Kept in memory and in files below `folder`, apart for each center, environment, organisation and user. A file is
 * written aside and moved into place; one that is damaged, or cannot be written, is as if there were none.
 */
export const layerFile = (
  folder: string,
  options: Options = {}
): Layer.Layer<Metadata, never, ZohoClient | Settings | FileSystem.FileSystem> =>
  Layer.effect(
    Metadata,
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { hosts, orgId, userEmail } = yield* Settings
      const whose = [
        new URL(hosts.apiUrl).host,
        hosts.environment,
        Option.getOrElse(orgId, () => "org"),
        Option.getOrElse(userEmail, () => "user")
      ]
      const place = `${folder}/${whose.map((it) => encodeURIComponent(it)).join("/")}`
      const path = (name: string) => `${place}/${encodeURIComponent(name)}.json`
      const shelf: Shelf = {
        read: (name) => Effect.orElseSucceed(Effect.map(fs.readFileString(path(name)), readKept), () => Option.none()),
        write: (name, kept) =>
          Effect.ignore(
            Effect.gen(function* () {
              yield* fs.makeDirectory(place, { recursive: true, mode: 0o700 })
              const aside = `${path(name)}.${kept.at}-${Math.floor(Math.random() * 1e9)}`
              yield* fs.writeFileString(aside, JSON.stringify(kept), { mode: 0o600 })
              yield* fs.rename(aside, path(name))
            })
          ),
        clear: Effect.ignore(fs.remove(place, { recursive: true, force: true }))
      }
      return yield* make(age(options), shelf)
    })
  )

/** A module from the organisation's own metadata: its fields with their types, which of them are unique and mandatory. */
export const dynamic = Effect.fnUntraced(function* (
  apiName: string
): Effect.fn.Return<Module.Module<Schema.Struct.Fields>, ZohoError, Metadata> {
  const metadata = yield* Metadata
  const fields = yield* metadata.fields(apiName)
  const names = (isSo: (field: Fields.Field) => boolean) => fields.filter(isSo).map((it) => it.api_name)
  return Module.make<Schema.Struct.Fields>(apiName, {
    // Some fields are on single records only: a list leaves them out.
    fields: Object.fromEntries(
      fields.filter((it) => it.api_name !== "id").map((it) => [it.api_name, Schema.optionalKey(Field.fromMetadata(it))])
    ),
    unique: names((it) => it.unique !== undefined && it.unique !== null && Object.keys(it.unique).length > 0),
    mandatory: names((it) => it.system_mandatory === true)
  })
})
