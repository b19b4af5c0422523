/** Opens an address in the browser of the person at this machine, where there is one. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as ChildProcess from "node:child_process"

/** Opens an address with a program, or with what the system opens addresses with; false where that cannot be done. */
export type Open = (address: string, program: string | undefined) => Effect.Effect<boolean>

/** The system's own way to open an address; undefined where nobody sits at a screen. */
const command = (program: string | undefined): readonly [string, ReadonlyArray<string>] | undefined => {
  if (program !== undefined) return [program, []]
  switch (process.platform) {
    case "darwin":
      return ["open", []]
    case "win32":
      return ["rundll32", ["url.dll,FileProtocolHandler"]]
    default:
      // Without a screen it would start a browser in this very terminal.
      return (process.env["DISPLAY"] ?? process.env["WAYLAND_DISPLAY"] ?? "") === "" ? undefined : ["xdg-open", []]
  }
}

/** A program that has not failed by then has opened something, or will. */
const patience = 2000

const start: Open = (address, program) =>
  Effect.callback<boolean>((resume) => {
    const found = command(program)
    if (found === undefined) return resume(Effect.succeed(false))
    const [name, args] = found
    // The address has no shell to pass through: it is an argument, whatever it holds.
    const child = ChildProcess.spawn(name, [...args, address], { stdio: "ignore", detached: true })
    const timer = setTimeout(() => resume(Effect.succeed(true)), patience)
    const end = (opened: boolean) => {
      clearTimeout(timer)
      resume(Effect.succeed(opened))
    }
    child.once("error", () => end(false))
    child.once("exit", (code) => end(code === 0))
    child.unref()
  })

/** How addresses are opened; a test, or an application with a browser of its own, sets another way. */
export const OpenBrowser = Context.Reference<Open>("@effect-zoho/toolkit/Browser/OpenBrowser", {
  defaultValue: () => start
})

/** Opens an address with `OpenBrowser`. */
export const open = (address: string, program?: string): Effect.Effect<boolean> =>
  Effect.flatMap(OpenBrowser, (it) => it(address, program))
