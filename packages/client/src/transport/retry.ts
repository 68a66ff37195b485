const WORTH_REPEATING: ReadonlySet<number> = new Set([408, 429, 502, 503])

/** True for answers that mean "later", which Prefect's clients repeat too. */
export const isWorthRepeating = (status: number): boolean => WORTH_REPEATING.has(status)

/** Seconds before repeat number `retry` (from 0): 1, 2, 4, …, each longer by up to `jitterFactor` of itself. */
export const backoffSeconds = (retry: number, jitterFactor: number, chance: number = Math.random()): number =>
  2 ** retry * (1 + chance * jitterFactor)

/** What `Retry-After` asks for, as seconds or as a date; `undefined` without a readable one. */
export function retryAfterSeconds(headers: Readonly<Record<string, string>>, now: number = Date.now()): number | undefined {
  const value = headers['retry-after']
  if (value === undefined) return undefined
  const seconds = Number(value)
  if (Number.isFinite(seconds)) return Math.max(0, seconds)
  const date = Date.parse(value)
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1000)
}

/** Resolves after `seconds`; rejects with the signal's reason as soon as it is aborted. */
export function wait(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, seconds * 1000)
  const onAbort = (): void => reject(signal?.reason)
  signal?.addEventListener('abort', onAbort, { once: true })
  return promise.finally(() => {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
  })
}
