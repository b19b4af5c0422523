import * as CustomViews from "@effect-zoho/api/CustomViews"
import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { ids, said, signedIn } from "./support/SignedIn.ts"

const module = "Leads"

layer(signedIn())("CustomViews", (it) => {
  it.effect("are made, read whole, changed, sorted and deleted", () =>
    Effect.gen(function* () {
      const before = (yield* CustomViews.list({ module })).custom_views
      const fields = [{ api_name: "Last_Name" }, { api_name: "Company", _pin: true }]
      const outcomes = yield* CustomViews.create({
        module,
        custom_views: [
          {
            name: "Berlin",
            fields,
            criteria: {
              group_operator: "and",
              group: [
                { field: { api_name: "City" }, comparator: "equal", value: "Berlin" },
                { field: { api_name: "Email" }, comparator: "equal", value: "${NOTEMPTY}" }
              ]
            },
            sort_by: { api_name: "Created_Time" },
            sort_order: "desc"
          },
          { name: "Berlin", fields },
          { name: "Hamburg", fields, access_type: "only_to_me" }
        ]
      })
      assert.deepStrictEqual(said(outcomes), ["SUCCESS", "DuplicateData", "SUCCESS"])
      const [berlin = "", hamburg = ""] = ids(outcomes.filter((it) => it._tag === "Done"))
      const [view] = (yield* CustomViews.get({ module, id: berlin })).custom_views
      assert.deepInclude(view, { name: "Berlin", sort_order: "desc", system_defined: false })
      assert.deepStrictEqual(
        view?.fields?.map((it) => [it.api_name, it._pin]),
        [
          ["Last_Name", false],
          ["Company", true]
        ]
      )
      const { criteria } = view ?? {}
      assert.isTrue(criteria != null && "group" in criteria && criteria.group.length === 2)

      // What was read can be sent: criteria are the same both ways.
      if (criteria == null) return assert.fail("no criteria")
      yield* CustomViews.updateOne({ module, id: hamburg, custom_views: [{ criteria, locked: true }] })
      assert.deepStrictEqual((yield* CustomViews.get({ module, id: hamburg })).custom_views[0]?.criteria, criteria)
      yield* CustomViews.update({ module, custom_views: [{ id: berlin, name: "Berlin, Germany" }] })
      const own = before.find((it) => it.system_defined === true)?.id ?? assert.fail("no view of Zoho's own")
      const sort = { sort_by: { api_name: "Last_Name" }, sort_order: "asc" } as const
      assert.deepStrictEqual(ids(yield* CustomViews.sort({ module, custom_views: [{ id: own, ...sort }] })), [own])
      yield* CustomViews.sortOne({ module, id: berlin, custom_views: [sort] })
      assert.deepInclude((yield* CustomViews.get({ module, id: berlin })).custom_views[0], {
        name: "Berlin, Germany",
        sort_order: "asc"
      })
      assert.deepStrictEqual(said(yield* CustomViews.remove({ module, ids: [berlin, own, hamburg] })), [
        "SUCCESS",
        "NoPermission",
        "SUCCESS"
      ])
      assert.lengthOf((yield* CustomViews.list({ module })).custom_views, before.length)
    })
  )
})
