/** Jobs of every type: what they were asked, how far they are, what came of them. */
import { html } from "../Html.ts"
import * as Jobs from "../jobs/Jobs.ts"
import * as Runners from "../jobs/Runners.ts"
import * as Json from "../Json.ts"
import * as Mask from "../Mask.ts"
import type * as Layout from "./Layout.ts"
import * as Parts from "./Parts.ts"

const most = 200

const jobs = ({ core }: Layout.Ask): ReadonlyArray<Jobs.Job> => {
  // A job whose time has come is done as soon as somebody looks.
  Runners.advance(core)
  return Jobs.newest(core, most)
}

const masked = (data: Jobs.Data): unknown => Json.parse(Mask.api(Json.stringify(data)))

export const json = (ask: Layout.Ask) => ({
  jobs: jobs(ask).map((job) => ({ ...job, input: masked(job.input), output: masked(job.output) }))
})

const kinds = { waiting: "plain", running: "odd", done: "good", failed: "bad" } as const

export const page = (ask: Layout.Ask): Layout.View => {
  const now = ask.core.clock.now()
  const list = jobs(ask)
  return {
    section: "jobs",
    title: "Jobs",
    body: html`${Parts.table(
      `Newest first, at most ${most}`,
      ["Job", "Type", "State", "Made (UTC)", "Asked", "Result"],
      list.map((job) => [
        html`<span class="mono">${job.id}</span>`,
        job.type,
        html`<span
          >${Parts.badge(kinds[job.state], job.state)}${
            job.state === "done" || job.state === "failed"
              ? ""
              : html` due ${Parts.from(now, job.due)}
                ${Parts.button("/clock", "Move the clock there", { advance: `${Math.max(1, Math.ceil((job.due - now) / 1000))} seconds`, back: "/jobs" }, { about: `Move the clock to the end of job ${job.id}` })}`
          }</span
        >`,
        Parts.time(job.created),
        html`<details>
          <summary>Input</summary>
          ${Parts.code(Mask.api(Json.stringify(job.input)))}
        </details>`,
        Object.keys(job.output).length === 0
          ? ""
          : html`<details>
              <summary>Output</summary>
              ${Parts.code(Mask.api(Json.stringify(job.output)))}
            </details>`
      ]),
      { empty: "No job yet. Bulk reads and writes, mass updates and deletes, and other long actions show here." }
    )}`
  }
}
