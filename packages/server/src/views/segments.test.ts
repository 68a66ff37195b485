import type { StateType } from '@millrace/protocol'
import { expect, test } from 'vitest'
import { segmentsOfHistory, segmentsOfTimes } from './segments.ts'

const at = (seconds: number): string => `2026-11-21T10:00:${String(seconds).padStart(2, '0')}.000000Z`
const history = (...states: [StateType, string, number][]) => states.map(([type, name, second]) => ({ type, name, timestamp: at(second) }))
const told = (...states: [StateType, string, number][]) =>
  segmentsOfHistory(history(...states), Date.parse(at(0))).map(({ kind, from, until, ended }) => [kind, from, until, ended])

test('a run waits, runs, and ends', () => {
  expect(told(['SCHEDULED', 'Scheduled', 0], ['PENDING', 'Pending', 1], ['RUNNING', 'Running', 2], ['COMPLETED', 'Completed', 5])).toEqual([
    ['waiting', 0, 2000, null],
    ['running', 2000, 5000, 'COMPLETED'],
  ])
})

test('each attempt is a segment, and so is each wait between two', () => {
  expect(
    told(
      ['RUNNING', 'Running', 0],
      ['SCHEDULED', 'AwaitingRetry', 1],
      ['PENDING', 'Pending', 3],
      ['RUNNING', 'Retrying', 4],
      ['RUNNING', 'Retrying', 6],
      ['FAILED', 'Failed', 7],
    ),
  ).toEqual([
    ['running', 0, 1000, 'FAILED'],
    ['retrying', 1000, 4000, null],
    ['running', 4000, 6000, 'FAILED'],
    ['running', 6000, 7000, 'FAILED'],
  ])
})

test('a pause interrupts, a cancellation does not', () => {
  expect(
    told(
      ['RUNNING', 'Running', 0],
      ['PAUSED', 'Paused', 1],
      ['SCHEDULED', 'Resuming', 2],
      ['RUNNING', 'Running', 3],
      ['CANCELLING', 'Cancelling', 4],
      ['CANCELLED', 'Cancelled', 5],
    ),
  ).toEqual([
    ['running', 0, 1000, 'PAUSED'],
    ['paused', 1000, 3000, null],
    ['running', 3000, 5000, 'CANCELLED'],
  ])
})

test('what goes on has no end; what begins again after its end leaves a gap', () => {
  expect(told(['RUNNING', 'Running', 0])).toEqual([['running', 0, null, null]])
  expect(told(['RUNNING', 'Running', 0], ['FAILED', 'Failed', 2], ['SCHEDULED', 'AwaitingRetry', 5])).toEqual([
    ['running', 0, 2000, 'FAILED'],
    ['retrying', 5000, null, null],
  ])
})

test.each([
  [
    'COMPLETED',
    1,
    2,
    4,
    [
      ['waiting', 1000, 2000, null],
      ['running', 2000, 4000, 'COMPLETED'],
    ],
  ],
  [
    'COMPLETED',
    1,
    null,
    4,
    [
      ['waiting', 1000, 4000, null],
      ['running', 4000, 4000, 'COMPLETED'],
    ],
  ],
  ['COMPLETED', 4, 4, 4, [['running', 4000, 4000, 'COMPLETED']]],
  ['RUNNING', 1, 1, null, [['running', 1000, null, null]]],
  ['PENDING', 1, null, null, [['waiting', 1000, null, null]]],
  ['CANCELLED', 1, null, null, []],
] as const)('%s by its times %s, %s, %s', (state_type, expected, start, end, segments) => {
  const time = (second: number | null): string | null => (second === null ? null : at(second))
  const run = { state_type, expected_start_time: time(expected), start_time: time(start), end_time: time(end) }
  expect(segmentsOfTimes(run, Date.parse(at(0))).map(({ kind, from, until, ended }) => [kind, from, until, ended])).toEqual(segments)
})
