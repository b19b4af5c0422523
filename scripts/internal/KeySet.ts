/** Text seen before or not, at 16 to 32 bytes each whatever its length: 53 bits of a hash in place of the text. */

const half = (text: string, seed: number): number => {
  let hash = seed
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x5bd1e995)
    hash ^= hash >>> 15
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

export interface KeySet {
  /** Adds it. True when it may have been there before: it was, or, once in some 10^16 pairs, a text of the same hash. */
  readonly add: (text: string) => boolean
}

/** `hash` gives a whole number from 0 to 2^53 - 2; another one than the usual is for tests. */
export const make = (hash: (text: string) => number = usual): KeySet => {
  // Open addressing; 0 is free, so hashes are kept one higher.
  let table = new Float64Array(1024)
  let size = 0
  const place = (into: Float64Array, value: number): number => {
    const mask = into.length - 1
    let at = (value % 4_294_967_291) & mask
    while (into[at] !== 0 && into[at] !== value) at = (at + 1) & mask
    return at
  }
  return {
    add: (text) => {
      const value = hash(text) + 1
      const at = place(table, value)
      if (table[at] === value) return true
      table[at] = value
      if (++size * 2 > table.length) {
        const larger = new Float64Array(table.length * 2)
        for (const it of table) if (it !== 0) larger[place(larger, it)] = it
        table = larger
      }
      return false
    }
  }
}

const usual = (text: string): number => (half(text, 0x9747b28c) >>> 12) * 4_294_967_296 + half(text, 0x3c6ef372)
