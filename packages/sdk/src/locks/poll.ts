import { wait } from '../wait.ts'
import type { WaitOptions } from './lock-manager.ts'

/** Milliseconds between two looks at a lock: short at first, as most are held for a moment. */
const SHORTEST = 10
const LONGEST = 200

/** Asks `look` again and again until it answers true, or the time is up. Waits of several askers are spread by chance. */
export async function poll(look: () => Promise<boolean>, { timeoutSeconds, signal }: WaitOptions = {}): Promise<boolean> {
  const deadline = timeoutSeconds === undefined ? Number.POSITIVE_INFINITY : performance.now() + timeoutSeconds * 1000
  for (let pause = SHORTEST; ; pause = Math.min(pause * 2, LONGEST)) {
    signal?.throwIfAborted()
    if (await look()) return true
    const left = deadline - performance.now()
    if (left <= 0) return false
    await wait(Math.min(left, pause * (0.5 + Math.random())), signal)
  }
}
