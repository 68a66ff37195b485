/** UTF-8 takes no more bytes than this for a unit of a text. */
const MOST_EACH = 3

/**
 * Gathers a long text as UTF-8. A text made of many pieces is put together when it is encoded, and that is fast for short ones only: so each
 * row is added by itself.
 */
export class TextBytes {
  #bytes: Buffer
  #length = 0

  /** With room for so many bytes; it grows if there are more. */
  constructor(expected: number) {
    this.#bytes = Buffer.allocUnsafe(expected)
  }

  add(text: string): void {
    const most = this.#length + text.length * MOST_EACH
    if (most > this.#bytes.length) this.#grow(most)
    this.#length += this.#bytes.write(text, this.#length)
  }

  /** What was added; nothing may be added after it. */
  end(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  #grow(least: number): void {
    const bytes = Buffer.allocUnsafe(Math.max(least, this.#bytes.length * 2))
    this.#bytes.copy(bytes, 0, 0, this.#length)
    this.#bytes = bytes
  }
}
