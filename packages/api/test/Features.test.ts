import * as Features from "@effect-zoho/api/Features"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { signedIn } from "./support/SignedIn.ts"

const read = Schema.decodeUnknownSync(Features.list.spec.success)

it("reads features with and without components, limits and counts", () => {
  const limits = { edition_limit: 15, total: 15 }
  const { __features: features } = read({
    __features: [
      {
        api_name: "global_picklists",
        feature_label: "Global Picklists",
        module_supported: false,
        parent_feature: null,
        components: [{ api_name: "per_module", module_supported: false, details: { limits }, feature_label: "Each" }],
        details: { available_count: { total: 3 }, used_count: { total: 0 }, limits }
      },
      { api_name: "spaces", components: null, parent_feature: { api_name: "teams" }, details: { used_count: 4 } }
    ],
    info: { per_page: 200, count: 2, page: 1, more_records: true }
  })
  assert.deepInclude(features[0]?.components?.[0]?.details, { limits })
  assert.deepInclude(features[1]?.details, { used_count: 4 })
})

it.effect("are not emulated, which is said by name", () =>
  Effect.gen(function* () {
    for (const call of [Features.list({}), Features.get({ name: "custom_field" }), Features.userLicenses({})]) {
      const error = yield* Effect.flip(call)
      assert.match(error.message, /NOT_EMULATED/)
    }
  }).pipe(Effect.provide(signedIn()))
)
