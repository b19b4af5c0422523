/** The one script of the inspector: it puts new requests on top of the list while somebody looks, and does nothing else. */
import { inline } from "../Html.ts"

/** How often it asks, in milliseconds. */
const every = 500
/** Rows that stay on the page. */
const most = 200

export const script = inline(`
"use strict"
{
  const list = document.getElementById("requests")
  const live = document.getElementById("live")
  const news = document.getElementById("news")
  const strip = document.getElementById("strip")
  const older = document.getElementById("older")
  if (list && live && news && strip && older) {
    let { last, generation, more } = list.dataset
    const look = async () => {
      const ask = new URLSearchParams(more)
      ask.set("after", last)
      const answer = await fetch("/__emulator/live?" + ask, { headers: { accept: "application/json" } })
      const it = await answer.json()
      if (String(it.generation) !== generation) {
        location.reload()
        return
      }
      last = it.last
      strip.innerHTML = it.strip
      if (it.count > 0) {
        if (list.tBodies.length === 0) {
          location.reload()
          return
        }
        const rows = list.tBodies[0]
        // More than fit into one answer: what stands below would not follow on them.
        if (it.more) rows.replaceChildren()
        for (const old of rows.querySelectorAll(".new")) old.classList.remove("new")
        rows.insertAdjacentHTML("afterbegin", it.rows)
        for (let i = 0; i < it.count && rows.rows[i]; i++) rows.rows[i].classList.add("new")
        // What has the focus stays, however old it is.
        while (rows.rows.length > ${most} && !rows.lastElementChild.contains(document.activeElement)) rows.lastElementChild.remove()
        if (it.more || rows.rows.length >= ${most}) older.hidden = false
        const ask = new URLSearchParams(more)
        ask.set("before", rows.lastElementChild.cells[0].textContent)
        older.firstElementChild.href = "?" + ask
        news.textContent = it.count === 1 ? "1 new request." : it.count + " new requests."
      } else if (news.dataset.lost) news.textContent = "The emulator answers again."
      delete news.dataset.lost
    }
    const turn = async () => {
      if (live.checked && !document.hidden) {
        try {
          await look()
        } catch {
          if (!news.dataset.lost) news.textContent = "The emulator does not answer. It may have been stopped."
          news.dataset.lost = "yes"
        }
      }
      setTimeout(turn, ${every})
    }
    setTimeout(turn, ${every})
  }
}
`)
