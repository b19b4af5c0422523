/** Why a call waits: the same value for the pipeline's waits as for those of a token. */
export * from "@effect-zoho/auth/Wait"
