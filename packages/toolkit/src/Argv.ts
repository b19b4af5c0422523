/** The arguments that are the script's own. Imports nothing, for scripts that start fast. */

/** What stands behind the script's name. Under zx the script's path stands behind zx's own, and zx's flags before it. */
export const ownArguments = (argv: ReadonlyArray<string>): ReadonlyArray<string> => {
  const zx = /(?:^|[\\/])zx(?:[\\/]build[\\/]cli\.[cm]?js)?$/u.test(argv[1] ?? "")
  return zx ? argv.slice(argv.findIndex((it, i) => i > 1 && !it.startsWith("-")) + 1) : argv.slice(2)
}
