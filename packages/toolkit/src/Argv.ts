/** Which script this process runs, and the arguments that are its own. Imports next to nothing, for a fast start. */
import { realpathSync } from "node:fs"

/** The place of the script's path: under zx it stands behind zx's own, and zx's flags before it. */
const place = (argv: ReadonlyArray<string>): number => {
  const zx = /(?:^|[\\/])zx(?:[\\/]build[\\/]cli\.[cm]?js)?$/u.test(argv[1] ?? "")
  return zx ? argv.findIndex((it, i) => i > 1 && !it.startsWith("-")) : 1
}

/** What stands behind the script's path. */
export const ownArguments = (argv: ReadonlyArray<string>): ReadonlyArray<string> => argv.slice(place(argv) + 1)

/** Whether this file is the script that was started, and not one that another imports. */
export const isMain = (file: string, argv: ReadonlyArray<string>): boolean => {
  const script = argv[place(argv)]
  try {
    return script !== undefined && realpathSync(script) === realpathSync(file)
  } catch {
    return false
  }
}
