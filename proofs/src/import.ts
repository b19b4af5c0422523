/**
 * `npm run proof-import`: an import of 20,000 rows while requests are reset, refused, cut off and left hanging at random,
 * and the process is killed ten times. With a key each row is in the CRM exactly once, when `--retry-failed` has been run;
 * without one never twice, unless the ledger calls it ambiguous. By calls, and as the file of a bulk write.
 */
import { parseArgs } from "node:util"
import * as EmulatorProcess from "./EmulatorProcess.ts"
import * as Proof from "./import/Proof.ts"

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "3" },
    from: { type: "string", default: "1" },
    rows: { type: "string", default: "20000" },
    kills: { type: "string", default: "10" },
    via: { type: "string" }
  }
})

const cases = [
  ["calls", true],
  ["calls", false],
  ["bulk", true],
  ["bulk", false]
] as const

const first = Number(values.from)
let failed = 0
for (let seed = first; seed < first + Number(values.seeds); seed++) {
  for (const [via, keyed] of cases.filter((it) => values.via === undefined || it[0] === values.via)) {
    const running = await EmulatorProcess.start(10)
    // Fast enough to be done in a minute, slow enough to be killed in the middle.
    await running.control("switches", { latencyMillis: 60 })
    try {
      const it = await Proof.run(running, { seed, rows: Number(values.rows), kills: Number(values.kills), keyed, via })
      const ok = it.twice === 0 && it.lost === 0 && it.missing === 0 && (!keyed || it.done === Number(values.rows))
      if (!ok) failed++
      process.stdout.write(
        `${ok ? "ok  " : "MISS"} seed ${seed}, ${via}, ${keyed ? "keyed" : "no key"}: ${it.done} done, ${it.failed} failed, ${it.ambiguous} ambiguous; ` +
          `${it.twice} twice, ${it.lost} lost, ${it.missing} wrongly failed; ${it.kills} kills, ${it.faults} faults, ${it.seconds.toFixed(1)} s\n`
      )
    } finally {
      await running.stop()
    }
  }
}
process.exitCode = failed === 0 ? 0 : 1
