import { createHash, randomUUID } from 'node:crypto'

/** A version 7 UUID: ids made one after the other sort that way, which keeps a database's indexes small. */
export function newId(): string {
  const time = Date.now().toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`
}

/** The first `length` hex digits of a text's SHA-256. */
export const fingerprint = (text: string, length: number): string => createHash('sha256').update(text).digest('hex').slice(0, length)
