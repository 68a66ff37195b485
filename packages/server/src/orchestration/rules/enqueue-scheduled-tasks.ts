import { enqueueTask } from '../../store/queries/background-tasks.ts'
import { type TaskRule, accept, defineRule } from '../rule.ts'
import { ANY_STATE } from './state-sets.ts'

/** Where a background task waits: one that is to be tried again before those that were never begun. */
const AGAIN = 0
const FIRST_TIME = 1

/** Lets a background task wait for a worker that serves it, from its time on. The queue is a table, so that no restart forgets it. */
export const enqueueScheduledTasks: TaskRule = defineRule({
  name: 'enqueue-scheduled-tasks',
  from: ANY_STATE,
  to: ['SCHEDULED'],
  decide: ({ to }) => accept(to),
  async settle(tx, { run, state, now, generation }) {
    if (state === null || state.type !== 'SCHEDULED') return
    // 3.8 names what is deferred; in 2.20 it is what no flow run has.
    if (generation.marksDeferred ? state.state_details.deferred !== true : run.flow_run_id !== null) return
    await enqueueTask(tx, {
      task_run_id: run.id,
      task_key: run.task_key,
      place: state.name === 'AwaitingRetry' ? AGAIN : FIRST_TIME,
      due: state.state_details.scheduled_time ?? now,
    })
  },
})
