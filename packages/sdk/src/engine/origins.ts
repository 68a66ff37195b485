import type { TaskRunInput } from '@millrace/protocol'
import { futuresIn } from '../futures/resolve.ts'

/** Which run an object came from; primitive results cannot be told apart and are not tracked. */
const origins = new WeakMap<object, TaskRunInput>()

/** Remembers that `value` is the result of a run, so that a task which gets it is shown as depending on it. */
export function rememberOrigin(value: unknown, origin: TaskRunInput): void {
  if (typeof value === 'object' && value !== null) origins.set(value, origin)
}

/** The runs that an argument comes from: futures in it, or results of tasks and subflows. */
export function originsOf(argument: unknown): TaskRunInput[] {
  const inputs = new Map<string, TaskRunInput>()
  const add = (input: TaskRunInput | undefined): void => {
    if (input !== undefined && 'id' in input) inputs.set(input.id, input)
  }
  for (const future of futuresIn(argument)) add({ input_type: 'task_run', id: future.taskRunId })
  if (typeof argument === 'object' && argument !== null) {
    add(origins.get(argument))
    if (Array.isArray(argument))
      for (const item of argument as unknown[]) if (typeof item === 'object' && item !== null) add(origins.get(item))
  }
  return [...inputs.values()]
}
