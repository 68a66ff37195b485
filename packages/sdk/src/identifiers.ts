import { createHash, randomFillSync } from 'node:crypto'

const MOST_IN_A_MILLISECOND = 0xfff
const DIGITS = Buffer.from('0123456789abcdef')
/** Of the milliseconds that an id begins with, the last digit first. */
const TIME_PLACES = [12, 11, 10, 9, 7, 6, 5, 4, 3, 2, 1, 0]
/** Of the count within a millisecond, the last digit first. */
const COUNT_PLACES = [17, 16, 15]
/** Of what is left to chance; the first of them has the variant of the id in it. */
const RANDOM_PLACES = [19, 20, 21, 22, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35]

const digits = Buffer.from('00000000-0000-7000-8000-000000000000')
const random = Buffer.alloc(RANDOM_PLACES.length * 256)
let used = random.length
let lastTime = 0
let count = 0

/** A version 7 UUID: those made one after the other in a process sort that way, which also keeps a database's indexes small. */
export function newId(): string {
  const now = Date.now()
  count = now > lastTime ? 0 : count + 1
  if (now > lastTime || count > MOST_IN_A_MILLISECOND) {
    lastTime = Math.max(lastTime + 1, now)
    count = 0
    writeDigits(TIME_PLACES, lastTime)
  }
  writeDigits(COUNT_PLACES, count)
  if (used === random.length) used = randomFillSync(random).length - random.length
  for (const place of RANDOM_PLACES) digits[place] = DIGITS[(random[used++] ?? 0) & 15] ?? 0
  digits[19] = DIGITS[8 | ((digits[19] ?? 0) & 3)] ?? 0
  // One text of its own: put together of pieces it would hold on to them, and there are many ids in memory.
  return digits.toString('latin1')
}

function writeDigits(places: readonly number[], value: number): void {
  let rest = value
  for (const place of places) {
    digits[place] = DIGITS[rest % 16] ?? 0
    rest = Math.floor(rest / 16)
  }
}

/** The first `length` hex digits of a text's SHA-256. */
export const fingerprint = (text: string, length: number): string => createHash('sha256').update(text).digest('hex').slice(0, length)
