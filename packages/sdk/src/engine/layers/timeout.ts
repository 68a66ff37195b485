import { timeLimit } from '../time-limit.ts'
import type { Layer } from './layer.ts'

/** Ends an attempt after `timeoutSeconds` by aborting its signal; code that does not listen goes on unheard. */
export const timeout: Layer = (next, run) => {
  const { timeoutSeconds } = run.task.options
  if (timeoutSeconds === undefined) return next
  return async () => {
    const around = run.signal
    using limit = timeLimit('Task run', timeoutSeconds, around)
    run.signal = limit.signal
    try {
      return await next()
    } finally {
      run.signal = around
    }
  }
}
