import { expect, it } from 'vitest'
import type { FinishedTask } from '../store/queries/finished-tasks.ts'
import { tasksToRepeat } from './tasks-to-repeat.ts'

const task = (
  id: string,
  from: readonly string[] = [],
  parents: readonly string[] = [],
  key: string | null = `run/${id}`,
): FinishedTask => ({
  id,
  name: id,
  task_key: `${id}-1`,
  dynamic_key: '0',
  flow_run_run_count: 1,
  state_type: 'COMPLETED',
  data: key === null ? null : { storage_key: key },
  task_inputs: {
    of: from.map((source) => ({ input_type: 'task_run', id: source })),
    __parents__: parents.map((source) => ({ input_type: 'task_run', id: source })),
  },
})

const repeated = (tasks: readonly FinishedTask[], first: string): readonly string[] =>
  tasksToRepeat(tasks, ({ id }) => id === first).resultKeys.toSorted()

it('repeats what follows from a task, at any distance', () => {
  const tasks = [task('a'), task('b', ['a']), task('c', ['b']), task('d')]
  expect(repeated(tasks, 'b')).toEqual(['run/b', 'run/c'])
  expect(repeated(tasks, 'a')).toEqual(['run/a', 'run/b', 'run/c'])
})

it('repeats the body of the task around and what follows from that, and what the task itself called', () => {
  const tasks = [task('outer'), task('x', [], ['outer']), task('y', [], ['outer']), task('inX', [], ['x']), task('after', ['outer'])]
  expect(repeated(tasks, 'x')).toEqual(['run/after', 'run/inX', 'run/outer', 'run/x'])
})

it('takes runs of one call in several attempts as one', () => {
  const again = { ...task('a2', [], [], 'run/a'), flow_run_run_count: 2 }
  const tasks = [task('a'), task('b', ['a']), again]
  expect(repeated(tasks, 'a2')).toEqual(['run/a', 'run/b'])
})

it('bears circles and inputs that are not there, and counts runs that have no result', () => {
  const tasks = [task('a', ['b'], [], null), task('b', ['a', 'gone'], ['gone'])]
  expect(tasksToRepeat(tasks, ({ id }) => id === 'a')).toEqual({ taskRuns: 2, resultKeys: ['run/b'] })
})

it('is done in a moment with 20,000 tasks in a row', () => {
  const tasks = Array.from({ length: 20_000 }, (_, index) => task(String(index), index === 0 ? [] : [String(index - 1)]))
  expect(tasksToRepeat(tasks, ({ id }) => id === '0').taskRuns).toBe(20_000)
})
