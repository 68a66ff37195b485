import { RunTimedOut } from '../../errors.ts'
import type { Layer } from './layer.ts'

/** Ends an attempt after `timeoutSeconds` by aborting its signal; code that does not listen goes on unheard. */
export const timeout: Layer = (next, run) => {
  const seconds = run.task.options.timeoutSeconds
  if (seconds === undefined) return next
  return async () => {
    const around = run.signal
    const own = new AbortController()
    const timer = setTimeout(() => own.abort(new RunTimedOut('Task run', seconds)), seconds * 1000)
    run.signal = AbortSignal.any([around, own.signal])
    try {
      return await next()
    } finally {
      clearTimeout(timer)
      run.signal = around
    }
  }
}
