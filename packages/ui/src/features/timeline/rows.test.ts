import type { TimelineLane } from '@millrace/protocol'
import { expect, test } from 'vitest'
import { type Arrangement, criticalPath, type Row, rowsOf } from './rows.ts'

const lane = (id: string, from: number, until: number | null, more: Partial<TimelineLane> = {}): TimelineLane => ({
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
  ...more,
})

const plain: Arrangement = {
  order: 'start',
  open: new Set(),
  search: '',
  hideCompleted: false,
  attempt: undefined,
  lanesOf: () => undefined,
}
const told = (rows: readonly Row[]): string[] =>
  rows.map((row) => `${'  '.repeat(row.depth)}${row.kind === 'lane' ? row.lane.name : `${row.name} × ${row.lanes.length}`}`)

test('lanes stand in the order of their start, or failed ones first', () => {
  const lanes = [lane('b', 5, 9), lane('a', 1, 2), lane('c', 7, 8, { state_type: 'FAILED' })]
  expect(told(rowsOf(lanes, plain))).toEqual(['a', 'b', 'c'])
  expect(told(rowsOf(lanes, { ...plain, order: 'failed' }))).toEqual(['c', 'a', 'b'])
  expect(told(rowsOf(lanes, { ...plain, hideCompleted: true }))).toEqual(['c'])
  expect(told(rowsOf(lanes, { ...plain, search: 'B' }))).toEqual(['b'])
})

test('many task runs of one task are one row, with the failed ones below it', () => {
  const many = Array.from({ length: 30 }, (_, index) =>
    lane(`item-${index}`, index, index + 5, { group: 'item', state_type: index === 7 ? 'FAILED' : 'COMPLETED' }),
  )
  const folded = rowsOf([lane('first', -5, 0), ...many], plain)
  expect(told(folded)).toEqual(['first', 'item × 30', '  item-7'])
  expect(folded[1]).toMatchObject({ counts: { COMPLETED: 29, FAILED: 1 }, open: false })
  expect(rowsOf(many, { ...plain, open: new Set(['task-run item']) })).toHaveLength(31)
  expect(rowsOf(many.slice(0, 20), plain)).toHaveLength(20)
})

test('a subflow run is unfolded in place, to any depth', () => {
  const child = lane('child', 2, 9, { kind: 'flow-run' })
  const below: Record<string, TimelineLane[]> = {
    child: [lane('deep', 4, 5, { kind: 'flow-run' }), lane('leaf', 3, 4)],
    deep: [lane('deepest', 4, 5)],
  }
  const arrangement = { ...plain, open: new Set(['child', 'deep']), lanesOf: (id: string) => below[id] }
  expect(told(rowsOf([child, lane('next', 10, 11)], arrangement))).toEqual(['child', '  leaf', '  deep', '    deepest', 'next'])
})

test('one attempt shows its own task runs', () => {
  expect(told(rowsOf([lane('a', 0, 1), lane('b', 5, 6, { attempt: 2 })], { ...plain, attempt: 2 }))).toEqual(['b'])
})

test('the critical path goes back from what ended last over the inputs that came last', () => {
  const lanes = [lane('a', 0, 4), lane('b', 0, 9), lane('c', 9, 12, { parents: ['a', 'b'] }), lane('d', 4, 5, { parents: ['a'] })]
  expect(criticalPath(lanes).map(({ id }) => id)).toEqual(['b', 'c'])
  expect(criticalPath([])).toEqual([])
  expect(criticalPath([lane('x', 0, 1, { parents: ['x'] })]).map(({ id }) => id)).toEqual(['x'])
})
