/** The page's behaviour: edit a mobile number in place, turn pages, connect again. Focus stays where the work is. */
import * as view from "./view.js"

/**
 * @typedef {import("./view.js").Lead} Lead
 * @typedef {import("./view.js").LeadPage} LeadPage
 * @typedef {import("./view.js").Problem} Problem
 * @typedef {Exclude<import("./view.js").Status, { state: "connecting" }>} Status
 * @typedef {{ lead: Lead, code: string, message: string }} Saved
 */

/**
 * @template A
 * @typedef {{ ok: true, value: A } | { ok: false, problem: Problem }} Answer
 */

/** @param {string} id */
const element = (id) => {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`The page has no element ${id}.`)
  return found
}

const main = element("main")
const target = element("target")
const live = element("live")

/** Says it to a screen reader; the same text twice is said twice. @param {string} text */
const announce = (text) => {
  live.textContent = ""
  setTimeout(() => {
    live.textContent = text
  }, 50)
}

/** @param {Problem} problem */
const announceProblem = (problem) => {
  const issues = (problem.issues ?? []).map((it) => `${it.name} ${it.message}`).join(" ")
  announce(`${problem.title}. ${issues} ${problem.remedy}`)
}

/** @type {Problem} */
const gone = {
  kind: "unreachable",
  title: "The demo does not answer",
  remedy: "See whether it still runs in its terminal, start it if not, then try again."
}

/**
 * One call of the app's API. The answers are the app's own, so their form is trusted.
 *
 * @template A
 * @param {string} path
 * @param {RequestInit} [init]
 * @returns {Promise<Answer<A>>}
 */
const call = async (path, init) => {
  try {
    const response = await fetch(path, { headers: { "content-type": "application/json" }, ...init })
    const body = await response.json()
    return response.ok ? { ok: true, value: body } : { ok: false, problem: body }
  } catch {
    return { ok: false, problem: gone }
  }
}

/** Where in the list the page stands, as its address says. */
const place = () => {
  const query = new URLSearchParams(location.search)
  const page = Number(query.get("page") ?? "1")
  return { page: Number.isInteger(page) && page > 0 ? page : 1, pageToken: query.get("page_token") }
}

/** @param {boolean} busy */
const setBusy = (busy) => main.setAttribute("aria-busy", String(busy))

/** Shows the failure and puts the focus on what a person can do about it. @param {Problem} problem @param {boolean} connected */
const showProblem = (problem, connected) => {
  main.innerHTML = view.pageProblem(problem, { connected }).text
  main.querySelector("button")?.focus()
  announceProblem(problem)
}

/** Loads the page of the list that the address names. */
const loadList = async () => {
  setBusy(true)
  const { page, pageToken } = place()
  const query = pageToken === null ? "" : `?${new URLSearchParams({ page_token: pageToken }).toString()}`
  /** @type {Answer<LeadPage>} */
  const answer = await call(`/api/leads${query}`)
  setBusy(false)
  if (!answer.ok) return showProblem(answer.problem, true)
  main.innerHTML = view.listView(answer.value, page).text
  element("list-title").focus()
  announce(`Page ${page}, ${answer.value.leads.length} leads.`)
}

/** Shows the connection, and the list when there is one. @param {Promise<Answer<Status>>} status */
const connect = async (status) => {
  setBusy(true)
  target.innerHTML = view.targetView({ state: "connecting" }).text
  const answer = await status
  setBusy(false)
  if (!answer.ok) {
    target.innerHTML = view.targetView({ state: "failed", problem: answer.problem }).text
    return showProblem(answer.problem, false)
  }
  target.innerHTML = view.targetView(answer.value).text
  if (answer.value.state === "failed") return showProblem(answer.value.problem, false)
  return loadList()
}

/** @param {Element} within */
const rowOf = (within) => {
  const row = within.closest("tr")
  const problemOf = row?.classList.contains("row-problem") ? row.previousElementSibling : row
  if (!(problemOf instanceof HTMLElement) || problemOf.dataset.lead === undefined) return undefined
  const cell = problemOf.querySelector(".mobile")
  /** @type {Lead} */
  const lead = JSON.parse(problemOf.dataset.lead)
  return cell === null ? undefined : { row: problemOf, cell, lead }
}

/** @param {Element} row */
const clearProblem = (row) => {
  const next = row.nextElementSibling
  if (next?.classList.contains("row-problem")) next.remove()
}

