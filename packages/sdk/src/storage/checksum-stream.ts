import { createHash } from 'node:crypto'
import { Transform } from 'node:stream'

/** Passes on what it is given, and knows its SHA-256 at the end. */
export function checksumStream(): { readonly through: Transform; readonly sha256: () => string } {
  const hash = createHash('sha256')
  const through = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      done(null, chunk)
    },
  })
  return { through, sha256: () => hash.digest('hex') }
}
