/** How often a property is tried: seldom in `npm test`, so many times more when `PROOF_TIMES` says it is a proof. */
const times = Number(process.env["PROOF_TIMES"] ?? 1)

/** Options of a property test. A proof has as much time as it takes. */
export const runs = (few: number) => ({ arbitrary: { runs: few * times }, timeout: times === 1 ? 60_000 : 3_600_000 })
