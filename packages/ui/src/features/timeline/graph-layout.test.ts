import type { TimelineLane } from '@millrace/protocol'
import { expect, test } from 'vitest'
import { layoutOf } from './graph-layout.ts'

const lane = (id: string, parents: string[] = [], group = id): TimelineLane => ({
  kind: 'task-run',
  id,
  task_run_id: id,
  name: id,
  group,
  state_type: 'COMPLETED',
  state_name: 'Completed',
  attempt: 1,
  run_count: 1,
  segments: [],
  parents,
})

test('runs stand one column behind the last of their inputs, beside them', () => {
  const { nodes, edges, columns, rows } = layoutOf([
    lane('a'),
    lane('b'),
    lane('from-b', ['b']),
    lane('from-a', ['a']),
    lane('end', ['from-a', 'b']),
  ])
  expect(nodes.map(({ id, column, row }) => [id, column, row])).toEqual([
    ['a', 0, 0],
    ['b', 0, 1],
    ['from-a', 1, 0],
    ['from-b', 1, 1],
    ['end', 2, 0],
  ])
  expect(edges.map(({ from, to }) => `${from.id} ${to.id}`)).toEqual(['b from-b', 'a from-a', 'from-a end', 'b end'])
  expect({ columns, rows }).toEqual({ columns: 3, rows: 2 })
})

test('many runs are folded by task, and circles that this makes do no harm', () => {
  const many = Array.from({ length: 300 }, (_, index) =>
    lane(`x${index}`, index === 0 ? [] : [`x${index - 1}`], index % 2 === 0 ? 'even' : 'odd'),
  )
  const { nodes, folded } = layoutOf(many)
  expect(folded).toBe(true)
  expect(nodes.map(({ name, lanes }) => [name, lanes.length])).toEqual(
    expect.arrayContaining([
      ['even', 150],
      ['odd', 150],
    ]),
  )
})
