import { createHash, timingSafeEqual } from 'node:crypto'

/** Compares without telling by time where two texts differ, nor how long the expected one is. */
export function sameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected))
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
