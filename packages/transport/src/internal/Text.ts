/** Bytes in pieces to text. A text of its own for each piece, or one run of fresh memory for all, costs more than the reading. */

/** Bytes put together in memory that is used again: a page of 200 records has some 400 KB. */
const room = 1_048_576

/** UTF-8, as browsers read it: a mark of the byte order is left out, what is no UTF-8 becomes U+FFFD. */
export type Decode = (pieces: ReadonlyArray<Uint8Array>) => string

/** Memory for one client; it is used and free again within a call. */
export const make = (): Decode => {
  const decoder = new TextDecoder()
  let together: Uint8Array | undefined
  return (pieces) => {
    const [first] = pieces
    if (first === undefined) return ""
    if (pieces.length === 1) return decoder.decode(first)
    if (pieces.reduce((size, it) => size + it.length, 0) > room) {
      const text = pieces.reduce((text, it) => text + decoder.decode(it, { stream: true }), "")
      return text + decoder.decode()
    }
    together ??= new Uint8Array(room)
    let at = 0
    for (const piece of pieces) {
      together.set(piece, at)
      at += piece.length
    }
    return decoder.decode(together.subarray(0, at))
  }
}
