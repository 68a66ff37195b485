import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Clock } from '../clock.ts'
import { MillraceError } from '../errors.ts'

/** A clock that stands still but when it is told, or finds, that nothing else is to be done than to wait. */
export interface TestClock extends Clock {
  /** The time it shows. */
  now(): Date
  /** Lets so many seconds pass: what is due by then happens, in its order. */
  advance(seconds: number): Promise<void>
}

export interface TestClockOptions {
  /** What it shows at first (default: the system's time). */
  readonly start?: Date | undefined
  /** True: it goes on by itself to whatever a run waits for (default). False: only `advance` moves it. */
  readonly skips?: boolean | undefined
  /** Whether something is under way that takes real time, such as a call of the API. */
  readonly isBusy?: () => boolean
}

interface Due {
  readonly at: number
  /** Timers that end something do not make time pass; waits do. */
  readonly isWait: boolean
  readonly fire: () => void
}

/** Turns of the event loop without anything new after which nothing is taken to be under way. */
const QUIET_TURNS = 5

/** Makes a clock for tests. */
export function createTestClock({ start = new Date(), skips = true, isBusy = () => false }: TestClockOptions = {}): TestClock {
  let time = start.getTime()
  /** Counts what was asked of the clock: as long as that grows, runs are at work. */
  let asked = 0
  let skipping = false
  const due = new Set<Due>()

  async function untilQuiet(): Promise<void> {
    for (let turns = 0, seen = asked; turns < QUIET_TURNS; turns += 1) {
      await nextTurn()
      if (!isBusy() && !usesFiles() && seen === asked) continue
      seen = asked
      turns = -1
    }
  }

  function earliest(): Due | undefined {
    let first: Due | undefined
    for (const item of due) if (first === undefined || item.at < first.at) first = item
    return first
  }

  function pass(item: Due): void {
    due.delete(item)
    time = Math.max(time, item.at)
    item.fire()
  }

  /** Goes from one thing that is due to the next, as long as a run waits for time to pass. */
  async function skip(): Promise<void> {
    if (skipping) return
    skipping = true
    try {
      for (;;) {
        await untilQuiet()
        const next = earliest()
        if (next === undefined || ![...due].some(({ isWait }) => isWait)) return
        pass(next)
      }
    } finally {
      skipping = false
    }
  }

  function add(milliseconds: number, isWait: boolean, fire: () => void): Due {
    asked += 1
    const item = { at: time + Math.max(0, milliseconds), isWait, fire }
    due.add(item)
    if (isWait && skips) void skip()
    return item
  }

  return {
    isReal: false,
    millis: () => time,
    now: () => new Date(time),
    wait: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        const aborted = (): void => {
          due.delete(item)
          // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the reason is whatever the caller aborted with
          reject(signal?.reason)
        }
        const item = add(milliseconds, true, () => {
          signal?.removeEventListener('abort', aborted)
          resolve()
        })
        if (signal?.aborted === true) return aborted()
        signal?.addEventListener('abort', aborted, { once: true })
      }),
    timer(milliseconds, fire) {
      const item = add(milliseconds, false, fire)
      return { [Symbol.dispose]: () => void due.delete(item) }
    },
    async advance(seconds) {
      if (!(seconds >= 0)) throw new MillraceError(`expected the seconds to advance by to be a number from 0, got ${seconds}`)
      await untilQuiet()
      const end = time + seconds * 1000
      for (let next = earliest(); next !== undefined && next.at <= end; next = earliest()) {
        pass(next)
        await untilQuiet()
      }
      time = Math.max(time, end)
    },
  }
}

/** Whether files are being read or written, as results are; the kernel does that outside of the event loop. */
const usesFiles = (): boolean => process.getActiveResourcesInfo().some((resource) => resource.startsWith('FSReq'))
