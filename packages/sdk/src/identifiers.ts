import { createHash, randomUUID } from 'node:crypto'

const MOST_IN_A_MILLISECOND = 0xfff

let lastTime = 0
let count = 0

/** A version 7 UUID: those made one after the other in a process sort that way, which also keeps a database's indexes small. */
export function newId(): string {
  const now = Date.now()
  count = now > lastTime ? 0 : count + 1
  lastTime = Math.max(lastTime, now)
  if (count > MOST_IN_A_MILLISECOND) {
    lastTime += 1
    count = 0
  }
  const time = lastTime.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count.toString(16).padStart(3, '0')}${randomUUID().slice(18)}`
}

/** The first `length` hex digits of a text's SHA-256. */
export const fingerprint = (text: string, length: number): string => createHash('sha256').update(text).digest('hex').slice(0, length)
