/** Whether it is known that a call had no effect. */
import { Ambiguous, type Reason, type Retry } from "../ApiError.ts"

/** A write whose outcome nobody knows must not look like one that can be repeated. */
export const settle = (retry: Retry, reason: Reason): Reason =>
  retry !== "safe" && (reason._tag === "ServerError" || reason._tag === "UnexpectedResponse")
    ? new Ambiguous({ because: reason })
    : reason
