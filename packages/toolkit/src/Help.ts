/** The text of `--help`. */
import type * as Setting from "@effect-zoho/config/Setting"
import { flagName } from "./Environment.ts"
import { type Inputs, isSecret, type Switches } from "./Inputs.ts"

const describe = (setting: Setting.Setting<unknown>, help: string, flags: ReadonlyArray<string> = []) =>
  [
    `  --${[...flags, flagName(setting.name)].join(", --")}`,
    `      ${help === "" ? "" : `${help} `}Setting: ${setting.name}.${isSecret(setting) ? " Secret: better in .env." : ""}`
  ].join("\n")

/** Everything a script takes. */
export const text = (options: {
  readonly name: string
  readonly summary: string
  readonly inputs: Inputs
  readonly switches: Switches
  readonly shared: Setting.Fields
}): string =>
  [
    `${options.name}: ${options.summary}`,
    "",
    `Usage: npm run --silent ${options.name} -- [flags]`,
    "",
    ...Object.values(options.inputs).map((it) => describe(it.setting, it.help, it.flags)),
    ...Object.values(options.switches).map((it) => `  --${it.flag}\n      ${it.help}`),
    "  --json\n      Writes JSON lines to stdout; text for people goes to stderr.",
    "  --help\n      Shows this.",
    "",
    "Settings shared by all scripts, each also a flag:",
    `  ${Object.values(options.shared)
      .map((it) => it.name)
      .join(" ")}`,
    "",
    "A flag goes before the environment, and that before the .env file of the working directory. With --profile NAME the",
    "file profiles/NAME.env goes before the environment, and user, organisation and hosts come from it alone.",
    "Keep CLIENT_SECRET, REFRESH_TOKEN, TOKEN_KEY and a TOKEN_STORE with a password in .env: a flag is visible to other",
    "users of this machine and stays in the shell's history.",
    "Exit codes: 0 done, 1 error, 2 some of many rows failed, 130 interrupted."
  ].join("\n")
