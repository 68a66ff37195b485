/**
 * Does something again and again, `seconds` after its last turn ended, until the signal is aborted. `turn` must not
 * throw.
 */
export function every(seconds: number, signal: AbortSignal, turn: () => Promise<void>, { atOnce = false } = {}): void {
  let timer: NodeJS.Timeout | undefined
  const next = (): void => {
    if (!signal.aborted) timer = setTimeout(() => void turn().finally(next), seconds * 1000)
  }
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
  if (atOnce && !signal.aborted) void turn().finally(next)
  else next()
}

/** Resolves after `seconds`, or as soon as the signal is aborted. */
export function pause(seconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, seconds * 1000)
    signal.addEventListener('abort', done, { once: true })
  })
}
