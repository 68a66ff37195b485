import { currentClock } from '../../clock.ts'
import { RunTimedOut } from '../../errors.ts'
import type { Layer } from './layer.ts'

/** Ends an attempt after `timeoutSeconds` by aborting its signal; code that does not listen goes on unheard. */
export const timeout: Layer = (next, run) => {
  const seconds = run.task.options.timeoutSeconds
  if (seconds === undefined) return next
  return async () => {
    const around = run.signal
    const own = new AbortController()
    using _timer = currentClock().timer(seconds * 1000, () => own.abort(new RunTimedOut('Task run', seconds)))
    run.signal = AbortSignal.any([around, own.signal])
    try {
      return await next()
    } finally {
      run.signal = around
    }
  }
}
