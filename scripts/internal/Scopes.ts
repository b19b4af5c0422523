/** The scopes that the scripts here need, and which of them a token has. */

/** What to ask for under *Generate Code*. */
export const needed: ReadonlyArray<string> = [
  "ZohoCRM.modules.ALL",
  "ZohoCRM.settings.READ",
  "ZohoCRM.users.READ",
  "ZohoCRM.org.READ",
  "ZohoSearch.securesearch.READ",
  // What exports and mass writes read and write by where it costs least.
  "ZohoCRM.coql.READ",
  "ZohoCRM.bulk.ALL",
  "ZohoFiles.files.CREATE"
]

/** `ALL` grants every operation, and a wider group the narrower ones; sub-names count in any case. */
const grants = (scope: string, wanted: string): boolean => {
  const have = scope.toLowerCase().split(".")
  const want = wanted.toLowerCase().split(".")
  const operation = have.pop()
  const asked = want.pop()
  return (operation === "all" || operation === asked) && have.every((part, i) => part === want[i])
}

/** The needed scopes that none of the granted ones covers. */
export const missing = (granted: ReadonlyArray<string>): ReadonlyArray<string> =>
  needed.filter((wanted) => !granted.some((scope) => grants(scope, wanted)))
