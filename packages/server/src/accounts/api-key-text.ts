import { createHash, randomBytes } from 'node:crypto'

const KEY = /^mlr_([0-9a-f]{8})_[A-Za-z0-9_-]{43}$/

/** A key as it is looked up. */
export interface GivenKey {
  readonly prefix: string
  /** SHA-256 of the whole key, in hexadecimal. */
  readonly hash: string
}

/** A new key of 256 random bits: `mlr_0f3a9c12_…`, by which programs that look for secrets know it. */
export function newApiKey(): GivenKey & { readonly key: string } {
  const prefix = randomBytes(4).toString('hex')
  const key = `mlr_${prefix}_${randomBytes(32).toString('base64url')}`
  return { key, prefix, hash: digestOf(key) }
}

/** What a text is looked up by, if it has the form of a key. */
export function parseApiKey(text: string): GivenKey | undefined {
  const prefix = KEY.exec(text)?.[1]
  return prefix === undefined ? undefined : { prefix, hash: digestOf(text) }
}

/** SHA-256 in hexadecimal: enough for texts that are random themselves. */
export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')
