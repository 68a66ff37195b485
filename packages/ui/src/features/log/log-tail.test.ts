import type { Log } from '@millrace/protocol'
import { expect, test } from 'vitest'
import { appended, type LogTail, MOST_KEPT } from './log-tail.ts'

const line = (number: number): Log => ({
  id: `line-${number}`,
  created: '2026-11-21T10:00:00Z',
  updated: '2026-11-21T10:00:00Z',
  name: 'prefect.flow_runs',
  level: 20,
  message: `line ${number}`,
  timestamp: '2026-11-21T10:00:00Z',
  flow_run_id: null,
  task_run_id: null,
})
const linesOf = (from: number, until: number): Log[] => Array.from({ length: until - from }, (_, index) => line(from + index))

const EMPTY: LogTail = { key: '{}', lines: [], after: 150, began: 150 }

test('a line that came twice, or that was counted before, is there once', () => {
  const tail = appended(EMPTY, linesOf(149, 152), linesOf(140, 150))
  expect(appended(tail, linesOf(151, 153), []).lines.map(({ id }) => id)).toEqual(['line-150', 'line-151', 'line-152'])
})

test('no more lines are kept than so many, and each keeps its number', () => {
  let tail = EMPTY
  for (let next = 150; next < 150 + 3 * MOST_KEPT; next += 500) {
    tail = appended(tail, linesOf(next, next + 500), [])
    expect(tail.lines.length).toBeLessThanOrEqual(MOST_KEPT)
    expect(tail.lines[0]?.id).toBe(`line-${tail.after}`)
    expect(tail.after + tail.lines.length).toBe(next + 500)
  }
  expect(tail.after).toBeGreaterThan(2 * MOST_KEPT)
})
