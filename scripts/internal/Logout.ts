/** Signs out: Zoho ends the refresh token, the store and the settings' file forget it. */
import * as OAuth from "@effect-zoho/auth/OAuth"
import * as SignOut from "@effect-zoho/auth/SignOut"
import * as Token from "@effect-zoho/auth/Token"
import * as Settings from "@effect-zoho/config/Settings"
import * as StoreSetting from "@effect-zoho/config/StoreSetting"
import * as Output from "@effect-zoho/toolkit/Output"
import * as Script from "@effect-zoho/toolkit/Script"
import * as Stores from "@effect-zoho/toolkit/Stores"
import * as Zoho from "@effect-zoho/toolkit/Zoho"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as EnvFile from "./EnvFile.ts"
import * as Identity from "./Identity.ts"

const said: Readonly<Record<SignOut.Ended["refreshToken"], string>> = {
  revoked: "Zoho has ended the refresh token and every access token made from it.",
  already: "Zoho does not know the refresh token any more: it was ended before.",
  unknown: "The refresh token of this sign-in is not known here, so it was not revoked; end it in the Zoho account.",
  none: "Nobody is signed in here."
}

/** Ends the sign-in of the settings at hand. `file` is where a refresh token may stand. */
export const logout = Effect.fn("logout")(function* (where: { readonly folder: string; readonly file: string }) {
  const { extra, settings } = yield* Settings.loadWith(Zoho.settings)
  const values = Stores.inFolder(settings, where.folder)
  const configured = values.credentials.refreshToken
  const file = Option.isSome(configured) ? yield* fileWith(configured.value, where) : Option.none()

  const ended = yield* SignOut.end(values).pipe(
    Effect.provide([OAuth.layerWith({ timeout: extra.requestTimeout }), Stores.layer(values)])
  )
  if (Option.isSome(file)) yield* file.value.set("REFRESH_TOKEN", Redacted.make(""))

  const store = StoreSetting.show(values.tokenStore)
  const identity = Identity.fromKey(Token.makeKey(values))
  yield* Output.event(
    {
      event: "signed-out",
      ...identity,
      refreshToken: ended.refreshToken,
      removed: ended.removed,
      file: Option.getOrNull(Option.map(file, (it) => it.path))
    },
    [
      `${Identity.text(identity)}:`,
      `  ${said[ended.refreshToken]}`,
      `  ${ended.removed === 0 ? `${store} held nothing of it.` : `${store} has forgotten it.`}`,
      ...Option.toArray(Option.map(file, (it) => `  REFRESH_TOKEN is blank in ${it.path} now.`)),
      ...(Option.isSome(configured) && Option.isNone(file)
        ? ["  REFRESH_TOKEN is still set in the environment or as a flag: take it away there."]
        : [])
    ].join("\n")
  )
}, Effect.scoped)

/** The file, ready to be changed, if this refresh token stands in it. */
const fileWith = Effect.fnUntraced(function* (
  refreshToken: Redacted.Redacted,
  { file, folder }: { readonly folder: string; readonly file: string }
) {
  const writer = yield* Effect.mapError(
    EnvFile.open(folder, file),
    (error) =>
      new Script.ScriptError({
        title: `${file} cannot be changed`,
        happened: `${error.happened.split(". ")[0]}. Nothing was revoked.`,
        remedy: "Make the file and its folder writable for you, then run this again."
      })
  )
  return (yield* writer.get("REFRESH_TOKEN")) === Redacted.value(refreshToken) ? Option.some(writer) : Option.none()
})
