import { performance } from 'node:perf_hooks'
import type { Timestamp } from '@millrace/protocol'

let last = 0

/**
 * The instant, to the microsecond; never the same twice and never going back within this process, so that the states of
 * a run keep their order.
 */
export function now(): Timestamp {
  const micros = Math.max(last + 1, Math.floor((performance.timeOrigin + performance.now()) * 1000))
  last = micros
  const millis = Math.floor(micros / 1000)
  return `${new Date(millis).toISOString().slice(0, 23)}${String(micros - millis * 1000).padStart(3, '0')}Z`
}
