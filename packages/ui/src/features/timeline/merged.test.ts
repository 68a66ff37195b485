import type { Timeline, TimelineLane } from '@millrace/protocol'
import { expect, test } from 'vitest'
import { merged } from './merged.ts'

const lane = (id: string, from: number, until: number | null): TimelineLane => ({
  kind: 'task-run',
  id,
  task_run_id: id,
  name: id,
  group: id,
  state_type: until === null ? 'RUNNING' : 'COMPLETED',
  state_name: 'x',
  attempt: 1,
  run_count: 1,
  segments: [{ kind: 'running', from, until, ended: null }],
  parents: [],
})

const timeline = (origin: string, lanes: TimelineLane[]): Timeline => ({
  origin,
  now: 0,
  state_type: 'RUNNING',
  state_name: 'Running',
  segments: [],
  lanes,
  total: lanes.length,
  as_of: origin,
})

const AT = '2026-11-21T10:00:00.000Z'

test('what changed takes the place of what was known; what is new comes last', () => {
  const { lanes } = merged(timeline(AT, [lane('a', 0, null), lane('b', 1, 2)]), timeline(AT, [lane('c', 5, null), lane('a', 0, 4)]))
  expect(lanes.map(({ id, segments }) => [id, segments[0]?.until])).toEqual([
    ['a', 4],
    ['b', 2],
    ['c', null],
  ])
})

test('what was known is moved to the clock of the new answer', () => {
  const { lanes } = merged(timeline(AT, [lane('a', 1000, 2000)]), timeline('2026-11-21T10:00:01.000Z', []))
  expect(lanes[0]?.segments).toMatchObject([{ from: 0, until: 1000 }])
})
