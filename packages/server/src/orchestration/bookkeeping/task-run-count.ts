import type { Proposal } from '../proposal.ts'
import type { TaskRun } from '../runs.ts'

/** How often a task run has run: once more with each RUNNING state. */
export const taskRunCount = (run: Pick<TaskRun, 'run_count'>, to: Proposal): Pick<TaskRun, 'run_count'> => ({
  run_count: to.type === 'RUNNING' ? run.run_count + 1 : run.run_count,
})
