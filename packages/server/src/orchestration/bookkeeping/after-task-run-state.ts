import type { State } from '@millrace/protocol'
import type { TaskRunStateColumns } from '../../store/queries/task-run-states.ts'
import type { Generation } from '../generation.ts'
import type { Agreed } from '../orchestrate.ts'
import type { Proposal } from '../proposal.ts'
import type { TaskRun } from '../runs.ts'
import { runTimes } from './run-times.ts'
import { scheduledStart } from './scheduled-start.ts'
import { taskRunCount } from './task-run-count.ts'

type Derived = Omit<TaskRunStateColumns, 'updated' | 'state_id' | 'state_type' | 'state_name' | 'state_timestamp'>

/** Every column of a task run that follows from its new state. */
export function afterTaskRunState(
  { run: agreed, afterwards }: Agreed<TaskRun>,
  from: State | null,
  to: Proposal,
  generation: Generation,
): Derived {
  let after: TaskRun = {
    ...agreed,
    ...runTimes(agreed, from, to, generation),
    ...scheduledStart(agreed, to),
    ...taskRunCount(agreed, to),
  }
  for (const change of afterwards) after = { ...after, ...change(after) }
  const { run_count, flow_run_run_count, expected_start_time, next_scheduled_start_time, start_time, end_time, total_run_time } = after
  return { run_count, flow_run_run_count, expected_start_time, next_scheduled_start_time, start_time, end_time, total_run_time }
}
