/** Tokens by their fingerprints: who they speak for, what they may, how long. The tokens themselves are never shown. */
import type { Core } from "../Core.ts"
import { html } from "../Html.ts"
import * as Tokens from "../oauth/Tokens.ts"
import type * as Layout from "./Layout.ts"
import * as Parts from "./Parts.ts"

const most = 200

export const json = ({ core }: Layout.Ask) => ({ tokens: Tokens.list(core, most) })

const userOf = (core: Core, id: string): string => {
  const email = core.db.get("SELECT email FROM user WHERE id=?", id)?.["email"]
  return typeof email === "string" ? email : id
}

const scopesOf = (scopes: ReadonlyArray<string>) =>
  scopes.length <= 2
    ? html`<span class="mono">${scopes.join(", ")}</span>`
    : html`<details>
        <summary>${Parts.count(scopes.length, "scope")}</summary>
        <span class="mono">${scopes.join(", ")}</span>
      </details>`

export const page = ({ core }: Layout.Ask): Layout.View => {
  const now = core.clock.now()
  const tokens = Tokens.list(core, most)
  const access = tokens.filter((one) => one.kind === "access")
  const refresh = tokens.filter((one) => one.kind === "refresh")
  const name = (one: Tokens.Listed) => html`<span class="mono">${one.tokenId}</span>`
  return {
    section: "tokens",
    title: "Tokens",
    body: html`<p class="quiet">Each token is named by a fingerprint, the same as in the requests that used it.</p>
      <h2>Access tokens</h2>
      ${Parts.table(
        "Newest first",
        ["Token", "User", "Made (UTC)", "Life", "Scopes", "From", ""],
        access.map((one) => [
          name(one),
          userOf(core, one.user),
          Parts.time(one.created),
          (one.expires ?? 0) > now
            ? html`<span>${Parts.badge("good", "good")} expires ${Parts.from(now, one.expires ?? 0)}</span>`
            : html`<span>${Parts.badge("bad", "expired")} ${Parts.from(now, one.expires ?? 0)}</span>`,
          scopesOf(one.scopes),
          one.from === undefined ? "" : html`<span class="mono">${one.from}</span>`,
          Parts.button(
            "/tokens/revoke",
            "Revoke",
            { accessTokens: one.tokenId },
            { about: `Revoke access token ${one.tokenId}` }
          )
        ]),
        { empty: "None yet: a client gets one from the accounts host." }
      )}
      ${access.length === 0 ? "" : html`<p>${Parts.button("/tokens/revoke", "Revoke all access tokens", { accessTokens: "all" })}</p>`}
      <h2>Refresh tokens</h2>
      ${Parts.table(
        "Newest first",
        ["Token", "User", "Made (UTC)", "Client", "Scopes", ""],
        refresh.map((one) => [
          name(one),
          userOf(core, one.user),
          Parts.time(one.created),
          html`<span class="mono">${one.client ?? ""}</span>`,
          scopesOf(one.scopes),
          Parts.button(
            "/tokens/revoke",
            "Revoke",
            { refreshToken: one.tokenId },
            { about: `Revoke refresh token ${one.tokenId}` }
          )
        ]),
        { empty: "None: every one was revoked." }
      )}`
  }
}
