/** Seconds before each retry: one for all, one each (the last repeats), or from the number of the retry (1, 2, …). */
export type RetryDelay = number | readonly number[] | ((retry: number) => number)

/** The wait before retry number `retry` (1, 2, …), in seconds; `random` is in [0, 1) and spreads it by `jitterFactor`. */
export function delayBefore(retry: number, delay: RetryDelay, jitterFactor: number, random: number): number {
  const base = baseDelay(retry, delay)
  return Math.max(0, base + base * jitterFactor * (2 * random - 1))
}

/** The delays as the API keeps them: a number, or a list of one per retry (at most 50). */
export function delaysOnWire(retries: number, delay: RetryDelay): number | number[] {
  if (typeof delay === 'number') return delay
  if (typeof delay === 'object') return [...delay]
  return Array.from({ length: Math.min(retries, MOST_DELAYS) }, (_, index) => delay(index + 1))
}

/** Delays that grow: `first` seconds, then `factor` times as long each, at most `most` seconds. */
export const exponential =
  ({ first = 1, factor = 2, most = 3600 }: { first?: number; factor?: number; most?: number } = {}): ((retry: number) => number) =>
  (retry) =>
    Math.min(most, first * factor ** (retry - 1))

const MOST_DELAYS = 50

function baseDelay(retry: number, delay: RetryDelay): number {
  if (typeof delay === 'number') return delay
  if (typeof delay === 'function') return delay(retry)
  return delay[Math.min(retry, delay.length) - 1] ?? 0
}