/** Back to the number as a button. Focus moves to it only if it was in what is replaced. @param {{ row: HTMLElement, cell: Element }} at @param {Lead} lead @param {string} [note] */
const showMobile = ({ row, cell }, lead, note) => {
  const problem = row.nextElementSibling
  const focused =
    cell.contains(document.activeElement) ||
    (problem?.classList.contains("row-problem") === true && problem.contains(document.activeElement))
  clearProblem(row)
  row.dataset.lead = JSON.stringify(lead)
  cell.innerHTML = view.mobileView(lead, note).text
  if (focused) cell.querySelector("button")?.focus()
}

/** @param {Element} from */
const openEditor = (from) => {
  const at = rowOf(from)
  if (at === undefined) return
  at.cell.innerHTML = view.mobileForm(at.lead).text
  const input = at.cell.querySelector("input")
  input?.focus()
  input?.select()
}

/** @param {Element} from */
const cancel = (from) => {
  const at = rowOf(from)
  if (at === undefined || at.row.getAttribute("aria-busy") === "true") return
  showMobile(at, at.lead)
  announce("Nothing was changed.")
}

/** @param {HTMLFormElement} form */
const save = async (form) => {
  const at = rowOf(form)
  const input = form.querySelector("input")
  const submit = form.querySelector(".primary")
  if (at === undefined || input === null || submit === null || at.row.getAttribute("aria-busy") === "true") return
  const text = input.value.trim()
  const mobile = text === "" ? null : text
  if (mobile === at.lead.mobile) return cancel(form)

  // Nothing is disabled while the change is on its way: a disabled element would lose the focus.
  at.row.setAttribute("aria-busy", "true")
  input.readOnly = true
  submit.textContent = "Saving"
  clearProblem(at.row)
  announce("Saving.")
  /** @type {Answer<Saved>} */
  const answer = await call(`/api/leads/${at.lead.id}`, { method: "PUT", body: JSON.stringify({ mobile }) })
  at.row.removeAttribute("aria-busy")
  input.readOnly = false
  submit.textContent = "Save"

  if (answer.ok) {
    const { lead, code, message } = answer.value
    showMobile(at, lead, `Saved: ${code}, ${message}`)
    announce(`Saved. Mobile of ${lead.name} is now ${lead.mobile ?? "empty"}. ${code}, ${message}.`)
    return
  }
  input.setAttribute("aria-invalid", "true")
  input.setAttribute("aria-describedby", `problem-${at.lead.id} keys`)
  at.row.insertAdjacentHTML("afterend", view.rowProblem(at.lead, answer.problem).text)
  announceProblem(answer.problem)
}

/** After a change of unknown outcome: what does the lead hold now? @param {Element} from */
const reread = async (from) => {
  const at = rowOf(from)
  if (at === undefined) return
  /** @type {Answer<Lead>} */
  const answer = await call(`/api/leads/${at.lead.id}`)
  if (answer.ok) {
    showMobile(at, answer.value, "Read again: this is the number now")
    announce(`Mobile of ${answer.value.name} is ${answer.value.mobile ?? "empty"}.`)
    return
  }
  clearProblem(at.row)
  at.row.insertAdjacentHTML("afterend", view.rowProblem(at.lead, answer.problem).text)
  announceProblem(answer.problem)
}

document.addEventListener("click", (event) => {
  const from = event.target instanceof Element ? event.target.closest("[data-action]") : null
  if (!(from instanceof HTMLElement)) return
  switch (from.dataset.action) {
    case "edit":
      return openEditor(from)
    case "cancel":
      return cancel(from)
    case "reread":
      return void reread(from)
    case "reload":
      return void loadList()
    case "retry":
      return void connect(call("/api/retry", { method: "POST" }))
    case "page":
      // A click that opens a new tab or window stays the browser's.
      if (event.ctrlKey || event.metaKey || event.shiftKey || !(from instanceof HTMLAnchorElement)) return
      event.preventDefault()
      history.pushState(null, "", from.href)
      return void loadList()
  }
})

document.addEventListener("submit", (event) => {
  if (!(event.target instanceof HTMLFormElement)) return
  event.preventDefault()
  void save(event.target)
})

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing || !(event.target instanceof Element)) return
  const form = event.target.closest("form")
  if (form !== null) cancel(form)
})

window.addEventListener("popstate", () => void loadList())

if (main.dataset.state === "connecting") void connect(call("/api/status"))
