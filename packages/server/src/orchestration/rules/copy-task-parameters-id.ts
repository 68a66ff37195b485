import { withDetails } from '../proposal.ts'
import { type TaskRule, accept, defineRule } from '../rule.ts'

/** Carries the reference to a background task's parameters from state to state until it runs. */
export const copyTaskParametersId: TaskRule = defineRule({
  name: 'copy-task-parameters-id',
  from: ['SCHEDULED', 'PENDING'],
  to: ['PENDING', 'RUNNING'],
  decide({ from, to, generation }) {
    if ((to.state_details.task_parameters_id ?? null) !== null || !generation.marksDeferred) return accept(to)
    return accept(withDetails(to, { task_parameters_id: from?.state_details.task_parameters_id ?? null }))
  },
})
