import { RunCancelled } from './errors.ts'

/** Milliseconds that code which is cancelled has to clean up behind itself. */
const CLEAN_UP = 3000

/**
 * Settles as `promise` does, or rejects with the signal's reason as soon as that aborts; what comes later is not heard.
 * Code that is cancelled first gets some time to clean up, in its `finally` blocks.
 */
export async function abortable<Result>(promise: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const onAbort = (): void => reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  try {
    return await Promise.race([promise, aborted])
  } catch (error) {
    if (signal.aborted && error instanceof RunCancelled) await settled(promise, CLEAN_UP)
    throw error
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

async function settled(promise: Promise<unknown>, milliseconds: number): Promise<void> {
  const { promise: over, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, milliseconds)
  await Promise.race([promise.catch(() => undefined), over])
  clearTimeout(timer)
}
