import { addSeconds, type Timestamp, timestampOf } from '@millrace/protocol'
import type { Clock } from './context.ts'

/** The clock of the process: the system's time to the microsecond, each answer later than the one before. */
export function createClock(): Clock {
  let last: Timestamp = ''
  return {
    now() {
      const millis = performance.timeOrigin + performance.now()
      const whole = Math.floor(millis)
      const micros = Math.floor((millis - whole) * 1000)
      const measured = `${timestampOf(whole).slice(0, 23)}${String(micros).padStart(3, '0')}Z`
      last = measured > last ? measured : addSeconds(last, 1e-6)
      return last
    },
  }
}
