/** Pipelines of deals: the stages that each lets its deals be in, and whether a deal may be in one of them. */
import * as Layouts from "@effect-zoho/api/Layouts"
import * as Api from "@effect-zoho/api/Pipelines"
import { ApiError, InvalidInput, type ZohoError } from "@effect-zoho/client/ApiError"
import { ZohoClient } from "@effect-zoho/client/ZohoClient"
import * as Effect from "effect/Effect"
import * as Field from "./Field.ts"
import * as Module from "./Module.ts"
import type { RecordId } from "./RecordId.ts"
import * as Records from "./Records.ts"

export interface Stage {
  /** What a deal's `Stage` holds. */
  readonly name: string
  /** Zoho's own name for it, which a deal's `Stage` takes too. */
  readonly actual: string
  /** What it says about a deal: `Open`, `Closed Won` or `Closed Lost`. */
  readonly type: string | undefined
  /** Which part of a forecast its deals are: `Pipeline`, `Best Case`, `Committed`, `Closed`, `Omitted`. */
  readonly category: string | undefined
}

export interface Pipeline {
  readonly id: string
  /** The id of the layout that it belongs to. */
  readonly layout: string
  /** What a deal's `Pipeline` holds. */
  readonly name: string
  readonly actual: string
  readonly isDefault: boolean
  /** In the order in which deals go through them. */
  readonly stages: ReadonlyArray<Stage>
}

/** A pipeline of the API, as it is here. */
export const fromApi = (layout: string, it: Api.Pipeline): Pipeline => ({
  id: it.id,
  layout,
  name: it.display_value,
  actual: it.actual_value ?? it.display_value,
  isDefault: it.default === true,
  stages: (it.maps ?? [])
    .toSorted((a, b) => (a.sequence_number ?? 0) - (b.sequence_number ?? 0))
    .map((stage) => ({
      name: stage.display_value,
      actual: stage.actual_value ?? stage.display_value,
      type: stage.forecast_type ?? undefined,
      category: stage.forecast_category?.name
    }))
})

/** What is known of a deal: names of its pipeline and stage, its layout's id. */
export interface Deal {
  readonly stage: string
  readonly pipeline?: string | undefined
  readonly layout?: string | undefined
}

const isNamed = (it: { readonly name: string; readonly actual: string }, name: string): boolean =>
  it.name === name || it.actual === name

/**
 * The stages that a deal may be in, or nothing where nobody knows: its pipeline is none of these. Without a pipeline
 * they are those of all pipelines of its layout, without a layout of all.
 */
export const allowed = (
  pipelines: ReadonlyArray<Pipeline>,
  deal: Omit<Deal, "stage">
): ReadonlyArray<Stage> | undefined => {
  const some = pipelines.filter(
    (it) =>
      (deal.layout === undefined || it.layout === deal.layout) &&
      (deal.pipeline === undefined || isNamed(it, deal.pipeline))
  )
  if (some.length === 0) return undefined
  return [...new Map(some.flatMap((it) => it.stages).map((it) => [it.name, it])).values()]
}

/** The stages that the deal may be in instead of the one it says; nothing when all is well, or when nobody knows. */
export const instead = (pipelines: ReadonlyArray<Pipeline>, deal: Deal): ReadonlyArray<string> | undefined => {
  const stages = allowed(pipelines, deal)
  return stages === undefined || stages.some((it) => isNamed(it, deal.stage)) ? undefined : stages.map((it) => it.name)
}

export interface Pipelines {
  /**
   * The pipelines of a layout with their stages: 1 credit. Without a layout those of every layout of deals: 1 credit
   * more for the layouts, and 1 for each of them.
   */
  readonly pipelines: (layout?: RecordId) => Effect.Effect<ReadonlyArray<Pipeline>, ZohoError>
  /** The stages that a deal may be in: those of its pipeline. 1 credit for the deal besides its layout's pipelines. */
  readonly allowedStages: (deal: RecordId) => Effect.Effect<ReadonlyArray<Stage>, ZohoError>
  /**
   * Fails with `InvalidInput` where a deal's pipeline does not have this stage, before Zoho refuses the change; the
   * stages that it does have are in `fields[0].allowed`. Costs what `allowedStages` does.
   */
  readonly checkStage: (deal: RecordId, stage: string) => Effect.Effect<void, ZohoError>
}

const deals = Module.make("Deals", {
  fields: { Pipeline: Field.nullable(Field.picklist), Layout: Field.nullable(Field.layout) }
})

export const make: Effect.Effect<Pipelines, never, ZohoClient> = Effect.gen(function* () {
  const client = yield* ZohoClient
  const records = yield* Records.make(deals)

  const ofLayout = (layout: string) =>
    Effect.map(Api.list({ layout_id: layout }), ({ pipeline }) => pipeline.map((it) => fromApi(layout, it)))
  const ofAll = Effect.flatMap(Layouts.list({ module: "Deals" }), ({ layouts }) =>
    Effect.map(
      Effect.forEach(layouts, (it) => ofLayout(it.id), { concurrency: 3 }),
      (it) => it.flat()
    )
  )
  const pipelines = (layout?: string) =>
    Effect.provideService(layout === undefined ? ofAll : ofLayout(layout), ZohoClient, client)

  const about = Effect.fnUntraced(function* (id: RecordId) {
    const { Layout, Pipeline } = yield* records.get(id, ["Pipeline", "Layout"])
    const pipeline = Pipeline ?? undefined
    const layout = Layout?.id
    return { known: yield* pipelines(layout), deal: { pipeline, layout } }
  })

  return {
    pipelines,
    allowedStages: (id) => Effect.map(about(id), ({ deal, known }) => allowed(known, deal) ?? []),
    checkStage: Effect.fnUntraced(function* (id, stage) {
      const { deal, known } = yield* about(id)
      const others = instead(known, { ...deal, stage })
      if (others === undefined) return
      const expected = `one of ${others.join(", ")}`
      return yield* new ApiError({
        operation: "Deals.checkStage",
        reason: new InvalidInput({
          problem: `The pipeline ${deal.pipeline ?? "of the deal"} has no stage ${stage}.`,
          remedy: `Choose ${expected}, or another pipeline with it.`,
          fields: [{ field: "Stage", kind: "stage", expected, allowed: others }]
        })
      })
    })
  }
})
