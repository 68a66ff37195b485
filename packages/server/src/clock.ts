import { addSeconds, type Timestamp, timestampOf } from '@millrace/protocol'
import type { Clock } from './context.ts'

/** The clock of the process: the system's time to the microsecond, each answer later than the one before. */
export function createClock(): Clock {
  let last: Timestamp = ''
  // Of the second that is under way, all but its fraction stays as it was written for the call before.
  let second = Number.NaN
  let written = ''
  return {
    now() {
      const millis = performance.timeOrigin + performance.now()
      const present = Math.floor(millis / 1000)
      if (present !== second) {
        second = present
        written = timestampOf(present * 1000).slice(0, 20)
      }
      const measured = `${written}${String(Math.floor((millis - present * 1000) * 1000)).padStart(6, '0')}Z`
      last = measured > last ? measured : addSeconds(last, 1e-6)
      return last
    },
  }
}
