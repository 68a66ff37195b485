import { currentClock } from '../clock.ts'
import { RunTimedOut } from '../errors.ts'

/** A signal that aborts with the one around it, and with RunTimedOut when the time is over; disposing of it stops the clock. */
export interface TimeLimit extends Disposable {
  readonly signal: AbortSignal
}

/** Limits an attempt to so many seconds; without any, only the signal around counts. */
export function timeLimit(what: 'Flow run' | 'Task run', seconds: number | undefined, around: AbortSignal): TimeLimit {
  if (seconds === undefined) return { signal: around, [Symbol.dispose]: () => undefined }
  const own = new AbortController()
  const timer = currentClock().timer(seconds * 1000, () => own.abort(new RunTimedOut(what, seconds)))
  return { signal: AbortSignal.any([around, own.signal]), [Symbol.dispose]: () => timer[Symbol.dispose]() }
}
