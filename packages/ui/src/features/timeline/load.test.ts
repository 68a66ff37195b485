import type { TimelineLane, TimelineSegment } from '@millrace/protocol'
import { expect, test } from 'vitest'
import { axisOf } from './axis.ts'
import { loadOf } from './load.ts'

const lane = (...segments: readonly TimelineSegment[]): TimelineLane => ({
  kind: 'task-run',
  id: 'a',
  task_run_id: 'a',
  name: 'a',
  group: 'a',
  state_type: 'COMPLETED',
  state_name: 'Completed',
  attempt: 1,
  run_count: 1,
  segments: [...segments],
  parents: [],
})
const ran = (from: number, until: number | null, ended: TimelineSegment['ended']): TimelineSegment => ({
  kind: 'running',
  from,
  until,
  ended,
})

test('counts what ran together, and marks where something failed', () => {
  const axis = axisOf([{ from: 0, until: 240 }], { from: 0, until: 240 })
  const lanes = [
    lane({ kind: 'waiting', from: 0, until: 60, ended: null }, ran(60, 119, 'FAILED'), ran(180, null, null)),
    lane(ran(100, 239, 'COMPLETED')),
  ]
  const { counts, failures } = loadOf(lanes, axis, 240)
  expect([counts[30], counts[80], counts[110], counts[150], counts[200]]).toEqual([0, 1, 2, 1, 2])
  expect([...failures]).toEqual([119])
})
