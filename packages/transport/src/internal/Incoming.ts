/** The body of an answer while it arrives: to one reader, as fast as that one takes it, and each piece once. */

/** The transport's end of the connection. */
export interface Flow {
  pause(): void
  resume(): void
  abort(reason: Error): void
}

/** Who takes the body. */
export interface Reader {
  piece(bytes: Uint8Array): void
  end(): void
  fail(cause: unknown): void
}

/** Bytes kept for a reader that is not there yet; beyond them the connection waits. */
const enough = 131_072

/** Gives a connection back whose answer nobody holds any more and nobody read. */
const forgotten = new FinalizationRegistry<Incoming>((body) => body.abort())

export class Incoming {
  private readonly flow: Flow
  private kept: Array<Uint8Array> = []
  private size = 0
  private reader: Reader | undefined
  private taken = false
  private finished = false
  private cause: unknown

  constructor(flow: Flow) {
    this.flow = flow
  }

  push(bytes: Uint8Array): void {
    if (this.reader !== undefined) return this.reader.piece(bytes)
    this.kept.push(bytes)
    this.size += bytes.length
    if (this.size > enough) this.flow.pause()
  }

  end(): void {
    this.finished = true
    this.reader?.end()
  }

  fail(cause: unknown): void {
    if (this.finished) return
    this.finished = true
    this.cause = cause
    this.reader?.fail(cause)
  }

  /** Takes what there is and what comes. Each body has one reader. */
  read(reader: Reader): void {
    if (this.taken) return reader.fail(new Error("The body of this answer was read before."))
    this.taken = true
    forgotten.unregister(this)
    const { kept } = this
    this.kept = []
    for (const bytes of kept) reader.piece(bytes)
    if (this.cause !== undefined) return reader.fail(this.cause)
    if (this.finished) return reader.end()
    this.reader = reader
    if (this.size > enough) this.flow.resume()
  }

  pause(): void {
    if (!this.finished) this.flow.pause()
  }

  resume(): void {
    if (!this.finished) this.flow.resume()
  }

  /** Ends it before its end: the connection is not used again. */
  abort(): void {
    this.reader = undefined
    if (this.finished) return
    this.finished = true
    this.cause = new Error("The reading of this answer was given up.")
    this.flow.abort(new Error("The reading of this answer was given up."))
  }

  /** For an answer that was handed out and may never be read. */
  handedOut(answer: object): void {
    if (!this.taken && !this.finished) forgotten.register(answer, this, this)
  }
}
