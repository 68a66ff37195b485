import { type TaskRule, accept, defineRule } from '../rule.ts'
import { ANY_STATE } from './state-sets.ts'

/** Remembers in which run of its flow run a task ran last, so that a retried flow run knows its old task runs. */
export const updateFlowRunTracker: TaskRule = defineRule({
  name: 'update-flow-run-tracker',
  from: ANY_STATE,
  to: ['RUNNING'],
  decide({ run, to }) {
    const count = run.flow_run_now_run_count
    return count === null ? accept(to) : accept(to, { afterwards: () => ({ flow_run_run_count: count }) })
  },
})
