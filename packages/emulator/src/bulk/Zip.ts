/** ZIP archives without streams: written chunk by chunk in bounded memory, read with a bound on what comes out. */
import * as Zlib from "node:zlib"

const localSignature = 0x04034b50
const centralSignature = 0x02014b50
const endSignature = 0x06054b50
/** Names are UTF-8. */
const utf8Flag = 0x0800
const encryptedFlag = 0x0001
const deflated = 8
const stored = 0

/** Text is collected up to this many characters before it is compressed. */
const chunkLength = 1 << 20

/** Collects the entries of one archive; at any time it holds the compressed bytes and one chunk of text. */
export interface Writer {
  /** Begins an entry; the one before ends. */
  readonly entry: (name: string) => void
  /** Adds to the entry begun last. */
  readonly write: (text: string) => void
  /** The whole archive. */
  readonly finish: () => Uint8Array
}

interface Open {
  readonly name: Buffer
  readonly segments: Array<Buffer>
  crc: number
  size: number
  compressed: number
}

/** MS-DOS date and time, in UTC: years before 1980 do not exist there. */
const dosTime = (milliseconds: number): readonly [time: number, date: number] => {
  const at = new Date(Math.max(milliseconds, Date.UTC(1980, 0, 1)))
  return [
    (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1),
    (((at.getUTCFullYear() - 1980) & 0x7f) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate()
  ]
}

/** An empty archive; `at` (epoch milliseconds) dates its entries. */
export const writer = (at: number): Writer => {
  const [time, date] = dosTime(at)
  const parts: Array<Buffer> = []
  const central: Array<Buffer> = []
  let offset = 0
  let open: Open | undefined
  let pending: Array<string> = []
  let length = 0

  const flush = (entry: Open): void => {
    if (length === 0) return
    const bytes = Buffer.from(pending.join(""), "utf8")
    pending = []
    length = 0
    entry.crc = Zlib.crc32(bytes, entry.crc)
    entry.size += bytes.length
    // A sync flush ends on a byte and leaves the stream open, so pieces compressed apart join into one stream.
    const segment = Zlib.deflateRawSync(bytes, { level: 1, finishFlush: Zlib.constants.Z_SYNC_FLUSH })
    entry.segments.push(segment)
    entry.compressed += segment.length
  }
  /** The fields that the local and the central header share, from "version needed" on. */
  const shared = (entry: Open): Buffer => {
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(utf8Flag, 2)
    fields.writeUInt16LE(deflated, 4)
    fields.writeUInt16LE(time, 6)
    fields.writeUInt16LE(date, 8)
    fields.writeUInt32LE(entry.crc, 10)
    fields.writeUInt32LE(entry.compressed, 14)
    fields.writeUInt32LE(entry.size, 18)
    fields.writeUInt16LE(entry.name.length, 22)
    return fields
  }
  const signature = (value: number): Buffer => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32LE(value, 0)
    return bytes
  }
  const close = (): void => {
    if (open === undefined) return
    flush(open)
    const last = Zlib.deflateRawSync(Buffer.alloc(0))
    open.segments.push(last)
    open.compressed += last.length
    const head = Buffer.concat([signature(localSignature), shared(open), open.name])
    parts.push(head, ...open.segments)
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    const madeBy = Buffer.from([20, 0])
    central.push(Buffer.concat([signature(centralSignature), madeBy, shared(open), tail, open.name]))
    offset += head.length + open.compressed
    open = undefined
  }

  return {
    entry: (name) => {
      close()
      open = { name: Buffer.from(name, "utf8"), segments: [], crc: 0, size: 0, compressed: 0 }
    },
    write: (text) => {
      pending.push(text)
      length += text.length
      if (open !== undefined && length >= chunkLength) flush(open)
    },
    finish: () => {
      close()
      const size = central.reduce((sum, bytes) => sum + bytes.length, 0)
      const end = Buffer.alloc(22)
      end.writeUInt32LE(endSignature, 0)
      end.writeUInt16LE(central.length, 8)
      end.writeUInt16LE(central.length, 10)
      end.writeUInt32LE(size, 12)
      end.writeUInt32LE(offset, 16)
      return Buffer.concat([...parts, ...central, end])
    }
  }
}

/** A file of an archive that was read. */
export interface Entry {
  readonly name: string
  /** Uncompressed bytes as the archive states them. */
  readonly size: number
  /** The content, or undefined when it is corrupt, encrypted, compressed in another way or larger than `limit` bytes. */
  readonly read: (limit: number) => Uint8Array | undefined
}

const endOf = (bytes: Buffer): number => {
  // The end record is followed by a comment of at most 65,535 bytes.
  for (let at = bytes.length - 22; at >= 0 && at >= bytes.length - 22 - 0xffff; at--) {
    if (bytes.readUInt32LE(at) === endSignature) return at
  }
  return -1
}

const readEntry = (bytes: Buffer, at: number, end: number): readonly [Entry, number] | undefined => {
  if (at + 46 > end || bytes.readUInt32LE(at) !== centralSignature) return undefined
  const flags = bytes.readUInt16LE(at + 8)
  const method = bytes.readUInt16LE(at + 10)
  const crc = bytes.readUInt32LE(at + 16)
  const compressed = bytes.readUInt32LE(at + 20)
  const size = bytes.readUInt32LE(at + 24)
  const nameLength = bytes.readUInt16LE(at + 28)
  const local = bytes.readUInt32LE(at + 42)
  const next = at + 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  if (next > end || local + 30 > bytes.length || bytes.readUInt32LE(local) !== localSignature) return undefined
  const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
  const data = bytes.subarray(start, start + compressed)
  if (data.length !== compressed) return undefined
  const read = (limit: number): Uint8Array | undefined => {
    if ((flags & encryptedFlag) !== 0 || size > limit) return undefined
    if (method === stored) return Zlib.crc32(data) === crc ? data : undefined
    if (method !== deflated) return undefined
    try {
      const out = Zlib.inflateRawSync(data, { maxOutputLength: Math.max(1, Math.min(limit, size)) })
      return out.length === size && Zlib.crc32(out) === crc ? out : undefined
    } catch {
      return undefined
    }
  }
  return [{ name: bytes.toString("utf8", at + 46, at + 46 + nameLength), size, read }, next]
}

/** The files of an archive in the order of its directory, or undefined when the bytes are no ZIP archive. */
export const entries = (archive: Uint8Array): ReadonlyArray<Entry> | undefined => {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength)
  const end = endOf(bytes)
  if (end < 0) return undefined
  const count = bytes.readUInt16LE(end + 10)
  let at = bytes.readUInt32LE(end + 16)
  const found: Array<Entry> = []
  for (let i = 0; i < count; i++) {
    const entry = readEntry(bytes, at, end)
    if (entry === undefined) return undefined
    if (!entry[0].name.endsWith("/")) found.push(entry[0])
    at = entry[1]
  }
  return found
}
