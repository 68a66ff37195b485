/** Resolves after `milliseconds`; rejects with the signal's reason when that aborts first. */
export const wait = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const aborted = (): void => {
      clearTimeout(timer)
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the reason is whatever the caller aborted with
      reject(signal?.reason)
    }
    const timer = setTimeout(
      () => {
        signal?.removeEventListener('abort', aborted)
        resolve()
      },
      Math.min(milliseconds, LONGEST_TIMER),
    )
    if (signal?.aborted === true) return aborted()
    signal?.addEventListener('abort', aborted, { once: true })
  })

/** Beyond this a Node timer fires at once. */
const LONGEST_TIMER = 2 ** 31 - 1
