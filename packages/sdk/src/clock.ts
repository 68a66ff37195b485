import { performance } from 'node:perf_hooks'
import type { Timestamp } from '@millrace/protocol'
import { wait } from './wait.ts'

/** The time by which runs wait, are timed out and are dated. There is one in a process; tests put another one in its place. */
export interface Clock {
  /** Milliseconds since 1970, with fractions. */
  millis(): number
  /** Resolves after so many milliseconds; rejects with the signal's reason when that aborts first. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>
  /** Calls `fire` after so many milliseconds, unless disposed of before. */
  timer(milliseconds: number, fire: () => void): Disposable
  /** Whether a server can wait by this clock: one that holds an answer back does so in real time. */
  readonly isReal: boolean
}

/** The system's time. */
export const systemClock: Clock = {
  millis: () => performance.timeOrigin + performance.now(),
  wait,
  timer(milliseconds, fire) {
    const timer = setTimeout(fire, milliseconds)
    return { [Symbol.dispose]: () => clearTimeout(timer) }
  },
  isReal: true,
}

let clock = systemClock
let last = 0
let second = 0
/** Of that second: `2026-07-01T12:00:00.`; most instants are asked for in the same one as the last. */
let secondText = ''

/** The clock in force. */
export const currentClock = (): Clock => clock

/** Puts a clock in force until disposed of. */
export function useClock(other: Clock): Disposable {
  const before = clock
  clock = other
  last = 0
  return {
    [Symbol.dispose]() {
      clock = before
      last = 0
    },
  }
}

/**
 * The instant, to the microsecond; never the same twice and never going back within this process, so that the states of
 * a run keep their order.
 */
export function now(): Timestamp {
  const micros = Math.max(last + 1, Math.floor(clock.millis() * 1000))
  last = micros
  const whole = Math.floor(micros / 1_000_000)
  if (whole !== second || secondText === '') {
    second = whole
    secondText = new Date(whole * 1000).toISOString().slice(0, 20)
  }
  return `${secondText}${String(micros - whole * 1_000_000).padStart(6, '0')}Z`
}
