import type { StateDetails } from '@millrace/protocol'
import { findFlowRunStateDetails } from '../../store/queries/flow-run-states.ts'
import { makeProposal } from '../proposal.ts'
import { type TaskRule, abort, accept, defineRule, reject } from '../rule.ts'
import type { TaskRun } from '../runs.ts'
import { ANY_STATE } from './state-sets.ts'

/** Lets a task run only while its flow run does; under a paused one it waits for the same resumption. */
export const preventRunningTasksFromStoppedFlows: TaskRule = defineRule<TaskRun, StateDetails | undefined>({
  name: 'prevent-running-tasks-from-stopped-flows',
  from: ANY_STATE,
  to: ['RUNNING'],
  async gather(tx, { run }) {
    if (run.flow_run_id === null || run.flow_run_state_type !== 'PAUSED') return undefined
    return await findFlowRunStateDetails(tx, run.flow_run_id)
  },
  decide({ run, to, now }, pause) {
    if (run.flow_run_id === null || run.flow_run_state_type === 'RUNNING') return accept(to)
    if (run.flow_run_state_type !== 'PAUSED') return abort('The enclosing flow must be running to begin task execution.')
    const notReady = makeProposal('PAUSED', now, {
      name: 'NotReady',
      details: { pause_timeout: pause?.pause_timeout ?? null, pause_reschedule: pause?.pause_reschedule ?? false },
    })
    return reject(notReady, `The flow is paused, new tasks can execute after resuming flow run: ${run.flow_run_id}.`)
  },
})
