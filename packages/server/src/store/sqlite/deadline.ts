export interface Deadline {
  /** Rejects when the time is over; never resolves. */
  readonly passed: Promise<never>
  clear(): void
}

/** A limit on how long writes may hold the transaction; only one that waits for something else than its queries meets it. */
export function deadlineIn(milliseconds: number): Deadline {
  const { promise, reject } = Promise.withResolvers<never>()
  // Most groups end without anybody listening when the timer would fire.
  promise.catch(() => undefined)
  const timer = setTimeout(() => {
    reject(new Error(`a write was not done after ${milliseconds} ms and was taken back: inside of it, await nothing but its own queries`))
  }, milliseconds)
  return { passed: promise, clear: () => clearTimeout(timer) }
}
