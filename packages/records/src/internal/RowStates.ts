/** What became of each row of an input, one byte a row. */

const names = ["new", "open", "done", "failed", "skipped", "ambiguous", "retryable"] as const

/** `open`: noted as about to be sent, and nothing more. `retryable`: failed, and may be sent again. */
export type State = (typeof names)[number]

export interface RowStates {
  readonly get: (row: number) => State
  readonly set: (row: number, state: State) => void
  readonly counts: () => { readonly [S in State]: number }
}

export const make = (): RowStates => {
  let bytes = new Uint8Array(1024)
  return {
    get: (row) => names[bytes[row] ?? 0] ?? "new",
    set: (row, state) => {
      if (row >= bytes.length) {
        const larger = new Uint8Array(Math.max(row + 1, bytes.length * 2))
        larger.set(bytes)
        bytes = larger
      }
      bytes[row] = names.indexOf(state)
    },
    counts: () => {
      const counted = { new: 0, open: 0, done: 0, failed: 0, skipped: 0, ambiguous: 0, retryable: 0 }
      for (const byte of bytes) counted[names[byte] ?? "new"]++
      return { ...counted, new: 0 }
    }
  }
}
