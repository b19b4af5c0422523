import { assert, it } from "@effect/vitest"
import * as Clock from "@effect-zoho/emulator/Clock"

it("writes the org's offset and reads every documented form", () => {
  const at = Date.UTC(2025, 0, 31, 4, 50, 30) / 1000
  assert.strictEqual(Clock.format(at), "2025-01-31T10:20:30+05:30")
  for (const text of [
    "2025-01-31T10:20:30+05:30",
    "2025-01-31T04:50:30Z",
    "2025-01-31T04:50:30.123Z",
    "2025-01-31T10:20:30",
    "2025-01-30T17:50:30-1100"
  ]) {
    assert.strictEqual(Clock.parse(text), at, text)
  }
  assert.strictEqual(Clock.parseHeader("Fri, 31 Jan 2025 04:50:30 GMT"), at)
})

it("refuses what is no date", () => {
  for (const text of [
    "",
    "yesterday",
    "2025-02-30T00:00:00Z",
    "2025-13-01T00:00:00Z",
    "2025-01-31",
    "2025-01-31T25:00:00Z",
    "0000-01-01T00:00:00+14:00"
  ]) {
    assert.isUndefined(Clock.parse(text), text)
  }
  assert.isFalse(Clock.isDate("2025-02-29"))
  assert.isTrue(Clock.isDate("2024-02-29"))
})

it("moves without waiting", () => {
  const clock = Clock.make(() => 1000)
  clock.advance(3_600_000)
  assert.strictEqual(clock.now(), 3_601_000)
  clock.set(5)
  assert.strictEqual(clock.now(), 5)
})
