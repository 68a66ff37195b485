import type { Range } from '@tanstack/react-virtual'

/** Rows come and go so many at once: a frame that changes any of them costs more than the rows themselves. */
const BATCH = 12

/** What is in sight and some rows around it, from one multiple of a batch to another. */
export function inBatches({ startIndex, endIndex, count }: Range): number[] {
  const first = Math.max(0, Math.floor((startIndex - BATCH / 2) / BATCH) * BATCH)
  const last = Math.min(count - 1, Math.ceil((endIndex + BATCH / 2) / BATCH) * BATCH)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
}
