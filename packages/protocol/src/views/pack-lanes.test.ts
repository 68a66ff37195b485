import { expect, it } from 'vitest'
import { packLanes, unpackLanes } from './pack-lanes.ts'
import { packedLanes, type TimelineLane } from './timeline.ts'

let made = 0
const newId = (): string => `00000000-0000-4000-8000-${String((made += 1)).padStart(12, '0')}`

const lane = (given: Partial<TimelineLane> = {}): TimelineLane => {
  const id = newId()
  return {
    kind: 'task-run',
    id,
    task_run_id: id,
    name: 'one',
    group: 'ones',
    state_type: 'COMPLETED',
    state_name: 'Completed',
    attempt: 1,
    run_count: 1,
    segments: [],
    parents: [],
    ...given,
  }
}

it('brings lanes over as they were', () => {
  const [first, gone] = [lane(), newId()]
  const subflow = lane({ kind: 'flow-run', task_run_id: newId(), group: 'Completed', parents: [first.id] })
  const lanes = [
    first,
    subflow,
    lane({
      state_type: 'FAILED',
      state_name: 'TimedOut',
      run_count: 2,
      attempt: 3,
      segments: [
        { kind: 'waiting', from: -0.1, until: 0.2, ended: null },
        { kind: 'running', from: 0.2, until: 123_456.789, ended: 'FAILED' },
        { kind: 'retrying', from: 123_456.789, until: 130_000, ended: null },
        { kind: 'running', from: 130_000.001, until: null, ended: null },
      ],
      parents: [gone, subflow.task_run_id],
    }),
    lane({ segments: [{ kind: 'paused', from: 1, until: 1, ended: null }] }),
  ]
  const packed = packLanes(lanes)
  expect(packedLanes.parse(JSON.parse(JSON.stringify(packed)))).toEqual(packed)
  expect(unpackLanes(packed)).toEqual(lanes)
  expect(unpackLanes(packLanes(lanes.slice(2)))[0]?.parents).toEqual([gone, subflow.task_run_id])
})

it('says in a third of the bytes what many lanes did', () => {
  const lanes = Array.from({ length: 1000 }, (_, index) =>
    lane({ name: `work-${index}`, segments: [{ kind: 'running', from: index * 10.123, until: index * 10.123 + 5, ended: 'COMPLETED' }] }),
  )
  expect(JSON.stringify(packLanes(lanes)).length * 3).toBeLessThan(JSON.stringify(lanes).length)
  expect(packLanes([])).toMatchObject({ ids: [], texts: [] })
})
