import { type FlowRule, abort, accept, defineRule, reject } from '../rule.ts'
import type { FlowRun } from '../runs.ts'
import { ANY_STATE } from './state-sets.ts'

/** Lets a running flow pause, or a deployed one be suspended, once for each pause key. */
export const handlePausingFlows: FlowRule = defineRule<FlowRun>({
  name: 'handle-pausing-flows',
  from: ANY_STATE,
  to: ['PAUSED'],
  decide({ run, from, to, stateId }) {
    const verb = to.name === 'Suspended' ? 'suspend' : 'pause'
    if (from === null) return abort(`Cannot ${verb} flows with no state.`)
    if (from.type !== 'RUNNING') return reject(null, `Cannot ${verb} flows that are not currently running.`)
    // A pause without a key is one of its own.
    const key = to.state_details.pause_key ?? stateId
    if (run.empirical_policy.pause_keys?.includes(key) === true) return reject(null, `This ${verb} has already fired.`)
    if (to.state_details.pause_reschedule) {
      if (run.parent_task_run_id !== null) return abort(`Cannot ${verb} subflows.`)
      if (run.deployment_id === null) return abort(`Cannot ${verb} flows without a deployment.`)
    }
    return accept(to, {
      afterwards: ({ empirical_policy }) => ({
        empirical_policy: { ...empirical_policy, pause_keys: [...(empirical_policy.pause_keys ?? []), key] },
      }),
    })
  },
})
