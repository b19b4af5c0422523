/** The routes of the app: its page, the files of the page, its API. */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import { fileURLToPath } from "node:url"
import * as Guard from "./Guard.ts"
import * as Handlers from "./Handlers.ts"
import * as Page from "./Page.ts"

/** Read once: they are small, and a file streamed anew for each request keeps its connection from closing in time. */
const file = (name: string, contentType: string) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const text = yield* fs.readFileString(fileURLToPath(new URL(`./public/${name}`, import.meta.url)))
      return HttpRouter.add("GET", `/${name}`, HttpServerResponse.text(text, { contentType }))
    })
  )

const page = HttpRouter.add(
  "GET",
  "/",
  Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    return yield* Page.render(new URL(request.url, "http://localhost").searchParams)
  })
)

/** Everything the server answers; needs a `Connection`. */
export const routes = Layer.mergeAll(
  page,
  file("app.js", "text/javascript; charset=utf-8"),
  file("view.js", "text/javascript; charset=utf-8"),
  file("style.css", "text/css; charset=utf-8"),
  file("icon.svg", "image/svg+xml"),
  Handlers.layer
).pipe(Layer.provideMerge(Guard.layer))
