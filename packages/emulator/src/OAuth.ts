/** The accounts host: every way to sign in, and who a token speaks for. */
import * as Authorize from "./oauth/Authorize.ts"
import * as Device from "./oauth/Device.ts"
import * as TokenEndpoint from "./oauth/TokenEndpoint.ts"
import type { Route } from "./Router.ts"

export { type GrantOptions, issueGrantCode } from "./oauth/GrantCodes.ts"
export { fingerprint, identify, type Identity, revokeAccessTokens, revokeRefreshToken } from "./oauth/Tokens.ts"

export const routes: ReadonlyArray<Route> = [...TokenEndpoint.routes, ...Authorize.routes, ...Device.routes]
