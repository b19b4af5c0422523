/** One variable of a `.env` file set in place: other lines kept, mode 0600, never half a file. */
import * as DotEnv from "@effect-zoho/config/DotEnv"
import * as Script from "@effect-zoho/toolkit/Script"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Fs from "node:fs/promises"
import * as NodePath from "node:path"

const code = (cause: unknown): string =>
  cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : "unknown reason"

/** Runs one step of the preparation; what fails here fails before anything was sent. */
const prepare = <A>(path: string, step: () => Promise<A>) =>
  Effect.tryPromise({
    try: step,
    catch: (cause) =>
      new Script.ScriptError({
        title: "The .env file cannot be written",
        happened: `${path}: ${code(cause)}. Nothing was sent, and the code is still good.`,
        remedy: "Make the file and its folder writable for you, then run this again while the code lives."
      })
  })

/** What a file system call gives, or something else where there is no such file. */
const unlessMissing = async <A>(call: Promise<A>, otherwise: A): Promise<A> => {
  try {
    return await call
  } catch (cause) {
    if (code(cause) === "ENOENT") return otherwise
    throw cause
  }
}

/** A `.env` file that is ready to take a variable: everything that can fail has been tried before. */
interface Writer {
  readonly path: string
  /** What the file gives a variable now. */
  readonly get: (name: string) => Effect.Effect<string | undefined>
  /** Sets the variable and replaces the file in one step. */
  readonly set: (name: string, value: Redacted.Redacted) => Effect.Effect<void, Script.ScriptError>
}

/**
 * Opens `.env`, or a profile's file, in a folder for writing, before the code is spent: a grant whose refresh token cannot be kept is lost.
 * A link is followed, so that the file it points to changes. The new text stands beside the old until it replaces it.
 */
export const open = Effect.fn("EnvFile.open")(function* (folder: string, name = ".env") {
  const named = NodePath.join(folder, name)
  const path = yield* prepare(named, () => unlessMissing(Fs.realpath(named), named))
  const contents = yield* prepare(named, () => unlessMissing(Fs.readFile(path, "utf8"), ""))
  const beside = `${path}.${process.pid}.new`
  const file = yield* Effect.acquireRelease(
    prepare(named, () => Fs.open(beside, "wx", 0o600)),
    (it) =>
      Effect.promise(async () => {
        await it.close()
        await Fs.rm(beside, { force: true })
      })
  )
  const set: Writer["set"] = (name, value) =>
    Option.match(DotEnv.setLine(contents, name, Redacted.value(value)), {
      onNone: () =>
        Effect.fail(
          new Script.ScriptError({
            title: "The value does not fit into a .env file",
            happened: `${name} holds characters that no quotes can keep.`,
            remedy: "Generate a new code and run this again."
          })
        ),
      onSome: (text) =>
        Effect.tryPromise({
          try: async () => {
            await file.writeFile(text)
            await file.sync()
            await Fs.rename(beside, path)
          },
          catch: (cause) =>
            new Script.ScriptError({
              title: "The refresh token could not be kept",
              happened: `${path}: ${code(cause)}. The code is spent.`,
              remedy: "Free space or fix the folder, generate a new code, and run this again."
            })
        })
    })
  const get: Writer["get"] = (name) =>
    DotEnv.provider(contents)
      .load([name])
      .pipe(
        Effect.map((node) => node?.value?.trim()),
        Effect.orElseSucceed(() => undefined)
      )
  const writer: Writer = { path: named, get, set }
  return writer
})
