import { expect, test } from 'vitest'
import { Unmapped } from '../futures/annotations.ts'
import { TaskFuture } from '../futures/task-future.ts'
import { RunState } from '../states/run-state.ts'
import { mapArguments } from './map-arguments.ts'

test('takes the n-th items of what can be iterated, and everything else as it is', () => {
  const options = { limit: 1 }
  expect(mapArguments('t', [[1, 2], new Set(['a', 'b']), 'text', new Unmapped([9]), options])).toEqual([
    [1, 'a', 'text', [9], options],
    [2, 'b', 'text', [9], options],
  ])
  expect(mapArguments('t', [[]])).toEqual([])
})

test('refuses inputs of different lengths, and nothing to map over', () => {
  expect(() => mapArguments('add', [[1], [1, 2]])).toThrow('add.map() expected inputs of one length, got 1 and 2; put unmapped(…) around')
  expect(() => mapArguments('add', [1, 'text'])).toThrow('add.map() got nothing to map over')
})

test('refuses a future, of which nobody knows how many runs it would make, but takes one for all runs', () => {
  const state = new RunState<string[]>({ type: 'PENDING' })
  const future = new TaskFuture({ taskRunId: 'id', name: () => 'list-0', state: () => state, finished: Promise.resolve(state) })
  expect(() => mapArguments('add', [[1, 2], future])).toThrow('add.map() got a future as argument 2; await it to map over its result')
  expect(mapArguments('add', [[1, 2], new Unmapped(future)])).toEqual([
    [1, future],
    [2, future],
  ])
})
