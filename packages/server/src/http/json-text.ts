/** A body that is JSON already. Whoever takes it in this process gets what the text says (`JSON.stringify` asks for it). */
export class JsonText {
  readonly bytes: Buffer

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  toJSON(): unknown {
    return JSON.parse(this.bytes.toString())
  }
}

/**
 * The answer of a handler that wrote it as JSON itself, which saves lists the way through objects. To the compiler it is whatever the
 * route answers; that the text is JSON of such a thing is for tests to show.
 */
export const written = (bytes: Buffer): never => new JsonText(bytes) as never
