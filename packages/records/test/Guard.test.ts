import * as Field from "@effect-zoho/records/Field"
import * as Guard from "@effect-zoho/records/Guard"
import * as LineItem from "@effect-zoho/records/LineItem"
import { RecordId } from "@effect-zoho/records/RecordId"
import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

const row = Schema.Struct({
  id: RecordId,
  Last_Name: Field.text,
  Email: Field.nullable(Field.email),
  Revenue: Field.nullable(Field.currency),
  Opt_Out: Field.nullable(Field.boolean),
  Owner: Field.nullable(Field.user),
  Tag: Field.nullable(Field.tags),
  Choices: Field.nullable(Field.multiPicklist),
  Parent: Field.nullable(Field.activityParent),
  Lines: Field.nullable(LineItem.lines),
  Custom: Field.json
})

/** A guard made where a host lets no code be made from text. */
const withoutCode = () => {
  const { Function } = globalThis
  globalThis.Function = new Proxy(Function, {
    construct: () => {
      throw new EvalError("Code generation from strings disallowed for this context")
    }
  })
  try {
    return Guard.make(row, Field.json)
  } finally {
    globalThis.Function = Function
  }
}

const decode = Schema.decodeUnknownResult(row)

/** Values that a field may hold, rightly or wrongly. */
const Any = Schema.Union([
  Schema.Null,
  Schema.String,
  Schema.Boolean,
  Schema.Number,
  Schema.Literals(["5843104000000001609", "not an id"]),
  Schema.Array(Schema.String),
  Schema.Struct({ id: Schema.Literals(["584", "x"]), name: Schema.NullOr(Schema.String) }),
  Schema.Array(Schema.Struct({ name: Schema.String, extra: Schema.Number }))
])

/** The same rows, generated: a custom field may hold anything, text for instance. */
const rows = Schema.Struct({ ...row.fields, Custom: Schema.String })

for (const [how, guard] of [
  ["as code of its own", Guard.make(row, Field.json)],
  ["without", withoutCode()]
] as const) {
  describe(how, () => {
    it.prop(
      "a right row passes, in any order of keys, and is what the interpreter makes of it",
      [rows, Schema.Boolean],
      ([value, turned]) => {
        const given = turned ? Object.fromEntries(Object.entries(value).toReversed()) : value
        assert.isTrue(guard?.(given))
        assert.deepStrictEqual(Result.getOrThrow(decode(given)), { ...value })
      }
    )

    it.prop(
      "one wrong value, one key more or one key less does not pass unless the interpreter takes it as it stands",
      [rows, Any, Schema.Literals([...Object.keys(row.fields), "Another"]), Schema.Boolean],
      ([value, wrong, key, gone]) => {
        const given: Record<string, unknown> = { ...value, [key]: wrong }
        if (gone) delete given[key]
        const passes = guard?.(given) === true
        const read = decode(given)
        if (passes) assert.deepStrictEqual(Result.getOrThrow(read), given)
        if (Result.isFailure(read)) assert.isFalse(passes)
      }
    )

    it("passes an ordinary row, so that the interpreter has nothing to do", () => {
      const plain = {
        id: "5843104000000001609",
        Last_Name: "Marlow",
        Email: null,
        Revenue: 12.5,
        Opt_Out: false,
        Owner: { id: "5843104000000000006", name: "Ada", email: "ada@example.com" },
        Tag: [{ name: "hot", id: "5843104000000000099", color_code: "#fff" }],
        Choices: ["a", "b"],
        Parent: "Projects_X",
        Lines: null,
        Custom: { any: [1, "2", null] }
      }
      assert.isTrue(guard?.(plain))
      assert.isTrue(guard?.({ ...plain, Last_Name: "Again" }))
      for (const wrong of [
        { ...plain, id: 5843104000000001609 },
        { ...plain, Custom: 2 ** 60 },
        { ...plain, Revenue: Number.NaN },
        { ...plain, Owner: { id: "x" } },
        { ...plain, Owner: { ...plain.Owner, status: "active" } },
        { ...plain, More: 1 },
        { ...plain, Email: undefined },
        [plain],
        null
      ]) {
        assert.isFalse(guard?.(wrong))
      }
      assert.isUndefined(Guard.make(Schema.Struct({ id: Schema.String.check(Schema.isMinLength(3)) }), Field.json))
    })
  })
}
